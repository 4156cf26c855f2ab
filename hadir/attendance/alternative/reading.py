"""Reading permissions, requests that wait for an officer, and how much the way without a face is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.models import NonBiometricPermission, PermissionStatus, Punch, WitnessRequest
from hadir.attendance.rules import Method
from hadir.capture import selectors as capture
from hadir.lib.authority import Right
from hadir.people.models import Employee
from hadir.schedules import rules as day_rules


def permission_on(employee: Employee, moment: datetime) -> NonBiometricPermission | None:
    """The permission that is valid on the work place's day of a moment."""
    return permission_of_day(employee.pk, day_rules.day_of(moment, employee.work_place.zone))


def permission_of_day(employee_id: int, day: date) -> NonBiometricPermission | None:
    """The approved permission that covers a day; of several the one that lasts longest."""
    rows = NonBiometricPermission.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        employee_id=employee_id,
        status=PermissionStatus.APPROVED,
        valid_from__lte=day,
    )
    return max(rows, key=lambda row: row.valid_to or date.max, default=None)


def requests_of(employee_id: int) -> QuerySet[NonBiometricPermission]:
    """Everything that was asked for one person, newest first."""
    return NonBiometricPermission.objects.filter(employee_id=employee_id)


def requests_for(user: User) -> QuerySet[NonBiometricPermission]:
    """What the officer may decide or revoke: pending ones first and oldest first, then those in force."""
    units = permissions.units_for(user, Right.ALLOW_NON_BIOMETRIC)
    rows = NonBiometricPermission.objects.filter(
        employee__unit_id__in=units, status__in=[PermissionStatus.PENDING, PermissionStatus.APPROVED]
    )
    return rows.select_related("employee__unit", "employee__work_place").order_by("-status", "requested_at", "id")


def pending_for(user: User) -> QuerySet[NonBiometricPermission]:
    """Requests that wait for a decision in the officer's units."""
    units = permissions.units_for(user, Right.ALLOW_NON_BIOMETRIC)
    return NonBiometricPermission.objects.filter(employee__unit_id__in=units, status=PermissionStatus.PENDING)


def awaiting(employee_id: int, *, now: datetime) -> WitnessRequest | None:
    """The person's own request that an officer can still answer."""
    return (
        WitnessRequest.objects.filter(employee_id=employee_id, answered_at__isnull=True, expires_at__gt=now)
        .order_by("-noted_at")
        .first()
    )


def answer_to(employee_id: int, request_id: UUID) -> Punch | None:
    """What the officer made of the person's own request; None while there is no answer."""
    return Punch.objects.filter(employee_id=employee_id, session_id=request_id, method=Method.PIN_OFFICER).first()


def awaiting_officer(user: User, *, now: datetime) -> QuerySet[WitnessRequest]:
    """People of the officer's units who stand before an officer now, longest waiting first."""
    units = permissions.units_for(user, Right.RECORD_NON_BIOMETRIC)
    rows = WitnessRequest.objects.filter(employee__unit_id__in=units, answered_at__isnull=True, expires_at__gt=now)
    return rows.select_related("employee__unit", "employee__work_place").order_by("noted_at", "id")


def noted_arrival(employee: Employee, *, now: datetime) -> datetime | None:
    """When the server first asked this person for patience today: an arrival that was noted without a punch."""
    start, end = day_rules.bounds_of(day_rules.day_of(now, employee.work_place.zone), employee.work_place.zone)
    return capture.first_patience(employee.pk, start, end)


@dataclass(frozen=True, slots=True)
class Use:
    """How often a way was used at one place, by one officer (empty: the code on the screen), and by how many people."""

    work_place: str
    unit: str
    method: str
    officer: str
    accepted: int
    refused: int
    people: int
    percent: int  # of all accepted punches at that place in the same days


def use_since(user: User, *, day: date, days: int = 30) -> list[Use]:
    """Punches without a face of the last days, by place and officer, most used first. Two statements."""
    units = permissions.units_for(user, Right.SEE_ATTENDANCE)
    seen = Punch.objects.filter(
        employee__unit_id__in=units, work_day__gt=day - timedelta(days=days), work_day__lte=day
    ).order_by()
    counted = seen.filter(accepted=True).values("work_place_id").annotate(n=Count("id"))
    totals = {row["work_place_id"]: row["n"] for row in counted}
    rows = (
        seen.exclude(method="face")
        .values("work_place_id", "work_place__name", "work_place__unit__name", "method", "witness", "witness_label")
        .annotate(
            good=Count("id", filter=Q(accepted=True)),
            bad=Count("id", filter=Q(accepted=False)),
            people=Count("employee_id", distinct=True),
        )
    )
    found = [
        Use(
            row["work_place__name"],
            row["work_place__unit__name"],
            row["method"],
            row["witness_label"],
            row["good"],
            row["bad"],
            row["people"],
            round(100 * row["good"] / totals.get(row["work_place_id"], 1)),
        )
        for row in rows
    ]
    return sorted(found, key=lambda use: (-use.accepted, use.work_place, use.officer))
