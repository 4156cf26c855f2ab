"""A letter that says where its people are: while it holds, they check in there as well as at their own office."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hadir.accounts.models import User
from hadir.leave import letters
from hadir.lib.errors import Conflict, InvalidInput
from hadir.places import assignments, selectors, services
from hadir.places.models import PlaceAssignment
from hadir.places.rules import Circle, PlaceNote, Position
from hadir.places.shapes import NamedArea
from tests.cast import SYSTEM, Cast
from tests.leave.conftest import NOW
from tests.leave.test_letters import DATA, enter

pytestmark = pytest.mark.django_db
HALL = NamedArea("Balai pertemuan", Circle(-2.70, 111.60, 200))


def note(user: User, day: object = DATA.first) -> PlaceNote:
    assert user.employee is not None
    here = Position(-2.70, 111.60, 10)
    return services.judge(user.employee, position=here, address="", day=day).note  # type: ignore[arg-type]


@pytest.fixture
def offices(kinds: Cast) -> Cast:
    for place, latitude in ((kinds.setda_office, -2.63), (kinds.dinkes_office, -2.70)):
        areas = [NamedArea("Kantor", Circle(latitude, 111.60 if latitude == -2.70 else 111.23, 100))]
        services.found_areas(SYSTEM, work_place_id=place.pk, areas=areas, legal_basis="BA 1", now=NOW)
    return kinds


def test_a_letter_to_another_office_lets_its_people_check_in_there(offices: Cast) -> None:
    letter = enter(offices, work_place_id=offices.dinkes_office.pk)
    assert note(offices.budi) is PlaceNote.OUTSIDE
    letters.decide_letter(offices.rahma, letter_id=letter.pk, accept=True, now=NOW)
    assert note(offices.budi) is note(offices.joko) is PlaceNote.INSIDE
    assert note(offices.budi, DATA.last + timedelta(days=1)) is PlaceNote.OUTSIDE
    assert note(offices.rahma) is PlaceNote.OUTSIDE
    assert offices.budi.employee is not None
    assert offices.dinkes_office.pk in selectors.place_ids_on(offices.budi.employee, DATA.last)


def test_a_letter_may_draw_an_area_of_its_own(offices: Cast) -> None:
    letter = enter(offices, area=HALL)
    letters.decide_letter(offices.rahma, letter_id=letter.pk, accept=True, now=NOW)
    assert note(offices.budi) is PlaceNote.INSIDE
    row = PlaceAssignment.objects.get(employee=offices.budi.employee_id)
    assert (row.source, row.basis) == (f"duty_letter:{letter.pk}", DATA.number)
    assert row.area is not None
    assert row.area["name"] == "Balai pertemuan"
    with pytest.raises(Conflict, match="assignment_of_letter"):
        assignments.end(offices.rahma, row.pk, last=None, now=NOW)


def test_what_ends_the_letter_ends_the_place(offices: Cast) -> None:
    letter = enter(offices, area=HALL)
    letters.decide_letter(offices.rahma, letter_id=letter.pk, accept=True, now=NOW)
    letters.cancel_letter(
        offices.rahma, letter_id=letter.pk, from_day=DATA.last, note="Rapat selesai", now=NOW,
        employee_ids=[offices.budi.employee_id or 0],
    )  # fmt: skip
    assert note(offices.budi, DATA.last) is PlaceNote.OUTSIDE
    assert note(offices.budi, DATA.last - timedelta(days=1)) is PlaceNote.INSIDE
    assert note(offices.joko, DATA.last) is PlaceNote.INSIDE
    letters.cancel_letter(offices.rahma, letter_id=letter.pk, from_day=DATA.first, note="Batal", now=NOW)
    assert note(offices.joko) is PlaceNote.OUTSIDE


def test_a_rejected_letter_leads_nowhere(offices: Cast) -> None:
    letter = enter(offices, area=HALL)
    letters.decide_letter(offices.rahma, letter_id=letter.pk, accept=False, note="Tidak perlu", now=NOW)
    assert not PlaceAssignment.objects.exists()


@pytest.mark.parametrize(
    ("area", "both", "field"),
    [
        (NamedArea("Kota", Circle(-2.7, 111.6, 9000)), False, "area"),
        (NamedArea("Tertukar", Circle(111.6, -2.7, 100)), False, "area"),
        (HALL, True, "work_place"),
    ],
)
def test_a_place_that_cannot_be_is_refused(offices: Cast, area: NamedArea, both: bool, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        enter(offices, area=area, work_place_id=offices.dinkes_office.pk if both else None)
    assert list(refused.value.fields) == [field]
