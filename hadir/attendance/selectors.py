"""Reading punches: a person's own day and history, an operator's board."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.models import Punch
from hadir.attendance.rules import Method
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people.models import Employee
from hadir.schedules import selectors as schedules


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One person's day on the board: the first accepted punch of each stage."""

    employee: Employee
    by_stage: dict[str, datetime] = field(default_factory=dict)
    outside: int = 0
    methods: dict[str, Method] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Board:
    """`version` changes when anything on the board does: an unchanged board is answered without a page."""

    day: date
    rows: list[BoardRow]
    counts: dict[str, int]
    version: str


def punches_of_day(employee_id: int, day: date) -> list[Punch]:
    """Accepted punches of one work day, in order of arrival."""
    return list(Punch.objects.filter(employee_id=employee_id, work_day=day, accepted=True).order_by("recorded_at"))


def first_by_stage(punches: Iterable[Punch]) -> dict[str, Punch]:
    """The first accepted punch of each stage; the order of `punches` does not matter."""
    found: dict[str, Punch] = {}
    for punch in sorted(punches, key=lambda row: row.recorded_at):
        if punch.stage and punch.accepted:
            found.setdefault(punch.stage, punch)
    return found


def history_of(employee_id: int) -> QuerySet[Punch]:
    """Everything a person did before the camera, refusals too, newest first."""
    return (
        Punch.objects.filter(employee_id=employee_id)
        .select_related("work_place")
        .defer("receipt")
        .order_by("-recorded_at")
    )


def own_punch(user: User, punch_id: UUID) -> Punch:
    """A person's own punch. Somebody else's looks like one that does not exist."""
    punch = Punch.objects.select_related("employee", "work_place").filter(pk=punch_id).first()
    if punch is None or user.employee_id is None or punch.employee_id != user.employee_id:
        raise NotFound("punch_unknown", _("Bukti kehadiran tidak ditemukan."))
    return punch


def board(user: User, *, unit_ids: set[int] | None, day: date) -> Board:
    """Active people of the units the user may see (narrowed to `unit_ids`), with their stages of one day.

    Its stages are those that somebody there has on that day. A fixed number of statements, beside those for the rights.
    """
    allowed = permissions.units_for(user, Right.SEE_ATTENDANCE)
    units = allowed if unit_ids is None else allowed & unit_ids
    people = list(
        Employee.objects.filter(unit_id__in=units, active=True)
        .select_related("unit", "work_place")
        .order_by("name", "id")
    )
    punches = (
        Punch.objects.filter(work_day=day, accepted=True, employee_id__in=[person.pk for person in people])
        .order_by("recorded_at")
        .values_list("employee_id", "stage", "recorded_at", "method")
    )
    rows = {person.pk: BoardRow(person) for person in people}
    outside: dict[int, int] = {}
    latest = ""
    for employee_id, stage, recorded_at, method in punches:
        latest = recorded_at.isoformat()
        if stage:
            rows[employee_id].by_stage.setdefault(stage, recorded_at)
            rows[employee_id].methods.setdefault(stage, Method(method))
        else:
            outside[employee_id] = outside.get(employee_id, 0) + 1
    listed = [BoardRow(row.employee, row.by_stage, outside.get(key, 0), row.methods) for key, row in rows.items()]
    seen = {code for row in listed for code in row.by_stage}
    planned = schedules.stage_codes_on([(one.pk, one.unit_id, one.work_place.time_zone) for one in people], day)
    codes = [*planned, *sorted(seen.difference(planned))]
    counts = {code: sum(code in row.by_stage for row in listed) for code in codes}
    return Board(day, listed, counts, f"{day}|{len(listed)}|{latest}|{sum(counts.values())}|{sum(outside.values())}")


def seen_by_unit(unit_ids: Collection[int], *, since: date) -> dict[int, int]:
    """Active people by unit with an accepted punch on that work day or later."""
    rows = Punch.objects.filter(
        employee__unit_id__in=unit_ids, employee__active=True, accepted=True, work_day__gte=since
    )
    return dict(rows.order_by().values_list("employee__unit_id").annotate(n=Count("employee", distinct=True)))


def stamps_between(unit_ids: Collection[int], first: date, last: date) -> list[tuple[int, datetime]]:
    """Who was accepted when, on work days from `first` to `last`, both included, in the units of today."""
    rows = Punch.objects.filter(employee__unit_id__in=unit_ids, accepted=True, work_day__range=(first, last))
    return list(rows.order_by("employee_id", "recorded_at").values_list("employee_id", "recorded_at"))
