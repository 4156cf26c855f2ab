"""Files beside an objection: checked as papers of leave are, sealed, opened for deciders, destroyed in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from hadir.accounts.models import User
from hadir.attendance.presence import deciding, texts
from hadir.attendance.presence.models import ObjectionPaper, ReviewCase
from hadir.audit import services as audit
from hadir.leave.papers import Opened, Paper, check
from hadir.leave.sealed_files import destroy, rewrap_all
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import NotFound
from hadir.lib.retention import Destroyed


def attach(user: User, papers: Sequence[Paper], *, case: ReviewCase, now: datetime) -> None:
    """Keep files beside an objection, in the transaction of its deed. Raises as `leave.papers.check`."""
    for number, checked in enumerate(check(papers), start=1):
        row = ObjectionPaper(
            case=case,
            employee_id=case.employee_id,
            name=f"keberatan-{number}.{'pdf' if checked.kind == 'pdf' else 'jpg'}",
            kind=checked.kind,
            added_at=now,
            added_by=user.pk,
        )
        row.seal(checked.content)
        row.save()


def read(user: User, paper_id: int) -> Opened:
    """Open a file: for the person and for who sees the review. Looks of others are logged.

    Raises `NotFound` (paper_not_found, paper_gone).
    """
    row = ObjectionPaper.objects.select_related("case").filter(pk=paper_id).first()
    is_own = row is not None and row.employee_id == user.employee_id
    if row is None or not (is_own or deciding.may_see(user, row.case, superior=deciding.superior_id(user))):
        raise NotFound("paper_not_found", texts.PAPER_GONE)
    if row.destroyed_at is not None:
        raise NotFound("paper_gone", texts.PAPER_GONE)
    if not is_own:
        audit.record_look(
            actor=user.actor,
            subject=f"employee:{row.employee_id}",
            what="presence.objection_paper_seen",
            unit_id=row.case.unit_id,
            right=Right.SEE_REVIEWS,
        )
    return Opened(row.name, row.kind, row.unseal())


@transaction.atomic
def rewrap_keys(authority: Authority) -> int:
    """Wrap every file's key under the active key-encryption key. Returns how many were rewrapped."""
    authority.require(Right.ROTATE_KEYS, None)
    count = rewrap_all(ObjectionPaper)
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
    done = destroy(ObjectionPaper.objects.filter(case__closed_at__lt=before), now)
    if done.count:
        detail = {"count": done.count}
        audit.record("presence.papers_destroyed", actor=None, subject="papers", detail=detail, unit_id=None)
    return done
