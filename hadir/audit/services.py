"""Writing the log: one entry for every service call that changes something, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext

from django.db import transaction
from django.utils import timezone

from hadir.audit import selectors, viewer
from hadir.audit.models import AuditEntry
from hadir.audit.rules import ONE_LOOK, Deed, difference
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Actor, Right

__all__ = ["Actor", "Deed", "difference", "record", "record_look", "record_many"]

_BATCH = 2_000


def record(  # noqa: PLR0913 - each names one part of an entry
    action: str,
    *,
    actor: Actor | None,
    subject: str,
    detail: Mapping[str, object],
    unit_id: int | None,
    right: Right | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Add an entry `slice.deed` about a subject such as `employee:12`; None as actor means nobody signed in.

    `right` is the one that allowed it; `before` and `after` come from `difference`, which masks what the log does not
    repeat. Must run inside the transaction of the deed: an entry without its deed, or a deed without its entry, is a
    lie. Call it last: from here to the commit no other entry can be written by anybody (ADR 0016).
    """
    deed = Deed(action, actor, subject, unit_id, detail, right, before, after)
    _inside_transaction(action)
    row = _row(deed)
    # What is written is given back, and PostgreSQL gives back only what the writer may see: the own deeds.
    with (
        nullcontext() if viewer.is_eyes_of(row.actor_id) else seeing_everything("written in the name of somebody else")
    ):
        row.save(force_insert=True)
    return row


def record_many(deeds: Iterable[Deed]) -> int:
    """Add many entries at once, for an import; returns how many. The same rules as for `record`."""
    rows = [_row(deed) for deed in deeds]
    if rows:
        _inside_transaction(rows[0].action)
        with seeing_everything("written in the names of several people"):
            AuditEntry.objects.bulk_create(rows, batch_size=_BATCH)
    return len(rows)


def record_look(
    *, actor: Actor, subject: str, what: str, unit_id: int | None, right: Right | None = None
) -> AuditEntry | None:
    """Note that somebody looked at evidence or personal data of others; `what` is an action that ends in `_seen`.

    Several looks of one person at the same thing within ten minutes are one entry (None is returned then). Opens its
    own transaction: whoever shows a record calls this first, and shows nothing when the look cannot be noted.
    """
    if not what.endswith("_seen"):
        raise ValueError(f"the action of a look ends in _seen: {what}")
    with transaction.atomic():
        if selectors.has_looked(actor, subject=subject, what=what, since=timezone.now() - ONE_LOOK):
            return None
        return record(what, actor=actor, subject=subject, detail={}, unit_id=unit_id, right=right)


def _inside_transaction(action: str) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"audit entry {action} outside the transaction of its deed")


def _row(deed: Deed) -> AuditEntry:
    who = deed.actor or Actor(id=None, label="anonymous")
    return AuditEntry(
        action=deed.action,
        actor_id=who.id,
        actor_label=who.label[:200],
        right=deed.right.value if deed.right else "",
        subject=deed.subject,
        unit_id=deed.unit_id,
        detail=dict(deed.detail),
        before=dict(deed.before) if deed.before else None,
        after=dict(deed.after) if deed.after else None,
    )
