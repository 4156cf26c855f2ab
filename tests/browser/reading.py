"""Whether a page is fit for everybody: axe's rules, dark and light, large and small screens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.site import ROOT

PHONE, DESK = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=800)
_GUISES: tuple[tuple[Literal["light", "dark"], ViewportSize], ...] = (
    ("light", PHONE),
    ("dark", PHONE),
    ("dark", DESK),
    ("light", DESK),
)
_COLOURS = ["color-contrast", "link-in-text-block"]
_NARROWEST = 320  # CSS pixels: WCAG 1.4.10
_AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
_STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def faults(page: Page) -> Iterator[str]:
    """What is wrong with the page as it stands, in every guise; empty for a good page.

    Only colours depend on the theme: at a size that was looked at already nothing else is asked again."""
    before = page.viewport_size
    seen: list[ViewportSize] = []
    for theme, size in _GUISES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size(size)
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        rules = ("rule", _COLOURS) if size in seen else ("tag", _STANDARD)
        seen.append(size)
        for fault in _axe(page, *rules):
            yield f"{page.url} {theme} {size['width']}: {fault}"
    yield from too_wide(page)
    page.set_viewport_size(before or PHONE)


def too_wide(page: Page) -> Iterator[str]:
    """Nobody shall have to scroll sideways."""
    page.set_viewport_size(ViewportSize(width=_NARROWEST, height=640))
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > _NARROWEST:
        yield f"{page.url}: {width} px wide"


def _axe(page: Page, kind: str, names: list[str]) -> Iterator[str]:
    """Evaluated from outside: the page's own policy admits no foreign script."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_AXE)
    options = {"runOnly": {"type": kind, "values": names}, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    assert found["passes"], "axe looked at nothing"
    for violation in found["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']} {node['target']} {node['html'][:160]} {node['failureSummary'][:300]}"
