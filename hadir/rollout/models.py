"""An agency's way to live attendance: decided phases, ticked steps, surveys, old lists, enrolment days."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hadir.people.models import Employee, OrgUnit, WorkPlace
from hadir.rollout import rules


class PhaseName(models.TextChoices):
    PREPARING = rules.Phase.PREPARING.value, _("Persiapan")
    TRIAL = rules.Phase.TRIAL.value, _("Uji coba")
    PARALLEL = rules.Phase.PARALLEL.value, _("Jalan berdampingan")
    LIVE = rules.Phase.LIVE.value, _("Berlaku penuh")


class PhaseDecision(models.Model):
    """From a day on an agency is in a phase. A fact: another decision takes its place, none is changed.

    Of several for the same day the last one counts.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(_("tahap"), max_length=10, choices=PhaseName)
    starts_on = models.DateField(_("mulai"))
    legal_basis = models.CharField(_("dasar"), max_length=200)
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    lacking = models.JSONField(default=list, blank=True)  # codes of the steps that were not done when it was decided
    decided_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["unit", "starts_on", "id"]
        indexes = [models.Index(fields=["unit", "starts_on"], name="rollout_phase_of")]
        constraints = [
            models.CheckConstraint(condition=Q(phase__in=PhaseName.values), name="rollout_phase"),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="rollout_phase_basis"),
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id}: {self.phase} from {self.starts_on}"


class TargetDecision(models.Model):
    """How much is enough from a day on, for the whole region. A fact: the last word about the latest day counts."""

    operators = models.PositiveSmallIntegerField(_("operator per OPD"))
    joined = models.PositiveSmallIntegerField(_("akun (%)"))
    ready = models.PositiveSmallIntegerField(_("wajah siap (%)"))
    tried = models.PositiveSmallIntegerField(_("dipakai saat uji coba (%)"))
    agreement = models.PositiveSmallIntegerField(_("cocok dengan mesin lama (%)"))
    starts_on = models.DateField(_("mulai"))
    legal_basis = models.CharField(_("dasar"), max_length=200)
    decided_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            # Nobody approves what he recorded himself: fewer than two operators cannot work.
            models.CheckConstraint(condition=Q(operators__range=(2, 50)), name="rollout_target_operators"),
            models.CheckConstraint(
                condition=Q(
                    joined__range=(1, 100), ready__range=(1, 100), tried__range=(1, 100), agreement__range=(1, 100)
                ),
                name="rollout_target_shares",
            ),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="rollout_target_basis"),
        ]

    def __str__(self) -> str:
        return f"targets from {self.starts_on}"


class StepMark(models.Model):
    """Somebody said that a step is done, or no longer. A fact; the latest of a step counts."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=20)
    done = models.BooleanField()
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    marked_at = models.DateTimeField()
    marked_by = models.BigIntegerField(null=True, blank=True)
    marked_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["unit", "step", "id"]
        indexes = [models.Index(fields=["unit", "step", "-id"], name="rollout_mark_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=sorted(step.value for step in rules.Step if step not in rules.MEASURED)),
                name="rollout_declared_step",
            ),
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id}: {self.step} {'done' if self.done else 'open'}"


class SurveyReading(models.Model):
    """What the line of a work place gave: measured from there, in its browser."""

    work_place = models.ForeignKey(WorkPlace, on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(_("penyedia jaringan"), max_length=80)
    round_trip_ms = models.PositiveIntegerField(_("waktu bolak-balik (ms)"))
    down_kbps = models.PositiveIntegerField(_("unduh (kbit/s)"))
    up_kbps = models.PositiveIntegerField(_("unggah (kbit/s)"))
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    measured_at = models.DateTimeField()
    measured_by = models.BigIntegerField(null=True, blank=True)
    measured_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["work_place", "-measured_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(round_trip_ms__lte=60_000, down_kbps__lte=10_000_000, up_kbps__lte=10_000_000),
                name="rollout_survey_range",
            ),
        ]

    def __str__(self) -> str:
        return f"work place {self.work_place_id}: {self.up_kbps} kbit/s up"


class OldList(models.Model):
    """A list that the old machines gave out, uploaded for comparison during the parallel run."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nama berkas"), max_length=120)
    first_day = models.DateField(_("hari pertama"))
    last_day = models.DateField(_("hari terakhir"))
    tolerance_min = models.PositiveIntegerField(_("toleransi (menit)"))
    # Share of stamps that both sides saw, as of the upload or the last look; None when there was nothing to compare.
    agreement = models.FloatField(null=True, blank=True)
    left_out = models.JSONField(
        default=list, blank=True
    )  # [row number, code of the reason] of lines that could not be used
    uploaded_at = models.DateTimeField()
    uploaded_by = models.BigIntegerField(null=True, blank=True)
    uploaded_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="rollout_list_span"),
            models.CheckConstraint(condition=Q(tolerance_min__range=(0, 240)), name="rollout_list_tolerance"),
        ]

    def __str__(self) -> str:
        return f"old list {self.pk} of unit {self.unit_id}"


