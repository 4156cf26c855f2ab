"""Which holiday a day is, what two versions of a calendar differ in. Pure: no clock, no database.

National holidays and joint leave (cuti bersama) come by decree of three ministers (SKB) for the whole country, local
ones by the head of the region or of an agency. Days off are data (domain reference 1.8): nothing here names one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hadir.schedules.instances import Holiday


class Kind(StrEnum):
    NATIONAL = "national"
    JOINT = "joint"
    LOCAL = "local"
    UNIT = "unit"


class Collection(StrEnum):
    """What a version replaces when it is confirmed: the decree's days and the region's own change apart."""

    DECREE = "decree"
    LOCAL = "local"


KINDS: dict[tuple[Collection, bool], tuple[Kind, ...]] = {
    # (collection, whether it is of one unit): kinds that may stand in it
    (Collection.DECREE, False): (Kind.NATIONAL, Kind.JOINT),
    (Collection.LOCAL, False): (Kind.LOCAL,),
    (Collection.LOCAL, True): (Kind.UNIT,),
}
# Of two holidays of the region on one day: the one by the higher authority gives the day its name.
_RANK = {Kind.NATIONAL: 0, Kind.JOINT: 1, Kind.LOCAL: 2, Kind.UNIT: 3}


class Holidays:
    """Confirmed days off of a span, by day."""

    def __init__(self, rows: Iterable[Holiday]) -> None:
        self._by_day: dict[date, list[Holiday]] = {}
        for row in rows:
            self._by_day.setdefault(row.day, []).append(row)

    def on(self, day: date, line: Sequence[int]) -> Holiday | None:
        """The holiday for a unit; `line` is the unit and the units above it, own unit first.

        A day off of the region is everybody's. Of several the region's decides, by decree before local; else that of
        the nearest unit: an agency's own holiday on a national one takes nothing from the national one.
        """
        found = [row for row in self._by_day.get(day, ()) if row.unit_id is None or row.unit_id in line]
        return min(found, key=lambda row: _precedence(row, line), default=None)

    def all(self) -> list[Holiday]:
        """Every row, by day."""
        return [row for day in sorted(self._by_day) for row in self._by_day[day]]

    def __contains__(self, day: object) -> bool:
        """Whether it is a day off for anybody: a quick look before the question for a line."""
        return day in self._by_day


def _precedence(row: Holiday, line: Sequence[int]) -> tuple[int, int, int]:
    distance = -1 if row.unit_id is None else line.index(row.unit_id)
    return distance, _RANK[Kind(row.kind)], row.version_id


@dataclass(frozen=True, slots=True)
class Line:
    """One day of a calendar as it is written down."""

    day: date
    name: str
    kind: Kind
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a version changes. Only days that come or go change anybody's day; renamed ones change its words."""

    added: tuple[Line, ...] = ()
    removed: tuple[Line, ...] = ()
    changed: tuple[tuple[Line, Line], ...] = ()  # before, after

    @property
    def days(self) -> tuple[date, ...]:
        """Days whose record has to be derived anew. A new name or kind is shown in it too."""
        rows = [*self.added, *self.removed, *(after for _before, after in self.changed)]
        return tuple(sorted({row.day for row in rows}))

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def difference(before: Iterable[Line], after: Iterable[Line]) -> Difference:
    """Day by day, in order."""
    old, new = _by_day(before), _by_day(after)
    both = sorted(old.keys() & new.keys())
    return Difference(
        added=tuple(new[day] for day in sorted(new.keys() - old.keys())),
        removed=tuple(old[day] for day in sorted(old.keys() - new.keys())),
        changed=tuple(
            (old[day], new[day]) for day in both if (old[day].name, old[day].kind) != (new[day].name, new[day].kind)
        ),
    )


def _by_day(lines: Iterable[Line]) -> Mapping[date, Line]:
    return {line.day: line for line in lines}


def spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days in a row as first and last: what is marked at once."""
    found: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if found and found[-1][1] + timedelta(days=1) == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line cannot stand in a calendar; `code` is a key of `texts.LINE_FAULTS`, `facts` fill its sentence."""

    code: str
    facts: Mapping[str, object]


def faults(lines: Sequence[Line], *, year: int, kinds: Sequence[Kind]) -> list[tuple[int, Fault]]:
    """By position from 0: lines of another year, twice the same day, without a name, of a kind that is not meant."""
    found: list[tuple[int, Fault]] = []
    seen: dict[date, int] = {}
    for place, line in enumerate(lines):
        if line.day.year != year:
            found.append((place, Fault("other_year", {"day": line.day, "year": year})))
        if line.kind not in kinds:
            found.append((place, Fault("kind_elsewhere", {"kind": line.kind})))
        if not line.name.strip():
            found.append((place, Fault("name_missing", {"day": line.day})))
        if line.day in seen:
            found.append((place, Fault("day_twice", {"day": line.day, "other": seen[line.day]})))
        seen.setdefault(line.day, place)
    return found
