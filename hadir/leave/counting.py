"""How many days an absence takes: by the person's own schedule, roster and holidays, or by the calendar."""

from __future__ import annotations

from datetime import date, timedelta

from hadir.audit.viewer import seeing_everything
from hadir.leave import rules
from hadir.leave.models import AbsenceType
from hadir.leave.rules import Counting
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.schedules.instances import DayPlan, Off
from hadir.schedules.planning import Planner

_SATURDAY = 5


def work_days(employee: Employee, first: date, last: date) -> list[date]:
    """Days of the span on which the person owes work. A fixed number of statements.

    Where nothing says what holds (no schedule, or a roster that is not yet made), Monday to Friday count unless the
    calendar has a holiday: otherwise leave in a month without a roster would cost nothing.
    """
    return [plan.day for plan in _plans(employee, first, last) if _is_work(plan)]


def roster_days(employee: Employee, first: date, last: date) -> list[date]:
    """Days of the span on which a roster has the person on duty."""
    plans = _plans(employee, first, last)
    return [plan.day for plan in plans if plan.instance is not None and plan.instance.by_roster]


def _plans(employee: Employee, first: date, last: date) -> list[DayPlan]:
    with seeing_everything("the hours decide how many days a request costs; only the days come back"):
        planner = Planner.load([employee.pk], first, last)
        line = people.line_of(employee.unit_id)
    zone = employee.work_place.time_zone
    return [planner.plan(employee.pk, line=line, zone=zone, day=day) for day in rules.days_between(first, last)]


def _is_work(plan: DayPlan) -> bool:
    if plan.instance is not None:
        return True
    unknown = plan.off in {Off.NO_SCHEDULE, Off.NO_ROSTER}
    return unknown and plan.holiday is None and plan.day.weekday() < _SATURDAY


def charged_days(kind: AbsenceType, employee: Employee, first: date, last: date, *, travel_days: int) -> list[date]:
    """The days that an absence takes, in the type's counting; the last `travel_days` are on the way and cost nothing.
    None for hours."""
    last -= timedelta(days=travel_days)
    if kind.counting == Counting.HOURS.value or last < first:
        return []
    if kind.counting == Counting.CALENDAR.value:
        return rules.days_between(first, last)
    return work_days(employee, first, last)
