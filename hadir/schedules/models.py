"""Dated windows of the stages of a day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hadir.people.models import OrgUnit
from hadir.schedules import rules
from hadir.schedules.texts import KIND_NAMES, STAGE_NAMES


class StageWindow(models.Model):
    """When a stage takes check-ins, for a unit and all below it (none: the region). Replaced, never edited."""

    code = models.CharField(
        _("tahap"), max_length=20, choices=[(code.value, name) for code, name in STAGE_NAMES.items()]
    )
    kind = models.CharField(
        _("jenis"), max_length=10, choices=[(kind.value, name) for kind, name in KIND_NAMES.items()]
    )
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opens = models.TimeField(_("buka"))
    closes = models.TimeField(_("tutup"))
    valid_from = models.DateField(_("berlaku mulai"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    legal_basis = models.CharField(_("dasar hukum"), max_length=300)

    class Meta:
        ordering = ["opens", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__in=[code.value for code in rules.StageCode]), name="schedules_stage_code"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in rules.StageKind]), name="schedules_stage_kind"
            ),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="schedules_stage_period"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="schedules_stage_span"
            ),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="schedules_stage_basis"),
            models.UniqueConstraint(
                fields=["code", "unit", "valid_from"], nulls_distinct=False, name="schedules_stage_start_once"
            ),
            models.UniqueConstraint(
                fields=["code", "unit"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="schedules_one_open_stage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.opens:%H:%M}-{self.closes:%H:%M} {self.unit_id or '*'}"

    def as_rule(self) -> rules.Window:
        """The row as the pure rules see it."""
        return rules.Window(
            id=self.pk,
            code=rules.StageCode(self.code),
            kind=rules.StageKind(self.kind),
            unit_id=self.unit_id,
            opens=self.opens,
            closes=self.closes,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )
