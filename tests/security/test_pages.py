"""Every page with the rights of Python switched off: what is left is what the database still keeps to itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.models import Punch
from hadir.people import selectors as people
from tests.cast import Cast
from tests.security.rows import Rows

# Of the Sekretariat, and no head of anything: no account of another agency has a reason to see these names.
HIDDEN = (b"Siti Contoh", b"Budi Contoh", b"198503152010012001", b"199001012015031003")


@pytest.fixture
def everything_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every right check and every filter by units had been forgotten."""
    monkeypatch.setattr(permissions, "units_for", lambda user, right: people.all_unit_ids())
    monkeypatch.setattr(permissions, "has", lambda user, right, unit=None: True)
    monkeypatch.setattr(permissions, "require", lambda user, right, unit=None: None)
    monkeypatch.setattr(User, "require", lambda self, right, unit_id: None)
    for name in ("require_elevated", "holds_somewhere", "is_elevated"):
        if hasattr(permissions, name):
            monkeypatch.setattr(permissions, name, lambda *args, **kwargs: True)


def addresses(cast: Cast) -> Iterator[tuple[str, str]]:
    """Name and address of every page of our own, with the Sekretariat's keys wherever one is asked for."""
    assert cast.budi.employee_id is not None
    keys = {
        "employee_id": cast.budi.employee_id,
        "unit_id": cast.setda.pk,
        "work_place_id": cast.setda_office.pk,
        "user_id": cast.budi.pk,
        "account_id": cast.budi.pk,
        "punch_id": Punch.objects.filter(employee=cast.budi.employee).values_list("pk", flat=True).first(),
    }
    for name, names in _patterns():
        try:
            yield name, reverse(name, kwargs={one: keys.get(one, 1) for one in names})
        except NoReverseMatch:
            continue


def _patterns(resolver: URLResolver | None = None) -> Iterator[tuple[str, list[str]]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.app_name or "akun" in str(entry.pattern):
                continue
            yield from _patterns(entry)
        elif entry.name:
            yield entry.name, list(entry.pattern.converters)


@pytest.mark.usefixtures("everything_allowed")
def test_no_page_shows_people_of_another_agency(rows: Rows, browser_of: Callable[[User], Client]) -> None:
    browser = browser_of(rows.cast.dedi)
    browser.raise_request_exception = False
    answered = 0
    for name, address in addresses(rows.cast):
        response = browser.get(address)
        body = response.getvalue()
        shown = [word for word in HIDDEN if word in body]
        assert not shown, f"{name} ({address}) shows {shown}"
        answered += response.status_code == 200
    assert answered > 15


@pytest.mark.usefixtures("everything_allowed")
def test_the_same_pages_show_them_to_their_own_operator(rows: Rows, browser_of: Callable[[User], Client]) -> None:
    """Else the test above would be passed by empty pages."""
    browser = browser_of(rows.cast.siti)
    for name in ("employees", "board", "enrolment_queue"):
        assert b"Budi Contoh" in browser.get(reverse(name)).content, name


@pytest.mark.usefixtures("everything_allowed")
def test_kominfo_finds_no_attendance_on_the_board(rows: Rows, browser_of: Callable[[User], Client]) -> None:
    browser = browser_of(rows.cast.made)
    assert b"Budi Contoh" in browser.get(reverse("employees")).content
    assert b"Budi Contoh" not in browser.get(reverse("enrolment_queue")).content
