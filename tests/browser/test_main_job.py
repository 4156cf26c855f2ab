"""The whole job once, from the invitation to the signed receipt, by three people in their own browsers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cameras import moving_head
from tests.browser.conftest import Visit
from tests.browser.pages import check_in, record_face, sign_in
from tests.browser.reading import DESK
from tests.browser.site import ROOT, Site
from tests.cast import PASSWORD
from tests.faces import OWN

pytestmark = pytest.mark.browser


def test_from_the_invitation_to_the_signed_receipt(site: Site, visit: Visit, tmp_path: Path) -> None:
    newcomer = site.stage["newcomer"]
    siti = visit("Siti", viewport=DESK)
    link = _invite(siti, newcomer["employee"])

    anisa = visit(camera=moving_head(OWN))
    _accept(anisa, link)
    record_face(anisa)
    expect(anisa.get_by_text("Menunggu persetujuan")).to_be_visible()

    rahma = visit("Rahma", viewport=DESK)  # Siti handed out the link, so somebody else vouches for the face
    _approve(site, rahma, newcomer["employee"])
    siti.goto("/papan/")
    row = siti.locator(f"#row-{newcomer['employee']}")
    expect(row).to_contain_text("Anisa Contoh")
    expect(row.locator(".mark-good")).to_have_count(0)
    siti.evaluate("window.notReloaded = true")

    # The same person, on another device.
    phone = visit(camera=moving_head(OWN))
    sign_in(phone, newcomer["login"])
    check_in(phone)
    expect(phone.get_by_role("heading", name="Absen tercatat")).to_be_visible()
    expect(phone.get_by_text("Kehadiran Anda tercatat.")).to_be_visible()
    _verify_receipt(phone, newcomer["login"], tmp_path)

    expect(row.locator(".mark-good")).to_be_visible(timeout=15_000)
    assert siti.evaluate("window.notReloaded") is True


def _invite(siti: Page, employee: int) -> str:
    siti.goto(f"/pegawai/{employee}/")
    siti.get_by_role("button", name="Kirim undangan").click()
    return siti.get_by_label("Tautan", exact=True).input_value()


def _accept(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_text("Undangan ini untuk Anisa Contoh")).to_be_visible()
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="Simpan kata sandi").click()
    expect(page.get_by_role("heading", name="Halo, Anisa Contoh")).to_be_visible()


def _approve(site: Site, officer: Page, employee: int) -> None:
    officer.goto("/perekaman/antrean/")
    officer.get_by_role("link", name="Periksa Anisa Contoh").click()
    portrait = officer.get_by_role("img", name="Foto wajah yang direkam oleh Anisa Contoh")
    assert portrait.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    looks = _looks(site, employee)
    officer.reload()  # ends when the picture is there
    assert _looks(site, employee) == looks + 1, "every look at a portrait is logged"
    officer.get_by_role("button", name="Setujui, ini orangnya").click()
    expect(officer.get_by_role("link", name="Periksa Anisa Contoh")).to_have_count(0)


def _looks(site: Site, employee: int) -> int:
    query = "SELECT count(*) FROM audit_auditentry WHERE action = 'enrolment.portrait_seen' AND subject = %(who)s"
    return int(site.rows(query, who=f"employee:{employee}")[0][0])


def _verify_receipt(page: Page, nip: str, folder: Path) -> None:
    """What the page gives away is enough to check the receipt on another machine, without the site's secrets."""
    page.get_by_role("link", name="Lihat bukti").click()
    expect(page.get_by_role("heading", name="Bukti absen")).to_be_visible()
    page.get_by_text("Bukti bertanda tangan").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh bukti").click()
    receipt, keys = folder / "receipt.jws", folder / "keys.json"
    download.value.save_as(receipt)
    keys.write_text(page.request.get("/bukti/kunci.json").text())
    command = [sys.executable, "-m", "hadir.cli.main", "receipt", "verify", str(receipt), "--key", str(keys), "--json"]
    bare = {name: value for name, value in os.environ.items() if not name.startswith("HADIR_")}
    done = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 0, done.stdout + done.stderr
    claims = json.loads(done.stdout)
    assert (claims["sub"], claims["stage"]) == (nip, "morning")
    receipt.write_text(receipt.read_text().replace(".", ".A", 1))
    assert subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, check=False, timeout=30).returncode == 1
