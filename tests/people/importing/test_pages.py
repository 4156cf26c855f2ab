"""Import and export through the pages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hadir.accounts import elevations
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.people.models import Employee, ImportBatch, OrgUnit
from hadir.people.staged import BatchStatus
from hadir.web.access import ELEVATIONS
from tests.cast import Cast, make_nip
from tests.jobs import run_jobs
from tests.people.importing.files import csv_file

Browser = Callable[[User], Client]
ANI = make_nip("19920202", "201803", 2, 77)
HEAD = "NIP;Nama;Status kepegawaian;Agama;Unit kerja"
GOOD = csv_file(HEAD, f"{ANI};Ani Contoh;PNS;Islam;Bagian Umum")


def upload(browser: Client, unit: OrgUnit, data: bytes, name: str = "pegawai.csv") -> ImportBatch:
    values = {
        "kind": "people",
        "unit": unit.pk,
        "effective_on": "2026-01-01",
        "file": SimpleUploadedFile(name, data),
    }
    response = browser.post(reverse("people_imports"), values)
    batch = ImportBatch.objects.latest("id")
    assert response["Location"] == reverse("people_import", args=[batch.pk])
    return batch


def test_from_the_upload_to_the_person(cast: Cast, browser_of: Browser) -> None:
    browser = browser_of(cast.siti)
    batch = upload(browser, cast.setda, GOOD)
    page = reverse("people_import", args=[batch.pk])
    state = browser.get(reverse("people_import_state", args=[batch.pk]))
    assert "Sedang diperiksa" in browser.get(page).content.decode()
    assert "HX-Refresh" not in state
    run_jobs()
    shown = browser.get(page).content.decode()
    assert "Ani Contoh" in shown
    assert "Agama" in shown
    assert "Islam" not in shown
    assert not Employee.objects.filter(nip=ANI).exists()
    batch.refresh_from_db()
    browser.post(reverse("people_import_apply", args=[batch.pk]), {"plan_digest": batch.plan_digest})
    run_jobs()
    assert Employee.objects.get(nip=ANI).unit == cast.bagian_umum
    batch.refresh_from_db()
    assert batch.status == BatchStatus.APPLIED
    assert "1 baru" in browser.get(page).content.decode()
    assert browser.get(reverse("people_import_state", args=[batch.pk]))["HX-Refresh"] == "true"


def test_a_file_that_changes_nothing_says_so(cast: Cast, browser_of: Browser) -> None:
    browser = browser_of(cast.siti)
    first = upload(browser, cast.setda, GOOD)
    run_jobs()
    first.refresh_from_db()
    browser.post(reverse("people_import_apply", args=[first.pk]), {"plan_digest": first.plan_digest})
    run_jobs()
    assert reverse("employees") in browser.get(reverse("people_import", args=[first.pk])).content.decode()
    again = upload(browser, cast.setda, GOOD)
    run_jobs()
    shown = browser.get(reverse("people_import", args=[again.pk])).content.decode()
    assert "Berkas ini tidak mengubah apa pun." in shown
    assert "Terapkan hanya bila pegawai yang tidak ada dalam berkas harus dinonaktifkan." in shown


def test_wrong_lines_are_named_before_anything_is_ready(cast: Cast, browser_of: Browser) -> None:
    browser = browser_of(cast.siti)
    batch = upload(browser, cast.setda, csv_file(HEAD, "123;Ani Contoh;PNS;Islam;Bagian Umum"))
    run_jobs()
    shown = browser.get(reverse("people_import", args=[batch.pk])).content.decode()
    assert "Ada baris yang salah" in shown
    assert "Siap diterapkan" not in shown


def test_an_operator_of_another_agency_sees_nothing(cast: Cast, browser_of: Browser) -> None:
    batch = upload(browser_of(cast.siti), cast.setda, GOOD)
    run_jobs()
    other = browser_of(cast.dedi)
    assert "pegawai.csv" not in other.get(reverse("people_imports")).content.decode()
    for name in ("people_import", "people_import_state", "people_import_problems"):
        assert other.get(reverse(name, args=[batch.pk])).status_code == 404, name
    for name in ("people_import_apply", "people_import_discard"):
        assert other.post(reverse(name, args=[batch.pk]), {"plan_digest": "x"}).status_code == 404, name


@pytest.mark.parametrize(("who", "status"), [("budi", 403), ("made", 403), ("dewi", 403), ("agus", 200), ("wati", 200)])
def test_the_page_opens_for_those_who_may_import_or_export(
    cast: Cast, browser_of: Browser, who: str, status: int
) -> None:
    assert browser_of(getattr(cast, who)).get(reverse("people_imports")).status_code == status


def test_an_auditor_exports_but_imports_nothing(cast: Cast, browser_of: Browser) -> None:
    browser = browser_of(cast.agus)
    assert "Unggah dan periksa" not in browser.get(reverse("people_imports")).content.decode()
    assert browser.post(reverse("people_imports"), {"kind": "people"}).status_code == 403
    address = reverse("people_export")
    asked: dict[str, Any] = {"unit": cast.region.pk, "file_format": "csv"}
    opening = browser.get(address, asked)["Location"]
    assert "export_employees" in opening, "first a fresh proof and a reason"
    back = parse_qs(urlsplit(opening).query)["next"][0]
    assert back.startswith(reverse("people_imports")), "a page: whoever is sent to a file sees nothing happen"
    assert '<option value="csv" selected>' in browser.get(back).content.decode()
    _open_export(browser, cast.agus)
    answer: Any = browser.get(address, asked)
    assert "attachment" in answer["Content-Disposition"]
    assert "Dedi Contoh" in answer.getvalue().decode("utf-8-sig")
    answer.close()


def test_a_unit_outside_the_own_ones_cannot_be_exported(cast: Cast, browser_of: Browser) -> None:
    browser = browser_of(cast.siti)
    _open_export(browser, cast.siti)
    answer = browser.get(reverse("people_export"), {"unit": cast.dinkes.pk, "file_format": "csv"})
    assert answer["Location"] == reverse("people_imports")


def _open_export(browser: Any, user: User) -> None:
    """As after a fresh proof: the right is open for ten minutes in this browser."""
    now = timezone.now()
    opened = elevations.open_elevation(user, right=Right.EXPORT_EMPLOYEES, reason="Rekap", proved_at=now, now=now)
    session = browser.session
    session[ELEVATIONS] = [opened.pk]
    session.save()


def test_a_file_that_cannot_be_read_is_explained_beside_its_field(cast: Cast, browser_of: Browser) -> None:
    values = {"kind": "people", "unit": cast.setda.pk, "effective_on": "2026-01-01"}
    file = SimpleUploadedFile("foto.csv", b"NIP;Jabatan\n1;2\n")
    page = browser_of(cast.siti).post(reverse("people_imports"), {**values, "file": file}).content.decode()
    assert 'id="id_file-error"' in page
    assert "Kolom yang wajib tidak ada: Nama" in page


def test_wrong_lines_are_shown_and_can_be_taken_along(cast: Cast, browser_of: Browser) -> None:
    browser = browser_of(cast.siti)
    batch = upload(browser, cast.setda, csv_file(HEAD, "1,98503E+17;Ani Contoh;PNS;Islam;Bagian Umum"))
    run_jobs()
    shown = browser.get(reverse("people_import", args=[batch.pk])).content.decode()
    assert "Excel mengubah NIP menjadi 1,98503E+17" in shown
    listed = browser.get(reverse("people_import_problems", args=[batch.pk])).content.decode("utf-8-sig")
    assert listed.splitlines()[1].startswith('2;NIP;"Excel mengubah NIP')
    batch.refresh_from_db()
    refused = browser.post(reverse("people_import_apply", args=[batch.pk]), {"plan_digest": batch.plan_digest})
    assert "Ada baris yang salah" in refused.content.decode()


def test_a_plan_that_changed_is_made_anew_and_shown(cast: Cast, browser_of: Browser) -> None:
    assert cast.budi.employee is not None
    browser = browser_of(cast.siti)
    line = f"{cast.budi.username};Budi Santoso;PNS;Islam;Bagian Umum"
    batch = upload(browser, cast.setda, csv_file(HEAD, line))
    run_jobs()
    batch.refresh_from_db()
    browser.post(reverse("people_import_apply", args=[batch.pk]), {"plan_digest": batch.plan_digest})
    Employee.objects.filter(pk=cast.budi.employee.pk).update(name="Budi Lain")
    run_jobs()
    shown = browser.get(reverse("people_import", args=[batch.pk])).content.decode()
    assert "Inilah pratinjau yang baru" in shown
    assert "Budi Lain" in shown


def test_a_discarded_import_is_gone(cast: Cast, browser_of: Browser) -> None:
    browser = browser_of(cast.siti)
    batch = upload(browser, cast.setda, GOOD)
    browser.post(reverse("people_import_discard", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.status, batch.chunks.count()) == (BatchStatus.DISCARDED, 0)
    run_jobs()
    batch.refresh_from_db()
    assert batch.status == BatchStatus.DISCARDED


def test_the_preview_asks_the_database_a_fixed_number_of_times(
    cast: Cast, browser_of: Browser, django_assert_max_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    browser = browser_of(cast.siti)
    people = [f"{make_nip('19920202', '201803', 2, n)};Orang {n};PNS;Islam;Bagian Umum" for n in range(100, 125)]
    batch = upload(browser, cast.setda, csv_file(HEAD, *people))
    run_jobs()
    with django_assert_max_num_queries(40):
        shown = browser.get(reverse("people_import", args=[batch.pk])).content.decode()
    assert "Orang 124" in shown
