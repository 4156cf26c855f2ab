"""How far an import is, told while its one big transaction is still open: on a connection of its own."""

from __future__ import annotations

import time

from django.db import connection

from hadir.people.staged import ImportBatch

_EVERY_S = 1.0


class Progress:
    """Per cent of one import. Telling is best effort: nothing depends on it."""

    def __init__(self, batch: ImportBatch, *, total: int) -> None:
        self._batch_id = batch.pk
        self._total = max(1, total)
        self._done = 0
        self._told_at = time.monotonic()

    def advance(self, count: int) -> None:
        """So many more lines are done; told at most once a second."""
        self._done = min(self._total, self._done + count)
        now = time.monotonic()
        if now - self._told_at < _EVERY_S:
            return
        self._told_at = now
        self._tell(min(99, 100 * self._done // self._total))

    def _tell(self, percent: int) -> None:
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("UPDATE people_importbatch SET progress = %s WHERE id = %s", [percent, self._batch_id])
        finally:
            other.close()
