"""Which months are locked, which days wait."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from hadir.periods.models import LockedMonth, StaleSpan
from hadir.periods.rules import Month, months_between


def locked(unit_ids: Collection[int], first: date, last: date) -> set[tuple[int, Month]]:
    """(agency, month) pairs of the span that are locked, among those units. One statement."""
    months = [month.first for month in months_between(first, last)]
    rows = LockedMonth.objects.filter(unit_id__in=unit_ids, month__in=months).order_by()
    return {(unit_id, Month.of(day)) for unit_id, day in rows.values_list("unit_id", "month")}


def locked_months(first: date, last: date) -> dict[Month, set[int]]:
    """Agencies whose month is locked, by month of the span. One statement."""
    found: dict[Month, set[int]] = {}
    months = [month.first for month in months_between(first, last)]
    for unit_id, day in LockedMonth.objects.filter(month__in=months).order_by().values_list("unit_id", "month"):
        found.setdefault(Month.of(day), set()).add(unit_id)
    return found


def is_locked(line: Collection[int], day: date) -> bool:
    """Whether the day lies in a locked month of any of those units: pass a unit and the units above it."""
    return LockedMonth.objects.filter(unit_id__in=line, month=Month.of(day).first).exists()


def waiting() -> int:
    """How many marks wait."""
    return StaleSpan.objects.count()
