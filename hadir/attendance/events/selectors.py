"""Reading events: what is planned, who is expected, who came."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import connection
from django.db.models import Count, Q, QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.events import texts
from hadir.attendance.events.models import AttendanceList, EventSeries, ExpectedPerson, ExpectedUnit, PlannedEvent
from hadir.attendance.events.rules import ListState
from hadir.attendance.facts import Event
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people import selectors as people
from hadir.people.models import Employee, OrgUnit, UnitKind
from hadir.places import selectors as places
from hadir.places.rules import Position, edge_m

# A check-in within the window of an event whose kind its policy of the day takes, and that no correction voids.
_CHECKED_IN = """
FROM events_plannedevent event
JOIN events_eventpolicy policy ON policy.kind = event.kind AND policy.by_check_in AND policy.status = 'confirmed'
    AND policy.valid_from <= event.day AND (policy.valid_to IS NULL OR policy.valid_to >= event.day)
JOIN attendance_punch punch ON punch.accepted AND punch.work_day BETWEEN event.day - 1 AND event.day + 1
    AND punch.recorded_at >= event.opens_at AND punch.recorded_at < event.closes_at
WHERE event.id = ANY(%(ids)s)
    AND NOT EXISTS (
        SELECT FROM corrections_correction voiding
        JOIN corrections_correctiondecision decided
            ON decided.correction_id = voiding.id AND decided.outcome = 'approved'
        WHERE voiding.punch_id = punch.id
    )
    AND NOT EXISTS (
        SELECT FROM presence_reviewcase review WHERE review.punch_id = punch.id
            AND review.state = 'closed' AND review.verdict = 'upheld' AND review.kind <> 'objection'
    )
"""
# Confirmed ticks, and check-ins at the own work place, when the event is there: not outside of it, or by the code on
# its screen.
_ATTENDED = f"""
SELECT event.id, tick.employee_id
FROM events_plannedevent event
JOIN events_attendancelist list ON list.event_id = event.id AND list.state = 'confirmed'
JOIN events_attendancetick tick ON tick.list_id = list.id
WHERE event.id = ANY(%(ids)s)
UNION
SELECT event.id, punch.employee_id
{_CHECKED_IN}
    AND punch.work_place_id = event.work_place_id
    AND (punch.place_note IN ('inside', 'unsure', 'no_circle') OR punch.method <> 'face')
"""  # noqa: S608 - our own text
# Everybody else with a position: whether it lies within an area of the event's place is for `places` to say.
_SOMEWHERE = f"""
SELECT event.id, event.day, event.work_place_id, punch.employee_id, punch.latitude, punch.longitude
{_CHECKED_IN}
    AND punch.latitude IS NOT NULL
    AND (punch.work_place_id <> event.work_place_id OR punch.place_note = 'outside')
"""


def between(first: date, last: date) -> list[Event]:
    """Events of the span that were not cancelled, in order. Three statements."""
    planned = list(PlannedEvent.objects.filter(day__range=(first, last), cancelled_at=None))
    if not planned:
        return []
    ids = [one.pk for one in planned]
    units: dict[int, set[int]] = {}
    for key, unit_id in ExpectedUnit.objects.filter(event__in=ids).order_by().values_list("event", "unit"):
        units.setdefault(key, set()).add(unit_id)
    persons: dict[int, set[int]] = {}
    for key, employee_id in ExpectedPerson.objects.filter(event__in=ids).order_by().values_list("event", "employee"):
        persons.setdefault(key, set()).add(employee_id)
    return [_as_fact(one, frozenset(units.get(one.pk, ())), frozenset(persons.get(one.pk, ()))) for one in planned]


def attendance(event_ids: Collection[int]) -> set[tuple[int, int]]:
    """Who attended, as (event, person), expected or not. Two statements, and one for each day of check-ins that were
    made elsewhere than at the own work place."""
    if not event_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_ATTENDED, {"ids": list(event_ids)})
        found: set[tuple[int, int]] = set(cursor.fetchall())
        cursor.execute(_SOMEWHERE, {"ids": list(event_ids)})
        elsewhere = [row for row in cursor.fetchall() if (row[0], row[3]) not in found]
    days = {row[1] for row in elsewhere}
    areas = {day: places.shapes_on({row[2] for row in elsewhere if row[1] == day}, day) for day in days}
    for event_id, day, place_id, employee_id, latitude, longitude in elsewhere:
        phone = Position(latitude, longitude, 0)
        if any(edge_m(phone, shape) <= 0 for shape in areas[day].get(place_id, ())):
            found.add((event_id, employee_id))
    return found


def _as_fact(row: PlannedEvent, units: frozenset[int], people: frozenset[int]) -> Event:
    return Event(
        id=row.pk,
        kind=row.kind,
        name=row.name,
        day=row.day,
        opens_at=row.opens_at,
        starts_at=row.starts_at,
        closes_at=row.closes_at,
        units=units,
        people=people,
        weekly=row.series_id is not None,
    )


# --- for people


def event(event_id: int) -> PlannedEvent:
    """One, with its unit and place; NotFound `event_not_found`."""
    found = PlannedEvent.objects.select_related("unit", "work_place", "series").filter(pk=event_id).first()
    if found is None:
        raise NotFound("event_not_found", texts.NOT_FOUND)
    return found


def planned(first: date, last: date) -> QuerySet[PlannedEvent]:
    """Events of a span, cancelled ones too: announced to everybody."""
    rows = PlannedEvent.objects.filter(day__range=(first, last)).select_related("unit", "work_place")
    return rows.order_by("day", "opens_at", "id")


def upcoming_of(employee: Employee, day: date, *, days: int = 14) -> list[PlannedEvent]:
    """Events of the next days at which somebody is expected, the soonest first. Two statements."""
    line = people.line_of(employee.unit_id)
    expected = Q(unit_rows__unit_id__in=line) | Q(person_rows__employee=employee)
    rows = PlannedEvent.objects.filter(expected, day__range=(day, day + timedelta(days=days)), cancelled_at=None)
    return list(rows.select_related("work_place").distinct().order_by("day", "opens_at", "id"))


def series_for(user: User) -> QuerySet[EventSeries]:
    """Weekly events that go on, of the user's units."""
    units = permissions.units_for(user, Right.MANAGE_EVENTS)
    return EventSeries.objects.filter(unit_id__in=units, ended_at__isnull=True).select_related("unit", "work_place")


