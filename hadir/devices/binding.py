"""Binding a phone to a person and ending it: one active phone a person, each key for one person."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from hadir.accounts import permissions
from hadir.accounts import services as accounts
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.devices import alarms, rules, selectors, telling, texts
from hadir.devices.models import Device, KeySighting, PairingCode, Request
from hadir.devices.rules import Attestation, Basis, DeviceState, EndReason
from hadir.devices.statements import PublicKey
from hadir.lib.authority import Actor, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.people.models import Employee
from hadir.people.saving import lock

_NAME = 200
_LABEL = 120
_OWN_ENDS = frozenset({EndReason.LOST, EndReason.STOLEN, EndReason.BY_OWNER})


@dataclass(frozen=True, slots=True)
class Phone:
    """A key and what people call the thing that holds it."""

    key: PublicKey
    label: str


def own_employee(user: User) -> Employee:
    """The employee behind a log-in. Raises `NotPermitted` (no_employee, not_permitted)."""
    if user.employee is None or not user.employee.active:
        raise NotPermitted("no_employee", texts.NOT_AN_EMPLOYEE)
    permissions.require(user, Right.BIND_OWN_DEVICE, user.employee.unit_id)
    return user.employee


def bind_first(user: User, phone: Phone, *, basis: Basis, session_id: UUID | None, now: datetime) -> Device | None:
    """Bind the first phone of a person who has just proved himself before the camera with it; the person is told.

    None, and nothing bound, when the person has or had one already, or the key was ever used by somebody else: those
    ways lead over an officer, or whoever holds the password could end the old phone and bind another. Call inside the
    transaction of the deed that proved the person.
    """
    employee = own_employee(user)
    lock(employee)
    found = selectors.known(employee.pk, phone.key.thumbprint)
    if found.had_before or found.others:
        return None
    if not found.was_seen:
        alarms.note_use(employee.pk, phone.key.thumbprint, now=now)
        if selectors.known(employee.pk, phone.key.thumbprint).others:
            return None
    try:
        return bind(employee, phone, by=user.actor, basis=basis, session_id=session_id, now=now)
    except Conflict:
        return None


def trust_first_use(
    user: User, attestation: Attestation, *, label: str, session_id: UUID, now: datetime
) -> Device | None:
    """`bind_first` at an accepted check-in, where the agency's rules allow it; None when the phone is not new."""
    if attestation.state is not DeviceState.NONE_BOUND or attestation.key is None:
        return None
    phone = Phone(attestation.key, label)
    return bind_first(user, phone, basis=Basis.FIRST_USE, session_id=session_id, now=now)


