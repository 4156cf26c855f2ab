"""From the wish to be away to the explained day: employee, superior and verifier, each on their own pages."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.site import Site

pytestmark = pytest.mark.browser


def test_leave_is_asked_for_decided_verified_and_explains_the_day(site: Site, visit: Visit) -> None:
    budi = visit("Budi")
    day = ask_for_today(budi)
    decide(visit("Joko"), "Setujui")
    expect(reloaded(budi).get_by_text("Menunggu verifikator").first).to_be_visible()
    decide(visit("Siti"), "Verifikasi")
    expect(reloaded(budi).get_by_text("Disetujui", exact=True).first).to_be_visible()
    kept = site.rows(
        "SELECT state, first, last FROM leave_absencerequest WHERE employee_id = %(who)s", who=site.employee_of("Budi")
    )
    assert kept == [("granted", day, day)]

    budi.goto("/menu/")
    budi.get_by_role("link", name="Bulan saya").click()
    budi.locator("a[aria-current=date]").click()
    expect(budi.get_by_role("region", name="Mengapa begitu")).to_contain_text("Cuti tahunan")


def ask_for_today(page: Page) -> date:
    page.goto("/menu/")
    page.get_by_role("link", name="Cuti & izin").click()
    page.get_by_role("link", name="Ajukan").first.click()
    page.get_by_role("link", name="Cuti tahunan").click()
    day = page.evaluate("new Intl.DateTimeFormat('sv', {timeZone: 'Asia/Jakarta'}).format(new Date())")
    page.get_by_label("Mulai").fill(day)
    page.get_by_label("Sampai").fill(day)
    page.get_by_label("Alasan").fill("Keperluan keluarga")
    page.get_by_role("button", name="Ajukan").click()
    expect(page.get_by_text("Menunggu atasan").first).to_be_visible()
    return date.fromisoformat(day)


def decide(page: Page, deed: str) -> None:
    """From the inbox, where other requests wait too."""
    page.goto("/kotak-kerja/")
    page.get_by_role("listitem").filter(has_text="Budi Contoh").get_by_role("link", name="Cuti tahunan").click()
    page.get_by_role("button", name=deed).click()
    expect(page.get_by_role("button", name=deed)).to_have_count(0)


def reloaded(page: Page) -> Page:
    page.reload()
    return page
