"""Jobs of this slice."""

from __future__ import annotations

from django.utils import timezone

from hadir.jobs.queue import QUEUE, app
from hadir.people import following
from hadir.people.importing.tasks import apply_import, check_import

__all__ = ["apply_import", "check_import", "follow_dates"]


@app.periodic(cron="2 * * * *")  # hourly: the day begins in three zones, and a machine may have been off
@app.task(name="people.follow_dates", queue=QUEUE, queueing_lock="people.follow_dates")
def follow_dates(timestamp: int) -> None:
    """Transfers, new grades and reorganisations take effect on their day."""
    following.follow_dates(now=timezone.now())
