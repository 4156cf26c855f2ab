"""Reading the log, page by page whatever its length: every list goes on from the number where the last one ended."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from hadir.audit import chain_sql
from hadir.audit.models import AuditEntry, Head
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Actor

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Search:
    """What an auditor asks for. `units` None is the whole region, else entries of those units only; None of any other
    collection asks for all. `machine`: what no account did (the system, the command line, strangers). Times are aware,
    the first included, the last not.
    """

    units: Collection[int] | None = None
    actor_ids: Collection[int] | None = None
    machine: bool = False
    actions: Collection[str] | None = None
    subjects: Collection[str] | None = None
    unit_ids: Collection[int] | None = None
    right: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, newest first; `older` and `newer` are the numbers to go on from, None at the ends."""

    entries: list[AuditEntry]
    older: int | None
    newer: int | None


@dataclass(frozen=True, slots=True)
class Linked:
    """An entry as the chain knows it, hashes in hexadecimal."""

    seq: int
    prev: str
    hash: str
    payload: str
    unit_id: int | None


def entries_about(subject: str) -> QuerySet[AuditEntry]:
    """Everything that was done to one subject, newest first."""
    return AuditEntry.objects.filter(subject=subject)


def has_looked(actor: Actor, *, subject: str, what: str, since: datetime) -> bool:
    """Whether the same look of the same person is in the log already."""
    with seeing_everything("a writer may not read the log, but must not write the same look twice"):
        same = AuditEntry.objects.filter(subject=subject, action=what, at__gte=since)
        # By name too: systems with a token have no account.
        return same.filter(actor_id=actor.id, actor_label=actor.label[:200]).exists()


def search(asked: Search, *, before: int | None = None, after: int | None = None, size: int = 50) -> Page:
    """The page of entries older than number `before`, or newer than `after`; without both the newest.

    Counts nothing and skips nothing: page 10,000 costs what page 1 costs.
    """
    rows = _matching(asked).defer("payload", "hash", "prev_hash", "before", "after")
    if after is not None:
        found = list(rows.filter(seq__gt=after).order_by("seq")[: size + 1])
        more, found = len(found) > size, found[:size][::-1]
        newer = found[0].seq if more else None
        return Page(found, found[-1].seq if found else None, newer)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: size + 1])
    more, found = len(found) > size, found[:size]
    return Page(found, found[-1].seq if more else None, found[0].seq if found and before is not None else None)


def entry(seq: int, *, units: Collection[int] | None) -> AuditEntry | None:
    """One entry by its number, None also where it concerns none of the units."""
    return _matching(Search(units=units)).filter(seq=seq).first()


def bounds(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """First and last number of a stretch of time; (1, 0) when it is empty."""
    with seeing_everything("numbers of a stretch of time; they say nothing about what was done"):
        return _bounds(since, until)


def _bounds(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    entries = AuditEntry.objects.all()
    first = entries.filter(at__gte=since).order_by("at", "seq").values_list("seq", flat=True).first() if since else 1
    last = (
        (entries.filter(at__lt=until).order_by("-at", "-seq") if until else entries.order_by("-seq"))
        .values_list("seq", flat=True)
        .first()
    )
    return (first, last) if first and last and first <= last else (1, 0)


def newest() -> Linked | None:
    """The entry that a head would name now."""
    with seeing_everything("the newest number and hash; the entry itself is shown to nobody"):
        return next(linked(*_last_seq()), None)


def link_at(seq: int) -> Linked | None:
    """One entry as the chain knows it."""
    return next(linked(seq, seq), None)


def linked(first: int, last: int) -> Iterator[Linked]:
    """Entries of a stretch in order, in batches: memory does not grow with the log."""
    for start in range(first, last + 1, _BATCH):
        stop = min(start + _BATCH - 1, last)
        rows = AuditEntry.objects.filter(seq__range=(start, stop)).order_by("seq")
        with seeing_everything("a chain is checked link by link; what its reader may not read is withheld as a digest"):
            found = list(rows.values_list("seq", "prev_hash", "hash", "payload", "unit_id"))
        for seq, prev, own, payload, unit_id in found:
            yield Linked(seq, bytes(prev).hex(), bytes(own).hex(), payload, unit_id)


def differing(first: int, last: int) -> list[tuple[int, str, str]]:
    """Number, action and subject of entries whose columns no longer say what the chained text says."""
    with connection.cursor() as cursor:
        cursor.execute(chain_sql.DIFFERING, [first, last])
        return [(int(seq), str(action), str(subject)) for seq, action, subject in cursor.fetchall()]


def heads() -> QuerySet[Head]:
    """Signed heads, newest first."""
    return Head.objects.all()


def _last_seq() -> tuple[int, int]:
    last = _bounds(None, None)[1]
    return (last, last) if last else (1, 0)


def actions() -> list[str]:
    """Every action that was ever recorded: one step of the index an action, however long the log is."""
    with connection.cursor() as cursor:
        cursor.execute(_DISTINCT_ACTIONS)
        return [str(action) for (action,) in cursor.fetchall()]


_DISTINCT_ACTIONS = """
WITH RECURSIVE found AS (
    (SELECT action FROM audit_auditentry ORDER BY action LIMIT 1)
    UNION ALL
    SELECT (SELECT e.action FROM audit_auditentry e WHERE e.action > found.action ORDER BY e.action LIMIT 1)
    FROM found WHERE found.action IS NOT NULL
)
SELECT action FROM found WHERE action IS NOT NULL
"""


def _matching(asked: Search) -> QuerySet[AuditEntry]:
    collections = {
        "unit_id__in": asked.units,
        "actor_id__in": asked.actor_ids,
        "action__in": asked.actions,
        "subject__in": asked.subjects,
    }
    found = Q(**{name: values for name, values in collections.items() if values is not None})
    if asked.unit_ids is not None:
        found &= Q(unit_id__in=asked.unit_ids)
    if asked.machine:
        found &= Q(actor_id__isnull=True)
    if asked.right:
        found &= Q(right=asked.right)
    if asked.since or asked.until:
        found &= Q(seq__range=bounds(asked.since, asked.until))  # numbers follow time, and the list goes by numbers
    return AuditEntry.objects.filter(found)
