"""What a screen reader says: found by listening to Orca (docs/accessibility.md), kept by these tests."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hadir.rollout import rules
from tests.cast import Cast

_STYLES = Path(__file__).resolve().parents[2] / "hadir/web/static/web/hadir.css"


@pytest.mark.django_db
def test_a_form_nobody_filled_in_is_not_called_invalid(client: Client) -> None:
    fresh = client.get(reverse("account_login")).content.decode()
    assert re.search(r'<input[^>]*name="login"[^>]*aria-invalid="false"', fresh)
    refused = client.post(reverse("account_login"), {"login": "", "password": ""}).content.decode()
    assert re.search(r'<input[^>]*name="login"[^>]*aria-invalid="true"', refused)


def test_signs_drawn_by_style_sheets_are_for_eyes_only() -> None:
    """The star of required fields, the triangle of what can be unfolded: readers say it by themselves, in words."""
    drawn = re.findall(r'content: "([^"]+)"([^;]*);', _STYLES.read_text(encoding="utf-8"))
    assert drawn
    assert [sign for sign, rest in drawn if rest.strip() != '/ ""'] == []


def test_whoever_cannot_be_recorded_is_led_to_the_other_way(cast: Cast, browser_of: Any) -> None:
    page = browser_of(cast.budi).get(reverse("enrol")).content.decode()
    assert f'href="{reverse("alternative")}"' in page[page.index("<h1") :]


def test_every_button_of_the_checklist_says_what_it_ticks(cast: Cast, browser_of: Any) -> None:
    page = browser_of(cast.siti).get(reverse("rollout_agency", args=[cast.setda.pk])).content.decode()
    heard = [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in re.findall(r"<summary.*?</summary>", page, re.S)]
    assert len(heard) >= len(rules.Step) - len(rules.MEASURED)
    assert len(heard) == len(set(heard))
