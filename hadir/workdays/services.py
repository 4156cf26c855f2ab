"""Deriving days and keeping them in step with their facts.

Day records follow from facts, so nothing here asks for rights: nobody can make a day other than its facts do. Changes
of facts leave marks (`periods`), windows that close and days that end come with the clock; a job takes both every
minute. Everything here may be repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Max

from hadir.lib.authority import Actor
from hadir.people.models import TimeZone
from hadir.people.streaming import Aligned, rows
from hadir.periods import selectors as periods
from hadir.periods.models import StaleSpan
from hadir.periods.rules import Cause, Month, Scope, months_between
from hadir.workdays import storing
from hadir.workdays.encoding import COLUMNS, digest_of
from hadir.workdays.facts import Gathered
from hadir.workdays.models import DayClock, DayDifference, DayRecord, DifferenceState
from hadir.workdays.shapes import Day
from hadir.workdays.storing import Mark, Stored

_A_DAY = timedelta(days=1)
LOCK = 0x4861646972_04  # only one derivation at a time: two could overwrite each other's newer day
_MONTHS_A_ROUND = 3

Progress = Callable[[int, int], None]  # people done, people in all
Span = tuple[int, date, date]


@dataclass(frozen=True, slots=True)
class Difference:
    """A kept day that its facts do not lead to. `kind`: changed, lacking (no record), extra (no such day)."""

    employee_id: int
    day: date
    kind: str


def rebuild(
    first: date,
    last: date,
    *,
    now: datetime,
    employee_ids: Collection[int] | None = None,
    unit_id: int | None = None,
    progress: Progress | None = None,
) -> Stored:
    """Derive the days of everybody (or those people, or a unit's) from `first` to `last` anew, month by month, each in
    a transaction of its own. Days that have not begun have no record."""
    total = Stored()
    for month in months_between(first, min(last, _latest_today(now))):
        span = max(first, month.first), min(last, month.last)
        with transaction.atomic():
            _take_turn()
            marks = _scope_marks(employee_ids, unit_id, *span)
            total += _derive(marks, month, now, progress=progress)
            if employee_ids is None and unit_id is None:
                _begin_records(span[0], now)
    return total


def rebuild_marked(now: datetime) -> Stored:
    """What is marked, and what the clock has brought: some months, the latest first. The rest waits for the next
    round. Nothing at all when another derivation is at work."""
    total = Stored()
    for _round in range(_MONTHS_A_ROUND):
        with transaction.atomic():
            if not _take_turn(wait=False):
                return total
            since = _turn_clocks(now)
            month = _next_month(since, now)
            if month is None:
                return total
            total += _derive(_take_marks(month, since, now), month, now, due=now)
    return total


def verify(
    first: date, last: date, *, now: datetime, employee_ids: Collection[int] | None = None
) -> Iterator[Difference]:
    """Derive in memory and name kept days that differ. Days that are marked, or wait for the clock, are left out."""
    for month in months_between(first, min(last, _latest_today(now))):
        span = max(first, month.first), min(last, month.last)
        with transaction.atomic():
            waiting = storing.want(_waiting_marks(*span), *span, due=now)
            passed = {(who, day) for who, begin, end in waiting for day in _days_between(begin, end)}
            wanted = storing.want(_scope_marks(employee_ids, None, *span), *span, due=None)
            ids = sorted({employee_id for employee_id, _first, _last in wanted})
            with closing(Gathered(ids, *span, now)) as gathered, closing(rows(_KEPT, [ids, *span])) as records:
                kept = Aligned(records)
                for employee_id in ids:
                    derived = {day.day: digest_of(day) for day in gathered.days_of(employee_id, [span])}
                    stored = {day: digest for _id, day, digest in kept.take(employee_id)}
                    for one in _compared(employee_id, derived, stored):
                        if (one.employee_id, one.day) not in passed:
                            yield one


def apply_differences(actor: Actor, ids: Collection[int], *, now: datetime) -> int:
    """Let locked days become what their facts say, as a decided journal (`recap`) wants; returns how many.

    Asks no rights and writes no log: `recap` decides and records. Differences that are no longer open are passed over.
    """
    with transaction.atomic():
        chosen = list(
            DayDifference.objects.select_for_update()
            .filter(pk__in=ids, state=DifferenceState.OPEN)
            .values_list("pk", flat=True)
        )
        with connection.cursor() as cursor:
            cursor.execute(_APPLY_GONE, [chosen])
            cursor.execute(_APPLY, [chosen])
        return _decide(actor, chosen, DifferenceState.APPLIED, now)


def reject_differences(actor: Actor, ids: Collection[int], *, now: datetime) -> int:
    """Let locked days stay as they are. The same difference is not found again; another one is."""
    with transaction.atomic():
        return _decide(actor, ids, DifferenceState.REJECTED, now)


def _decide(actor: Actor, ids: Collection[int], state: DifferenceState, now: datetime) -> int:
    rows = DayDifference.objects.filter(pk__in=ids, state=DifferenceState.OPEN)
    return rows.update(state=state, decided_at=now, decided_by_label=actor.label[:200])


# --- one pass


def _derive(
    marks: Sequence[Mark], month: Month, now: datetime, *, due: datetime | None = None, progress: Progress | None = None
) -> Stored:
    """The marked days of one month, in a number of statements that does not depend on how many they are."""
    wanted = storing.want(marks, month.first, month.last, due=due)
    if not wanted:
        return Stored()
    first = min(one for _id, one, _last in wanted)
    last = max(one for _id, _first, one in wanted)
    people = [(number, [(one[1], one[2]) for one in group]) for number, group in groupby(wanted, itemgetter(0))]
    gathered = Gathered([number for number, _spans in people], first, last, now)
    locked = periods.locked_months(month.first, month.last).get(month, set())
    with closing(gathered):
        return storing.store(_days(gathered, people, progress), locked, now)


def _days(
    gathered: Gathered, people: Sequence[tuple[int, list[tuple[date, date]]]], progress: Progress | None
) -> Iterator[Day]:
    for done, (employee_id, spans) in enumerate(people, start=1):
        yield from gathered.days_of(employee_id, spans)
        if progress is not None and (done % 100 == 0 or done == len(people)):
            progress(done, len(people))


def _scope_marks(employee_ids: Collection[int] | None, unit_id: int | None, first: date, last: date) -> list[Mark]:
    if employee_ids is not None:
        scopes = [(Scope.EMPLOYEE.value, one) for one in sorted(set(employee_ids))]
    elif unit_id is not None:
        scopes = [(Scope.UNIT.value, unit_id)]
    else:
        scopes = [(Scope.REGION.value, 0)]
    return [(scope, one, first, last, Cause.POLICY.value) for scope, one in scopes]


def _waiting_marks(first: date, last: date) -> list[Mark]:
    """Marks that nobody has taken yet, cut to the span."""
    found = StaleSpan.objects.filter(first__lte=last, last__gte=first).order_by()
    rows = found.values_list("scope", "scope_id", "first", "last", "cause")
    return [(scope, one, max(begin, first), min(end, last), cause) for scope, one, begin, end, cause in rows]


def _days_between(first: date, last: date) -> list[date]:
    return [first + step * _A_DAY for step in range((last - first).days + 1)]


def _take_turn(*, wait: bool = True) -> bool:
    """Until the end of the transaction."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT true FROM pg_advisory_xact_lock(%s)", [LOCK])
        else:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])


