"""Who is reminded now. Both jobs may run as often as they like: nobody is told the same twice.

Only people with an account can be told. A fixed number of statements for any number of people; the messages of one
stage that closes at one moment are written together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from hadir.accounts.models import User
from hadir.attendance.facts import IncidentState
from hadir.attendance.incidents import selectors as incidents
from hadir.attendance.models import Punch
from hadir.leave import selectors as leave
from hadir.leave.spans import Part
from hadir.notices import services as notices
from hadir.notices.models import Notice
from hadir.notices.rules import Kind
from hadir.people import selectors as people
from hadir.rollout import selectors as rollout
from hadir.rollout.rules import Phase
from hadir.schedules.instances import Stage
from hadir.schedules.planning import Planner
from hadir.schedules.texts import stage_name
from hadir.workdays.models import DayRecord
from hadir.workdays.reminders.policies import policy_on
from hadir.workdays.shapes import Status

_A_DAY = timedelta(days=1)
DIGEST_HOURS = range(6, 12)  # local: from the end of the night until noon, should the server have been off


@dataclass(frozen=True, slots=True)
class _Reader:
    """An account and the person behind it."""

    user_id: int
    employee_id: int
    unit_id: int
    work_place_id: int
    zone: str


@dataclass(frozen=True, slots=True)
class _Closing:
    """A stage about to close for somebody who has not checked in at it."""

    reader: _Reader
    stage: Stage
    line: Sequence[int]  # the own unit and those above it

    @property
    def about(self) -> str:
        return f"stage:{self.stage.day.isoformat()}:{self.stage.code}"

    @property
    def group(self) -> tuple[datetime, str, str]:
        return self.stage.closes_at, self.about, self.stage.name


@transaction.atomic
def before_closing(now: datetime) -> int:
    """Tell those whose required stage closes within the policy's minutes and who are neither away nor seen, nor kept
    from it by an incident that is confirmed and not over yet."""
    policy = policy_on(people.today_in_region(now))
    if policy is None or not policy.before_min:
        return 0
    soon = now + timedelta(minutes=policy.before_min)
    closing = list(_closing(_readers(), now, soon))
    closing = _not_hindered(_not_away(_not_seen(closing)), now)
    told = _told(Kind.STAGE_CLOSES, {one.about for one in closing})
    left = sorted((one for one in closing if (one.reader.user_id, one.about) not in told), key=lambda one: one.group)
    for (closes_at, about, name), group in groupby(left, key=lambda one: one.group):
        readers = [one.reader.user_id for one in group]
        with translation.override("id"):
            called = str(stage_name(about.rpartition(":")[2], name))
        facts: dict[str, str | int] = {"stage_text": called, "closes_at": closes_at.isoformat()}
        notices.send(Kind.STAGE_CLOSES, user_ids=readers, facts=facts, link=reverse("checkin"), about=about)
    return len(left)


@transaction.atomic
def missing_yesterday(now: datetime) -> int:
    """In the morning, tell those whose day before lacks a check-in, or was spent away without a reason; how many."""
    policy = policy_on(people.today_in_region(now))
    if policy is None or not policy.digest:
        return 0
    by_day: dict[date, list[_Reader]] = {}
    for reader in _readers():
        local = now.astimezone(ZoneInfo(reader.zone))
        if local.hour in DIGEST_HOURS:
            by_day.setdefault(local.date() - _A_DAY, []).append(reader)
    return sum(_digest(day, readers) for day, readers in by_day.items())


def _digest(day: date, readers: list[_Reader]) -> int:
    about, users = f"missing:{day.isoformat()}", {one.employee_id: one.user_id for one in readers}
    lacking = DayRecord.objects.filter(
        day=day, employee_id__in=users, status__in=[Status.INCOMPLETE.value, Status.ABSENT.value]
    )
    found = [(who, n) for who, n, gone in lacking.values_list("employee_id", "missing", "absent") if n or gone]
    told = _told(Kind.CHECK_IN_MISSING, {about})
    new = sorted((n, users[who]) for who, n in found if (users[who], about) not in told)
    for number, group in groupby(new, key=lambda one: one[0]):
        notices.send(
            Kind.CHECK_IN_MISSING,
            user_ids=[user_id for _n, user_id in group],
            facts={"n": number, "day_on": day.isoformat()},
            link=reverse("my_day", args=[day.isoformat()]),
            about=about,
        )
    return len(new)


# --- who


def _readers() -> list[_Reader]:
    rows = User.objects.filter(is_active=True, employee__active=True).order_by("employee_id")
    names = ("pk", "employee_id", "employee__unit_id", "employee__work_place_id",
             "employee__work_place__time_zone")  # fmt: skip
    return [_Reader(*row) for row in rows.values_list(*names)]


def _closing(readers: list[_Reader], now: datetime, soon: datetime) -> Iterator[_Closing]:
    """Stages of yesterday's, today's and tomorrow's instances: a night shift's belong to the day on which it began."""
    today = people.today_in_region(now)
    lines = people.lines_of({one.unit_id for one in readers})
    phases = rollout.phases_on(set(lines), today)
    planner = Planner.load([one.employee_id for one in readers], today - _A_DAY, today + _A_DAY)
    for reader in readers:
        if phases.get(reader.unit_id, Phase.PREPARING) is Phase.PREPARING:
            continue
        for day in (today - _A_DAY, today, today + _A_DAY):
            plan = planner.plan(reader.employee_id, line=lines[reader.unit_id], zone=reader.zone, day=day)
            for stage in plan.stages:
                if stage.due.required and stage.opens_at <= now < stage.closes_at <= soon:
                    yield _Closing(reader, stage, lines[reader.unit_id])


def _not_seen(closing: list[_Closing]) -> list[_Closing]:
    if not closing:
        return []
    rows = Punch.objects.filter(
        accepted=True,
        employee__in={one.reader.employee_id for one in closing},
        work_day__in={one.stage.day for one in closing},
    )
    seen = set(rows.values_list("employee_id", "work_day", "stage"))
    return [one for one in closing if (one.reader.employee_id, one.stage.day, one.stage.code) not in seen]


def _not_away(closing: list[_Closing]) -> list[_Closing]:
    """Without those who have a reason for the whole day."""
    if not closing:
        return []
    days = {one.stage.day for one in closing}
    away = leave.absent_in({one.reader.employee_id for one in closing}, min(days), max(days))
    return [
        one
        for one in closing
        if not any(
            absence.part is Part.FULL and absence.first <= one.stage.day <= absence.last
            for absence in away.get(one.reader.employee_id, ())
        )
    ]


def _not_hindered(closing: list[_Closing], now: datetime) -> list[_Closing]:
    if not closing:
        return []
    days = {one.stage.day for one in closing}
    lasting = [
        one
        for one in incidents.between(min(days), max(days))
        if one.state is IncidentState.CONFIRMED and one.first_at <= now < one.last_at
    ]
    return [
        one
        for one in closing
        if not any(each.holds(work_place_id=one.reader.work_place_id, line=one.line) for each in lasting)
    ]


def _told(kind: Kind, abouts: Iterable[str]) -> set[tuple[int, str]]:
    return set(Notice.objects.filter(kind=kind.value, about__in=list(abouts)).values_list("user_id", "about"))
