"""The organisation tree, the places of work and the people in them: today's values, and the dated rows behind them.

Today's values stand in `OrgUnit` and `Employee`, where every list and right check reads them; the dated rows beside
them say what held when (ADR 0018). Services keep both in step, on later dates with the help of a daily task.
"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from tree_queries.fields import TreeNodeForeignKey
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from hadir.lib import nip
from hadir.people.rules import HeadKind
from hadir.people.staged import ImportBatch, ImportChunk, ImportRow
from hadir.people.texts import GRADES, HEAD_KINDS, POSITION_LEVELS

__all__ = [
    "Dated",
    "Employee",
    "EmploymentRecord",
    "EmploymentType",
    "GradeRecord",
    "Headship",
    "ImportBatch",
    "ImportChunk",
    "ImportRow",
    "OrgUnit",
    "Placement",
    "ServiceGap",
    "SuperiorRecord",
    "TimeZone",
    "UnitKind",
    "UnitRecord",
    "WorkPlace",
    "holds_on",
]


class UnitKind(models.TextChoices):
    REGION = "region", _("Pemerintah daerah")
    OPD = "opd", _("Perangkat daerah (OPD)")
    UNIT = "unit", _("Unit kerja")


class OrgUnit(TreeNode):  # type: ignore[misc]  # tree_queries ships no types
    """One node of the organisation: the region on top, agencies (OPD) below it, their units below them.

    A parent pointer, as in SIASN's own export (ADR 0004). One installation serves one region, so that "the whole
    region" needs no name anywhere.
    """

    parent = TreeNodeForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(_("nama"), max_length=200)
    code = models.CharField(_("kode"), max_length=40, unique=True)
    kind = models.CharField(_("jenis"), max_length=10, choices=UnitKind)
    closed_on = models.DateField(_("hari terakhir"), null=True, blank=True)  # the last day on which it existed
    siasn_id = models.CharField(_("ID SIASN"), max_length=40, blank=True, default="")

    objects = TreeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=UnitKind.REGION, parent__isnull=True)
                | Q(kind__in=[UnitKind.OPD, UnitKind.UNIT], parent__isnull=False),
                name="people_only_region_is_root",
            ),
            models.UniqueConstraint(fields=["kind"], condition=Q(kind=UnitKind.REGION), name="people_one_region"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="people_unit_not_below_itself"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(code=""), name="people_unit_named"),
            models.UniqueConstraint(fields=["siasn_id"], condition=~Q(siasn_id=""), name="people_unit_siasn_once"),
        ]

    def __str__(self) -> str:
        return self.name


class TimeZone(models.TextChoices):
    """Indonesia's three legal zones (Keppres 41/1987), by their IANA names."""

    WIB = "Asia/Jakarta", _("WIB (UTC+7)")
    WITA = "Asia/Makassar", _("WITA (UTC+8)")
    WIT = "Asia/Jayapura", _("WIT (UTC+9)")


class WorkPlace(models.Model):
    """Where people work. Its zone decides to which day a moment belongs; where it lies is said by `places`."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="work_places")
    name = models.CharField(_("nama"), max_length=200)
    time_zone = models.CharField(_("zona waktu"), max_length=40, choices=TimeZone)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="people_work_place_once"),
            models.CheckConstraint(condition=Q(time_zone__in=TimeZone.values), name="people_work_place_zone"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this place's days begin and end."""
        return ZoneInfo(self.time_zone)


class EmploymentType(models.TextChoices):
    PNS = nip.EmploymentType.PNS.value, _("PNS")
    CPNS = nip.EmploymentType.CPNS.value, _("CPNS")
    PPPK = nip.EmploymentType.PPPK.value, _("PPPK")
    PPPK_PW = nip.EmploymentType.PPPK_PW.value, _("PPPK paruh waktu")


class Employee(models.Model):
    """One civil servant. Holds only what attendance needs of the SIASN record, no religion, marriage or tax data."""

    nip = models.CharField(_("NIP"), max_length=18, unique=True)
    employment_type = models.CharField(_("status kepegawaian"), max_length=10, choices=EmploymentType)
    name = models.CharField(_("nama"), max_length=200)
    front_title = models.CharField(_("gelar depan"), max_length=60, blank=True)
    back_title = models.CharField(_("gelar belakang"), max_length=60, blank=True)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="employees", verbose_name=_("unit kerja"))
    work_place = models.ForeignKey(
        WorkPlace, on_delete=models.PROTECT, related_name="employees", verbose_name=_("tempat kerja")
    )
    position = models.CharField(_("jabatan"), max_length=200, blank=True)
    position_level = models.CharField(_("jenjang jabatan"), max_length=20, choices=POSITION_LEVELS, blank=True)
    grade = models.CharField(_("golongan"), max_length=5, choices=GRADES, blank=True)
    email = models.EmailField(_("surel"), blank=True)
    phone = models.CharField(_("nomor HP"), max_length=20, blank=True)
    siasn_id = models.CharField(_("ID SIASN"), max_length=40, blank=True, default="")
    active = models.BooleanField(_("aktif"), default=True)
    left_on = models.DateField(_("hari terakhir"), null=True, blank=True)  # of somebody who is no longer active
    registered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(nip__regex=r"^[0-9]{18}$"), name="people_nip_18_digits"),
            models.CheckConstraint(
                condition=Q(employment_type__in=EmploymentType.values), name="people_employment_type"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="people_employee_named"),
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="people_email_once"),
            models.UniqueConstraint(fields=["siasn_id"], condition=~Q(siasn_id=""), name="people_siasn_once"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Name with titles, as letters print it: 'Dr. Siti Aminah, S.H.'."""
        name = f"{self.front_title} {self.name}" if self.front_title else self.name
        return f"{name}, {self.back_title}" if self.back_title else name


class ServiceGap(models.Model):
    """Days between leaving and returning: the person's rows go on, but nothing was owed. `first` None: since a day that
    nobody wrote down. Written once, at the return; never changed."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="gaps")
    first = models.DateField(_("mulai"), null=True, blank=True)
    last = models.DateField(_("sampai"))
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["last", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__isnull=True) | Q(first__lte=F("last")), name="people_service_gap_span"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} away from {self.first} to {self.last}"


