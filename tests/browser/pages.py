"""What people do on Hadir's pages, in one place: selectors change here only."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Page, TimeoutError, expect

from tests.cast import PASSWORD

_PATIENCE_MS = 40_000  # a session takes about 8 s, and more on a machine that does something else besides
_SOON_MS = 3_000


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
    _follow(page, lambda **time: expect(page.locator("#stage")).to_have_attribute("data-state", "done", **time))


def expect_end(page: Page, title: str) -> None:
    """A check-in that is running ends under this heading."""
    _follow(page, lambda **time: expect(page.get_by_role("heading", name=title)).to_be_visible(**time))


def _follow(page: Page, ended: Callable[..., None]) -> None:
    """Whoever is not through after a while asks for another movement, as the page offers: not every photo can be
    turned every way."""
    with suppress(AssertionError):
        ended()
        return
    with suppress(TimeoutError):
        page.get_by_role("button", name="Minta gerakan lain").click(timeout=_SOON_MS)
    ended(timeout=_PATIENCE_MS)


def record_face(page: Page) -> None:
    """From the notice to the wait for a decision."""
    page.goto("/perekaman/")
    page.get_by_role("button", name="Saya sudah membaca, lanjut").click()
    start_camera(page)
    expect(page.get_by_role("heading", name="Wajah Anda sudah direkam")).to_be_visible(timeout=_PATIENCE_MS)


def expect_state(page: Page, state: str) -> None:
    expect(page.locator("#stage")).to_have_attribute("data-state", re.compile(rf"^{state}$"))
