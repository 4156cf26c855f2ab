"""Reasons for not being at work: dated types, requests and their steps, what was granted, letters and papers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hadir.leave import rules
from hadir.leave.ledger_models import AdjustmentProposal, LedgerEntry
from hadir.leave.sealed_files import SealedFile, there_or_gone
from hadir.leave.spans import Category, Part
from hadir.leave.texts import CATEGORIES, COUNTINGS, DECIDERS, LONGEST_UNITS, PARTS, STATES
from hadir.people.models import Employee, OrgUnit, WorkPlace
from hadir.schedules.proposals import DatedRule, rule_constraints

__all__ = [
    "AbsenceRequest",
    "AbsenceType",
    "AdjustmentProposal",
    "Attachment",
    "DutyLetter",
    "GrantedAbsence",
    "LedgerEntry",
    "LetterMember",
    "LetterState",
    "RequestStep",
]


def _one_of(field: str, values: list[str]) -> Q:
    return Q(**{f"{field}__in": values})


class AbsenceType(DatedRule):
    """What one kind of absence is, for whom and from when: law as a dated row, never as a constant.

    Rows of one code with the same kind of employment never share a day (services check it under a lock). Amounts of
    time stand in the unit that their name says; `longest` counts in `longest_unit` over the whole run of days without
    a gap. A row that was used is never changed: a better one supersedes it. It counts once a
    second person has confirmed it.
    """

    code = models.CharField(_("kode"), max_length=8)
    name = models.CharField(_("nama"), max_length=120)
    category = models.CharField(_("golongan alasan"), max_length=16, choices=CATEGORIES)
    counting = models.CharField(_("dihitung dalam"), max_length=8, choices=COUNTINGS)
    employment_types = models.JSONField(_("berlaku bagi"), default=list)
    parts = models.JSONField(_("bagian hari"), default=list)
    decider = models.CharField(_("diputus oleh"), max_length=8, choices=DECIDERS)
    counts_as_work = models.BooleanField(_("dihitung bekerja"), default=False)
    is_health = models.BooleanField(_("data kesehatan"), default=False)
    longest = models.PositiveSmallIntegerField(_("paling lama"), null=True, blank=True)
    longest_unit = models.CharField(max_length=8, choices=LONGEST_UNITS, blank=True)
    extension = models.PositiveSmallIntegerField(_("perpanjangan"), default=0)
    min_service_months = models.PositiveSmallIntegerField(_("masa kerja minimal (bulan)"), default=0)
    exception = models.CharField(_("pengecualian masa kerja"), max_length=120, blank=True)
    again_after_months = models.PositiveSmallIntegerField(_("jarak antar cuti (bulan)"), default=0)
    most_times = models.PositiveSmallIntegerField(_("paling banyak (kali)"), null=True, blank=True)
    yearly_days = models.PositiveSmallIntegerField(_("hak per tahun (hari)"), null=True, blank=True)
    carry_days = models.PositiveSmallIntegerField(_("sisa yang dapat dibawa (hari)"), default=0)
    deferred_total = models.PositiveSmallIntegerField(_("jumlah paling banyak bila ditangguhkan (hari)"), default=0)
    travel_days = models.PositiveSmallIntegerField(_("tambahan tempat sulit dijangkau (hari kalender)"), default=0)
    document_from_day = models.PositiveSmallIntegerField(_("dokumen mulai hari ke-"), null=True, blank=True)
    document_name = models.CharField(_("dokumen"), max_length=120, blank=True)
    late_days = models.PositiveSmallIntegerField(_("dapat diajukan setelah mulai (hari)"), default=0)

    class Meta:
        ordering = ["code", "valid_from", "id"]
        constraints = [
            *rule_constraints("leave_type"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="leave_type_named"),
            models.CheckConstraint(condition=_one_of("category", [c.value for c in Category]), name="leave_category"),
            models.CheckConstraint(
                condition=_one_of("counting", [c.value for c in rules.Counting]), name="leave_counting"
            ),
            models.CheckConstraint(
                condition=_one_of("decider", [d.value for d in rules.Decider]), name="leave_decider"
            ),
            models.CheckConstraint(
                condition=Q(longest__isnull=True) | Q(longest__gt=0) & ~Q(longest_unit=""), name="leave_type_longest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} from {self.valid_from}"

    @property
    def has_ledger(self) -> bool:
        return self.yearly_days is not None


class AbsenceRequest(models.Model):
    """What somebody asks for. `amount`: days in the type's counting, 0 for hours; `state` follows from its steps."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    type = models.ForeignKey(AbsenceType, on_delete=models.PROTECT, related_name="+", verbose_name=_("jenis"))
    first = models.DateField(_("mulai"))
    last = models.DateField(_("sampai"))
    part = models.CharField(_("bagian hari"), max_length=10, choices=PARTS, default=Part.FULL.value)
    from_time = models.TimeField(_("dari pukul"), null=True, blank=True)
    to_time = models.TimeField(_("sampai pukul"), null=True, blank=True)
    amount = models.PositiveSmallIntegerField(default=0)
    travel_days = models.PositiveSmallIntegerField(_("hari perjalanan"), default=0)
    times = models.PositiveSmallIntegerField(_("kali / anak ke-"), null=True, blank=True)
    is_extension = models.BooleanField(_("perpanjangan"), default=False)
    is_exception = models.BooleanField(_("pengecualian"), default=False)
    reason = models.CharField(_("alasan"), max_length=500)
    place = models.CharField(_("tempat"), max_length=200, blank=True)
    document_number = models.CharField(_("nomor surat"), max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=rules.State.SUPERIOR.value)
    submitted_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-submitted_at", "-id"]
        indexes = [
            models.Index(fields=["employee", "first"], name="leave_request_of"),
            models.Index(
                fields=["employee"],
                name="leave_request_open",
                condition=Q(state__in=sorted(state.value for state in rules.OPEN_STATES)),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="leave_request_span"),
            models.CheckConstraint(condition=_one_of("state", [s.value for s in rules.State]), name="leave_state"),
            models.CheckConstraint(condition=_one_of("part", [p.value for p in Part]), name="leave_part"),
            models.CheckConstraint(
                condition=Q(part=Part.HOURS.value, from_time__isnull=False, to_time__gt=F("from_time"))
                | (~Q(part=Part.HOURS.value) & Q(from_time__isnull=True, to_time__isnull=True)),
                name="leave_request_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.first} to {self.last} ({self.state})"

    @property
    def reference(self) -> str:
        """The number that people say on the telephone."""
        return f"{self.type.code}-{self.pk}"


class RequestStep(models.Model):
    """Who did what with a request, and as what. A fact.

    `acting_as`: the office whose duty it was ("Plh. Kepala Bagian Umum").
    """

    request = models.ForeignKey(AbsenceRequest, on_delete=models.PROTECT, related_name="steps")
    deed = models.CharField(max_length=10)
    note = models.CharField(_("catatan"), max_length=500, blank=True)
    acting_as = models.CharField(max_length=240, blank=True)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True, blank=True)
    by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=_one_of("deed", [d.value for d in rules.Deed]), name="leave_step_deed")
        ]

    def __str__(self) -> str:
        return f"request {self.request_id}: {self.deed}"


