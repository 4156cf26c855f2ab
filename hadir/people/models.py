"""The organisation tree, the places of work and the people in them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from tree_queries.fields import TreeNodeForeignKey
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from hadir.lib import nip


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
        ]

    def __str__(self) -> str:
        return self.name


class TimeZone(models.TextChoices):
    """Indonesia's three legal zones (Keppres 41/1987), by their IANA names."""

    WIB = "Asia/Jakarta", _("WIB (UTC+7)")
    WITA = "Asia/Makassar", _("WITA (UTC+8)")
    WIT = "Asia/Jayapura", _("WIT (UTC+9)")


class WorkPlace(models.Model):
    """Where people work. Its zone decides to which day a moment belongs; its circle is recorded, not yet proved."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="work_places")
    name = models.CharField(_("nama"), max_length=200)
    time_zone = models.CharField(_("zona waktu"), max_length=40, choices=TimeZone)
    latitude = models.DecimalField(_("lintang"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("bujur"), max_digits=9, decimal_places=6, null=True, blank=True)
    radius_m = models.PositiveIntegerField(_("radius (meter)"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="people_work_place_once"),
            models.CheckConstraint(condition=Q(time_zone__in=TimeZone.values), name="people_work_place_zone"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True, radius_m__isnull=True)
                # "not null" is said aloud: a check that comes out as NULL passes
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="people_work_place_position",
            ),
            models.CheckConstraint(
                condition=Q(radius_m__isnull=True) | Q(radius_m__range=(10, 100_000)), name="people_work_place_radius"
            ),
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
    email = models.EmailField(_("surel"), blank=True)
    phone = models.CharField(_("nomor HP"), max_length=20, blank=True)
    active = models.BooleanField(_("aktif"), default=True)
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
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Name with titles, as letters print it: 'Dr. Siti Aminah, S.H.'."""
        name = f"{self.front_title} {self.name}" if self.front_title else self.name
        return f"{name}, {self.back_title}" if self.back_title else name
