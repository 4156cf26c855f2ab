"""Reading enrolments."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.capture import engine
from hadir.enrolment import vault
from hadir.enrolment.models import DuplicateFinding, Enrolment, NoticeAcknowledgement, PrivacyNotice, Status
from hadir.faceengine.engine import EngineId
from hadir.faceengine.types import Vector
from hadir.lib.authority import Right
from hadir.lib.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Template:
    """An approved template, opened for one comparison."""

    engine: EngineId
    vector: Vector


def current_notice() -> PrivacyNotice | None:
    return PrivacyNotice.objects.order_by("-version").first()


def has_acknowledged(employee_id: int, notice: PrivacyNotice) -> bool:
    return NoticeAcknowledgement.objects.filter(employee_id=employee_id, notice=notice).exists()


def latest_of(employee_id: int) -> Enrolment | None:
    """The newest case of a person, whatever became of it."""
    return Enrolment.objects.filter(employee_id=employee_id).order_by("-captured_at", "-id").first()


def approved_of(employee_id: int) -> Enrolment | None:
    """The case whose template is the person's valid one, unopened."""
    return Enrolment.objects.filter(employee_id=employee_id, status=Status.APPROVED).first()


def approved_engine(employee_id: int) -> EngineId | None:
    """Engine of the person's valid template, without opening it; None when the person is not enrolled."""
    row = (
        Enrolment.objects.filter(employee_id=employee_id, status=Status.APPROVED)
        .values_list("engine_name", "engine_version")
        .first()
    )
    return EngineId(*row) if row else None


def is_outdated(case: Enrolment) -> bool:
    """Whether an approved template was made by an engine that has been replaced. False while no engine answers."""
    if case.status != Status.APPROVED:
        return False
    try:
        return EngineId(case.engine_name, case.engine_version) != engine.current_engine()
    except Unavailable:
        return False


def template_of(employee_id: int) -> Template | None:
    """The person's valid template. Raises `Unavailable` (key_missing, data_unreadable)."""
    row = Enrolment.objects.filter(employee_id=employee_id, status=Status.APPROVED).select_related("data_key").first()
    return Template(EngineId(row.engine_name, row.engine_version), vault.open_template(row)) if row else None


def queue_for(user: User) -> QuerySet[Enrolment]:
    """Cases that wait for a decision in the units where the user decides, oldest first, with their findings."""
    units = permissions.units_for(user, Right.SEE_ENROLMENTS)
    return (
        Enrolment.objects.filter(status=Status.PENDING, employee__unit_id__in=units)
        .select_related("employee__unit", "employee__work_place")
        .prefetch_related(Prefetch("findings", DuplicateFinding.objects.select_related("other__unit")))
        .defer("sealed_template", "sealed_portrait")
        .order_by("captured_at", "id")
    )


def enrolled_employee_ids(employee_ids: list[int]) -> set[int]:
    """Which of these people have a valid template: one statement for a whole list."""
    return set(
        Enrolment.objects.filter(employee_id__in=employee_ids, status=Status.APPROVED).values_list(
            "employee_id", flat=True
        )
    )
