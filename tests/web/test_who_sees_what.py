"""Pages by role: strangers are sent to sign in, and nobody sees what lies outside the own units."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from tests.cast import Cast

Browser = Callable[[User], Client]

EMPLOYEE_PAGES = ("home", "enrol", "history", "security", "schedules")
OPERATOR_PAGES = ("board", "board_rows", "employees", "employee_new", "enrolment_queue")
PLATFORM_PAGES = ("work_places", "work_place_new", "employees")
RULE_PAGES = ("units", "unit_new", "employees", "employee_new", "board")


@pytest.mark.parametrize("name", sorted({*EMPLOYEE_PAGES, "checkin", *OPERATOR_PAGES, *PLATFORM_PAGES, *RULE_PAGES}))
@pytest.mark.django_db
def test_strangers_are_sent_to_sign_in(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith(f"{reverse('account_login')}?next={reverse(name)}")


@pytest.mark.parametrize(
    ("who", "names", "status"),
    [
        ("budi", EMPLOYEE_PAGES, 200),
        ("budi", OPERATOR_PAGES, 403),
        ("budi", ("work_place_new", "employees", *RULE_PAGES), 403),
        ("siti", EMPLOYEE_PAGES, 200),
        ("siti", OPERATOR_PAGES, 200),
        ("siti", ("unit_new",), 403),
        ("siti", ("units", "own_career"), 200),
        ("made", PLATFORM_PAGES, 200),
        ("made", ("board", "board_rows", "enrolment_queue", "enrol", "history", "employee_new", "unit_new"), 403),
        ("wati", RULE_PAGES, 200),
        ("wati", ("enrolment_queue", "work_place_new", "enrol"), 403),
    ],
)
def test_each_role_opens_its_own_pages_only(
    cast: Cast, browser_of: Browser, who: str, names: tuple[str, ...], status: int
) -> None:
    browser = browser_of(getattr(cast, who))
    assert {name: browser.get(reverse(name)).status_code for name in names} == dict.fromkeys(names, status)


def test_an_operator_of_another_agency_sees_nothing(cast: Cast, browser_of: Browser) -> None:
    assert cast.budi.employee is not None
    browser = browser_of(cast.dedi)
    listed = browser.get(reverse("employees")).content.decode()
    board = browser.get(reverse("board")).content.decode()
    assert "Dedi Contoh" in listed
    assert "Budi Contoh" not in listed
    assert "Budi Contoh" not in board
    for name in ("employee", "employee_edit"):
        assert browser.get(reverse(name, args=[cast.budi.employee.pk])).status_code == 404
    for name in ("employee_invite", "employee_restore", "employee_active", "employee_nip", "employee_withdraw"):
        answer = browser.post(reverse(name, args=[cast.budi.employee.pk]), {"withdraw-reason": "x", "nip": "1"})
        assert answer.status_code == 404, name


def test_the_menu_shows_what_the_role_may_open(cast: Cast, browser_of: Browser) -> None:
    employee = browser_of(cast.budi).get(reverse("home")).content.decode()
    operator = browser_of(cast.siti).get(reverse("home")).content.decode()
    platform = browser_of(cast.made).get(reverse("home")).content.decode()
    agency = browser_of(cast.wati).get(reverse("home")).content.decode()
    assert reverse("board") not in employee
    assert reverse("board") in operator
    assert reverse("units") not in employee
    assert reverse("units") in operator
    assert reverse("units") in agency
    assert reverse("work_places") in platform
    assert reverse("enrolment_queue") not in platform


def test_somebody_without_a_recorded_face_is_led_to_the_recording(cast: Cast, browser_of: Browser) -> None:
    response = browser_of(cast.budi).get(reverse("checkin"))
    assert response.status_code == 302
    assert response["Location"] == reverse("enrol")
