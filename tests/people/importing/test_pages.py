"""Import and export through the pages."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.people.models import Employee, ImportBatch, OrgUnit
from hadir.people.staged import BatchStatus
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
    batch = ImportBatch.objects.get()
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
