"""The code of the screen at the office: from the officer's click to the person's check-in, typed and scanned."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cameras import SHOWN_QR
from tests.browser.conftest import Visit
from tests.browser.reading import DESK, faults
from tests.browser.site import Site
from tests.cast import PASSWORD

pytestmark = pytest.mark.browser

PIN = "408271"
TELEVISION = {"width": 1280, "height": 720}


def _open_screen(officer: Page, visit: Visit) -> Page:
    """A screen at the first of the officer's work places, in a browser without any account."""
    officer.goto("/tempat-kerja/layar/")
    officer.get_by_role("button", name="Buka layar").first.click()
    link = officer.get_by_label("Tautan").input_value()
    screen = visit(viewport=TELEVISION)
    screen.goto(link)
    expect(screen.locator(".site-code")).to_have_text(re.compile(r"\d{3} \d{3}"))
    return screen


def _code(screen: Page, *, seconds: int = 6) -> str:
    """The digits, with at least some seconds before them: a test must not depend on the second in which it runs."""
    for _look in range(60):
        if int(screen.locator(".screen-left [data-seconds]").inner_text()) >= seconds:
            break
        screen.wait_for_timeout(500)
    return screen.locator(".site-code").inner_text().replace(" ", "")


def _press(page: Page, name: str) -> None:
    """And wait until the answer is there: somebody else's page comes next."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


@pytest.fixture
def officer(visit: Visit) -> Page:
    return visit("Siti", viewport=DESK)


@pytest.fixture
def screen(officer: Page, visit: Visit) -> Page:
    return _open_screen(officer, visit)


@pytest.fixture
def joko(site: Site, officer: Page, visit: Visit) -> Iterator[Page]:
    """Joko, who may check in without a face and has a PIN, at the page for it, with no code of these seconds used up:
    each counts once a person, whatever test it was."""
    lately = (
        "SELECT count(*) FROM places_sitecodeuse "
        "WHERE employee_id = %(person)s AND used_at > now() - interval '21 seconds'"
    )
    while site.rows(lately, person=site.employee_of("Joko"))[0][0]:
        officer.wait_for_timeout(1000)
    page = visit("Joko", camera=SHOWN_QR)
    page.goto("/hadir/alternatif/")
    if page.get_by_role("link", name="Minta izin").count():
        page.goto("/hadir/alternatif/izin/")
        page.get_by_label("Alasan").select_option("medical")
        _press(page, "Simpan")
        officer.goto("/tanpa-wajah/izin/")
        officer.get_by_role("link", name=re.compile("Joko")).click()
        _press(officer, "Setujui")
        page.goto("/hadir/alternatif/pin/")
        if page.get_by_role("button", name="Konfirmasi").count():  # the log-in of an earlier test is no fresh proof
            page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
            _press(page, "Konfirmasi")
        page.get_by_label("PIN baru").fill(PIN)
        page.get_by_label("PIN sekali lagi").fill(PIN)
        _press(page, "Simpan")
    yield page
    person = site.employee_of("Joko")
    site.change("DELETE FROM places_sitecodetry WHERE employee_id = %(person)s", person=person)


def _punches(site: Site) -> int:
    query = "SELECT count(*) FROM attendance_punch WHERE employee_id = %(person)s AND accepted AND method = 'pin_code'"
    return int(site.rows(query, person=site.employee_of("Joko"))[0][0])


def test_typed_the_code_is_judged_at_once_and_the_pin_has_time(
    site: Site, joko: Page, screen: Page, visit: Visit
) -> None:
    before = _punches(site)
    joko.goto("/hadir/alternatif/")
    field, said = joko.get_by_label("Kode di layar", exact=True), joko.locator("#code-said")
    field.fill("000000")
    expect(said).to_contain_text("Kode tempat kerja salah.")
    other = _open_screen(visit("Dedi", viewport=DESK), visit)
    field.fill(_code(other))
    expect(said).to_contain_text("Kode ini milik layar di tempat lain.")
    code = _code(screen)
    field.fill(f"{code[:3]} {code[3:]}")
    expect(said).to_have_text("Kode diterima.")
    joko.get_by_label("PIN Anda").first.fill(PIN)
    assert not [*faults(joko)]
    joko.get_by_role("button", name="Absen sekarang").click()
    expect(joko.get_by_role("heading", name="Bukti absen")).to_be_visible()
    assert _punches(site) == before + 1

    joko.goto("/hadir/alternatif/")
    joko.get_by_label("Kode di layar", exact=True).fill(code)
    expect(joko.locator("#code-said")).to_contain_text("Kode ini sudah Anda pakai.")


def test_scanned_the_code_comes_by_the_camera_at_the_back(site: Site, joko: Page, screen: Page) -> None:
    before = _punches(site)
    joko.goto("/hadir/alternatif/")
    scripts: list[str] = []
    joko.on("request", lambda request: scripts.append(request.url) if "jsQR" in request.url else None)
    joko.get_by_role("button", name="Pindai QR").click()
    panel = joko.get_by_role("dialog", name="Kode di layar kantor")
    expect(panel.get_by_label("Enam angka di layar")).to_be_focused()
    assert not scripts, "the decoder is fetched only when it is needed"
    panel.get_by_role("button", name="Pindai QR").click()
    expect(panel.get_by_text("Arahkan kamera ke QR di layar kantor.")).to_be_visible()
    assert joko.evaluate("hadirAsked.video.facingMode") == "environment"
    assert not [*faults(joko)]
    _code(screen)
    joko.evaluate("(svg) => { hadirQr = svg }", _drawing(screen))
    expect(panel).to_be_hidden()
    expect(joko.locator("#code-said")).to_have_text("Kode diterima. Isi PIN Anda dalam lima menit.")
    expect(joko.get_by_label("PIN Anda").first).to_be_focused()
    joko.keyboard.type(PIN)
    joko.keyboard.press("Enter")
    expect(joko.get_by_role("heading", name="Bukti absen")).to_be_visible()
    assert _punches(site) == before + 1


def _drawing(screen: Page) -> str:
    svg: str = screen.evaluate("new XMLSerializer().serializeToString(document.querySelector('.screen-qr svg'))")
    return svg.replace("<svg ", '<svg width="410" height="410" ')


def test_the_address_in_the_qr_opens_the_check_in_with_the_code(site: Site, screen: Page, visit: Visit) -> None:
    _code(screen)
    secret = site.rows("SELECT max(id) FROM places_sitescreen")[0][0]
    page = visit("Gita")
    page.add_init_script(path="node_modules/jsqr/dist/jsQR.js")
    page.goto("/")
    address = page.evaluate(
        """async (svg) => {
            const image = new Image();
            image.src = "data:image/svg+xml;base64," + btoa(svg);
            await image.decode();
            const canvas = new OffscreenCanvas(410, 410);
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0, 410, 410);
            return jsQR(context.getImageData(0, 0, 410, 410).data, 410, 410).data;
        }""",
        _drawing(screen),
    )
    assert address.startswith(f"{site.base_url}/k/{secret}.")
    page.goto(address)
    expect(page.get_by_role("button", name="Nyalakan kamera")).to_be_visible()
    assert "/hadir/?kode=" in page.url or page.url.endswith("/hadir/")
    tried = site.rows(
        "SELECT state FROM places_sitecodetry WHERE employee_id = %(person)s ORDER BY id DESC LIMIT 1",
        person=site.employee_of("Gita"),
    )
    assert tried == [("right",)]
    page.goto(f"/k/{secret}.{'A' * 22}")
    expect(page.get_by_text("Kode tempat kerja salah.")).to_be_visible()


def test_a_stale_code_is_taken_away_and_comes_back_by_itself(screen: Page) -> None:
    screen.clock.install()
    screen.reload()
    assert not [*faults(screen)]
    code = screen.locator(".site-code").inner_text()
    screen.route("**/kini/", lambda route: route.abort())
    screen.clock.run_for(31_000)
    expect(screen.get_by_role("heading", name="Kode tidak tersedia")).to_be_visible()
    expect(screen.get_by_text(code)).to_be_hidden()
    screen.clock.run_for(120_000)
    expect(screen.locator("#stale-for")).to_contain_text("2 menit")
    assert not [*faults(screen)]
    screen.unroute("**/kini/")
    screen.clock.run_for(9_000)
    expect(screen.get_by_role("heading", name="Kode tidak tersedia")).to_be_hidden()
    expect(screen.locator(".site-code")).to_be_visible()


def test_closing_a_screen_ends_it_where_it_stands(officer: Page, screen: Page) -> None:
    officer.goto("/tempat-kerja/layar/")
    while officer.get_by_role("button", name=re.compile("^Tutup layar")).count():
        officer.get_by_role("button", name=re.compile("^Tutup layar")).first.click()
    expect(screen.get_by_text("Layar ini sudah ditutup")).to_be_visible(timeout=30_000)
