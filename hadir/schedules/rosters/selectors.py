"""Reading rosters. Nothing here asks for rights: callers pass the people or units they may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Count, Q, QuerySet

from hadir.audit.viewer import seeing_everything
from hadir.lib.errors import NotFound
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.periods.rules import Month
from hadir.schedules.instances import ShiftInstance
from hadir.schedules.models import ScheduleAssignment
from hadir.schedules.proposals import Status
from hadir.schedules.rosters import rules, texts
from hadir.schedules.rosters.checking import Member
from hadir.schedules.rosters.grid import FREE, Cell
from hadir.schedules.rosters.models import RestRule, Roster, RosterChange, RosterEntry, ShiftStage, ShiftType
from hadir.schedules.rosters.rules import Entry

_DAY = timedelta(days=1)
_PUBLISHED = """
SELECT entry.employee_id, entry.day, roster.unit_id, entry.shift_id
FROM rosters_rosterentry entry JOIN rosters_roster roster ON roster.id = entry.roster_id
WHERE roster.state = 'published' AND entry.employee_id = ANY(%s) AND entry.day BETWEEN %s AND %s
"""
_SERVING = """
SELECT placement.employee_id, place.time_zone, placement.valid_from, placement.valid_to
FROM people_placement placement
JOIN people_employee person ON person.id = placement.employee_id AND person.active
JOIN people_workplace place ON place.id = placement.work_place_id
WHERE placement.superseded_at IS NULL AND placement.unit_id = ANY(%s) AND placement.valid_from <= %s
    AND (placement.valid_to IS NULL OR placement.valid_to >= %s)
ORDER BY person.name, placement.employee_id
"""


# --- for planning


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


# --- kinds of shifts and rest


@dataclass(frozen=True, slots=True)
class Codes:
    """Which row a code means on a day: the nearest unit's, of these the one that began last."""

    rows: Sequence[ShiftType]
    line: tuple[int, ...]

    def on(self, code: str, day: date) -> ShiftType | None:
        held = [
            row
            for row in self.rows
            if row.code == code and row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
        ]
        return min(held, key=lambda row: (self.line.index(row.unit_id), -row.valid_from.toordinal()), default=None)

    @property
    def codes(self) -> list[str]:
        return sorted({row.code for row in self.rows})


def codes_for(unit_id: int, first: date, last: date) -> Codes:
    """Confirmed kinds of shifts of the unit and the units above it that hold on a day of the span. Two statements."""
    line = people.line_of(unit_id)
    rows = ShiftType.objects.filter(unit_id__in=line, status=Status.CONFIRMED, valid_from__lte=last)
    return Codes(list(rows.exclude(valid_to__lt=first)), line)


def shift_types(unit_ids: Collection[int]) -> QuerySet[ShiftType]:
    """Every kind of shift of those units, in force, proposed or past, with its stages."""
    rows = ShiftType.objects.filter(unit_id__in=unit_ids).select_related("unit").prefetch_related("stages")
    return rows.order_by("unit__name", "code", "-valid_from", "-pk")


def shift_type(shift_id: int) -> ShiftType:
    """With its unit; NotFound `shift_not_found`."""
    found = ShiftType.objects.select_related("unit").filter(pk=shift_id).first()
    if found is None:
        raise NotFound("shift_not_found", texts.NO_SUCH_SHIFT)
    return found


def rest_rules() -> QuerySet[RestRule]:
    """Every rest rule, the newest first."""
    return RestRule.objects.order_by("-valid_from", "-pk")


def rest_in_force() -> list[tuple[date, int]]:
    """Confirmed minutes of rest by the day since when."""
    rows = RestRule.objects.filter(status=Status.CONFIRMED).order_by("valid_from")
    return list(rows.values_list("valid_from", "min_rest_min"))


# --- rosters


def roster(roster_id: int) -> Roster:
    """With its unit; NotFound `roster_not_found`."""
    found = Roster.objects.select_related("unit").filter(pk=roster_id).first()
    if found is None:
        raise NotFound("roster_not_found", texts.NO_SUCH_ROSTER)
    return found


def rosters_of(unit_ids: Collection[int]) -> QuerySet[Roster]:
    """Rosters of those units, the newest first, with `planned`: how many cells are filled."""
    rows = Roster.objects.filter(unit_id__in=unit_ids).select_related("unit").annotate(planned=Count("entries"))
    return rows.order_by("-month", "unit__name")


def month_of(roster: Roster) -> Month:
    return Month.of(roster.month)


def scope_of(roster: Roster) -> set[int]:
    """Units whose people the roster is about: its unit and those below, without those below that have their own."""
    below = people.ids_below([roster.unit_id])
    own = Roster.objects.filter(month=roster.month, unit_id__in=below).exclude(unit_id=roster.unit_id)
    others = set(own.values_list("unit_id", flat=True))
    return below - (people.ids_below(others) if others else set())


