"""Work schedules as dated rows: weeks in versions, who has which, seasons, days of work elsewhere.

Nothing that was in force is edited. A change is a new row that another person than its author confirms; of rows that
cover the same day the one that began last holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.people.models import Employee, OrgUnit
from hadir.schedules import rules
from hadir.schedules.instances import Flex, Measure, WorkMode
from hadir.schedules.proposals import Proposed, status_known
from hadir.schedules.texts import FLEX_NAMES, KIND_NAMES, MEASURE_NAMES, MODE_NAMES, SEASON_NAMES
from hadir.schedules.weeks import SeasonName

_WEEKDAYS = Q(weekday__range=(0, 6))


def _names(names: Mapping[Any, Promise]) -> list[tuple[str, Promise]]:
    return [(one.value, name) for one, name in names.items()]


def one_of(name: str, values: type[StrEnum], label: str) -> models.CheckConstraint:
    """The column holds a member of the enumeration."""
    return models.CheckConstraint(condition=Q(**{f"{name}__in": [value.value for value in values]}), name=label)


class Dated(models.Model):
    """Days on which a row holds, and the document that says so."""

    valid_from = models.DateField(_("berlaku mulai"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    legal_basis = models.CharField(_("dasar hukum"), max_length=300)

    class Meta:
        abstract = True


def _dated(name: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name=f"schedules_{name}_span"
        ),
        *_founded(name),
    ]


def _spanned(name: str) -> list[models.BaseConstraint]:
    return [models.CheckConstraint(condition=Q(last__gte=F("first")), name=f"schedules_{name}_span"), *_founded(name)]


def _founded(name: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(condition=~Q(legal_basis=""), name=f"schedules_{name}_basis"),
        status_known(f"schedules_{name}_status"),
    ]


def _scoped(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(employee__isnull=True) | Q(unit__isnull=True), name=f"schedules_{name}_scope"
    )


class WorkSchedule(models.Model):
    """A named way to work, of the region (no unit) or of a unit for itself and all below it.

    `by_roster`: the days come from a roster; a day about which that says nothing is a gap, not a free day.
    """

    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nama"), max_length=80)
    by_roster = models.BooleanField(_("mengikuti jadwal sif"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="schedules_named"),
            models.UniqueConstraint(fields=["unit", "name"], name="schedules_name_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return self.name


class ScheduleVersion(Proposed, Dated):
    """One wording of a schedule: its weeks, how late arrivals are made up, whether it works on holidays.

    `exception_basis` says by which exception the week has other hours than the law's (Perpres 21/2023 art. 7).
    """

    schedule = models.ForeignKey(WorkSchedule, on_delete=models.PROTECT, related_name="versions")
    preset = models.CharField(max_length=40, blank=True)  # from which preset its week was made
    rounding = models.CharField(_("pembulatan"), max_length=10, default=rules.Rounding.TRUNCATE.value)
    flex_kind = models.CharField(
        _("jam fleksibel"),
        max_length=8,
        choices=_names(FLEX_NAMES),
        default=Flex.NONE.value,
    )
    flex_limit_min = models.PositiveSmallIntegerField(_("batas fleksibel (menit)"), default=0)
    flex_fixed_min = models.PositiveSmallIntegerField(_("penggantian tetap (menit)"), default=0)
    works_on_holidays = models.BooleanField(_("tetap bekerja pada hari libur"), default=False)
    exception_basis = models.CharField(_("dasar pengecualian jam seminggu"), max_length=300, blank=True)

    class Meta:
        ordering = ["schedule", "-valid_from", "-id"]
        constraints = [
            *_dated("version"),
            one_of("rounding", rules.Rounding, "schedules_rounding"),
            one_of("flex_kind", Flex, "schedules_flex"),
            models.CheckConstraint(
                condition=Q(flex_kind="none", flex_limit_min=0, flex_fixed_min=0)
                | Q(flex_kind="minutes", flex_limit_min__range=(1, 240), flex_fixed_min=0)
                | Q(flex_kind="fixed", flex_limit_min__range=(1, 240), flex_fixed_min__range=(1, 240)),
                name="schedules_flex_terms",
            ),
        ]

    def __str__(self) -> str:
        return f"schedule {self.schedule_id} from {self.valid_from} ({self.status})"


class ScheduleDay(models.Model):
    """Hours of a weekday in a season. Minutes since midnight; beyond 1440 they lie on the next day. A fact."""

    version = models.ForeignKey(ScheduleVersion, on_delete=models.PROTECT, related_name="days")
    season = models.CharField(
        max_length=10,
        choices=_names(SEASON_NAMES),
        default=SeasonName.NORMAL.value,
    )
    weekday = models.PositiveSmallIntegerField()  # Monday 0
    starts_min = models.PositiveSmallIntegerField()
    ends_min = models.PositiveSmallIntegerField()
    break_starts_min = models.PositiveSmallIntegerField(null=True, blank=True)
    break_min = models.PositiveSmallIntegerField(default=0)
    net_min = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["version", "season", "weekday"]
        constraints = [
            one_of("season", SeasonName, "schedules_day_season"),
            models.CheckConstraint(condition=_WEEKDAYS, name="schedules_day_weekday"),
            models.CheckConstraint(
                condition=Q(starts_min__lt=1440, ends_min__gt=F("starts_min"), ends_min__lte=F("starts_min") + 1440),
                name="schedules_day_hours",
            ),
            models.CheckConstraint(
                condition=Q(net_min=F("ends_min") - F("starts_min") - F("break_min"), net_min__gt=0),
                name="schedules_day_net",
            ),
            models.UniqueConstraint(fields=["version", "season", "weekday"], name="schedules_day_once"),
        ]

    def __str__(self) -> str:
        return f"version {self.version_id}, {self.season} {self.weekday}: {self.starts_min}-{self.ends_min}"


class ScheduleStage(models.Model):
    """A stage of some weekdays of a season; times as those of the day. A fact."""

    version = models.ForeignKey(ScheduleVersion, on_delete=models.PROTECT, related_name="stages")
    season = models.CharField(
        max_length=10,
        choices=_names(SEASON_NAMES),
        default=SeasonName.NORMAL.value,
    )
    weekdays = ArrayField(models.PositiveSmallIntegerField(), size=7)
    code = models.CharField(_("kode tahap"), max_length=20)
    name = models.CharField(_("nama tahap"), max_length=60, blank=True)  # empty for the customary codes
    kind = models.CharField(_("jenis"), max_length=10, choices=_names(KIND_NAMES))
    measure = models.CharField(_("yang diukur"), max_length=10, choices=_names(MEASURE_NAMES))
    opens_min = models.SmallIntegerField()
    due_min = models.SmallIntegerField()
    closes_min = models.SmallIntegerField()
    required = models.BooleanField(_("wajib"), default=True)

    class Meta:
        ordering = ["version", "season", "opens_min", "id"]
        constraints = [
            one_of("season", SeasonName, "schedules_stage_season"),
            one_of("kind", rules.StageKind, "schedules_rule_kind"),
            one_of("measure", Measure, "schedules_stage_measure"),
            models.CheckConstraint(condition=Q(code__regex=rules.CODE_PATTERN), name="schedules_rule_code"),
            models.CheckConstraint(
                condition=Q(opens_min__lte=F("due_min"), closes_min__gte=F("due_min"), closes_min__gt=F("opens_min"))
                & Q(opens_min__gte=-1440, closes_min__lt=2880 + 1440),
                name="schedules_stage_window",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version_id}, {self.season} {self.weekdays}: {self.code}"


class Season(Proposed):
    """Days on which the hours of Ramadan hold. The first and the last day are included.

    The circular comes before the session that sets the first day (sidang isbat), so a season in force may move: another
    one `replaces` it, or (`withdraws`) takes it back and holds on no day itself. What was replaced stays readable.
    """

    name = models.CharField(
        max_length=10,
        choices=[(one.value, name) for one, name in SEASON_NAMES.items() if one is not SeasonName.NORMAL],
        default=SeasonName.RAMADAN.value,
    )
    first = models.DateField(_("hari pertama"))
    last = models.DateField(_("hari terakhir"))
    legal_basis = models.CharField(_("dasar hukum"), max_length=300)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    withdraws = models.BooleanField(default=False)

    class Meta:
        ordering = ["-first", "-id"]
        constraints = [
            *_spanned("season"),
            models.CheckConstraint(
                condition=Q(withdraws=False) | Q(replaces__isnull=False), name="schedules_season_withdraws_one"
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(status__in=["proposed", "confirmed"]),
                name="schedules_season_replaced_once",
            ),
            models.CheckConstraint(condition=Q(name=SeasonName.RAMADAN.value), name="schedules_season_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.first} to {self.last} ({self.status})"


class Scoped(models.Model):
    """For one person, for a unit with all below it, or (neither) for the region."""

    employee = models.ForeignKey(Employee, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def source(self) -> str:
        """Which scope it is, as day plans name it: `employee:12`, `unit:3`, `region`."""
        if self.employee_id is not None:
            return f"employee:{self.employee_id}"
        return f"unit:{self.unit_id}" if self.unit_id is not None else "region"


class ScheduleAssignment(Proposed, Dated, Scoped):
    """Which schedule holds for whom. Without a schedule: from this day on the wider scope's holds again."""

    schedule = models.ForeignKey(
        WorkSchedule, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )

    class Meta:
        ordering = ["-valid_from", "-id"]
        indexes = [models.Index(fields=["employee", "valid_from"], name="schedules_personal")]
        constraints = [
            *_dated("assignment"),
            _scoped("assignment"),
            models.UniqueConstraint(
                fields=["employee", "unit", "valid_from"],
                condition=Q(status="confirmed"),
                nulls_distinct=False,
                name="schedules_assigned_once",
            ),
            models.CheckConstraint(
                condition=Q(schedule__isnull=False) | Q(employee__isnull=False) | Q(unit__isnull=False),
                name="schedules_region_has_one",
            ),
        ]

    def __str__(self) -> str:
        return f"schedule {self.schedule_id} for {self.source} from {self.valid_from} ({self.status})"


