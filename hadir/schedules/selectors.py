"""Reading hours: what holds for somebody on a day, and the schedules that one may look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people import selectors as people
from hadir.people.models import Employee, OrgUnit, Placement, UnitKind
from hadir.schedules import book, rules, texts
from hadir.schedules.instances import DayPlan, Stage
from hadir.schedules.models import (
    ScheduleAssignment,
    ScheduleDay,
    ScheduleStage,
    ScheduleVersion,
    Season,
    WorkModeDay,
    WorkModePolicy,
    WorkSchedule,
)
from hadir.schedules.planning import Planner
from hadir.schedules.proposals import Proposed, Status
from hadir.schedules.weeks import SeasonName, Week

_ONE_DAY = timedelta(days=1)

# What a check-in needs to know, in one statement: the token of the book, the units above, and whether anything
# concerns this person alone.
_STANDING = """
WITH RECURSIVE line AS (
    SELECT id, parent_id, 0 AS step FROM people_orgunit WHERE id = %(unit)s
    UNION ALL
    SELECT up.id, up.parent_id, line.step + 1 FROM people_orgunit up JOIN line ON up.id = line.parent_id
)
SELECT
    (SELECT token FROM schedules_schedulerevision),
    (SELECT array_agg(id ORDER BY step) FROM line),
    EXISTS (SELECT FROM schedules_scheduleassignment WHERE employee_id = %(person)s AND status = 'confirmed')
    OR EXISTS (SELECT FROM schedules_workmodeday WHERE employee_id = %(person)s AND last >= %(first)s)
    OR EXISTS (
        SELECT FROM rosters_rosterentry WHERE employee_id = %(person)s AND day BETWEEN %(first)s AND %(last)s
    )
"""


# --- what holds for somebody


def plans_around(employee: Employee, first: date, last: date) -> list[DayPlan]:
    """The plans of those days by the present unit and work place. One statement for whoever has nothing personal."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"unit": employee.unit_id, "person": employee.pk, "first": first, "last": last})
        token, line, has_own = cursor.fetchone() or (None, [], False)
    if has_own:
        planner = Planner.load([employee.pk], first, last)
    else:
        hours = book.book(token)
        planner = Planner(hours, calendar=book.days_off(token, first, last))
    zone = employee.work_place.time_zone
    return [planner.plan(employee.pk, line=tuple(line or ()), zone=zone, day=day) for day in days(first, last)]


def plan_of(employee: Employee, first: date, last: date) -> list[DayPlan]:
    """The plans of a span by the unit and work place of each day. Before the first placement: those of today."""
    placed = Placement.objects.filter(employee=employee, superseded_at__isnull=True, valid_from__lte=last)
    rows = list(placed.exclude(valid_to__lt=first).select_related("work_place").order_by("-valid_from"))
    lines = people.lines_of({employee.unit_id, *(row.unit_id for row in rows)})
    planner = Planner.load([employee.pk], first, last)
    found = []
    for day in days(first, last):
        row = next(
            (row for row in rows if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)), None
        )
        unit_id, place = (row.unit_id, row.work_place) if row else (employee.unit_id, employee.work_place)
        found.append(planner.plan(employee.pk, line=lines[unit_id], zone=place.time_zone, day=day))
    return found


def stages_on(employee: Employee, day: date) -> tuple[Stage, ...]:
    """The stages of somebody's day as moments, in the order in which they open."""
    (plan,) = plans_around(employee, day, day)
    return plan.stages


def stage_at(employee: Employee, moment: datetime) -> Stage | None:
    """The stage that is open for somebody at a moment, None outside every window.

    It may be one of a shift that began yesterday, or of one that begins tomorrow.
    """
    day = day_of(employee, moment)
    plans = plans_around(employee, day - _ONE_DAY, day + _ONE_DAY)
    return rules.stage_at([stage for plan in plans for stage in plan.stages], moment)


def day_of(employee: Employee, moment: datetime) -> date:
    """The day at the work place to which a moment belongs."""
    return rules.day_of(moment, employee.work_place.zone)


def days(first: date, last: date) -> Iterable[date]:
    day = first
    while day <= last:
        yield day
        day += _ONE_DAY


