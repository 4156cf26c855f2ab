"""Policies as dated rows; assessments and decisions as facts; reviews, pictures and papers until their date."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hadir.attendance.models import Punch
from hadir.attendance.presence import texts
from hadir.attendance.presence.reviewing_rules import Kind, Part, State, Verdict
from hadir.attendance.presence.rules import TEN_THOUSAND, Demand, Outcome, Requirements, Step
from hadir.leave.sealed_files import SealedFile, there_or_gone
from hadir.people.models import Employee, OrgUnit
from hadir.schedules.proposals import DatedRule, Proposed, rule_constraints, status_known

_DEMANDS = [(one.value, texts.DEMANDS[one]) for one in Demand]


class PresencePolicy(DatedRule):
    """What an agency asks of a check-in, from a day on; `unit` empty: the region's, where an agency has none.

    Shares are of ten thousand: 150 are 1.5 %. `review_days`: calendar days until an open review is shown to head and
    HR agency; `objection_days`: within which an employee may object to an upheld suspicion.
    """

    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(_("ponsel terikat"), max_length=8, choices=_DEMANDS, default=Demand.RECORDED.value)
    place = models.CharField(_("tempat"), max_length=8, choices=_DEMANDS, default=Demand.RECORDED.value)
    code = models.CharField(_("kode layar"), max_length=8, choices=_DEMANDS, default=Demand.RECORDED.value)
    light = models.CharField(_("uji cahaya layar"), max_length=8, choices=_DEMANDS, default=Demand.RECORDED.value)
    offers_code = models.BooleanField(_("kode layar sebagai langkah kedua"), default=False)
    offers_passkey = models.BooleanField(_("kunci sandi sebagai langkah kedua"), default=False)
    first_use = models.BooleanField(_("ponsel pertama terikat pada absen pertama"), default=False)
    sample = models.PositiveSmallIntegerField(_("undian"), default=150)
    doubt_sample = models.PositiveSmallIntegerField(_("undian bila ada satu keraguan"), default=2000)
    second_look = models.PositiveSmallIntegerField(_("pandangan kedua"), default=2000)
    review_days = models.PositiveSmallIntegerField(_("batas pemeriksaan (hari kalender)"), default=5)
    objection_days = models.PositiveSmallIntegerField(_("masa keberatan (hari kalender)"), default=14)

    class Meta:
        ordering = ["unit_id", "-valid_from", "-id"]
        constraints = [
            *rule_constraints("presence_policy"),
            models.CheckConstraint(
                condition=Q(sample__lte=TEN_THOUSAND, doubt_sample__lte=TEN_THOUSAND, second_look__lte=TEN_THOUSAND),
                name="presence_policy_shares",
            ),
        ]

    def __str__(self) -> str:
        return f"presence policy of {self.unit_id or 'the region'} from {self.valid_from}"

    def asked(self, *, lookalike: bool = False) -> Requirements:
        """As the weighing takes it."""
        offers = ((Step.SITE_CODE, self.offers_code), (Step.PASSKEY, self.offers_passkey))
        return Requirements(
            device=Demand(self.device),
            place=Demand(self.place),
            code=Demand(self.code),
            light=Demand(self.light),
            steps=frozenset(step for step, is_offered in offers if is_offered),
            sample=self.sample,
            doubt_sample=self.doubt_sample,
            lookalike=lookalike,
        )


class Assessment(models.Model):
    """What was found at a check-in and what became of it. A fact, one for each punch; no comparison score.

    `findings`: all of them with their own weight and facts; `reasons` and `answered`: codes, as the policy weighed
    them. `step`: what became of a second step (empty: none was asked for).
    """

    punch = models.OneToOneField(Punch, on_delete=models.PROTECT, primary_key=True, related_name="assessment")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    outcome = models.CharField(max_length=11, choices=[(one.value, texts.OUTCOME_NAMES[one]) for one in Outcome])
    findings = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    answered = models.JSONField(default=list)
    step = models.CharField(max_length=10, blank=True)
    policy = models.ForeignKey(PresencePolicy, null=True, on_delete=models.PROTECT, related_name="+")
    lookalike = models.BooleanField(default=False)
    place_id = models.BigIntegerField(null=True)  # where the person was, as far as it was shown
    device_id = models.BigIntegerField(null=True)  # the bound phone that signed
    assessed_at = models.DateTimeField()

    class Meta:
        ordering = ["-assessed_at"]
        indexes = [models.Index(fields=["unit", "day"], name="presence_assessed_in")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[one.value for one in Outcome if one is not Outcome.SECOND_STEP]),
                name="presence_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"assessment of {self.punch_id}: {self.outcome}"


class SecondStep(models.Model):
    """More was asked for at the end of a camera session that is not used up yet. Stays when nobody comes back."""

    session_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list)
    kinds = models.JSONField(default=list)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"second step of session {self.session_id}"


class ReviewCase(models.Model):
    """Somebody has to look at a check-in. The punch itself is never changed: what counts follows from the end.

    `unit`: the agency on the day of the check-in; `about`: the review that an objection is against; `note`: what an
    alarm says; `wants_look`: a second person is to look without knowing the first verdict.
    """

    kind = models.CharField(max_length=9, choices=[(one.value, texts.KINDS[one]) for one in Kind])
    punch = models.ForeignKey(Punch, on_delete=models.PROTECT, related_name="reviews")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    about = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="objections")
    note = models.CharField(max_length=1000, blank=True)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(
        max_length=7, choices=[(one.value, texts.STATES[one]) for one in State], default=State.OPEN.value
    )
    verdict = models.CharField(max_length=7, blank=True, choices=[(one.value, texts.VERDICTS[one]) for one in Verdict])
    wants_look = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    objection_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["unit", "due_on"], condition=~Q(state="closed"), name="presence_open_reviews"),
            models.Index(fields=["employee", "day"], condition=Q(verdict="upheld"), name="presence_upheld"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in Kind]), name="presence_review_kind"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in State]), name="presence_review_state"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(verdict="")
                | ~Q(state="closed") & Q(verdict="", closed_at__isnull=True),
                name="presence_review_end",
            ),
            models.CheckConstraint(
                condition=Q(kind="objection", about__isnull=False) | ~Q(kind="objection") & Q(about__isnull=True),
                name="presence_objection_about",
            ),
            models.UniqueConstraint(
                fields=["punch"], condition=Q(kind__in=["risk", "sample"]), name="presence_one_review"
            ),
            models.UniqueConstraint(fields=["about"], name="presence_one_objection"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.kind} {self.state}"

    @property
    def reference(self) -> str:
        """The number that people say on the telephone."""
        return f"PRK-{self.pk}"


class ReviewDecision(models.Model):
    """What one person said in a review. A fact."""

    case = models.ForeignKey(ReviewCase, on_delete=models.PROTECT, related_name="decisions")
    part = models.CharField(max_length=7, choices=[(one.value, one.value) for one in Part])
    verdict = models.CharField(max_length=7, choices=[(one.value, texts.VERDICTS[one]) for one in Verdict])
    reason = models.CharField(_("alasan"), max_length=600)
    decided_at = models.DateTimeField()
    decided_by = models.BigIntegerField()
    decided_by_label = models.CharField(max_length=200)
    decided_by_employee = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["decided_by", "decided_at"], name="presence_decided_by")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "part"], condition=Q(part__in=["first", "confirm"]), name="presence_one_verdict"
            ),
            models.UniqueConstraint(fields=["case", "decided_by"], name="presence_one_voice"),
            models.CheckConstraint(condition=~Q(reason=""), name="presence_decision_explained"),
            models.CheckConstraint(condition=Q(part__in=[one.value for one in Part]), name="presence_decision_part"),
        ]

    def __str__(self) -> str:
        return f"{self.part} of review {self.case_id}: {self.verdict}"


class EvidencePicture(models.Model):
    """One kept frame of a check-in that somebody has to look at, sealed under the punch's key until its date."""

    punch = models.ForeignKey(Punch, on_delete=models.PROTECT, related_name="pictures")
    number = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=20, blank=True)
    kek_id = models.CharField(max_length=40)
    sealed_jpeg = models.BinaryField()
    destroy_after = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["punch", "number"], name="presence_picture_once")]

    def __str__(self) -> str:
        return f"picture {self.number} of punch {self.punch_id}"


