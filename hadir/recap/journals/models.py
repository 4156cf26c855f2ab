"""Journals, the days they change, and what each person's month and allowance were before and are after."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hadir.people.models import Employee, OrgUnit
from hadir.periods.rules import Month


class JournalState(models.TextChoices):
    PROPOSED = "proposed", _("Menunggu keputusan")
    APPROVED = "approved", _("Disetujui, sedang diterapkan")
    APPLIED = "applied", _("Diterapkan")
    RETURNED = "returned", _("Dikembalikan")
    REJECTED = "rejected", _("Ditolak")
    WITHDRAWN = "withdrawn", _("Ditarik")
    STALE = "stale", _("Batal karena faktanya berubah")


UNDECIDED = (JournalState.PROPOSED, JournalState.APPROVED)


class Journal(models.Model):
    """One decision about days of a locked month of an agency. Its lines never change."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("bulan"))
    number = models.PositiveIntegerField(_("nomor"))
    state = models.CharField(_("keadaan"), max_length=10, choices=JournalState, default=JournalState.PROPOSED)
    reason = models.CharField(_("alasan"), max_length=500)
    legal_basis = models.CharField(_("dasar"), max_length=300)
    proposed_at = models.DateTimeField()
    proposed_by = models.BigIntegerField(null=True, blank=True)
    proposed_by_employee = models.BigIntegerField(null=True, blank=True)
    proposed_by_label = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_by_label = models.CharField(max_length=200, blank=True)
    decision_note = models.CharField(_("catatan keputusan"), max_length=500, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month", "number"], name="recap_journal_number"),
            models.CheckConstraint(condition=Q(month__day=1), name="recap_journal_month"),
            models.CheckConstraint(condition=Q(state__in=JournalState.values), name="recap_journal_state"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(legal_basis=""), name="recap_journal_why"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(decided_by=models.F("proposed_by")),
                name="recap_journal_second_person",
            ),
        ]
        indexes = [models.Index(fields=["unit", "month"], name="recap_journal_of")]

    def __str__(self) -> str:
        return f"{self.reference}: {self.state}"

    @property
    def of(self) -> Month:
        return Month.of(self.month)

    @property
    def reference(self) -> str:
        """As it stands in letters: JK-2026-10-2."""
        return f"JK-{self.month:%Y-%m}-{self.number}"

    @property
    def is_proposed(self) -> bool:
        return self.state == JournalState.PROPOSED


class JournalLine(models.Model):
    """One day; append-only. `before` and `after` are documents of day records, None where there is no record.

    `difference` and its digest name what was proposed, so that something else is never applied in its place.
    """

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="lines")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("tanggal"))
    difference = models.BigIntegerField()
    digest = models.BigIntegerField()
    cause = models.CharField(max_length=12)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ["journal_id", "employee_id", "day"]
        constraints = [models.UniqueConstraint(fields=["journal", "employee", "day"], name="recap_journal_day_once")]

    def __str__(self) -> str:
        return f"{self.employee_id} on {self.day}"


class JournalPerson(models.Model):
    """One person in a journal: deduction before and after as reckoned at the proposal, sums once it is applied."""

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="people")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    percent_before = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    percent_after = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    cut_before = models.BigIntegerField(null=True, blank=True)
    cut_after = models.BigIntegerField(null=True, blank=True)
    figures_before = models.JSONField(null=True)
    figures_after = models.JSONField(null=True)

    class Meta:
        ordering = ["journal_id", "employee_id"]
        constraints = [models.UniqueConstraint(fields=["journal", "employee"], name="recap_journal_person_once")]

    def __str__(self) -> str:
        return f"{self.employee_id} in journal {self.journal_id}"

    @property
    def rupiah(self) -> int | None:
        """What the person gets more (or less, below 0); None while the allowance is not known."""
        if self.cut_before is None or self.cut_after is None:
            return None
        return self.cut_before - self.cut_after
