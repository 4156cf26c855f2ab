"""Reading the queue, for the command line and the doctor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from procrastinate.contrib.django.models import ProcrastinateJob


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job; `at` is the time of its last event."""

    number: int
    task: str
    status: str
    attempts: int
    at: datetime | None
    arguments: dict[str, object]


@dataclass(frozen=True, slots=True)
class Line:
    """How the queue stands: `waiting_since` is when the oldest job fell due that nobody has taken."""

    waiting: int
    running: int
    failed: int
    waiting_since: datetime | None


def jobs(status: str | None, *, number: int | None = None, at_most: int | None = None) -> list[JobRow]:
    """Jobs of one status or of all, one number or all, the newest first."""
    found = ProcrastinateJob.objects.annotate(at=Max("procrastinateevent__at")).order_by("-id")
    if status:
        found = found.filter(status=status)
    if number is not None:
        found = found.filter(pk=number)
    rows = found.values_list("pk", "task_name", "status", "attempts", "at", "args")[:at_most]
    return [JobRow(*row) for row in rows]


def standing(*, now: datetime) -> Line:
    """The length of the queue."""
    counts = ProcrastinateJob.objects.aggregate(
        waiting=Count("pk", filter=Q(status="todo")),
        running=Count("pk", filter=Q(status="doing")),
        failed=Count("pk", filter=Q(status="failed")),
    )
    due = ProcrastinateJob.objects.filter(Q(scheduled_at__isnull=True) | Q(scheduled_at__lte=now), status="todo")
    oldest = due.annotate(at=Max("procrastinateevent__at")).order_by("id").first()
    since = max(oldest.at, oldest.scheduled_at or oldest.at) if oldest is not None and oldest.at else None
    return Line(**counts, waiting_since=since)
