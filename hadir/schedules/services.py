"""Writing schedules: their versions, who has which, days elsewhere (Ramadan: `seasons`). Everything is proposed here
and counts once a second person has said yes (`deciding`). A change is a new dated row; what was in force is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.people import selectors as people
from hadir.people.models import UnitKind
from hadir.people.saving import save
from hadir.schedules import presets, quota, saying, selectors, texts, wordings
from hadir.schedules.instances import WorkMode
from hadir.schedules.models import (
    ScheduleAssignment,
    ScheduleVersion,
    WorkModeDay,
    WorkModePolicy,
    WorkSchedule,
)
from hadir.schedules.proposals import BASIS_NEEDED, Proposed, Status
from hadir.schedules.wordings import VersionData

__all__ = ["AssignmentData", "ModeData", "ScheduleData", "VersionData"]

MOST_DAYS_ELSEWHERE = 366


@dataclass(frozen=True, slots=True)
class ScheduleData:
    """`unit_id` None: the region's."""

    name: str
    unit_id: int | None = None
    by_roster: bool = False


@dataclass(frozen=True, slots=True)
class AssignmentData:
    """For a person, a unit, or (neither) the region. Without a schedule the wider scope's holds again."""

    schedule_id: int | None
    valid_from: date
    legal_basis: str
    valid_to: date | None = None
    unit_id: int | None = None
    employee_id: int | None = None


@dataclass(frozen=True, slots=True)
class ModeData:
    """Days of work elsewhere for a person or a unit; `weekdays` empty: every day of the span."""

    mode: WorkMode
    first: date
    last: date
    legal_basis: str
    weekdays: frozenset[int] = frozenset()
    unit_id: int | None = None
    employee_id: int | None = None


@transaction.atomic
def create_schedule(actor: Authority, *, data: ScheduleData, version: VersionData, now: datetime) -> ScheduleVersion:
    """A new schedule with its first wording, which waits for a second person.

    Raises `NotPermitted`, `Conflict` (schedule_exists), `InvalidInput` as `propose_version`.
    """
    unit_id = _scope_unit(data.unit_id)
    _require(actor, unit_id)
    name = " ".join(data.name.split())
    if not name:
        raise InvalidInput("name_missing", texts.NAME_NEEDED, fields={"name": texts.NAME_NEEDED})
    if WorkSchedule.objects.filter(unit_id=unit_id, name__iexact=name).exists():
        raise Conflict("schedule_exists", texts.SCHEDULE_EXISTS, fields={"name": texts.SCHEDULE_EXISTS})
    schedule = WorkSchedule(name=name, unit_id=unit_id, by_roster=data.by_roster)
    save(schedule)
    row = _store_version(actor, schedule, version, now)
    _record(actor, "create_schedule", _right(unit_id), f"schedule:{schedule.pk}", unit_id, _facts(row))
    return row


@transaction.atomic
def propose_version(actor: Authority, *, schedule_id: int, data: VersionData, now: datetime) -> ScheduleVersion:
    """Propose another wording of a schedule from a day on.

    Raises `NotPermitted`, `NotFound`, `Conflict` (version_waiting), `InvalidInput` (basis_missing, span, flex_terms,
    week_empty, week_faults, week_off_law) with sentences that name the day and the stage.
    """
    schedule = selectors.schedule(schedule_id)
    _require(actor, schedule.unit_id)
    WorkSchedule.objects.select_for_update().get(pk=schedule.pk)
    waiting = schedule.versions.filter(status=Status.PROPOSED, valid_from=data.valid_from)
    if waiting.exists():
        raise Conflict("version_waiting", texts.VERSION_WAITING, fields={"valid_from": texts.VERSION_WAITING})
    row = _store_version(actor, schedule, data, now)
    _record(
        actor, "propose_version", _right(schedule.unit_id), f"schedule:{schedule.pk}", schedule.unit_id, _facts(row)
    )
    return row


