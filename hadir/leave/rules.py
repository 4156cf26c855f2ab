"""What may follow from what: states of a request, counting of days, entitlements, the ledger. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Counting(StrEnum):
    """What one day of an absence is: a day on which one would have worked, any day, or only hours."""

    WORKING = "working"
    CALENDAR = "calendar"
    HOURS = "hours"


class Decider(StrEnum):
    """Whose word it takes. `superior`: the superior's alone; `verifier`: the superior's, then the agency's;
    `letter`: only by a letter of the agency; `incident`: never asked for, follows from an incident."""

    SUPERIOR = "superior"
    VERIFIER = "verifier"
    LETTER = "letter"
    INCIDENT = "incident"


class State(StrEnum):
    """Where a request stands. `superior` and `verifier` wait for that person, `returned` for whoever asked."""

    SUPERIOR = "superior"
    VERIFIER = "verifier"
    RETURNED = "returned"
    GRANTED = "granted"
    REJECTED = "rejected"
    POSTPONED = "postponed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class Deed(StrEnum):
    """What somebody did with a request."""

    SUBMIT = "submit"
    COMPLETE = "complete"
    APPROVE = "approve"
    VERIFY = "verify"
    RETURN = "return"
    REJECT = "reject"
    POSTPONE = "postpone"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"


OPEN_STATES = frozenset({State.SUPERIOR, State.VERIFIER, State.RETURNED})
WAITING_STATES = frozenset({State.SUPERIOR, State.VERIFIER})


class EntryKind(StrEnum):
    """Why days came or went. `opening`: what the books said when the system began."""

    OPENING = "opening"
    GRANT = "grant"
    CARRY = "carry"
    USE = "use"
    RETURN = "return"
    ADJUST = "adjust"
    LAPSE = "lapse"


# --- days


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the month's last where it has none such (31 January + 1 = 28 or 29 February)."""
    place = day.month - 1 + months
    year, month = day.year + place // 12, place % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def last_of(first: date, amount: int, unit: str) -> date:
    """The last day of a span of that length: three months from 15 January end on 14 April."""
    end = add_months(first, amount) if unit == "month" else first + timedelta(days=amount)
    return end - timedelta(days=1)


def days_between(first: date, last: date) -> list[date]:
    """Every day, both ends included; none when `last` is earlier."""
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def full_months(since: date, day: date) -> int:
    """Whole months of service on a day: 12 from 1 March 2025 on 1 March 2026."""
    months = (day.year - since.year) * 12 + day.month - since.month
    return months if add_months(since, months) <= day else months - 1


def by_year(days: Iterable[date]) -> dict[int, int]:
    """How many of the days fall in each year."""
    found: dict[int, int] = {}
    for day in days:
        found[day.year] = found.get(day.year, 0) + 1
    return found


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def overlaps(self, other: Stretch) -> bool:
        return self.first <= other.last and other.first <= self.last


def run_with(asked: Stretch, others: Iterable[Stretch]) -> Stretch:
    """The asked days joined with those of others that touch them without a free day between."""
    run, left = asked, list(others)
    while True:
        near = [
            one for one in left if one.first <= run.last + timedelta(days=1) and run.first <= one.last + timedelta(1)
        ]
        if not near:
            return run
        run = Stretch(min(run.first, *(o.first for o in near)), max(run.last, *(o.last for o in near)))
        left = [one for one in left if one not in near]


# --- the year's turn


@dataclass(frozen=True, slots=True)
class YearEnd:
    """What becomes of the days left at the end of a year."""

    carried: int
    lapsed: int


def year_end(*, rest: int, yearly: int, carry: int, deferred_total: int, deferred_days: int) -> YearEnd:
    """Days left over: up to `carry` go on with the next year; what was deferred for the service goes on as well, as
    long as the next year does not exceed `deferred_total` (BKN 24/2017, 6 and 24 days, belum diverifikasi)."""
    if rest <= 0:
        return YearEnd(0, 0)
    most = carry
    if deferred_days > 0 and deferred_total > yearly:
        most = min(carry + deferred_days, deferred_total - yearly)
    carried = min(rest, max(most, carry))
    return YearEnd(carried, rest - carried)
