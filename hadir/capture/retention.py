"""Camera sessions that are too old to matter: not even their digests are needed against replays any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min

from hadir.audit import services as audit
from hadir.capture.models import CaptureFrame, CaptureSession
from hadir.lib.retention import NOTHING, Destroyed

_AT_ONCE = 5000


@transaction.atomic
def destroy_sessions(*, before: datetime) -> Destroyed:
    """Delete sessions opened before a moment, with the digests of their frames; at most `_AT_ONCE` a run.

    Punches and enrolments name their session by number only and stay.
    """
    ids = list(CaptureSession.objects.filter(opened_at__lt=before).order_by("opened_at").values_list("pk")[:_AT_ONCE])
    keys = [key for (key,) in ids]
    over = CaptureSession.objects.filter(pk__in=keys)
    span = over.aggregate(oldest=Min("opened_at"), newest=Max("opened_at"))
    CaptureFrame.objects.filter(session_id__in=keys).delete()
    over.delete()
    if not keys:
        return NOTHING
    audit.record(
        "capture.sessions_destroyed", actor=None, subject="capture-sessions", detail={"count": len(keys)}, unit_id=None
    )
    return Destroyed(len(keys), span["oldest"], span["newest"])
