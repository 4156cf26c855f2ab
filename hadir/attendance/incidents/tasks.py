"""Jobs of incidents: the pulse of the server, and a look at the day that is over."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from hadir.attendance.incidents import watching
from hadir.jobs.queue import QUEUE, app
from hadir.people import selectors as people


@app.periodic(cron="* * * * *")
@app.task(name="incidents.beat", queue=QUEUE, queueing_lock="incidents.beat")
def beat(timestamp: int) -> None:
    """The server is at work."""
    del timestamp
    watching.beat(now=timezone.now())


@app.periodic(cron="40 2 * * *")
@app.task(name="incidents.look", queue=QUEUE, queueing_lock="incidents.look")
def look(timestamp: int) -> None:
    """Yesterday: stages at which hardly anybody of a place could check in."""
    del timestamp
    now = timezone.now()
    watching.look_at(people.today_in_region(now) - timedelta(days=1), now=now)
