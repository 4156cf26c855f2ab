"""Reading phones: one statement for a check-in, lists for pages."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.devices.models import Alarm, Device, Request
from hadir.devices.rules import EndReason, Known
from hadir.devices.texts import EMPLOYEE_NOT_FOUND, REQUEST_NOT_FOUND
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people import selectors as people
from hadir.people.models import Employee

# Written SQL: every check-in asks it (docs/benchmarks.md, "HTTP"). Own rows and numbers only, so it needs nobody's eyes
# but the person's.
_KNOWN = """
SELECT 'device', id, key_id, end_reason, ended_at IS NULL FROM devices_device
WHERE employee_id = %(employee)s AND end_reason <> 'face_refused'
UNION ALL
SELECT 'waiting', id, key_id, '', true FROM devices_request
WHERE employee_id = %(employee)s AND status = 'waiting' AND key_id = %(key)s
UNION ALL
SELECT 'seen', employee_id, key_id, '', true FROM devices_keysighting WHERE key_id = %(key)s
UNION ALL
SELECT 'explained', CASE employee_id WHEN %(employee)s THEN other_id ELSE employee_id END, key_id, '', true
FROM devices_alarm
WHERE key_id = %(key)s AND outcome = 'explained' AND %(employee)s IN (employee_id, other_id)
"""


def known(employee_id: int, key_id: str) -> Known:
    """What is on file about a person and a key (empty: none was shown). One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"employee": employee_id, "key": key_id})
        rows = cursor.fetchall()
    devices = sorted((row[1:] for row in rows if row[0] == "device"), key=lambda row: int(row[0]))
    active = next((row for row in devices if row[3]), None)
    ended = [row for row in devices if not row[3] and row[1] == key_id]
    seen = {row[1] for row in rows if row[0] == "seen"}
    return Known(
        active_id=active[0] if active else None,
        active_key=active[1] if active else None,
        own_end=EndReason(ended[-1][2]) if ended else None,
        is_waiting=any(row[0] == "waiting" for row in rows),
        had_before=bool(devices),
        was_seen=employee_id in seen,
        others=frozenset(seen - {employee_id}),
        explained=frozenset(row[1] for row in rows if row[0] == "explained"),
    )


def bound_device(employee_id: int) -> Device | None:
    """The phone that is bound to somebody now."""
    return Device.objects.filter(employee=employee_id, ended_at__isnull=True).first()


def earlier_devices(employee_id: int) -> QuerySet[Device]:
    """Phones that were somebody's, the last first."""
    return Device.objects.filter(employee=employee_id, ended_at__isnull=False)


def waiting_request(employee_id: int) -> Request | None:
    """What somebody has asked for and nobody has decided."""
    return Request.objects.filter(employee=employee_id, status="waiting").first()


def last_answer(employee_id: int) -> Request | None:
    """The last request of somebody, when it was refused: the person reads why."""
    last = Request.objects.filter(employee=employee_id).exclude(status="withdrawn").first()
    return last if last is not None and last.status == "rejected" else None


def requests_for(user: User) -> QuerySet[Request]:
    """Requests that the user may see: of units in which he decides or may look."""
    return Request.objects.filter(employee__unit_id__in=_units(user)).select_related("employee__unit")


def decided_units(user: User) -> set[int]:
    """Units about whose people's phones the user decides."""
    return permissions.units_for(user, Right.DECIDE_REBINDING)


def waiting_for(user: User, units: Collection[int] | None = None) -> list[Request]:
    """Requests on which the user's word is needed, the oldest first; never the own one. `units`: when known already."""
    units = decided_units(user) if units is None else units
    if not units:
        return []
    rows = Request.objects.filter(status="waiting", employee__unit_id__in=units).exclude(employee=user.employee_id or 0)
    return list(rows.select_related("employee__unit").order_by("asked_at", "id"))


def visible_request(user: User, request_id: int) -> Request:
    """One of them. NotFound `device_request_not_found`."""
    found = requests_for(user).filter(pk=request_id).first()
    if found is None:
        raise NotFound("device_request_not_found", REQUEST_NOT_FOUND)
    return found


def people_for(user: User, *, name: str = "", state: str = "") -> QuerySet[Employee]:
    """Active people of the user's units. `state`: "bound" or "none", by whether a phone is; else all."""
    rows = people.employees_in(_units(user)).filter(active=True).order_by("name", "id")
    has_phone = Exists(Device.objects.filter(employee=OuterRef("pk"), ended_at__isnull=True))
    if state in {"bound", "none"}:
        rows = rows.filter(has_phone if state == "bound" else ~has_phone)
    return rows.filter(name__icontains=name) if name else rows


def person_for(user: User, employee_id: int) -> Employee:
    """One of them, active or not. NotFound `employee_not_found`."""
    found = people.employees_in(_units(user)).select_related("unit").filter(pk=employee_id).first()
    if found is None:
        raise NotFound("employee_not_found", EMPLOYEE_NOT_FOUND)
    return found


def bound_devices(employee_ids: Collection[int]) -> dict[int, Device]:
    """The phone of each of those people who has one."""
    rows = Device.objects.filter(employee__in=employee_ids, ended_at__isnull=True)
    return {row.employee_id: row for row in rows}


def alarms_for(user: User) -> QuerySet[Alarm]:
    """Alarms that concern people of the user's units, unhandled ones first."""
    units = _units(user)
    return Alarm.objects.filter(of_units(units)).order_by(F("handled_at").desc(nulls_first=True), "-raised_at")


def of_units(unit_ids: Collection[int]) -> Q:
    """Alarms with somebody of those units. Not by joins: the reader may not see the other person's record."""
    mine = people.employees_in(unit_ids).values("pk")
    return Q(employee__in=mine) | Q(other__in=mine)


def open_alarms_for(user: User, units: Collection[int] | None = None) -> list[Alarm]:
    """Alarms that the user may handle, the oldest first; not those about himself. `units`: when known already."""
    units = decided_units(user) if units is None else units
    if not units:
        return []
    own = user.employee_id or 0
    rows = Alarm.objects.filter(of_units(units), handled_at__isnull=True)
    return list(rows.exclude(employee=own).exclude(other=own).order_by("raised_at", "id"))


def _units(user: User) -> set[int]:
    return permissions.units_for(user, Right.SEE_DEVICES) | permissions.units_for(user, Right.DECIDE_REBINDING)
