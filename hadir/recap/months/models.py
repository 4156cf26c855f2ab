"""What a region has laid down about its months, as dated rows that a second person confirms."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hadir.recap.allowance.approval import Drafted, Status, status_known
from hadir.recap.months.rules import FOUR, OpenRequests, Policy, Stage
from hadir.recap.months.texts import OPEN_REQUESTS


def _four() -> list[str]:
    return [one.value for one in FOUR]


class MonthPolicy(Drafted):
    """Holds for months from `valid_from` (the first of one) until the next confirmed row. Never changed afterwards."""

    valid_from = models.DateField(_("berlaku mulai"))
    legal_basis = models.CharField(_("dasar hukum"), max_length=300)
    converts = models.BooleanField(_("menit diubah menjadi hari"), default=False)
    per_day = models.PositiveSmallIntegerField(_("menit untuk satu hari"), default=450)
    with_early = models.BooleanField(_("pulang cepat ikut dihitung"), default=True)
    missing_min = models.PositiveSmallIntegerField(_("menit untuk tahap tanpa absen"), default=0)
    stages: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=10), default=_four)
    open_requests = models.CharField(
        _("permohonan yang belum diputuskan"),
        max_length=10,
        choices=[(one.value, name) for one, name in OPEN_REQUESTS.items()],
        default=OpenRequests.REJECT.value,
    )
    lock_day = models.PositiveSmallIntegerField(_("tanggal penguncian"), default=10)
    remind_days = models.PositiveSmallIntegerField(_("diingatkan sebelumnya (hari)"), default=3)

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            status_known("recap_month_policy_status"),
            models.UniqueConstraint(
                fields=["valid_from"], condition=Q(status=Status.CONFIRMED), name="recap_one_month_policy"
            ),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="recap_month_policy_basis"),
            models.CheckConstraint(condition=Q(valid_from__day=1), name="recap_month_policy_first"),
            models.CheckConstraint(condition=Q(per_day__range=(1, 1440)), name="recap_month_policy_day"),
            models.CheckConstraint(condition=Q(lock_day__range=(1, 28)), name="recap_month_policy_lock_day"),
        ]

    def __str__(self) -> str:
        return f"from {self.valid_from}: {self.status}"

    def policy(self) -> Policy:
        """As the rules see it."""
        return Policy(
            converts=self.converts,
            per_day=self.per_day,
            with_early=self.with_early,
            missing_min=self.missing_min,
            stages=tuple(Stage(one) for one in self.stages),
            open_requests=OpenRequests(self.open_requests),
            lock_day=self.lock_day,
            remind_days=self.remind_days,
            legal_basis=self.legal_basis,
            valid_from=self.valid_from,
        )
