"""Corners where a day could come out wrong: a unit that was left, another zone, roll calls on days off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from hadir.attendance.corrections import ruling
from hadir.attendance.corrections import services as corrections
from hadir.attendance.corrections.rules import Kind as CorrectionKind
from hadir.attendance.corrections.rules import Reason
from hadir.attendance.corrections.services import Ask
from hadir.attendance.events import planning, policies
from hadir.attendance.events.planning import SeriesData, Times
from hadir.attendance.events.policies import PolicyData
from hadir.attendance.events.rules import Kind as EventKind
from hadir.attendance.facts import Event
from hadir.attendance.incidents import reach
from hadir.people import services as people
from hadir.people.models import Placement, WorkPlace
from hadir.periods.models import StaleSpan
from hadir.periods.rules import Month
from hadir.workdays import selectors, services
from hadir.workdays.rules import Facts, derive
from hadir.workdays.shapes import Status
from tests.cast import SYSTEM, Cast
from tests.schedules.rosters.duties import make_ward, planned
from tests.workdays.building import NEVER_OVER, PERSON, at, plan
from tests.workdays.world import AFTERWARDS, MONDAY, punch, settle

pytestmark = pytest.mark.django_db


def _apel(**more: object) -> Event:
    moments = at(MONDAY, "7:00"), at(MONDAY, "7:15"), at(MONDAY, "8:00")
    return replace(Event(1, "apel", "Apel", MONDAY, *moments, frozenset({3}), frozenset()), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours", "weekly", "expected"),
    [
        ("Normal Senin-Kamis", True, 1),
        ("libur", True, 0),  # nobody holds the weekly roll call on a holiday
        ("akhir pekan", True, 0),
        ("Sif malam", True, 0),  # on duty from the evening on: the morning's roll call is not his
        ("libur", False, 1),  # a ceremony announced for the holiday itself, as on 17 August
        ("Sif malam", False, 1),
    ],
)
def test_a_weekly_roll_call_binds_who_is_on_duty(hours: str, weekly: bool, expected: int) -> None:
    day = derive(Facts(person=PERSON, plan=plan(hours, MONDAY), events=(_apel(weekly=weekly),)), NEVER_OVER)
    assert len(day.events) == expected


def test_weekly_events_say_so(cast: Cast) -> None:
    data = SeriesData(
        EventKind.APEL, "Apel Senin", cast.setda.pk, cast.setda_office.pk, 0, Times(time(7), time(7, 15), time(8)),
        MONDAY, None, "SE 1",
    )  # fmt: skip
    planning.plan_series(cast.siti, data=data, now=datetime(2026, 10, 1, tzinfo=UTC))
    from hadir.attendance.events import selectors as events

    assert [one.weekly for one in events.between(MONDAY, MONDAY)] == [True]


def test_another_policy_of_attendance_marks_the_days_of_its_events(cast: Cast) -> None:
    policies.seed_policies(SYSTEM, now=AFTERWARDS)
    test_weekly_events_say_so(cast)
    StaleSpan.objects.all().delete()
    data = PolicyData("apel", False, MONDAY + timedelta(days=7), "SE 2")
    proposed = policies.propose_policy(cast.wati, data=data, now=AFTERWARDS)
    assert not StaleSpan.objects.exists()
    policies.decide_policy(SYSTEM, proposed.pk, confirm=True, reason="", now=AFTERWARDS)
    span = StaleSpan.objects.get()
    assert (span.scope, span.first, span.cause) == ("region", MONDAY + timedelta(days=7), "event")


def test_the_roster_of_a_unit_that_was_left_binds_nobody(cast: Cast) -> None:
    settle(cast)
    ward = make_ward(cast)
    planned(ward, ["M", "M", "M"])
    half = date(2026, 10, 15)
    Placement.objects.filter(employee=ward.ani).update(valid_to=half)
    Placement.objects.create(
        employee=ward.ani, unit=cast.setda, work_place=cast.setda_office, valid_from=half + timedelta(days=1)
    )
    services.rebuild(Month(2026, 10).first, Month(2026, 10).last, now=AFTERWARDS)
    days = selectors.days([ward.ani.pk], Month(2026, 10))[ward.ani.pk]
    assert days[half].schedule_label == "Dinas M"
    assert days[date(2026, 10, 16)].schedule_label == "Normal 5 hari"
    assert days[date(2026, 10, 17)].status is Status.OFF  # Saturday, whatever the ward had planned


def test_a_check_in_belongs_to_the_local_day_of_the_place_of_that_day(cast: Cast) -> None:
    """At 22.30 WIB it is half past midnight in Papua, where Budi serves only from the 19th on."""
    settle(cast)
    budi = cast.budi.employee
    assert budi is not None
    far = people.create_work_place(
        SYSTEM, unit_id=cast.setda.pk, data=people.WorkPlaceData(name="Kantor Timur", time_zone="Asia/Jayapura")
    )
    half = date(2026, 10, 18)
    Placement.objects.filter(employee=budi).update(valid_to=half)
    Placement.objects.create(
        employee=budi, unit=cast.bagian_umum, work_place=WorkPlace.objects.get(pk=far.pk),
        valid_from=half + timedelta(days=1),
    )  # fmt: skip
    punch(budi, MONDAY, "7:20", "12:00", "16:05", "22:30")
    services.rebuild(Month(2026, 10).first, Month(2026, 10).last, now=AFTERWARDS)
    day = selectors.day_of(budi.pk, MONDAY + timedelta(days=1))
    assert day is not None
    assert day.status is Status.ABSENT


def test_a_check_in_taken_out_marks_the_days_it_may_belong_to(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hadir.accounts.permissions.today_for", lambda _user: MONDAY)
    settle(cast)
    ruling.seed_rules(SYSTEM, now=AFTERWARDS)
    budi = cast.budi.employee
    assert budi is not None
    (one,) = punch(budi, MONDAY, "6:50")
    ask = Ask(CorrectionKind.VOID, MONDAY, Reason.MISTAKEN, "Rekan yang absen", punch=one.pk)
    row = corrections.request_own(cast.budi, ask=ask, now=AFTERWARDS)
    StaleSpan.objects.all().delete()
    corrections.decide(cast.joko, correction_id=row.pk, approve=True, now=AFTERWARDS)
    span = StaleSpan.objects.get()
    assert (span.first, span.last) == (MONDAY - timedelta(days=1), MONDAY + timedelta(days=1))


def test_an_incident_concerns_who_has_left_since(cast: Cast) -> None:
    budi = cast.budi.employee
    assert budi is not None
    people.set_employee_active(SYSTEM, employee_id=budi.pk, active=False)
    assert budi.pk in reach.people_at([cast.setda_office.pk], MONDAY, MONDAY)


def test_a_late_placement_is_seen_waiting_before_it_has_any_day(cast: Cast) -> None:
    settle(cast)
    services.rebuild(MONDAY, MONDAY, now=AFTERWARDS)
    services.rebuild_marked(AFTERWARDS)
    StaleSpan.objects.all().delete()
    dedi = cast.dedi.employee
    assert dedi is not None
    Placement.objects.filter(employee=dedi).update(valid_to=MONDAY - timedelta(days=1))
    Placement.objects.create(employee=dedi, unit=cast.setda, work_place=cast.setda_office, valid_from=MONDAY)
    StaleSpan.objects.create(scope="employee", scope_id=dedi.pk, first=MONDAY, last=MONDAY, cause="career")
    assert selectors.waiting_in([cast.setda.pk], MONDAY, MONDAY) == 1


def test_a_proof_leaves_out_what_waits_to_be_derived(cast: Cast) -> None:
    settle(cast)
    budi = cast.budi.employee
    assert budi is not None
    at_noon = at(MONDAY, "12:30")
    services.rebuild(MONDAY, MONDAY, now=at_noon)
    services.rebuild_marked(at_noon)
    assert list(services.verify(MONDAY, MONDAY, now=at_noon)) == []
    assert list(services.verify(MONDAY, MONDAY, now=at(MONDAY, "20:00"))) == []  # the clock's, within a minute
    punch(budi, MONDAY, "12:31")
    assert list(services.verify(MONDAY, MONDAY, now=at_noon)) == []  # marked
    StaleSpan.objects.all().delete()
    assert [one.kind for one in services.verify(MONDAY, MONDAY, now=at_noon)] == ["changed"]
