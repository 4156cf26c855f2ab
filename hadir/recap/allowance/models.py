"""Rule sets and amounts of the allowance as dated data, and what was reckoned by them for each person's month."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hadir.people.models import Employee, OrgUnit
from hadir.people.texts import POSITION_LEVELS
from hadir.recap.allowance import rules
from hadir.recap.allowance.amounts import Cap
from hadir.recap.allowance.approval import Drafted, Status, status_known
from hadir.recap.allowance.texts import BASES, EFFECTS, METRICS, ROUNDINGS

_CONFIRMED = Q(status=Status.CONFIRMED)


def _codes(field: str, values: list[str], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def _one_at_a_time(name: str) -> ExclusionConstraint:
    """Of one scope never two confirmed ones on the same day. 0 is the region: no unit has that number."""
    scope = Coalesce(F("unit"), Value(0))
    same = Func(scope, scope, Value("[]"), function="int8range", output_field=BigIntegerRangeField())
    days = Func(F("valid_from"), F("valid_to"), Value("[]"), function="daterange", output_field=DateRangeField())
    return ExclusionConstraint(
        name=name,
        expressions=[(same, RangeOperators.OVERLAPS), (days, RangeOperators.OVERLAPS)],
        condition=_CONFIRMED,
    )


class Ruling(Drafted):
    """Dated data of the law: for the region (no unit) or a unit with all below it."""

    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nama"), max_length=120)
    valid_from = models.DateField(_("berlaku mulai"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    legal_basis = models.CharField(_("dasar hukum"), max_length=300, blank=True)

    class Meta:
        abstract = True


class AllowanceRuleSet(Ruling):
    """One wording of a regulation's deductions. Confirmed ones never change: a new version takes their place.

    `source` and `verification`: what a preset says about itself; empty for what was typed in.
    """

    version = models.PositiveIntegerField(_("versi"), default=1)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    discipline_percent = models.DecimalField(_("bagian disiplin (%)"), max_digits=5, decimal_places=2, default=40)
    cap_percent = models.DecimalField(_("potongan paling banyak (%)"), max_digits=5, decimal_places=2, default=100)
    rounding = models.CharField(
        _("pembulatan"),
        max_length=10,
        choices=[(one.value, name) for one, name in ROUNDINGS.items()],
        default=rules.Rounding.HALF_UP.value,
    )
    preset = models.CharField(max_length=40, blank=True)
    source = models.TextField(blank=True)
    verification = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["unit_id", "-valid_from", "-version", "-id"]
        constraints = [
            status_known("recap_rule_set_status"),
            _one_at_a_time("recap_one_rule_set"),
            models.CheckConstraint(condition=~_CONFIRMED | ~Q(legal_basis=""), name="recap_rule_set_basis"),
            models.CheckConstraint(
                condition=~_CONFIRMED | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="recap_rule_set_span",
            ),
            models.CheckConstraint(
                condition=~_CONFIRMED | Q(discipline_percent__gt=0, discipline_percent__lte=100),
                name="recap_rule_set_discipline",
            ),
            models.CheckConstraint(
                condition=~_CONFIRMED | Q(cap_percent__gt=0, cap_percent__lte=100), name="recap_rule_set_cap"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @property
    def label(self) -> str:
        """As lines name it, also after the set has another name: "TPP 2026 v3"."""
        return f"{self.name} v{self.version}"


def _words() -> ArrayField[list[str], list[str]]:
    return ArrayField(models.CharField(max_length=60), default=list, blank=True)


class AllowanceRule(models.Model):
    """One line of a set; `hadir.recap.allowance.rules.Rule` says what its parts mean."""

    rule_set = models.ForeignKey(AllowanceRuleSet, on_delete=models.CASCADE, related_name="rules")
    place = models.PositiveIntegerField()
    code = models.CharField(_("kode"), max_length=20, blank=True)
    label = models.CharField(_("uraian"), max_length=160, blank=True)
    metric = models.CharField(
        _("yang dilihat"), max_length=16, choices=[(one.value, name) for one, name in METRICS.items()]
    )
    counted = models.CharField(_("yang dihitung"), max_length=16, blank=True)
    stages = _words()
    employment_types = _words()
    units: ArrayField[list[int], list[int]] = ArrayField(models.BigIntegerField(), default=list, blank=True)
    schedules = _words()
    weekdays: ArrayField[list[int], list[int]] = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    levels = _words()
    class_from = models.PositiveSmallIntegerField(_("kelas dari"), null=True, blank=True)
    class_to = models.PositiveSmallIntegerField(_("kelas sampai"), null=True, blank=True)
    at_least = models.IntegerField(_("dari"), default=1)
    at_most = models.IntegerField(_("sampai"), null=True, blank=True)
    per_each = models.IntegerField(_("setiap"), default=0)
    effect = models.CharField(_("akibat"), max_length=10, choices=[(one.value, name) for one, name in EFFECTS.items()])
    amount = models.DecimalField(_("besar"), max_digits=14, decimal_places=4, default=0)
    tariffs = models.JSONField(default=list, blank=True)  # [{amount, levels, from, to}], amounts as text
    base = models.CharField(_("dari"), max_length=10, choices=[(one.value, name) for one, name in BASES.items()])
    group = models.CharField(_("kelompok"), max_length=20, blank=True)
    cap_day = models.DecimalField(_("paling banyak sehari"), max_digits=14, decimal_places=4, null=True, blank=True)
    cap_month = models.DecimalField(_("paling banyak sebulan"), max_digits=14, decimal_places=4, null=True, blank=True)
    on_absent_day = models.BooleanField(_("juga pada hari tanpa keterangan"), default=False)
    is_example = models.BooleanField(_("angka contoh"), default=False)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    valid_from = models.DateField(_("berlaku mulai"), null=True, blank=True)
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    legal_basis = models.CharField(_("dasar hukum"), max_length=300, blank=True)

    class Meta:
        ordering = ["rule_set", "place", "id"]
        constraints = [
            _codes("metric", [one.value for one in rules.Metric], "recap_rule_metric"),
            _codes("effect", [one.value for one in rules.Effect], "recap_rule_effect"),
            _codes("base", [one.value for one in rules.Base], "recap_rule_base"),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.rule_set_id}"


class AllowanceBaseList(Ruling):
    """Amounts of one regulation, entered from one file. Of lists that cover a day the nearest unit's counts."""

    file_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["unit_id", "-valid_from", "-id"]
        constraints = [
            status_known("recap_base_list_status"),
            _one_at_a_time("recap_one_base_list"),
            models.CheckConstraint(condition=~_CONFIRMED | ~Q(legal_basis=""), name="recap_base_list_basis"),
            models.CheckConstraint(
                condition=~_CONFIRMED | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="recap_base_list_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.valid_from}"


class AllowanceBase(models.Model):
    """An amount by person, by class, or by level: exactly one of them."""

    base_list = models.ForeignKey(AllowanceBaseList, on_delete=models.CASCADE, related_name="amounts")
    employee = models.ForeignKey(Employee, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    job_class = models.PositiveSmallIntegerField(_("kelas jabatan"), null=True, blank=True)
    position_level = models.CharField(_("jenjang jabatan"), max_length=20, choices=POSITION_LEVELS, blank=True)
    rupiah = models.BigIntegerField(_("besar TPP (rupiah)"))

    class Meta:
        ordering = ["base_list", "-job_class", "position_level", "employee_id"]
        constraints = [
            models.CheckConstraint(condition=Q(rupiah__range=(0, 1_000_000_000)), name="recap_base_amount"),
            models.CheckConstraint(
                condition=Q(employee__isnull=False, job_class__isnull=True, position_level="")
                | Q(employee__isnull=True, job_class__isnull=False, position_level="")
                | (Q(employee__isnull=True, job_class__isnull=True) & ~Q(position_level="")),
                name="recap_base_of_one_kind",
            ),
            models.UniqueConstraint(
                fields=["base_list", "employee", "job_class", "position_level"],
                name="recap_base_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id or self.job_class or self.position_level}: {self.rupiah}"


class AllowanceRun(models.Model):
    """A reckoning of an agency's month: how far it is, and how it ended. One row an agency and month."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("bulan"))
    state = models.CharField(max_length=10)  # waiting | running | done | failed
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    people = models.PositiveIntegerField(default=0)
    error_code = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    asked_by_label = models.CharField(max_length=200)
    finished_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)  # with the lock of the month; never reckoned again

    class Meta:
        ordering = ["-month", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="recap_run_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="recap_run_month"),
            _codes("state", ["waiting", "running", "done", "failed"], "recap_run_state"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} of unit {self.unit_id}: {self.state}"


class AllowanceResult(models.Model):
    """A person's month in an agency. Derived: dropped and made again until the month is locked.

    Rupiah are empty while nobody has said what the allowance is. `rule_sets`: labels of the sets that held.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("bulan"))
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    base_rupiah = models.BigIntegerField(null=True, blank=True)
    base_source = models.CharField(max_length=300, blank=True)
    discipline_percent = models.DecimalField(max_digits=5, decimal_places=2)
    cut_percent = models.DecimalField(max_digits=7, decimal_places=4)
    cut_rupiah = models.BigIntegerField(null=True, blank=True)
    net_rupiah = models.BigIntegerField(null=True, blank=True)
    work_days = models.PositiveSmallIntegerField()
    owed_min = models.PositiveIntegerField()
    lost_min = models.PositiveIntegerField()
    imputed_min = models.PositiveIntegerField()
    attendance_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    without_tariff = models.JSONField(default=list, blank=True)
    rule_sets = models.JSONField(default=list)

    class Meta:
        ordering = ["unit_id", "month", "employee_id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month", "employee"], name="recap_result_once"),
            models.CheckConstraint(condition=Q(cut_percent__range=(0, 100)), name="recap_cut_percent"),
            models.CheckConstraint(
                condition=Q(cut_rupiah__isnull=True) | Q(cut_rupiah__gte=0, cut_rupiah__lte=F("base_rupiah")),
                name="recap_cut_rupiah",
            ),
        ]
        indexes = [models.Index(fields=["employee", "month"], name="recap_result_of")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} of {self.employee_id}: {self.cut_percent} %"


class AllowanceLine(models.Model):
    """One deduction with the rule and version that made it: `hadir.recap.allowance.engine.Line`.

    Label, interval, basis and amount are those of the day of the reckoning, so that the sentence stays true.
    """

    result = models.ForeignKey(AllowanceResult, on_delete=models.CASCADE, related_name="lines")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    day = models.DateField(null=True, blank=True)
    rule = models.ForeignKey(AllowanceRule, on_delete=models.PROTECT, related_name="+")
    rule_code = models.CharField(max_length=20)
    rule_version = models.CharField(max_length=140)
    sentence = models.CharField(max_length=16)
    about = models.CharField(max_length=120, blank=True)
    value = models.PositiveIntegerField()
    effect = models.CharField(max_length=10)
    base = models.CharField(max_length=10)
    asked = models.DecimalField(max_digits=16, decimal_places=4)
    percent = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    share = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    rupiah = models.BigIntegerField(null=True, blank=True)
    minutes = models.PositiveIntegerField(default=0)
    cap = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["result_id", "place"]
        constraints = [
            _codes("cap", [one.value for one in Cap], "recap_line_cap"),
            models.CheckConstraint(condition=Q(rupiah__isnull=True) | Q(rupiah__gte=0), name="recap_line_rupiah"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_code} on {self.day}"


class AllowanceSimulation(models.Model):
    """What a month would have been under a draft. `summary`: sums by agency and the distribution, made by the job."""

    rule_set = models.ForeignKey(AllowanceRuleSet, on_delete=models.CASCADE, related_name="simulations")
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("bulan"))
    state = models.CharField(max_length=10)
    progress = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    asked_by_label = models.CharField(max_length=200)
    finished_at = models.DateTimeField(null=True, blank=True)
    summary = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="recap_simulation_month"),
            _codes("state", ["waiting", "running", "done", "failed"], "recap_simulation_state"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} under {self.rule_set_id}"


class SimulatedMonth(models.Model):
    """One person in a simulation: percent of the whole allowance, and rupiah where the allowance is known."""

    simulation = models.ForeignKey(AllowanceSimulation, on_delete=models.CASCADE, related_name="people")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    agency_id = models.BigIntegerField()
    before_percent = models.DecimalField(max_digits=7, decimal_places=4)
    after_percent = models.DecimalField(max_digits=7, decimal_places=4)
    before_rupiah = models.BigIntegerField(null=True, blank=True)
    after_rupiah = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["simulation_id", "employee_id"]
        constraints = [
            models.UniqueConstraint(fields=["simulation", "employee"], name="recap_simulated_once"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.before_percent} to {self.after_percent}"
