"""Reading events: what is planned, who is expected, who came."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection

from hadir.attendance.events.models import ExpectedPerson, ExpectedUnit, PlannedEvent
from hadir.attendance.facts import Event

# Confirmed ticks, and check-ins within the window at the place where the policy of the day takes them. At the place:
# at one's own work place and not outside of it, by the code on its screen, or within the circle of the event's place.
_ATTENDED = """
SELECT event.id, tick.employee_id
FROM events_plannedevent event
JOIN events_attendancelist list ON list.event_id = event.id AND list.state = 'confirmed'
JOIN events_attendancetick tick ON tick.list_id = list.id
WHERE event.id = ANY(%(ids)s)
UNION
SELECT event.id, punch.employee_id
FROM events_plannedevent event
JOIN events_eventpolicy policy ON policy.kind = event.kind AND policy.by_check_in AND policy.superseded_at IS NULL
    AND policy.valid_from <= event.day AND (policy.valid_to IS NULL OR policy.valid_to >= event.day)
JOIN people_workplace place ON place.id = event.work_place_id
JOIN attendance_punch punch ON punch.accepted AND punch.work_day BETWEEN event.day - 1 AND event.day + 1
    AND punch.recorded_at >= event.opens_at AND punch.recorded_at < event.closes_at
WHERE event.id = ANY(%(ids)s)
    AND (
        (
            punch.work_place_id = event.work_place_id
            AND (punch.place_note IN ('inside', 'unsure', 'no_circle') OR punch.method <> 'face')
        )
        OR (
            punch.latitude IS NOT NULL AND place.latitude IS NOT NULL
            AND power((punch.latitude - place.latitude::float8) * 111320, 2)
                + power((punch.longitude - place.longitude::float8) * 111320 * cos(radians(place.latitude::float8)), 2)
                <= power(place.radius_m, 2)
        )
    )
    AND NOT EXISTS (
        SELECT FROM corrections_correction voiding
        JOIN corrections_correctiondecision decided
            ON decided.correction_id = voiding.id AND decided.outcome = 'approved'
        WHERE voiding.punch_id = punch.id
    )
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
    """Who attended, as (event, person), expected or not. One statement."""
    if not event_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_ATTENDED, {"ids": list(event_ids)})
        return set(cursor.fetchall())


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
    )
