"""One phone, several people: noticed once, told to the officers of both sides, and handled by one of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.devices import selectors, telling, texts
from hadir.devices.models import Alarm
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.people.models import Employee

_NOTE_USE = """
INSERT INTO devices_keysighting (key_id, employee_id, seen_at) VALUES (%(key)s, %(employee)s, %(now)s)
ON CONFLICT (key_id, employee_id) DO NOTHING
"""
_LABEL = 200


def note_use(employee_id: int, key_id: str, *, now: datetime) -> None:
    """A key is used by a person for the first time. Two people who come with it at once see each other: the second
    waits here until the first has been stored."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"device-key|{key_id}"])
        cursor.execute(_NOTE_USE, {"key": key_id, "employee": employee_id, "now": now})


def raise_for(employee: Employee, key_id: str, others: Collection[int], *, session_id: UUID, now: datetime) -> None:
    """An alarm for each pair of people that has none about this key yet. Call inside the check-in's transaction."""
    with seeing_everything("whether an alarm is raised does not depend on whose check-in it is"):
        pairs = Alarm.objects.filter(key_id=key_id).values_list("employee_id", "other_id")
        known = {frozenset(pair) for pair in pairs}
        new = [other for other in sorted(others) if frozenset((employee.pk, other)) not in known]
        for person in Employee.objects.select_related("unit", "work_place").filter(pk__in=new):
            _raise(employee, person, key_id, session_id=session_id, now=now)


def _raise(employee: Employee, other: Employee, key_id: str, *, session_id: UUID, now: datetime) -> None:
    made = Alarm.objects.create(
        key_id=key_id,
        employee=employee,
        other=other,
        employee_label=_label(employee),
        other_label=_label(other),
        session_id=session_id,
        raised_at=now,
    )
    telling.alarm(made, [employee, other], now)
    audit.record(
        "devices.alarm_raised",
        actor=None,
        subject=f"device-alarm:{made.pk}",
        detail={"employee": employee.pk, "other": other.pk, "session": str(session_id)},
        unit_id=employee.unit_id,
    )


def _label(person: Employee) -> str:
    return f"{person.full_name} ({person.unit.name})"[:_LABEL]


@transaction.atomic
def handle(user: User, alarm_id: int, *, outcome: str, note: str, now: datetime) -> Alarm:
    """An officer of one of the two sides writes down what it was.

    Raises `NotFound` (device_alarm_not_found), `NotPermitted` (not_permitted, involved), `Conflict`
    (device_alarm_handled), `InvalidInput` (invalid, note_missing).
    """
    found = selectors.alarms_for(user).select_for_update(of=("self",)).filter(pk=alarm_id).first()
    if found is None:
        raise NotFound("device_alarm_not_found", texts.ALARM_NOT_FOUND)
    if user.employee_id in (found.employee_id, found.other_id):
        raise NotPermitted("involved", texts.ALARM_INVOLVED)
    units = permissions.units_for(user, Right.DECIDE_REBINDING)
    if not Alarm.objects.filter(selectors.of_units(units), pk=found.pk).exists():
        permissions.require(user, Right.DECIDE_REBINDING)
    if found.handled_at is not None:
        raise Conflict("device_alarm_handled", texts.ALARM_HANDLED)
    if outcome not in dict(texts.OUTCOMES):
        raise InvalidInput("invalid", texts.INVALID, fields={"outcome": texts.INVALID})
    if not note.strip():
        raise InvalidInput("note_missing", texts.ALARM_NOTE_MISSING, fields={"note": texts.ALARM_NOTE_MISSING})
    found.outcome, found.note = outcome, note.strip()[:500]
    found.handled_at, found.handled_by, found.handled_by_label = now, user.pk, user.actor.label[:_LABEL]
    found.save(update_fields=["outcome", "note", "handled_at", "handled_by", "handled_by_label"])
    audit.record(
        "devices.alarm_handled",
        actor=user.actor,
        subject=f"device-alarm:{found.pk}",
        detail={"outcome": outcome, "employee": found.employee_id, "other": found.other_id},
        unit_id=user.employee.unit_id if user.employee is not None else None,
        right=Right.DECIDE_REBINDING,
    )
    return found
