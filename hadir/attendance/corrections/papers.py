"""Evidence beside a request: checked as papers of leave are, sealed, opened for deciders, destroyed in time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.corrections import deciding, texts
from hadir.attendance.corrections.models import Correction, CorrectionPaper
from hadir.audit import services as audit
from hadir.capture.keys import key_ring, opening
from hadir.leave.papers import Opened, Paper, check
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import NotFound
from hadir.lib.retention import NOTHING, Destroyed
from hadir.lib.sealing import WrappedKey, new_key, seal, unseal


def attach(user: User, papers: Sequence[Paper], *, correction: Correction, now: datetime) -> None:
    """Keep files beside a request, in the transaction of its deed. Raises as `leave.papers.check`."""
    for number, checked in enumerate(check(papers), start=1):
        digest = hashlib.sha256(checked.content).hexdigest()
        key = new_key()
        wrapped = key_ring().wrap(key, bound_to=f"correction-paper-key|{digest}")
        CorrectionPaper.objects.create(
            correction=correction,
            employee_id=correction.employee_id,
            name=f"bukti-{number}.{'pdf' if checked.kind == 'pdf' else 'jpg'}",
            kind=checked.kind,
            size=len(checked.content),
            digest=digest,
            kek_id=wrapped.kek_id,
            sealed_key=wrapped.sealed,
            sealed=seal(key, checked.content, bound_to=f"correction-paper|{digest}"),
            added_at=now,
            added_by=user.pk,
        )


def read(user: User, paper_id: int) -> Opened:
    """Open a file: for the person, for whoever sent it, for who decides, for auditors. Looks of others are logged.

    Raises `NotFound` (paper_not_found, paper_gone).
    """
    row = CorrectionPaper.objects.select_related("correction__employee").filter(pk=paper_id).first()
    if row is None or not _may_read(user, row.correction):
        raise NotFound("paper_not_found", texts.PAPER_NOT_FOUND)
    if row.sealed is None or row.sealed_key is None:
        raise NotFound("paper_gone", texts.PAPER_GONE)
    if row.employee_id != user.employee_id:
        audit.record_look(
            actor=user.actor,
            subject=f"employee:{row.employee_id}",
            what="attendance.correction_paper_seen",
            unit_id=row.correction.unit_id,
            right=Right.DECIDE_CORRECTION,
        )
    with opening():
        bound = f"correction-paper-key|{row.digest}"
        key = key_ring().unwrap(WrappedKey(row.kek_id, bytes(row.sealed_key)), bound_to=bound)
        return Opened(row.name, row.kind, unseal(key, bytes(row.sealed), bound_to=f"correction-paper|{row.digest}"))


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
    ring = key_ring()
    rows = CorrectionPaper.objects.select_for_update().filter(destroyed_at=None).exclude(kek_id=ring.active_id)
    count = 0
    for row in rows.defer("sealed"):
        bound = f"correction-paper-key|{row.digest}"
        plain = ring.unwrap(WrappedKey(row.kek_id, bytes(row.sealed_key or b"")), bound_to=bound)
        wrapped = ring.wrap(plain, bound_to=bound)
        row.kek_id, row.sealed_key = wrapped.kek_id, wrapped.sealed
        row.save(update_fields=["kek_id", "sealed_key"])
        count += 1
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
    over = CorrectionPaper.objects.filter(destroyed_at=None, correction__decision__decided_at__lt=before)
    keys = list(over.values_list("pk", flat=True))
    rows = CorrectionPaper.objects.filter(pk__in=keys)
    span = rows.aggregate(oldest=Min("added_at"), newest=Max("added_at"))
    count = rows.update(sealed=None, sealed_key=None, destroyed_at=now)
    if not count:
        return NOTHING
    audit.record(
        "attendance.correction_papers_destroyed", actor=None, subject="papers", detail={"count": count}, unit_id=None
    )
    return Destroyed(count, span["oldest"], span["newest"])
