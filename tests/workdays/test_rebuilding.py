"""Day records follow their facts: at once, again, whatever changes, and never in a locked month."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hadir.lib.authority import System
from hadir.people import careers
from hadir.people import services as people
from hadir.periods import services as periods
from hadir.periods.models import StaleSpan
from hadir.periods.rules import Cause, Month
from hadir.workdays import selectors, services
from hadir.workdays.models import DayDifference, DayRecord
from hadir.workdays.shapes import Status
from tests.cast import SYSTEM, Cast, employ, make_nip
from tests.workdays.building import at
from tests.workdays.world import AFTERWARDS, MONDAY, absent_with_reason, give_schedule, go_live, punch, settle

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)


def _rebuild() -> services.Stored:
    return services.rebuild(OCTOBER.first, OCTOBER.last, now=AFTERWARDS)


def _status(cast: Cast, day: date = MONDAY) -> str:
    return DayRecord.objects.get(employee_id=cast.budi.employee_id or 0, day=day).status


def test_a_month_is_derived_once_and_then_stays(cast: Cast) -> None:
    settle(cast)
    assert cast.budi.employee is not None
    punch(cast.budi.employee, MONDAY, "7:47", "12:1", "16:2")
    first, again = _rebuild(), _rebuild()
    assert first.days == first.changed == DayRecord.objects.count()
    assert (again.changed, again.removed) == (0, 0)
    found = selectors.day_of(cast.budi.employee.pk, MONDAY)
    assert found is not None
    assert (found.status, found.late_min, found.worked_min) == (Status.INCOMPLETE, 17, 433)
    assert found.stages[0].at == at(MONDAY, "7:47")
    assert _status(cast, date(2026, 10, 10)) == "off"
    assert _status(cast, date(2026, 10, 6)) == "absent"
    assert not list(services.verify(OCTOBER.first, OCTOBER.last, now=AFTERWARDS))


def test_records_can_be_dropped_and_come_back_equal(cast: Cast) -> None:
    settle(cast)
    assert cast.budi.employee is not None
    punch(cast.budi.employee, MONDAY, "7:20", "16:2")
    _rebuild()
    before = list(DayRecord.objects.order_by("employee_id", "day").values_list("employee_id", "day", "digest"))
    DayRecord.objects.all().delete()
    _rebuild()
    assert list(DayRecord.objects.order_by("employee_id", "day").values_list("employee_id", "day", "digest")) == before


def test_a_punch_marks_its_days_and_the_job_derives_them(cast: Cast) -> None:
    settle(cast)
    _rebuild()
    services.rebuild_marked(AFTERWARDS)
    assert not StaleSpan.objects.exists()
    assert cast.budi.employee is not None
    punch(cast.budi.employee, MONDAY, "7:20", "12:1", "16:2")
    assert set(StaleSpan.objects.values_list("scope", "first", "last", "cause")) == {
        ("employee", MONDAY - timedelta(days=1), MONDAY + timedelta(days=1), "punch")
    }
    done = services.rebuild_marked(AFTERWARDS)
    assert (done.changed, _status(cast)) == (1, "present")
    assert not StaleSpan.objects.exists()


def test_days_settle_with_the_clock(cast: Cast) -> None:
    settle(cast)
    services.rebuild(MONDAY, MONDAY, now=at(MONDAY, "7:0"))
    assert _status(cast) == "pending"
    services.rebuild_marked(at(MONDAY, "9:1"))
    found = selectors.day_of(cast.budi.employee_id or 0, MONDAY)
    assert found is not None
    assert (found.status, found.missing) == (Status.PENDING, 1)
    services.rebuild_marked(at(MONDAY, "18:1"))
    assert _status(cast) == "absent"
    assert services.rebuild_marked(at(MONDAY, "18:2")).days == 0


def test_a_new_day_gets_its_records_at_midnight(cast: Cast) -> None:
    settle(cast)
    services.rebuild(MONDAY, MONDAY, now=at(MONDAY, "23:0"))
    tuesday = MONDAY + timedelta(days=1)
    services.rebuild_marked(at(tuesday, "0:1"))
    assert _status(cast, tuesday) == "pending"
    assert not DayRecord.objects.filter(day__gt=tuesday).exists()


def test_days_missed_while_the_server_was_off_are_made_up(cast: Cast) -> None:
    settle(cast)
    services.rebuild(MONDAY, MONDAY, now=at(MONDAY, "23:0"))
    services.rebuild_marked(at(MONDAY + timedelta(days=4), "9:0"))
    kept = DayRecord.objects.filter(employee_id=cast.budi.employee_id or 0).values_list("day", flat=True)
    assert sorted(kept) == [MONDAY + timedelta(days=shift) for shift in range(5)]


def test_at_a_night_shift_half_past_one_is_yesterdays(cast: Cast) -> None:
    give_schedule(night=True, name="Malam")
    go_live(cast.setda)
    assert cast.budi.employee is not None
    punch(cast.budi.employee, MONDAY, "21:50")
    punch(cast.budi.employee, MONDAY + timedelta(days=1), "1:30", "7:4")
    _rebuild()
    found = selectors.day_of(cast.budi.employee.pk, MONDAY)
    assert found is not None
    assert [one.at for one in found.stages] == [at(MONDAY, "21:50"), at(MONDAY, "31:4")]
    assert ("outside", at(MONDAY, "25:30")) in {
        (code, at(MONDAY, "25:30")) for code, facts in found.trace if code == "outside"
    }
    assert found.status is Status.PRESENT


def test_reasons_count_and_those_that_end_no_longer_do(cast: Cast) -> None:
    settle(cast)
    assert cast.budi.employee is not None
    leave = absent_with_reason(cast.budi.employee, MONDAY)
    _rebuild()
    assert _status(cast) == "leave"
    leave.ended_at = AFTERWARDS
    leave.save()
    periods.mark_people([cast.budi.employee.pk], MONDAY, MONDAY, Cause.ABSENCE)
    services.rebuild_marked(AFTERWARDS)
    assert _status(cast) == "absent"


def test_an_agency_that_is_not_live_counts_nothing(cast: Cast) -> None:
    give_schedule()
    _rebuild()
    assert _status(cast) == "not_counted"
    go_live(cast.setda)
    periods.mark_unit(cast.setda.pk, MONDAY, date.max, Cause.ROLLOUT)
    services.rebuild_marked(AFTERWARDS)
    assert _status(cast) == "absent"
    assert DayRecord.objects.get(employee_id=cast.dedi.employee_id or 0, day=MONDAY).status == "not_counted"


def test_a_transfer_takes_the_days_along(cast: Cast) -> None:
    settle(cast)
    _rebuild()
    services.rebuild_marked(AFTERWARDS)
    assert cast.budi.employee is not None
    data = careers.PlacementData(unit_id=cast.dinkes.pk, work_place_id=cast.dinkes_office.pk)
    careers.place_employee(SYSTEM, employee_id=cast.budi.employee.pk, data=data, valid_from=date(2026, 10, 19))
    services.rebuild_marked(AFTERWARDS)
    agencies = dict(
        DayRecord.objects.filter(employee_id=cast.budi.employee.pk).values_list("day", "agency_id").order_by("day")
    )
    assert agencies[date(2026, 10, 18)] == cast.setda.pk
    assert agencies[date(2026, 10, 19)] == cast.dinkes.pk


def test_a_moved_unit_belongs_to_its_new_agency(cast: Cast) -> None:
    from hadir.people import structure

    settle(cast)
    _rebuild()
    services.rebuild_marked(AFTERWARDS)
    change = structure.UnitChange(parent_id=cast.dinkes.pk, valid_from=date(2026, 10, 12))
    structure.change_unit(SYSTEM, unit_id=cast.bagian_umum.pk, change=change)
    services.rebuild_marked(AFTERWARDS)
    agencies = dict(DayRecord.objects.filter(employee_id=cast.budi.employee_id or 0).values_list("day", "agency_id"))
    assert (agencies[date(2026, 10, 11)], agencies[date(2026, 10, 12)]) == (cast.setda.pk, cast.dinkes.pk)


def test_somebody_who_has_left_keeps_the_days_until_then(cast: Cast) -> None:
    settle(cast)
    services.rebuild(MONDAY, MONDAY, now=AFTERWARDS)
    person = employ("Tono", make_nip("19880101", "201503", 1, 9), cast.setda, cast.setda_office)
    people.set_employee_active(SYSTEM, employee_id=person.pk, active=False)
    person.refresh_from_db()
    assert person.left_on is not None
    type(person).objects.filter(pk=person.pk).update(left_on=date(2026, 10, 14))
    _rebuild()
    kept = DayRecord.objects.filter(employee_id=person.pk).values_list("day", flat=True)
    assert max(kept) == date(2026, 10, 14)
    type(person).objects.filter(pk=person.pk).update(left_on=date(2026, 10, 8))
    assert _rebuild().removed == 6


def test_marks_of_several_months_are_worked_off_from_the_latest(cast: Cast) -> None:
    settle(cast)
    services.rebuild(date(2026, 8, 1), OCTOBER.last, now=AFTERWARDS)
    services.rebuild_marked(AFTERWARDS)
    DayRecord.objects.all().delete()
    periods.mark_unit(None, date(2020, 1, 1), date.max, Cause.SCHEDULE)
    services.rebuild_marked(AFTERWARDS)
    assert {(row.first, row.last) for row in StaleSpan.objects.all()} == {(date(2026, 8, 1), date(2026, 8, 31))}
    services.rebuild_marked(AFTERWARDS)
    assert not StaleSpan.objects.exists()
    assert DayRecord.objects.earliest("day").day == date(2026, 8, 1)


def test_two_derivations_never_run_at_once(cast: Cast) -> None:
    settle(cast)
    periods.mark_unit(None, MONDAY, MONDAY, Cause.SCHEDULE)
    other = connection.get_new_connection(connection.get_connection_params())
    try:
        other.execute("SELECT pg_advisory_lock(%s)", [services.LOCK])
        assert services.rebuild_marked(AFTERWARDS) == services.Stored()
        assert StaleSpan.objects.exists()
        other.execute("SELECT pg_advisory_unlock(%s)", [services.LOCK])
    finally:
        other.close()
    services.rebuild_marked(AFTERWARDS)
    assert not StaleSpan.objects.exists()


# --- locked months


def _lock(cast: Cast) -> None:
    periods.lock(System().actor, unit_id=cast.setda.pk, month=OCTOBER, now=AFTERWARDS)


def test_a_locked_month_keeps_its_days_and_shows_what_would_differ(cast: Cast) -> None:
    settle(cast)
    _rebuild()
    services.rebuild_marked(AFTERWARDS)
    _lock(cast)
    assert cast.budi.employee is not None
    assert cast.dedi.employee is not None
    punch(cast.budi.employee, MONDAY, "7:20", "12:1", "16:2")
    punch(cast.dedi.employee, MONDAY, "7:20", "12:1", "16:2")
    done = services.rebuild_marked(AFTERWARDS)
    assert (_status(cast), done.differences) == ("absent", 1)
    assert DayRecord.objects.get(employee_id=cast.dedi.employee_id or 0, day=MONDAY).status == "present"
    (found,) = selectors.differences([cast.setda.pk], OCTOBER)
    assert (found.before, found.after) != (None, None)
    assert found.before is not None
    assert found.after is not None
    assert (found.before.status, found.after.status) == (Status.ABSENT, Status.PRESENT)
    assert found.row.cause == "punch"
    _rebuild()
    assert DayDifference.objects.count() == 1


def test_a_difference_that_vanishes_is_forgotten(cast: Cast) -> None:
    settle(cast)
    _rebuild()
    _lock(cast)
    assert cast.budi.employee is not None
    leave = absent_with_reason(cast.budi.employee, MONDAY)
    _rebuild()
    assert DayDifference.objects.filter(state="open").count() == 1
    leave.ended_at = AFTERWARDS
    leave.save()
    _rebuild()
    assert not DayDifference.objects.exists()


def test_a_decided_difference_changes_the_day_and_nothing_else(cast: Cast) -> None:
    settle(cast)
    _rebuild()
    _lock(cast)
    assert cast.budi.employee is not None
    absent_with_reason(cast.budi.employee, MONDAY, MONDAY + timedelta(days=1))
    _rebuild()
    first, second = selectors.differences([cast.setda.pk], OCTOBER)
    assert services.apply_differences(System().actor, [first.row.pk], now=AFTERWARDS) == 1
    assert services.apply_differences(System().actor, [first.row.pk], now=AFTERWARDS) == 0
    assert services.reject_differences(System().actor, [second.row.pk], now=AFTERWARDS) == 1
    assert _status(cast) == "leave"
    assert _status(cast, MONDAY + timedelta(days=1)) == "absent"
    assert _rebuild().differences == 0
    assert not DayDifference.objects.filter(state="open").exists()
    assert [one.kind for one in services.verify(OCTOBER.first, OCTOBER.last, now=AFTERWARDS)] == ["changed"]


# --- cost


def test_the_number_of_statements_does_not_depend_on_people(cast: Cast) -> None:
    settle(cast)
    _rebuild()
    with CaptureQueriesContext(
        connection,
    ) as few:
        _rebuild()
    for number in range(40):
        person = employ(
            f"Orang {number}", make_nip("19880101", "201503", 1, 20 + number), cast.setda, cast.setda_office
        )
        punch(person, MONDAY, "7:20", "16:2")
        absent_with_reason(person, MONDAY + timedelta(days=1))
    with CaptureQueriesContext(connection) as many:
        _rebuild()
    assert len(many) == len(few) < 40
