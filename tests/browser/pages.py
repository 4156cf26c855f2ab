"""What people do on Hadir's pages, in one place: selectors change here only."""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import Page, expect

from tests.cast import PASSWORD

_OTHERS, _PATIENCE_MS = 2, 12_000  # other movements that a session gives; a person who can do it needs less


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    page.goto("/akun/login/")
    page.get_by_label("NIP atau surel").fill(login)
    page.get_by_label("Kata sandi", exact=True).fill(password)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Halo")).to_be_visible()


def start_camera(page: Page) -> None:
    page.get_by_role("button", name="Nyalakan kamera").click()


def check_in(page: Page) -> None:
    """From the home page to the verdict."""
    page.goto("/hadir/")
    start_camera(page)
    expect_verdict(page)


def expect_verdict(page: Page) -> None:
    """Whoever cannot do a movement asks for another one, as the page offers; some photos cannot be turned every way."""
    stage, another = page.locator("#stage"), page.get_by_role("button", name="Minta gerakan lain")
    for _movement in range(_OTHERS):
        with suppress(AssertionError):
            expect(stage).to_have_attribute("data-state", "done", timeout=_PATIENCE_MS)
            return
        if another.is_visible():
            another.click()
    expect(stage).to_have_attribute("data-state", "done")


def record_face(page: Page) -> None:
    """From the notice to the wait for a decision."""
    page.goto("/perekaman/")
    page.get_by_role("button", name="Saya sudah membaca, lanjut").click()
    start_camera(page)
    expect(page.get_by_role("heading", name="Wajah Anda sudah direkam")).to_be_visible(timeout=40_000)


def expect_state(page: Page, state: str) -> None:
    expect(page.locator("#stage")).to_have_attribute("data-state", re.compile(rf"^{state}$"))
