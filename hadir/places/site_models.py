"""Screens at work places, and what came of the codes that they showed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hadir.people.models import Employee, WorkPlace
from hadir.places.codes_rules import CodeState


class SiteScreen(models.Model):
    """A screen at a work place that shows the rotating code. It needs no log-in: its address is a secret that ends."""

    work_place = models.ForeignKey(WorkPlace, on_delete=models.PROTECT, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    opened_by_label = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # To the minute: a screen that hangs or was switched off shows here.
    last_seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at"]
        indexes = [
            models.Index(fields=["work_place", "expires_at"], condition=Q(closed_at=None), name="places_screen_open")
        ]

    def __str__(self) -> str:
        return f"screen {self.pk} at work place {self.work_place_id}"


class SiteCodeUse(models.Model):
    """Who used up the code of which span of time at a place: each person once. A fact, never changed.

    `window` counts 20 seconds since 1970; in rows without `used_at`, which are older than that rule, 30 seconds.
    """

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    work_place = models.ForeignKey(WorkPlace, on_delete=models.PROTECT, related_name="+")
    window = models.BigIntegerField()
    screen = models.ForeignKey(SiteScreen, on_delete=models.PROTECT, related_name="+", null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employee", "work_place", "window"], name="places_code_used_once")
        ]
        indexes = [models.Index(fields=["screen", "used_at"], name="places_use_of_screen")]

    def __str__(self) -> str:
        return f"employee {self.employee_id} used the code of span {self.window}"


class SiteCodeTry(models.Model):
    """A code that reached the server: in time before its check-in (`right`), or of no use. Counts guesses.

    `screen`, `work_place` and `window` are empty when it was nobody's code. Deleted after 90 days.
    """

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=10)
    screen = models.ForeignKey(SiteScreen, on_delete=models.PROTECT, related_name="+", null=True)
    work_place = models.ForeignKey(WorkPlace, on_delete=models.PROTECT, related_name="+", null=True)
    window = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in CodeState]), name="places_code_try_state"
            )
        ]
        indexes = [
            models.Index(fields=["employee", "at"], name="places_try_of"),
            models.Index(fields=["screen", "at"], name="places_try_of_screen"),
        ]

    def __str__(self) -> str:
        return f"code of employee {self.employee_id} at {self.at}: {self.state}"
