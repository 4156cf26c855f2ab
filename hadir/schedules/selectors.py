"""Reading the stages of a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.people.written_sql import WrittenQuery
from hadir.schedules import rules
from hadir.schedules.models import StageWindow


def windows_of_units(unit_ids: Collection[int], day: date) -> dict[int, tuple[rules.Window, ...]]:
    """The windows in force for each unit on a day, in local time, by opening. Two statements for any number."""
    lines = people.lines_of(unit_ids)
    candidates = _candidates({unit_id for line in lines.values() for unit_id in line}, day)
    return {unit_id: rules.effective(candidates, line, day) for unit_id, line in lines.items()}


def stages_on(employee: Employee, day: date) -> tuple[rules.Stage, ...]:
    """The stages of somebody's day as moments, by the zone of the work place."""
    windows = windows_of_units([employee.unit_id], day).get(employee.unit_id, ())
    return rules.stages_of(windows, day, employee.work_place.zone)


def stage_at(employee: Employee, moment: datetime) -> rules.Stage | None:
    """The stage that is open for somebody at a moment, None outside every window."""
    return rules.stage_at(stages_on(employee, day_of(employee, moment)), moment)


def day_of(employee: Employee, moment: datetime) -> date:
    """The day at the work place to which a moment belongs."""
    return rules.day_of(moment, employee.work_place.zone)


def history(unit_ids: Collection[int]) -> QuerySet[StageWindow]:
    """Every window ever set for those units or the region, with its unit, the newest first."""
    rows = StageWindow.objects.filter(Q(unit_id__in=unit_ids) | Q(unit__isnull=True))
    return rows.select_related("unit").order_by("code", "-valid_from", "-id")


# Read at every check-in: written SQL.
_IN_FORCE = WrittenQuery(
    "schedules_stagewindow AS stage WHERE (stage.unit_id = ANY(%s) OR stage.unit_id IS NULL) "
    "AND stage.valid_from <= %s AND (stage.valid_to IS NULL OR stage.valid_to >= %s)",
    stage=StageWindow,
)


def _candidates(unit_ids: Iterable[int], day: date) -> list[rules.Window]:
    return [row.as_rule() for (row,) in _IN_FORCE.rows(list(set(unit_ids)), day, day)]
