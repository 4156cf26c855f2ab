"""Evidence beside a request: checked as papers of leave are, sealed, opened for deciders, destroyed in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.corrections import deciding, texts
from hadir.attendance.corrections.models import Correction, CorrectionPaper
from hadir.audit import services as audit
from hadir.leave.papers import Opened, Paper, check
from hadir.leave.sealed_files import destroy, rewrap_all
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import NotFound
from hadir.lib.retention import Destroyed


def attach(user: User, papers: Sequence[Paper], *, correction: Correction, now: datetime) -> None:
    """Keep files beside a request, in the transaction of its deed. Raises as `leave.papers.check`."""
    for number, checked in enumerate(check(papers), start=1):
        row = CorrectionPaper(
            correction=correction,
            employee_id=correction.employee_id,
            name=f"bukti-{number}.{'pdf' if checked.kind == 'pdf' else 'jpg'}",
            kind=checked.kind,
            added_at=now,
            added_by=user.pk,
        )
        row.seal(checked.content)
        row.save()


def read(user: User, paper_id: int) -> Opened:
    """Open a file: for the person, for whoever sent it, for who decides, for auditors. Looks of others are logged.

    Raises `NotFound` (paper_not_found, paper_gone).
    """
    row = CorrectionPaper.objects.select_related("correction__employee").filter(pk=paper_id).first()
    if row is None or not _may_read(user, row.correction):
        raise NotFound("paper_not_found", texts.PAPER_NOT_FOUND)
    if row.destroyed_at is not None:
        raise NotFound("paper_gone", texts.PAPER_GONE)
    if row.employee_id != user.employee_id:
        audit.record_look(
            actor=user.actor,
            subject=f"employee:{row.employee_id}",
            what="attendance.correction_paper_seen",
            unit_id=row.correction.unit_id,
            right=Right.DECIDE_CORRECTION,
        )
    return Opened(row.name, row.kind, row.unseal())


def _may_read(user: User, correction: Correction) -> bool:
    return (
        correction.employee_id == user.employee_id
        or correction.requested_by == user.pk
        or deciding.office_of(user, correction.employee) is not None
        or permissions.has(user, Right.SEE_CORRECTION_STATISTICS, correction.employee.unit_id)
    )


# --- keys and the end


@transaction.atomic
def rewrap_keys(authority: Authority) -> int:
    """Wrap every file's key under the active key-encryption key. Returns how many were rewrapped."""
    authority.require(Right.ROTATE_KEYS, None)
    count = rewrap_all(CorrectionPaper)
    audit.record(
        "attendance.correction_keys_rotated",
        actor=authority.actor,
        subject="data-keys",
        detail={"count": count},
        unit_id=None,
        right=Right.ROTATE_KEYS,
    )
    return count


@transaction.atomic
def destroy_old(*, now: datetime, before: datetime) -> Destroyed:
    """Empty files of requests that were settled before the cut-off. The key goes with the file."""
    done = destroy(CorrectionPaper.objects.filter(correction__decision__decided_at__lt=before), now)
    if done.count:
        audit.record(
            "attendance.correction_papers_destroyed",
            actor=None,
            subject="papers",
            detail={"count": done.count},
            unit_id=None,
        )
    return done
