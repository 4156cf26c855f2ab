"""Every refusal gets a page that says what happened and what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from hadir.accounts.models import User
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotFound, NotPermitted, Unavailable
from hadir.web.error_pages import server_error
from hadir.web.middleware import ExplainErrors
from tests.cast import Cast


def _explained(request: HttpRequest, error: Exception) -> HttpResponse | None:
    return ExplainErrors(lambda _request: HttpResponse()).process_exception(request, error)


@pytest.mark.parametrize("kind", [HadirError, InvalidInput, NotPermitted, NotFound, Conflict, Unavailable])
def test_a_domain_error_becomes_a_page_with_its_sentence_and_code(rf: RequestFactory, kind: type[HadirError]) -> None:
    page = _explained(rf.get("/"), kind("some_code", "Kalimat yang menjelaskan.", fields={"a": "Isian ini salah."}))
    assert page is not None
    assert page.status_code == kind.http_status
    text = page.content.decode()
    for part in ("Kalimat yang menjelaskan.", "some_code", "Isian ini salah.", 'href="/"'):
        assert part in text


def test_a_busy_server_says_when_to_come_back(rf: RequestFactory) -> None:
    page = _explained(rf.get("/"), Unavailable("engine_busy", "Sibuk.", retry_after_s=3))
    assert page is not None
    assert page["Retry-After"] == "3"
    assert 'data-action="reload"' in page.content.decode()


def test_a_fault_of_ours_is_left_to_the_log(rf: RequestFactory) -> None:
    assert _explained(rf.get("/"), RuntimeError("bug")) is None


def _last_resort(rf: RequestFactory, error: Exception) -> HttpResponse:
    try:
        raise error
    except type(error):
        return server_error(rf.get("/"))


def test_a_database_that_is_away_is_not_called_a_mistake(rf: RequestFactory) -> None:
    assert _last_resort(rf, OperationalError("gone")).status_code == 503
    assert _last_resort(rf, RuntimeError("bug")).status_code == 500


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html"])
def test_error_pages_need_neither_person_nor_database(name: str) -> None:
    page = render_to_string(name)
    assert "<h1>" in page
    assert "hadir.css" in page


@pytest.mark.django_db
def test_an_unknown_address_gets_the_page_that_explains(client: Client) -> None:
    response = client.get("/tidak-ada/")
    assert response.status_code == 404
    assert "Halaman tidak ditemukan" in response.content.decode()


def test_a_form_without_its_token_gets_the_page_that_explains(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    response = browser.post(reverse("set_language"), {"language": "en"})
    assert response.status_code == 403
    assert "csrf_failed" in response.content.decode()


def test_the_offline_page_is_what_the_service_worker_keeps(client: Client, db: None) -> None:
    worker = client.get(reverse("service_worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    assert "luring" in worker.content.decode()
    assert client.get(reverse("offline")).status_code == 200


def test_an_employee_who_opens_the_board_reads_why_not(cast: Cast, browser_of: Callable[[User], Client]) -> None:
    page = browser_of(cast.budi).get(reverse("board"))
    assert page.status_code == 403
    assert "not_permitted" in page.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", ["/api/v1/tidak-ada", "/api/v2/punches", "/api/"])
def test_programs_get_json_for_unknown_addresses(method: str, address: str) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)(address)
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (404, "application/json")
    assert answer.json()["code"] == "not_found"


def test_a_fresh_proof_is_asked_for_with_a_reason(cast: Cast, browser_of: Callable[[User], Client]) -> None:
    page = browser_of(cast.siti).get(reverse("account_reauthenticate")).content.decode()
    assert "Buktikan bahwa ini Anda" in page
    assert "hanya boleh dilakukan pemilik akun" in page
