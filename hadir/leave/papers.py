"""Papers beside requests and letters: checked by their content, sealed, opened by deciders, destroyed in time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min, QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.capture.keys import key_ring, opening
from hadir.leave import deciding, paper_rules, texts
from hadir.leave.models import AbsenceRequest, Attachment, DutyLetter
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import InvalidInput, NotFound
from hadir.lib.retention import NOTHING, Destroyed
from hadir.lib.sealing import WrappedKey, new_key, seal, unseal

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
        digest = hashlib.sha256(checked.content).hexdigest()
        key = new_key()
        wrapped = key_ring().wrap(key, bound_to=f"paper-key|{digest}")
        Attachment.objects.create(
            request=request,
            letter=letter,
            employee=request.employee if request else None,
            name=_plain_name(paper.name, checked.kind),
            kind=checked.kind,
            size=len(checked.content),
            digest=digest,
            is_health=bool(request and request.type.is_health),
            kek_id=wrapped.kek_id,
            sealed_key=wrapped.sealed,
            sealed=seal(key, checked.content, bound_to=f"paper|{digest}"),
            added_at=now,
            added_by=user.pk,
        )


def read(user: User, attachment_id: int) -> Opened:
    """Open a file: for whoever decides, and for the person whose it is. Every look of others is logged.

    Raises `NotFound`, also for whoever may see the request but decides nothing about it.
    """
    row = Attachment.objects.select_related(
        "request__employee__unit", "request__type", "letter__unit", "employee"
    ).filter(pk=attachment_id).first()  # fmt: skip
    if row is None or not _may_read(user, row):
        raise NotFound("paper_not_found", texts.PAPER_NOT_FOUND)
    if row.sealed is None or row.sealed_key is None:
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
    with opening():
        key = key_ring().unwrap(WrappedKey(row.kek_id, bytes(row.sealed_key)), bound_to=f"paper-key|{row.digest}")
        return Opened(row.name, row.kind, unseal(key, bytes(row.sealed), bound_to=f"paper|{row.digest}"))


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
    ring = key_ring()
    rows = Attachment.objects.select_for_update().filter(destroyed_at=None).exclude(kek_id=ring.active_id)
    count = 0
    for row in rows.defer("sealed"):
        bound = f"paper-key|{row.digest}"
        plain = ring.unwrap(WrappedKey(row.kek_id, bytes(row.sealed_key or b"")), bound_to=bound)
        wrapped = ring.wrap(plain, bound_to=bound)
        row.kek_id, row.sealed_key = wrapped.kek_id, wrapped.sealed
        row.save(update_fields=["kek_id", "sealed_key"])
        count += 1
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
    """The key goes with the file, so that a copy in a backup opens no more than what is here."""
    over = Attachment.objects.filter(pk__in=rows.filter(destroyed_at=None).values("pk"))
    span = over.aggregate(oldest=Min("added_at"), newest=Max("added_at"))
    count = over.update(sealed=None, sealed_key=None, destroyed_at=now)
    if not count:
        return NOTHING
    audit.record("leave.papers_destroyed", actor=None, subject="papers", detail={"count": count}, unit_id=None)
    return Destroyed(count, span["oldest"], span["newest"])


def _plain_name(name: str, kind: str) -> str:
    """A name without path and control signs, with the ending of what the file is."""
    bare = "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable()).strip()
    stem = bare.rsplit(".", 1)[0][:100] or "lampiran"
    return f"{stem}.{'pdf' if kind == 'pdf' else 'jpg'}"
