"""Jobs of day records."""

from __future__ import annotations

from django.utils import timezone

from hadir.jobs.queue import QUEUE, app
from hadir.workdays import services
from hadir.workdays.reminders import services as reminders


@app.periodic(cron="* * * * *")
@app.task(name="workdays.rebuild_marked", queue=QUEUE, queueing_lock="workdays.rebuild_marked")
def rebuild_marked(timestamp: int) -> None:
    """Days whose facts have changed, whose windows have closed, or that have begun."""
    services.rebuild_marked(timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="workdays.remind_before_closing", queue=QUEUE, queueing_lock="workdays.remind_before_closing")
def remind_before_closing(timestamp: int) -> None:
    """Stages that close within the policy's minutes."""
    reminders.before_closing(timezone.now())


@app.periodic(cron="20 21-23,0-5 * * *")  # from 06.20 in the west; the east is two hours ahead
@app.task(name="workdays.remind_missing", queue=QUEUE, queueing_lock="workdays.remind_missing")
def remind_missing(timestamp: int) -> None:
    """What yesterday lacks, each morning."""
    reminders.missing_yesterday(timezone.now())
