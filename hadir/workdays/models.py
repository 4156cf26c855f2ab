"""Day records, which follow from facts and may be dropped and made again, and differences of days in locked months."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hadir.schedules import proposals
from hadir.workdays.shapes import Status


class DayRecord(models.Model):
    """What one day of one person comes to. Written by the derivation alone.

    The numbers of person, unit and agency are no constraints: checking them a hundred thousand times a month would
    cost more than deriving the days, and a row that points nowhere is taken away by the next derivation.
    `digest` tells whether a derived day differs from the kept one; `changes_at` when it has to be looked at again.
    """

    pk = models.CompositePrimaryKey("employee_id", "day")
    employee_id = models.BigIntegerField()
    day = models.DateField(_("tanggal"))
    unit_id = models.BigIntegerField()
    agency_id = models.BigIntegerField()
    status = models.CharField(_("status"), max_length=12)
    owed_min = models.PositiveIntegerField()
    worked_min = models.PositiveIntegerField()
    late_min = models.PositiveIntegerField()
    early_min = models.PositiveIntegerField()
    made_up_min = models.PositiveIntegerField()
    missing = models.PositiveSmallIntegerField()
    absent = models.BooleanField()
    reason_code = models.CharField(max_length=20, blank=True)
    work_mode = models.CharField(max_length=10, blank=True)
    schedule_label = models.CharField(max_length=100, blank=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    has_incident = models.BooleanField()
    corrected = models.BooleanField()
    changes_at = models.DateTimeField(null=True)
    detail = models.JSONField()  # stages, events and trace: hadir.workdays.encoding
    digest = models.BigIntegerField()

    class Meta:
        ordering = ["employee_id", "day"]
        indexes = [
            models.Index(fields=["unit_id", "day"], name="workdays_of_unit"),
            models.Index(fields=["changes_at"], condition=Q(changes_at__isnull=False), name="workdays_changing"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=[one.value for one in Status]), name="workdays_status"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} on {self.day}: {self.status}"


class DifferenceState(models.TextChoices):
    OPEN = "open", _("Menunggu keputusan")
    APPLIED = "applied", _("Diterapkan")
    REJECTED = "rejected", _("Ditolak")


class DayDifference(models.Model):
    """A day of a locked month that its facts no longer lead to. The record stays until a journal applies it.

    `before` and `after` are encoded days; None where there was, or would be, no record. `digest` is that of `after`
    (0 for none), so that what was rejected is not proposed again.
    """

    employee_id = models.BigIntegerField()
    day = models.DateField(_("tanggal"))
    unit_id = models.BigIntegerField()
    agency_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    digest = models.BigIntegerField()
    cause = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=DifferenceState, default=DifferenceState.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["day", "employee_id", "id"]
        indexes = [models.Index(fields=["agency_id", "day"], name="workdays_difference_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["employee_id", "day"], condition=Q(state="open"), name="workdays_one_open_difference"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in DifferenceState]), name="workdays_difference_state"
            ),
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(after__isnull=False), name="workdays_difference_differs"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} on {self.day}: {self.state}"


class DayClock(models.Model):
    """The latest day that has been begun in a zone: what is later than it gets its records at midnight there.

    `since`: the first day for which there are records at all. Marks on earlier days lead to nothing: before it the
    region did not work with Hadir, or nobody has asked for those days yet (`hadir days rebuild`).
    """

    zone = models.CharField(max_length=40, primary_key=True)
    day = models.DateField()
    since = models.DateField()

    def __str__(self) -> str:
        return f"{self.zone}: {self.since} to {self.day}"


MOST_MINUTES_BEFORE = 120


class ReminderPolicy(proposals.DatedRule):
    """How a region reminds its people, from a day on. Regional policy; no row, no reminders.

    `before_min`: how long before a stage closes, 0 for not at all. `digest`: whether people hear next morning what
    the day before lacks. It counts once a second person has confirmed it.
    """

    before_min = models.PositiveSmallIntegerField(_("menit sebelum tahap ditutup (0: tidak diingatkan)"))
    digest = models.BooleanField(_("beri tahu pagi berikutnya bila ada absen yang kurang"), default=True)

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            *proposals.rule_constraints("workdays_reminder"),
            models.CheckConstraint(
                condition=Q(before_min__range=(0, MOST_MINUTES_BEFORE)), name="workdays_reminder_minutes"
            ),
            models.UniqueConstraint(
                fields=["valid_from"],
                condition=Q(status=proposals.Status.CONFIRMED),
                name="workdays_one_reminder_policy",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_min} minutes before, from {self.valid_from}"
