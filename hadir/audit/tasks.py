"""Jobs of the log: the head of each day, and its way to the witnesses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hadir.audit import heads
from hadir.audit.models import Head
from hadir.jobs.queue import QUEUE, RETRY, app

# The region's days end last in its western zone; 16:45 UTC is 23.45 there.
_ZONE = ZoneInfo("Asia/Jakarta")


@app.periodic(cron="45 16 * * *")
@app.task(name="audit.sign_head", queue=QUEUE, retry=RETRY, queueing_lock="audit.sign_head")
def sign_head(timestamp: int) -> None:
    """Sign the head of the day for which this was due, and send it to every witness. Repeating does nothing more."""
    sign_day(datetime.fromtimestamp(timestamp, UTC))


def sign_day(moment: datetime) -> None:
    """The head of the day in which the moment lies, and a job for each witness when the head is new."""
    day = moment.astimezone(_ZONE).date()
    with transaction.atomic():
        head, fresh = heads.sign_head(day=day, now=timezone.now())
        if head is None or not fresh:
            return
        for number in range(len(settings.CONFIG.audit_witnesses)):
            tell_witness.defer(day=day.isoformat(), number=number)


@app.task(name="audit.tell_witness", queue=QUEUE, retry=RETRY)
def tell_witness(*, day: str, number: int) -> None:
    """Mail a head to the witness at that place of HADIR_AUDIT_WITNESSES. A second copy does no harm."""
    witnesses = settings.CONFIG.audit_witnesses
    if number < len(witnesses):
        heads.mail_head(Head.objects.get(date=date.fromisoformat(day)), witnesses[number])