def expected_of(row: AttendanceList) -> QuerySet[Employee]:
    """Active people of the list's agency who are expected at its event, by name."""
    mine = people.ids_below([row.unit_id])
    units = people.ids_below(row.event.unit_rows.order_by().values_list("unit_id", flat=True))
    named = ExpectedPerson.objects.filter(event=row.event_id).values("employee_id")
    rows = Employee.objects.filter(Q(unit_id__in=units) | Q(pk__in=named), unit_id__in=mine, active=True)
    return rows.select_related("unit").order_by("name", "id")


def expected_units(row: PlannedEvent) -> list[str]:
    """Names of the units that are expected."""
    units = OrgUnit.objects.filter(pk__in=row.unit_rows.order_by().values("unit_id")).order_by("name")
    return list(units.values_list("name", flat=True))


def may_keep(user: User, unit_id: int) -> bool:
    """Whether the user may see and confirm lists of the agency: its operators, its head, the HR agency."""
    return permissions.has(user, Right.MANAGE_EVENTS, unit_id) or permissions.has(
        user, Right.DECIDE_CORRECTION, unit_id
    )


def list_for(user: User, list_id: int) -> AttendanceList:
    """One of the user's agencies; NotFound `list_not_found` for anything else."""
    found = AttendanceList.objects.select_related("event__work_place", "unit").filter(pk=list_id).first()
    if found is None or not may_keep(user, found.unit_id):
        raise NotFound("list_not_found", texts.LIST_NOT_FOUND)
    return found


def lists_of(user: User, row: PlannedEvent) -> list[AttendanceList]:
    """Lists of an event in the user's units, with how many are ticked. A fixed number of statements."""
    units = permissions.units_for(user, Right.MANAGE_EVENTS) | permissions.units_for(user, Right.DECIDE_CORRECTION)
    rows = AttendanceList.objects.filter(event=row, unit_id__in=units).select_related("unit")
    return list(rows.annotate(present=Count("ticks")).order_by("unit__name"))


def waiting_for(user: User) -> list[AttendanceList]:
    """Lists that the user may confirm, the oldest first."""
    units = permissions.units_for(user, Right.MANAGE_EVENTS) | permissions.units_for(user, Right.DECIDE_CORRECTION)
    if not units:
        return []
    rows = AttendanceList.objects.filter(
        unit_id__in=units, state=ListState.HANDED_IN.value, event__cancelled_at__isnull=True
    ).exclude(authors__contains=user.pk)
    return list(rows.select_related("event", "unit").annotate(present=Count("ticks")).order_by("handed_in_at"))


def cancels_waiting_for(user: User) -> list[PlannedEvent]:
    """Events that are over and whose cancelling another person asked for, the oldest asking first."""
    rows = PlannedEvent.objects.filter(
        unit_id__in=permissions.units_for(user, Right.MANAGE_EVENTS),
        cancel_asked_at__isnull=False,
        cancelled_at__isnull=True,
    )
    return list(rows.exclude(cancel_asked_by=user.pk).select_related("unit").order_by("cancel_asked_at"))


def agencies_for(user: User, row: PlannedEvent) -> list[OrgUnit]:
    """Agencies of the user that are expected at an event: for each a list may be kept."""
    units = permissions.units_for(user, Right.MANAGE_EVENTS)
    expected = people.ids_below(row.unit_rows.order_by().values_list("unit_id", flat=True))
    expected |= set(
        Employee.objects.filter(pk__in=row.person_rows.values("employee_id")).values_list("unit_id", flat=True)
    )
    touched = {one for line in people.lines_of(expected).values() for one in line}
    return list(OrgUnit.objects.filter(pk__in=units & touched, kind=UnitKind.OPD).order_by("name"))
