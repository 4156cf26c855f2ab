"""A person's month in a few numbers, from its days. Pure. The recap's own reckoning stands in `hadir.recap`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hadir.workdays.shapes import Day, Status


@dataclass(frozen=True, slots=True)
class Sums:
    """Days by what they came to, and minutes. Days that are not over, or do not count, are in none of them."""

    present: int = 0
    incomplete: int = 0
    absent: int = 0
    leave: int = 0
    duty: int = 0
    late_days: int = 0
    late_min: int = 0
    early_min: int = 0
    missing: int = 0
    owed_min: int = 0
    worked_min: int = 0


_SETTLED = frozenset(Status) - {Status.PENDING, Status.NOT_COUNTED}


def sums_of(days: Iterable[Day]) -> Sums:
    """Of those days."""
    counted = [day for day in days if day.status in _SETTLED]

    def how_many(*statuses: Status) -> int:
        return sum(day.status in statuses for day in counted)

    return Sums(
        present=how_many(Status.PRESENT),
        incomplete=how_many(Status.INCOMPLETE),
        absent=sum(day.absent for day in counted),
        leave=how_many(Status.LEAVE),
        duty=how_many(Status.DUTY, Status.SUSPENDED),
        late_days=sum(day.late_min > 0 for day in counted),
        late_min=sum(day.late_min for day in counted),
        early_min=sum(day.early_min for day in counted),
        missing=sum(day.missing for day in counted),
        owed_min=sum(day.owed_min for day in counted),
        worked_min=sum(day.worked_min for day in counted),
    )
