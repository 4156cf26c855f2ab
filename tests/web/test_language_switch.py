"""The language is chosen, not guessed, and the switch leads nowhere but back to us."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from tests.cast import Cast


@pytest.mark.django_db
def test_pages_are_indonesian_until_somebody_chooses(client: Client) -> None:
    page = client.get(reverse("account_login"), headers={"accept-language": "en-GB"}).content.decode()
    assert '<html lang="id"' in page
    client.post(reverse("set_language"), {"language": "en"})
    assert '<html lang="en"' in client.get(reverse("account_login")).content.decode()


def test_the_account_keeps_the_choice(cast: Cast, browser_of: Callable[[User], Client]) -> None:
    browser_of(cast.budi).post(reverse("set_language"), {"language": "en"})
    cast.budi.refresh_from_db()
    assert cast.budi.language == "en"


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [("/riwayat/", "/riwayat/"), ("https://elsewhere.example/", "/"), ("//elsewhere.example", "/"), ("", "/")],
)
@pytest.mark.django_db
def test_the_switch_returns_to_our_own_pages_only(client: Client, target: str, goes_to: str) -> None:
    response = client.post(reverse("set_language"), {"language": "id", "next": target})
    assert response["Location"] == goes_to


@pytest.mark.django_db
def test_a_language_that_we_do_not_have_becomes_indonesian(client: Client) -> None:
    response = client.post(reverse("set_language"), {"language": "../../etc"})
    assert response.cookies["hadir_language"].value == "id"
