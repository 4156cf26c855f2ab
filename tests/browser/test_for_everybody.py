"""Every page is usable by everybody: WCAG 2.2 AA by axe, small screens, dark and light, keyboard, both languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cameras import moving_head
from tests.browser.conftest import Visit
from tests.browser.pages import check_in, expect_end, sign_in
from tests.browser.reading import faults, too_wide
from tests.browser.site import Site
from tests.faces import OWN

pytestmark = pytest.mark.browser

# Words without which hardly an Indonesian sentence does; none of them is English or an invented name.
_INDONESIAN = re.compile(
    r"\b(yang|dan|tidak|untuk|dengan|anda|dari|ini|belum|sudah|wajah|pegawai|atau|bila|hari|semua|kata|masuk|nama)\b",
    re.IGNORECASE,
)
UNKNOWN = "/tidak/ada/"


def pages_of(site: Site, name: str) -> list[str]:
    stage = site.stage
    employee, case = stage["waiting"]["employee"], stage["waiting"]["case"]
    setda, month = stage["units"]["setda"], stage["month"]
    return {
        "": ["/akun/login/", "/akun/password/reset/", "/luring/", stage["invitation"], UNKNOWN],
        "Tamara": ["/", "/hadir/", "/perekaman/", "/perekaman/?ulang=1", "/riwayat/", stage["receipt"], "/keamanan/",
                   "/menu/", "/karier/", "/data-saya/", "/data-saya/pemberitahuan/", "/pemberitahuan/",
                   "/pemberitahuan/pilihan/", "/hadir/alternatif/", "/hadir/alternatif/izin/", "/bulan-saya/",
                   month["my_day"], "/cuti/", month["leave"], "/cuti/baru/CT/", "/koreksi/", "/koreksi/baru/",
                   month["correction"], "/tpp/", month["allowance"]],
        "Budi": ["/", "/perekaman/", "/akun/2fa/", "/akun/password/change/", "/cuti/baru/", "/jadwal-dinas/",
                 "/jadwal-dinas/tukar/", "/kalender/", "/jam/periksa/", "/acara/", "/pemberitahuan/pengingat/",
                 "/keamanan/ponsel/"],
        "Joko": ["/kotak-kerja/", "/cuti/menunggu/", month["leave"], month["correction"]],
        "Rahma": ["/kotak-kerja/", month["letter"], month["signing"], "/cuti/tim/"],
        "Siti": ["/", "/pegawai/", f"/pegawai/{employee}/", "/pegawai/baru/", "/papan/", "/perekaman/antrean/",
                 f"/perekaman/antrean/{case}/", "/menu/", "/organisasi/", "/pegawai/impor/", "/peluncuran/",
                 f"/peluncuran/{setda}/", f"/peluncuran/{setda}/jaringan/", f"/peluncuran/{setda}/daftar-lama/",
                 f"/peluncuran/{setda}/hari-perekaman/", "/tanpa-wajah/izin/", "/tanpa-wajah/izin/baru/",
                 "/tanpa-wajah/saksi/", "/tempat-kerja/layar/", "/tanpa-wajah/pemakaian/", "/privasi/permintaan/",
                 "/rekap-harian/", month["person_month"], month["person_day"], month["recap"], "/jadwal-dinas/roster/",
                 month["roster"], "/jadwal-dinas/jenis/", "/jadwal-dinas/jenis/baru/", "/cuti/saldo/",
                 "/cuti/surat/baru/", "/koreksi/usulkan/", "/gangguan/baru/", "/acara/baru/", month["event"],
                 month["event_list"], "/tpp/opd/", "/ponsel/", "/ponsel/permintaan/", "/ponsel/peringatan/",
                 f"/ponsel/pegawai/{employee}/"],
        "Made": ["/", "/tempat-kerja/", "/tempat-kerja/baru/", "/daftar-akun/", "/mesin/penggantian/"],
        "Wati": ["/", "/organisasi/", "/organisasi/baru/", "/jam/", "/peran/", "/peran/beri/", "/peran/usulan/",
                 "/token-api/", f"/peluncuran/{setda}/", "/jam/baru/", month["schedule"], "/jam/usulan/",
                 "/jam/penetapan/", "/jam/ramadan/", "/jam/wfh/", "/kalender/versi/", "/kalender/tambah/",
                 "/cuti/ketentuan/", "/koreksi/ketentuan/", "/acara/ketentuan/", month["incident"], "/tpp/aturan/",
                 month["rules"], month["draft"], month["draft_edit"], "/tpp/besaran/", month["amounts"]],
        "Agus": ["/", "/audit/", "/audit/kepala/", "/kewenangan/", "/privasi/register/", "/rekap/daerah/",
                 "/rekap/kebijakan/", "/rekap/jurnal/", "/koreksi/statistik/"],
        "Dewi": ["/", "/privasi/dampak/", "/privasi/pelanggaran/", "/privasi/pelanggaran/baru/", "/privasi/pengendali/",
                 "/privasi/pemberitahuan/", "/privasi/pemberitahuan/tulis/", "/privasi/register/baru/",
                 "/privasi/masa-simpan/", "/privasi/masa-simpan/kebijakan/", "/privasi/masa-simpan/cadangan/"],
    }[name]  # fmt: skip


PEOPLE = ("", "Tamara", "Budi", "Joko", "Rahma", "Siti", "Made", "Wati", "Agus", "Dewi")


@pytest.mark.parametrize("name", PEOPLE)
def test_pages_are_accessible_in_both_themes_and_fit_a_small_screen(site: Site, visit: Visit, name: str) -> None:
    page = visit(name)
    found: list[str] = []
    for path in pages_of(site, name):
        answer = page.goto(path)
        assert answer and (answer.ok or path == UNKNOWN), f"{path}: what is looked at must be the page itself"
        found += faults(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", PEOPLE)
def test_in_english_no_indonesian_sentence_is_left(site: Site, visit: Visit, name: str) -> None:
    page = visit()  # signs in below: the choice of a language outlives the page
    if name:
        sign_in(page, site.login_of(name))
    else:
        page.goto("/akun/login/")
    expect(page.locator("html")).to_have_attribute("lang", "id")
    page.get_by_role("button", name="Bahasa dan tampilan").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    found: list[str] = []
    for path in pages_of(site, name):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "en", path
        # What is marked `lang` is no slip: names of languages, legal bases.
        text = page.evaluate(
            "() => { for (const part of document.querySelectorAll('body [lang]')) part.remove();"
            " return document.title + '\\n' + document.body.innerText; }"
        )
        found += [f"{path}: {line}" for line in text.splitlines() if _INDONESIAN.search(line)]
        found += too_wide(page)
    site.change("UPDATE accounts_user SET language = 'id'")
    assert not found, "\n".join(found)


def test_without_a_network_the_pages_say_so(visit: Visit) -> None:
    page = visit("Tamara", service_workers="allow")
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # from here on the worker is in charge
    page.context.set_offline(True)
    expect(page.get_by_text("Tidak ada jaringan.")).to_be_visible()
    page.goto("/riwayat/")
    expect(page.get_by_role("heading", name="Tidak ada jaringan")).to_be_visible()
    page.context.set_offline(False)
    page.goto("/riwayat/")
    expect(page.get_by_role("heading", level=1, name="Riwayat")).to_be_visible()


def test_a_whole_check_in_needs_no_mouse(visit: Visit) -> None:
    page = visit("Gita", camera=moving_head(OWN))
    page.goto("/")
    press(page, "Absen sekarang")
    expect(page.get_by_role("heading", level=2, name="Absen Pagi")).to_be_visible()
    expect(page.get_by_role("button", name="Nyalakan kamera")).to_be_enabled()  # as soon as a tap would not be lost
    press(page, "Nyalakan kamera")
    expect_end(page, "Absen tercatat")
    expect(page.get_by_role("heading", name="Absen tercatat")).to_be_focused()
    press(page, "Lihat bukti")
    expect(page.get_by_role("heading", level=1, name="Bukti absen")).to_be_visible()


def press(page: Page, name: str) -> None:
    """Tab to what is called so, then Enter."""
    for _step in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText.trim()") == name:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", "focus must show"
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never reaches {name!r}")


def test_somebody_whose_template_no_longer_fits_is_asked_for_a_new_one(site: Site, visit: Visit) -> None:
    employee = site.employee_of("Fajar")
    site.change("UPDATE enrolment_enrolment SET engine_version = '0-f32' WHERE employee_id = %(who)s", who=employee)
    page = visit("Fajar")
    page.goto("/hadir/")
    expect(page.get_by_text("Mesin pengenal wajah telah diganti.")).to_be_visible()
    expect(page.get_by_role("link", name="Absen sekarang")).to_have_count(0)
    page.get_by_role("link", name="Rekam ulang").click()
    expect(page.get_by_role("button", name="Nyalakan kamera")).to_be_visible()


def test_somebody_who_checks_in_again_is_told_so(visit: Visit) -> None:
    page = visit("Tamara", camera=moving_head(OWN))
    check_in(page)
    expect(page.get_by_text("Catatan yang pertama tetap berlaku untuk tahap ini.")).to_be_visible()
