"""The turn of the year, tried every night: people whose first year of service ends get their days then."""

from __future__ import annotations

from django.utils import timezone

from hadir.jobs.queue import QUEUE, app
from hadir.leave import year_turn
from hadir.lib.authority import System
from hadir.people import selectors as people


@app.periodic(cron="20 1 * * *")
@app.task(name="leave.turn_year", queue=QUEUE, queueing_lock="leave.turn_year")
def turn_year(timestamp: int) -> None:
    """Grant the days of the year that are due, close the years that are over."""
    del timestamp
    now = timezone.now()
    year_turn.turn(System(), today=people.today_in_region(now), now=now)
