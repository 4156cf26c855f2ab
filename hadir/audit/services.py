"""Writing the log: one entry for every service call that changes something, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from hadir.audit.models import AuditEntry
from hadir.lib.authority import Actor

__all__ = ["Actor", "record"]


def record(
    action: str, *, actor: Actor | None, subject: str, detail: Mapping[str, object], unit_id: int | None
) -> AuditEntry:
    """Add an entry `slice.deed` about a subject such as `employee:12`; None as actor means nobody signed in.

    Must run inside the transaction of the deed: an entry without its deed, or a deed without its entry, is a lie.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"audit entry {action} outside the transaction of its deed")
    who = actor or Actor(id=None, label="anonymous")
    return AuditEntry.objects.create(
        action=action,
        actor_id=who.id,
        actor_label=who.label[:200],
        subject=subject,
        unit_id=unit_id,
        detail=dict(detail),
    )
