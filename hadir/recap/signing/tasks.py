"""Jobs of closing months."""

from __future__ import annotations

from django.utils import timezone

from hadir.jobs.queue import QUEUE, RETRY, app
from hadir.recap.signing import services


@app.task(name="recap.lock_month", queue=QUEUE, retry=RETRY)
def lock_month(*, closing_id: int) -> None:
    """The last stage of an agency's month."""
    services.lock_now(closing_id, timezone.now())


@app.periodic(cron="10 23 * * *")  # 06.10 in the west of the country
@app.task(name="recap.remind_lock", queue=QUEUE, queueing_lock="recap.remind_lock")
def remind_lock(timestamp: int) -> None:
    """Whose turn it is, some days before a month should be locked."""
    del timestamp
    services.remind(timezone.now())
