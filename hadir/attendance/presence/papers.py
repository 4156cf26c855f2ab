"""Files beside an objection: checked as papers of leave are, sealed, opened for deciders, destroyed in time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min

from hadir.accounts.models import User
from hadir.attendance.presence import deciding, texts
from hadir.attendance.presence.models import ObjectionPaper, ReviewCase
from hadir.audit import services as audit
from hadir.capture.keys import key_ring, opening
from hadir.leave.papers import Opened, Paper, check
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import NotFound
from hadir.lib.retention import NOTHING, Destroyed
from hadir.lib.sealing import WrappedKey, new_key, seal, unseal


def attach(user: User, papers: Sequence[Paper], *, case: ReviewCase, now: datetime) -> None:
    """Keep files beside an objection, in the transaction of its deed. Raises as `leave.papers.check`."""
    for number, checked in enumerate(check(papers), start=1):
        digest = hashlib.sha256(checked.content).hexdigest()
        key = new_key()
        wrapped = key_ring().wrap(key, bound_to=f"objection-paper-key|{digest}")
        ObjectionPaper.objects.create(
            case=case,
            employee_id=case.employee_id,
            name=f"keberatan-{number}.{'pdf' if checked.kind == 'pdf' else 'jpg'}",
            kind=checked.kind,
            size=len(checked.content),
            digest=digest,
            kek_id=wrapped.kek_id,
            sealed_key=wrapped.sealed,
            sealed=seal(key, checked.content, bound_to=f"objection-paper|{digest}"),
            added_at=now,
            added_by=user.pk,
        )


def read(user: User, paper_id: int) -> Opened:
    """Open a file: for the person and for who sees the review. Looks of others are logged.

    Raises `NotFound` (paper_not_found, paper_gone).
    """
    row = ObjectionPaper.objects.select_related("case").filter(pk=paper_id).first()
    is_own = row is not None and row.employee_id == user.employee_id
    if row is None or not (is_own or deciding.may_see(user, row.case, superior=deciding.superior_id(user))):
        raise NotFound("paper_not_found", texts.PAPER_GONE)
    if row.sealed is None or row.sealed_key is None:
        raise NotFound("paper_gone", texts.PAPER_GONE)
    if not is_own:
        audit.record_look(
            actor=user.actor,
            subject=f"employee:{row.employee_id}",
            what="presence.objection_paper_seen",
            unit_id=row.case.unit_id,
            right=Right.SEE_REVIEWS,
        )
    with opening():
        bound = f"objection-paper-key|{row.digest}"
        key = key_ring().unwrap(WrappedKey(row.kek_id, bytes(row.sealed_key)), bound_to=bound)
        return Opened(row.name, row.kind, unseal(key, bytes(row.sealed), bound_to=f"objection-paper|{row.digest}"))


@transaction.atomic
def rewrap_keys(authority: Authority) -> int:
    """Wrap every file's key under the active key-encryption key. Returns how many were rewrapped."""
    authority.require(Right.ROTATE_KEYS, None)
    ring = key_ring()
    rows = ObjectionPaper.objects.select_for_update().filter(destroyed_at=None).exclude(kek_id=ring.active_id)
    count = 0
    for row in rows.defer("sealed"):
        bound = f"objection-paper-key|{row.digest}"
        plain = ring.unwrap(WrappedKey(row.kek_id, bytes(row.sealed_key or b"")), bound_to=bound)
        wrapped = ring.wrap(plain, bound_to=bound)
        row.kek_id, row.sealed_key = wrapped.kek_id, wrapped.sealed
        row.save(update_fields=["kek_id", "sealed_key"])
        count += 1
    audit.record(
        "presence.paper_keys_rotated",
        actor=authority.actor,
        subject="data-keys",
        detail={"count": count},
        unit_id=None,
        right=Right.ROTATE_KEYS,
    )
    return count


@transaction.atomic
def destroy_old(*, now: datetime, before: datetime) -> Destroyed:
    """Empty files of objections that were decided before the cut-off. The key goes with the file."""
    over = ObjectionPaper.objects.filter(destroyed_at=None, case__closed_at__lt=before)
    keys = list(over.values_list("pk", flat=True))
    rows = ObjectionPaper.objects.filter(pk__in=keys)
    span = rows.aggregate(oldest=Min("added_at"), newest=Max("added_at"))
    count = rows.update(sealed=None, sealed_key=None, destroyed_at=now)
    if not count:
        return NOTHING
    audit.record("presence.papers_destroyed", actor=None, subject="papers", detail={"count": count}, unit_id=None)
    return Destroyed(count, span["oldest"], span["newest"])
