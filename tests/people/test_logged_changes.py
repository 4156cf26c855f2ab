"""The log tells what changed from what to what, and masks how to reach a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hadir.accounts import services as accounts
from hadir.audit.models import AuditEntry
from hadir.people import careers, services
from hadir.people.models import Employee
from tests.cast import SYSTEM, Cast

NOW = datetime(2025, 3, 3, 2, 0, tzinfo=UTC)


def _last(action: str) -> AuditEntry:
    return AuditEntry.objects.filter(action=action).latest("seq")


def _data(person: Employee, **changes: object) -> services.EmployeeData:
    values: dict[str, object] = {
        "nip": person.nip,
        "employment_type": person.employment_type,
        "name": person.name,
        "unit_id": person.unit_id,
        "work_place_id": person.work_place_id,
        "email": person.email,
    }
    return services.EmployeeData(**(values | changes))  # type: ignore[arg-type]


def test_a_move_and_a_new_telephone_number(cast: Cast) -> None:
    assert cast.budi.employee is not None
    services.update_employee(
        cast.siti,
        employee_id=cast.budi.employee.pk,
        data=_data(cast.budi.employee, unit_id=cast.setda.pk, phone="081234567890", email=""),
    )
    entry = _last("people.update_employee")
    assert entry.right == "manage_employees"
    assert entry.before == {"unit_id": cast.bagian_umum.pk, "phone": None, "email": "•••"}
    assert entry.after == {"unit_id": cast.setda.pk, "phone": "•••", "email": None}
    assert "081234567890" not in entry.payload


def test_leaving(cast: Cast) -> None:
    assert cast.budi.employee is not None
    services.set_employee_active(SYSTEM, employee_id=cast.budi.employee.pk, active=False)
    entry = _last("people.set_employee_active")
    last_day = careers.today_of(cast.budi.employee) - timedelta(days=1)
    assert entry.before == {"active": True, "left_on": None}
    assert entry.after == {"active": False, "left_on": last_day.isoformat()}


def test_a_dated_change(cast: Cast) -> None:
    assert cast.budi.employee is not None
    day = careers.today_of(cast.budi.employee)
    careers.change_grade(SYSTEM, employee_id=cast.budi.employee.pk, grade="32", valid_from=day)
    entry = _last("people.change_grade")
    assert (entry.before, entry.after) == ({"grade": None}, {"grade": "32"})


def test_a_role_given_and_taken(cast: Cast) -> None:
    [grant] = cast.siti.grants.all()
    given = _last("accounts.grant_role")
    assert given.after is not None
    accounts.revoke_grant(SYSTEM, grant_id=grant.pk, now=NOW)
    taken = _last("accounts.revoke_grant")
    assert taken.before == {"role": "opd_operator", "unit_id": cast.setda.pk}
    assert taken.after is None
    assert taken.right == "grant_opd_operator"