@transaction.atomic
def propose_assignment(actor: Authority, *, data: AssignmentData, now: datetime) -> ScheduleAssignment:
    """Propose which schedule holds for the region, a unit or a person from a day on.

    Raises `NotPermitted`, `NotFound`, `InvalidInput` (basis_missing, span, schedule_elsewhere, region_needs_one),
    `Conflict` (assigned_that_day, which names what stands there).
    """
    unit_id = _scope_unit(data.unit_id) if data.employee_id is None else None
    where = _unit_of(unit_id, data.employee_id)
    _require(actor, where)
    _check_dated(data.legal_basis, data.valid_from, data.valid_to)
    if data.schedule_id is None:
        if unit_id is None and data.employee_id is None:
            raise InvalidInput("region_needs_one", texts.REGION_NEEDS_ONE, fields={"schedule": texts.REGION_NEEDS_ONE})
    else:
        _check_reachable(selectors.schedule(data.schedule_id), where)
    scope = {"unit_id": unit_id, "employee_id": data.employee_id}
    there = ScheduleAssignment.objects.filter(
        **scope, valid_from=data.valid_from, status__in=[Status.PROPOSED, Status.CONFIRMED]
    ).select_related("schedule")
    if (other := there.first()) is not None:
        sentence = saying.assigned_that_day(other)
        raise Conflict("assigned_that_day", sentence, fields={"valid_from": sentence})
    row = ScheduleAssignment(
        **scope,
        schedule_id=data.schedule_id,
        valid_from=data.valid_from,
        valid_to=data.valid_to,
        legal_basis=data.legal_basis.strip()[:300],
    )
    _propose(actor, row, now)
    detail = {"schedule": row.schedule_id, "from": row.valid_from.isoformat(), "basis": row.legal_basis}
    _record(actor, "propose_assignment", _right(where), _subject(row.source), where, detail)
    return row


@transaction.atomic
def propose_mode_days(actor: Authority, *, data: ModeData, now: datetime) -> WorkModeDay:
    """Propose days at home or anywhere, or (office) take such days back.

    Raises `NotPermitted`, `InvalidInput` (basis_missing, span, span_too_long, quota_exceeded: with the day, the share
    and the policy).
    """
    unit_id = _scope_unit(data.unit_id) if data.employee_id is None else None
    where = _unit_of(unit_id, data.employee_id)
    _require(actor, where)
    _check_dated(data.legal_basis, data.first, data.last, ends="last")
    if (data.last - data.first).days >= MOST_DAYS_ELSEWHERE:
        raise InvalidInput("span_too_long", texts.SPAN_TOO_LONG, fields={"last": texts.SPAN_TOO_LONG})
    row = WorkModeDay(
        unit_id=unit_id,
        employee_id=data.employee_id,
        mode=data.mode.value,
        first=data.first,
        last=data.last,
        weekdays=sorted(data.weekdays),
        legal_basis=data.legal_basis.strip()[:300],
    )
    quota.check(row, where)
    _propose(actor, row, now)
    detail = {"mode": row.mode, "first": row.first.isoformat(), "last": row.last.isoformat(), "basis": row.legal_basis}
    _record(actor, "propose_mode_days", _right(where), _subject(row.source), where, detail)
    return row


@transaction.atomic
def propose_quota(
    actor: Authority, *, unit_id: int | None, max_percent: int, valid_from: date, legal_basis: str, now: datetime
) -> WorkModePolicy:
    """Propose how much of an agency, or of one unit, may work elsewhere on a day; 0 for a unit of direct service."""
    actor.require(Right.MANAGE_SCHEDULES, None)
    _check_dated(legal_basis, valid_from, None)
    if not 0 <= max_percent <= 100:
        raise InvalidInput("quota_percent", texts.QUOTA_PERCENT, fields={"max_percent": texts.QUOTA_PERCENT})
    row = WorkModePolicy(
        unit_id=_scope_unit(unit_id),
        max_percent=max_percent,
        valid_from=valid_from,
        legal_basis=legal_basis.strip()[:300],
    )
    _propose(actor, row, now)
    detail = {"max_percent": max_percent, "from": valid_from.isoformat(), "basis": row.legal_basis}
    _record(actor, "propose_quota", Right.MANAGE_SCHEDULES, f"mode_quota:{row.pk}", row.unit_id, detail)
    return row


# --- one version


def _store_version(actor: Authority, schedule: WorkSchedule, data: VersionData, now: datetime) -> ScheduleVersion:
    _check_dated(data.legal_basis, data.valid_from, data.valid_to)
    wordings.check(data, by_roster=schedule.by_roster)
    row = ScheduleVersion(
        schedule=schedule,
        preset=data.preset[:40],
        valid_from=data.valid_from,
        valid_to=data.valid_to,
        legal_basis=data.legal_basis.strip()[:300],
        flex_kind=data.flex.kind.value,
        flex_limit_min=data.flex.limit_min,
        flex_fixed_min=data.flex.fixed_min,
        works_on_holidays=data.works_on_holidays,
        exception_basis=data.exception_basis.strip()[:300],
    )
    _propose(actor, row, now)
    wordings.store(row, data.weeks)
    return row


