"""The account of days: entries that are never changed, and adjustments that wait for a second person."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hadir.leave import rules
from hadir.leave.texts import ENTRY_KINDS
from hadir.people.models import Employee


class LedgerEntry(models.Model):
    """Days that came or went, by type and year. The balance is their sum. A fact: mistakes get a counter-entry.

    `key` makes what a job writes writable once only ("grant:2026"); empty for what may happen often.
    """

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    type_code = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField(_("tahun"))
    kind = models.CharField(max_length=8, choices=ENTRY_KINDS)
    days = models.SmallIntegerField(_("hari"))
    valid_on = models.DateField(_("tanggal"))
    reason = models.CharField(_("keterangan"), max_length=300)
    key = models.CharField(max_length=40, blank=True)
    request = models.ForeignKey(
        "leave.AbsenceRequest", null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField(null=True, blank=True)
    entered_by_label = models.CharField(max_length=200)
    confirmed_by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["year", "valid_on", "id"]
        indexes = [models.Index(fields=["employee", "type_code", "year"], name="leave_ledger_of")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in rules.EntryKind]), name="leave_entry_kind"),
            models.CheckConstraint(condition=~Q(days=0) | ~Q(key=""), name="leave_entry_moves"),
            models.CheckConstraint(condition=Q(days__range=(-400, 400)), name="leave_entry_days"),
            models.UniqueConstraint(
                fields=["employee", "type_code", "key"], condition=~Q(key=""), name="leave_entry_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.type_code} {self.year}: {self.days:+d} ({self.kind})"


class AdjustmentProposal(models.Model):
    """Days that the HR agency wants to add or take away, with a reason; another person decides."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    type_code = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField(_("tahun"))
    days = models.SmallIntegerField(_("hari"))
    reason = models.CharField(_("alasan"), max_length=300)
    proposed_at = models.DateTimeField()
    proposed_by = models.BigIntegerField()
    proposed_by_label = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_by_label = models.CharField(max_length=200, blank=True)
    accepted = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(days=0) & Q(days__range=(-60, 60)), name="leave_adjustment_days"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="leave_adjustment_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.type_code} {self.year}: {self.days:+d} proposed"
