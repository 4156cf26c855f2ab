"""Locked months of agencies, and durable marks on days that no longer follow from their facts.

Points at units and people by name only: this slice stands below `people`, so that a change of careers can mark days.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from hadir.periods.rules import Cause, Scope


class StaleSpan(models.Model):
    """Days of somebody, or of a unit's people, that have to be derived anew. Deleted by whoever has done so.

    `scope_id` is a person's or a unit's number, 0 for the region.
    """

    id = models.BigAutoField(primary_key=True)
    scope = models.CharField(max_length=8)
    scope_id = models.BigIntegerField(default=0)
    first = models.DateField()
    last = models.DateField()
    cause = models.CharField(max_length=12)
    marked_at = models.DateTimeField(db_default=Func(function="statement_timestamp"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=[one.value for one in Scope]), name="periods_stale_scope"),
            models.CheckConstraint(condition=Q(cause__in=[one.value for one in Cause]), name="periods_stale_cause"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="periods_stale_span"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.scope_id}: {self.first} to {self.last} ({self.cause})"


class LockedMonth(models.Model):
    """From `locked_at` on, an agency's month changes only by correction journals. Never unlocked."""

    unit = models.ForeignKey("people.OrgUnit", on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("bulan"))  # its first day
    locked_at = models.DateTimeField()
    locked_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["-month", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="periods_locked_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="periods_month_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} of unit {self.unit_id}"
