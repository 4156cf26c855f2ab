"""Jobs of events."""

from __future__ import annotations

from django.utils import timezone

from hadir.attendance.events import planning
from hadir.jobs.queue import QUEUE, app


@app.periodic(cron="50 0 * * *")
@app.task(name="events.write_ahead", queue=QUEUE, queueing_lock="events.write_ahead")
def write_ahead(timestamp: int) -> None:
    """Days of weekly events that come into reach."""
    del timestamp
    planning.write_ahead(now=timezone.now())
