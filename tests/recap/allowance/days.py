"""Days of a person who exists nowhere, made by hand for the tests of the rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from hadir.recap.allowance.rules import Facts, Person
from hadir.workdays.shapes import Day, EventOutcome, Excuse, StageOutcome, Status

MONDAY = date(2026, 10, 5)
FRIDAY = date(2026, 10, 9)
SATURDAY = date(2026, 10, 10)
_HOURS = {"morning": (7, 30, "arrival"), "midday": (12, 0, "presence"), "afternoon": (16, 0, "departure")}


def stage(code: str, day: date = MONDAY, **more: Any) -> StageOutcome:
    hour, minute, measure = _HOURS[code]
    more.setdefault("measure", measure)
    more.setdefault("kind", "daily" if code == "midday" else "special")
    due = datetime.combine(day, time(hour, minute), UTC)
    return StageOutcome(code=code, due_at=due, at=None if more.get("missing") else due, **more)


def working_day(day: date = MONDAY, *stages: StageOutcome, **more: Any) -> Day:
    """450 minutes owed under "Normal 5 hari", in time unless the stages say otherwise."""
    more.setdefault("status", Status.INCOMPLETE if stages else Status.PRESENT)
    more.setdefault("owed_min", 450)
    more.setdefault("schedule_label", "Normal 5 hari")
    return Day(employee_id=1, day=day, unit_id=11, agency_id=10, stages=stages, **more)


def late(minutes: int, day: date = MONDAY, code: str = "morning", **more: Any) -> Day:
    return working_day(day, stage(code, day, minutes=minutes, measure="arrival"), **more)


def early(minutes: int, day: date = MONDAY, **more: Any) -> Day:
    return working_day(day, stage("afternoon", day, minutes=minutes), **more)


def missing(*codes: str, day: date = MONDAY, **more: Any) -> Day:
    return working_day(day, *(stage(code, day, missing=True) for code in codes), **more)


def absent(day: date = MONDAY, *codes: str, **more: Any) -> Day:
    stages = [stage(code, day, missing=True) for code in codes or ("morning", "afternoon")]
    return working_day(day, *stages, status=Status.ABSENT, absent=True, **more)


def skipped(kind: str, day: date = MONDAY, **more: Any) -> Day:
    """In time all day, but not at an event."""
    return working_day(day, events=(EventOutcome(7, kind, kind.title(), attended=False),), **more)


def made_up(minutes: int, day: date = MONDAY) -> Day:
    """Late, made up under flexible time."""
    return working_day(day, stage("morning", day, raw_minutes=minutes, excuse=Excuse.FLEX), made_up_min=minutes)


def person(**facts: Any) -> Person:
    facts.setdefault("line", (11, 10, 1))
    return Person(1, (Facts(**facts),))
