"""What the search found, and what became of it. Nothing here touches a day, a cut or a case."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hadir.attendance.patterns.rules import Grade, Kind, State
from hadir.attendance.patterns.texts import GRADES, KINDS, STATES
from hadir.people.models import Employee


class Pattern(models.Model):
    """One odd run of check-ins. Found again, the open row grows; handled rows stay as they are.

    `key`: what makes it the same pattern (a point, or a person). `facts`: the numbers of its sentence.
    """

    kind = models.CharField(max_length=10, choices=[(one.value, text) for one, text in KINDS.items()])
    key = models.CharField(max_length=60)
    grade = models.CharField(max_length=5, choices=[(one.value, text) for one, text in GRADES.items()])
    first = models.DateField()
    last = models.DateField()
    facts = models.JSONField(default=dict)
    limits_version = models.CharField(max_length=20)
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    state = models.CharField(
        max_length=9, choices=[(one.value, text) for one, text in STATES.items()], default=State.OPEN.value
    )
    note = models.CharField(max_length=500, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-last", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], condition=Q(state="open"), name="pattern_open_once"),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in Kind]), name="pattern_kind"),
            models.CheckConstraint(condition=Q(grade__in=[one.value for one in Grade]), name="pattern_grade"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="pattern_span"),
            models.CheckConstraint(
                condition=Q(state="open", handled_at__isnull=True)
                | (Q(state__in=[State.EXPLAINED.value, State.PURSUED.value]) & Q(handled_at__isnull=False)),
                name="pattern_handled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first}..{self.last} ({self.state})"


class PatternPerson(models.Model):
    """Whom a pattern concerns, with the person's own numbers."""

    pattern = models.ForeignKey(Pattern, on_delete=models.CASCADE, related_name="people")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    punches = models.PositiveIntegerField()
    days = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pattern", "employee"], name="pattern_person_once")]
        indexes = [models.Index(fields=["employee"], name="pattern_of_person")]

    def __str__(self) -> str:
        return f"employee {self.employee_id} in pattern {self.pattern_id}"
