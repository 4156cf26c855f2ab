"""Restricting what may be done with a face: stored, nothing else (UU 27/2022, articles 11 and 41)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hadir.audit import services as audit
from hadir.enrolment.models import ProcessingRestriction
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.people.models import Employee


@transaction.atomic
def restrict(authority: Authority, employee_id: int, *, reason: str, now: datetime) -> ProcessingRestriction:
    """From now on the face is neither compared nor searched nor recorded anew. Repeating it changes nothing."""
    authority.require(Right.HANDLE_PRIVACY_REQUESTS, None)
    employee = _locked(employee_id)
    standing = ProcessingRestriction.objects.filter(employee=employee, lifted_at__isnull=True).first()
    if standing is not None:
        return standing
    if not reason.strip():
        raise InvalidInput(
            "reason_missing", _("Tuliskan alasan pembatasan."), fields={"reason": _("Alasan wajib diisi.")}
        )
    made = ProcessingRestriction.objects.create(
        employee=employee, since=now, reason=reason.strip()[:300], set_by_label=authority.actor.label[:200]
    )
    _record(authority, "enrolment.processing_restricted", employee, made.reason)
    return made


@transaction.atomic
def unrestrict(authority: Authority, employee_id: int, *, reason: str, now: datetime) -> None:
    """The face may be used again. Raises `Conflict` (not_restricted)."""
    authority.require(Right.HANDLE_PRIVACY_REQUESTS, None)
    employee = _locked(employee_id)
    lifted = ProcessingRestriction.objects.filter(employee=employee, lifted_at__isnull=True).update(lifted_at=now)
    if not lifted:
        raise Conflict("not_restricted", _("Pemrosesan data wajah orang ini tidak sedang dibatasi."))
    _record(authority, "enrolment.restriction_lifted", employee, reason.strip()[:300])


def _locked(employee_id: int) -> Employee:
    employee = Employee.objects.select_for_update().filter(pk=employee_id).first()
    if employee is None:
        raise NotFound("employee_not_found", _("Pegawai tidak ditemukan."))
    return employee


def _record(authority: Authority, action: str, employee: Employee, reason: str) -> None:
    audit.record(
        action,
        actor=authority.actor,
        subject=f"employee:{employee.pk}",
        detail={"reason": reason},
        unit_id=employee.unit_id,
        right=Right.HANDLE_PRIVACY_REQUESTS,
    )
