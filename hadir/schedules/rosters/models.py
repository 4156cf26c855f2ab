"""Kinds of shifts, the rosters of a month, who swaps with whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hadir.people.models import Employee, OrgUnit
from hadir.schedules.instances import Measure
from hadir.schedules.proposals import DatedRule, Proposed, rule_constraints, status_known
from hadir.schedules.rosters import rules
from hadir.schedules.rosters.texts import ANCHOR_NAMES, MEASURE_NAMES
from hadir.schedules.rules import StageKind
from hadir.schedules.texts import KIND_NAMES


class ShiftType(Proposed):
    """A kind of shift of a unit and all below it, from a day on. Another hour is a new row, never an edit.

    It sets working hours, so the HR agency confirms what an agency proposes.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    code = models.CharField(_("kode"), max_length=4)
    name = models.CharField(_("nama"), max_length=60)
    starts = models.TimeField(_("mulai"))
    ends = models.TimeField(_("selesai"))
    break_min = models.PositiveSmallIntegerField(_("istirahat (menit)"))
    valid_from = models.DateField(_("berlaku mulai"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    legal_basis = models.CharField(_("dasar hukum"), max_length=300)

    class Meta:
        ordering = ["unit", "starts", "code", "-valid_from", "-id"]
        constraints = [
            status_known("rosters_shift_status"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]{1,4}$"), name="rosters_shift_code"),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="rosters_shift_basis"),
            models.CheckConstraint(condition=Q(break_min__lte=480), name="rosters_shift_break"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="rosters_shift_span"
            ),
            models.UniqueConstraint(
                fields=["unit", "code", "valid_from"], condition=Q(status="confirmed"), name="rosters_shift_start_once"
            ),
            models.UniqueConstraint(
                fields=["unit", "code"],
                condition=Q(status="confirmed", valid_to__isnull=True),
                name="rosters_one_open_shift",
            ),
            models.UniqueConstraint(
                fields=["unit", "code"], condition=Q(status="proposed"), name="rosters_one_waiting_shift"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.starts:%H:%M}-{self.ends:%H:%M} of unit {self.unit_id} ({self.status})"

    def as_shift(self, stages: tuple[rules.ShiftStage, ...]) -> rules.Shift:
        return rules.Shift(self.pk, self.code, self.name, self.starts, self.ends, self.break_min, stages)


class ShiftStage(models.Model):
    """One stage of a kind of shift, in minutes from its start or end."""

    shift = models.ForeignKey(ShiftType, on_delete=models.CASCADE, related_name="stages")
    code = models.CharField(_("kode tahap"), max_length=20)
    name = models.CharField(_("tahap"), max_length=60)
    kind = models.CharField(
        _("jenis"), max_length=10, choices=[(kind.value, name) for kind, name in KIND_NAMES.items()]
    )
    measure = models.CharField(
        _("yang dicatat"), max_length=10, choices=[(one.value, name) for one, name in MEASURE_NAMES.items()]
    )
    anchor = models.CharField(
        _("dihitung"), max_length=5, choices=[(one.value, name) for one, name in ANCHOR_NAMES.items()]
    )
    opens_min = models.SmallIntegerField(_("buka (menit)"))
    due_min = models.SmallIntegerField(_("batas (menit)"))
    closes_min = models.SmallIntegerField(_("tutup (menit)"))
    required = models.BooleanField(_("wajib"), default=True)

    class Meta:
        ordering = ["shift", "id"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "code"], name="rosters_stage_once"),
            models.CheckConstraint(
                condition=Q(
                    opens_min__gte=-1440,
                    opens_min__lte=F("due_min"),
                    due_min__lte=F("closes_min"),
                    closes_min__lte=2880,
                ),
                name="rosters_stage_order",
            ),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in StageKind]), name="rosters_stage_kind"),
            models.CheckConstraint(
                condition=Q(measure__in=[one.value for one in Measure]), name="rosters_stage_measure"
            ),
            models.CheckConstraint(
                condition=Q(anchor__in=[one.value for one in rules.Anchor]), name="rosters_stage_anchor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of shift {self.shift_id}"

    def as_rule(self) -> rules.ShiftStage:
        return rules.ShiftStage(
            self.code,
            StageKind(self.kind),
            Measure(self.measure),
            rules.Anchor(self.anchor),
            self.opens_min,
            self.due_min,
            self.closes_min,
            self.required,
            self.name,
        )


class RestRule(DatedRule):
    """How long the region wants people to rest between two shifts, from a day on. Regional policy, no law."""

    min_rest_min = models.PositiveSmallIntegerField(_("jeda paling sedikit (menit)"))

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            *rule_constraints("rosters_rest"),
            models.CheckConstraint(condition=Q(min_rest_min__range=(1, 2880)), name="rosters_rest_range"),
            models.UniqueConstraint(
                fields=["valid_from"], condition=Q(status="confirmed"), name="rosters_rest_start_once"
            ),
        ]

    def __str__(self) -> str:
        return f"rest of {self.min_rest_min} minutes from {self.valid_from} ({self.status})"


