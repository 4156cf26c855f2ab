"""Everything the days of many people follow from, read side by side in a fixed number of statements.

One ordered statement for each kind of fact that grows with the number of people, read through a cursor in the server;
what is small (the tree, the calendar, schedules, incidents, events) is read whole. Nothing is asked per person.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hadir.attendance.corrections import selectors as corrections
from hadir.attendance.events import selectors as events
from hadir.attendance.facts import Event, Incident, IncidentState, Seen, Void
from hadir.attendance.incidents import selectors as incidents
from hadir.attendance.presence import selectors as reviews
from hadir.leave import selectors as leave
from hadir.leave.spans import Absence
from hadir.people.streaming import Aligned, rows
from hadir.schedules.instances import DayPlan, ShiftInstance
from hadir.schedules.planning import Planner
from hadir.workdays import belonging
from hadir.workdays.rules import Facts, Person, derive
from hadir.workdays.shapes import Day
from hadir.workdays.stages import Owed, owed_of
from hadir.workdays.tree import Tree

Span = tuple[date, date]
_A_DAY = timedelta(days=1)

# Somebody who has left has days up to the last one; whoever left before that day was kept has none. A placement that
# goes on over a gap in service falls into the spans before and after it. Without an end: null.
_PLACED = """
SELECT placed.employee_id, placed.unit_id, placed.work_place_id, place.time_zone, lower(span), upper(span) - 1,
    person.active, person.left_on
FROM people_placement placed
JOIN people_workplace place ON place.id = placed.work_place_id
JOIN people_employee person ON person.id = placed.employee_id
LEFT JOIN (
    SELECT employee_id, range_agg(daterange(first, last, '[]')) AS days FROM people_servicegap
    WHERE employee_id = ANY(%s) GROUP BY employee_id
) away ON away.employee_id = placed.employee_id
CROSS JOIN LATERAL unnest(
    datemultirange(daterange(placed.valid_from, placed.valid_to, '[]')) - coalesce(away.days, '{}'::datemultirange)
) span
WHERE placed.superseded_at IS NULL AND placed.employee_id = ANY(%s)
    AND placed.valid_from <= %s AND (placed.valid_to IS NULL OR placed.valid_to >= %s)
