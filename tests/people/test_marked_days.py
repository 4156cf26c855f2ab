"""A change of where somebody serves, or where a unit hangs, marks the days that follow from it."""

from __future__ import annotations

from datetime import date

import pytest

from hadir.people import careers, structure
from hadir.people import services as people
from hadir.periods.models import StaleSpan
from tests.cast import SYSTEM, Cast, employ, make_nip

pytestmark = pytest.mark.django_db
Mark = tuple[str, int, date, date, str]


@pytest.fixture
def cast(cast: Cast) -> Cast:
    StaleSpan.objects.all().delete()
    return cast


def _marks() -> set[Mark]:
    return set(StaleSpan.objects.values_list("scope", "scope_id", "first", "last", "cause"))


def test_somebody_new(cast: Cast) -> None:
    person = employ("Tono", make_nip("19880101", "201503", 1, 9), cast.setda, cast.setda_office)
    assert _marks() == {("employee", person.pk, date(2025, 1, 1), date.max, "career")}


def test_a_transfer(cast: Cast) -> None:
    assert cast.budi.employee_id is not None
    data = careers.PlacementData(unit_id=cast.dinkes.pk, work_place_id=cast.dinkes_office.pk)
    careers.place_employee(SYSTEM, employee_id=cast.budi.employee_id, data=data, valid_from=date(2026, 3, 1))
    ((scope, number, first, last, cause),) = _marks()
    assert (scope, number, last, cause) == ("employee", cast.budi.employee_id, date.max, "career")
    assert first <= date(2026, 3, 1)


def test_a_grade_decides_about_no_day(cast: Cast) -> None:
    assert cast.budi.employee_id is not None
    careers.change_grade(SYSTEM, employee_id=cast.budi.employee_id, grade="32", valid_from=date(2026, 3, 1))
    assert not _marks()


def test_a_moved_unit_and_not_a_renamed_one(cast: Cast) -> None:
    umum = cast.bagian_umum
    structure.rename_unit(SYSTEM, unit_id=umum.pk, name="Bagian Umum dan Rumah Tangga", code=umum.code)
    assert not _marks()
    structure.move_unit(SYSTEM, unit_id=umum.pk, parent_id=cast.dinkes.pk, valid_from=date(2027, 1, 1))
    assert {(scope, number, cause) for scope, number, _first, _last, cause in _marks()} == {("unit", umum.pk, "career")}


def test_leaving(cast: Cast) -> None:
    assert cast.budi.employee_id is not None
    people.set_employee_active(SYSTEM, employee_id=cast.budi.employee_id, active=False)
    assert {(scope, number) for scope, number, *_rest in _marks()} == {("employee", cast.budi.employee_id)}


def test_another_clock_at_a_work_place(cast: Cast) -> None:
    data = people.WorkPlaceData(name="Kantor Bupati", time_zone="Asia/Makassar")
    people.update_work_place(SYSTEM, work_place_id=cast.setda_office.pk, data=data)
    assert {scope for scope, *_rest in _marks()} == {"region"}
