"""Notices that have served."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min

from hadir.lib.retention import NOTHING, Destroyed
from hadir.notices.models import Notice
from hadir.notices.services import forget_old


@transaction.atomic
def destroy_notices(*, now: datetime, before: datetime) -> Destroyed:
    """Delete what `forget_old` would, and everything from before the policy's cut-off."""
    served = forget_old(now=now)
    over = Notice.objects.filter(created_at__lt=before)
    span = over.aggregate(oldest=Min("created_at"), newest=Max("created_at"))
    _all, by_model = over.delete()
    count = served + by_model.get(Notice._meta.label, 0)
    return Destroyed(count, span["oldest"], span["newest"]) if count else NOTHING
