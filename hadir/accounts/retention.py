"""Log-ins that have ended."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Max, Min

from hadir.lib.retention import NOTHING, Destroyed


def destroy_log_ins(*, before: datetime) -> Destroyed:
    """Delete log-ins that expired before a moment. They hold the account's number and what its pages remembered."""
    over = Session.objects.filter(expire_date__lt=before)
    span = over.aggregate(oldest=Min("expire_date"), newest=Max("expire_date"))
    count, _by_model = over.delete()
    return Destroyed(count, span["oldest"], span["newest"]) if count else NOTHING