def bind(  # noqa: PLR0913 - the facts of a binding, each under its name
    employee: Employee,
    phone: Phone,
    *,
    by: Actor,
    basis: Basis,
    now: datetime,
    officer: Actor | None = None,
    session_id: UUID | None = None,
    request: Request | None = None,
) -> Device:
    """The phone becomes the person's, an earlier one ends now. The caller holds the person's row and has asked for the
    right; `officer`: who vouches when somebody else does the deed. Raises `Conflict` (device_of_another)."""
    vouches = officer or by
    check_free(employee, phone.key)
    alarms.note_use(employee.pk, phone.key.thumbprint, now=now)
    old = selectors.bound_device(employee.pk)
    if old is not None:
        end(old, EndReason.REPLACED, by=by, now=now)
    made = Device(
        employee=employee,
        key_id=phone.key.thumbprint,
        public_key=phone.key.jwk,
        label=phone.label.strip()[:_LABEL] or "Peramban",
        basis=basis.value,
        session_id=session_id,
        request=request,
        bound_at=now,
        bound_by=vouches.id,
        bound_by_label=vouches.label[:_NAME],
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("device_of_another", texts.KEY_OF_ANOTHER) from error
    telling.bound(made)
    audit.record(
        "devices.bound",
        actor=by,
        subject=f"employee:{employee.pk}",
        detail={
            "device": made.pk,
            "basis": made.basis,
            "label": made.label,
            "replaced": old.pk if old else None,
            "officer": officer.id if officer else None,
            "session": str(session_id) if session_id else None,
        },
        unit_id=employee.unit_id,
        right=Right.BIND_OWN_DEVICE if by.employee_id == employee.pk else Right.DECIDE_REBINDING,
    )
    return made


def check_free(employee: Employee, key: PublicKey) -> None:
    """Raises `Conflict` (device_of_another) for a key that somebody else has used."""
    with seeing_everything("a phone of somebody else is refused, whoever that is"):
        taken = KeySighting.objects.filter(key_id=key.thumbprint).exclude(employee=employee).exists()
    if taken:
        raise Conflict("device_of_another", texts.KEY_OF_ANOTHER)


def end(device: Device, reason: EndReason, *, by: Actor, now: datetime) -> None:
    """Write the end into the row. No entry in the log and no notice: the deed behind it has both."""
    device.ended_at, device.end_reason = now, reason.value
    device.ended_by, device.ended_by_label = by.id, by.label[:_NAME]
    device.save(update_fields=["ended_at", "end_reason", "ended_by", "ended_by_label"])


@transaction.atomic
def end_own(user: User, *, reason: EndReason, now: datetime) -> Device:
    """The person ends the own phone at once: stolen, lost, given away. Raises `Conflict` (no_device)."""
    employee = own_employee(user)
    if reason not in _OWN_ENDS:
        raise InvalidInput("invalid", texts.INVALID, fields={"reason": texts.INVALID})
    return _end(employee, reason, by=user.actor, right=Right.BIND_OWN_DEVICE, note="", now=now)


@transaction.atomic
def end_for(user: User, employee_id: int, *, note: str, now: datetime) -> Device:
    """An officer ends somebody's phone and says why; the person is told.

    Raises `NotFound` (employee_not_found), `NotPermitted` (not_oneself), `Conflict` (no_device), `InvalidInput`
    (note_missing).
    """
    employee = _somebody(user, employee_id)
    if not note.strip():
        raise InvalidInput("note_missing", texts.END_NOTE_MISSING, fields={"note": texts.END_NOTE_MISSING})
    return _end(employee, EndReason.BY_OFFICE, by=user.actor, right=Right.DECIDE_REBINDING, note=note.strip(), now=now)


def end_of_refused_face(employee: Employee, session_id: UUID, *, by: Actor, now: datetime) -> None:
    """The phone that was bound with a recording goes with it when the recording is refused. Call inside its
    transaction."""
    found = Device.objects.filter(employee=employee, session_id=session_id, ended_at__isnull=True).first()
    if found is not None:
        end(found, EndReason.FACE_REFUSED, by=by, now=now)
        telling.ended(found)


def _end(employee: Employee, reason: EndReason, *, by: Actor, right: Right, note: str, now: datetime) -> Device:
    lock(employee)
    device = selectors.bound_device(employee.pk)
    if device is None:
        raise Conflict("no_device", texts.NO_DEVICE)
    end(device, reason, by=by, now=now)
    telling.ended(device)
    audit.record(
        "devices.ended",
        actor=by,
        subject=f"employee:{employee.pk}",
        detail={"device": device.pk, "reason": reason.value, "note": note[:300]},
        unit_id=employee.unit_id,
        right=right,
    )
    return device


# --- at a desk, with a short code


@transaction.atomic
def make_code(user: User, employee_id: int, *, now: datetime) -> str:
    """A code that the officer says to the person before him; earlier ones are void. Raises as `end_for`."""
    employee = _somebody(user, employee_id)
    accounts.check_no_link_holder(user, employee.pk, now=now)
    PairingCode.objects.filter(employee=employee, used_at__isnull=True, expires_at__gt=now).update(used_at=now)
    code = "".join(secrets.choice(rules.CODE_ALPHABET) for _n in range(rules.CODE_LENGTH))
    PairingCode.objects.create(
        employee=employee,
        digest=_digest(employee.pk, code),
        made_at=now,
        made_by=user.pk,
        made_by_label=user.actor.label[:_NAME],
        expires_at=now + rules.CODE_LIFE,
    )
    audit.record(
        "devices.code_made",
        actor=user.actor,
        subject=f"employee:{employee.pk}",
        detail={},
        unit_id=employee.unit_id,
        right=Right.DECIDE_REBINDING,
    )
    return code


def use_code(user: User, phone: Phone, *, typed: str, now: datetime) -> Device:
    """The person types the officer's code on the own phone, which is bound from now on.

    Raises `InvalidInput` (pairing_code_wrong), `Conflict` (pairing_code_over, device_of_another).
    """
    with transaction.atomic():  # a wrong try is counted although it is refused
        employee = own_employee(user)
        lock(employee)
        row = PairingCode.objects.filter(employee=employee).order_by("-made_at", "-id").first()
        if row is None or row.used_at is not None or row.expires_at <= now or row.failures >= rules.CODE_TRIES:
            raise Conflict("pairing_code_over", texts.CODE_OVER)
        is_right = hmac.compare_digest(row.digest, _digest(employee.pk, rules.plain_code(typed)))
        if is_right:
            check_free(employee, phone.key)
            row.used_at = now
            row.save(update_fields=["used_at"])
            return _bind_at_desk(user, employee, phone, row, now)
        row.failures += 1
        row.save(update_fields=["failures"])
    raise InvalidInput("pairing_code_wrong", texts.CODE_WRONG, fields={"code": texts.CODE_WRONG})


def _bind_at_desk(user: User, employee: Employee, phone: Phone, code: PairingCode, now: datetime) -> Device:
    waiting = selectors.waiting_request(employee.pk)
    if waiting is not None:  # what was asked for is done
        waiting.status, waiting.decided_at = "withdrawn", now
        waiting.save(update_fields=["status", "decided_at"])
    officer = Actor(code.made_by, code.made_by_label)
    return bind(employee, phone, by=user.actor, officer=officer, basis=Basis.DESK, now=now)


def _somebody(user: User, employee_id: int) -> Employee:
    """Somebody else, of the officer's units."""
    employee = Employee.objects.select_related("unit", "work_place").filter(pk=employee_id, active=True).first()
    if employee is None or not permissions.has(user, Right.DECIDE_REBINDING, employee.unit_id):
        raise NotFound("employee_not_found", texts.EMPLOYEE_NOT_FOUND)
    if employee.pk == user.employee_id:
        raise NotPermitted("not_oneself", texts.NOT_ONESELF)
    return employee


def _digest(employee_id: int, code: str) -> str:
    """Forty bits could be tried out by whoever steals the table: keyed with the site's secret."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"device-pairing|{employee_id}|{code}".encode(), "sha256").hex()
