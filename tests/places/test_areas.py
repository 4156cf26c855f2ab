"""Areas in dated versions: one person draws, another confirms, from a day on they hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hadir.accounts.second_person import Status
from hadir.audit.models import AuditEntry
from hadir.lib.authority import System
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.places import selectors, services
from hadir.places.models import AreaVersion
from hadir.places.rules import Circle, PlaceNote, Polygon, Position
from hadir.places.services import AreaData
from hadir.places.shapes import NamedArea
from tests.cast import Cast

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
OFFICE = NamedArea("Gedung utama", Circle(-2.63, 111.23, 100))
YARD = NamedArea("Halaman", Polygon(((-2.640, 111.230), (-2.640, 111.231), (-2.641, 111.231), (-2.641, 111.230))))
HERE = Position(-2.63, 111.23, 10)
IN_THE_YARD = Position(-2.6405, 111.2305, 10)


def drawn(*areas: NamedArea, valid_from: date = TODAY, **more: object) -> AreaData:
    return AreaData(areas, valid_from, **{"legal_basis": "BA 1/2026", **more})  # type: ignore[arg-type]


def propose(cast: Cast, data: AreaData, who: str = "siti") -> AreaVersion:
    place = cast.setda_office.pk
    return services.propose_areas(getattr(cast, who), work_place_id=place, data=data, now=NOW)


def confirm(cast: Cast, row: AreaVersion, now: datetime = NOW) -> AreaVersion:
    return services.decide_areas(cast.rahma, row.pk, confirm=True, reason="", now=now)


def note(cast: Cast, position: Position | None, day: date = TODAY) -> PlaceNote:
    assert cast.budi.employee is not None
    return services.judge(cast.budi.employee, position=position, address="", day=day).note


def test_nothing_counts_before_the_second_person(cast: Cast) -> None:
    row = propose(cast, drawn(OFFICE))
    assert note(cast, HERE) is PlaceNote.NO_CIRCLE
    assert [one.pk for one in selectors.waiting_for(cast.rahma)] == [row.pk]
    confirm(cast, row)
    assert note(cast, HERE) is PlaceNote.INSIDE
    assert note(cast, HERE, TODAY - timedelta(days=1)) is PlaceNote.NO_CIRCLE
    assert selectors.drawn_on([cast.setda_office.pk, cast.dinkes_office.pk], TODAY) == {cast.setda_office.pk}
    assert selectors.waiting_for(cast.rahma) == []


def test_several_areas_count_together(cast: Cast) -> None:
    confirm(cast, propose(cast, drawn(OFFICE, YARD)))
    assert note(cast, HERE) is note(cast, IN_THE_YARD) is PlaceNote.INSIDE
    assert note(cast, Position(-2.66, 111.23, 10)) is PlaceNote.OUTSIDE


def test_a_new_version_takes_the_place_of_the_old_one_from_its_day_on(cast: Cast) -> None:
    confirm(cast, propose(cast, drawn(OFFICE)))
    later = TODAY + timedelta(days=10)
    confirm(cast, propose(cast, drawn(YARD, valid_from=later)))
    assert note(cast, HERE, later - timedelta(days=1)) is PlaceNote.INSIDE
    assert note(cast, HERE, later) is PlaceNote.OUTSIDE
    assert note(cast, IN_THE_YARD, later) is PlaceNote.INSIDE


def test_what_was_to_begin_later_never_counted(cast: Cast) -> None:
    late = confirm(cast, propose(cast, drawn(YARD, valid_from=TODAY + timedelta(days=10))))
    confirm(cast, propose(cast, drawn(OFFICE)))
    late.refresh_from_db()
    assert late.status == Status.SUPERSEDED
    assert note(cast, HERE, TODAY + timedelta(days=20)) is PlaceNote.INSIDE


def test_a_late_yes_holds_from_the_day_on_which_it_was_said(cast: Cast) -> None:
    row = confirm(cast, propose(cast, drawn(OFFICE)), now=NOW + timedelta(days=3))
    assert row.valid_from == TODAY + timedelta(days=3)
    assert note(cast, HERE) is PlaceNote.NO_CIRCLE


def test_a_place_without_areas_is_a_version_too(cast: Cast) -> None:
    confirm(cast, propose(cast, drawn(OFFICE)))
    confirm(cast, propose(cast, drawn(valid_from=TODAY + timedelta(days=1))))
    assert note(cast, HERE, TODAY + timedelta(days=1)) is PlaceNote.NO_CIRCLE


def test_who_drew_it_does_not_confirm_it(cast: Cast) -> None:
    row = propose(cast, drawn(OFFICE))
    for who in ("siti", "dedi", "budi", "made", "agus"):
        with pytest.raises(NotPermitted):
            services.decide_areas(getattr(cast, who), row.pk, confirm=True, reason="", now=NOW)
    # Rahma is operator and head: what she draws herself waits for somebody else.
    services.withdraw_areas(cast.siti, row.pk, now=NOW)
    own = propose(cast, drawn(OFFICE), who="rahma")
    with pytest.raises(NotPermitted, match="second_person_needed"):
        confirm(cast, own)
    assert services.decide_areas(cast.wati, own.pk, confirm=True, reason="", now=NOW).status == Status.CONFIRMED


@pytest.mark.parametrize("who", ["dedi", "budi", "wati", "agus"])
def test_only_planners_of_the_agency_draw(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        propose(cast, drawn(OFFICE), who=who)
    assert not AreaVersion.objects.exists()


def test_a_no_needs_a_reason_and_leaves_everything_as_it_was(cast: Cast) -> None:
    row = propose(cast, drawn(OFFICE))
    with pytest.raises(InvalidInput, match="reason_missing"):
        services.decide_areas(cast.rahma, row.pk, confirm=False, reason=" ", now=NOW)
    services.decide_areas(cast.rahma, row.pk, confirm=False, reason="Terlalu luas", now=NOW)
    with pytest.raises(Conflict, match="decided_already"):
        confirm(cast, row)
    assert note(cast, HERE) is PlaceNote.NO_CIRCLE


def test_a_better_proposal_of_the_same_person_makes_the_first_one_go(cast: Cast) -> None:
    first = propose(cast, drawn(OFFICE))
    second = propose(cast, drawn(OFFICE, YARD))
    first.refresh_from_db()
    assert (first.status, second.status) == (Status.WITHDRAWN, Status.PROPOSED)
    with pytest.raises(Conflict, match="proposal_waiting"):
        propose(cast, drawn(YARD), who="made")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (drawn(NamedArea("", OFFICE.shape)), "area-0"),
        (drawn(OFFICE, NamedArea("Gedung utama", YARD.shape)), "area-1"),
        (drawn(OFFICE, NamedArea("Luas", Circle(-2.63, 111.23, 9000))), "area-1"),
        (drawn(NamedArea("Berlin", Circle(52.5, 13.4, 100))), "area-0"),
        (drawn(OFFICE, valid_from=TODAY - timedelta(days=1)), "valid_from"),
        (drawn(OFFICE, legal_basis=" "), "legal_basis"),
        (drawn(*(NamedArea(str(n), OFFICE.shape) for n in range(21))), ""),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(cast: Cast, data: AreaData, field: str) -> None:
    with pytest.raises(InvalidInput, match="areas_invalid") as refused:
        propose(cast, data)
    assert list(refused.value.fields) == [field]
    assert not AreaVersion.objects.exists()


def test_a_place_abroad_is_a_question_that_can_be_answered(cast: Cast) -> None:
    embassy = NamedArea("Kantor penghubung", Circle(52.5, 13.4, 100))
    assert propose(cast, drawn(embassy, meant=True)).areas[0]["name"] == "Kantor penghubung"


def test_what_changes_nothing_is_refused(cast: Cast) -> None:
    confirm(cast, propose(cast, drawn(OFFICE)))
    with pytest.raises(Conflict, match="nothing_changes"):
        propose(cast, drawn(OFFICE, valid_from=TODAY + timedelta(days=1)))


def test_only_the_founding_needs_no_second_person(cast: Cast) -> None:
    place = cast.setda_office.pk
    with pytest.raises(NotPermitted, match="founding_only"):
        services.found_areas(cast.made, work_place_id=place, areas=[OFFICE], legal_basis="BA", now=NOW)
    services.found_areas(System(), work_place_id=place, areas=[OFFICE], legal_basis="BA", now=NOW)
    assert note(cast, HERE, date(2020, 1, 1)) is PlaceNote.INSIDE


def test_unknown_places_and_versions_are_said_to_be_unknown(cast: Cast) -> None:
    with pytest.raises(NotFound):
        services.propose_areas(cast.made, work_place_id=0, data=drawn(OFFICE), now=NOW)
    with pytest.raises(NotFound):
        services.decide_areas(cast.rahma, 0, confirm=True, reason="", now=NOW)


def test_every_deed_is_in_the_log(cast: Cast) -> None:
    confirm(cast, propose(cast, drawn(OFFICE)))
    deeds = AuditEntry.objects.filter(subject=f"work_place:{cast.setda_office.pk}", action__startswith="places.")
    assert list(deeds.order_by("id").values_list("action", flat=True)) == [
        "places.propose_areas",
        "places.confirm_areas",
    ]
