"""One step more on the phone, going on without it, and the review that follows: four people, four browsers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cameras import moving_head
from tests.browser.conftest import Visit
from tests.browser.pages import expect_end, start_camera
from tests.browser.reading import DESK, faults
from tests.browser.site import Site
from tests.faces import OWN

pytestmark = pytest.mark.browser


@pytest.fixture
def place_required(site: Site) -> Iterator[None]:
    """The secretariat asks for the place and offers the screen's code, as two people have decided."""
    site.change(
        "INSERT INTO presence_presencepolicy (status, authors, proposed_at, proposed_by_label, decided_by_label,"
        " reason, valid_from, legal_basis, unit_id, device, place, code, light, offers_code, offers_passkey, first_use,"
        " sample, doubt_sample, second_look, review_days, objection_days)"
        " VALUES ('confirmed', '[]', now(), 'Uji', 'Uji', '', '2025-01-01', 'Uji peramban', %(unit)s, 'recorded',"
        " 'required', 'recorded', 'off', true, false, false, 0, 0, 0, 5, 14)",
        unit=site.stage["units"]["setda"],
    )
    yield
    site.change("UPDATE presence_presencepolicy SET status = 'superseded' WHERE legal_basis = 'Uji peramban'")


def test_going_on_without_the_code_leads_to_a_review_and_its_end(
    site: Site, visit: Visit, place_required: None
) -> None:
    phone = visit("Gita", camera=moving_head(OWN), permissions=[])  # refuses to say where it is
    phone.goto("/hadir/")
    start_camera(phone)
    expect_end(phone, "Satu langkah lagi")
    expect(phone.get_by_text("Posisi Anda belum terbukti di tempat kerja.")).to_be_visible()
    assert list(faults(phone)) == []
    phone.get_by_role("button", name="Lanjut tanpa ini").click()
    expect(phone.get_by_role("heading", name="Absen tercatat")).to_be_visible(timeout=20_000)
    expect(phone.get_by_text("Petugas akan memeriksanya")).to_be_visible()

    query = "SELECT max(id) FROM presence_reviewcase WHERE employee_id = %(person)s"
    case = int(site.rows(query, person=site.employee_of("Gita"))[0][0])  # other tests may have led to reviews too

    siti = visit("Siti", viewport=DESK)
    _open_case(siti, case)
    expect(siti.get_by_role("heading", name="Mengapa diperiksa")).to_be_visible()
    assert list(faults(siti)) == []
    _say(siti, "Tanpa posisi dan tanpa kode layar.")
    expect(siti.get_by_text("Menunggu orang kedua")).to_be_visible()

    rahma = visit("Rahma", viewport=DESK)
    _open_case(rahma, case)
    _say(rahma, "Sependapat.")
    expect(rahma.get_by_text("Dugaan terbukti").first).to_be_visible()

    phone.goto("/pemeriksaan/saya/")
    phone.locator(f"a.name[href$='/{case}/']").click()
    expect(phone.get_by_role("heading", name="Ajukan keberatan")).to_be_visible()
    assert list(faults(phone)) == []
    phone.get_by_label("Keberatan Anda").fill("Saya di kantor; ponsel menolak lokasi.")
    phone.get_by_role("button", name="Ajukan keberatan").click()
    expect(phone.get_by_text("Menunggu pemeriksa").first).to_be_visible()


def _open_case(page: Page, case: int) -> None:
    page.goto("/pemeriksaan/")
    page.locator(f"section a.name[href$='/{case}/']").first.click()


def _say(page: Page, reason: str) -> None:
    page.get_by_label("Alasan").fill(reason)
    page.get_by_role("button", name="Dugaan terbukti").click()
    expect(page.get_by_text("Tersimpan.")).to_be_visible()
