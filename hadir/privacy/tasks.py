"""Jobs of this slice: see `hadir.jobs.queue`."""

from __future__ import annotations

from django.utils import timezone

from hadir.jobs.queue import QUEUE, RETRY, app
from hadir.lib.authority import System
from hadir.privacy import exports, reminders, retention


@app.task(name="privacy.make_export", queue=QUEUE, retry=RETRY)
def make_export(*, export_id: int) -> None:
    exports.make(export_id, now=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(name="privacy.remind", queue=QUEUE, queueing_lock="privacy.remind")
def remind(timestamp: int) -> None:
    reminders.send_due(now=timezone.now())


@app.periodic(cron="41 18 * * *")  # in the night of all three zones
@app.task(name="privacy.run_retention", queue=QUEUE, queueing_lock="privacy.run_retention", retry=RETRY)
def run_retention(timestamp: int) -> None:
    retention.run(System("retention"), now=timezone.now())
