"""Jobs of notices: see `hadir.jobs.queue`."""

from __future__ import annotations

from django.utils import timezone

from hadir.jobs.queue import QUEUE, RETRY, app
from hadir.notices import delivering


@app.task(name="notices.dispatch", queue=QUEUE, retry=RETRY)
def dispatch(*, notice_ids: list[int]) -> None:
    delivering.dispatch(notice_ids, now=timezone.now())


@app.task(name="notices.deliver", queue=QUEUE, retry=RETRY)
def deliver(*, delivery_id: int) -> None:
    delivering.deliver(delivery_id, now=timezone.now())
