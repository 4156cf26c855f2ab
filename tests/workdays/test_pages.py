"""One's own month, the table of an office, somebody's days, the board: what they show, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.audit.models import AuditEntry
from hadir.audit.viewer import viewing_as
from hadir.people import careers
from hadir.periods import services as periods
from hadir.periods.rules import Month
from hadir.workdays import services
from hadir.workdays.models import DayRecord
from tests.cast import SYSTEM, Cast, employ, make_nip
from tests.workdays.building import at
from tests.workdays.world import AFTERWARDS, MONDAY, absent_with_reason, punch, settle

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
OCTOBER = Month.of(MONDAY)


@pytest.fixture(autouse=True)
def _october(cast: Cast) -> Iterator[None]:
    settle(cast)
    assert cast.budi.employee is not None
    assert cast.dedi.employee is not None
    punch(cast.budi.employee, MONDAY, "7:47", "12:1", "16:2")
    punch(cast.dedi.employee, MONDAY, "7:20", "16:2")
    absent_with_reason(cast.budi.employee, MONDAY + timedelta(days=1))
    services.rebuild(OCTOBER.first, OCTOBER.last, now=AFTERWARDS)
    services.rebuild_marked(AFTERWARDS)
    with time_machine.travel(AFTERWARDS, tick=False):
        yield


def _page(browser: Client, name: str, *args: object, **query: str) -> str:
    answer = browser.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_my_month_tells_every_day_in_words(cast: Cast, browser_of: Browser) -> None:
    page = _page(browser_of(cast.budi), "my_month", bulan="2026-10")
    for words in ("Terlambat 17 menit", "Cuti tahunan", "Tanpa keterangan", "Libur mingguan", "Oktober 2026"):
        assert words in page
    assert reverse("my_day", args=["2026-10-05"]) in page


@pytest.mark.parametrize("asked", ["", "2026-13", "nonsense", "0000-01", "2031-01"])
def test_a_month_that_cannot_be_asked_for_is_harmless(cast: Cast, browser_of: Browser, asked: str) -> None:
    assert browser_of(cast.budi).get(reverse("my_month"), {"bulan": asked}).status_code == 200


def test_my_day_is_explained(cast: Cast, browser_of: Browser) -> None:
    page = _page(browser_of(cast.budi), "my_day", "2026-10-05")
    assert "Perpres 21/2023 Pasal 4" in page
    assert "terlambat 17 menit" in page


@pytest.mark.parametrize("day", ["2020-01-01", "nonsense", "2026-02-30"])
def test_a_day_without_record_is_not_found(cast: Cast, browser_of: Browser, day: str) -> None:
    assert browser_of(cast.budi).get(reverse("my_day", args=[day])).status_code == 404


def test_a_locked_month_says_so(cast: Cast, browser_of: Browser) -> None:
    periods.lock(SYSTEM.actor, unit_id=cast.setda.pk, month=OCTOBER, now=AFTERWARDS)
    assert "sudah dikunci" in _page(browser_of(cast.budi), "my_month", bulan="2026-10")


def test_the_table_shows_codes_and_their_meaning(cast: Cast, browser_of: Browser) -> None:
    page = _page(browser_of(cast.siti), "month_grid", bulan="2026-10")
    assert "Budi Contoh" in page
    assert ">T</a>" in page
    assert ">CT</a>" in page
    assert ">TK</a>" in page
    assert "tanpa keterangan" in page
    assert "Dedi Contoh" not in page


def test_another_agency_sees_nothing(cast: Cast, browser_of: Browser) -> None:
    browser = browser_of(cast.dedi)
    assert "Budi Contoh" not in _page(browser, "month_grid", bulan="2026-10", unit=str(cast.setda.pk))
    for name, more in (("person_month", ()), ("person_day", ("2026-10-05",))):
        assert browser.get(reverse(name, args=[cast.budi.employee_id, *more])).status_code == 404


@pytest.mark.parametrize("who", ["joko", "siti", "wati", "agus"])
def test_those_who_may_look_at_a_person_are_noted(cast: Cast, browser_of: Browser, who: str) -> None:
    page = _page(browser_of(getattr(cast, who)), "person_month", cast.budi.employee_id, bulan="2026-10")
    assert "Terlambat 17 menit" in page
    assert AuditEntry.objects.filter(
        action="people.employee_seen", subject=f"employee:{cast.budi.employee_id}", right="see_recap"
    ).exists()
    assert "terlambat 17 menit" in _page(
        browser_of(getattr(cast, who)), "person_day", cast.budi.employee_id, "2026-10-05"
    )


@pytest.mark.parametrize("who", ["made", "dewi"])
def test_platform_and_privacy_officer_see_no_days(cast: Cast, browser_of: Browser, who: str) -> None:
    browser = browser_of(getattr(cast, who))
    assert browser.get(reverse("month_grid")).status_code == 403
    assert browser.get(reverse("person_month", args=[cast.budi.employee_id])).status_code == 404


def test_the_table_costs_the_same_for_many(
    cast: Cast, browser_of: Browser, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for number in range(30):
        person = employ(
            f"Orang {number}", make_nip("19880101", "201503", 1, 20 + number), cast.setda, cast.setda_office
        )
        punch(person, MONDAY, "7:20", "16:2")
    services.rebuild(OCTOBER.first, OCTOBER.last, now=AFTERWARDS)
    browser = browser_of(cast.siti)
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        page = _page(browser, "month_grid", bulan="2026-10")
    assert "Orang 29" in page


def test_the_board_says_who_is_late_and_why_somebody_is_missing(cast: Cast, browser_of: Browser) -> None:
    late = _page(browser_of(cast.siti), "board", hari="2026-10-05")
    assert "Terlambat 17 menit" in late
    assert "Cuti tahunan" in _page(browser_of(cast.siti), "board", hari="2026-10-06")


def test_the_board_changes_when_a_day_does(cast: Cast, browser_of: Browser) -> None:
    browser, day = browser_of(cast.siti), date(2026, 10, 6)
    version = browser.get(reverse("board"), {"hari": str(day)}).context["board"].version
    assert browser.get(reverse("board_rows"), {"hari": str(day), "versi": version}).status_code == 204
    assert cast.joko.employee is not None
    absent_with_reason(cast.joko.employee, day)
    services.rebuild(day, day, now=at(day, "40:0"))
    assert browser.get(reverse("board_rows"), {"hari": str(day), "versi": version}).status_code == 200


def test_the_database_keeps_days_from_other_agencies(cast: Cast) -> None:
    def whose(user: User) -> set[int]:
        with viewing_as(user.pk):
            return set(DayRecord.objects.values_list("employee_id", flat=True))

    assert whose(cast.dedi) == {cast.dedi.employee_id}
    assert whose(cast.budi) == {cast.budi.employee_id}
    assert {cast.budi.employee_id, cast.siti.employee_id} <= whose(cast.siti)
    assert cast.dedi.employee_id not in whose(cast.siti)
    assert whose(cast.made) == set()


def test_days_of_somebody_who_moved_on_stay_with_the_old_office(cast: Cast) -> None:
    assert cast.budi.employee is not None
    data = careers.PlacementData(unit_id=cast.dinkes.pk, work_place_id=cast.dinkes_office.pk)
    careers.place_employee(SYSTEM, employee_id=cast.budi.employee.pk, data=data, valid_from=date(2026, 10, 19))
    services.rebuild_marked(AFTERWARDS)
    with viewing_as(cast.siti.pk):
        kept = set(DayRecord.objects.filter(employee_id=cast.budi.employee.pk).values_list("day", flat=True))
    assert max(kept) == date(2026, 10, 18)
