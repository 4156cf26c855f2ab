"""Planning events: one, or the same every week; days that have to be derived anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.events import rules, texts
from hadir.attendance.events.models import EventSeries, ExpectedPerson, ExpectedUnit, PlannedEvent
from hadir.attendance.events.rules import Kind
from hadir.audit import services as audit
from hadir.lib.authority import Actor, Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.people.models import Employee, WorkPlace
from hadir.people.saving import save
from hadir.periods.rules import Cause
from hadir.periods.services import mark_people, mark_unit

_AHEAD = timedelta(days=60)  # how far a weekly event is written into the calendar
_LATE = timedelta(days=7)  # a list that was kept on paper may be entered so long afterwards


@dataclass(frozen=True, slots=True)
class Times:
    """On the clock of the place."""

    opens: time
    starts: time
    closes: time


@dataclass(frozen=True, slots=True)
class EventData:
    """What is announced. `unit_id`: who holds it; `unit_ids` and `people_ids`: who is expected."""

    kind: Kind
    name: str
    unit_id: int
    work_place_id: int
    day: date
    times: Times
    legal_basis: str
    unit_ids: frozenset[int] = frozenset()
    people_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SeriesData:
    """A weekly event of a unit for its own people. `weekday` 0 is Monday; `last` None: until it is ended."""

    kind: Kind
    name: str
    unit_id: int
    work_place_id: int
    weekday: int
    times: Times
    first: date
    last: date | None
    legal_basis: str


@transaction.atomic
def plan(user: User, *, data: EventData, now: datetime) -> PlannedEvent:
    """Announce an event. Raises `NotPermitted`, `InvalidInput` (invalid with fields)."""
    _require(user, {data.unit_id, *data.unit_ids})
    place = _place(data.work_place_id)
    wrong = _wrong(data.name, data.legal_basis, data.times)
    if not data.unit_ids and not data.people_ids:
        wrong["units"] = texts.NOBODY_EXPECTED
    if data.day < now.astimezone(place.zone).date() - _LATE:
        wrong["day"] = texts.DAY_PASSED
    mine = permissions.units_for(user, Right.MANAGE_EVENTS)
    if Employee.objects.filter(pk__in=data.people_ids, unit_id__in=mine).count() != len(data.people_ids):
        wrong["people"] = texts.PEOPLE_UNKNOWN
    _refuse(wrong)
    row = _event(place, data, user.actor, now)
    save(row)
    ExpectedUnit.objects.bulk_create(ExpectedUnit(event=row, unit_id=one) for one in sorted(data.unit_ids))
    ExpectedPerson.objects.bulk_create(ExpectedPerson(event=row, employee_id=one) for one in sorted(data.people_ids))
    mark(row)
    record(user, "attendance.event_planned", f"event:{row.pk}", row)
    return row


@transaction.atomic
def plan_series(user: User, *, data: SeriesData, now: datetime) -> EventSeries:
    """A weekly event; its days of the next weeks are written at once. Raises as `plan`."""
    _require(user, {data.unit_id})
    place = _place(data.work_place_id)
    wrong = _wrong(data.name, data.legal_basis, data.times)
    if data.last is not None and data.last < data.first:
        wrong["last"] = texts.SPAN_WRONG
    if data.first < now.astimezone(place.zone).date() - _LATE:
        wrong["first"] = texts.DAY_PASSED
    _refuse(wrong)
    row = EventSeries(
        kind=data.kind.value,
        name=data.name.strip(),
        unit_id=data.unit_id,
        work_place=place,
        weekday=data.weekday,
        opens=data.times.opens,
        starts=data.times.starts,
        closes=data.times.closes,
        first=data.first,
        last=data.last,
        legal_basis=data.legal_basis.strip(),
        recorded_at=now,
        recorded_by=user.pk,
        recorded_by_label=user.actor.label[:200],
    )
    save(row)
    _write_ahead(row, now)
    record(user, "attendance.event_series_made", f"event-series:{row.pk}", row)
    return row


@transaction.atomic
def end_series(user: User, *, series_id: int, now: datetime) -> EventSeries:
    """No further days: those that have not begun are cancelled. Raises `NotFound`, `Conflict` (event_cancelled)."""
    row = EventSeries.objects.select_for_update(of=("self",)).filter(pk=series_id).first()
    if row is None or not permissions.has(user, Right.MANAGE_EVENTS, row.unit_id):
        raise NotFound("event_not_found", texts.NOT_FOUND)
    if row.ended_at is not None:
        raise Conflict("event_cancelled", texts.CANCELLED)
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    coming = list(row.events.filter(opens_at__gt=now, cancelled_at=None))
    PlannedEvent.objects.filter(pk__in=[one.pk for one in coming]).update(
        cancelled_at=now, cancelled_by_label=user.actor.label[:200], cancel_note=str(row.name)[:300]
    )
    if coming:
        mark_unit(row.unit_id, coming[0].day, coming[-1].day, Cause.EVENT)
    record(user, "attendance.event_series_ended", f"event-series:{row.pk}", row)
    return row


@transaction.atomic
def write_ahead(*, now: datetime) -> int:
    """Days of weekly events that come into reach. Again changes nothing. Returns how many were written."""
    rows = EventSeries.objects.select_for_update(of=("self",)).filter(ended_at__isnull=True)
    return sum(_write_ahead(row, now) for row in rows.select_related("work_place"))


def mark(row: PlannedEvent) -> None:
    """The day of everybody who is or was expected."""
    for unit_id in row.unit_rows.order_by().values_list("unit_id", flat=True):
        mark_unit(unit_id, row.day, row.day, Cause.EVENT)
    people = list(row.person_rows.order_by().values_list("employee_id", flat=True))
    if people:
        mark_people(people, row.day, row.day, Cause.EVENT)


def record(user: Authority, action: str, subject: str, row: PlannedEvent | EventSeries, **more: str) -> None:
    """The one way in which deeds on events are logged."""
    day = row.day if isinstance(row, PlannedEvent) else row.first
    audit.record(
        action,
        actor=user.actor,
        subject=subject,
        detail={"name": row.name, "day": day.isoformat(), **more},
        unit_id=row.unit_id,
        right=Right.MANAGE_EVENTS,
    )


# --- parts


def _write_ahead(series: EventSeries, now: datetime) -> int:
    place = series.work_place
    until = now.astimezone(place.zone).date() + _AHEAD
    if series.last is not None:
        until = min(until, series.last)
    begin = series.made_through + timedelta(days=1) if series.made_through else series.first
    days = list(rules.days_of(series.weekday, begin, until))
    times = Times(series.opens, series.starts, series.closes)
    made = PlannedEvent.objects.bulk_create(
        PlannedEvent(
            kind=series.kind,
            name=series.name,
            unit_id=series.unit_id,
            work_place=place,
            day=day,
            legal_basis=series.legal_basis,
            series=series,
            recorded_at=now,
            recorded_by=series.recorded_by,
            recorded_by_label=series.recorded_by_label,
            **_moments(place, day, times),
        )
        for day in days
    )
    ExpectedUnit.objects.bulk_create(ExpectedUnit(event=one, unit_id=series.unit_id) for one in made)
    if until > (series.made_through or date.min):
        series.made_through = until
        series.save(update_fields=["made_through"])
    if made:
        mark_unit(series.unit_id, made[0].day, made[-1].day, Cause.EVENT)
    return len(made)


def _event(place: WorkPlace, data: EventData, actor: Actor, now: datetime) -> PlannedEvent:
    return PlannedEvent(
        kind=data.kind.value,
        name=data.name.strip(),
        unit_id=data.unit_id,
        work_place=place,
        day=data.day,
        legal_basis=data.legal_basis.strip(),
        recorded_at=now,
        recorded_by=actor.id,
        recorded_by_label=actor.label[:200],
        **_moments(place, data.day, data.times),
    )


def _moments(place: WorkPlace, day: date, times: Times) -> dict[str, datetime]:
    return {
        "opens_at": datetime.combine(day, times.opens, place.zone),
        "starts_at": datetime.combine(day, times.starts, place.zone),
        "closes_at": datetime.combine(day, times.closes, place.zone),
    }


def _require(user: User, unit_ids: set[int]) -> None:
    if not unit_ids <= permissions.units_for(user, Right.MANAGE_EVENTS):
        raise NotPermitted("not_permitted", permissions.DENIED)


def _place(work_place_id: int) -> WorkPlace:
    found = WorkPlace.objects.filter(pk=work_place_id).first()
    if found is None:
        raise NotFound("event_not_found", texts.NOT_FOUND)
    return found


def _wrong(name: str, legal_basis: str, times: Times) -> dict[str, object]:
    wrong: dict[str, object] = {}
    if not name.strip():
        wrong["name"] = texts.NAME_MISSING
    if not legal_basis.strip():
        wrong["legal_basis"] = texts.BASIS_MISSING
    if not times.opens <= times.starts < times.closes:
        wrong["starts"] = texts.TIMES_WRONG
    return wrong


def _refuse(wrong: dict[str, object]) -> None:
    if wrong:
        raise InvalidInput("invalid", texts.INVALID, fields=wrong)