class ObjectionPaper(SealedFile):
    """A file beside an objection; empty once its time is over."""

    BOUND_TO = "objection-paper"

    case = models.ForeignKey(ReviewCase, on_delete=models.PROTECT, related_name="papers")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    added_by = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [there_or_gone("presence_paper_gone_or_there")]

    def __str__(self) -> str:
        return f"{self.name} of review {self.case_id}"


class Lookalike(Proposed):
    """Two people whose faces are alike, so that both need the code on the screen. Counts once a second person agrees.

    `other` empty: the other one is no employee here; `why` says how it is known, `reason` why it was refused.
    """

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Employee, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(_("keterangan"), max_length=300)
    valid_from = models.DateField(_("berlaku mulai"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    ended_by_label = models.CharField(max_length=200, blank=True)
    end_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        indexes = [
            models.Index(fields=["employee"], condition=Q(status="confirmed"), name="presence_lookalike_of"),
            models.Index(fields=["other"], condition=Q(status="confirmed"), name="presence_lookalike_other"),
        ]
        constraints = [
            status_known("presence_lookalike_status"),
            models.CheckConstraint(condition=~Q(why=""), name="presence_lookalike_why"),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(other=F("employee")), name="presence_lookalike_two"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="presence_lookalike_span"
            ),
        ]

    def __str__(self) -> str:
        return f"lookalike {self.pk} of employee {self.employee_id}"
