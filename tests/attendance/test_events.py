"""Ceremonies and roll calls: who is expected, what counts as having been there, and two people for every list."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from hadir.attendance.corrections import services as corrections
from hadir.attendance.corrections.rules import Kind as CorrectionKind
from hadir.attendance.corrections.rules import Reason
from hadir.attendance.corrections.services import Ask
from hadir.attendance.events import cancelling, listing, planning, policies, selectors
from hadir.attendance.events.models import AttendanceList, AttendanceTick, ExpectedPerson, PlannedEvent
from hadir.attendance.events.planning import EventData, SeriesData, Times
from hadir.attendance.events.policies import PolicyData
from hadir.attendance.events.rules import Kind, days_of
from hadir.audit.models import AuditEntry
from hadir.audit.viewer import viewing_as
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.notices.models import Notice
from hadir.people import selectors as people
from hadir.periods.models import StaleSpan
from hadir.places import services
from hadir.places.rules import Circle
from hadir.places.shapes import NamedArea
from tests.attendance.conftest import MONDAY, NOW, CheckIn
from tests.cast import SYSTEM, Cast
from tests.colleagues import colleague

pytestmark = pytest.mark.django_db

TIMES = Times(time(7, 0), time(7, 30), time(8, 0))
AT_THE_APEL = datetime(2026, 11, 16, 0, 20, tzinfo=UTC)  # 07.20 WIB


def apel(cast: Cast, **more: object) -> EventData:
    values: dict[str, object] = {
        "kind": Kind.APEL,
        "name": "Apel Senin",
        "unit_id": cast.setda.pk,
        "work_place_id": cast.setda_office.pk,
        "day": MONDAY,
        "times": TIMES,
        "legal_basis": "SE Sekda 800/1/2026",
        "unit_ids": frozenset({cast.setda.pk}),
    }
    return EventData(**(values | more))  # type: ignore[arg-type]  # tests name the fields


def handed_in(cast: Cast, row: PlannedEvent) -> AttendanceList:
    kept = listing.open_list(cast.siti, event_id=row.pk, unit_id=cast.setda.pk, now=NOW)
    listing.tick(cast.siti, list_id=kept.pk, employee_id=cast.budi.employee_id or 0, present=True, now=NOW)
    return listing.hand_in(cast.siti, list_id=kept.pk, now=NOW)


def test_announced_marks_the_day_and_is_shown_to_those_expected(office: Cast) -> None:
    row = planning.plan(office.siti, data=apel(office), now=NOW)
    (event,) = selectors.between(MONDAY, MONDAY)
    assert (event.id, event.units, event.people, event.opens_at) == (
        row.pk,
        frozenset({office.setda.pk}),
        frozenset(),
        datetime(2026, 11, 16, 0, 0, tzinfo=UTC),
    )
    span = StaleSpan.objects.get(cause="event")
    assert (span.scope_id, span.first, span.last) == (office.setda.pk, MONDAY, MONDAY)
    assert [one.pk for one in selectors.upcoming_of(people.employee(office.budi.employee_id or 0), MONDAY)] == [row.pk]
    assert selectors.upcoming_of(people.employee(office.dedi.employee_id or 0), MONDAY) == []


def test_everybody_announces_for_the_own_units_only(office: Cast) -> None:
    for user in (office.dedi, office.budi, office.made, office.agus):
        with pytest.raises(NotPermitted):
            planning.plan(user, data=apel(office), now=NOW)
    wider = apel(office, unit_ids=frozenset({office.setda.pk, office.dinkes.pk}))
    with pytest.raises(NotPermitted):
        planning.plan(office.siti, data=wider, now=NOW)
    theirs = apel(office, unit_ids=frozenset(), people_ids=frozenset({office.dedi.employee_id or 0}))
    with pytest.raises(InvalidInput):
        planning.plan(office.siti, data=theirs, now=NOW)
    planning.plan(office.wati, data=wider, now=NOW)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"legal_basis": ""}, "legal_basis"),
        ({"times": Times(time(8), time(7), time(9))}, "starts"),
        ({"times": Times(time(7), time(8), time(8))}, "starts"),
        ({"unit_ids": frozenset()}, "units"),
        ({"day": date(2026, 11, 8)}, "day"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(office: Cast, more: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        planning.plan(office.siti, data=apel(office, **more), now=NOW)
    assert list(refused.value.fields) == [field]


def test_a_check_in_at_the_place_counts_where_the_policy_says_so(office: Cast, check_in: CheckIn) -> None:
    row = planning.plan(office.siti, data=apel(office), now=NOW)
    check_in(office.budi, AT_THE_APEL)
    check_in(office.joko, AT_THE_APEL, place_note="outside")
    check_in(office.rahma, AT_THE_APEL + timedelta(minutes=45))  # after the event has closed
    check_in(office.siti, AT_THE_APEL, accepted=False, code="not_matched", receipt="")
    assert selectors.attendance([row.pk]) == {(row.pk, office.budi.employee_id)}
    stricter = PolicyData("apel", False, MONDAY, "Perbup Contoh 9/2026 pasal 5")
    with pytest.raises(NotPermitted):
        policies.propose_policy(office.siti, data=stricter, now=NOW)
    marked = StaleSpan.objects.count()
    wanted = policies.propose_policy(office.wati, data=stricter, now=NOW)
    assert selectors.attendance([row.pk]) == {(row.pk, office.budi.employee_id)}
    for user in (office.wati, office.siti):
        with pytest.raises(NotPermitted):
            policies.decide_policy(user, wanted.pk, confirm=True, reason="", now=NOW)
    assert StaleSpan.objects.count() == marked
    policies.decide_policy(colleague(office), wanted.pk, confirm=True, reason="", now=NOW)
    assert StaleSpan.objects.count() == marked + 1
    assert selectors.attendance([row.pk]) == set()
    assert selectors.attendance([]) == set()


def test_at_another_place_its_area_decides(office: Cast, check_in: CheckIn) -> None:
    field = NamedArea("Lapangan", Circle(-2.7, 111.6, 100))
    services.found_areas(SYSTEM, work_place_id=office.setda_office.pk, areas=[field], legal_basis="BA 1/2026", now=NOW)
    row = planning.plan(office.wati, data=apel(office, unit_ids=frozenset({office.region.pk})), now=NOW)
    check_in(office.dedi, AT_THE_APEL, place_note="outside", latitude=-2.7005, longitude=111.6, accuracy_m=10.0)
    check_in(office.joko, AT_THE_APEL, place_note="outside", latitude=-2.71, longitude=111.6, accuracy_m=10.0)
    assert selectors.attendance([row.pk]) == {(row.pk, office.dedi.employee_id)}


def test_a_voided_check_in_is_no_attendance(office: Cast, check_in: CheckIn) -> None:
    row = planning.plan(office.siti, data=apel(office), now=NOW)
    punch = check_in(office.budi, AT_THE_APEL)
    ask = Ask(CorrectionKind.VOID, MONDAY, Reason.MISTAKEN, "Bukan Budi", punch=punch.pk)
    asked = corrections.propose_for(office.siti, employee_id=office.budi.employee_id or 0, ask=ask, now=NOW)
    assert selectors.attendance([row.pk]) != set()
    corrections.decide(office.joko, correction_id=asked.pk, approve=True, now=NOW)
    assert selectors.attendance([row.pk]) == set()


def test_a_list_counts_once_a_second_person_has_confirmed_it(office: Cast) -> None:
    row = planning.plan(office.siti, data=apel(office), now=NOW)
    kept = handed_in(office, row)
    assert selectors.attendance([row.pk]) == set()
    assert Notice.objects.get(kind="event_list_waits").user_id == office.rahma.pk
    assert [one.pk for one in selectors.waiting_for(office.rahma)] == [kept.pk]
    assert selectors.waiting_for(office.siti) == []
    with pytest.raises(NotPermitted) as refused:
        listing.confirm(office.siti, list_id=kept.pk, now=NOW)
    assert refused.value.code == "second_person_needed"
    with pytest.raises(Conflict):
        listing.tick(office.rahma, list_id=kept.pk, employee_id=office.joko.employee_id or 0, present=True, now=NOW)
    listing.confirm(office.rahma, list_id=kept.pk, now=NOW)
    assert selectors.attendance([row.pk]) == {(row.pk, office.budi.employee_id)}
    assert StaleSpan.objects.filter(cause="event", scope="employee", scope_id=office.budi.employee_id or 0).exists()
    with pytest.raises(Conflict):
        listing.confirm(office.rahma, list_id=kept.pk, now=NOW)


def test_a_list_goes_back_with_a_reason_and_a_tick_comes_off(office: Cast) -> None:
    kept = handed_in(office, planning.plan(office.siti, data=apel(office), now=NOW))
    with pytest.raises(InvalidInput):
        listing.send_back(office.rahma, list_id=kept.pk, note="", now=NOW)
    listing.send_back(office.rahma, list_id=kept.pk, note="Budi tidak ada", now=NOW)
    listing.tick(office.siti, list_id=kept.pk, employee_id=office.budi.employee_id or 0, present=False, now=NOW)
    assert AttendanceTick.objects.count() == 0


def test_lists_are_for_the_agency_and_the_expected(office: Cast) -> None:
    row = planning.plan(office.wati, data=apel(office, unit_ids=frozenset({office.region.pk})), now=NOW)
    with pytest.raises(NotFound):
        listing.open_list(office.dedi, event_id=row.pk, unit_id=office.setda.pk, now=NOW)
    with pytest.raises(Conflict):
        listing.open_list(
            office.siti, event_id=row.pk, unit_id=office.setda.pk, now=row.opens_at - timedelta(minutes=1)
        )
    kept = listing.open_list(office.siti, event_id=row.pk, unit_id=office.setda.pk, now=NOW)
    assert {one.name for one in selectors.expected_of(kept)} == {
        "Siti Contoh", "Rahma Contoh", "Budi Contoh", "Joko Contoh",
    }  # fmt: skip
    with pytest.raises(NotFound):
        listing.tick(office.siti, list_id=kept.pk, employee_id=office.dedi.employee_id or 0, present=True, now=NOW)
    with pytest.raises(NotFound):
        selectors.list_for(office.dedi, kept.pk)
    with pytest.raises(NotFound):
        listing.hand_in(office.budi, list_id=kept.pk, now=NOW)


def test_another_office_sees_neither_lists_nor_names(office: Cast) -> None:
    named = apel(office, unit_ids=frozenset(), people_ids=frozenset({office.budi.employee_id or 0}))
    handed_in(office, planning.plan(office.siti, data=named, now=NOW))
    for user in (office.dedi, office.made, office.dewi):
        with viewing_as(user.pk):
            assert AttendanceList.objects.count() == AttendanceTick.objects.count() == 0
            assert ExpectedPerson.objects.count() == 0
            assert PlannedEvent.objects.count() == 1  # announced to everybody
    with viewing_as(office.budi.pk):
        assert AttendanceTick.objects.count() == ExpectedPerson.objects.count() == 1


def test_cancelled_in_time_by_one_person_it_counts_no_more(office: Cast) -> None:
    row = planning.plan(office.siti, data=apel(office), now=AT_THE_APEL)
    with pytest.raises(NotFound):
        cancelling.cancel(office.dedi, event_id=row.pk, note="Hujan", now=AT_THE_APEL)
    with pytest.raises(InvalidInput):
        cancelling.cancel(office.siti, event_id=row.pk, note=" ", now=AT_THE_APEL)
    cancelling.cancel(office.siti, event_id=row.pk, note="Hujan", now=AT_THE_APEL)
    assert selectors.between(MONDAY, MONDAY) == []
    assert StaleSpan.objects.filter(cause="event").count() == 2
    with pytest.raises(Conflict):
        cancelling.cancel(office.siti, event_id=row.pk, note="Hujan", now=AT_THE_APEL)


def test_once_over_it_takes_two_to_cancel(office: Cast) -> None:
    row = planning.plan(office.siti, data=apel(office), now=AT_THE_APEL)
    closed = row.closes_at
    with pytest.raises(Conflict) as nobody_asked:
        cancelling.decide_cancel(office.wati, event_id=row.pk, accept=True, now=closed)
    assert nobody_asked.value.code == "cancel_not_asked"
    cancelling.cancel(office.siti, event_id=row.pk, note="Hujan", now=closed)
    assert len(selectors.between(MONDAY, MONDAY)) == 1
    assert StaleSpan.objects.filter(cause="event").count() == 1
    assert selectors.cancels_waiting_for(office.siti) == selectors.cancels_waiting_for(office.dedi) == []
    assert [one.pk for one in selectors.cancels_waiting_for(office.wati)] == [row.pk]
    for user in (office.siti, office.wati):
        with pytest.raises(Conflict):
            cancelling.cancel(user, event_id=row.pk, note="Hujan", now=closed)
    with pytest.raises(NotPermitted) as refused:
        cancelling.decide_cancel(office.siti, event_id=row.pk, accept=True, now=closed)
    assert refused.value.code == "second_person_needed"
    for stranger in (office.dedi, office.budi, office.agus):
        with pytest.raises(NotFound):
            cancelling.decide_cancel(stranger, event_id=row.pk, accept=True, now=closed)
    with pytest.raises(InvalidInput):
        cancelling.decide_cancel(office.wati, event_id=row.pk, accept=False, note=" ", now=closed)
    cancelling.decide_cancel(office.wati, event_id=row.pk, accept=False, note="Apel berlangsung", now=closed)
    assert selectors.cancels_waiting_for(office.wati) == []
    cancelling.cancel(office.siti, event_id=row.pk, note="Hujan lebat", now=closed)
    made = cancelling.decide_cancel(office.wati, event_id=row.pk, accept=True, now=closed)
    assert (made.cancel_note, made.cancelled_by_label) == ("Hujan lebat", office.wati.actor.label)
    assert selectors.between(MONDAY, MONDAY) == []
    assert StaleSpan.objects.filter(cause="event").count() == 2
    deeds = AuditEntry.objects.filter(action__contains="event_cancel").order_by("pk").values_list("action", flat=True)
    assert [one.rsplit("_", 1)[1] for one in deeds] == ["asked", "refused", "asked", "cancelled"]


def test_every_monday_until_it_is_ended(office: Cast) -> None:
    data = SeriesData(
        Kind.APEL, "Apel Senin", office.setda.pk, office.setda_office.pk, 0, TIMES, MONDAY, None, "SE Sekda 800/1/2026"
    )
    with pytest.raises(NotPermitted):
        planning.plan_series(office.dedi, data=data, now=NOW)
    series = planning.plan_series(office.siti, data=data, now=NOW)
    days = [one.day for one in selectors.between(MONDAY, MONDAY + timedelta(days=90))]
    assert days == [MONDAY + timedelta(weeks=n) for n in range(9)]
    assert planning.write_ahead(now=NOW) == 0
    assert planning.write_ahead(now=NOW + timedelta(days=7)) == 1
    planning.end_series(office.siti, series_id=series.pk, now=NOW)
    assert [one.day for one in selectors.between(MONDAY, MONDAY + timedelta(days=90))] == [MONDAY]
    assert planning.write_ahead(now=NOW + timedelta(days=60)) == 0


def test_days_of_a_week() -> None:
    assert list(days_of(0, date(2026, 11, 17), date(2026, 11, 30))) == [date(2026, 11, 23), date(2026, 11, 30)]
    assert list(days_of(1, date(2026, 11, 17), date(2026, 11, 17))) == [date(2026, 11, 17)]
    assert list(days_of(2, date(2026, 11, 17), date(2026, 11, 17))) == []


def test_reading_events_takes_a_fixed_number_of_statements(
    office: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(4):
        planning.plan(office.siti, data=apel(office, name=f"Acara {n}"), now=NOW)
    with django_assert_max_num_queries(5):
        found = selectors.between(MONDAY, MONDAY)
        selectors.attendance([one.id for one in found])
    assert len(found) == 4


def test_seeding_again_changes_nothing(office: Cast) -> None:
    assert policies.seed_policies(SYSTEM, now=NOW) == 0
    assert policies.in_force(MONDAY).count() == len(Kind)