class RosterState(models.TextChoices):
    DRAFT = "draft", _("Rancangan")
    PUBLISHED = "published", _("Diumumkan")


class Roster(models.Model):
    """The duties of a unit's people in a month. Counts once it is published; later changes are kept one by one."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("bulan"))  # its first day
    state = models.CharField(_("status"), max_length=9, choices=RosterState, default=RosterState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by_label = models.CharField(max_length=200, blank=True)
    remarks = models.CharField(_("keterangan"), max_length=300, blank=True)  # why it was published with findings

    class Meta:
        ordering = ["-month", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="rosters_one_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="rosters_month_begins"),
            models.CheckConstraint(condition=Q(state__in=RosterState.values), name="rosters_state"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state="published", published_at__isnull=False),
                name="rosters_published_when",
            ),
        ]

    def __str__(self) -> str:
        return f"roster {self.month:%Y-%m} of unit {self.unit_id} ({self.state})"

    @property
    def is_published(self) -> bool:
        return self.state == RosterState.PUBLISHED


class RosterEntry(models.Model):
    """What somebody does on a day: a shift, or free (no shift). Once a day over all rosters."""

    id = models.BigAutoField(primary_key=True)
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="entries")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    shift = models.ForeignKey(ShiftType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["roster", "employee", "day"]
        constraints = [models.UniqueConstraint(fields=["employee", "day"], name="rosters_once_a_day")]

    def __str__(self) -> str:
        return f"employee {self.employee_id} on {self.day}: {self.shift_id or 'free'}"


class RosterChange(models.Model):
    """A change after publishing: what stood there, what stands there now, by whom and why. A fact."""

    id = models.BigAutoField(primary_key=True)
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="changes")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    before = models.CharField(max_length=8)  # code of the shift, "-" for free, empty for nothing
    after = models.CharField(max_length=8)
    reason = models.CharField(max_length=300)
    changed_at = models.DateTimeField()
    changed_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["roster", "-id"], name="rosters_change_of")]

    def __str__(self) -> str:
        return f"employee {self.employee_id} on {self.day}: {self.before} to {self.after}"


class SwapState(models.TextChoices):
    ASKED = "asked", _("Menunggu rekan")
    AGREED = "agreed", _("Menunggu atasan")
    APPROVED = "approved", _("Disetujui")
    DECLINED = "declined", _("Ditolak rekan")
    REJECTED = "rejected", _("Ditolak atasan")
    WITHDRAWN = "withdrawn", _("Ditarik")


class SwapRequest(models.Model):
    """Two people of a unit want to exchange what they do on one or two days; a superior decides."""

    asker = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+", verbose_name=_("pemohon"))
    partner = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+", verbose_name=_("rekan"))
    day = models.DateField(_("dinas Anda"))
    other_day = models.DateField(_("dinas rekan"))
    # Codes at the time of asking: the roster may change before the decision, and then nothing is swapped.
    codes = models.JSONField(default=dict)
    reason = models.CharField(_("alasan"), max_length=300)
    state = models.CharField(_("status"), max_length=9, choices=SwapState, default=SwapState.ASKED)
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_label = models.CharField(max_length=200, blank=True)
    decision_reason = models.CharField(_("alasan keputusan"), max_length=300, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["state", "day"], name="rosters_swap_waits")]
        constraints = [
            models.CheckConstraint(condition=~Q(asker=F("partner")), name="rosters_swap_two_people"),
            models.CheckConstraint(condition=~Q(reason=""), name="rosters_swap_reason"),
            models.CheckConstraint(condition=Q(state__in=SwapState.values), name="rosters_swap_state"),
            models.UniqueConstraint(
                fields=["asker", "day"], condition=Q(state__in=["asked", "agreed"]), name="rosters_swap_once"
            ),
        ]

    def __str__(self) -> str:
        return f"swap {self.pk}: {self.asker_id} {self.day} with {self.partner_id} {self.other_day} ({self.state})"
