"""Whose days a change concerns: what to mark as stale, and how many days of open and locked months it touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from hadir.audit.viewer import seeing_everything
from hadir.people import selectors as people
from hadir.people.models import Employee, OrgUnit, UnitKind
from hadir.periods import selectors as periods
from hadir.periods.rules import Month, months_between
from hadir.schedules.models import ScheduleAssignment, ScheduleVersion, Season, WorkModeDay
from hadir.schedules.proposals import Proposed, Status


@dataclass(frozen=True, slots=True)
class Touched:
    """A person's days, or those of a unit's people (neither: of everybody), from `first` on."""

    first: date
    last: date | None
    unit_id: int | None = None
    employee_id: int | None = None

    def until(self, day: date) -> date:
        """The last day that matters when nothing after `day` does."""
        return day if self.last is None else min(self.last, day)


@dataclass(frozen=True, slots=True)
class ReachRow:
    """An agency's days in a month: people times days, an upper bound. `locked`: they become differences."""

    agency: str
    month: Month
    people: int
    days: int
    locked: bool


@dataclass(frozen=True, slots=True)
class Reach:
    rows: tuple[ReachRow, ...]

    @property
    def open_days(self) -> int:
        return sum(row.days for row in self.rows if not row.locked)

    @property
    def locked_days(self) -> int:
        return sum(row.days for row in self.rows if row.locked)


def horizon(today: date) -> date:
    """Days beyond the end of next month are not derived yet; nothing of them can be stale."""
    return Month.of(today).next.last


def touched_by(row: Proposed) -> list[Touched]:
    """What confirming the row changes. A version changes the days of whoever has its schedule."""
    if isinstance(row, ScheduleVersion):
        return _of_version(row)
    if isinstance(row, ScheduleAssignment):
        return [Touched(row.valid_from, row.valid_to, row.unit_id, row.employee_id)]
    if isinstance(row, WorkModeDay):
        return [Touched(row.first, row.last, row.unit_id, row.employee_id)]
    if isinstance(row, Season):
        return _of_season(row)
    return []


def reach_of(row: Proposed, today: date) -> Reach:
    """How many days up to today the row touches, by agency and month. A fixed number of statements a scope."""
    with seeing_everything("how many people a change of hours concerns, by agency; no person is named"):
        parts = [(one, _staff_by_agency(one)) for one in touched_by(row)]
    parts = [(one, staff) for one, staff in parts if one.first <= today]
    if not parts:
        return Reach(())
    locked = periods.locked_months(min(one.first for one, _staff in parts), today)
    days: Counter[tuple[int, Month]] = Counter()
    heads: Counter[tuple[int, Month]] = Counter()
    for one, staff in parts:
        for month in months_between(one.first, one.until(today)):
            length = (min(month.last, one.until(today)) - max(month.first, one.first) + timedelta(days=1)).days
            for agency, count in staff.items():
                days[agency, month] += count * length
                heads[agency, month] += count
    names = dict(OrgUnit.objects.filter(pk__in={agency for agency, _m in days}).order_by().values_list("pk", "name"))
    rows = [
        ReachRow(names[agency], month, heads[agency, month], count, agency in locked.get(month, ()))
        for (agency, month), count in days.items()
    ]
    return Reach(tuple(sorted(rows, key=lambda row: (row.month, row.agency))))


def _of_version(version: ScheduleVersion) -> list[Touched]:
    rows = ScheduleAssignment.objects.filter(schedule=version.schedule_id, status=Status.CONFIRMED)
    found = []
    for row in rows:
        first = max(row.valid_from, version.valid_from)
        ends = [last for last in (row.valid_to, version.valid_to) if last is not None]
        if not ends or min(ends) >= first:
            found.append(Touched(first, min(ends, default=None), row.unit_id, row.employee_id))
    return found


def _of_season(row: Season) -> list[Touched]:
    """Its days and those of the season that it replaces, each day once."""
    old = row.replaces
    if old is None or old.first > row.last or old.last < row.first:
        return [Touched(one.first, one.last) for one in (row, old) if one is not None]
    return [Touched(min(row.first, old.first), max(row.last, old.last))]


def _staff_by_agency(one: Touched) -> dict[int, int]:
    """Active people of a scope by their agency (the top of the line where there is none)."""
    rows = Employee.objects.filter(active=True)
    if one.employee_id is not None:
        rows = rows.filter(pk=one.employee_id)
    elif one.unit_id is not None:
        rows = rows.filter(unit_id__in=people.ids_below([one.unit_id]))
    by_unit = dict(rows.order_by().values_list("unit_id").annotate(n=Count("pk")))
    lines = people.lines_of(by_unit)
    agencies = set(OrgUnit.objects.filter(kind=UnitKind.OPD).order_by().values_list("pk", flat=True))
    found: Counter[int] = Counter()
    for unit_id, count in by_unit.items():
        found[_agency(lines[unit_id], agencies)] += count
    return dict(found)


def _agency(line: Sequence[int], agencies: set[int]) -> int:
    return next((unit for unit in line if unit in agencies), line[-1])
