"""The log-in remembers the account's language, so that a frame need not load the account to be answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from hadir.accounts.models import User
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_second_request_neither_loads_the_account_nor_writes_the_session(
    cast: Cast, browser_of: Callable[[User], Client], django_assert_num_queries: Callable[..., object]
) -> None:
    browser = browser_of(cast.budi)
    browser.get("/bukti/kunci.json")
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        browser.get("/bukti/kunci.json")


def test_a_new_choice_holds_at_once(cast: Cast, browser_of: Callable[[User], Client]) -> None:
    browser = browser_of(cast.budi)
    assert browser.get("/bukti/kunci.json")["Content-Language"] == "id"
    browser.post("/bahasa/", {"language": "en"})
    assert browser.get("/bukti/kunci.json")["Content-Language"] == "en"
