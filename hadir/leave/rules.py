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


@dataclass(frozen=True, slots=True)
class Settled:
    """Days that have to move now so that a year is closed as `year_end` says; both may be negative to take back."""

    carry: int
    lapse: int


def settle(own: int, *, carried: int, lapsed: int, end: YearEnd) -> Settled:
    """`own`: what the year's grants, uses and returns come to, moves to the next year not counted; `carried` and
    `lapsed`: what was moved already. Called again after a late event it moves the difference only, so that the
    outcome does not depend on the order of events."""
    if own <= 0:
        return Settled(-carried, -lapsed)
    return Settled(end.carried - carried, end.lapsed - lapsed)


def grant_day(since: date, min_service_months: int, year: int) -> date | None:
    """The day of a year on which its days are there: 1 January, or when the service is long enough; None: later."""
    ripe = add_months(since, min_service_months)
    return max(ripe, date(year, 1, 1)) if ripe.year <= year else None


# --- what may be asked


@dataclass(frozen=True, slots=True)
class Terms:
    """The limits of a type, as `AbsenceType` has them."""

    longest: int | None = None
    longest_unit: str = ""
    extension: int = 0
    min_service_months: int = 0
    exception: str = ""
    again_after_months: int = 0
    most_times: int | None = None
    travel_days: int = 0
    document_from_day: int | None = None
    late_days: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks; `days` are calendar days of the stretch."""

    stretch: Stretch
    travel_days: int = 0
    times: int | None = None
    is_extension: bool = False
    is_exception: bool = False
    has_document: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Who asks: in service since, today, and the granted stretches of the same type."""

    since: date
    today: date
    before: tuple[Stretch, ...] = ()


class Fault(StrEnum):
    """Why a request cannot be entered. The sentences stand in `texts.FAULTS`, with the figures in braces."""

    TOO_LATE = "too_late"
    TOO_LONG = "too_long"
    TOO_LONG_EXTENDED = "too_long_extended"
    SERVICE_TOO_SHORT = "service_too_short"
    TOO_SOON_AGAIN = "too_soon_again"
    TIMES_MISSING = "times_missing"
    TIMES_EXCEEDED = "times_exceeded"
    TRAVEL_TOO_LONG = "travel_too_long"
    DOCUMENT_MISSING = "document_missing"


Found = tuple[Fault, dict[str, object]]


def faults(terms: Terms, asked: Asked, who: Standing) -> list[Found]:
    """Everything that stands against a request by the type's limits, with figures for the sentence."""
    checks = (_late, _length, _service, _again, _times, _travel, _document)
    return [found for check in checks if (found := check(terms, asked, who)) is not None]


def _late(terms: Terms, asked: Asked, who: Standing) -> Found | None:
    latest = asked.stretch.first + timedelta(days=terms.late_days)
    return None if who.today <= latest else (Fault.TOO_LATE, {"latest": latest, "days": terms.late_days})


def _length(terms: Terms, asked: Asked, who: Standing) -> Found | None:
    """Over the whole run without a gap: three weeks of sickness that go on count together."""
    if terms.longest is None:
        return None
    run = run_with(asked.stretch, who.before)
    if run.last <= last_of(run.first, terms.longest, terms.longest_unit):
        return None
    figures = {"longest": terms.longest, "unit": terms.longest_unit, "first": run.first, "extension": terms.extension}
    if not terms.extension:
        return Fault.TOO_LONG, {**figures, "until": last_of(run.first, terms.longest, terms.longest_unit)}
    until = last_of(run.first, terms.longest + terms.extension, terms.longest_unit)
    if asked.is_extension and run.last <= until:
        return None
    return Fault.TOO_LONG_EXTENDED, {**figures, "until": until}


def _service(terms: Terms, asked: Asked, who: Standing) -> Found | None:
    if asked.is_exception and terms.exception:
        return None
    months = full_months(who.since, asked.stretch.first)
    if months >= terms.min_service_months:
        return None
    return Fault.SERVICE_TOO_SHORT, {
        "months": max(months, 0),
        "needed": terms.min_service_months,
        "from": add_months(who.since, terms.min_service_months),
    }


def _again(terms: Terms, asked: Asked, who: Standing) -> Found | None:
    if not terms.again_after_months:
        return None
    earlier = [one for one in who.before if one.last < asked.stretch.first]
    last = max((one.last for one in earlier), default=None)
    if last is None:
        return None
    ripe = add_months(last, terms.again_after_months)
    return None if ripe <= asked.stretch.first else (Fault.TOO_SOON_AGAIN, {"last": last, "from": ripe})


def _times(terms: Terms, asked: Asked, who: Standing) -> Found | None:
    if terms.most_times is None:
        return None
    if asked.times is None:
        return Fault.TIMES_MISSING, {"most": terms.most_times}
    return None if 1 <= asked.times <= terms.most_times else (Fault.TIMES_EXCEEDED, {"most": terms.most_times})


def _travel(terms: Terms, asked: Asked, who: Standing) -> Found | None:
    length = (asked.stretch.last - asked.stretch.first).days + 1
    most = min(terms.travel_days, length - 1)
    return None if asked.travel_days <= most else (Fault.TRAVEL_TOO_LONG, {"most": most})


def _document(terms: Terms, asked: Asked, who: Standing) -> Found | None:
    length = (asked.stretch.last - asked.stretch.first).days + 1
    if terms.document_from_day is None or length < terms.document_from_day or asked.has_document:
        return None
    return Fault.DOCUMENT_MISSING, {"from": terms.document_from_day}


# --- the way of a request

_MOVES: dict[tuple[State, Deed], State] = {
    (State.SUPERIOR, Deed.APPROVE): State.VERIFIER,
    (State.VERIFIER, Deed.VERIFY): State.GRANTED,
    (State.RETURNED, Deed.COMPLETE): State.SUPERIOR,
    (State.SUPERIOR, Deed.POSTPONE): State.POSTPONED,
    (State.GRANTED, Deed.WITHDRAW): State.WITHDRAWN,
    (State.GRANTED, Deed.CANCEL): State.CANCELLED,
    **{(state, Deed.RETURN): State.RETURNED for state in (State.SUPERIOR, State.VERIFIER)},
    **{(state, Deed.REJECT): State.REJECTED for state in (State.SUPERIOR, State.VERIFIER)},
    **{(state, Deed.WITHDRAW): State.WITHDRAWN for state in (State.SUPERIOR, State.VERIFIER, State.RETURNED)},
}
NEEDING_A_NOTE = frozenset({Deed.RETURN, Deed.REJECT, Deed.POSTPONE, Deed.CANCEL})


def after(state: State, deed: Deed, decider: Decider) -> State | None:
    """Where a deed leads; None when it cannot be done in that state. Where the superior's word is enough, it grants."""
    target = _MOVES.get((state, deed))
    return State.GRANTED if target is State.VERIFIER and decider is Decider.SUPERIOR else target
