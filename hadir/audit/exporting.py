"""Writing the log out for somebody who checks it elsewhere (`hadir.lib.audit_export` tells the form)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from hadir.audit import selectors, services
from hadir.audit.heads import audit_key
from hadir.audit.models import Head
from hadir.lib import audit_export
from hadir.lib.audit_export import Header
from hadir.lib.authority import Authority, Right
from hadir.lib.chain import GENESIS


@dataclass(frozen=True, slots=True)
class Export:
    """`lines` can be gone through once; nothing has been read before that."""

    first: int
    last: int
    lines: Iterator[bytes]


def export(
    authority: Authority,
    *,
    since: datetime | None,
    until: datetime | None,
    units: Collection[int] | None,
    now: datetime,
) -> Export:
    """The entries of a stretch of time, with the heads that lie in it. The export itself is an entry.

    `units` None is everything; else entries of other units are withheld: only their digests are in the file, which
    keeps the chain whole. The caller has asked for the right in those units. An empty stretch gives a file without
    entries.
    """
    if units is None:
        authority.require(Right.EXPORT_AUDIT_LOG, None)
    first, last = selectors.bounds(since, until)
    with transaction.atomic():
        services.record(
            "audit.exported",
            actor=authority.actor,
            subject="audit:log",
            detail={"first": first, "last": last, "units": None if units is None else sorted(units)},
            unit_id=None,
            right=Right.EXPORT_AUDIT_LOG,
        )
    return Export(first, last, _lines(first, last, None if units is None else frozenset(units), now))


def _lines(first: int, last: int, units: frozenset[int] | None, now: datetime) -> Iterator[bytes]:
    before = selectors.link_at(first - 1) if first > 1 else None
    prev = before.hash if before else GENESIS
    header = Header(settings.CONFIG.base_url, first, last, prev, now)
    yield header.line()
    for token in Head.objects.filter(seq__range=(first, last)).order_by("seq").values_list("jws", flat=True):
        yield audit_export.head_line(token)
    for entry in selectors.linked(first, last):
        seen = units is None or entry.unit_id in units
        write = audit_export.entry_line if seen else audit_export.withheld_line
        yield write(entry.prev, entry.hash, entry.payload)
        prev = entry.hash
    yield audit_export.end_line(header.line(), prev, audit_key(), header)
