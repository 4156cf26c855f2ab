"""Jobs of attendance."""

from __future__ import annotations

from hadir.attendance import shadow
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
