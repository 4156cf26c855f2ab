"""How a region reminds its people, as dated rows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MOST_MINUTES = 120


class ReminderPolicy(models.Model):
    """Holds from `valid_from` until the next row. Regional policy; no row, no reminders.

    `before_min`: how long before a stage closes, 0 for not at all. `digest`: whether people hear next morning what
    the day before lacks. A row is never changed; a better one of the same day takes its place (`superseded_at`).
    """

    before_min = models.PositiveSmallIntegerField(_("menit sebelum tahap ditutup (0: tidak diingatkan)"))
    digest = models.BooleanField(_("beri tahu pagi berikutnya bila ada absen yang kurang"), default=True)
    valid_from = models.DateField(_("berlaku mulai"))
    legal_basis = models.CharField(_("dasar hukum"), max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by_label = models.CharField(max_length=200)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(before_min__range=(0, MOST_MINUTES)), name="workdays_reminder_minutes"),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="workdays_reminder_basis"),
            models.UniqueConstraint(
                fields=["valid_from"], condition=Q(superseded_at__isnull=True), name="workdays_one_reminder_policy"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_min} minutes before, from {self.valid_from}"
