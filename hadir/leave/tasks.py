"""The turn of the year, tried every night (people whose first year of service ends get their days then), and granted
leave that is counted again when holidays change.
"""

from __future__ import annotations

from django.utils import timezone

from hadir.jobs.queue import QUEUE, RETRY, app
from hadir.leave import recounting, year_turn
from hadir.lib.authority import System
from hadir.people import selectors as people


@app.periodic(cron="20 1 * * *")
@app.task(name="leave.turn_year", queue=QUEUE, queueing_lock="leave.turn_year")
def turn_year(timestamp: int) -> None:
    """Grant the days of the year that are due, close the years that are over."""
    del timestamp
    now = timezone.now()
    year_turn.turn(System(), today=people.today_in_region(now), now=now)


@app.task(name="leave.recount", queue=QUEUE, retry=RETRY)
def recount(*, calendar_version: int) -> None:
    """Follow a calendar that was confirmed. Deferred by the confirmation."""
    recounting.recount(System(), version_id=calendar_version, now=timezone.now())