def stage_codes_on(staff: Sequence[tuple[int, int, str]], day: date) -> list[str]:
    """Codes of the stages that those people (id, unit, zone) have on a day, in the order in which they open.

    A fixed number of statements, however many people.
    """
    lines = people.lines_of({unit_id for _person, unit_id, _zone in staff})
    planner = Planner.load([person for person, _unit, _zone in staff], day, day)
    opening: dict[str, datetime] = {}
    for person, unit_id, zone in staff:
        for stage in planner.plan(person, line=lines[unit_id], zone=zone, day=day).stages:
            opening[stage.code] = min(stage.opens_at, opening.get(stage.code, stage.opens_at))
    return sorted(opening, key=lambda code: (opening[code], code))


def stage_name(code: str) -> str:
    """How the stage of a stored check-in is called today; empty without a stage."""
    if not code:
        return ""
    return texts.stage_name(code, "" if code in texts.STAGE_NAMES else book.book().names.get(code, ""))


# --- schedules


def schedules_for(user: User) -> QuerySet[WorkSchedule]:
    """The region's schedules, those of units whose hours the account may see, and those above its own unit."""
    return WorkSchedule.objects.filter(_in_sight(user)).select_related("unit").order_by("unit_id", "name")


def schedule(schedule_id: int) -> WorkSchedule:
    """One schedule; NotFound `schedule_not_found`."""
    found = WorkSchedule.objects.select_related("unit").filter(pk=schedule_id).first()
    if found is None:
        raise NotFound("schedule_not_found", texts.SCHEDULE_NOT_FOUND)
    return found


def schedule_for(user: User, schedule_id: int) -> WorkSchedule:
    """One that the account may see; NotFound `schedule_not_found`."""
    found = schedules_for(user).filter(pk=schedule_id).first()
    if found is None:
        raise NotFound("schedule_not_found", texts.SCHEDULE_NOT_FOUND)
    return found


def versions_of(schedule_id: int) -> QuerySet[ScheduleVersion]:
    """Every wording ever proposed, the latest beginning first."""
    return (
        ScheduleVersion.objects.filter(schedule=schedule_id).select_related("schedule").order_by("-valid_from", "-pk")
    )


def weeks_of(versions: Collection[ScheduleVersion]) -> dict[int, dict[SeasonName, Week]]:
    """The weeks of those versions. Two statements."""
    ids = [version.pk for version in versions]
    days_ = ScheduleDay.objects.filter(version__in=ids).order_by()
    stages = ScheduleStage.objects.filter(version__in=ids).order_by("opens_min", "closes_min", "pk")
    return book.weeks_of(days_, stages)


def versions_in_force(schedule_ids: Collection[int], day: date) -> dict[int, ScheduleVersion]:
    """The confirmed wording of each schedule on a day. One statement."""
    rows = ScheduleVersion.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        schedule__in=schedule_ids,
        status=Status.CONFIRMED,
        valid_from__lte=day,
    ).select_related("schedule")
    found: dict[int, ScheduleVersion] = {}
    for row in rows.order_by("-valid_from", "-pk"):
        found.setdefault(row.schedule_id, row)
    return found


# --- lists, by what the account may see


def unit_assignments(user: User) -> QuerySet[ScheduleAssignment]:
    """Who has which schedule, of the region and of units; persons apart."""
    rows = ScheduleAssignment.objects.filter(_in_sight(user), employee__isnull=True)
    return rows.select_related("schedule", "unit").order_by("-valid_from", "-pk")


def personal_assignments(user: User) -> QuerySet[ScheduleAssignment]:
    """Personal schedules of people whose hours the account may write or decide, and its own."""
    rows = ScheduleAssignment.objects.filter(_of_people(user), employee__isnull=False)
    return rows.select_related("schedule", "employee__unit").order_by("-valid_from", "-pk")


def mode_days(user: User) -> QuerySet[WorkModeDay]:
    """Days elsewhere of the region, of units in sight, and of people as in `personal_assignments`."""
    rows = WorkModeDay.objects.filter((Q(employee__isnull=True) & _in_sight(user)) | _of_people(user))
    return rows.select_related("unit", "employee__unit").order_by("-first", "-pk")


