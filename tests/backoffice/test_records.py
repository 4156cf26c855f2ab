"""The back office: everybody sees the kinds of records of the own right, and services have the last word."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hadir.audit import selectors as audit
from hadir.people.models import WorkPlace
from tests.cast import Cast

KINDS = {
    "people_workplace": {"made"},
    "accounts_rolegrant": {"siti", "rahma", "dedi", "wati", "made", "agus", "dewi"},
    "procrastinate_procrastinatejob": {"made"},
    "notices_delivery": {"made"},
}


@pytest.mark.parametrize("who", ["siti", "dedi", "made", "wati", "agus", "dewi"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_shown_to_its_right(cast: Cast, browser_of: Any, kind: str, who: str) -> None:
    answer = browser_of(getattr(cast, who)).get(reverse(f"backoffice:{kind}_changelist"))
    assert answer.status_code == (200 if who in KINDS[kind] else 403)


def test_an_employee_is_sent_home_and_a_stranger_to_sign_in(cast: Cast, browser_of: Any, client: Any) -> None:
    index = reverse("backoffice:index")
    at_login = browser_of(cast.budi).get(index, follow=True)
    assert at_login.redirect_chain[-1][0] == reverse("home")
    assert reverse("account_login") in client.get(index, follow=True).redirect_chain[-1][0]


def test_grants_are_those_of_the_own_units(cast: Cast, browser_of: Any) -> None:
    page = reverse("backoffice:accounts_rolegrant_changelist")
    shown = browser_of(cast.dedi).get(page).content.decode()
    assert "Dedi Contoh" in shown
    assert "Siti Contoh" not in shown


def test_a_work_place_is_entered_and_mended_by_the_service(cast: Cast, browser_of: Any) -> None:
    made = browser_of(cast.made)
    values = {"unit": cast.setda.pk, "name": "Gedung B", "time_zone": "Asia/Jakarta"}
    assert made.post(reverse("backoffice:people_workplace_add"), values).status_code == 302
    place = WorkPlace.objects.get(name="Gedung B")
    assert audit.entries_about(f"work_place:{place.pk}").get().actor_id == cast.made.pk
    page = reverse("backoffice:people_workplace_change", args=[place.pk])
    assert made.post(page, values | {"name": "Gedung C"}).status_code == 302
    place.refresh_from_db()
    assert place.name == "Gedung C"
    assert audit.entries_about(f"work_place:{place.pk}").count() == 2


def test_what_the_service_refuses_stands_in_the_form_and_changes_nothing(cast: Cast, browser_of: Any) -> None:
    made = browser_of(cast.made)
    nowhere = {"unit": cast.setda.pk, "name": "Gedung B", "time_zone": "Asia/Singapore"}
    answer = made.post(reverse("backoffice:people_workplace_add"), nowhere)
    assert answer.status_code == 200
    assert not WorkPlace.objects.filter(name="Gedung B").exists()
    twice = {"unit": cast.setda.pk, "name": "Kantor Bupati", "time_zone": "Asia/Jakarta"}
    assert made.post(reverse("backoffice:people_workplace_add"), twice).status_code == 200
    assert WorkPlace.objects.filter(name="Kantor Bupati").count() == 1


def test_nothing_is_deleted_here(cast: Cast, browser_of: Any) -> None:
    page = reverse("backoffice:people_workplace_delete", args=[cast.setda_office.pk])
    assert browser_of(cast.made).post(page, {"post": "yes"}).status_code == 403
    assert WorkPlace.objects.filter(pk=cast.setda_office.pk).exists()


def test_lists_ask_the_same_number_of_questions_for_many_rows(
    cast: Cast, browser_of: Any, django_assert_num_queries: Any
) -> None:
    made = browser_of(cast.made)
    page = reverse("backoffice:people_workplace_changelist")
    made.get(page)
    with CaptureQueriesContext(connection) as few:
        made.get(page)
    WorkPlace.objects.bulk_create(
        WorkPlace(unit=cast.setda, name=f"Gedung {n}", time_zone="Asia/Jakarta") for n in range(40)
    )
    with django_assert_num_queries(len(few)):
        assert made.get(page).status_code == 200


def test_only_the_back_office_lets_scripts_evaluate(cast: Cast, browser_of: Any) -> None:
    made = browser_of(cast.made)
    inside = made.get(reverse("backoffice:index")).headers["Content-Security-Policy"]
    outside = made.get(reverse("home")).headers["Content-Security-Policy"]
    assert "'unsafe-eval'" in inside
    assert "'unsafe-eval'" not in outside
    assert "script-src 'self' 'unsafe-inline'" not in inside


# Unfold speaks English only; its words and the names of our kinds must come in the reader's language.
_ENGLISH = ("Type to search", "Filters", "Go back", "Select value", "No results", "Work place",
            "Role grant", "Procrastinate", "Deliver", "Task name", "Status", "Granted by", "result")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_lists_and_forms_are_indonesian_first(cast: Cast, browser_of: Any, kind: str) -> None:
    viewer = browser_of(cast.made)
    pages = [reverse("backoffice:index"), reverse(f"backoffice:{kind}_changelist")]
    if kind == "people_workplace":
        pages.append(reverse(f"backoffice:{kind}_add"))
    for page in pages:
        shown = _shown(viewer.get(page).content.decode())
        assert [word for word in _ENGLISH if word.lower() in shown.lower()] == [], page
        assert "Ke beranda" in shown
    if len(pages) == 3:
        assert pages[2] in viewer.get(pages[1]).content.decode(), "the way to a new record stays"


def test_the_back_office_speaks_english_too(cast: Cast, browser_of: Any) -> None:
    made = browser_of(cast.made)
    made.cookies["hadir_language"] = "en"
    index = made.get(reverse("backoffice:index")).content.decode()
    assert re.search(r"<title>\s*Data \|", index)
    assert "Work places" in index and "Accounts and roles" in index
    shown = _shown(made.get(reverse("backoffice:procrastinate_procrastinatejob_changelist")).content.decode())
    assert "background jobs" in shown and "in work" in shown
    assert "pekerjaan latar" not in shown


def _shown(page: str) -> str:
    """The words that are read or read out, without addresses, names of fields and scripts."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", "<body" + page.partition("<body")[2], flags=re.DOTALL)
    said = re.findall(r'(?:placeholder|aria-label|title)="([^"]*)"', body)
    return " ".join([re.sub(r"<[^>]*>", " ", body), *said])
