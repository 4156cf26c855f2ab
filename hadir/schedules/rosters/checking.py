"""What is wrong with a month's roster: gaps, overlaps, too little rest, people of elsewhere, people on leave. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from hadir.schedules.instances import ShiftInstance

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class Trouble(StrEnum):
    OVERLAP = "overlap"  # two shifts at once: impossible, never published
    OUTSIDER = "outsider"  # serves elsewhere on that day: never published
    GAP = "gap"
    REST = "rest"
    AWAY = "away"


# What may be published all the same, with a reason.
EXCUSABLE = frozenset({Trouble.GAP, Trouble.REST, Trouble.AWAY})


@dataclass(frozen=True, slots=True)
class Finding:
    """People and days, both included. `minutes`: of rest there are, `wanted`: of rest there should be."""

    trouble: Trouble
    people: tuple[int, ...]
    first: date
    last: date
    minutes: int = 0
    wanted: int = 0

    @property
    def is_excusable(self) -> bool:
        return self.trouble in EXCUSABLE


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody whose duties the roster says, with the zone of the work place on each of the days it does."""

    employee_id: int
    zones: Mapping[date, str]


def findings(
    members: Sequence[Member],
    planned: Collection[tuple[int, date]],
    instances: Mapping[int, Sequence[ShiftInstance]],
    *,
    rest: Sequence[tuple[date, int]] = (),
    away: Collection[tuple[int, date]] = (),
    own_hours: Collection[tuple[int, date]] = (),
) -> list[Finding]:
    """All that is wrong, the gravest first.

    `planned`: cells of the roster that say anything, a free day included. `instances`: shifts by person, of the roster
    and of the days around it. `rest`: minutes of rest from a day on. `away`: days of full leave. `own_hours`: days for
    which somebody has a schedule that is no roster, so that an empty cell is no gap.
    """
    expected = {(one.employee_id, day) for one in members for day in one.zones}
    worked = {(person, row.day) for person, rows in instances.items() for row in rows} & set(planned)
    found = [
        *clashes(instances, rest, expected),
        *_grouped(Trouble.OUTSIDER, set(planned) - expected),
        *_grouped(Trouble.GAP, expected - set(planned) - set(own_hours)),
        *_grouped(Trouble.AWAY, worked & set(away)),
    ]
    order = list(Trouble)
    return sorted(found, key=lambda one: (order.index(one.trouble), one.first, one.people))


def clashes(
    instances: Mapping[int, Sequence[ShiftInstance]],
    rest: Sequence[tuple[date, int]],
    within: Collection[tuple[int, date]],
) -> Iterable[Finding]:
    """Shifts of one person that overlap, or follow each other with less rest than is wanted on the later one's day.

    Only pairs of which one is `within`: what is wrong elsewhere is somebody else's.
    """
    for person, rows in sorted(instances.items()):
        ordered = sorted(rows, key=lambda row: row.starts_at)
        for before, after in pairwise(ordered):
            if (person, before.day) not in within and (person, after.day) not in within:
                continue
            gap = int((after.starts_at - before.ends_at) / _MINUTE)
            wanted = rest_on(rest, after.day)
            if gap < 0:
                yield Finding(Trouble.OVERLAP, (person,), before.day, after.day)
            elif gap < wanted:
                yield Finding(Trouble.REST, (person,), before.day, after.day, gap, wanted)


def rest_on(rest: Sequence[tuple[date, int]], day: date) -> int:
    """Minutes of rest wanted on a day, 0 where nothing is laid down."""
    held = [(since, minutes) for since, minutes in rest if since <= day]
    return max(held)[1] if held else 0


def _grouped(trouble: Trouble, cells: Collection[tuple[int, date]]) -> list[Finding]:
    """Days in a row of one person, then people with the same days together."""
    by_person: dict[int, list[date]] = defaultdict(list)
    for person, day in cells:
        by_person[person].append(day)
    together: dict[tuple[date, date], list[int]] = defaultdict(list)
    for person, days in by_person.items():
        for span in _spans(days):
            together[span].append(person)
    return [Finding(trouble, tuple(sorted(people)), first, last) for (first, last), people in together.items()]


def _spans(days: Iterable[date]) -> list[tuple[date, date]]:
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and found[-1][1] + _DAY == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