def members(roster: Roster) -> list[Member]:
    """Who serves there on which days of the month, by name. Three statements or four."""
    month = month_of(roster)
    with connection.cursor() as cursor:
        cursor.execute(_SERVING, [list(scope_of(roster)), month.last, month.first])
        rows = cursor.fetchall()
    zones: dict[int, dict[date, str]] = {}
    for employee_id, zone, valid_from, valid_to in rows:
        days = zones.setdefault(employee_id, {})
        for day in month.days():
            if valid_from <= day and (valid_to is None or day <= valid_to):
                days[day] = zone
    return [Member(employee_id, days) for employee_id, days in zones.items()]


def with_own_hours(members: Sequence[Member]) -> set[Cell]:
    """Days on which they have a schedule of their own that is no roster, as the head of a ward may. One statement."""
    rows = (
        ScheduleAssignment.objects.filter(
            employee_id__in=[one.employee_id for one in members], schedule__isnull=False, status=Status.CONFIRMED
        )
        .order_by("-valid_from", "-id")
        .values_list("employee_id", "valid_from", "valid_to", "schedule__by_roster")
    )
    decided: dict[Cell, bool] = {}
    zones = {one.employee_id: one.zones for one in members}
    for person, begins, ends, by_roster in rows:
        for day in zones[person]:
            if begins <= day and (ends is None or day <= ends):
                decided.setdefault((person, day), by_roster)
    return {cell for cell, by_roster in decided.items() if not by_roster}


def cells(roster: Roster) -> dict[Cell, str]:
    """What the roster says, by person and day: a code, or `FREE`. One statement."""
    rows = RosterEntry.objects.filter(roster=roster).order_by().values_list("employee_id", "day", "shift__code")
    return {(employee_id, day): code or FREE for employee_id, day, code in rows}


def names_of(employee_ids: Collection[int]) -> dict[int, Employee]:
    """Those people by number, as far as the viewer may see them."""
    return {one.pk: one for one in Employee.objects.filter(pk__in=employee_ids)}


def instances_around(
    members: Sequence[Member], first: date, last: date, *, draft: Roster | None = None
) -> dict[int, list[ShiftInstance]]:
    """Shifts of those people from the day before `first` to the day after `last`, of published rosters and of one
    draft. Three statements."""
    zones = {one.employee_id: one.zones for one in members}
    wanted = Q(roster__state="published")
    if draft is not None:
        wanted |= Q(roster=draft)
    rows = list(
        RosterEntry.objects.filter(
            wanted, employee_id__in=zones, day__range=(first - _DAY, last + _DAY), shift__isnull=False
        )
        .order_by()
        .values_list("employee_id", "day", "shift__pk")
    )
    shifts = shifts_by_id({shift_id for _person, _day, shift_id in rows})
    found: dict[int, list[ShiftInstance]] = defaultdict(list)
    for employee_id, day, shift_id in rows:
        zone = _zone(zones[employee_id], day)
        if zone is not None:
            found[employee_id].append(rules.instance_of(shifts[shift_id], day, zone))
    return dict(found)


def _zone(zones: Mapping[date, str], day: date) -> str | None:
    """The zone of the day, that of the nearest known day for those around the month."""
    if day in zones:
        return zones[day]
    near = min(zones, key=lambda one: abs((one - day).days), default=None)
    return zones[near] if near is not None else None


def changes_of(roster: Roster) -> QuerySet[RosterChange]:
    """What was changed after publishing, the newest first, with the person."""
    return RosterChange.objects.filter(roster=roster).select_related("employee")


@dataclass(frozen=True, slots=True)
class OwnDay:
    """One day of somebody's published roster; no shift: free."""

    day: date
    roster: Roster
    shift: ShiftType | None


def own_days(employee_id: int, first: date, last: date) -> list[OwnDay]:
    """What published rosters say about one person, day by day. One statement."""
    rows = RosterEntry.objects.filter(
        employee_id=employee_id, day__range=(first, last), roster__state="published"
    ).select_related("roster__unit", "shift")
    return [OwnDay(row.day, row.roster, row.shift) for row in rows.order_by("day")]


def colleagues(employee_id: int, day: date) -> list[tuple[Employee, ShiftType | None]]:
    """Who else is in somebody's published roster of a day, with what they do on it, by name. Two statements."""
    with seeing_everything("who serves when in one's own roster hangs on the wall of the unit"):
        mine = RosterEntry.objects.filter(employee_id=employee_id, day=day, roster__state="published").first()
        if mine is None:
            return []
        rows = RosterEntry.objects.filter(roster_id=mine.roster_id, day=day, employee__active=True)
        others = rows.exclude(employee_id=employee_id).select_related("employee", "shift").order_by("employee__name")
        return [(row.employee, row.shift) for row in others]


def published_cell(employee_id: int, day: date) -> RosterEntry | None:
    """The published entry of somebody on a day, with roster and shift, whoever asks."""
    with seeing_everything("two people of one roster must know what they exchange"):
        rows = RosterEntry.objects.filter(employee_id=employee_id, day=day, roster__state="published")
        return rows.select_related("roster", "shift").first()
