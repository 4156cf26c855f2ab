"""Reading enrolments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.capture import engine
from hadir.enrolment import vault
from hadir.enrolment.models import (
    DataKey,
    DuplicateFinding,
    Enrolment,
    NoticeAcknowledgement,
    PrivacyNotice,
    ProcessingRestriction,
    Status,
)
from hadir.faceengine.engine import EngineId
from hadir.faceengine.types import Vector
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, Unavailable
from hadir.people.written_sql import WrittenQuery, relate


@dataclass(frozen=True, slots=True)
class Template:
    """An approved template, opened for one comparison."""

    engine: EngineId
    vector: Vector


def current_notice(now: datetime | None = None) -> PrivacyNotice | None:
    """The newest version that is in force; one that is announced for later is not yet."""
    in_force = Q(effective_at__isnull=True) | Q(effective_at__lte=now or timezone.now())
    return PrivacyNotice.objects.filter(in_force).order_by("-version").first()


def notice_versions() -> QuerySet[PrivacyNotice]:
    """Every version ever published, the newest first."""
    return PrivacyNotice.objects.order_by("-version")


def acknowledgements_of(employee_id: int) -> QuerySet[NoticeAcknowledgement]:
    """Which versions a person has read, the newest first."""
    return (
        NoticeAcknowledgement.objects.filter(employee_id=employee_id)
        .select_related("notice")
        .order_by("-acknowledged_at")
    )


def readers_of(notice: PrivacyNotice) -> QuerySet[NoticeAcknowledgement]:
    """Who has read this version: for counting by unit."""
    return NoticeAcknowledgement.objects.filter(notice=notice)


def has_acknowledged(employee_id: int, notice: PrivacyNotice) -> bool:
    return NoticeAcknowledgement.objects.filter(employee_id=employee_id, notice=notice).exists()


def knows_of_crops(employee_id: int) -> bool:
    """Whether the notice in force says that crops are kept, and this person has read it."""
    notice = current_notice()
    return notice is not None and notice.names_crops and has_acknowledged(employee_id, notice)


def readers_of_crops() -> QuerySet[NoticeAcknowledgement, int]:
    """Ids of everybody who has ever read a notice that names reference crops, as a subquery for background work."""
    return NoticeAcknowledgement.objects.filter(notice__names_crops=True).values_list("employee_id", flat=True)


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


# Written, as every statement of a check-in: building it through the ORM costs more than running it.
_USABLE = """
SELECT engine_name, engine_version, EXISTS (
    SELECT FROM enrolment_processingrestriction held
    WHERE held.employee_id = recording.employee_id AND held.lifted_at IS NULL
) FROM enrolment_enrolment recording WHERE recording.employee_id = %s AND recording.status = 'approved'
"""


def usable_engine(employee_id: int) -> EngineId | None:
    """`approved_engine` for somebody about to be compared, in the same one statement.

    Raises `Conflict` (processing_restricted) when the face may be stored only (article 41).
    """
    with connection.cursor() as cursor:
        cursor.execute(_USABLE, [employee_id])
        row = cursor.fetchone()
    if row is None:
        return None
    name, version, restricted = row
    if restricted:
        raise processing_restricted()
    return EngineId(name, version)


def restriction_of(employee_id: int) -> ProcessingRestriction | None:
    """The restriction in force, None when the face may be compared."""
    return ProcessingRestriction.objects.filter(employee_id=employee_id, lifted_at__isnull=True).first()


def is_restricted(employee_id: int) -> bool:
    """Whether the person's face data may be stored only: no comparison, no search, no new template."""
    return restriction_of(employee_id) is not None


def restricted_ids() -> QuerySet[ProcessingRestriction, int]:
    """Ids of everybody whose face data may be stored only, as a subquery for searches and background work."""
    return ProcessingRestriction.objects.filter(lifted_at__isnull=True).values_list("employee_id", flat=True)


def processing_restricted() -> Conflict:
    return Conflict(
        "processing_restricted",
        _("Pemrosesan wajah Anda dibatasi atas permintaan Anda. Absenlah lewat cara lain: hubungi operator OPD."),
    )


def _restricted() -> Exists:
    return Exists(ProcessingRestriction.objects.filter(employee_id=OuterRef("employee_id"), lifted_at__isnull=True))


def is_outdated(case: Enrolment) -> bool:
    """Whether an approved template was made by an engine that has been replaced. False while no engine answers."""
    if case.status != Status.APPROVED:
        return False
    try:
        return EngineId(case.engine_name, case.engine_version) != engine.current_engine()
    except Unavailable:
        return False


# Read at every check-in: written SQL.
_VALID = WrittenQuery(
    "enrolment_enrolment AS recording JOIN enrolment_datakey AS data_key ON data_key.id = recording.data_key_id "
    "LEFT JOIN enrolment_processingrestriction AS restriction "
    "ON restriction.employee_id = recording.employee_id AND restriction.lifted_at IS NULL "
    "WHERE recording.employee_id = %s AND recording.status = 'approved'",
    recording=Enrolment,
    data_key=DataKey,
    restriction=ProcessingRestriction,
)


def template_of(employee_id: int) -> Template | None:
    """The person's valid template, opened for a comparison.

    Raises `Unavailable` (key_missing, data_unreadable), `Conflict` (processing_restricted).
    """
    found = _VALID.first(employee_id)
    if found is None:
        return None
    row, data_key, restriction = found
    if restriction is not None:
        raise processing_restricted()
    relate(row, data_key=data_key)
    return Template(EngineId(row.engine_name, row.engine_version), vault.open_template(row))


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


def ready_by_unit(unit_ids: Collection[int]) -> dict[int, int]:
    """Active people by unit with a valid template."""
    return _count_by_unit(unit_ids, Status.APPROVED)


def pending_by_unit(unit_ids: Collection[int]) -> dict[int, int]:
    """Active people by unit whose recording waits for a decision."""
    return _count_by_unit(unit_ids, Status.PENDING)


def recorded_or_pending_ids(employee_ids: Collection[int]) -> set[int]:
    """Which of these people need no recording now."""
    rows = Enrolment.objects.filter(employee_id__in=employee_ids, status__in=[Status.APPROVED, Status.PENDING])
    return set(rows.values_list("employee_id", flat=True))


def _count_by_unit(unit_ids: Collection[int], status: Status) -> dict[int, int]:
    rows = Enrolment.objects.filter(employee__unit_id__in=unit_ids, employee__active=True, status=status)
    return dict(rows.order_by().values_list("employee__unit_id").annotate(n=Count("employee", distinct=True)))
