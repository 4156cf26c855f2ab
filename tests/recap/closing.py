"""A month of the cast, derived from real facts, and the people who close it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hadir.accounts.models import User
from hadir.periods.models import StaleSpan
from hadir.periods.rules import Month
from hadir.recap.months.rules import Stage
from hadir.recap.signing import services
from hadir.recap.signing.models import MonthClosing
from hadir.workdays import services as workdays
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.recap.allowance.months import second_officer
from tests.workdays.world import absent_with_reason, punch, settle

OCTOBER = Month(2026, 10)
NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)
IN_TIME = ("07:20", "12:00", "16:05")


def weekdays() -> list[date]:
    return [day for day in OCTOBER.days() if day.weekday() < 5]


def october(cast: Cast) -> None:
    """Everybody of the cast is in time, but: Budi is late by 20 minutes on the first two days, absent without reason
    on the third, on leave on the fourth; Joko leaves early by 10 minutes on the first."""
    settle(cast)
    days = weekdays()
    for user in (cast.siti, cast.rahma, cast.joko, cast.budi, cast.dedi):
        person = user.employee
        assert person is not None
        for number, day in enumerate(days):
            clocks = list(IN_TIME)
            if user is cast.budi and number in (2, 3):
                continue
            if user is cast.budi and number < 2:
                clocks[0] = "07:50"
            if user is cast.joko and number == 0:
                clocks[2] = "15:50"
            punch(person, day, *clocks)
    assert cast.budi.employee is not None
    absent_with_reason(cast.budi.employee, days[3])
    derive()


def derive() -> None:
    """All days of the month from their facts; nothing waits afterwards."""
    workdays.rebuild(OCTOBER.first, OCTOBER.last, now=NOW)
    StaleSpan.objects.all().delete()


def sign_all(cast: Cast, *, lock: bool = True) -> MonthClosing:
    """Siti prepares, Rahma signs, Wati verifies; another officer locks, and the queue does it."""
    at = NOW
    for actor, stage in ((cast.siti, Stage.PREPARE), (cast.rahma, Stage.SIGN), (cast.wati, Stage.VERIFY)):
        at += timedelta(hours=1)
        row = services.sign(actor, unit_id=cast.setda.pk, month=OCTOBER, stage=stage, now=at)
    if lock:
        row = services.sign(
            second_officer(), unit_id=cast.setda.pk, month=OCTOBER, stage=Stage.LOCK, now=at + timedelta(hours=1)
        )
        run_jobs()
        row.refresh_from_db()
    return row


def officer(name: str = "sari") -> User:
    """The second officer of the HR agency."""
    return User.objects.get(username=name)
