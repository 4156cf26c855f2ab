"""Punches are facts: written once, accepted or refused, never changed. Evidence has a date on which it goes."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hadir.attendance import rules
from hadir.people.models import Employee, WorkPlace


class Punch(models.Model):
    """One attempt to check in and its verdict. The database refuses UPDATE, DELETE and TRUNCATE.

    `recorded_at` is the arrival: when the session was opened, or when the server first asked for patience.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session_id = models.UUIDField(unique=True)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("waktu"))
    decided_at = models.DateTimeField()
    accepted = models.BooleanField()
    code = models.CharField(max_length=40)
    work_day = models.DateField()
    time_zone = models.CharField(max_length=40)
    stage = models.CharField(max_length=20, blank=True)  # the code of a stage of the schedule that held
    work_place = models.ForeignKey(WorkPlace, on_delete=models.PROTECT, related_name="+")
    place_note = models.CharField(max_length=20)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    client_time = models.DateTimeField(null=True)
    device = models.JSONField(default=dict)
    engine = models.CharField(max_length=110)
    evidence_digest = models.CharField(max_length=64)
    receipt = models.TextField(blank=True)
    method = models.CharField(max_length=12, default=rules.Method.FACE.value)
    # The officer who confirmed on the spot; a label too, which outlives the account.
    witness = models.BigIntegerField(null=True)
    witness_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-recorded_at"]
        indexes = [
            models.Index(fields=["employee", "work_day"], name="attendance_of_employee"),
            models.Index(fields=["work_day", "stage"], condition=Q(accepted=True), name="attendance_board"),
            models.Index(fields=["work_day"], condition=~Q(method="face"), name="attendance_without_face"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__in=[code.value for code in rules.DecisionCode]), name="punch_code"
            ),
            models.CheckConstraint(
                condition=Q(accepted=True, code__in=sorted(rules.ACCEPTING))
                | (Q(accepted=False) & ~Q(code__in=sorted(rules.ACCEPTING))),
                name="punch_verdict_fits_code",
            ),
            models.CheckConstraint(condition=Q(accepted=False) | ~Q(receipt=""), name="punch_accepted_has_receipt"),
            models.CheckConstraint(condition=Q(recorded_at__lte=models.F("decided_at")), name="punch_times"),
            models.CheckConstraint(
                condition=Q(method__in=[method.value for method in rules.Method]), name="punch_method"
            ),
            # An officer stands behind every accepted punch of this way, and behind no other.
            models.CheckConstraint(
                condition=Q(method="pin_officer", witness__isnull=False)
                | Q(method="pin_officer", accepted=False)
                | (~Q(method="pin_officer") & Q(witness__isnull=True)),
                name="punch_witness",
            ),
        ]

    def __str__(self) -> str:
        return f"punch {self.id} of employee {self.employee_id}: {self.code}"


class PermissionReason(models.TextChoices):
    """Why somebody checks in without a face. No diagnosis: a code and the number of a letter are enough."""

    MEDICAL = "medical", _("Alasan kesehatan")
    OBJECTION = "objection", _("Keberatan direkam wajahnya")
    TECHNICAL = "technical", _("Wajah tidak dapat dikenali mesin")
    RESTRICTED = "restricted", _("Pemrosesan data wajah sedang dibatasi")
    TWIN = "twin", _("Kembar atau sangat mirip orang lain")
    OTHER = "other", _("Alasan lain")


class PermissionStatus(models.TextChoices):
    PENDING = "pending", _("Menunggu keputusan")
    APPROVED = "approved", _("Disetujui")
    REJECTED = "rejected", _("Ditolak")
    REVOKED = "revoked", _("Dicabut")


class NonBiometricPermission(models.Model):
    """Somebody may check in without a face, from a day on, until a day or until it is revoked (UU 27/2022, 10)."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("alasan"), max_length=12, choices=PermissionReason)
    document = models.CharField(_("keterangan"), max_length=300, blank=True)
    valid_from = models.DateField(_("berlaku mulai"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    status = models.CharField(max_length=10, choices=PermissionStatus, default=PermissionStatus.PENDING)
    requested_at = models.DateTimeField()
    requested_by = models.BigIntegerField()
    requested_by_label = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_by_label = models.CharField(max_length=200, blank=True)
    decision_note = models.CharField(max_length=300, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by_label = models.CharField(max_length=200, blank=True)
    revoke_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-requested_at", "-id"]
        indexes = [
            models.Index(fields=["employee", "status"], name="attendance_permission_of"),
            models.Index(fields=["status", "requested_at"], name="attendance_permission_queue"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PermissionStatus.values), name="permission_status"),
            models.CheckConstraint(condition=Q(reason__in=PermissionReason.values), name="permission_reason"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")), name="permission_span"
            ),
            models.UniqueConstraint(fields=["employee"], condition=Q(status="pending"), name="permission_one_pending"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("requested_by")),
                name="permission_second_person",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_by__isnull=True)
                | (~Q(status="pending") & (Q(decided_by__isnull=False) | Q(status="revoked"))),
                name="permission_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"permission {self.pk} of employee {self.employee_id}: {self.status}"


class PersonalPin(models.Model):
    """The own PIN, hashed like a password. `failures` counts since the last success, `locks` the lock-outs so far."""

    employee = models.OneToOneField(Employee, on_delete=models.PROTECT, primary_key=True, related_name="+")
    hashed = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    locks = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"PIN of employee {self.employee_id}"


class WitnessRequest(models.Model):
    """Somebody stands before an officer and has given the own PIN. The arrival counts from here.

    Stays when nobody answers: a noted arrival, without a punch.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    asked_by = models.BigIntegerField()  # the account that asked; no witness of itself
    noted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["noted_at"]
        indexes = [models.Index(fields=["employee", "-noted_at"], name="attendance_witness_of")]

    def __str__(self) -> str:
        return f"witness request {self.id} of employee {self.employee_id}"


class Evidence(models.Model):
    """The encrypted picture of a check-in, for disputes, until its date."""

    punch = models.OneToOneField(Punch, on_delete=models.PROTECT, related_name="evidence")
    kek_id = models.CharField(max_length=40)
    sealed_jpeg = models.BinaryField()
    destroy_after = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"evidence of punch {self.punch_id}"
