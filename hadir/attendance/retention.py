"""What a retention run and a copy of somebody's data need of punches and their pictures."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet

from hadir.attendance.models import Evidence, Punch
from hadir.attendance.presence.assessing import destroy_pictures
from hadir.attendance.presence.models import EvidencePicture
from hadir.audit import services as audit
from hadir.lib.retention import NOTHING, Destroyed


def receipts_of(employee_id: int) -> QuerySet[Punch]:
    """Punches of a person that carry a receipt, oldest first; only what a file of it needs is read."""
    return (
        Punch.objects.filter(employee_id=employee_id)
        .exclude(receipt="")
        .only("id", "recorded_at", "receipt")
        .order_by("recorded_at", "id")
    )


def with_evidence(employee_id: int) -> QuerySet[Punch]:
    """Punches of a person whose picture is still kept, oldest first."""
    return (
        Punch.objects.filter(employee_id=employee_id, evidence__isnull=False)
        .select_related("evidence")
        .order_by("recorded_at", "id")
    )


def frames_of(employee_id: int) -> QuerySet[EvidencePicture]:
    """The further frames of check-ins that somebody has to look at, while they are kept, oldest first."""
    return (
        EvidencePicture.objects.filter(punch__employee_id=employee_id)
        .select_related("punch")
        .order_by("punch__recorded_at", "punch_id", "number")
    )


@transaction.atomic
def destroy_evidence(*, now: datetime, before: datetime) -> Destroyed:
    """Delete pictures whose own date has come, and those of punches from `before` the policy's cut-off.

    A picture keeps the shorter of what was promised when it was taken and what the policy says today.
    """
    over = Evidence.objects.filter(Q(destroy_after__lte=now) | Q(punch__recorded_at__lt=before))
    span = over.aggregate(oldest=Min("punch__recorded_at"), newest=Max("punch__recorded_at"))
    count, _by_model = over.delete()
    count += destroy_pictures(now=now, before=before)
    if not count:
        return NOTHING
    audit.record("attendance.evidence_destroyed", actor=None, subject="evidence", detail={"count": count}, unit_id=None)
    return Destroyed(count, span["oldest"], span["newest"])
