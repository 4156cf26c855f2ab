"""Papers beside requests and letters: checked by their content, sealed, opened by deciders, destroyed in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.leave import deciding, paper_rules, texts
from hadir.leave.models import AbsenceRequest, Attachment, DutyLetter
from hadir.leave.sealed_files import destroy, rewrap_all
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import InvalidInput, NotFound
from hadir.lib.retention import Destroyed

MOST = 5


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it was uploaded."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """What is shown to a decider."""

    name: str
    kind: str
    content: bytes


def check(papers: Sequence[Paper]) -> list[paper_rules.Checked]:
    """Each file as it will be kept. InvalidInput with the code of the fault and the sentence under `papers`."""
    try:
        if len(papers) > MOST:
            raise paper_rules.PaperFault("paper_too_many", limit=str(MOST))
        return [paper_rules.check(paper.content) for paper in papers]
    except paper_rules.PaperFault as fault:
        text = str(texts.PAPER_FAULTS[fault.code]).format(**fault.facts)
        raise InvalidInput(fault.code, text, fields={"papers": text}) from fault


def attach(
    user: User,
    papers: Sequence[Paper],
    *,
    request: AbsenceRequest | None = None,
    letter: DutyLetter | None = None,
    now: datetime,
) -> None:
    """Keep files beside a request or a letter, in the transaction of its deed. Raises as `check`."""
    before = Attachment.objects.filter(request=request, letter=letter, destroyed_at=None).count() if papers else 0
    if before + len(papers) > MOST:
        text = str(texts.PAPER_FAULTS["paper_too_many"]).format(limit=MOST)
        raise InvalidInput("paper_too_many", text, fields={"papers": text})
    for paper, checked in zip(papers, check(papers), strict=True):
        row = Attachment(
            request=request,
            letter=letter,
            employee=request.employee if request else None,
            name=_plain_name(paper.name, checked.kind),
            kind=checked.kind,
            is_health=bool(request and request.type.is_health),
            added_at=now,
            added_by=user.pk,
        )
        row.seal(checked.content)
        row.save()


def read(user: User, attachment_id: int) -> Opened:
    """Open a file: for whoever decides, and for the person whose it is. Every look of others is logged.

    Raises `NotFound`, also for whoever may see the request but decides nothing about it.
    """
    row = Attachment.objects.select_related(
        "request__employee__unit", "request__type", "letter__unit", "employee"
    ).filter(pk=attachment_id).first()  # fmt: skip
    if row is None or not _may_read(user, row):
        raise NotFound("paper_not_found", texts.PAPER_NOT_FOUND)
    if row.destroyed_at is not None:
        raise NotFound("paper_gone", texts.PAPER_GONE)
    if row.employee is None or row.employee_id != user.employee_id:
        unit_id = row.employee.unit_id if row.employee else row.letter.unit_id if row.letter else None
        audit.record_look(
            actor=user.actor,
            subject=f"paper:{row.pk}",
            what="leave.paper_seen",
            unit_id=unit_id,
            right=Right.DECIDE_ABSENCE,
        )
    return Opened(row.name, row.kind, row.unseal())


def _may_read(user: User, row: Attachment) -> bool:
    if row.request is not None:
        today = permissions.today_for(user)
        return (
            row.employee_id == user.employee_id
            or deciding.office_of(user, row.request, today) is not None
            or permissions.has(user, Right.VERIFY_ABSENCE, row.request.employee.unit_id)
        )
    return row.letter is not None and permissions.has(user, Right.ASSIGN_DUTY, row.letter.unit_id)


# --- keys and the end


@transaction.atomic
def rewrap_keys(authority: Authority) -> int:
    """Wrap every file's key under the active key-encryption key. Returns how many were rewrapped."""
    authority.require(Right.ROTATE_KEYS, None)
    count = rewrap_all(Attachment)
    audit.record(
        "leave.keys_rotated",
        actor=authority.actor,
        subject="data-keys",
        detail={"count": count},
        unit_id=None,
        right=Right.ROTATE_KEYS,
    )
    return count


def destroy_health(*, now: datetime, before: datetime) -> Destroyed:
    """Empty doctors' notes of requests that were settled before the cut-off."""
    return _destroy(Attachment.objects.filter(is_health=True, request__settled_at__lt=before), now)


def destroy_other(*, now: datetime, before: datetime) -> Destroyed:
    """Empty other papers of requests and letters that were settled before the cut-off."""
    rows = Attachment.objects.filter(is_health=False)
    return _destroy(rows.filter(request__settled_at__lt=before) | rows.filter(letter__decided_at__lt=before), now)


@transaction.atomic
def _destroy(rows: QuerySet[Attachment], now: datetime) -> Destroyed:
    done = destroy(rows, now)
    if done.count:
        audit.record("leave.papers_destroyed", actor=None, subject="papers", detail={"count": done.count}, unit_id=None)
    return done


def _plain_name(name: str, kind: str) -> str:
    """A name without path and control signs, with the ending of what the file is."""
    bare = "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable()).strip()
    stem = bare.rsplit(".", 1)[0][:100] or "lampiran"
    return f"{stem}.{'pdf' if kind == 'pdf' else 'jpg'}"
