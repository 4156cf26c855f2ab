"""Recording somebody's face at a desk: the officer works the camera, the person stands before it.

For enrolment days, and for people whose phone has no camera. The officer is the enroller, so another person approves
(ISO/IEC 2382-37 enrolment; `Enrolment.submitted_by`). Nobody records himself this way.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.capture.services import Opened
from hadir.enrolment import selectors, services
from hadir.enrolment.models import NoticeAcknowledgement
from hadir.enrolment.services import Submitted
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, NotFound, NotPermitted
from hadir.people.models import Employee


@transaction.atomic
def acknowledge(officer: User, *, employee_id: int, version: int, now: datetime) -> None:
    """The person has read the notice at the desk; the officer witnesses it. Twice is harmless.

    Raises `Conflict` (notice_outdated, notice_missing), `NotFound` (employee_unknown), `NotPermitted` (not_oneself).
    """
    employee = _before_the_desk(officer, employee_id)
    notice = selectors.current_notice()
    if notice is None or notice.version != version:
        raise Conflict("notice_outdated", _("Pemberitahuan privasi sudah diperbarui. Baca versi terbaru."))
    _row, created = NoticeAcknowledgement.objects.get_or_create(
        employee=employee, notice=notice, defaults={"acknowledged_at": now, "witnessed_by": officer.pk}
    )
    if created:
        audit.record(
            "enrolment.notice_acknowledged",
            actor=officer.actor,
            subject=f"employee:{employee.pk}",
            detail={"notice": notice.version, "at_desk": True},
            unit_id=employee.unit_id,
            right=Right.ENROL_AT_DESK,
        )


def begin_capture(officer: User, *, employee_id: int, facts: dict[str, object], now: datetime) -> Opened:
    """Open the camera for the person before the desk. Raises as `services.begin_capture`."""
    return services.open_for(_before_the_desk(officer, employee_id), opened_by=officer.pk, facts=facts, now=now)


def submit(officer: User, session_id: UUID, *, employee_id: int, nonce: str, now: datetime) -> Submitted:
    """Turn the completed capture into a case for another officer. Repeating it gives the same answer."""
    return services.submit_for(_before_the_desk(officer, employee_id), session_id, by=officer, nonce=nonce, now=now)


def _before_the_desk(officer: User, employee_id: int) -> Employee:
    employee = Employee.objects.select_related("work_place").filter(pk=employee_id, active=True).first()
    if employee is None:
        raise NotFound("employee_unknown", _("Pegawai tidak ditemukan."))
    officer.require(Right.ENROL_AT_DESK, employee.unit_id)
    if officer.employee_id == employee.pk:
        raise NotPermitted("not_oneself", _("Wajah sendiri direkam dari akun sendiri, bukan dari meja perekaman."))
    return employee
