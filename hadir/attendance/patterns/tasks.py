"""The nightly look at the last weeks."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from hadir.attendance.patterns import searching
from hadir.jobs.queue import QUEUE, app
from hadir.people import selectors as people


@app.periodic(cron="20 3 * * *")
@app.task(name="patterns.search", queue=QUEUE, queueing_lock="patterns.search")
def search(timestamp: int) -> None:
    """The weeks that end with yesterday."""
    del timestamp
    now = timezone.now()
    searching.search(people.today_in_region(now) - timedelta(days=1), now=now)
