"""The calendar as people see it: a year for everybody, proposals for the HR agency, a decision by another person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.schedules.calendar.models import CalendarVersion
from hadir.schedules.calendar.rules import Collection, Kind, Line
from hadir.schedules.proposals import Status
from tests.cast import Cast
from tests.schedules.calendar.calendars import PROCLAMATION, confirmed, proposed, second_officer

BrowserOf = Callable[[User], Client]
YEAR = {"tahun": "2026"}


@pytest.mark.parametrize("who", ["siti", "rahma", "budi", "dedi", "wati", "made", "agus", "dewi"])
def test_everybody_reads_the_calendar_and_its_versions(cast: Cast, browser_of: BrowserOf, who: str) -> None:
    version = confirmed(cast)
    browser = browser_of(getattr(cast, who))
    page = browser.get(reverse("calendar"), YEAR).content.decode()
    assert "Proklamasi Kemerdekaan" in page
    assert "Libur nasional: Proklamasi Kemerdekaan" in page, "the day says it in words, not by colour alone"
    for address in (reverse("calendar_versions"), reverse("calendar_version", args=[version.pk])):
        assert browser.get(address).status_code == 200


@pytest.mark.parametrize("who", ["siti", "budi", "dedi", "made", "agus"])
def test_proposing_is_for_the_hr_agency(cast: Cast, browser_of: BrowserOf, who: str) -> None:
    browser = browser_of(getattr(cast, who))
    for name in ("calendar_import", "calendar_day_new"):
        assert browser.get(reverse(name)).status_code == 403
    assert browser.post(reverse("calendar_decree"), {"year": "2026"}).status_code == 403
    assert not CalendarVersion.objects.exists()


def test_a_holiday_of_another_agency_is_listed_but_not_marked_on_ones_days(cast: Cast, browser_of: BrowserOf) -> None:
    line = Line(date(2026, 11, 12), "Hari Kesehatan", Kind.UNIT)
    confirmed(cast, [line], collection=Collection.LOCAL, unit_id=cast.dinkes.pk)
    mine = browser_of(cast.budi).get(reverse("calendar"), YEAR).content.decode()
    theirs = browser_of(cast.dedi).get(reverse("calendar"), YEAR).content.decode()
    assert "Libur OPD atau unit: Hari Kesehatan" in theirs
    assert "Libur OPD atau unit: Hari Kesehatan" not in mine
    assert "Hari Kesehatan" in mine


def test_the_decree_is_offered_with_its_warning_proposed_and_confirmed_by_another(
    cast: Cast, browser_of: BrowserOf
) -> None:
    browser = browser_of(cast.wati)
    page = browser.get(reverse("calendar_versions"), YEAR).content.decode()
    assert "Muat SKB 2026 sebagai usulan" in page
    assert "Cocokkan setiap tanggal dengan naskah SKB" in page
    shown = browser.post(reverse("calendar_decree"), {"year": "2026"}, follow=True).content.decode()
    assert "Orang lain yang berwenang" in shown
    assert "Akibatnya bila ditetapkan" in shown
    version = CalendarVersion.objects.get()
    address = reverse("calendar_version", args=[version.pk])
    refused = browser.post(address, {"decision": "confirm"}).content.decode()
    assert "tidak boleh menyetujui" in refused
    done = browser_of(second_officer()).post(address, {"decision": "confirm"}, follow=True).content.decode()
    assert "Kalender ditetapkan" in done
    version.refresh_from_db()
    assert version.status == Status.CONFIRMED
    assert "Muat SKB" not in browser.get(reverse("calendar_versions"), YEAR).content.decode()


def test_who_may_not_decide_sees_no_numbers_of_people(cast: Cast, browser_of: BrowserOf) -> None:
    version = proposed(cast)
    page = browser_of(cast.budi).get(reverse("calendar_version", args=[version.pk])).content.decode()
    assert "Akibatnya" not in page
    browser_of(cast.budi).post(reverse("calendar_version", args=[version.pk]), {"decision": "confirm"})
    version.refresh_from_db()
    assert version.status == Status.PROPOSED


def upload(browser: Client, name: str, content: bytes, **more: str) -> str:
    data: dict[str, Any] = {"year": "2026", "collection": "decree", "source": "SKB 1/2025", **more}
    data["file"] = SimpleUploadedFile(name, content)
    return browser.post(reverse("calendar_import"), data, follow=True).content.decode()


def test_a_file_becomes_a_proposal(cast: Cast, browser_of: BrowserOf) -> None:
    text = "Tanggal;Nama;Jenis\r\n17/08/2026;Proklamasi é;Nasional\r\n24/12/2026;Natal;Cuti bersama\r\n"
    page = upload(browser_of(cast.wati), "libur.csv", text.encode("cp1252"))
    assert "Usulan dibuat" in page
    assert CalendarVersion.objects.get().rows.count() == 2


def test_an_ics_file_of_the_region_s_own_days(cast: Cast, browser_of: BrowserOf) -> None:
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nSUMMARY:Hari Jadi\r\n"
        "DTSTART;VALUE=DATE:20260610\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    unit = {"collection": "local", "unit": str(cast.setda.pk)}
    assert "Usulan dibuat" in upload(browser_of(cast.wati), "libur.ics", text.encode(), **unit)
    assert CalendarVersion.objects.get().rows.get().kind == "unit"


def test_a_file_with_faults_is_refused_with_row_and_column_and_nothing_is_kept(
    cast: Cast, browser_of: BrowserOf
) -> None:
    text = "tanggal;nama;jenis\n2026-08-17;Proklamasi;nasional\n31/02/2026;Aneh;nasional\n"
    page = upload(browser_of(cast.wati), "libur.csv", text.encode())
    assert "Baris 3, kolom tanggal: “31/02/2026” bukan tanggal" in page
    assert "tidak ada yang disimpan" in page
    assert not CalendarVersion.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"%PDF-1.7", b"<html><table>", b"PK\x03\x04broken"])
def test_files_that_are_no_tables_never_break_the_page(cast: Cast, browser_of: BrowserOf, content: bytes) -> None:
    assert "is-invalid" in upload(browser_of(cast.wati), "libur.csv", content)


def test_a_local_day_is_proposed_and_taken_out_again(cast: Cast, browser_of: BrowserOf) -> None:
    browser = browser_of(cast.wati)
    data = {"day": "2026-11-03", "last": "2026-11-04", "name": "Banjir", "basis": "Kepbup 9/2026"}
    assert "Usulan dibuat" in browser.post(reverse("calendar_day_new"), data, follow=True).content.decode()
    version = CalendarVersion.objects.get()
    browser.post(reverse("calendar_day_out", args=[version.pk]), {"day": "2026-11-04"})
    assert [row.day.day for row in version.rows.all()] == [3]
    assert browser.post(reverse("calendar_day_out", args=[version.pk]), {"day": "besok"}).status_code == 422
    wrong = browser.post(reverse("calendar_day_new"), data | {"last": "2026-11-01"}).content.decode()
    assert "Hari terakhir harus sesudah hari pertama" in wrong


def test_removing_a_day_in_force_is_a_new_proposal(cast: Cast, browser_of: BrowserOf) -> None:
    version = confirmed(cast)
    data = {"day": PROCLAMATION.day.isoformat(), "source": "Ralat SKB"}
    browser_of(cast.wati).post(reverse("calendar_day_out", args=[version.pk]), data)
    change = CalendarVersion.objects.get(status=Status.PROPOSED)
    assert [row.day.month for row in change.rows.all()] == [12]


def test_a_year_is_drawn_with_few_statements(
    cast: Cast, browser_of: BrowserOf, django_assert_max_num_queries: Any
) -> None:
    confirmed(cast)
    browser = browser_of(cast.budi)
    browser.get(reverse("calendar"), YEAR)
    with django_assert_max_num_queries(22):
        browser.get(reverse("calendar"), YEAR)


@pytest.mark.parametrize("asked", ["", "x", "99999", "-1", "1900", "²"])
def test_years_that_cannot_be_give_this_one(cast: Cast, browser_of: BrowserOf, asked: str) -> None:
    assert browser_of(cast.budi).get(reverse("calendar"), {"tahun": asked}).status_code == 200
