"""What somebody owed on a day: personal schedule over that of the nearest unit over the region's, roster, calendar.

One `Planner` answers for many people and days after a fixed number of statements. Plans of people without anything
personal are shared: whoever has the same line of units in the same zone gets the same object.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from django.db import connection

from hadir.schedules import weeks
from hadir.schedules.book import Assigned, Book, Elsewhere, book
from hadir.schedules.calendar import selectors as calendar
from hadir.schedules.instances import DayPlan, Holiday, Off, ShiftInstance, WorkMode
from hadir.schedules.rosters import selectors as rosters
from hadir.schedules.weeks import SeasonName, Terms

Line = tuple[int, ...]
T = TypeVar("T")


class Calendar(Protocol):
    """Confirmed days off, as `calendar.selectors.holidays` gives them."""

    def on(self, day: date, line: Sequence[int]) -> Holiday | None: ...


class Entry(Protocol):
    """What a published roster says about somebody on a day, as `rosters.selectors.entries` gives it."""

    @property
    def unit_id(self) -> int:
        """Whose roster it is."""

    def instance(self, zone: str) -> ShiftInstance | None:
        """The shift as moments, None when the roster gives a free day."""


class _NoHolidays:
    def on(self, day: date, line: Sequence[int]) -> Holiday | None:
        del day, line
        return None


@dataclass(slots=True)
class Planner:
    """See `load`. Built by hand only in tests of the rules."""

    book: Book
    personal: Mapping[int, Sequence[Assigned]] = field(default_factory=dict)  # by person, the deciding row first
    modes: Mapping[int, Sequence[Elsewhere]] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=_NoHolidays)
    entries: Mapping[tuple[int, date], Entry] = field(default_factory=dict)
    _own: set[int] = field(init=False)
    _shared: dict[tuple[Line, str, date], DayPlan] = field(init=False, default_factory=dict)
    _instances: dict[tuple[int, SeasonName, str, date, WorkMode], ShiftInstance] = field(
        init=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        self._own = {*self.personal, *self.modes, *(person for person, _day in self.entries)}

    @classmethod
    def load(cls, employee_ids: Sequence[int], first: date, last: date) -> Planner:
        """For those people on the days from `first` to `last`; however many there are, the same few statements."""
        return cls(
            book=book(),
            personal=personal_assignments(employee_ids, first, last),
            modes=personal_modes(employee_ids, first, last),
            calendar=calendar.holidays(first, last),
            entries=rosters.entries(employee_ids, first, last),
        )

    def plan(self, employee_id: int, *, line: Line, zone: str, day: date) -> DayPlan:
        """The plan of one day. `line`: the unit of that day and the units above it, own first; `zone`: the work
        place's."""
        if employee_id in self._own:
            return self._plan(employee_id, line, zone, day)
        key = (line, zone, day)
        found = self._shared.get(key)
        if found is None:
            found = self._shared[key] = self._plan(None, line, zone, day)
        return found

    def _plan(self, employee_id: int | None, line: Line, zone: str, day: date) -> DayPlan:
        holiday = self.calendar.on(day, line)
        decided = self.assigned(employee_id, line=line, day=day)
        source = decided.source if decided is not None else ""
        terms = self.book.terms_on(decided.schedule_id, day) if decided and decided.schedule_id is not None else None
        mode = self.mode_of(employee_id, line=line, day=day)
        entry = self.entries.get((employee_id, day)) if employee_id is not None else None
        if entry is not None and entry.unit_id in line:  # the roster of a unit binds nobody who serves elsewhere by now
            instance = _by_roster(entry.instance(zone), terms, mode)
            return DayPlan(day, instance, Off.ROSTER if instance is None else None, holiday, source)
        if terms is None:
            return DayPlan(day, None, Off.NO_SCHEDULE, holiday, source)
        if terms.by_roster:
            return DayPlan(day, None, Off.NO_ROSTER, holiday, source)
        rule, season = terms.rule_of(day, self.book.season_on(day))
        if rule is None:
            return DayPlan(day, None, Off.WEEKLY, holiday, source)
        if holiday is not None and not terms.works_on_holidays:
            return DayPlan(day, None, Off.HOLIDAY, holiday, source)
        key = (terms.version_id, season, zone, day, mode)
        instance = self._instances.get(key)
        if instance is None:
            instance = weeks.instance_of(terms, rule, day=day, zone=zone, mode=mode, season=season)
            self._instances[key] = instance
        return DayPlan(day, instance, None, holiday, source)

    def assigned(self, employee_id: int | None, *, line: Line, day: date) -> Assigned | None:
        """The assignment that decides. One without a schedule passes the question on to the wider scope."""
        for rows in self._scopes(employee_id, line, self.personal, self.book.by_unit):
            found = next((row for row in rows if row.covers(day)), None)
            if found is not None and found.schedule_id is not None:
                return found
        return None

    def mode_of(self, employee_id: int | None, *, line: Line, day: date) -> WorkMode:
        """Where somebody works on a day, whether it is a day of work or not."""
        for rows in self._scopes(employee_id, line, self.modes, self.book.modes):
            found = next((row for row in rows if row.covers(day)), None)
            if found is not None:
                return found.mode
        return WorkMode.OFFICE

    @staticmethod
    def _scopes(
        employee_id: int | None,
        line: Line,
        personal: Mapping[int, Sequence[T]],
        by_unit: Mapping[int | None, Sequence[T]],
    ) -> Iterable[Sequence[T]]:
        """Rows of the person, of the unit and those above it, of the region."""
        if employee_id is not None and employee_id in personal:
            yield personal[employee_id]
        for unit_id in line:
            if unit_id in by_unit:
                yield by_unit[unit_id]
        if None in by_unit:
            yield by_unit[None]


