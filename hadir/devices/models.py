"""Phones and how they changed hands: dated rows, ended and never overwritten, until their time is over.

No row holds a secret: of a key only its public half, of a pairing code only its digest.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hadir.devices.rules import AskReason, Basis, EndReason
from hadir.devices.texts import ASK_REASONS, BASES, END_REASONS, OUTCOMES, STATUSES
from hadir.people.models import Employee

_KEY = 43  # characters of an RFC 7638 thumbprint
_JWK = 200
_LABEL = 120
_NAME = 200


class KeySighting(models.Model):
    """A key was used by a person for the first time: how a phone that serves several people is noticed.

    Numbers only, so that a check-in may ask about the others without seeing who they are.
    """

    key_id = models.CharField(max_length=_KEY)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["key_id", "employee"], name="device_sighting_once")]

    def __str__(self) -> str:
        return f"{self.key_id[:8]} of {self.employee_id}"


class Request(models.Model):
    """Somebody asks for another phone to be the own one. Decided by an officer of the agency, never by the person."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    key_id = models.CharField(max_length=_KEY)
    public_key = models.CharField(max_length=_JWK)
    label = models.CharField(_("ponsel"), max_length=_LABEL)
    reason = models.CharField(_("alasan"), max_length=14, choices=ASK_REASONS)
    explanation = models.CharField(_("penjelasan"), max_length=300, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    status = models.CharField(_("keadaan"), max_length=10, choices=STATUSES, default="waiting")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_by_label = models.CharField(max_length=_NAME, blank=True)
    note = models.CharField(_("catatan"), max_length=300, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee"], condition=Q(status="waiting"), name="device_request_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_at__isnull=True)
                | Q(status__in=["approved", "rejected", "withdrawn"], decided_at__isnull=False),
                name="device_request_status",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "withdrawn"])
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by")),
                name="device_request_by_another",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=[one.value for one in AskReason]), name="device_request_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.reason} of {self.employee_id}"

    @property
    def reference(self) -> str:
        """The number that people say on the telephone."""
        return f"PSL-{self.pk}"


class Device(models.Model):
    """A phone that is or was somebody's. One at a time for each person, and each key for one person at a time."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    key_id = models.CharField(max_length=_KEY)
    public_key = models.CharField(max_length=_JWK)
    label = models.CharField(_("ponsel"), max_length=_LABEL)
    basis = models.CharField(_("dasar pengikatan"), max_length=10, choices=BASES)
    session_id = models.UUIDField(null=True, blank=True)  # the camera session that proved the person
    request = models.OneToOneField(Request, null=True, blank=True, on_delete=models.PROTECT, related_name="device")
    bound_at = models.DateTimeField()
    bound_by = models.BigIntegerField(null=True, blank=True)
    bound_by_label = models.CharField(max_length=_NAME)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("sebab berakhir"), max_length=12, choices=END_REASONS, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)
    ended_by_label = models.CharField(max_length=_NAME, blank=True)

    class Meta:
        ordering = ["-bound_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee"], condition=Q(ended_at__isnull=True), name="device_one_a_person"
            ),
            models.UniqueConstraint(fields=["key_id"], condition=Q(ended_at__isnull=True), name="device_one_owner"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="")
                | Q(ended_at__gte=F("bound_at"), end_reason__in=[one.value for one in EndReason]),
                name="device_end",
            ),
            models.CheckConstraint(condition=Q(basis__in=[one.value for one in Basis]), name="device_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.label} of {self.employee_id}"


class PairingCode(models.Model):
    """A short word that an officer says to somebody who stands before him; once, for ten minutes."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    made_by_label = models.CharField(max_length=_NAME)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["employee", "-made_at"], name="device_pairing_of")]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="device_pairing_span"),
        ]

    def __str__(self) -> str:
        return f"pairing of {self.employee_id}"


class Alarm(models.Model):
    """One key, two people. Names stand here as they were then: each office sees only its own people's records."""

    key_id = models.CharField(max_length=_KEY)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")  # whose check-in raised it
    other = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    employee_label = models.CharField(max_length=_NAME)
    other_label = models.CharField(max_length=_NAME)
    session_id = models.UUIDField(null=True, blank=True)
    raised_at = models.DateTimeField()
    outcome = models.CharField(_("hasil"), max_length=10, choices=OUTCOMES, blank=True)
    note = models.CharField(_("catatan"), max_length=500, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.BigIntegerField(null=True, blank=True)
    handled_by_label = models.CharField(max_length=_NAME, blank=True)

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["key_id", "employee", "other"], name="device_alarm_once"),
            models.CheckConstraint(condition=~Q(employee=F("other")), name="device_alarm_of_two"),
            models.CheckConstraint(
                condition=Q(outcome="", handled_at__isnull=True)
                | Q(outcome__in=["explained", "misuse"], handled_at__isnull=False) & ~Q(note=""),
                name="device_alarm_handled",
            ),
        ]

    def __str__(self) -> str:
        return f"alarm {self.pk}: {self.employee_id} and {self.other_id}"
