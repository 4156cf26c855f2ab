"""The demo region tells a true story: small here, three hundred people over three months for `make run`."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from hadir.accounts.models import User
from hadir.attendance import receipts
from hadir.attendance.models import Punch
from hadir.attendance.recording import receipt_key
from hadir.cli.demo import cast, story
from hadir.cli.demo.calendar_days import ceremony_in, span_of
from hadir.cli.demo.story import Size
from hadir.devices import selectors as devices
from hadir.leave import selectors as leave
from hadir.people.models import Employee
from hadir.periods.models import StaleSpan
from hadir.recap.allowance.models import AllowanceResult
from hadir.schedules import selectors as schedules
from hadir.workdays.models import DayRecord
from hadir.workdays.shapes import Status

SMALL = Size(people=50, months=1)


def told(now: datetime | None = None) -> list[str]:
    chapters: list[str] = []
    assert story.seed(password="Contoh-Sandi-2025!", seed=7, size=SMALL, tell=chapters.append, now=now)
    return chapters


@pytest.mark.django_db
def test_every_page_of_the_demo_has_something_true_to_show() -> None:
    chapters = told()

    found = Counter(DayRecord.objects.values_list("status", flat=True))
    shown = {Status.PRESENT, Status.INCOMPLETE, Status.LEAVE, Status.DUTY, Status.OFF, Status.NOT_COUNTED}
    assert shown <= set(found), found
    assert not StaleSpan.objects.exists(), "a first visitor would wait for days to be derived"
    assert found[Status.NO_PLAN] == 0, "everybody has hours"
    assert AllowanceResult.objects.filter(cut_percent__gt=0).exists()
    assert len(chapters) >= 5
    punch = Punch.objects.order_by("?").first()
    assert punch is not None
    assert receipts.verify(punch.receipt, receipt_key())["jti"] == str(punch.pk)

    users = {user.username: user for user in User.objects.all()}
    assert {login for _name, login in cast.ACCOUNTS} <= set(users)
    assert leave.waiting_for(users[cast.HASAN]), "the superior has a request to decide"
    assert leave.letters_waiting_for(users[cast.RETNO])
    assert schedules.waiting_for(users["bkpsdm"])
    for login in (cast.SITI, cast.WAYAN):
        assert devices.waiting_for(users[login]), "somebody asks for another phone"
    assert devices.open_alarms_for(users[cast.SITI])

    people, punches = Employee.objects.count(), Punch.objects.count()
    assert not story.seed(password="x", seed=7, size=SMALL, tell=chapters.append), "a second time adds nothing"
    assert (Employee.objects.count(), Punch.objects.count()) == (people, punches)


@pytest.mark.django_db
def test_the_demo_does_not_stop_in_a_year_whose_decree_is_not_known() -> None:
    told(datetime(2031, 2, 10, 3, tzinfo=UTC))

    assert DayRecord.objects.filter(day__year=2031, status=Status.PRESENT).exists()
    assert not DayRecord.objects.filter(day__year=2031, status=Status.HOLIDAY).exists()


def test_the_story_covers_the_whole_months_before_this_one_and_the_running_one_until_yesterday() -> None:
    span = span_of(datetime(2026, 2, 1, tzinfo=UTC).date(), 3)

    assert [str(month.first) for month in span.months] == ["2025-11-01", "2025-12-01", "2026-01-01"]
    assert (str(span.first), str(span.yesterday)) == ("2025-11-01", "2026-01-31")
    assert ceremony_in(span) == (datetime(2025, 12, 22, tzinfo=UTC).date(), "Upacara Hari Ibu")