# --- marks and clock


def _latest_today(now: datetime) -> date:
    """Today where the day begins first."""
    return max(now.astimezone(ZoneInfo(zone)).date() for zone in TimeZone.values)


def _turn_clocks(now: datetime) -> date:
    """Mark the days that have begun somewhere since the last round; the first day of the records."""
    clocks = {clock.zone: clock for clock in DayClock.objects.all()}
    since = min((clock.since for clock in clocks.values()), default=None)
    for zone in TimeZone.values:
        today = now.astimezone(ZoneInfo(zone)).date()
        clock = clocks.get(zone) or DayClock(zone=zone, day=today - _A_DAY, since=since or today)
        since = clock.since if since is None else min(since, clock.since)
        if clock.day < today:
            StaleSpan.objects.create(scope=Scope.REGION, first=clock.day + _A_DAY, last=today, cause=Cause.CLOCK.value)
            clock.day = today
            clock.save()
    return since or _latest_today(now)


def _begin_records(first: date, now: datetime) -> None:
    """From now on marks from this day on count."""
    DayClock.objects.filter(since__gt=first).update(since=first)
    todays = {zone: now.astimezone(ZoneInfo(zone)).date() for zone in TimeZone.values}
    clocks = [DayClock(zone=zone, day=today, since=min(first, today)) for zone, today in todays.items()]
    DayClock.objects.bulk_create(clocks, ignore_conflicts=True)


