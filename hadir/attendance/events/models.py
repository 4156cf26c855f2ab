"""Events, who is expected, weekly patterns, and the lists of who came."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hadir.attendance.events.rules import Kind, ListState
from hadir.attendance.events.texts import KINDS, LIST_STATES
from hadir.people.models import Employee, OrgUnit, WorkPlace
from hadir.schedules.proposals import DatedRule, rule_constraints


class EventPolicy(DatedRule):
    """Whether a check-in at the place within the window is attendance of an event of a kind, from a day on.

    It counts once a second person has confirmed it.
    """

    kind = models.CharField(_("jenis"), max_length=8, choices=KINDS)
    by_check_in = models.BooleanField(_("absen di tempat acara dihitung hadir"), default=True)

    class Meta:
        ordering = ["kind", "-valid_from", "-id"]
        constraints = [
            *rule_constraints("event_policy"),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in Kind]), name="event_policy_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.valid_from}"


class EventSeries(models.Model):
    """An event every week on one day of the week, such as the Monday roll call. Each day is an event of its own."""

    kind = models.CharField(_("jenis"), max_length=8, choices=KINDS, default=Kind.APEL.value)
    name = models.CharField(_("nama acara"), max_length=120)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    work_place = models.ForeignKey(WorkPlace, on_delete=models.PROTECT, related_name="+", verbose_name=_("tempat"))
    weekday = models.PositiveSmallIntegerField(_("hari"))
    opens = models.TimeField(_("absen dibuka"))
    starts = models.TimeField(_("acara mulai"))
    closes = models.TimeField(_("absen ditutup"))
    first = models.DateField(_("mulai"))
    last = models.DateField(_("sampai"), null=True, blank=True)
    legal_basis = models.CharField(_("dasar atau surat"), max_length=300)
    made_through = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True, blank=True)
    recorded_by_label = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["weekday", "opens", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in Kind]), name="event_series_kind"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="event_series_weekday"),
            models.CheckConstraint(
                condition=Q(starts__gte=F("opens"), closes__gt=F("starts")), name="event_series_times"
            ),
            models.CheckConstraint(condition=Q(last__isnull=True) | Q(last__gte=F("first")), name="event_series_span"),
        ]

    def __str__(self) -> str:
        return self.name


class PlannedEvent(models.Model):
    """A ceremony or roll call. Expected: people of its units with all below, and those it names.

    Moments on the clock of the place. Cancelled, never deleted. Once it is over, cancelling lifts what it cost those
    who were missing: one person asks for it (`cancel_asked_...`), another decides.
    """

    kind = models.CharField(_("jenis"), max_length=8, choices=KINDS)
    name = models.CharField(_("nama acara"), max_length=120)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    work_place = models.ForeignKey(WorkPlace, on_delete=models.PROTECT, related_name="+", verbose_name=_("tempat"))
    day = models.DateField(_("hari"))
    opens_at = models.DateTimeField(_("absen dibuka"))
    starts_at = models.DateTimeField(_("acara mulai"))
    closes_at = models.DateTimeField(_("absen ditutup"))
    legal_basis = models.CharField(_("dasar atau surat"), max_length=300)
    series = models.ForeignKey(EventSeries, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True, blank=True)
    recorded_by_label = models.CharField(max_length=200)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by_label = models.CharField(max_length=200, blank=True)
    cancel_note = models.CharField(_("alasan pembatalan"), max_length=300, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_by = models.BigIntegerField(null=True, blank=True)
    cancel_asked_by_label = models.CharField(max_length=200, blank=True)
    cancel_ask_note = models.CharField(_("alasan pembatalan"), max_length=300, blank=True)

    class Meta:
        ordering = ["day", "opens_at", "id"]
        indexes = [models.Index(fields=["day"], name="event_day", condition=Q(cancelled_at=None))]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in Kind]), name="event_kind"),
            models.CheckConstraint(
                condition=Q(starts_at__gte=F("opens_at"), closes_at__gt=F("starts_at")), name="event_times"
            ),
            models.UniqueConstraint(fields=["series", "day"], name="event_series_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} on {self.day}"


class ExpectedUnit(models.Model):
    """A unit whose people, with those of all below it, are expected."""

    event = models.ForeignKey(PlannedEvent, on_delete=models.PROTECT, related_name="unit_rows")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "unit"], name="event_unit_once")]

    def __str__(self) -> str:
        return f"unit {self.unit_id} at event {self.event_id}"


class ExpectedPerson(models.Model):
    """Somebody whom an event names."""

    event = models.ForeignKey(PlannedEvent, on_delete=models.PROTECT, related_name="person_rows")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "employee"], name="event_person_once")]

    def __str__(self) -> str:
        return f"employee {self.employee_id} at event {self.event_id}"


class AttendanceList(models.Model):
    """Who came, as an agency's operator ticked it on the spot; counts once a second person has confirmed it."""

    event = models.ForeignKey(PlannedEvent, on_delete=models.PROTECT, related_name="lists")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("keadaan"), max_length=9, choices=LIST_STATES, default=ListState.OPEN.value)
    authors = models.JSONField(default=list)  # accounts that ticked: none of them confirms
    opened_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    handed_in_by_label = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.BigIntegerField(null=True, blank=True)
    confirmed_by_label = models.CharField(max_length=200, blank=True)
    return_note = models.CharField(_("catatan"), max_length=300, blank=True)

    class Meta:
        ordering = ["event", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["event", "unit"], name="event_list_once"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in ListState]), name="event_list_state"),
        ]

    def __str__(self) -> str:
        return f"list of unit {self.unit_id} at event {self.event_id}: {self.state}"


class AttendanceTick(models.Model):
    """Somebody was seen at an event. Taken away while the list is open, afterwards a fact."""

    list = models.ForeignKey(AttendanceList, on_delete=models.PROTECT, related_name="ticks")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()
    ticked_by_label = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "employee"], name="event_tick_once")]

    def __str__(self) -> str:
        return f"employee {self.employee_id} in list {self.list_id}"
