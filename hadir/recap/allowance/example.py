"""A month of somebody who exists nowhere, to try a draft on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from hadir.recap.allowance.rules import Facts, Person
from hadir.workdays.shapes import Day, EventOutcome, Excuse, StageOutcome, Status

_MONDAY = date(2026, 10, 5)
_OWED = 450


class Case(StrEnum):
    """What is odd about a day besides its minutes."""

    NORMAL = "normal"
    NO_ARRIVAL = "no_arrival"
    NO_DEPARTURE = "no_departure"
    ABSENT = "absent"
    EVENT = "event"
    FLEX = "flex"
    SICK = "sick"


@dataclass(frozen=True, slots=True)
class ExampleDay:
    late: int = 0
    early: int = 0
    case: Case = Case.NORMAL


FIRST: tuple[ExampleDay, ...] = (
    ExampleDay(late=12),
    ExampleDay(late=45),
    ExampleDay(early=20),
    ExampleDay(case=Case.NO_ARRIVAL),
    ExampleDay(case=Case.ABSENT),
    ExampleDay(late=95),
    ExampleDay(case=Case.EVENT),
    ExampleDay(case=Case.FLEX),
    ExampleDay(case=Case.NO_DEPARTURE),
    ExampleDay(),
)


def dates(count: int) -> list[date]:
    """Working days from a Monday on."""
    return [_MONDAY + timedelta(days=7 * (number // 5) + number % 5) for number in range(count)]


def person(level: str, job_class: int | None, employment_type: str = "PNS") -> Person:
    return Person(0, (Facts(position_level=level, job_class=job_class, employment_type=employment_type),))


def month(found: Sequence[ExampleDay], schedule_label: str = "Normal 5 hari") -> list[Day]:
    """Those days, one after the other, under a five-day week."""
    return [_day(day, one, schedule_label) for day, one in zip(dates(len(found)), found, strict=True)]


def _day(day: date, one: ExampleDay, label: str) -> Day:
    status = {Case.ABSENT: Status.ABSENT, Case.SICK: Status.LEAVE}.get(one.case, Status.INCOMPLETE)
    absent = one.case is Case.ABSENT
    events = [EventOutcome(1, "apel", "Apel", attended=False)] if one.case is Case.EVENT else []
    return Day(
        employee_id=0,
        day=day,
        unit_id=0,
        agency_id=0,
        status=status,
        owed_min=_OWED,
        absent=absent,
        reason_code="CS" if one.case is Case.SICK else "",
        schedule_label=label,
        stages=tuple(_stages(day, one)),
        events=tuple(events),
    )


def _stages(day: date, one: ExampleDay) -> Iterable[StageOutcome]:
    absent = one.case is Case.ABSENT
    arrival = datetime.combine(day, time(7, 30), UTC)
    flexible = one.case is Case.FLEX
    yield StageOutcome(
        code="morning",
        kind="special",
        measure="arrival",
        due_at=arrival,
        at=None,
        minutes=0 if absent or flexible else one.late,
        raw_minutes=max(one.late, 1) if flexible else 0,
        missing=absent or one.case is Case.NO_ARRIVAL,
        excuse=Excuse.FLEX if flexible else Excuse.NONE,
    )
    yield StageOutcome(
        code="afternoon",
        kind="special",
        measure="departure",
        due_at=arrival + timedelta(hours=8, minutes=30),
        at=None,
        minutes=0 if absent else one.early,
        missing=absent or one.case is Case.NO_DEPARTURE,
    )
