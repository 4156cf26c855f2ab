"""Heads by date, acting before appointed; units that are renamed, moved and closed and keep their history."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from hadir.accounts.models import User
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotPermitted
from hadir.notices.models import Notice
from hadir.people import careers, following, heads, selectors, services, structure
from hadir.people.heads import HeadData
from hadir.people.models import Employee, Headship, OrgUnit, UnitRecord
from hadir.people.rules import HeadKind
from hadir.people.structure import UnitChange
from tests.cast import SYSTEM, Cast, appoint

MARCH, MARCH_END = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel("2026-03-01T05:00:00Z", tick=False):
        yield


def person(user: User) -> Employee:
    return Employee.objects.get(user=user)


def head_on(unit: OrgUnit, day: date) -> tuple[str, str] | None:
    found = selectors.head_of(unit.pk, day)
    return (found.employee.name.split()[0], found.kind) if found else None


def test_an_acting_head_has_the_duties_on_his_days(cast: Cast) -> None:
    appoint(cast.budi, cast.bagian_umum, HeadKind.PLH, valid_from=MARCH, valid_to=MARCH_END)
    assert head_on(cast.bagian_umum, date(2026, 2, 28)) == ("Joko", "definitive")
    assert head_on(cast.bagian_umum, MARCH) == ("Budi", "plh")
    assert head_on(cast.bagian_umum, MARCH_END) == ("Budi", "plh")  # the last day counts
    assert head_on(cast.bagian_umum, date(2026, 4, 1)) == ("Joko", "definitive")
    assert selectors.headed_units(person(cast.budi).pk, MARCH) == {cast.bagian_umum.pk}
    assert selectors.headed_units(person(cast.joko).pk, MARCH) == set()
    # neither of them is below the other meanwhile
    both = [person(cast.budi).pk, person(cast.joko).pk]
    assert set(selectors.superiors_of(both, MARCH).values()) == {person(cast.rahma).pk}
    assert selectors.subordinates_of(person(cast.budi).pk, MARCH) == set()


def test_the_acting_head_is_told(cast: Cast) -> None:
    appoint(cast.budi, cast.bagian_umum, HeadKind.PLH, valid_from=MARCH, valid_to=MARCH_END)
    appoint(cast.siti, cast.bagian_umum, HeadKind.PLH, valid_from=date(2026, 2, 1), valid_to=date(2026, 2, 28))  # over
    told = Notice.objects.get(
        kind="headship_given", about=f"unit:{cast.bagian_umum.pk}", user__in=[cast.budi, cast.siti]
    )
    assert told.user == cast.budi
    assert told.facts == {"kind_text": "Plh. (pelaksana harian)", "unit": "Bagian Umum", "from_on": "2026-03-01"}


def test_one_acts_at_a_time(cast: Cast) -> None:
    appoint(cast.budi, cast.bagian_umum, HeadKind.PLH, valid_from=MARCH, valid_to=MARCH_END)
    with pytest.raises(Conflict, match="already_acting"):
        appoint(cast.siti, cast.bagian_umum, HeadKind.PLT, valid_from=MARCH_END)
    appoint(cast.siti, cast.bagian_umum, HeadKind.PLT, valid_from=date(2026, 4, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Headship.objects.create(
            unit=cast.bagian_umum, employee=person(cast.budi), kind="plt", valid_from=MARCH, legal_basis="x"
        )


def test_a_new_head_ends_the_old_one_and_the_open_plt(cast: Cast) -> None:
    heads.end_headship(SYSTEM, headship_id=Headship.objects.get(unit=cast.bagian_umum).pk, last_day=date(2026, 1, 31))
    appoint(cast.budi, cast.bagian_umum, HeadKind.PLT, valid_from=date(2026, 2, 1))
    appoint(cast.siti, cast.bagian_umum, valid_from=date(2026, 5, 1))
    assert head_on(cast.bagian_umum, date(2026, 1, 31)) == ("Joko", "definitive")
    assert head_on(cast.bagian_umum, date(2026, 4, 30)) == ("Budi", "plt")
    assert head_on(cast.bagian_umum, date(2026, 5, 1)) == ("Siti", "definitive")
    appoint(cast.joko, cast.bagian_umum, valid_from=date(2026, 6, 1))
    assert head_on(cast.bagian_umum, date(2026, 5, 31)) == ("Siti", "definitive")


def test_a_mistaken_appointment_is_withdrawn(cast: Cast) -> None:
    made = appoint(cast.budi, cast.bagian_umum, HeadKind.PLH, valid_from=MARCH, valid_to=MARCH_END)
    heads.withdraw_headship(cast.siti, headship_id=made.pk)
    assert head_on(cast.bagian_umum, MARCH) == ("Joko", "definitive")
    assert Headship.objects.get(pk=made.pk).superseded_at is not None


def test_who_may_appoint_whom(cast: Cast) -> None:
    def data(user: User) -> HeadData:
        return HeadData(person(user).pk, HeadKind.PLH, MARCH, MARCH_END, "SP 1")

    for actor in (cast.dedi, cast.budi, cast.made, cast.agus):
        with pytest.raises(NotPermitted, match="not_permitted"):
            heads.appoint_head(actor, unit_id=cast.bagian_umum.pk, data=data(cast.siti))
    with pytest.raises(NotPermitted, match="not_oneself"):
        heads.appoint_head(cast.siti, unit_id=cast.bagian_umum.pk, data=data(cast.siti))
    heads.appoint_head(cast.siti, unit_id=cast.bagian_umum.pk, data=data(cast.budi))


def test_the_head_of_an_agency_is_named_above_it(cast: Cast) -> None:
    """He gets rights over the agency: its own operator does not choose who holds them."""
    acting = HeadData(person(cast.budi).pk, HeadKind.PLH, MARCH, MARCH_END, "SP 1")
    for actor in (cast.siti, cast.rahma):
        with pytest.raises(NotPermitted, match="not_permitted"):
            heads.appoint_head(actor, unit_id=cast.setda.pk, data=acting)
    heads.appoint_head(cast.wati, unit_id=cast.setda.pk, data=acting)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"legal_basis": " "}, "legal_basis"),
        ({"valid_to": date(2026, 2, 28)}, "span"),
        ({"employee_id": 0}, "employee_not_found"),
    ],
)
def test_an_impossible_appointment_is_refused(cast: Cast, change: dict[str, Any], code: str) -> None:
    values: dict[str, Any] = {
        "employee_id": person(cast.budi).pk,
        "kind": HeadKind.DEFINITIVE,
        "valid_from": MARCH,
        "legal_basis": "SK",
    }
    with pytest.raises(HadirError, match=code):
        heads.appoint_head(SYSTEM, unit_id=cast.setda.pk, data=HeadData(**values | change))
    assert head_on(cast.setda, MARCH) == ("Rahma", "definitive")


def test_heads_of_each_other_s_unit_are_refused(cast: Cast) -> None:
    """Rahma serves in Setda. If she headed Dinkes and Dedi of Dinkes Setda, each would be above the other."""
    appoint(cast.dedi, cast.setda, valid_from=MARCH)
    with pytest.raises(InvalidInput, match="superior_loop"):
        appoint(cast.rahma, cast.dinkes, valid_from=MARCH)


def test_a_renamed_unit_keeps_its_old_name_for_the_old_days(cast: Cast) -> None:
    services.rename_unit(
        SYSTEM, unit_id=cast.bagian_umum.pk, name="Bagian Umum dan Protokol", code="SETDA-UP", valid_from=MARCH
    )
    cast.bagian_umum.refresh_from_db()
    assert cast.bagian_umum.name == "Bagian Umum dan Protokol"
    before = selectors.unit_on(cast.bagian_umum.pk, date(2026, 2, 28))
    assert before is not None
    assert (before.name, before.code) == ("Bagian Umum", "SETDA-UM")


def test_a_reorganisation_takes_effect_on_its_day(cast: Cast) -> None:
    change = UnitChange(name="Bagian Tata Usaha", parent_id=cast.dinkes.pk, valid_from=date(2026, 4, 1))
    structure.change_unit(SYSTEM, unit_id=cast.bagian_umum.pk, change=change)
    assert selectors.opd_of(cast.bagian_umum) == cast.setda
    lines = selectors.lines_on([cast.bagian_umum.pk], date(2026, 4, 1))
    assert lines[cast.bagian_umum.pk] == (cast.bagian_umum.pk, cast.dinkes.pk, cast.region.pk)
    assert following.follow_dates(now=datetime(2026, 4, 1, 0, 0, tzinfo=UTC)).units == 1
    assert selectors.opd_of(cast.bagian_umum) == cast.dinkes
    assert selectors.superior_of(person(cast.joko).pk, MARCH) == person(cast.rahma)  # of that time


def test_the_day_of_units_begins_where_the_region_lives(cast: Cast) -> None:
    change = UnitChange(name="Bagian Tata Usaha", valid_from=date(2026, 4, 1))
    structure.change_unit(SYSTEM, unit_id=cast.bagian_umum.pk, change=change)
    assert following.follow_dates(now=datetime(2026, 3, 31, 16, 59, tzinfo=UTC)).units == 0  # 23.59 WIB
    assert following.follow_dates(now=datetime(2026, 3, 31, 17, 0, tzinfo=UTC)).units == 1


def test_two_units_exchange_their_codes_on_one_day(cast: Cast) -> None:
    other = structure.create_unit(SYSTEM, parent_id=cast.setda.pk, name="Bagian Hukum", code="HK", kind="unit")
    day = date(2026, 4, 1)
    services.rename_unit(SYSTEM, unit_id=other.pk, name="Bagian Hukum", code="TEMP", valid_from=day)
    services.rename_unit(SYSTEM, unit_id=cast.bagian_umum.pk, name="Bagian Umum", code="HK", valid_from=day)
    services.rename_unit(SYSTEM, unit_id=other.pk, name="Bagian Hukum", code="SETDA-UM", valid_from=day)
    following.follow_dates(now=datetime(2026, 4, 1, 0, 0, tzinfo=UTC))
    assert set(OrgUnit.objects.filter(parent=cast.setda).values_list("name", "code")) == {
        ("Bagian Umum", "HK"),
        ("Bagian Hukum", "SETDA-UM"),
    }


def test_a_code_promised_for_later_is_taken(cast: Cast) -> None:
    services.rename_unit(
        SYSTEM, unit_id=cast.bagian_umum.pk, name="Bagian Umum", code="BARU", valid_from=date(2026, 4, 1)
    )
    with pytest.raises(InvalidInput) as caught:
        structure.create_unit(SYSTEM, parent_id=cast.setda.pk, name="Lain", code="BARU", kind="unit")
    assert set(caught.value.fields) == {"code"}


def test_a_loop_of_next_month_is_refused_today(cast: Cast) -> None:
    sub = structure.create_unit(SYSTEM, parent_id=cast.bagian_umum.pk, name="Subbag", code="SUB", kind="unit")
    top = structure.create_unit(SYSTEM, parent_id=cast.setda.pk, name="Bagian Lain", code="LAIN", kind="unit")
    services.move_unit(SYSTEM, unit_id=top.pk, parent_id=sub.pk, valid_from=date(2026, 5, 1))
    with pytest.raises(InvalidInput, match="unit_loop"):
        services.move_unit(SYSTEM, unit_id=cast.bagian_umum.pk, parent_id=top.pk, valid_from=date(2026, 4, 1))


def test_a_unit_with_people_or_units_is_not_closed(cast: Cast) -> None:
    with pytest.raises(Conflict, match="unit_still_used") as caught:
        structure.close_unit(SYSTEM, unit_id=cast.bagian_umum.pk, last_day=MARCH_END)
    assert "2 pegawai" in str(caught.value.message)
    there = careers.PlacementData(cast.setda.pk, cast.setda_office.pk)
    for user in (cast.budi, cast.joko):
        careers.place_employee(SYSTEM, employee_id=person(user).pk, data=there, valid_from=date(2026, 4, 1))
    structure.close_unit(SYSTEM, unit_id=cast.bagian_umum.pk, last_day=MARCH_END)
    assert selectors.unit_on(cast.bagian_umum.pk, MARCH_END) is not None
    assert selectors.unit_on(cast.bagian_umum.pk, date(2026, 4, 1)) is None
    assert head_on(cast.bagian_umum, MARCH_END) == ("Joko", "definitive")
    assert head_on(cast.bagian_umum, date(2026, 4, 1)) is None
    with pytest.raises(Conflict, match="unit_still_used"):
        structure.close_unit(SYSTEM, unit_id=cast.dinkes.pk, last_day=MARCH)
    with pytest.raises(InvalidInput, match="not_the_region"):
        structure.close_unit(SYSTEM, unit_id=cast.region.pk, last_day=MARCH)


def test_a_closed_unit_takes_nothing_new_and_can_be_reopened(cast: Cast) -> None:
    unit = structure.create_unit(SYSTEM, parent_id=cast.setda.pk, name="Bagian Lama", code="LAMA", kind="unit")
    structure.close_unit(SYSTEM, unit_id=unit.pk, last_day=MARCH)
    with pytest.raises(InvalidInput, match="unit_not_active"):
        structure.create_unit(SYSTEM, parent_id=unit.pk, name="Anak", code="ANAK", kind="unit")
    with pytest.raises(InvalidInput, match="unit_not_active"):
        appoint(cast.budi, unit, valid_from=MARCH)
    structure.reopen_unit(SYSTEM, unit_id=unit.pk)
    assert selectors.unit_on(unit.pk, date(2030, 1, 1)) is not None
    assert UnitRecord.objects.filter(unit=unit, superseded_at__isnull=True).count() == 1
    with pytest.raises(Conflict, match="unit_not_closed"):
        structure.reopen_unit(SYSTEM, unit_id=unit.pk)


@pytest.mark.parametrize("who", ["siti", "budi", "dedi", "agus"])
def test_only_the_owner_of_the_structure_changes_it(cast: Cast, who: str) -> None:
    actor = getattr(cast, who)
    with pytest.raises(NotPermitted):
        structure.close_unit(actor, unit_id=cast.bagian_umum.pk, last_day=MARCH)
    with pytest.raises(NotPermitted):
        structure.change_unit(actor, unit_id=cast.bagian_umum.pk, change=UnitChange(name="X"))
    with pytest.raises(NotPermitted):
        structure.reopen_unit(actor, unit_id=cast.bagian_umum.pk)