def seasons() -> QuerySet[Season]:
    """Everybody's, the latest first."""
    return Season.objects.order_by("-first", "-pk")


def policies(user: User) -> QuerySet[WorkModePolicy]:
    return WorkModePolicy.objects.filter(_in_sight(user)).select_related("unit").order_by("-valid_from", "-pk")


def person_for(user: User, nip: str) -> Employee:
    """Somebody whose hours the account may look up; NotFound `nip_not_found`, also for people elsewhere."""
    units = _units_of_people(user) | permissions.units_for(user, Right.SEE_RECAP)
    mine = Q(unit__in=units) | Q(pk=user.employee_id)
    digits = "".join(filter(str.isdigit, nip))
    found = Employee.objects.filter(mine, nip=digits).select_related("unit", "work_place").first()
    if found is None:
        raise NotFound("nip_not_found", texts.NIP_NOT_FOUND)
    return found


def waiting_for(user: User) -> list[Proposed]:
    """Everything proposed that the account may see, the oldest first. Five statements."""
    rows: list[Proposed] = []
    sight = _in_sight(user)
    versions = ScheduleVersion.objects.filter(schedule__in=schedules_for(user).order_by(), status=Status.PROPOSED)
    rows += versions.select_related("schedule__unit")
    given = ScheduleAssignment.objects.filter((Q(employee__isnull=True) & sight) | _of_people(user))
    rows += given.filter(status=Status.PROPOSED).select_related("schedule", "unit", "employee__unit")
    rows += Season.objects.filter(status=Status.PROPOSED).select_related("replaces")
    rows += mode_days(user).filter(status=Status.PROPOSED)
    rows += policies(user).filter(status=Status.PROPOSED)
    return sorted(rows, key=lambda row: row.proposed_at)


def sees(user: User, row: Proposed) -> bool:
    """Whether a proposal, decided or not, is in the account's sight."""
    if isinstance(row, ScheduleVersion):
        return schedules_for(user).filter(pk=row.schedule_id).exists()
    if isinstance(row, ScheduleAssignment | WorkModeDay):
        rows: QuerySet[Any] = type(row)._default_manager.filter(pk=row.pk)
        return rows.filter((Q(employee__isnull=True) & _in_sight(user)) | _of_people(user)).exists()
    if isinstance(row, WorkModePolicy):
        return policies(user).filter(pk=row.pk).exists()
    return True


@dataclass(frozen=True, slots=True)
class UnitHours:
    """Which schedule holds for a unit on a day. `inherited`: by a unit above it, or the region."""

    unit: OrgUnit
    schedule: str
    since: date | None
    inherited: bool


def hours_of_units(user: User, day: date) -> list[UnitHours]:
    """The units in sight as a tree, with what holds on a day. A fixed number of statements."""
    units = list(people.units_in(units_in_sight(user)))
    lines = people.lines_of([unit.pk for unit in units])
    planner = Planner(book.book())
    names = dict(WorkSchedule.objects.order_by().values_list("pk", "name"))
    found = []
    for unit in units:
        given = planner.assigned(None, line=lines[unit.pk], day=day)
        own = f"unit:{unit.pk}" if unit.kind != UnitKind.REGION else "region"
        found.append(
            UnitHours(
                unit,
                names.get(given.schedule_id or 0, "") if given else "",
                given.first if given else None,
                inherited=given is None or given.source != own,
            )
        )
    return found


def units_in_sight(user: User) -> set[int]:
    """Units whose hours the account may see by its roles, and its own with those above."""
    own = set(people.line_of(user.employee.unit_id)) if user.employee is not None else set()
    return permissions.units_for(user, Right.SEE_SCHEDULES) | own


def units_to_write(user: User) -> set[int]:
    """Units for which the account may propose."""
    return permissions.units_for(user, Right.PROPOSE_SCHEDULES)


def _in_sight(user: User) -> Q:
    return Q(unit__isnull=True) | Q(unit__in=units_in_sight(user))


def _units_of_people(user: User) -> set[int]:
    return units_to_write(user) | permissions.units_for(user, Right.CONFIRM_SCHEDULES)


def _of_people(user: User) -> Q:
    return Q(employee__unit__in=_units_of_people(user)) | Q(employee=user.employee_id, employee__isnull=False)
