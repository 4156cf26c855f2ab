"""Jobs of capture: see `hadir.jobs.queue`."""

from __future__ import annotations

from django.utils import timezone

from hadir.capture import services
from hadir.jobs.queue import QUEUE, app


@app.periodic(cron="*/5 * * * *")
@app.task(name="capture.wipe_expired", queue=QUEUE, queueing_lock="capture.wipe_expired")
def wipe_expired(timestamp: int) -> None:
    """What an abandoned session measured goes with the session."""
    services.wipe_expired(now=timezone.now())
