"""The closing of an agency's month: where it stands, every deed of it, and the sums that the lock froze."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hadir.people.models import Employee, OrgUnit
from hadir.periods.rules import Month
from hadir.recap.months.models import MonthPolicy
from hadir.recap.months.rules import Stage
from hadir.recap.signing import rules
from hadir.recap.signing.rules import Deed


class ClosingState(models.TextChoices):
    OPEN = "open", _("Belum dikunci")
    LOCKING = "locking", _("Sedang dikunci")
    LOCKED = "locked", _("Terkunci")


class MonthClosing(models.Model):
    """One row an agency and month, from the first signature on. `stages` and `policy` are those of that day.

    While `locking`, a job of the queue derives nothing new, checks everything once more and freezes; `lock_note` says
    why it could not. `digest` binds the frozen sums, `allowance_digest` the lines of the allowance.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("bulan"))
    state = models.CharField(max_length=8, choices=ClosingState, default=ClosingState.OPEN)
    stages: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=10))
    policy = models.ForeignKey(MonthPolicy, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    lock_by_user = models.BigIntegerField(null=True, blank=True)
    lock_by_employee = models.BigIntegerField(null=True, blank=True)
    lock_by_label = models.CharField(max_length=200, blank=True)
    lock_capacity = models.CharField(max_length=120, blank=True)
    lock_asked_at = models.DateTimeField(null=True, blank=True)
    lock_note = models.CharField(max_length=500, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    people = models.PositiveIntegerField(default=0)
    requests_rejected = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    allowance_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-month", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="recap_closing_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="recap_closing_month"),
            models.CheckConstraint(condition=Q(state__in=ClosingState.values), name="recap_closing_state"),
            models.CheckConstraint(
                condition=(Q(state="locked") & Q(locked_at__isnull=False) & ~Q(digest=""))
                | (~Q(state="locked") & Q(locked_at__isnull=True)),
                name="recap_closing_locked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} of unit {self.unit_id}: {self.state}"

    @property
    def of(self) -> Month:
        return Month.of(self.month)

    @property
    def order(self) -> tuple[Stage, ...]:
        return tuple(Stage(one) for one in self.stages)

    def standing(self) -> rules.Standing:
        """Signatures that hold. One statement, none when the steps are prefetched."""
        return rules.standing(self.order, [row.step() for row in self.steps.all()])


class ClosingStep(models.Model):
    """A signature or a return; append-only. `capacity`: as what somebody signed ("Plt. Kepala Dinas Kesehatan")."""

    closing = models.ForeignKey(MonthClosing, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    deed = models.CharField(max_length=8)
    stage = models.CharField(max_length=10)
    by_user = models.BigIntegerField(null=True, blank=True)
    by_employee = models.BigIntegerField(null=True, blank=True)
    by_label = models.CharField(max_length=200)
    capacity = models.CharField(max_length=120, blank=True)
    note = models.CharField(_("catatan"), max_length=500, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["closing_id", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(deed__in=[one.value for one in Deed]), name="recap_step_deed"),
            models.CheckConstraint(condition=Q(stage__in=[one.value for one in Stage]), name="recap_step_stage"),
            models.CheckConstraint(condition=~Q(deed="returned") | ~Q(note=""), name="recap_step_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.deed} by {self.by_label}"

    def step(self) -> rules.Step:
        return rules.Step(Deed(self.deed), Stage(self.stage), self.by_user, self.by_employee, self.digest)


class FrozenTotal(models.Model):
    """One person's sums as the lock found them; append-only. Journals stand beside it, nothing replaces it."""

    closing = models.ForeignKey(MonthClosing, on_delete=models.PROTECT, related_name="totals")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("bulan"))
    figures = models.JSONField()

    class Meta:
        ordering = ["closing_id", "employee_id"]
        constraints = [models.UniqueConstraint(fields=["closing", "employee"], name="recap_frozen_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} of {self.employee_id}"