def _next_month(since: date, now: datetime) -> Month | None:
    """The latest month with something to do. Marks that lead to nothing are taken away: days before the records
    began, and days to come, which will be derived when they come."""
    latest = _latest_today(now)
    StaleSpan.objects.filter(last__lt=since).delete()
    StaleSpan.objects.filter(first__gt=latest).delete()
    marked = StaleSpan.objects.aggregate(last=Max("last"))["last"]
    due = DayRecord.objects.filter(changes_at__lte=now).aggregate(last=Max("day"))["last"]
    days = [min(day, latest) for day in (marked, due) if day is not None]
    return Month.of(max(days)) if days else None


_TAKE = "DELETE FROM periods_stalespan WHERE last >= %s RETURNING scope, scope_id, first, last, cause"


def _take_marks(month: Month, since: date, now: datetime) -> list[Mark]:
    """The marks on that month's days, cut to it. What they say about earlier months stays."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [month.first])
        taken = cursor.fetchall()
    earlier = {(scope, number, first, cause) for scope, number, first, _last, cause in taken if first < month.first}
    StaleSpan.objects.bulk_create(
        [
            StaleSpan(scope=scope, scope_id=number, first=max(first, since), last=month.first - _A_DAY, cause=cause)
            for scope, number, first, cause in sorted(earlier)
            if since < month.first
        ]
    )
    end = min(month.last, _latest_today(now))
    return sorted(
        {
            (scope, number, max(first, month.first, since), min(last, end), cause)
            for scope, number, first, last, cause in taken
            if max(first, since) <= end
        }
    )


# --- SQL of differences

_KEPT = """
SELECT employee_id, day, digest FROM workdays_dayrecord
WHERE employee_id = ANY(%s) AND day BETWEEN %s AND %s
ORDER BY employee_id, day
"""
_APPLY_GONE = """
DELETE FROM workdays_dayrecord kept USING workdays_daydifference chosen
WHERE chosen.id = ANY(%s) AND chosen.after IS NULL AND kept.employee_id = chosen.employee_id AND kept.day = chosen.day
"""
_NAMES = ", ".join(COLUMNS)
_APPLY = f"""
INSERT INTO workdays_dayrecord ({_NAMES})
SELECT {", ".join(f"day.{name}" for name in COLUMNS)} FROM workdays_daydifference chosen,
    jsonb_populate_record(
        NULL::workdays_dayrecord, chosen.after || jsonb_build_object('digest', chosen.digest)
    ) day
WHERE chosen.id = ANY(%s) AND chosen.after IS NOT NULL
ON CONFLICT (employee_id, day) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in COLUMNS[2:])}
"""  # noqa: S608 - names of columns


def _compared(employee_id: int, derived: dict[date, int], stored: dict[date, int]) -> Iterator[Difference]:
    for day in sorted(derived.keys() | stored.keys()):
        if day not in stored:
            yield Difference(employee_id, day, "lacking")
        elif day not in derived:
            yield Difference(employee_id, day, "extra")
        elif derived[day] != stored[day]:
            yield Difference(employee_id, day, "changed")


__all__ = [
    "LOCK",
    "Difference",
    "Stored",
    "apply_differences",
    "rebuild",
    "rebuild_marked",
    "reject_differences",
    "verify",
]
