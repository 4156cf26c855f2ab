"""Jobs of accounts: see `hadir.jobs.queue`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from hadir.accounts import services
from hadir.jobs.queue import QUEUE, app
from hadir.people.models import TimeZone


@app.periodic(cron="10 17 * * *")  # ten past midnight in the west, where a day of the region begins last
@app.task(name="accounts.tell_ended_roles", queue=QUEUE, queueing_lock="accounts.tell_ended_roles")
def tell_ended_roles(timestamp: int) -> None:
    today = datetime.fromtimestamp(timestamp, UTC).astimezone(ZoneInfo(TimeZone.WIB)).date()
    services.tell_ended_roles(last_day=today - timedelta(days=1), now=timezone.now())
