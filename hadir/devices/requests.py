"""Asking for another phone: by the person, from that phone; decided by an officer of the agency, another person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hadir.accounts import permissions
from hadir.accounts import services as accounts
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.devices import binding, selectors, telling, texts
from hadir.devices.binding import Phone, own_employee
from hadir.devices.models import Request
from hadir.devices.rules import AskReason, Basis, EndReason
from hadir.devices.statements import read_key
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.people.models import Employee
from hadir.people.saving import lock, save

_NAME = 200
_ENDS_AT_ONCE = {AskReason.LOST: EndReason.LOST, AskReason.STOLEN: EndReason.STOLEN}


@dataclass(frozen=True, slots=True)
class Ask:
    reason: AskReason
    explanation: str = ""


@transaction.atomic
def ask(user: User, phone: Phone, *, data: Ask, now: datetime) -> Request:
    """Ask that this phone becomes the own one. A lost or stolen one ends at once, any other when this is approved.

    Raises `Conflict` (device_request_waiting, device_of_another, device_bound_already).
    """
    employee = own_employee(user)
    lock(employee)
    waiting = selectors.waiting_request(employee.pk)
    if waiting is not None:
        sentence = str(texts.REQUEST_WAITING).format(reference=waiting.reference)
        raise Conflict("device_request_waiting", sentence)
    binding.check_free(employee, phone.key)
    current = selectors.bound_device(employee.pk)
    if current is not None and current.key_id == phone.key.thumbprint:
        raise Conflict("device_bound_already", texts.BOUND_ALREADY)
    if current is not None and data.reason in _ENDS_AT_ONCE:
        binding.end(current, _ENDS_AT_ONCE[data.reason], by=user.actor, now=now)
        telling.ended(current)
    made = Request(
        employee=employee,
        key_id=phone.key.thumbprint,
        public_key=phone.key.jwk,
        label=phone.label,
        reason=data.reason.value,
        explanation=data.explanation.strip(),
        asked_at=now,
        asked_by=user.pk,
    )
    save(made)
    telling.asked(made, employee, now)
    detail: dict[str, object] = {"request": made.pk, "reason": made.reason, "label": made.label}
    if current is not None and current.ended_at is not None:
        detail["ended"] = current.pk
    audit.record(
        "devices.requested",
        actor=user.actor,
        subject=f"employee:{employee.pk}",
        detail=detail,
        unit_id=employee.unit_id,
        right=Right.BIND_OWN_DEVICE,
    )
    return made


@transaction.atomic
def withdraw(user: User, *, now: datetime) -> None:
    """The person takes the request back. Raises `NotFound` (device_request_not_found)."""
    employee = own_employee(user)
    lock(employee)
    waiting = selectors.waiting_request(employee.pk)
    if waiting is None:
        raise NotFound("device_request_not_found", texts.REQUEST_NOT_FOUND)
    waiting.status, waiting.decided_at = "withdrawn", now
    waiting.save(update_fields=["status", "decided_at"])
    _record(user, "devices.request_withdrawn", waiting, employee, Right.BIND_OWN_DEVICE)


@transaction.atomic
def decide(user: User, request_id: int, *, approve: bool, note: str, now: datetime) -> Request:
    """An officer says yes, and the old phone ends; or no, with a reason. The person is told either way.

    Raises `NotFound` (device_request_not_found), `NotPermitted` (not_oneself, not_permitted, link_holder), `Conflict`
    (device_request_settled, device_of_another), `InvalidInput` (note_missing).
    """
    found = selectors.visible_request(user, request_id)
    employee = found.employee
    if employee.pk == user.employee_id:
        raise NotPermitted("not_oneself", texts.NOT_ONESELF)
    permissions.require(user, Right.DECIDE_REBINDING, employee.unit_id)
    lock(employee)
    found.refresh_from_db(fields=["status", "decided_at"])
    if found.status != "waiting":
        raise Conflict("device_request_settled", str(texts.REQUEST_SETTLED).format(status=found.get_status_display()))
    if approve:
        accounts.check_no_link_holder(user, employee.pk, now=now)
    elif not note.strip():
        raise InvalidInput("note_missing", texts.NOTE_MISSING, fields={"note": texts.NOTE_MISSING})
    found.status = "approved" if approve else "rejected"
    found.decided_at, found.decided_by, found.decided_by_label = now, user.pk, user.actor.label[:_NAME]
    found.note = note.strip()[:300]
    found.save(update_fields=["status", "decided_at", "decided_by", "decided_by_label", "note"])
    telling.decided(found)
    if approve:
        phone = Phone(read_key(found.public_key), found.label)
        binding.bind(employee, phone, by=user.actor, basis=Basis.REQUEST, now=now, request=found)
    else:
        _record(user, "devices.request_rejected", found, employee, Right.DECIDE_REBINDING)
    return found


def _record(user: User, action: str, request: Request, employee: Employee, right: Right) -> None:
    audit.record(
        action,
        actor=user.actor,
        subject=f"employee:{employee.pk}",
        detail={"request": request.pk, "note": request.note},
        unit_id=employee.unit_id,
        right=right,
    )
