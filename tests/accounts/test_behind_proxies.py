"""Who asks, for everything below the first middleware: the client, never what a stranger says of itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from hadir.accounts.middleware import behind_proxies
from hadir.lib.proxies import networks_of


def seen(settings: Any, trusted: list[str], **meta: str) -> dict[str, str | None]:
    """What of the request reaches the pages."""
    settings.TRUSTED_PROXIES = networks_of(trusted)
    found: dict[str, str | None] = {}

    def page(request: Any) -> HttpResponse:
        found.update({name: request.META.get(name) for name in ("REMOTE_ADDR", "HTTP_X_FORWARDED_PROTO")})
        found["header"] = request.META.get("HTTP_X_FORWARDED_FOR")
        return HttpResponse()

    behind_proxies(page)(RequestFactory().get("/", **meta))  # type: ignore[arg-type]  # headers as Django takes them
    return found


def test_a_stranger_s_headers_are_thrown_away(settings: Any) -> None:
    found = seen(
        settings, ["10.0.0.1"],
        REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR="203.0.113.1", HTTP_X_FORWARDED_PROTO="https",
    )  # fmt: skip
    assert found == {"REMOTE_ADDR": "198.51.100.7", "HTTP_X_FORWARDED_PROTO": None, "header": None}


@pytest.mark.parametrize("typed", ["203.0.113.1", "10.0.0.1", "203.0.113.1, 10.0.0.1", "x", ""])
def test_behind_our_proxy_the_last_address_counts_whatever_was_typed_before_it(settings: Any, typed: str) -> None:
    found = seen(
        settings, ["10.0.0.1"],
        REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"{typed}, 198.51.100.7", HTTP_X_FORWARDED_PROTO="https",
    )  # fmt: skip
    assert found == {"REMOTE_ADDR": "198.51.100.7", "HTTP_X_FORWARDED_PROTO": "https", "header": None}


def test_without_a_trusted_proxy_the_connection_counts(settings: Any) -> None:
    found = seen(settings, [], REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.1")
    assert found["REMOTE_ADDR"] == "127.0.0.1"


def test_it_stands_before_everything_else(settings: Any) -> None:
    assert settings.MIDDLEWARE[0] == "hadir.accounts.middleware.behind_proxies"