# Thousands of ids travel as one array, which the ORM's `__in` does not do.
_ASSIGNED = """
SELECT employee_id, id, schedule_id, valid_from, valid_to FROM schedules_scheduleassignment
WHERE status = 'confirmed' AND employee_id = ANY(%s) AND valid_from <= %s AND (valid_to IS NULL OR valid_to >= %s)
ORDER BY valid_from DESC, id DESC
"""
_ELSEWHERE = """
SELECT employee_id, id, mode, first, last, weekdays FROM schedules_workmodeday
WHERE status = 'confirmed' AND employee_id = ANY(%s) AND first <= %s AND last >= %s
ORDER BY id DESC
"""


def personal_assignments(employee_ids: Sequence[int], first: date, last: date) -> dict[int, list[Assigned]]:
    """Confirmed schedules of those people that cover a day of the span, by person. One statement."""
    found: dict[int, list[Assigned]] = defaultdict(list)
    for employee_id, id_, schedule_id, begins, ends in _rows(_ASSIGNED, employee_ids, first, last):
        found[employee_id].append(Assigned(id_, f"employee:{employee_id}", schedule_id, begins, ends))
    return dict(found)


def personal_modes(employee_ids: Sequence[int], first: date, last: date) -> dict[int, list[Elsewhere]]:
    """Confirmed days elsewhere of those people in the span, by person. One statement."""
    found: dict[int, list[Elsewhere]] = defaultdict(list)
    for employee_id, id_, mode, begins, ends, weekdays in _rows(_ELSEWHERE, employee_ids, first, last):
        found[employee_id].append(Elsewhere(id_, WorkMode(mode), begins, ends, frozenset(weekdays)))
    return dict(found)


def _rows(sql: str, employee_ids: Sequence[int], first: date, last: date) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(employee_ids), last, first])
        return list(cursor.fetchall())


def _by_roster(instance: ShiftInstance | None, terms: Terms | None, mode: WorkMode) -> ShiftInstance | None:
    """A roster decides on its days, also on holidays; the schedule in force adds its terms of flexible arrival."""
    if instance is None:
        return None
    flex = terms.flex if terms is not None else instance.flex
    if (mode, flex) == (instance.mode, instance.flex):
        return instance
    return replace(instance, mode=mode, flex=flex)
