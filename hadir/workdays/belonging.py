"""To which day a moment belongs: that of the shift instance whose stage is open, not that of the calendar. Pure.

The roster may have changed since somebody checked in, so the day that was written down then does not decide. Each
moment is judged by itself, so their order cannot matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hadir.attendance.facts import Event
from hadir.schedules.instances import DayPlan, ShiftInstance

_A_DAY = timedelta(days=1)


def day_of(at: datetime, plans: Mapping[date, DayPlan], zone: ZoneInfo) -> date:
    """The day of the nearest due stage that is open at that moment; else the day whose duty, from its first window to
    its last, holds it; else the calendar day at the work place.

    `plans` must hold the days around: yesterday's night shift goes on into today, and tomorrow's may open tonight.
    """
    local = at.astimezone(zone).date()
    nearest: tuple[timedelta, datetime, date] | None = None
    for day in (local, local - _A_DAY, local + _A_DAY):
        plan = plans.get(day)
        if plan is None or plan.instance is None:
            continue
        for stage in plan.instance.stages:
            if stage.opens_at <= at < stage.closes_at:
                found = abs(at - stage.due_at), stage.opens_at, day
                if nearest is None or found < nearest:
                    nearest = found
    if nearest is not None:
        return nearest[2]
    return _day_around(at, local, plans)


def _day_around(at: datetime, local: date, plans: Mapping[date, DayPlan]) -> date:
    """Outside of every stage: the day of the duty that holds the moment, else the calendar's."""
    for day in (local, local - _A_DAY, local + _A_DAY):
        plan = plans.get(day)
        if plan is not None and plan.instance is not None:
            first, last = reach(plan.instance)
            if first <= at < last:
                return day
    return local


def reach(instance: ShiftInstance) -> tuple[datetime, datetime]:
    """From the first moment at which somebody may check in for the duty to the first one too late."""
    first = min((stage.opens_at for stage in instance.stages), default=instance.starts_at)
    last = max((stage.closes_at for stage in instance.stages), default=instance.ends_at)
    return min(first, instance.starts_at), max(last, instance.ends_at)


def binds(event: Event, plan: DayPlan) -> bool:
    """Whether an event obliges somebody with that plan. A weekly roll call binds whoever is on duty around it: no duty,
    no roll call. One announced for the day (17 August) binds everybody whom it names."""
    if not event.weekly:
        return True
    if plan.instance is None or plan.holiday is not None:
        return False
    first, last = reach(plan.instance)
    return event.opens_at < last and event.closes_at > first
