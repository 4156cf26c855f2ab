"""Jobs of attendance."""

from __future__ import annotations

from django.utils import timezone

from hadir.attendance import services, shadow
from hadir.jobs.queue import QUEUE, RETRY, app


@app.periodic(cron="*/10 * * * *")
@app.task(name="attendance.shadow_round", queue=QUEUE, queueing_lock="attendance.shadow_round")
def shadow_round(timestamp: int) -> None:
    """While two engines are compared: the check-ins since the last round."""
    shadow.compare_some(limit=200)


@app.task(name="attendance.shadow", queue=QUEUE, retry=RETRY, queueing_lock="attendance.shadow")
def compare() -> None:
    """Everything that is kept, a few pictures a job."""
    if shadow.compare_some():
        compare.defer()


@app.periodic(cron="1-59/5 * * * *")
@app.task(name="attendance.destroy_overdue", queue=QUEUE, queueing_lock="attendance.destroy_overdue")
def destroy_overdue(timestamp: int) -> None:
    """Evidence whose date has come."""
    services.destroy_overdue_evidence(now=timezone.now())
