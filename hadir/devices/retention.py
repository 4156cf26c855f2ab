"""What is over about phones: ended bindings, decided requests, handled alarms, used codes, and who once used a key."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from hadir.devices.models import Alarm, Device, KeySighting, PairingCode, Request
from hadir.lib.retention import NOTHING, Destroyed


def destroy_devices(*, before: datetime) -> Destroyed:
    """Delete what ended before a moment. A bound phone stays, with the request and the uses of its key behind it,
    until its owner has left for as long."""
    left = Device.objects.filter(ended_at__isnull=True, employee__active=False, employee__left_on__lt=before.date())
    bound = Device.objects.filter(key_id=OuterRef("key_id"), ended_at__isnull=True)
    ends = [
        *_gone(Alarm.objects.filter(handled_at__lt=before), "handled_at"),
        *_gone(Device.objects.filter(ended_at__lt=before), "ended_at"),
        *_gone(left, "bound_at"),
        *_gone(Request.objects.filter(decided_at__lt=before, device__isnull=True), "decided_at"),
        *_gone(PairingCode.objects.filter(expires_at__lt=before), "expires_at"),
        *_gone(KeySighting.objects.filter(~Exists(bound), seen_at__lt=before), "seen_at"),
    ]
    return Destroyed(len(ends), min(ends), max(ends)) if ends else NOTHING


def _gone(rows: object, column: str) -> list[datetime]:
    """When each of the deleted rows had ended."""
    ends = list(rows.values_list(column, flat=True))  # type: ignore[attr-defined]
    rows.delete()  # type: ignore[attr-defined]
    return ends
