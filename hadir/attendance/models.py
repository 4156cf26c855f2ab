"""Punches are facts: written once, accepted or refused, never changed. Evidence has a date on which it goes."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hadir.attendance import rules
from hadir.people.models import Employee, WorkPlace
from hadir.schedules.models import StageWindow


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
    stage = models.CharField(max_length=20, blank=True)
    stage_window = models.ForeignKey(StageWindow, null=True, on_delete=models.PROTECT, related_name="+")
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

    class Meta:
        ordering = ["-recorded_at"]
        indexes = [
            models.Index(fields=["employee", "work_day"], name="attendance_of_employee"),
            models.Index(fields=["work_day", "stage"], condition=Q(accepted=True), name="attendance_board"),
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
        ]

    def __str__(self) -> str:
        return f"punch {self.id} of employee {self.employee_id}: {self.code}"


class Evidence(models.Model):
    """The encrypted picture of a check-in, for disputes, until its date."""

    punch = models.OneToOneField(Punch, on_delete=models.PROTECT, related_name="evidence")
    kek_id = models.CharField(max_length=40)
    sealed_jpeg = models.BinaryField()
    destroy_after = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"evidence of punch {self.punch_id}"
