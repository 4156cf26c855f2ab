"""Incidents, whom they concern, and what the server itself noticed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hadir.attendance.facts import IncidentState
from hadir.attendance.incidents.rules import Kind, Sign
from hadir.attendance.incidents.texts import KINDS, STATES
from hadir.people.models import OrgUnit, WorkPlace


class IncidentReport(models.Model):
    """An outage or a disaster. While proposed it suspends lateness and absence for the time being; confirmed for good.

    `first_at` to `last_at` is the window that holds: as reported, or as the decider narrowed it; `reported_*_at` keep
    what was reported. Without units and places it concerns the region. Nothing in it names an employee.
    """

    kind = models.CharField(_("jenis"), max_length=8, choices=KINDS)
    title = models.CharField(_("judul"), max_length=120)
    what_happened = models.TextField(_("uraian dan bukti"), max_length=2000)
    reference = models.CharField(_("nomor surat atau tiket"), max_length=120, blank=True)
    is_regional = models.BooleanField(_("seluruh daerah"), default=False)
    first_at = models.DateTimeField(_("mulai"))
    last_at = models.DateTimeField(_("sampai"))
    reported_first_at = models.DateTimeField()
    reported_last_at = models.DateTimeField()
    zone = models.CharField(max_length=40)
    state = models.CharField(_("keadaan"), max_length=9, choices=STATES, default=IncidentState.PROPOSED.value)
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    reported_by = models.BigIntegerField(null=True, blank=True)
    reported_by_label = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_by_label = models.CharField(max_length=200, blank=True)
    decision_note = models.CharField(_("catatan keputusan"), max_length=500, blank=True)
    legal_basis = models.CharField(_("dasar penetapan"), max_length=300, blank=True)

    class Meta:
        ordering = ["-first_at", "-id"]
        indexes = [models.Index(fields=["first_at", "last_at"], name="incident_window")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in Kind]), name="incident_kind"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in IncidentState]), name="incident_state"),
            models.CheckConstraint(condition=Q(last_at__gt=F("first_at")), name="incident_span"),
            models.CheckConstraint(
                condition=Q(first_at__gte=F("reported_first_at"), last_at__lte=F("reported_last_at")),
                name="incident_only_narrowed",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("reported_by")), name="incident_second_person"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | (~Q(state="proposed") & Q(decided_at__isnull=False)),
                name="incident_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference_number}: {self.title} ({self.state})"

    @property
    def reference_number(self) -> str:
        return f"GGN-{self.pk}"


class IncidentUnit(models.Model):
    """An agency or unit that an incident concerns, with all below it."""

    incident = models.ForeignKey(IncidentReport, on_delete=models.PROTECT, related_name="unit_rows")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "unit"], name="incident_unit_once")]

    def __str__(self) -> str:
        return f"incident {self.incident_id} in unit {self.unit_id}"


class IncidentPlace(models.Model):
    """A work place that an incident concerns."""

    incident = models.ForeignKey(IncidentReport, on_delete=models.PROTECT, related_name="place_rows")
    work_place = models.ForeignKey(WorkPlace, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "work_place"], name="incident_place_once")]

    def __str__(self) -> str:
        return f"incident {self.incident_id} at work place {self.work_place_id}"


class OutageSign(models.Model):
    """What the server noticed by itself: a suggestion with its numbers, never an incident. People decide.

    `facts`: numbers that explain it (`usual`, `seen`, `minutes`).
    """

    sign = models.CharField(max_length=8)
    work_place = models.ForeignKey(WorkPlace, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=20, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    noticed_at = models.DateTimeField()
    incident = models.ForeignKey(IncidentReport, null=True, blank=True, on_delete=models.PROTECT, related_name="signs")
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by_label = models.CharField(max_length=200, blank=True)
    drop_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-first_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(sign__in=[one.value for one in Sign]), name="outage_sign_kind"),
            models.CheckConstraint(condition=Q(last_at__gt=F("first_at")), name="outage_sign_span"),
            models.UniqueConstraint(
                fields=["sign", "work_place", "stage", "first_at"], name="outage_sign_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sign} from {self.first_at:%Y-%m-%d %H:%M}"


class Pulse(models.Model):
    """The last minute in which this server was at work. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    beaten_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="incident_one_pulse")]

    def __str__(self) -> str:
        return f"{self.beaten_at:%Y-%m-%d %H:%M:%S}"
