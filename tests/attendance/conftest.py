"""A Monday at the Kantor Bupati: the customary week, the region's rules, and a way to be checked in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from hadir.accounts.models import User
from hadir.attendance.corrections import ruling
from hadir.attendance.events import policies
from hadir.attendance.models import Punch
from hadir.attendance.rules import Method
from hadir.people import selectors as people
from tests.cast import SYSTEM, Cast
from tests.hours import assign, schedule

MONDAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 10, tzinfo=UTC)  # 17.00 WIB

CheckIn = Callable[..., Punch]


@pytest.fixture
def office(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Rights and days are judged as on that Monday, whenever the tests run."""
    monkeypatch.setattr("hadir.accounts.permissions.today_for", lambda _user: MONDAY)
    assign(schedule("Normal 5 hari"))
    ruling.seed_rules(SYSTEM, now=NOW)
    policies.seed_policies(SYSTEM, now=NOW)
    return cast


@pytest.fixture
def check_in() -> CheckIn:
    """A stored check-in, as the camera would have left it."""

    def make(user: User, at: datetime, *, stage: str = "morning", **more: object) -> Punch:
        person = people.employee(user.employee_id or 0)
        values: dict[str, object] = {
            "session_id": uuid4(),
            "employee": person,
            "recorded_at": at,
            "decided_at": at,
            "accepted": True,
            "code": "accepted",
            "work_day": at.astimezone(person.work_place.zone).date(),
            "time_zone": person.work_place.time_zone,
            "stage": stage,
            "work_place": person.work_place,
            "place_note": "inside",
            "engine": "",
            "evidence_digest": "",
            "method": Method.FACE.value,
            "receipt": "x",
        }
        return Punch.objects.create(**(values | more))

    return make