ORDER BY placed.employee_id, lower(span)
"""
# The day that was written down at the check-in is near enough to find it by; to which day it belongs is decided anew.
_PUNCHES = """
SELECT employee_id, extract(epoch FROM recorded_at)::float8, id::text, method FROM attendance_punch
WHERE accepted AND employee_id = ANY(%s) AND work_day BETWEEN %s AND %s
ORDER BY employee_id
"""
_AROUND = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class _Placed:
    unit_id: int
    work_place_id: int
    zone: str
    first: date
    last: date


class Gathered:
    """Facts of those people from `first` to `last`, to be taken person by person in rising order of their numbers.

    Only inside a transaction. `ahead`: also days that have not begun, as they are planned.
    """

    def __init__(
        self, employee_ids: Sequence[int], first: date, last: date, now: datetime, *, ahead: bool = False
    ) -> None:
        ids = sorted(employee_ids)
        self._ahead = ahead
        before, after = first - _A_DAY, last + _A_DAY
        self._now = now
        self._tree = Tree(before, after)
        self._planner = Planner.load(ids, before, after)
        self._incidents = [one for one in incidents.between(before, after) if one.state is not IncidentState.REJECTED]
        self._events: dict[date, list[Event]] = {}
        planned = events.between(first, last)
        for event in planned:
            self._events.setdefault(event.day, []).append(event)
        self._attended: dict[int, set[int]] = {}
        for event_id, employee_id in events.attendance([event.id for event in planned]):
            self._attended.setdefault(employee_id, set()).add(event_id)
        self._streams = (
            rows(_PLACED, [ids, ids, after, before]),
            rows(_PUNCHES, [ids, first - _AROUND, last + _AROUND]),
            corrections.stream(ids, before, after),
            reviews.stream(ids, before, after),
            leave.stream(ids, first, last),
        )
        self._placed, self._punches, self._corrections, self._reviews, self._absences = map(Aligned, self._streams)
        self._stages: dict[int, tuple[ShiftInstance, tuple[Owed, ...]]] = {}
        self._zones: dict[str, tuple[ZoneInfo, date]] = {}

    def days_of(self, employee_id: int, spans: Sequence[Span]) -> Iterator[Day]:
        """The days of one person that have begun, within the spans, in order. Days without a placement have none."""
        placed = [one for row in self._placed.take(employee_id) if (one := _placed(row)) is not None]
        punches = self._punches.take(employee_id)
        corrections = [*self._corrections.take(employee_id), *self._reviews.take(employee_id)]
        absences: list[Absence] = [absence for _id, absence in self._absences.take(employee_id)]
        if not placed:
            return
        wanted = [day for first, last in spans for day in self._begun(placed, first, last)]
        plans = self._plans(employee_id, placed, wanted)
        seen, voids = _by_day(punches, corrections, plans, placed)
        attended = frozenset(self._attended.get(employee_id, ()))
        person = None
        for day in wanted:
            place = _on(placed, day)
            line = self._tree.line(place.unit_id, day)
            if person is None or person.line is not line or person.work_place_id != place.work_place_id:
                agency_id = self._tree.agency(line)
                person = Person(employee_id, place.unit_id, agency_id, line, place.work_place_id, place.zone)
            facts = Facts(
                person=person,
                plan=plans[day],
                counts=self._tree.counts(line, day),
                seen=seen.get(day, ()),
                voids=voids.get(day, ()),
                absences=[one for one in absences if one.first <= day <= one.last] if absences else (),
                incidents=_incidents_over(self._incidents, person, plans[day]) if self._incidents else (),
                events=_events_for(self._events[day], person) if day in self._events else (),
                attended=attended,
                owed=self._owed(plans[day].instance),
            )
            yield derive(facts, self._now)

    def _owed(self, instance: ShiftInstance | None) -> tuple[Owed, ...] | None:
        """The stages of a duty, made once for all who share it. The duty is kept, so its identity stays its own."""
        if instance is None:
            return None
        found = self._stages.get(id(instance))
        if found is None:
            found = self._stages[id(instance)] = instance, owed_of(instance)
        return found[1]

    def close(self) -> None:
        """Give the cursors back while their transaction lasts."""
        for stream in self._streams:
            if isinstance(stream, Generator):
                stream.close()

    def _begun(self, placed: Sequence[_Placed], first: date, last: date) -> Iterator[date]:
        """Days of the span on which the person was placed and which have begun at the work place."""
        for place in placed:
            _zone, today = self._zone(place.zone)
            day, end = max(first, place.first), min(last, place.last, last if self._ahead else today)
            while day <= end:
                yield day
                day += _A_DAY

    def _zone(self, name: str) -> tuple[ZoneInfo, date]:
        found = self._zones.get(name)
        if found is None:
            zone = ZoneInfo(name)
            found = self._zones[name] = zone, self._now.astimezone(zone).date()
        return found

    def _plans(self, employee_id: int, placed: Sequence[_Placed], wanted: Sequence[date]) -> dict[date, DayPlan]:
        """Plans of the wanted days and of their neighbours, whose duties may reach into them."""
        plans: dict[date, DayPlan] = {}
        for day in wanted:
            for one in (day - _A_DAY, day, day + _A_DAY):
                if one not in plans:
                    place = _on(placed, one)
                    line = self._tree.line(place.unit_id, one)
                    plans[one] = self._planner.plan(employee_id, line=line, zone=place.zone, day=one)
        return plans


def _placed(row: tuple[Any, ...]) -> _Placed | None:
    _id, unit_id, work_place_id, zone, first, last, active, left_on = row
    last = last or date.max
    if not active:
        if left_on is None or left_on < first:
            return None
        last = min(last, left_on)
    return _Placed(unit_id, work_place_id, zone, first, last)


def _on(placed: Sequence[_Placed], day: date) -> _Placed:
    """The placement of the day; the nearest one for a neighbour of a first or last day."""
    if len(placed) == 1 or day <= placed[0].last:
        return placed[0]
    return next((one for one in reversed(placed) if one.first <= day), placed[0])


def _by_day(
    punches: Sequence[tuple[Any, ...]],
    corrections: Sequence[tuple[Any, ...]],
    plans: Mapping[date, DayPlan],
    placed: Sequence[_Placed],
) -> tuple[dict[date, list[Seen]], dict[date, list[tuple[Seen, Void]]]]:
    """Check-ins and corrections by the day to which they belong, and check-ins that a correction takes out."""
    seen: dict[date, list[Seen]] = {}
    voids: dict[date, list[tuple[Seen, Void]]] = {}
    voided = {one.punch: one for _id, _day, one in corrections if isinstance(one, Void)}
    for _id, epoch, ref, method in punches:
        at = datetime.fromtimestamp(epoch, UTC)
        day = belonging.day_of(at, plans, ZoneInfo(_on(placed, at.date()).zone))
        one = Seen(at, ref, method)
        if ref in voided:
            voids.setdefault(day, []).append((one, voided[ref]))
        else:
            seen.setdefault(day, []).append(one)
    for _id, day, correction in corrections:
        if isinstance(correction, Seen):
            seen.setdefault(day, []).append(correction)
    return seen, voids


def _incidents_over(incidents: Iterable[Incident], person: Person, plan: DayPlan) -> list[Incident]:
    """Incidents that hold the person and fall into the duty."""
    if plan.instance is None:
        return []
    first, last = belonging.reach(plan.instance)
    return [
        one
        for one in incidents
        if one.first_at < last
        and one.last_at > first
        and one.holds(work_place_id=person.work_place_id, line=person.line)
    ]


def _events_for(events: Iterable[Event], person: Person) -> list[Event]:
    return [
        one
        for one in events
        if person.employee_id in one.people or any(unit_id in one.units for unit_id in person.line)
    ]
