"""Drawings and vendored files: everything that templates name exists, and nothing else is served."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template

from hadir.web.vendor import FILES, VendorFinder, node_modules

TEMPLATES = Path(__file__).resolve().parents[2] / "hadir" / "web" / "templates"
NAMED = re.compile(r'{% icon "([^"]+)"(?: style="([a-z]+)")?')


def _named_icons() -> set[tuple[str, str]]:
    found = (NAMED.findall(path.read_text(encoding="utf-8")) for path in TEMPLATES.rglob("*.html"))
    menu = (TEMPLATES.parent / "navigation.py").read_text(encoding="utf-8")
    tabs = {(name, "outline") for name in re.findall(r', "([a-z0-9-]+)"\),?\n', menu)}
    return {(name, style or "outline") for hits in found for name, style in hits} | tabs


def test_every_icon_that_a_template_names_exists() -> None:
    named = _named_icons()
    assert ("camera", "outline") in named
    assert ("users", "outline") in named
    missing = [
        f"{style}/{name}"
        for name, style in named
        if not (node_modules() / f"@tabler/icons/icons/{style}/{name}.svg").is_file()
    ]
    assert missing == []


def test_an_icon_is_silent_for_screen_readers() -> None:
    drawn = Template('{% load hadir %}{% icon "camera" %}').render(Context())
    assert 'aria-hidden="true"' in drawn
    assert 'focusable="false"' in drawn
    assert "<path" in drawn


def test_a_missing_icon_leaves_the_page_standing() -> None:
    assert Template('{% load hadir %}a{% icon "no-such-drawing" %}b').render(Context()) == "ab"


def test_an_icon_name_cannot_leave_the_icon_folder() -> None:
    with pytest.raises(ValueError, match="not an icon name"):
        Template('{% load hadir %}{% icon "../../package" %}').render(Context())


def test_only_listed_vendor_files_are_found() -> None:
    finder = VendorFinder()
    assert {name for name, _storage in finder.list([])} == set(FILES)
    assert finder.find("vendor/tabler.min.css")
    assert finder.find("vendor/../axe-core/axe.min.js") is None
    assert finder.check() == []


def test_no_template_colours_words_as_the_framework_does() -> None:
    """Its red on dark grey is 3.2:1; ours (`said-bad`, `mark-…`, `note-…`) are chosen for both themes."""
    framework = re.compile(r"\btext-(?:danger|success|warning|info|red|green|orange|yellow)\b")
    found = {path.name for path in TEMPLATES.rglob("*.html") if framework.search(path.read_text(encoding="utf-8"))}
    assert not found
