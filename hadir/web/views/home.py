"""What is due now: one big button for employees, open work for operators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hadir.accounts import permissions
from hadir.accounts import selectors as accounts
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.attendance import selectors as attendance
from hadir.attendance.alternative import reading as alternative
from hadir.attendance.models import Punch
from hadir.enrolment import selectors as enrolments
from hadir.leave import balances
from hadir.people.models import Employee
from hadir.periods.rules import Month
from hadir.privacy import selectors as privacy
from hadir.rollout import selectors as rollout
from hadir.schedules import selectors as schedules
from hadir.schedules.instances import Stage
from hadir.schedules.texts import stage_name
from hadir.web import inbox
from hadir.web.access import signed_in
from hadir.workdays import selectors as workdays
from hadir.workdays.sums import sums_of


class Standing(StrEnum):
    """How a stage of today stands for one person."""

    DONE = "done"
    OPEN = "open"
    AHEAD = "ahead"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class StageRow:
    """Times are local, as the rule says them: a window "to 09.00" is open until the end of that minute."""

    name: str
    opens: time
    closes: time
    standing: Standing
    punch: Punch | None


@never_cache
@require_GET
@signed_in
def home(request: HttpRequest, user: User) -> HttpResponse:
    now = timezone.now()
    person = user.employee if user.employee is not None and user.employee.active else None
    piles = inbox.piles_for(user, now)
    context: dict[str, Any] = {"now": now, "person": person, **_work_of(user)}
    context |= {"piles": piles, "waiting": inbox.count(piles)}
    if person is not None:
        context |= _day_of(person, now)
        context |= _standing_of(person, context["day"])
    return render(request, "web/home.html", context)


def _day_of(person: Employee, now: datetime) -> dict[str, Any]:
    day = schedules.day_of(person, now)
    punches = attendance.punches_of_day(person.pk, day)
    seen = attendance.first_by_stage(punches)
    rows = [_row(stage, now, seen.get(stage.code)) for stage in schedules.stages_on(person, day)]
    return {
        "day": day,
        "zone": person.work_place.zone,
        "phase": rollout.phase_of(person, day).value,
        "stages": rows,
        "open_stage": next((row for row in rows if row.standing is Standing.OPEN), None),
        "next_stage": next((row for row in rows if row.standing is Standing.AHEAD), None),
        "is_enrolled": enrolments.approved_engine(person.pk) is not None,
        "latest_enrolment": enrolments.latest_of(person.pk),
        "has_unread_notice": privacy.has_unread_notice(person.pk),
        "permission": alternative.permission_of_day(person.pk, day),
    }


def _standing_of(person: Employee, day: date) -> dict[str, Any]:
    """The month so far and the days of leave that are left."""
    month = Month.of(day)
    days = workdays.days([person.pk], month).get(person.pk, {})
    rest = [one for one in balances.balances_of(person, day.year) if one.kind.yearly_days]
    return {"sums": sums_of(days.values()) if days else None, "month": month.first, "balances": rest}


def _row(stage: Stage, now: datetime, punch: Punch | None) -> StageRow:
    if punch is not None:
        standing = Standing.DONE
    elif now < stage.opens_at:
        standing = Standing.AHEAD
    else:
        standing = Standing.OPEN if now < stage.closes_at else Standing.PAST
    return StageRow(stage_name(stage.code, stage.name), stage.opens, stage.closes, standing, punch)


def _work_of(user: User) -> dict[str, Any]:
    """Counts of what waits for an operator; nothing is counted for others."""
    work: dict[str, Any] = {}
    if permissions.units_for(user, Right.SEE_ENROLMENTS):
        work["waiting_faces"] = enrolments.queue_for(user).count()
    if permissions.units_for(user, Right.ALLOW_NON_BIOMETRIC):
        work["waiting_permissions"] = alternative.pending_for(user).count()
    if permissions.units_for(user, Right.RECORD_NON_BIOMETRIC):
        work["waiting_people"] = alternative.awaiting_officer(user, now=timezone.now()).count()
    if permissions.units_for(user, Right.INVITE):
        people = accounts.visible_employees(user).filter(active=True)
        work["people"] = people.count()
        work["not_invited"] = people.filter(has_joined=False, is_invited=False).count()
    work["is_operator"] = bool(work)
    return work
