"""Who may check in without a face: asked for by the person or an officer, decided by another officer, revocable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hadir.accounts import services as accounts
from hadir.accounts.models import User
from hadir.attendance.models import NonBiometricPermission, PermissionReason, PermissionStatus
from hadir.audit import services as audit
from hadir.enrolment.services import own_employee
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.notices import services as notices
from hadir.notices.rules import Kind
from hadir.people.models import Employee
from hadir.people.saving import lock, save


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. `document`: number of a letter or a word of explanation, never a diagnosis."""

    reason: str
    document: str
    valid_from: date
    valid_to: date | None = None


def request_own(user: User, wanted: Wanted, *, now: datetime) -> NonBiometricPermission:
    """The person asks. No reason of health has to be proved here: the letter's number is enough.

    Raises `InvalidInput` (invalid), `Conflict` (permission_pending).
    """
    return _request(user, own_employee(user, Right.CHECK_IN), wanted, now)


def request_for(user: User, employee_id: int, wanted: Wanted, *, now: datetime) -> NonBiometricPermission:
    """An officer enters it for somebody of the own units. Another officer decides. Raises as `request_own`."""
    employee = Employee.objects.select_related("unit").filter(pk=employee_id, active=True).first()
    if employee is None:
        raise _nobody()
    try:
        user.require(Right.ALLOW_NON_BIOMETRIC, employee.unit_id)
    except NotPermitted:
        raise _nobody() from None
    return _request(user, employee, wanted, now)


@transaction.atomic
def decide(user: User, permission_id: int, *, allow: bool, note: str, now: datetime) -> NonBiometricPermission:
    """Another officer says yes or, with a reason, no. The person is told.

    Raises `NotFound` (permission_unknown), `NotPermitted` (second_person_needed, link_holder), `Conflict`
    (already_decided), `InvalidInput` (reason_missing).
    """
    row = _visible(user, permission_id)
    if row.requested_by == user.pk or row.employee_id == user.employee_id:
        raise NotPermitted("second_person_needed", _("Izin ini harus diputuskan petugas lain, bukan pengusulnya."))
    if row.status != PermissionStatus.PENDING:
        raise Conflict("already_decided", _("Permintaan ini sudah diputuskan."))
    if not allow and not note.strip():
        raise _reason_missing()
    if allow:  # whoever could have signed in as the person could have asked in the person's name
        accounts.check_no_link_holder(user, row.employee_id, now=now)
    row.status = PermissionStatus.APPROVED if allow else PermissionStatus.REJECTED
    row.decided_at, row.decided_by, row.decided_by_label = now, user.pk, user.actor.label[:200]
    row.decision_note = note.strip()[:300]
    row.save()
    _tell(user, row, f"attendance.permission_{row.status}")
    return row


def revoke(user: User, permission_id: int, *, note: str, now: datetime) -> NonBiometricPermission:
    """An officer ends a permission or drops a request, with a reason; it ends at once.

    Raises `NotFound` (permission_unknown), `Conflict` (permission_over), `InvalidInput` (reason_missing).
    """
    if not note.strip():
        raise _reason_missing()
    return _end(user, permission_id, note, now, own=False)


def give_up(user: User, permission_id: int, *, now: datetime) -> NonBiometricPermission:
    """The person ends the own permission or takes the request back. Raises as `revoke`."""
    return _end(user, permission_id, "", now, own=True)


# --- one request


@transaction.atomic
def _request(user: User, employee: Employee, wanted: Wanted, now: datetime) -> NonBiometricPermission:
    lock(employee)
    if NonBiometricPermission.objects.filter(employee=employee, status=PermissionStatus.PENDING).exists():
        raise Conflict("permission_pending", _("Sudah ada permintaan yang menunggu keputusan."))
    row = NonBiometricPermission(
        employee=employee,
        reason=wanted.reason,
        document=wanted.document.strip(),
        valid_from=wanted.valid_from,
        valid_to=wanted.valid_to,
        requested_at=now,
        requested_by=user.pk,
        requested_by_label=user.actor.label[:200],
    )
    if wanted.valid_to is not None and wanted.valid_to < wanted.valid_from:
        sentence = _("Tanggal akhir mendahului tanggal mulai.")
        raise InvalidInput("invalid", sentence, fields={"valid_to": sentence})
    save(row)
    audit.record(
        "attendance.permission_requested",
        actor=user.actor,
        subject=f"employee:{employee.pk}",
        detail=_facts(row),
        unit_id=employee.unit_id,
        right=Right.CHECK_IN if user.employee_id == employee.pk else Right.ALLOW_NON_BIOMETRIC,
    )
    return row


def _tell(user: User, row: NonBiometricPermission, action: str) -> None:
    audit.record(
        action,
        actor=user.actor,
        subject=f"employee:{row.employee_id}",
        detail=_facts(row),
        unit_id=row.employee.unit_id,
        right=Right.CHECK_IN if user.employee_id == row.employee_id else Right.ALLOW_NON_BIOMETRIC,
    )
    account = User.objects.filter(employee_id=row.employee_id).values_list("pk", flat=True).first()
    if account is not None and account != user.pk:
        with translation.override("id"):  # the notice keeps the source text and is translated for its reader
            decision = str(PermissionStatus(row.status).label)
        notices.send(
            Kind.NON_BIOMETRIC_DECIDED,
            user_ids=[account],
            facts={"decision_text": decision},
            link="/hadir/alternatif/",
            about=f"permission:{row.pk}",
        )


def _facts(row: NonBiometricPermission) -> dict[str, Any]:
    """For the log: the kind of reason is there in the record; the words of the letter are not copied."""
    return {
        "permission": row.pk,
        "from": row.valid_from.isoformat(),
        "to": row.valid_to.isoformat() if row.valid_to else None,
        "other_reason": row.reason == PermissionReason.OTHER,
    }


@transaction.atomic
def _end(user: User, permission_id: int, note: str, now: datetime, *, own: bool) -> NonBiometricPermission:
    row = _visible(user, permission_id, own=own)
    if row.status not in {PermissionStatus.PENDING, PermissionStatus.APPROVED}:
        raise Conflict("permission_over", _("Izin ini sudah tidak berlaku."))
    row.status, row.revoked_at, row.revoke_note = PermissionStatus.REVOKED, now, note.strip()[:300]
    row.revoked_by_label = user.actor.label[:200]
    row.save()
    _tell(user, row, "attendance.permission_revoked")
    return row


def _visible(user: User, permission_id: int, *, own: bool = False) -> NonBiometricPermission:
    """Locked. One of somebody else's unit looks like one that does not exist."""
    row = (
        NonBiometricPermission.objects.select_for_update(of=("self",))
        .select_related("employee")
        .filter(pk=permission_id)
        .first()
    )
    if row is None or (own and row.employee_id != user.employee_id):
        raise _unknown()
    if not own:
        try:
            user.require(Right.ALLOW_NON_BIOMETRIC, row.employee.unit_id)
        except NotPermitted:
            raise _unknown() from None
    return row


def _unknown() -> NotFound:
    return NotFound("permission_unknown", _("Izin tidak ditemukan."))


def _nobody() -> NotFound:
    return NotFound("employee_not_found", _("Pegawai tidak ditemukan."))


def _reason_missing() -> InvalidInput:
    return InvalidInput(
        "reason_missing",
        _("Tuliskan alasannya agar pegawai tahu apa yang dapat dilakukan."),
        fields={"note": _("Alasan wajib diisi.")},
    )
