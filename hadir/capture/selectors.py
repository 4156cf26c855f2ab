"""Reading camera sessions."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from hadir.capture.models import CaptureSession, Purpose


def first_patience(employee_id: int, start: datetime, end: datetime) -> datetime | None:
    """The earliest arrival between two moments at which the server asked this person for patience; None when never."""
    rows = CaptureSession.objects.filter(
        employee_id=employee_id,
        purpose=Purpose.CHECK_IN,
        opened_at__gte=start,
        opened_at__lt=end,
        patience_asked_at__isnull=False,
    )
    found: datetime | None = rows.aggregate(first=Min("noted_at"))["first"]
    return found
