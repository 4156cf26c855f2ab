"""Reading rosters. Nothing here asks for rights: callers pass the people or units they may see."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection

from hadir.schedules.rosters import rules
from hadir.schedules.rosters.models import ShiftStage, ShiftType
from hadir.schedules.rosters.rules import Entry

_PUBLISHED = """
SELECT entry.employee_id, entry.day, roster.unit_id, entry.shift_id
FROM rosters_rosterentry entry JOIN rosters_roster roster ON roster.id = entry.roster_id
WHERE roster.state = 'published' AND entry.employee_id = ANY(%s) AND entry.day BETWEEN %s AND %s
"""


def entries(employee_ids: Collection[int], first: date, last: date) -> dict[tuple[int, date], Entry]:
    """What published rosters say about those people from `first` to `last`, by person and day. Three statements."""
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISHED, [list(employee_ids), first, last])
        rows = cursor.fetchall()
    shifts = shifts_by_id({shift_id for *_rest, shift_id in rows if shift_id is not None}) if rows else {}
    return {
        (employee_id, day): Entry(employee_id, day, unit_id, shifts.get(shift_id) if shift_id else None)
        for employee_id, day, unit_id, shift_id in rows
    }


def shifts_by_id(shift_ids: Collection[int]) -> dict[int, rules.Shift]:
    """Kinds of shifts with their stages, whatever their status. Two statements."""
    stages: dict[int, list[rules.ShiftStage]] = {}
    for row in ShiftStage.objects.filter(shift_id__in=shift_ids).order_by("shift_id", "pk"):
        stages.setdefault(row.shift_id, []).append(row.as_rule())
    found = ShiftType.objects.filter(pk__in=shift_ids)
    return {row.pk: row.as_shift(tuple(stages.get(row.pk, ()))) for row in found}
