"""Jobs of day records."""

from __future__ import annotations

from django.utils import timezone

from hadir.jobs.queue import QUEUE, app
from hadir.workdays import services


@app.periodic(cron="* * * * *")
@app.task(name="workdays.rebuild_marked", queue=QUEUE, queueing_lock="workdays.rebuild_marked")
def rebuild_marked(timestamp: int) -> None:
    """Days whose facts have changed, whose windows have closed, or that have begun."""
    services.rebuild_marked(timezone.now())
