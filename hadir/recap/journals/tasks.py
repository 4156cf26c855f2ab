"""Jobs of journals."""

from __future__ import annotations

from django.utils import timezone

from hadir.jobs.queue import QUEUE, RETRY, app
from hadir.recap.journals import services


@app.task(name="recap.apply_journal", queue=QUEUE, retry=RETRY)
def apply_journal(*, journal_id: int) -> None:
    """What was approved becomes the month."""
    services.apply(journal_id, timezone.now())
