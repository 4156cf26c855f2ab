"""What every page tells the browser, and in which language it speaks."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from hadir.accounts import services
from hadir.accounts.models import User
from tests.cast import PASSWORD, Cast

LOGIN = "/akun/login/"


@pytest.fixture
def policy(db: None, client: Client) -> dict[str, list[str]]:
    header = client.get(LOGIN).headers["Content-Security-Policy"]
    return {name: values for name, *values in (part.split() for part in header.split(";") if part.strip())}


def test_only_our_own_scripts_run(policy: dict[str, list[str]]) -> None:
    assert policy["default-src"] == ["'none'"]
    for kind in ("script-src", "style-src"):
        others = [source for source in policy[kind] if not source.startswith("'nonce-")]
        assert others == ["'self'"]
    assert policy["connect-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]


@pytest.mark.django_db
def test_every_inline_script_carries_this_answer_s_nonce(client: Client) -> None:
    answer = client.get(LOGIN)
    header, page = answer.headers["Content-Security-Policy"], answer.content.decode()
    inline = [tag for tag in re.findall(r"<(?:script|style)\b[^>]*>", page) if not re.search("src=|json", tag)]
    for tag in inline:
        nonce = re.search(r'nonce="([^"]+)"', tag)
        assert nonce, f"inline without nonce: {tag}"
        assert f"'nonce-{nonce[1]}'" in header
    assert not re.findall(r"""\son[a-z]+\s*=\s*["']|\sstyle\s*=\s*["']""", page)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
@pytest.mark.django_db
def test_plain_protections(client: Client, header: str, value: str) -> None:
    assert client.get(LOGIN).headers[header] == value


@pytest.mark.django_db
def test_camera_and_position_are_ours_alone(client: Client) -> None:
    powers = client.get(LOGIN).headers["Permissions-Policy"].split(", ")
    assert {"camera=(self)", "geolocation=(self)", "publickey-credentials-get=(self)", "microphone=()"} <= set(powers)


@pytest.mark.django_db
def test_no_power_is_named_that_a_browser_does_not_know(client: Client) -> None:
    """Chromium on Linux knows no `bluetooth` and warns in the console of every page."""
    assert "bluetooth" not in client.get(LOGIN).headers["Permissions-Policy"]


def test_cookies_are_out_of_reach_of_scripts(cast: Cast, client: Client) -> None:
    answer = client.post(LOGIN, {"login": cast.budi.username, "password": PASSWORD})
    cookie = answer.cookies["hadir_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def language_of(browser: Client) -> str:
    return browser.get(LOGIN, headers={"accept-language": "en-US,en"}).headers["Content-Language"]


@pytest.mark.django_db
def test_a_phone_set_to_english_still_gets_indonesian() -> None:
    assert language_of(Client()) == "id"


@pytest.mark.parametrize(("cookie", "language"), [("en", "en"), ("id", "id"), ("xx", "id"), ("", "id")])
@pytest.mark.django_db
def test_the_cookie_keeps_a_choice(cookie: str, language: str) -> None:
    browser = Client()
    browser.cookies["hadir_language"] = cookie
    assert language_of(browser) == language


def test_the_account_s_choice_goes_first(cast: Cast, browser_of: Callable[[User], Client]) -> None:
    services.set_language(cast.budi, language="en")
    browser = browser_of(cast.budi)
    browser.cookies["hadir_language"] = "id"
    answer = browser.get("/akun/password/change/")
    assert answer.headers["Content-Language"] == "en"


@pytest.mark.django_db
def test_english_speaks_english() -> None:
    browser = Client()
    assert "Lupa kata sandi?" in browser.get(LOGIN).content.decode()
    browser.cookies["hadir_language"] = "en"
    assert "Forgotten your password?" in browser.get(LOGIN).content.decode()
