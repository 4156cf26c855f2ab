"""What a proposed calendar would do to people's days: shown before anybody confirms it. Numbers, never names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import connection

from hadir.audit.viewer import seeing_everything
from hadir.people import selectors as people
from hadir.people.models import OrgUnit, UnitKind
from hadir.periods import selectors as periods
from hadir.periods.rules import Month
from hadir.schedules.calendar import selectors as calendar
from hadir.schedules.calendar.models import CalendarVersion
from hadir.schedules.planning import Planner

_SERVING = """
SELECT placement.employee_id, placement.unit_id, place.time_zone, days.day
FROM unnest(%s::date[]) AS days (day)
JOIN people_placement placement ON placement.superseded_at IS NULL AND placement.valid_from <= days.day
    AND (placement.valid_to IS NULL OR placement.valid_to >= days.day)
JOIN people_employee person ON person.id = placement.employee_id AND person.active
JOIN people_workplace place ON place.id = placement.work_place_id
WHERE %s OR placement.unit_id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class EffectRow:
    """An agency's people in a month. `freed` and `called`: days of work of single people that go, and that come."""

    agency: str
    month: Month
    people: int
    freed: int
    called: int
    locked: bool


@dataclass(frozen=True, slots=True)
class Effect:
    rows: tuple[EffectRow, ...]

    @property
    def people(self) -> int:
        return sum(row.people for row in self.rows)

    @property
    def locked(self) -> tuple[EffectRow, ...]:
        """What does not change by itself: these become differences that a correction journal settles."""
        return tuple(row for row in self.rows if row.locked)


@dataclass(slots=True)
class _Count:
    people: set[int] = field(default_factory=set)
    freed: int = 0
    called: int = 0


def effect_of(version: CalendarVersion) -> Effect:
    """Whose days would begin or cease to be days of work, by agency and month. A fixed number of statements.

    Whoever works by roster does so on holidays too, and is not counted.
    """
    days = calendar.difference_of(version).days
    if not days:
        return Effect(())
    with seeing_everything("how many people a holiday concerns, by agency; no person is named"):
        serving = _serving(version.unit_id, days)
        counts = _counts(version, days, serving)
    names = _agencies({agency_id for agency_id, _month in counts})
    locked = periods.locked_months(days[0], days[-1])
    rows = [
        EffectRow(
            names.get(agency_id, ""),
            month,
            len(count.people),
            count.freed,
            count.called,
            agency_id in locked.get(month, ()),
        )
        for (agency_id, month), count in counts.items()
    ]
    return Effect(tuple(sorted(rows, key=lambda row: (row.month, row.agency))))


def _serving(unit_id: int | None, days: Sequence[date]) -> list[tuple[int, int, str, date]]:
    """Person, unit, zone and day, of everybody in the version's scope."""
    below = list(people.ids_below([unit_id])) if unit_id is not None else []
    with connection.cursor() as cursor:
        cursor.execute(_SERVING, [list(days), unit_id is None, below])
        return list(cursor.fetchall())


def _counts(
    version: CalendarVersion, days: Sequence[date], serving: Sequence[tuple[int, int, str, date]]
) -> dict[tuple[int, Month], _Count]:
    lines = people.lines_of({unit_id for _person, unit_id, _zone, _day in serving})
    agency_of = _agency_of(lines)
    before = Planner.load(sorted({row[0] for row in serving}), days[0], days[-1])
    after = replace(before, calendar=calendar.holidays_with(version, days[0], days[-1]))
    found: dict[tuple[int, Month], _Count] = defaultdict(_Count)
    for employee_id, unit_id, zone, day in serving:
        line = lines[unit_id]
        worked = before.plan(employee_id, line=line, zone=zone, day=day).instance is not None
        works = after.plan(employee_id, line=line, zone=zone, day=day).instance is not None
        if worked == works:
            continue
        count = found[agency_of[unit_id], Month.of(day)]
        count.people.add(employee_id)
        count.freed += worked
        count.called += works
    return found


def _agency_of(lines: dict[int, tuple[int, ...]]) -> dict[int, int]:
    """The agency of each unit, the top of its line where it has none."""
    above = {unit_id for line in lines.values() for unit_id in line}
    agencies = set(OrgUnit.objects.filter(pk__in=above, kind=UnitKind.OPD).order_by().values_list("pk", flat=True))
    return {unit: next((one for one in line if one in agencies), line[-1]) for unit, line in lines.items()}


def _agencies(unit_ids: set[int]) -> dict[int, str]:
    return dict(OrgUnit.objects.filter(pk__in=unit_ids).order_by().values_list("pk", "name"))
