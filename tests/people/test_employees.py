"""People are entered by the operator of their own agency, with a NIP that can be right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from hadir.audit import selectors as audit
from hadir.lib.errors import HadirError, InvalidInput, NotFound, NotPermitted
from hadir.people import selectors, services
from hadir.people.models import Employee
from tests.cast import Cast, make_nip

NIP = make_nip("19920505", "201602", 2, 77)


def new(cast: Cast, **more: Any) -> services.EmployeeData:
    values: dict[str, Any] = {
        "nip": NIP,
        "employment_type": "PNS",
        "name": "Wati Contoh",
        "unit_id": cast.bagian_umum.pk,
        "work_place_id": cast.setda_office.pk,
    }
    return services.EmployeeData(**values | more)


def test_operator_registers_somebody_in_the_own_agency(cast: Cast) -> None:
    data = new(cast, nip="19920505 201602 2 077", front_title="Dr.", back_title="S.H.")
    person = services.register_employee(cast.siti, data=data)
    assert person.nip == NIP
    assert person.full_name == "Dr. Wati Contoh, S.H."
    entry = audit.entries_about(f"employee:{person.pk}").get()
    assert entry.actor_id == cast.siti.pk
    assert entry.unit_id == cast.bagian_umum.pk
    assert NIP not in str(entry.detail)


@pytest.mark.parametrize("who", ["dedi", "budi"])
def test_others_register_nobody_there(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        services.register_employee(getattr(cast, who), data=new(cast))
    assert not Employee.objects.filter(nip=NIP).exists()


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"nip": "123"}, "nip_not_18_digits", "nip"),
        ({"nip": make_nip("19920505", "201613", 2, 77)}, "nip_appointment_month", "nip"),
        ({"employment_type": "HONORER"}, "invalid", "employment_type"),
        ({"name": ""}, "invalid", "name"),
        ({"email": "bukan surel"}, "invalid", "email"),
        ({"nip": make_nip("19900101", "201503", 1, 3)}, "invalid", "nip"),  # Budi's
        ({"work_place_id": 0}, "work_place_elsewhere", "work_place"),
    ],
)
def test_what_cannot_be_right_is_refused_by_field(cast: Cast, change: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        services.register_employee(cast.siti, data=new(cast, **change))
    assert caught.value.code == code
    assert set(caught.value.fields) == {field}


def test_nobody_works_at_another_agency_s_place(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="work_place_elsewhere"):
        services.register_employee(cast.siti, data=new(cast, work_place_id=cast.dinkes_office.pk))


def test_a_contract_number_needs_no_month(cast: Cast) -> None:
    person = services.register_employee(
        cast.siti, data=new(cast, nip=make_nip("19920505", "202121", 2, 77), employment_type="PPPK")
    )
    assert person.employment_type == "PPPK"


def test_a_change_is_logged_by_field_names_only(cast: Cast) -> None:
    person = services.register_employee(cast.siti, data=new(cast))
    services.update_employee(
        cast.siti, employee_id=person.pk, data=new(cast, position="Analis", phone="0811000000", unit_id=cast.setda.pk)
    )
    entry = audit.entries_about(f"employee:{person.pk}").first()
    assert entry is not None
    assert entry.detail == {"fields": ["phone", "position", "unit_id"]}


def test_an_operator_cannot_push_people_into_another_agency(cast: Cast) -> None:
    person = services.register_employee(cast.siti, data=new(cast))
    data = replace(new(cast), unit_id=cast.dinkes.pk, work_place_id=cast.dinkes_office.pk)
    with pytest.raises(NotPermitted):
        services.update_employee(cast.siti, employee_id=person.pk, data=data)
    with pytest.raises(NotPermitted):
        services.update_employee(cast.dedi, employee_id=person.pk, data=data)
    person.refresh_from_db()
    assert person.unit == cast.bagian_umum


def test_a_number_does_not_change_in_passing(cast: Cast) -> None:
    person = services.register_employee(cast.siti, data=new(cast))
    data = new(cast, nip=make_nip("19920505", "201602", 2, 78))
    with pytest.raises(HadirError, match="nip_is_fixed"):
        services.update_employee(cast.siti, employee_id=person.pk, data=data)


def test_unknown_people_are_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound, match="employee_not_found"):
        services.set_employee_active(cast.siti, employee_id=0, active=False)
    with pytest.raises(NotFound):
        selectors.employee(0)


@pytest.mark.parametrize(
    "values",
    [{"nip": "19920505201602207"}, {"nip": "19920505201602207X"}, {"employment_type": "THL"}, {"name": ""}],
)
def test_the_database_refuses_nonsense(cast: Cast, values: dict[str, Any]) -> None:
    row = {
        "nip": NIP,
        "employment_type": "PNS",
        "name": "Wati",
        "unit": cast.setda,
        "work_place": cast.setda_office,
    } | values
    with pytest.raises(IntegrityError), transaction.atomic():
        Employee.objects.create(**row)


def test_somebody_with_an_account_is_never_deleted(cast: Cast) -> None:
    assert cast.budi.employee is not None
    with pytest.raises(ProtectedError):
        cast.budi.employee.delete()