# --- what all have in common


def _require(actor: Authority, unit_id: int | None) -> None:
    actor.require(_right(unit_id), unit_id)


def _right(unit_id: int | None) -> Right:
    """The region's hours are the HR agency's to propose; an agency proposes its own."""
    return Right.MANAGE_SCHEDULES if unit_id is None else Right.PROPOSE_SCHEDULES


def _scope_unit(unit_id: int | None) -> int | None:
    """The region as a unit and no unit at all are the same scope."""
    if unit_id is None or people.unit(unit_id).kind == UnitKind.REGION:
        return None
    return unit_id


def _unit_of(unit_id: int | None, employee_id: int | None) -> int | None:
    return people.employee(employee_id).unit_id if employee_id is not None else unit_id


def _check_reachable(schedule: WorkSchedule, unit_id: int | None) -> None:
    """A unit may take the region's schedules and those of itself or of units above it."""
    line: Sequence[int] = people.line_of(unit_id) if unit_id is not None else ()
    if schedule.unit_id is not None and schedule.unit_id not in line:
        raise NotFound("schedule_not_found", texts.SCHEDULE_NOT_FOUND)


def _check_dated(legal_basis: str, first: date, last: date | None, *, ends: str = "valid_to") -> None:
    if not legal_basis.strip():
        raise InvalidInput("basis_missing", BASIS_NEEDED, fields={"legal_basis": BASIS_NEEDED})
    if last is not None and last < first:
        raise InvalidInput("span", texts.SPAN, fields={ends: texts.SPAN})


def _propose(actor: Authority, row: Proposed, now: datetime) -> None:
    row.sign_as_author(actor.actor, now)
    save(row)


def _subject(source: str) -> str:
    return source if ":" in source else "region"


def _facts(row: ScheduleVersion) -> dict[str, object]:
    facts: dict[str, object] = {
        "version": row.pk,
        "name": row.schedule.name,
        "from": row.valid_from.isoformat(),
        "basis": row.legal_basis,
    }
    return facts | ({"exception": row.exception_basis} if row.exception_basis else {})


def _record(
    actor: Authority, deed: str, right: Right, subject: str, unit_id: int | None, detail: Mapping[str, object]
) -> None:
    audit.record(f"schedules.{deed}", actor=actor.actor, subject=subject, detail=detail, unit_id=unit_id, right=right)


# --- a new installation

_QUOTA_BASIS = "SE MenPANRB 1/2024; ganti dengan ketentuan daerah"
DEFAULT_PRESET = "five_days"


@transaction.atomic
def seed_default_stages(actor: Authority, *, valid_from: date, legal_basis: str) -> int:
    """Give a region without any hours the customary week of five days with its three stages (morning and afternoon
    *absensi khusus*, midday *absensi harian*); returns how many stages a day then has, 0 where it has hours already.

    The installer's deed, in force at once: there is no second person yet.
    """
    actor.require(Right.MANAGE_SCHEDULES, None)
    if ScheduleAssignment.objects.filter(unit__isnull=True, employee__isnull=True).exists():
        return 0
    now = timezone.now()
    preset = presets.presets()[DEFAULT_PRESET]
    version = ScheduleVersion(
        schedule=WorkSchedule.objects.create(name=preset.name),
        preset=preset.code,
        valid_from=valid_from,
        legal_basis=legal_basis,
    )
    given = ScheduleAssignment(schedule=version.schedule, valid_from=valid_from, legal_basis=legal_basis)
    share = WorkModePolicy(max_percent=50, valid_from=valid_from, legal_basis=_QUOTA_BASIS)
    for row in (version, given, share):
        row.sign_as_author(actor.actor, now)
        row.decide(actor.actor, confirm=True, reason="", now=now)
        save(row)
    wordings.store(version, preset.weeks)
    stages = {stage.code for week in preset.weeks.values() for rule in week.values() for stage in rule.stages}
    detail = {"preset": preset.code, "stages": sorted(stages), "from": valid_from.isoformat()}
    _record(actor, "seed_default_stages", Right.MANAGE_SCHEDULES, "region", None, detail)
    return len(stages)
