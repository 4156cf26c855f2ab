"""Who opens which page: every address of the site, tried by everybody of the cast and by a stranger.

`access_matrix.csv` beside this file is the agreed answer, readable without the code. After a wanted change, write it
anew with `HADIR_WRITE_MATRIX=1 python -m pytest tests/web/test_access_matrix.py` and read the difference.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hadir.accounts.models import User
from hadir.accounts.roles import RIGHTS_NEEDING_ELEVATION
from hadir.api.main import api
from tests.cast import Cast

MATRIX = Path(__file__).with_name("access_matrix.csv")
# Column: who of the cast stands for it. Dedi is operator of another agency.
PEOPLE = {
    "employee": "budi",
    "superior": "joko",
    "opd_operator": "siti",
    "opd_head": "rahma",
    "other_opd": "dedi",
    "hr_agency": "wati",
    "platform": "made",
    "auditor": "agus",
    "dpo": "dewi",
}
# Pages that nobody has to sign in for, and why.
PUBLIC = {
    "invitation": "the link is the key; it works once",
    "audit_keys": "public keys, so that a witness can check the heads of the log",
    "receipt_keys": "public keys, so that anybody can check a receipt",
    "set_language": "a preference in a cookie",
    "offline": "shown without a network, the same for everybody",
    "service_worker": "a script, the same for everybody",
    "site_screen": "a screen at a work place: the link is the key",
    "site_screen_now": "the changing part of the screen at a work place: the link is the key",
}
# API operations without a log-in or token, and why.
PUBLIC_API: dict[str, str] = {}


def pages() -> list[tuple[str, URLPattern, tuple[str, ...]]]:
    """Named pages of our own with their address and the names of its parts."""

    def walk(resolver: URLResolver) -> Iterator[URLPattern]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                if entry.namespace is None:
                    yield from walk(entry)
            else:
                yield entry

    found = []
    for entry in walk(get_resolver()):
        module = getattr(entry.callback, "__module__", "")
        if module.startswith("hadir.") and entry.name:
            found.append((entry.name, entry, tuple(entry.pattern.converters)))
    return sorted(found, key=lambda row: row[0])


NAMES = [name for name, _entry, _parts in pages()]


def test_every_page_is_for_signed_in_people_or_public_for_a_reason() -> None:
    open_to_all = {name for name, entry, _parts in pages() if not getattr(entry.callback, "for_signed_in", False)}
    assert open_to_all == set(PUBLIC) & set(NAMES)


def test_every_api_operation_asks_who_is_there() -> None:
    unguarded = set()
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                if operation.auth_param is None or not (operation.auth_callbacks or api.auth):
                    unguarded.add(f"{sorted(operation.methods)[0]} {prefix}{path}")
    assert unguarded == set(PUBLIC_API)


def test_sensitive_pages_are_those_of_sensitive_rights() -> None:
    rights = {getattr(entry.callback, "elevated_right", None) for _name, entry, _parts in pages()} - {None}
    assert rights <= RIGHTS_NEEDING_ELEVATION


def address(cast: Cast, name: str, parts: tuple[str, ...]) -> str:
    """The page about Budi, his agency and his office; a number that nothing has for what the cast does not have."""
    known: dict[str, Any] = {
        "employee_id": cast.budi.employee_id,
        "user_id": cast.budi.pk,
        "unit_id": cast.setda.pk,
        "work_place_id": cast.setda_office.pk,
        "grant_id": cast.siti.grants.get().pk,
        "right": "see_evidence",
    }
    kinds = {entry[0]: entry[1].pattern.converters for entry in pages()}[name]
    values = {}
    for part in parts:
        kind = type(kinds[part]).__name__
        nothing = {"UUIDConverter": "00000000-0000-4000-8000-000000000000", "IntConverter": 999_999}.get(kind, "x")
        values[part] = known.get(part, nothing)
    return reverse(name, kwargs=values)


def answer(client: Client, path: str) -> str:
    """What a visitor gets, in a word."""
    response = client.get(path)
    where = response.headers.get("Location", "")
    if response.status_code in {301, 302}:
        if where.startswith(reverse("account_login")):
            return "sign in"
        if where.startswith((reverse("account_reauthenticate"), "/kewenangan/")):
            return "prove first"
        return "led on"
    words = {200: "yes", 204: "yes", 403: "no", 404: "hidden", 405: "form only", 410: "hidden", 422: "form only"}
    return words.get(response.status_code, str(response.status_code))


@pytest.mark.timeout(600)
def test_everybody_opens_what_the_matrix_says(cast: Cast, browser_of: Callable[[User], Client]) -> None:
    visitors = {"stranger": Client()} | {column: browser_of(getattr(cast, who)) for column, who in PEOPLE.items()}
    for client in visitors.values():
        client.raise_request_exception = False
    found = {
        name: {column: answer(client, address(cast, name, parts)) for column, client in visitors.items()}
        for name, _entry, parts in pages()
    }
    if os.environ.get("HADIR_WRITE_MATRIX"):
        with MATRIX.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["page", *visitors])
            writer.writerows([name, *row.values()] for name, row in found.items())
    with MATRIX.open(encoding="utf-8", newline="") as file:
        agreed = {row.pop("page"): row for row in csv.DictReader(file)}
    wrong = {name: row for name, row in found.items() if agreed.get(name) != row}
    assert not wrong, "pages that answer otherwise than access_matrix.csv says"
    assert set(agreed) == set(found)


def test_no_page_breaks_and_no_stranger_gets_in() -> None:
    with MATRIX.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert not [row for row in rows if any(value.startswith("5") for value in row.values())]
    inside = {row["page"] for row in rows if row["stranger"] == "yes"}
    assert inside <= set(PUBLIC)


def test_the_other_agency_opens_no_page_about_people_of_this_one() -> None:
    """Pages about Budi or his agency that his operator opens are closed to the operator next door."""
    about = {name for name, _entry, parts in pages() if {"employee_id", "user_id", "unit_id", "grant_id"} & set(parts)}
    with MATRIX.open(encoding="utf-8", newline="") as file:
        leaks = [row["page"] for row in csv.DictReader(file) if row["page"] in about and row["other_opd"] == "yes"]
    assert leaks == []
