"""Registering and inviting people through the pages: errors beside their fields, links shown once."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.people.models import Employee
from tests.cast import Cast, make_nip

Browser = Callable[[User], Client]
PASSWORD = "Sandi-Baru-2026!"


def _form(cast: Cast, **changes: str) -> dict[str, str]:
    values = {
        "nip": make_nip("19920202", "201803", 2, 77),
        "employment_type": "PNS",
        "name": "Ani Contoh",
        "unit": str(cast.bagian_umum.pk),
        "work_place": str(cast.setda_office.pk),
    }
    return values | changes


def _register(cast: Cast, browser: Client) -> Employee:
    response = browser.post(reverse("employee_new"), _form(cast))
    person = Employee.objects.get(name="Ani Contoh")
    assert response["Location"] == reverse("employee", args=[person.pk])
    return person


def test_a_wrong_nip_is_explained_beside_its_field(cast: Cast, browser_of: Browser) -> None:
    page = browser_of(cast.siti).post(reverse("employee_new"), _form(cast, nip="123")).content.decode()
    field = re.search(r"<input[^>]*id=\"id_nip\"[^>]*>", page)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="id_nip-hint id_nip-error"' in field[0]
    assert 'id="id_nip-error"' in page
    assert "NIP terdiri dari 18 angka." in page


def test_a_unit_outside_the_own_ones_cannot_be_chosen(cast: Cast, browser_of: Browser) -> None:
    response = browser_of(cast.siti).post(reverse("employee_new"), _form(cast, unit=str(cast.dinkes.pk)))
    assert response.status_code == 200
    assert not Employee.objects.filter(name="Ani Contoh").exists()


def test_an_invitation_link_is_shown_once_and_opens_the_account(cast: Cast, browser_of: Browser) -> None:
    operator = browser_of(cast.siti)
    person = _register(cast, operator)
    shown = operator.post(reverse("employee_invite", args=[person.pk]))
    assert "no-store" in shown["Cache-Control"]
    link = re.search(r'value="http://testserver(/undangan/[^"]+)"', shown.content.decode())
    assert link is not None
    assert link[1] not in operator.get(reverse("employee", args=[person.pk])).content.decode()

    newcomer = Client()
    assert person.nip in newcomer.get(link[1]).content.decode()
    weak = newcomer.post(link[1], {"password": "pendek", "again": "pendek"})
    assert "id_password-error" in weak.content.decode()
    done = newcomer.post(link[1], {"password": PASSWORD, "again": PASSWORD})
    assert done.status_code == 302
    assert "Ani Contoh" in newcomer.get(reverse("home")).content.decode()
    assert Client().get(link[1]).status_code == 404


def test_two_different_passwords_leave_the_invitation_open(cast: Cast, browser_of: Browser) -> None:
    operator = browser_of(cast.siti)
    person = _register(cast, operator)
    shown = operator.post(reverse("employee_invite", args=[person.pk])).content.decode()
    link = re.findall(r'value="http://testserver(/undangan/[^"]+)"', shown)[0]
    again = Client().post(link, {"password": PASSWORD, "again": f"{PASSWORD}x"})
    assert "Kedua kata sandi tidak sama." in again.content.decode()
    assert Client().get(link).status_code == 200


def test_search_finds_by_name_and_by_the_beginning_of_the_nip(cast: Cast, browser_of: Browser) -> None:
    browser = browser_of(cast.siti)
    by_name = browser.get(reverse("employees"), {"cari": "budi"}).content.decode()
    by_number = browser.get(reverse("employees"), {"cari": "19780620 2004"}).content.decode()
    nothing = browser.get(reverse("employees"), {"cari": "zzz"}).content.decode()
    assert "Budi Contoh" in by_name
    assert "Rahma Contoh" not in by_name
    assert "Rahma Contoh" in by_number
    assert "Budi Contoh" not in by_number
    assert "Tidak ada yang cocok" in nothing
