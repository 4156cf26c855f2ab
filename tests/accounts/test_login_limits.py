"""Failures lock one person for a while, never the office behind the same address (ADR 0005)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.adapter import get_adapter
from django.core import mail
from django.core.cache import cache
from django.test import Client

from hadir.accounts.models import User
from hadir.audit import selectors as audit
from tests.cast import PASSWORD, Cast

LOGIN = "/akun/login/"
START = datetime(2025, 3, 31, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def _no_failures_yet(db: None) -> None:
    cache.clear()


def attempt(login: str, password: str) -> bool:
    """Whether a fresh browser at the office's one address gets in."""
    browser = Client(REMOTE_ADDR="203.0.113.7")
    answer: Any = browser.post(LOGIN, {"login": login, "password": password})
    return answer.status_code == 302 and "_auth_user_id" in browser.session


def fail(login: str, times: int) -> None:
    for _ in range(times):
        assert not attempt(login, "Bukan-Sandinya-1!")


def test_number_or_mail_address_signs_in(cast: Cast) -> None:
    assert attempt(cast.budi.username, PASSWORD)
    assert attempt("Budi@Contoh.example", PASSWORD)
    assert not attempt(cast.budi.username, "Bukan-Sandinya-1!")


def test_a_number_may_be_typed_in_its_groups(cast: Cast) -> None:
    nip = cast.budi.username
    in_groups = f" {nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"
    assert attempt(in_groups, PASSWORD)
    fail(in_groups, 3)
    fail(nip, 2)
    assert not attempt(nip, PASSWORD), "however it is typed, one person has one counter"


def test_five_failures_lock_one_person_and_nobody_else(cast: Cast) -> None:
    fail(cast.budi.username, 5)
    assert not attempt(cast.budi.username, PASSWORD)
    assert attempt(cast.siti.username, PASSWORD)  # same address


def test_four_failures_lock_nobody(cast: Cast) -> None:
    fail(cast.budi.username, 4)
    assert attempt(cast.budi.username, PASSWORD)


def test_the_lock_opens_by_itself(cast: Cast, _own_clock: time_machine.Traveller) -> None:
    fail(cast.budi.username, 5)
    _own_clock.shift(timedelta(minutes=14))
    assert not attempt(cast.budi.username, PASSWORD)
    _own_clock.shift(timedelta(minutes=2))
    assert attempt(cast.budi.username, PASSWORD)


def test_number_and_mail_address_share_one_count(cast: Cast) -> None:
    fail(cast.budi.username, 3)
    fail("budi@contoh.example", 2)
    assert not attempt(cast.budi.username, PASSWORD)
    assert not attempt("budi@contoh.example", PASSWORD)


def test_an_office_may_mistype_a_lot(cast: Cast) -> None:
    for number in range(30):
        fail(f"1990010120150310{number:02d}", 1)
    assert attempt(cast.siti.username, PASSWORD)


def test_a_new_password_by_mail_opens_the_lock(cast: Cast) -> None:
    fail(cast.budi.username, 5)
    browser = Client()
    browser.post("/akun/password/reset/", {"email": "budi@contoh.example"})
    link = next(word for word in mail.outbox[0].body.split() if "/reset/key/" in word)
    page = browser.get("/" + link.split("/", 3)[3], follow=True)
    form = page.redirect_chain[-1][0]
    browser.post(form, {"password1": "Sandi-Baru-2025!", "password2": "Sandi-Baru-2025!"})
    assert attempt(cast.budi.username, "Sandi-Baru-2025!")


def test_sign_ins_and_failures_are_logged(cast: Cast) -> None:
    fail(cast.budi.username, 1)
    assert attempt(cast.budi.username, PASSWORD)
    newest = [entry.action for entry in audit.entries_about(f"user:{cast.budi.pk}")][:2]
    assert newest == ["accounts.sign_in", "accounts.sign_in_failed"]


def test_a_closed_account_does_not_sign_in(cast: Cast) -> None:
    User.objects.filter(pk=cast.budi.pk).update(is_active=False)
    assert not attempt(cast.budi.username, PASSWORD)


def test_nobody_signs_up(db: None) -> None:
    browser = Client()
    browser.post("/akun/signup/", {"username": "penyusup", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(username="penyusup").exists()


def test_second_factors_are_unreadable_in_the_database() -> None:
    adapter = get_adapter()
    stored = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert adapter.decrypt(stored) == "JBSWY3DPEHPK3PXP"