class OldPunch(models.Model):
    """One line of an old list."""

    old_list = models.ForeignKey(OldList, on_delete=models.CASCADE, related_name="punches")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["employee", "at"]
        constraints = [models.UniqueConstraint(fields=["old_list", "employee", "at"], name="rollout_old_punch_once")]

    def __str__(self) -> str:
        return f"employee {self.employee_id} at {self.at:%Y-%m-%d %H:%M}"


class EnrolmentDay(models.Model):
    """A day on which many faces are recorded at one place, at one or more desks."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    work_place = models.ForeignKey(WorkPlace, on_delete=models.PROTECT, related_name="+", verbose_name=_("tempat"))
    held_on = models.DateField(_("tanggal"))
    desks = models.PositiveSmallIntegerField(_("jumlah meja"))
    planned_at = models.DateTimeField()
    planned_by = models.BigIntegerField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(desks__range=(1, 50)), name="rollout_desks"),
            models.UniqueConstraint(
                fields=["unit", "work_place", "held_on"],
                condition=Q(closed_at__isnull=True),
                name="rollout_one_open_day",
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment day {self.held_on} of unit {self.unit_id}"


class TicketState(models.TextChoices):
    WAITING = "waiting", _("Menunggu")
    CALLED = "called", _("Dipanggil")
    DONE = "done", _("Selesai")
    ABSENT = "absent", _("Tidak datang")
    FAILED = "failed", _("Belum berhasil")


class Ticket(models.Model):
    """A number in the queue of an enrolment day. The screen of the waiting room shows numbers, never names."""

    day = models.ForeignKey(EnrolmentDay, on_delete=models.PROTECT, related_name="tickets")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=TicketState, default=TicketState.WAITING)
    desk = models.PositiveSmallIntegerField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    called_by = models.BigIntegerField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("catatan"), max_length=200, blank=True)

    class Meta:
        ordering = ["day", "number"]
        indexes = [models.Index(fields=["day", "state", "number"], name="rollout_queue")]
        constraints = [
            models.UniqueConstraint(fields=["day", "number"], name="rollout_number_once"),
            models.UniqueConstraint(fields=["day", "employee"], name="rollout_person_once"),
            models.UniqueConstraint(
                fields=["day", "desk"], condition=Q(state="called"), name="rollout_one_person_a_desk"
            ),
            models.CheckConstraint(condition=Q(state__in=TicketState.values), name="rollout_ticket_state"),
            models.CheckConstraint(
                condition=Q(state="waiting", desk__isnull=True)
                | Q(state__in=["done", "absent", "failed"])
                | Q(state="called", desk__isnull=False),
                name="rollout_called_to_a_desk",
            ),
        ]

    def __str__(self) -> str:
        return f"ticket {self.number} of day {self.day_id}: {self.state}"
