"""Data of accounts that belong to no employee: auditor, officers and the platform's operators are people too."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hadir.accounts.models import User
from hadir.audit.models import AuditEntry
from hadir.enrolment import services as enrolment
from hadir.lib.errors import Conflict
from hadir.privacy import exports
from tests.cast import PASSWORD, SYSTEM, Cast
from tests.proofs import prove

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def _copy(user: User) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(exports.fetch_of_account(user, now=timezone.now())))


@pytest.mark.parametrize("who", ["agus", "dewi", "made"])
def test_the_page_says_what_is_held_and_leads_to_the_copy(office: Cast, browser_of: Browser, who: str) -> None:
    browser = browser_of(getattr(office, who))
    page = browser.get(reverse("own_data"))
    assert page.status_code == 200
    assert reverse("own_account_file") in page.content.decode()
    assert reverse("own_data") in browser.get(reverse("home")).content.decode()


def test_the_copy_holds_the_account_its_roles_and_its_deeds_and_no_secret(office: Cast) -> None:
    copy = _copy(office.agus)
    parts = json.loads(copy.read("data.json"))["bagian"]
    assert [row["username"] for row in parts["Akun"]] == [office.agus.username]
    assert [row["role"] for row in parts["Peran"]] == ["auditor"]
    assert parts["Catatan audit tentang Anda"]
    whole = "".join(copy.read(name).decode() for name in copy.namelist())
    assert office.agus.password not in whole
    assert office.dewi.username not in whole
    assert "csv/akun.csv" in copy.namelist()
    noted = AuditEntry.objects.get(action="privacy.account_copied")
    assert (noted.actor_id, noted.subject) == (office.agus.pk, f"user:{office.agus.pk}")


def test_employees_have_the_wider_copy(office: Cast) -> None:
    with pytest.raises(Conflict, match="ask_as_employee"):
        exports.fetch_of_account(office.budi, now=timezone.now())


def test_the_file_asks_for_the_password_again(office: Cast, browser_of: Browser) -> None:
    client = browser_of(office.dewi)
    address = reverse("own_account_file")
    assert "reauthenticate" in client.get(address)["Location"]
    client = Client()
    client.post(reverse("account_login"), {"login": office.dewi.username, "password": PASSWORD})
    prove(client)
    assert client.get(address)["Content-Type"] == "application/zip"


def test_who_never_read_a_notice_is_not_told_that_it_changed(office: Cast, browser_of: Browser) -> None:
    enrolment.publish_notice(SYSTEM, text_id="Teks", text_en="Text", legal_basis="pasal 20", now=timezone.now())
    page = browser_of(office.budi).get(reverse("own_data")).content.decode()
    assert "Anda belum membaca pemberitahuan privasi" in page
    assert "Pemberitahuan privasi diperbarui" not in page


def test_the_notice_can_be_read_and_has_no_button(office: Cast, browser_of: Browser) -> None:
    page = browser_of(office.agus).get(reverse("own_notice"))
    assert page.status_code == 200
    assert "Saya sudah membaca" not in page.content.decode()