class LetterState(models.TextChoices):
    PROPOSED = "proposed", _("Menunggu kepala OPD")
    CONFIRMED = "confirmed", _("Berlaku")
    REJECTED = "rejected", _("Ditolak")
    CANCELLED = "cancelled", _("Dibatalkan")


class DutyLetter(models.Model):
    """A letter (surat tugas, SPD, SK) that sends several people somewhere: entered by one, confirmed by another."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("OPD"))
    type = models.ForeignKey(AbsenceType, on_delete=models.PROTECT, related_name="+", verbose_name=_("jenis"))
    number = models.CharField(_("nomor surat"), max_length=100)
    dated_on = models.DateField(_("tanggal surat"))
    subject = models.CharField(_("perihal"), max_length=300)
    place = models.CharField(_("tempat tujuan"), max_length=200)
    # Where its people may check in meanwhile: a work place, or an area ({"name": ..., **places.shapes.encode}).
    work_place = models.ForeignKey(WorkPlace, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    area = models.JSONField(null=True, blank=True)
    first = models.DateField(_("mulai"))
    last = models.DateField(_("sampai"))
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.PROPOSED)
    note = models.CharField(_("catatan"), max_length=500, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField(null=True, blank=True)
    entered_by_label = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-entered_at", "-id"]
        indexes = [models.Index(fields=["unit", "state"], name="leave_letter_of")]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="leave_letter_span"),
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="leave_letter_state"),
            models.UniqueConstraint(
                fields=["unit", "number"],
                condition=Q(state__in=["proposed", "confirmed"]),
                name="leave_letter_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class LetterMember(models.Model):
    """Somebody whom a letter names."""

    letter = models.ForeignKey(DutyLetter, on_delete=models.PROTECT, related_name="members")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["employee__name", "employee_id"]
        constraints = [models.UniqueConstraint(fields=["letter", "employee"], name="leave_member_once")]

    def __str__(self) -> str:
        return f"{self.employee_id} in letter {self.letter_id}"


class GrantedAbsence(models.Model):
    """What the day sees: days on which somebody need not be at the office. Ended, never deleted.

    Shortening ends one row and adds another, so that what held on the day of a computation can be shown.
    """

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    type = models.ForeignKey(AbsenceType, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    part = models.CharField(max_length=10, choices=PARTS, default=Part.FULL.value)
    from_time = models.TimeField(null=True, blank=True)
    to_time = models.TimeField(null=True, blank=True)
    reference = models.CharField(max_length=140)
    request = models.ForeignKey(AbsenceRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="granted")
    letter = models.ForeignKey(DutyLetter, null=True, blank=True, on_delete=models.PROTECT, related_name="granted")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["employee", "first", "id"]
        indexes = [
            models.Index(fields=["employee", "first", "last"], name="leave_granted_of", condition=Q(ended_at=None)),
            models.Index(fields=["last"], name="leave_granted_until", condition=Q(ended_at=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="leave_granted_span"),
            models.CheckConstraint(condition=_one_of("part", [p.value for p in Part]), name="leave_granted_part"),
            models.CheckConstraint(
                condition=Q(part=Part.HOURS.value, from_time__isnull=False, to_time__gt=F("from_time"))
                | (~Q(part=Part.HOURS.value) & Q(from_time__isnull=True, to_time__isnull=True)),
                name="leave_granted_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.first} to {self.last} ({self.reference})"


class Attachment(SealedFile):
    """A paper beside a request or a letter, sealed with a key of its own; empty once its time is over."""

    BOUND_TO = "paper"

    request = models.ForeignKey(
        AbsenceRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    letter = models.ForeignKey(DutyLetter, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments")
    employee = models.ForeignKey(Employee, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_health = models.BooleanField(default=False)
    added_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(request__isnull=False, letter__isnull=True, employee__isnull=False)
                | Q(request__isnull=True, letter__isnull=False, employee__isnull=True),
                name="leave_attached_to_one",
            ),
            there_or_gone("leave_attachment_sealed"),
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk} ({self.kind})"
