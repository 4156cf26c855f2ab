"""Home, receipt, history and board show what was recorded, in the time of the work place, to whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.attendance.models import Punch
from hadir.schedules import services as schedules
from tests.cast import BEGIN, SYSTEM, Cast

Browser = Callable[[User], Client]
MORNING = datetime(2026, 3, 2, 0, 5, 7, tzinfo=UTC)  # a Monday, 07.05 in Jakarta


@pytest.fixture(autouse=True)
def _at_work(cast: Cast) -> None:
    schedules.seed_default_stages(SYSTEM, valid_from=BEGIN, legal_basis="Perbup Contoh 1/2025")


def _punch(user: User, *, accepted: bool = True, code: str = "accepted", at: datetime = MORNING) -> Punch:
    assert user.employee is not None
    return Punch.objects.create(
        session_id=uuid4(),
        employee=user.employee,
        recorded_at=at,
        decided_at=at + timedelta(seconds=9),
        accepted=accepted,
        code=code,
        work_day=at.date(),
        time_zone="Asia/Jakarta",
        stage="morning" if accepted else "",
        work_place=user.employee.work_place,
        place_note="no_position",
        engine="test/1",
        evidence_digest="0" * 64,
        receipt="a.b.c" if accepted else "",
    )


def test_the_receipt_tells_time_zone_and_place(cast: Cast, browser_of: Browser) -> None:
    punch = _punch(cast.budi)
    page = browser_of(cast.budi).get(reverse("receipt", args=[punch.pk])).content.decode()
    for part in ("07.05.07", "WIB", "Kantor Bupati", "Budi Contoh", str(punch.pk), "a.b.c"):
        assert part in page


def test_nobody_reads_the_receipt_of_somebody_else(cast: Cast, browser_of: Browser) -> None:
    punch = _punch(cast.budi)
    for other in (cast.siti, cast.dedi, cast.made):
        for name in ("receipt", "receipt_file"):
            assert browser_of(other).get(reverse(name, args=[punch.pk])).status_code == 404


def test_the_receipt_can_be_taken_along_and_checked_with_the_public_key(cast: Cast, browser_of: Browser) -> None:
    punch = _punch(cast.budi)
    taken = browser_of(cast.budi).get(reverse("receipt_file", args=[punch.pk]))
    assert taken.content == b"a.b.c\n"
    assert "attachment" in taken["Content-Disposition"]
    [key] = Client().get(reverse("receipt_keys")).json()["keys"]
    assert (key["kty"], key["crv"]) == ("OKP", "Ed25519")
    assert "d" not in key, "the private half must never be published"


def test_history_shows_refusals_with_their_reason(cast: Cast, browser_of: Browser) -> None:
    _punch(cast.budi)
    _punch(cast.budi, accepted=False, code="not_matched", at=MORNING - timedelta(minutes=3))
    page = browser_of(cast.budi).get(reverse("history")).content.decode()
    assert "Tercatat" in page
    assert "Wajah tidak cocok" in page
    assert "07.02" in page


def test_an_empty_history_says_what_comes_next(cast: Cast, browser_of: Browser) -> None:
    page = browser_of(cast.budi).get(reverse("history")).content.decode()
    assert "Belum ada absen" in page
    assert reverse("checkin") in page


@time_machine.travel(MORNING + timedelta(minutes=10), tick=False)
def test_home_names_the_open_stage_and_marks_the_done_one(cast: Cast, browser_of: Browser) -> None:
    before = browser_of(cast.budi).get(reverse("home")).content.decode()
    assert "Sedang dibuka" in before
    assert "06.00\u201309.00" in before
    _punch(cast.budi)
    after = browser_of(cast.budi).get(reverse("home")).content.decode()
    assert "Tercatat 07.05" in after
    assert "Sedang dibuka" not in after


@time_machine.travel(MORNING + timedelta(minutes=10), tick=False)
def test_the_board_answers_only_when_something_changed(cast: Cast, browser_of: Browser) -> None:
    browser = browser_of(cast.siti)
    shown = browser.get(reverse("board"))
    version = shown.context["board"].version
    assert browser.get(reverse("board_rows"), {"versi": version}).status_code == 204
    _punch(cast.budi)
    fresh = browser.get(reverse("board_rows"), {"versi": version})
    assert fresh.status_code == 200
    assert "07.05" in fresh.content.decode()


@time_machine.travel(MORNING + timedelta(minutes=10), tick=False)
def test_the_board_can_show_only_those_who_are_missing(cast: Cast, browser_of: Browser) -> None:
    _punch(cast.budi)
    page = browser_of(cast.siti).get(reverse("board"), {"saring": "belum"}).content.decode()
    assert "Budi Contoh" not in page
    assert "Rahma Contoh" in page


@pytest.mark.parametrize("unit", ["dinkes", "nonsense", "999999999999"])
def test_the_board_of_a_foreign_unit_is_the_own_board(cast: Cast, browser_of: Browser, unit: str) -> None:
    asked = str(cast.dinkes.pk) if unit == "dinkes" else unit
    page = browser_of(cast.siti).get(reverse("board"), {"unit": asked}).content.decode()
    assert "Dedi Contoh" not in page
    assert "Budi Contoh" in page
