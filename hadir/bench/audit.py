"""Speed of the audit log: writing through the chain, exporting, checking, turning pages. Needs Django set up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction
from django.utils import timezone

from hadir.audit import exporting, heads, selectors, services
from hadir.audit.selectors import Search
from hadir.lib import audit_export, jws
from hadir.lib.authority import Actor, Right, System

_BATCH = 50_000
_WRITERS = 4
_WRITE_S = 5.0
_ROUNDS = 20

# Deeds as a region's day brings them, from many actors, about many people, in forty agencies.
_GENERATE = """
INSERT INTO audit_auditentry (actor_id, actor_label, action, "right", subject, unit_id, detail, before, after)
SELECT n %% 5000, 'Pegawai Ukur ' || n %% 5000 || ' (19850315201001' || n %% 5000 || ')',
    (ARRAY['attendance.check_in', 'people.update_employee', 'people.employee_seen', 'accounts.sign_in'])[1 + n %% 4],
    (ARRAY['check_in', 'manage_employees', 'see_employees', ''])[1 + n %% 4],
    'employee:' || n %% 5000, n %% 40,
    jsonb_build_object('punch', md5(n::text), 'code', 'accepted', 'stage', 'morning', 'place', 'inside'),
    CASE WHEN n %% 4 = 1 THEN jsonb_build_object('unit_id', n %% 40) END,
    CASE WHEN n %% 4 = 1 THEN jsonb_build_object('unit_id', (n + 1) %% 40) END
FROM generate_series(%s::bigint, %s::bigint) AS n
"""


def measure(*, entries: int, folder: Path, progress: Callable[[int], None]) -> dict[str, Any]:
    """Figures over that many entries in an empty log; `progress` hears how many were written."""
    writing = _seconds(lambda: _fill(entries, progress))
    now = timezone.now()
    heads.sign_head(day=timezone.localdate(now), now=now)
    file = folder / "log.jsonl"
    exporting_s = _seconds(lambda: _export(file))
    checked = time.perf_counter()
    with file.open("rb") as stream:
        report = audit_export.check(stream, keys=jws.KeySet([heads.audit_key()]))
    checking = time.perf_counter() - checked
    live = time.perf_counter()
    alive = heads.verify()
    live_s = time.perf_counter() - live
    return {
        "entries": report.count,
        "whole": report.ok and alive.ok,
        "export_s": round(exporting_s, 1),
        "verify_s": round(checking, 1),
        "verify_live_s": round(live_s, 1),
        "export_mb": round(file.stat().st_size / 1e6, 1),
        "bulk_per_s": round(entries / writing),
        "single_per_s": round(_single_writes()),
        "page_newest_ms": _page_ms(None),
        "page_oldest_ms": _page_ms(100),
    }


def _fill(entries: int, progress: Callable[[int], None]) -> None:
    for first in range(1, entries + 1, _BATCH):
        last = min(first + _BATCH - 1, entries)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_GENERATE, [first, last])
        progress(last)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_auditentry")


def _export(file: Path) -> None:
    made = exporting.export(System("hadir bench"), since=None, until=None, units=None, now=timezone.now())
    with file.open("wb") as stream:
        stream.writelines(audit_export.blocks(made.lines))


def _single_writes() -> float:
    """Entries a second, each in a transaction of its own, by writers that wait for each other at the chain."""
    counts = [0] * _WRITERS
    until = time.perf_counter() + _WRITE_S

    def work(number: int) -> None:
        try:
            while time.perf_counter() < until:
                with transaction.atomic():
                    services.record(
                        "attendance.check_in",
                        actor=Actor(number, "Pegawai Ukur"),
                        subject=f"employee:{number}",
                        detail={"code": "accepted"},
                        unit_id=number,
                        right=Right.CHECK_IN,
                    )
                counts[number] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[number]) for number in range(_WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / _WRITE_S


def _page_ms(before: int | None) -> float:
    """One page of an agency's entries, the best of some rounds."""
    times = [_seconds(lambda: selectors.search(Search(units={3}), before=before)) for _round in range(_ROUNDS)]
    return round(min(times) * 1000, 1)


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
