"""The law's clocks and the retention of data, as pure functions. No clock, no settings, no database.

A clock of UU 27/2022 runs three times twenty-four hours from the moment a request is received (articles 30, 32, 40,
41) or a breach is known (article 46): hours, not working days, holidays included. The Act knows neither a pause nor an
extension, so there is none here: a question put to the person does not stop the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class RequestKind(StrEnum):
    """What a person may ask (articles 6 to 11 and 13)."""

    ACCESS = "access"
    CORRECTION = "correction"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    DELETION = "deletion"


class RequestState(StrEnum):
    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    DECLINED = "declined"
    RECALLED = "recalled"


OPEN_STATES = frozenset({RequestState.RECEIVED, RequestState.IN_PROGRESS})

_STEPS: dict[RequestState, frozenset[RequestState]] = {
    RequestState.RECEIVED: frozenset({RequestState.IN_PROGRESS, RequestState.RECALLED}),
    RequestState.IN_PROGRESS: frozenset({RequestState.ANSWERED, RequestState.DECLINED, RequestState.RECALLED}),
    RequestState.ANSWERED: frozenset(),
    RequestState.DECLINED: frozenset(),
    RequestState.RECALLED: frozenset(),
}


def may_become(now: RequestState, then: RequestState) -> bool:
    """Whether a request may go from one state to the other. Whoever answers has taken it up first."""
    return then in _STEPS[now]


class Urgency(StrEnum):
    """How much of the clock is left, for the queue: said in words and by a mark."""

    CLOSED = "closed"
    CALM = "calm"
    DAY = "day"
    HOURS = "hours"
    OVERDUE = "overdue"


# Reminders go out when this much is left, and once when nothing is.
REMINDERS: tuple[tuple[Urgency, timedelta], ...] = (
    (Urgency.OVERDUE, timedelta(0)),
    (Urgency.HOURS, timedelta(hours=6)),
    (Urgency.DAY, timedelta(hours=24)),
)


def due_at(received_at: datetime, hours: int) -> datetime:
    """The end of a clock of so many hours; `hours` comes from the dated rule."""
    return received_at + timedelta(hours=hours)


def urgency(due: datetime, *, now: datetime, is_open: bool = True) -> Urgency:
    """Where a clock stands."""
    if not is_open:
        return Urgency.CLOSED
    left = due - now
    return next((step for step, limit in REMINDERS if left <= limit), Urgency.CALM)


def reminder_due(due: datetime, *, now: datetime, sent: Iterable[str]) -> Urgency | None:
    """The reminder to send now: the most pressing one that applies, unless it or a later one has gone out."""
    stage = urgency(due, now=now)
    order = [step for step, _limit in REMINDERS]
    if stage not in order:
        return None
    gone = set(sent)
    pressing_or_more = order[: order.index(stage) + 1]
    return None if any(step in gone for step in pressing_or_more) else stage


@dataclass(frozen=True, slots=True)
class Remaining:
    """Time left of a clock, or passed since its end: whole hours and minutes, never negative."""

    hours: int
    minutes: int
    overdue: bool


def remaining(due: datetime, now: datetime) -> Remaining:
    """How much is left, for a sentence."""
    overdue = now >= due
    minutes = int(abs((due - now).total_seconds()) // 60)
    return Remaining(minutes // 60, minutes % 60, overdue)


class DataClass(StrEnum):
    """Classes of data that each have their own retention."""

    TEMPLATES = "templates"
    EVIDENCE = "evidence"
    CAPTURE_SESSIONS = "capture_sessions"
    SIGN_INS = "sign_ins"
    EXPORTS = "exports"
    NOTICES = "notices"
    STAGED_IMPORTS = "staged_imports"
    HEALTH_PAPERS = "health_papers"
    PAPERS = "papers"
    DEVICES = "devices"
    PUNCHES = "punches"
    EMPLOYEES = "employees"
    AUDIT_LOG = "audit_log"
    REQUESTS = "requests"


# Kept without an end set by the software: archive law (UU 43/2009) asks for the region's own schedule (JRA).
KEPT = frozenset({DataClass.PUNCHES, DataClass.EMPLOYEES, DataClass.AUDIT_LOG, DataClass.REQUESTS})


def cut_off(now: datetime, days: int) -> datetime:
    """Data from before this moment has outlived its class."""
    return now - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Dated:
    """A rule in force from a day until another (inclusive), or without an end."""

    id: int
    valid_from: date
    valid_to: date | None


def in_force(rules: Iterable[Dated], day: date) -> Dated | None:
    """The rule of that day; of several the one that began last."""
    fitting = [rule for rule in rules if rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)]
    return max(fitting, key=lambda rule: (rule.valid_from, rule.id), default=None)


class BreachState(StrEnum):
    OPEN = "open"
    CONTAINED = "contained"
    CLOSED = "closed"


class Addressee(StrEnum):
    """Who must be told of a breach: the people and the authority always (article 46 (1)), the public where it disturbs
    public service or the public's interest (article 46 (3))."""

    SUBJECTS = "subjects"
    AUTHORITY = "authority"
    PUBLIC = "public"


def still_to_tell(told: Iterable[str], *, public_concerned: bool) -> list[Addressee]:
    """Who has not been told yet and must be."""
    known = set(told)
    must = [Addressee.AUTHORITY, Addressee.SUBJECTS]
    return [who for who in [*must, *([Addressee.PUBLIC] if public_concerned else [])] if who not in known]
