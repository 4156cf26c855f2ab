"""Reading the log."""

from __future__ import annotations

from django.db.models import QuerySet

from hadir.audit.models import AuditEntry


def entries_about(subject: str) -> QuerySet[AuditEntry]:
    """Everything that was done to one subject, newest first."""
    return AuditEntry.objects.filter(subject=subject)
