"""Versions of the calendar of a year and their days."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hadir.people.models import OrgUnit
from hadir.schedules.calendar import rules
from hadir.schedules.calendar.texts import COLLECTION_NAMES, KIND_NAMES
from hadir.schedules.instances import Holiday
from hadir.schedules.proposals import Proposed, status_known


class CalendarVersion(Proposed):
    """The days of one collection of a year, for the region (no unit) or for a unit and all below it.

    The latest confirmed one counts; the others stay readable. Its days never change once it is decided.
    """

    year = models.PositiveSmallIntegerField(_("tahun"))
    collection = models.CharField(
        _("kumpulan"), max_length=8, choices=[(one.value, name) for one, name in COLLECTION_NAMES.items()]
    )
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("sumber"), max_length=300)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        ordering = ["-year", "-id"]
        constraints = [
            status_known("calendar_status"),
            models.CheckConstraint(condition=Q(year__range=(2000, 2199)), name="calendar_year"),
            models.CheckConstraint(
                condition=Q(collection__in=[one.value for one in rules.Collection]), name="calendar_collection"
            ),
            models.CheckConstraint(
                condition=Q(collection="local") | Q(unit__isnull=True), name="calendar_decree_is_for_all"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="calendar_source"),
            models.UniqueConstraint(
                fields=["year", "collection", "unit"],
                condition=Q(status="confirmed"),
                nulls_distinct=False,
                name="calendar_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["year", "collection", "unit"],
                condition=Q(status="proposed"),
                nulls_distinct=False,
                name="calendar_one_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"calendar {self.year} {self.collection} of {self.unit_id or 'the region'} ({self.status})"

    @property
    def kinds(self) -> tuple[rules.Kind, ...]:
        """Kinds of days that may stand in it."""
        return rules.KINDS[rules.Collection(self.collection), self.unit_id is not None]


class HolidayRow(models.Model):
    """One day off in a version."""

    version = models.ForeignKey(CalendarVersion, on_delete=models.CASCADE, related_name="rows")
    day = models.DateField(_("tanggal"))
    name = models.CharField(_("nama"), max_length=120)
    kind = models.CharField(_("jenis"), max_length=8, choices=[(one.value, name) for one, name in KIND_NAMES.items()])
    basis = models.CharField(_("dasar hukum"), max_length=300, blank=True)  # empty: the version's source

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["version", "day"], name="calendar_day_once"),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in rules.Kind]), name="calendar_kind"),
            models.CheckConstraint(condition=~Q(name=""), name="calendar_day_named"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"

    def as_line(self) -> rules.Line:
        return rules.Line(self.day, self.name, rules.Kind(self.kind), self.basis)

    def as_holiday(self) -> Holiday:
        """As planning sees it; the version must be loaded."""
        version = self.version
        return Holiday(self.day, self.name, self.kind, version.unit_id, version.pk, self.basis or version.source)
