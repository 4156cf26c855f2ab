"""The screen's page, the address in its QR, the officer's list and the API for a code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.places import screens
from hadir.places.models import SiteCodeTry
from hadir.places.screens import Shown
from tests.cast import Cast

Browser = Callable[[User], Client]
Clock = time_machine.Traveller
MORNING = datetime(2026, 3, 2, 0, 5, 7, tzinfo=UTC)  # a Monday, 07.05.07 in Jakarta


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def token(cast: Cast, clock: Clock) -> str:
    return screens.open_screen(cast.siti, cast.setda_office.pk, now=MORNING)


@pytest.fixture
def shown(token: str) -> Shown:
    return screens.show(token, now=MORNING)


def test_the_screen_shows_digits_and_qr_without_any_account(token: str, shown: Shown) -> None:
    for name in ("site_screen", "site_screen_now"):
        answer = Client().get(reverse(name, args=[token]))
        page = answer.content.decode()
        assert f"{shown.code[:3]} {shown.code[3:]}" in page
        assert "<svg " in page
        assert ('data-left="13"' in page, 'data-ends="07.05.20"' in page) == (True, True)
        assert shown.secret not in page, "in the squares only"
        assert (answer["Referrer-Policy"], answer["Cache-Control"].count("no-store")) == ("no-referrer", 1)
        assert "Siti" not in page
    whole = Client().get(reverse("site_screen", args=[token])).content.decode()
    assert re.search(r'<noscript>\s*<meta http-equiv="refresh" content="13">', whole), "without a script it reloads"


def test_the_address_in_the_qr_notes_the_code_and_goes_on(cast: Cast, browser_of: Browser, shown: Shown) -> None:
    address = reverse("site_code", args=[shown.secret])
    assert Client().get(address)["Location"].startswith(reverse("account_login"))
    gone_on = browser_of(cast.budi).get(address)
    assert gone_on["Location"] == f"{reverse('checkin')}?kode={shown.secret}"
    arrived = SiteCodeTry.objects.get()
    assert (arrived.state, arrived.employee_id) == ("right", cast.budi.employee_id)


def test_an_old_qr_and_one_of_another_office_say_what_to_do(
    cast: Cast, browser_of: Browser, shown: Shown, clock: Clock
) -> None:
    address = reverse("site_code", args=[shown.secret])
    stranger = browser_of(cast.dedi).get(address)
    assert (stranger.status_code, "tempat lain" in stranger.content.decode()) == (410, True)
    clock.shift(60)
    late = browser_of(cast.budi).get(address)
    assert (late.status_code, "Kode ini sudah lewat" in late.content.decode()) == (410, True)


def test_the_api_judges_a_code_without_using_it_up(cast: Cast, browser_of: Browser, shown: Shown) -> None:
    def send(code: object) -> tuple[int, dict[str, object]]:
        answer = browser_of(cast.budi).post("/api/v1/site-codes", {"code": code}, content_type="application/json")
        return answer.status_code, answer.json()

    for _number in range(2):
        assert send(f"{shown.code[:3]} {shown.code[3:]}") == (
            200,
            {"state": "right", "message": "Kode diterima.", "retry_after_s": None},
        )
    assert [send("000000")[1]["state"] for _number in range(6)] == [*["wrong"] * 5, "limited"]
    assert send(shown.code)[1]["retry_after_s"] == 901
    assert send("\x00")[0] == 422
    assert send("1" * 201)[0] == 422
    assert Client().post("/api/v1/site-codes", {"code": "1"}, content_type="application/json").status_code == 401


def test_the_officer_sees_how_screens_are_used_and_which_are_silent(
    cast: Cast, browser_of: Browser, shown: Shown, clock: Clock
) -> None:
    browser_of(cast.dedi).get(reverse("site_code", args=[shown.secret]))
    page = browser_of(cast.siti).get(reverse("site_screens")).content.decode()
    assert "1 kode dari orang yang tidak bertugas di sini" in page
    assert "Tidak terhubung" not in page
    clock.shift(600)
    page = browser_of(cast.siti).get(reverse("site_screens")).content.decode()
    assert "Tidak terhubung sejak 2 Mar 07.05" in page
    assert f"Layar {shown.screen_id}" not in browser_of(cast.dedi).get(reverse("site_screens")).content.decode()
    for who in (cast.budi, cast.made, cast.agus):
        assert browser_of(who).get(reverse("site_screens")).status_code == 403


@pytest.mark.parametrize("data", [{}, {"place": "x"}, {"close": "99999"}, {"place": "9" * 30}])
def test_bad_forms_open_nothing(cast: Cast, browser_of: Browser, data: dict[str, str]) -> None:
    assert browser_of(cast.siti).post(reverse("site_screens"), data).status_code == 404
    assert not screens.open_screens(cast.siti, now=MORNING)
