"""A capture session: one person before the camera, once."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from hadir.people.models import Employee


class Purpose(models.TextChoices):
    CHECK_IN = "checkin"
    ENROLMENT = "enrolment"


class State(models.TextChoices):
    RUNNING = "running"  # frames are taken
    COMPLETE = "complete"  # the script was followed to its end; nothing is decided yet
    FAILED = "failed"  # ended by `failure`; can no longer be completed
    FINISHED = "finished"  # used up: whoever asked for it has its frames' verdict


class CaptureSession(models.Model):
    """Protocol state lives here, not in a web worker: any worker can take the next frame.

    `noted_at` is the arrival time a punch will carry: when the session was opened, or earlier when the server
    itself had asked this person for patience just before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    opened_by = models.BigIntegerField()  # the account whose log-in sends the frames
    purpose = models.CharField(max_length=10, choices=Purpose)
    nonce_digest = models.BinaryField(max_length=32, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    failure = models.CharField(max_length=40, blank=True)
    progress = models.JSONField()
    opened_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    patience_asked_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)  # what its taker made of it, so that a retry can be answered
    last_seq = models.PositiveIntegerField(default=0)
    last_digest = models.BinaryField(max_length=32, null=True)
    last_answer = models.JSONField(null=True)
    # SHA-256 of the nonce, then of itself and each frame's digest: what the phone signs at the end.
    chain = models.BinaryField(max_length=32)
    kept = models.PositiveIntegerField(default=0)
    kek_id = models.CharField(max_length=40)
    # The engine that measures every frame of this session; empty until it answers for the first time.
    engine = models.CharField(max_length=110, blank=True, default="")
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-opened_at"]
        indexes = [
            models.Index(fields=["employee", "-opened_at"], name="capture_of_employee"),
            models.Index(fields=["expires_at"], name="capture_expiry"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="capture_purpose"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="capture_state"),
            models.CheckConstraint(condition=Q(noted_at__lte=F("opened_at")), name="capture_noted_first"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("opened_at")), name="capture_span"),
            models.CheckConstraint(condition=Q(state="failed") | Q(failure=""), name="capture_failure_state"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id} {self.state}"


class ActiveEngine(models.Model):
    """Which engine's templates are valid while the pool runs two: one row at most, changed by an engine change."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="capture_one_active_engine")]

    def __str__(self) -> str:
        return f"{self.name}/{self.version}"


class CaptureFrame(models.Model):
    """One frame with a face. The digest stays, so that the same bytes are never taken twice, from anyone;
    what was measured (`sealed`) and the picture (`sealed_jpeg`) are encrypted and gone when the session ends."""

    session = models.ForeignKey(CaptureSession, on_delete=models.CASCADE, related_name="frames")
    seq = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32, unique=True)
    role = models.CharField(max_length=10, blank=True)
    received_at = models.DateTimeField()
    client_ms = models.PositiveIntegerField(null=True)  # the phone's own clock since it opened the session
    light = models.CharField(max_length=10, blank=True)  # colour that the page says it showed
    sealed = models.BinaryField(null=True)
    sealed_jpeg = models.BinaryField(null=True)

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["session", "seq"], name="capture_frame_once")]

    def __str__(self) -> str:
        return f"frame {self.seq} of {self.session_id}"


class FacePrint(models.Model):
    """What is remembered of the faces of one finished session, so that its pictures are known again (`memory`).

    `sealed`: embeddings rounded to bytes, encrypted; `bands`: sums of a secret projection of some of them.
    """

    session_id = models.UUIDField(primary_key=True)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+", db_index=False)
    engine = models.CharField(max_length=110)
    made_at = models.DateTimeField()
    kek_id = models.CharField(max_length=40)
    sealed = models.BinaryField()
    bands = ArrayField(models.IntegerField())

    class Meta:
        indexes = [
            models.Index(fields=["employee", "-made_at"], name="capture_print_of_employee"),
            models.Index(fields=["made_at"], name="capture_print_age"),
            GinIndex(fields=["bands"], name="capture_print_bands"),
        ]

    def __str__(self) -> str:
        return f"faces of {self.session_id}"
