"""Pages of hours: who sees what, and a week that is changed, proposed and confirmed in the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hadir.accounts.models import User
from hadir.schedules import seasons, selectors, services
from hadir.schedules.models import ScheduleAssignment, ScheduleVersion, Season, WorkModeDay, WorkModePolicy
from hadir.schedules.proposals import Status
from hadir.schedules.weeks import SeasonName
from tests import hours
from tests.cast import BEGIN, SYSTEM, Cast

Browser = Callable[[User], Client]
PAGES = ("schedules", "schedule_assignments", "schedule_seasons", "schedule_modes", "schedule_check",
         "schedule_proposals")  # fmt: skip
BASIS = "Perbup Contoh 1/2025"


@pytest.fixture
def seeded(cast: Cast) -> Cast:
    services.seed_default_stages(SYSTEM, valid_from=BEGIN, legal_basis=BASIS)
    return cast


def read(browser: Client, name: str, *args: object, **query: str) -> str:
    answer = browser.get(reverse(name, args=args), query)
    assert answer.status_code == 200, name
    return answer.content.decode()


@pytest.mark.parametrize("who", ["budi", "siti", "dedi", "made", "wati", "agus", "dewi"])
def test_hours_are_everybody_s_to_read(seeded: Cast, browser_of: Browser, who: str) -> None:
    browser = browser_of(getattr(seeded, who))
    for name in PAGES:
        read(browser, name)
    shown = read(browser, "schedules")
    for part in ("5 hari kerja", "07.30-16.00", "11.30-13.00", "37 jam 30 menit", "06.00-09.00"):
        assert part in shown
    assert "08.00-15.30" in read(browser, "schedules", musim="ramadan")


@pytest.mark.parametrize(("who", "status"), [("wati", 200), ("siti", 200), ("budi", 403), ("made", 403), ("agus", 403)])
def test_who_may_begin_a_schedule(seeded: Cast, browser_of: Browser, who: str, status: int) -> None:
    assert browser_of(getattr(seeded, who)).get(reverse("schedule_new")).status_code == status


def test_another_agency_s_hours_do_not_exist(seeded: Cast, browser_of: Browser) -> None:
    assert seeded.budi.employee is not None
    own = hours.schedule("Khusus Setda", unit=seeded.setda)
    hours.assign(own, person=seeded.budi.employee)
    waiting = services.propose_version(
        SYSTEM, schedule_id=own.schedule_id, data=services.VersionData(date(2030, 1, 1), BASIS, hours.FIVE_DAYS),
        now=hours.now(),
    )  # fmt: skip
    dedi, siti = browser_of(seeded.dedi), browser_of(seeded.siti)
    pages: list[tuple[Any, ...]] = [("schedule", own.schedule_id), ("schedule_version_new", own.schedule_id),
             ("schedule_proposal", "versi", waiting.pk)]  # fmt: skip
    for name, *args in pages:
        assert siti.get(reverse(name, args=args)).status_code == 200
        assert dedi.get(reverse(name, args=args)).status_code == 404
    assert "Budi Contoh" in read(siti, "schedule_assignments")
    for name in PAGES:
        shown = read(dedi, name)
        assert "Khusus Setda" not in shown
        assert "Budi Contoh" not in shown
    asked = read(dedi, "schedule_check", nip=seeded.budi.employee.nip, day="2025-03-31")
    assert "Tidak ada pegawai dengan NIP ini" in asked
    for address in ("/jam/usulan/versi/999999/", "/jam/usulan/apa/1/"):
        assert siti.get(address).status_code == 404


def filled(page: Client, address: str, **change: Any) -> dict[str, Any]:
    """What a browser would send when somebody opens the form, changes a little and sends it."""
    context = page.get(address).context
    values: dict[str, Any] = {}
    for form in (context["form"], *context["days"], *context["stages"]):
        for bound in form:
            value = bound.value()
            if value not in (None, False):
                values[bound.html_name] = value.isoformat() if hasattr(value, "isoformat") else value
    for rows in (context["days"], context["stages"]):
        for bound in rows.management_form:
            values[bound.html_name] = bound.value()
    return values | change


def test_a_week_is_begun_from_a_pattern_changed_proposed_and_confirmed(seeded: Cast, browser_of: Browser) -> None:
    siti, wati = browser_of(seeded.siti), browser_of(seeded.wati)
    address = reverse("schedule_new") + "?pola=five_days"
    values = filled(siti, address, name="Setda siang", unit=seeded.setda.pk, valid_from="2025-04-01")
    values |= {"d-0-starts": "08:00", "d-0-ends": "16:30"}
    answer = siti.post(address, values)
    assert answer.status_code == 302
    version = ScheduleVersion.objects.get(schedule__name="Setda siang")
    week = selectors.weeks_of([version])[version.pk][SeasonName.NORMAL]
    assert (week[0].hours.starts, week[1].hours.starts, week[4].hours.net_min) == (480, 450, 450)
    assert [stage.code for stage in week[4].stages] == ["morning", "midday", "afternoon"]
    assert set(selectors.weeks_of([version])[version.pk]) == {SeasonName.NORMAL, SeasonName.RAMADAN}
    page = reverse("schedule_proposal", args=["versi", version.pk])
    assert "Anda yang mengusulkan" in siti.get(page).content.decode()
    assert siti.post(page, {"decision": "confirm"}).status_code == 200
    version.refresh_from_db()
    assert version.status == Status.PROPOSED
    assert "Setda siang" in read(wati, "schedule_proposals")
    assert wati.post(page, {"decision": "confirm", "reason": ""}).status_code == 302
    version.refresh_from_db()
    assert version.status == Status.CONFIRMED


def test_a_faulty_week_comes_back_as_typed_with_the_day_and_stage_named(seeded: Cast, browser_of: Browser) -> None:
    wati = browser_of(seeded.wati)
    address = reverse("schedule_new") + "?pola=five_days"
    values = filled(wati, address, name="Salah")
    values |= {"d-2-break_starts": "06:00", "s-0-due": "07:30", "s-0-closes": "07:00"}
    answer = wati.post(address, values)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Rabu (Hari biasa): istirahat mulai 06.00" in shown
    assert "Senin (Hari biasa), tahap Pagi (absensi khusus): batas waktu 07.30 di luar jam buka" in shown
    assert 'value="06:00"' in shown
    assert not ScheduleVersion.objects.filter(schedule__name="Salah").exists()


@pytest.mark.parametrize(
    "spoilt",
    [
        {"d-TOTAL_FORMS": "900000"},
        {"d-TOTAL_FORMS": "x"},
        {"d-0-weekday": "9"},
        {"d-0-starts": "25:99"},
        {"d-0-ends": ""},
        {"s-0-code": "'; drop"},
        {"s-0-weekdays": ["7"]},
        {"s-0-closes": ""},
        {"valid_from": "0000-00-00"},
        {"flex_limit_min": "99999999999"},
        {"unit": "999999"},
    ],
)
def test_spoilt_forms_are_refused(seeded: Cast, browser_of: Browser, spoilt: dict[str, Any]) -> None:
    wati = browser_of(seeded.wati)
    address = reverse("schedule_new") + "?pola=five_days"
    before = ScheduleVersion.objects.count()
    assert wati.post(address, filled(wati, address, name="Rusak") | spoilt).status_code == 422
    assert ScheduleVersion.objects.count() == before


def test_a_night_shift_and_a_roll_call_are_typed_as_clock_times(seeded: Cast, browser_of: Browser) -> None:
    wati = browser_of(seeded.wati)
    address = reverse("schedule_new") + "?pola=part_time"
    values = filled(wati, address, name="Malam", exception_basis="Pasal 7")
    for day in range(5):
        values |= {f"d-{day}-starts": "22:00", f"d-{day}-ends": "06:00", f"d-{day}-break_min": "30"}
    values |= {"s-0-opens": "21:00", "s-0-due": "22:00", "s-0-closes": "23:00",
               "s-1-opens": "05:30", "s-1-due": "06:00", "s-1-closes": "08:00",
               "s-2-season": "normal", "s-2-code": "other", "s-2-name": "Cek tengah malam", "s-2-kind": "daily",
               "s-2-measure": "presence", "s-2-opens": "00:30", "s-2-due": "01:30", "s-2-closes": "01:30",
               "s-2-weekdays": ["0"]}  # fmt: skip
    answer = wati.post(address, values)
    assert answer.status_code == 302, answer.context["form"].errors
    version = ScheduleVersion.objects.get(schedule__name="Malam")
    monday = selectors.weeks_of([version])[version.pk][SeasonName.NORMAL][0]
    assert (monday.hours.starts, monday.hours.ends, monday.hours.net_min) == (1320, 1800, 450)
    assert [(stage.code, stage.opens, stage.due, stage.closes) for stage in monday.stages] == [
        ("morning", 1260, 1320, 1380),
        ("cek_tengah_malam", 1470, 1530, 1530),
        ("afternoon", 1770, 1800, 1920),
    ]


def test_a_new_version_shows_what_it_changes(seeded: Cast, browser_of: Browser) -> None:
    wati = browser_of(seeded.wati)
    version = ScheduleVersion.objects.get()
    address = reverse("schedule_version_new", args=[version.schedule_id])
    values = filled(wati, address, valid_from="2026-01-01", legal_basis="Perbup 9/2026")
    values |= {"d-4-starts": "08:00", "d-4-ends": "17:00"}
    answer = wati.post(address, values)
    assert answer.status_code == 302, answer.content.decode()
    made = ScheduleVersion.objects.latest("pk")
    for name, args in (("schedule", [version.schedule_id]), ("schedule_proposal", ["versi", made.pk])):
        shown = read(wati, name, *args)
        assert "07:30-16:30 (-90)" in shown
        assert "08:00-17:00 (-90)" in shown


def test_an_assignment_by_nip_and_the_checker(seeded: Cast, browser_of: Browser) -> None:
    assert seeded.budi.employee is not None
    person = seeded.budi.employee
    other = hours.schedule("Penjaga", unit=seeded.setda)
    siti, wati, budi = browser_of(seeded.siti), browser_of(seeded.wati), browser_of(seeded.budi)
    page = reverse("schedule_assignments")
    values = {"schedule": other.schedule_id, "nip": person.nip, "unit": "", "valid_from": "2025-04-07",
              "valid_to": "", "legal_basis": BASIS}  # fmt: skip
    assert siti.post(page, values | {"nip": "123"}).status_code == 200
    assert siti.post(page, values).status_code == 302
    row = ScheduleAssignment.objects.get(employee=person)
    assert (
        wati.post(reverse("schedule_proposal", args=["penetapan", row.pk]), {"decision": "confirm"}).status_code == 302
    )
    for browser in (siti, wati, budi):
        shown = read(browser, "schedule_check", nip=person.nip, day="2025-04-07")
        assert "Penjaga" in shown
        assert "07.30\u201316.00" in shown
        assert "jam kerja pribadi" in shown
    assert "jam kerja daerah" in read(budi, "schedule_check", nip=person.nip, day="2025-04-04")
    assert "Libur menurut jam kerja" in read(budi, "schedule_check", nip=person.nip, day="2025-04-05")
    assert budi.post(page, values).status_code == 403


def test_ramadan_days_elsewhere_and_the_quota_from_the_pages(seeded: Cast, browser_of: Browser) -> None:
    assert seeded.budi.employee is not None
    siti, wati = browser_of(seeded.siti), browser_of(seeded.wati)
    ramadan = {"first": "2026-02-18", "last": "2026-03-19", "legal_basis": BASIS}
    assert siti.post(reverse("schedule_seasons"), ramadan).status_code == 403
    assert wati.post(reverse("schedule_seasons"), ramadan | {"last": "2026-02-20"}).status_code == 200
    assert wati.post(reverse("schedule_seasons"), ramadan).status_code == 302
    assert Season.objects.get().status == Status.PROPOSED
    days = {"mode": "home", "nip": "", "unit": seeded.setda.pk, "first": "2026-01-05", "last": "2026-01-09",
            "legal_basis": BASIS}  # fmt: skip
    refused = siti.post(reverse("schedule_modes"), days).content.decode()
    assert "4 dari 4 pegawai Sekretariat Daerah (100 %)" in refused
    person = seeded.budi.employee.nip
    assert "jangan keduanya" in siti.post(reverse("schedule_modes"), days | {"nip": person}).content.decode()
    assert "Pilih unit, atau isi NIP" in siti.post(reverse("schedule_modes"), days | {"unit": ""}).content.decode()
    assert siti.post(reverse("schedule_modes"), days | {"nip": person, "unit": ""}).status_code == 302
    assert WorkModeDay.objects.get().employee == seeded.budi.employee
    quota = {"unit": seeded.setda.pk, "max_percent": "100", "valid_from": "2026-01-01", "legal_basis": BASIS}
    assert siti.post(reverse("schedule_quota_new"), quota).status_code == 403
    assert wati.post(reverse("schedule_quota_new"), quota).status_code == 302
    assert WorkModePolicy.objects.filter(unit=seeded.setda).exists()
    assert "3 menunggu" in read(wati, "schedule_proposals")


def test_lists_ask_the_same_for_many_schedules(seeded: Cast, browser_of: Browser) -> None:
    wati = browser_of(seeded.wati)
    counts = []
    for number in range(3):
        read(wati, "schedules")
        pages = []
        for name in ("schedules", "schedule_assignments", "schedule_proposals"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                read(wati, name)
            pages.append(len(asked))
        counts.append(pages)
        hours.assign(hours.schedule(f"Lain {number}"), unit=seeded.setda, valid_from=date(2030, 1, 1 + number))
        seasons.propose_season(SYSTEM, first=date(2031 + number, 1, 1), last=date(2031 + number, 1, 30),
                                legal_basis=BASIS, now=hours.now())  # fmt: skip
    assert counts[0] == counts[1] == counts[2]
