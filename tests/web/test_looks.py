"""Whoever looks at other people's data leaves an entry; looking at the own record does not."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.audit.models import AuditEntry
from tests.cast import Cast

Browser = Callable[[User], Client]


def _looks() -> list[tuple[str, str, int | None, str]]:
    rows = AuditEntry.objects.filter(action__endswith="_seen").order_by("seq")
    return list(rows.values_list("action", "subject", "actor_id", "right"))


def test_a_record_of_somebody_else_is_a_look_once(cast: Cast, browser_of: Browser) -> None:
    browser = browser_of(cast.siti)
    address = reverse("employee", args=[cast.budi.employee_id])
    assert [browser.get(address).status_code for _again in range(3)] == [200, 200, 200]
    assert _looks() == [("people.employee_seen", f"employee:{cast.budi.employee_id}", cast.siti.pk, "see_employees")]
    entry = AuditEntry.objects.get(action="people.employee_seen")
    assert entry.unit_id == cast.bagian_umum.pk


def test_the_own_record_is_no_look(cast: Cast, browser_of: Browser) -> None:
    assert browser_of(cast.siti).get(reverse("employee", args=[cast.siti.employee_id])).status_code == 200
    assert _looks() == []


def test_a_record_that_may_not_be_seen_leaves_no_look(cast: Cast, browser_of: Browser) -> None:
    assert browser_of(cast.dedi).get(reverse("employee", args=[cast.budi.employee_id])).status_code == 404
    assert _looks() == []


def test_lists_of_many_people_are_one_look_each(cast: Cast, browser_of: Browser) -> None:
    browser = browser_of(cast.siti)
    for name in ("employees", "board", "board_rows", "enrolment_queue"):
        assert browser.get(reverse(name)).status_code == 200
    assert [(action, subject) for action, subject, _who, _right in _looks()] == [
        ("people.employees_seen", "list"),
        ("attendance.board_seen", "list"),
        ("enrolment.queue_seen", "list"),
    ]


def test_a_page_that_notes_a_look_is_kept_by_nobody(cast: Cast, browser_of: Browser) -> None:
    browser = browser_of(cast.siti)
    pages = [reverse(name) for name in ("employees", "board", "enrolment_queue")]
    for address in [*pages, reverse("employee", args=[cast.budi.employee_id])]:
        assert "no-store" in browser.get(address)["Cache-Control"], address


def test_the_own_history_is_no_look(cast: Cast, browser_of: Browser) -> None:
    assert browser_of(cast.budi).get(reverse("history")).status_code == 200
    assert _looks() == []