def _never_overlapping(name: str, *keys: str, only: Q | None = None) -> ExclusionConstraint:
    """For the same keys no two rows that count share a day.

    A key is compared as a range of one number: that needs no extension (btree_gist) on the server (ADR 0018).
    """
    same = [
        (
            Func(F(key), F(key), Value("[]"), function="int8range", output_field=BigIntegerRangeField()),
            RangeOperators.OVERLAPS,
        )
        for key in keys
    ]
    days = Func(F("valid_from"), F("valid_to"), Value("[]"), function="daterange", output_field=DateRangeField())
    condition = Q(superseded_at__isnull=True)
    return ExclusionConstraint(
        name=name,
        expressions=[*same, (days, RangeOperators.OVERLAPS)],
        condition=condition & only if only is not None else condition,
    )


def _span(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name=name)


def holds_on(day: date) -> Q:
    """Dated rows that count and cover the day; the first and the last day are included."""
    began = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return Q(superseded_at__isnull=True) & began & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class Dated(models.Model):
    """A fact with its days. A trigger refuses every change but the end of an open row and its being superseded."""

    valid_from = models.DateField(_("mulai"))
    valid_to = models.DateField(_("sampai"), null=True, blank=True)
    legal_basis = models.CharField(_("dasar"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True, blank=True)  # replaced by a better row, kept to be seen

    class Meta:
        abstract = True


class UnitRecord(Dated):
    """Name, code and place in the tree of a unit over time. Without a first day: since before the records began."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="records")
    name = models.CharField(_("nama"), max_length=200)
    code = models.CharField(_("kode"), max_length=40)
    parent = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("mulai"), null=True, blank=True)  # type: ignore[assignment]  # the one exception

    class Meta:
        ordering = [F("valid_from").asc(nulls_first=True), "id"]
        constraints = [
            _span("people_unit_record_span"),
            _never_overlapping("people_unit_record_once", "unit"),
            models.CheckConstraint(condition=~Q(parent=F("unit")), name="people_unit_record_not_below_itself"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(code=""), name="people_unit_record_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Placement(Dated):
    """Where somebody serves, and as what."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="placements")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="placements")
    work_place = models.ForeignKey(WorkPlace, on_delete=models.PROTECT, related_name="placements")
    position_title = models.CharField(_("jabatan"), max_length=200, blank=True)
    position_level = models.CharField(_("jenjang jabatan"), max_length=20, choices=POSITION_LEVELS, blank=True)
    job_class = models.PositiveSmallIntegerField(_("kelas jabatan"), null=True, blank=True)

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            _span("people_placement_span"),
            _never_overlapping("people_placement_once", "employee"),
            models.CheckConstraint(
                condition=Q(position_level="") | Q(position_level__in=[code for code, _name in POSITION_LEVELS]),
                name="people_placement_level",
            ),
            models.CheckConstraint(
                condition=Q(job_class__isnull=True) | Q(job_class__range=(1, 17)), name="people_placement_job_class"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} in {self.unit_id} from {self.valid_from}"


class GradeRecord(Dated):
    """Grade (golongan) over time; codes of SIASN, Roman numbers for contract employees."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="grades")
    grade = models.CharField(_("golongan"), max_length=5, choices=GRADES)

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            _span("people_grade_span"),
            _never_overlapping("people_grade_once", "employee"),
            models.CheckConstraint(condition=Q(grade__in=[code for code, _name in GRADES]), name="people_grade_code"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.get_grade_display()} from {self.valid_from}"


class EmploymentRecord(Dated):
    """Kind of employment over time: a candidate becomes a civil servant, a part-time contract a full one."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="employments")
    employment_type = models.CharField(_("status kepegawaian"), max_length=10, choices=EmploymentType)

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            _span("people_employment_span"),
            _never_overlapping("people_employment_once", "employee"),
            models.CheckConstraint(
                condition=Q(employment_type__in=EmploymentType.values), name="people_employment_record_type"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.employment_type} from {self.valid_from}"


class SuperiorRecord(Dated):
    """A superior named by a decision, on whose days the head of the unit does not count. Without one the tree says."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="superiors")
    superior = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="subordinates")

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            _span("people_superior_span"),
            _never_overlapping("people_superior_once", "employee"),
            models.CheckConstraint(condition=~Q(superior=F("employee")), name="people_superior_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.superior_id} above {self.employee_id} from {self.valid_from}"


class Headship(Dated):
    """Who heads a unit: one appointed head at a time, and beside him one acting (Plt or Plh) on whose days the
    duties are his."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="headships")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="headships")
    kind = models.CharField(_("sebagai"), max_length=10, choices=HEAD_KINDS)

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            _span("people_headship_span"),
            _never_overlapping("people_one_head", "unit", only=Q(kind=HeadKind.DEFINITIVE.value)),
            _never_overlapping("people_one_acting_head", "unit", only=~Q(kind=HeadKind.DEFINITIVE.value)),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in HeadKind]), name="people_headship_kind"
            ),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="people_headship_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} heads {self.unit_id} ({self.kind}) from {self.valid_from}"
