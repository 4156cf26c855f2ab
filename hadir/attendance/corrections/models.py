"""Requests and decisions are facts, a region's rules dated rows; papers are sealed and go when their time is over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hadir.attendance.corrections import rules
from hadir.attendance.corrections.texts import KINDS, OUTCOMES, REASONS
from hadir.attendance.models import Punch
from hadir.leave.sealed_files import SealedFile, there_or_gone
from hadir.people.models import Employee, OrgUnit
from hadir.schedules.proposals import DatedRule, rule_constraints

ADD, VOID = rules.Kind.ADD.value, rules.Kind.VOID.value


class CorrectionRule(DatedRule):
    """Whether and how a reason is taken, from a day on: law as a dated row.

    Rows of one reason never share a day (services check it under a lock). `days_after`: calendar days within which one
    may ask; `most_a_month` empty: as often as needed. A row that was used is never changed: a better one supersedes it.
    It counts once a second person has confirmed it. `reason` is what the rule is about, `decision_note` why it was
    refused.
    """

    reason = models.CharField(_("alasan"), max_length=16, choices=REASONS)
    allowed = models.BooleanField(_("diterima"), default=True)
    days_after = models.PositiveSmallIntegerField(_("batas pengajuan (hari kalender)"))
    most_a_month = models.PositiveSmallIntegerField(_("paling banyak sebulan"), null=True, blank=True)
    needs_evidence = models.BooleanField(_("wajib lampiran"), default=False)
    decision_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["reason", "-valid_from", "-id"]
        constraints = [
            *rule_constraints("correction_rule"),
            models.CheckConstraint(
                condition=Q(reason__in=[one.value for one in rules.Reason]), name="correction_rule_of"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} from {self.valid_from}"

    def _say(self, reason: str) -> None:
        self.decision_note = reason


class Correction(models.Model):
    """What somebody asked to have corrected. A fact: its decision is a row of its own.

    `kind` add: `stage` and `at` say which check-in is missing. `kind` void: `punch` or `target` (an approved
    correction) says what must not count. `unit` is the agency on the day, for its statistics.
    """

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("jenis"), max_length=4, choices=KINDS)
    day = models.DateField(_("hari"))
    stage = models.CharField(_("tahap"), max_length=20, blank=True)
    at = models.DateTimeField(_("waktu"), null=True, blank=True)
    punch = models.ForeignKey(Punch, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="voided_by")
    reason = models.CharField(_("alasan"), max_length=16, choices=REASONS)
    explanation = models.CharField(_("penjelasan"), max_length=500)
    rule = models.ForeignKey(CorrectionRule, on_delete=models.PROTECT, related_name="+")
    is_own = models.BooleanField(default=True)
    after_lock = models.BooleanField(default=False)
    requested_at = models.DateTimeField()
    requested_by = models.BigIntegerField()
    requested_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["-requested_at", "-id"]
        indexes = [
            models.Index(fields=["employee", "day"], name="correction_of_employee"),
            models.Index(fields=["unit", "requested_at"], name="correction_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ADD, at__isnull=False, punch__isnull=True, target__isnull=True) & ~Q(stage="")
                | Q(kind=VOID, at__isnull=True, punch__isnull=False, target__isnull=True)
                | Q(kind=VOID, at__isnull=True, punch__isnull=True, target__isnull=False),
                name="correction_kind_fits",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=[one.value for one in rules.Reason]), name="correction_reason"
            ),
            models.CheckConstraint(condition=~Q(explanation=""), name="correction_explained"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.kind} for {self.employee_id} on {self.day}"

    @property
    def reference(self) -> str:
        """The number that people say on the telephone."""
        return f"KOR-{self.pk}"


class CorrectionDecision(models.Model):
    """The end of a request: a fact, one for each. `acting_as`: the office whose duty it was."""

    correction = models.OneToOneField(Correction, on_delete=models.PROTECT, primary_key=True, related_name="decision")
    outcome = models.CharField(_("keputusan"), max_length=9, choices=OUTCOMES)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    acting_as = models.CharField(max_length=240, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.BigIntegerField()
    decided_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["-decided_at"]
        indexes = [models.Index(fields=["decided_by", "decided_at"], name="correction_decided_by")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[one.value for one in rules.Outcome]), name="correction_outcome"
            )
        ]

    def __str__(self) -> str:
        return f"correction {self.correction_id}: {self.outcome}"


class CorrectionPaper(SealedFile):
    """Evidence beside a request, sealed with a key of its own; empty once its time is over."""

    BOUND_TO = "correction-paper"

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="papers")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    added_by = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [there_or_gone("correction_paper_gone_or_there")]

    def __str__(self) -> str:
        return f"{self.name} of correction {self.correction_id}"
