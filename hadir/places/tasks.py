"""Jobs of places: see `hadir.jobs.queue`."""

from __future__ import annotations

from django.utils import timezone

from hadir.jobs.queue import QUEUE, app
from hadir.places import codes


@app.periodic(cron="20 2 * * *")
@app.task(name="places.forget_tries", queue=QUEUE, queueing_lock="places.forget_tries")
def forget_tries(timestamp: int) -> None:
    """Codes that somebody typed long ago are counted no more."""
    codes.forget_tries(now=timezone.now())