class WorkModeDay(Proposed, Scoped):
    """Days on which work is done at home or anywhere; `office` takes such days back. Empty `weekdays`: all of them."""

    mode = models.CharField(_("cara kerja"), max_length=10, choices=_names(MODE_NAMES))
    first = models.DateField(_("hari pertama"))
    last = models.DateField(_("hari terakhir"))
    weekdays = ArrayField(models.PositiveSmallIntegerField(), size=7, default=list, blank=True)
    legal_basis = models.CharField(_("dasar hukum"), max_length=300)

    class Meta:
        ordering = ["-first", "-id"]
        indexes = [models.Index(fields=["employee", "last"], name="schedules_modes_of")]
        constraints = [
            *_spanned("mode"),
            _scoped("mode"),
            one_of("mode", WorkMode, "schedules_mode"),
        ]

    def __str__(self) -> str:
        return f"{self.mode} for {self.source}, {self.first} to {self.last} ({self.status})"


class WorkModePolicy(Proposed, Dated):
    """How much of an agency may work elsewhere on a day, in percent; for a direct-service unit none (0)."""

    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    max_percent = models.PositiveSmallIntegerField(_("paling banyak (%)"))

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            *_dated("quota"),
            models.CheckConstraint(condition=Q(max_percent__range=(0, 100)), name="schedules_quota_percent"),
        ]

    def __str__(self) -> str:
        return f"at most {self.max_percent} % of {self.unit_id or 'the region'} from {self.valid_from} ({self.status})"


class ScheduleRevision(models.Model):
    """One row whose token changes with every change of what is kept in memory (`book`). Written by triggers."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    token = models.UUIDField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="schedules_one_revision")]

    def __str__(self) -> str:
        return str(self.token)
