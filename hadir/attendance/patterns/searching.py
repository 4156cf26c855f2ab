"""The nightly search: what is odd in the last weeks, kept once, told to those who may look at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db import transaction

from hadir.attendance.patterns import queries, rules, telling
from hadir.attendance.patterns.models import Pattern, PatternPerson
from hadir.attendance.patterns.queries import Hit
from hadir.attendance.patterns.rules import Grade, Kind, Limits, State
from hadir.audit import services as audit
from hadir.lib.findings import Fact

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Searched:
    """How many patterns are new, and how many that were open are still there."""

    new: int
    again: int


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern as the queries show it."""

    kind: Kind
    key: str
    grade: Grade
    hits: tuple[Hit, ...]

    @property
    def first(self) -> date:
        return min(hit.first for hit in self.hits)

    @property
    def last(self) -> date:
        return max(hit.last for hit in self.hits)

    @property
    def facts(self) -> dict[str, Fact]:
        """The numbers of `texts.SEEN`."""
        return _facts(self.kind, self.hits)


def look(first: date, last: date, limits: Limits) -> list[Found]:
    """What is odd between two days. Writes nothing; as many statements as there are kinds."""
    together: defaultdict[tuple[Kind, str], list[Hit]] = defaultdict(list)
    for hit in queries.hits(first, last, limits):
        together[hit.kind, hit.key].append(hit)
    found = []
    for (kind, key), hits in together.items():
        grade = _grade(kind, hits, limits)
        if grade is not None:
            found.append(Found(kind, key, grade, tuple(hits)))
    return found


@transaction.atomic
def search(last: date, *, now: datetime) -> Searched:
    """Look at the weeks that end with a day and keep what is odd. Again on the same day changes nothing but `seen_at`.

    A handled pattern comes back only with check-ins of after it was handled, and an explained one not before its time.
    """
    limits = rules.limits()
    found = look(last - timedelta(days=limits.days_back - 1), last, limits)
    known = _open_ones()
    settled = _settled(now, limits)
    new, again = [], []
    for one in found:
        key = (one.kind.value, one.key)
        row = known.get(key)
        if row is not None:
            _grow(row, one, limits, now)
            again.append((row, one))
        elif key not in settled or settled[key] < one.first:
            new.append((_begin(one, limits, now), one))
    Pattern.objects.bulk_update(
        [row for row, _one in again], ["grade", "last", "facts", "limits_version", "seen_at"], batch_size=1000
    )
    Pattern.objects.bulk_create([row for row, _one in new], batch_size=1000)
    _note_people([*new, *again])
    if new:
        audit.record(
            "attendance.patterns_found",
            actor=None,
            subject="patterns",
            detail={"new": len(new), "again": len(again), "last": last.isoformat(), "limits": limits.version},
            unit_id=None,
        )
        telling.found({hit.employee_id for _row, one in new for hit in one.hits}, now=now)
    return Searched(len(new), len(again))


def _open_ones() -> dict[_Key, Pattern]:
    return {(row.kind, row.key): row for row in Pattern.objects.select_for_update().filter(state=State.OPEN.value)}


def _settled(now: datetime, limits: Limits) -> dict[_Key, date]:
    """The day up to which a pattern is settled, for those that somebody has handled."""
    settled: dict[_Key, date] = {}
    handled = Pattern.objects.exclude(state=State.OPEN.value).order_by("handled_at")
    since = now - timedelta(days=limits.days_back + limits.explained_days)
    for row in handled.filter(handled_at__gte=since):
        assert row.handled_at is not None  # the database holds it to that
        rest = limits.explained_days if row.state == State.EXPLAINED.value else 0
        settled[row.kind, row.key] = row.handled_at.date() + timedelta(days=rest)
    return settled


def _begin(one: Found, limits: Limits, now: datetime) -> Pattern:
    row = Pattern(kind=one.kind.value, key=one.key, first=one.first, found_at=now)
    _grow(row, one, limits, now)
    return row


def _grow(row: Pattern, one: Found, limits: Limits, now: datetime) -> None:
    row.grade, row.last, row.facts = one.grade.value, one.last, one.facts
    row.limits_version, row.seen_at = limits.version, now


def _note_people(rows: Sequence[tuple[Pattern, Found]]) -> None:
    PatternPerson.objects.bulk_create(
        [
            PatternPerson(pattern=row, employee_id=hit.employee_id, punches=hit.punches, days=hit.days)
            for row, one in rows
            for hit in one.hits
        ],
        update_conflicts=True,
        unique_fields=["pattern", "employee"],
        update_fields=["punches", "days"],
        batch_size=2000,
    )


def _grade(kind: Kind, hits: Sequence[Hit], limits: Limits) -> Grade | None:
    if kind is Kind.SHARED:
        return rules.shared_grade(len(hits), hits[0].numbers[0], limits)
    return Grade.GRAVE if kind in (Kind.TRAVEL, Kind.ROUND) else Grade.DOUBT


def _facts(kind: Kind, hits: Sequence[Hit]) -> dict[str, Fact]:
    numbers = max(hit.numbers for hit in hits)
    of_kind: Mapping[Kind, dict[str, Fact]] = {
        Kind.SHARED: {"people": len(hits), "percent": round(100 * median(hit.numbers[0] for hit in hits))},
        Kind.FROZEN: {"percent": round(100 * numbers[0])},
        Kind.ACCURACY: {"accuracy": round(numbers[0], 1)},
        Kind.ROUND: {},
        Kind.TRAVEL: {"km": round(numbers[0]), "minutes": round(numbers[-1])},
        Kind.CLOCK: {"minutes": round(numbers[0])},
        Kind.CLOCKWORK: {"seconds": round(numbers[0])},
        Kind.ZONE: {"hours": round(numbers[0], 1)},
    }
    punches = sum(hit.punches for hit in hits)
    return {
        "punches": punches,
        "fixes": punches,
        "times": punches,
        "days": max(hit.days for hit in hits),
        **of_kind[kind],
    }
