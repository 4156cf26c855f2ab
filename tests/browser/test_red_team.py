"""Attacks through a real browser (tests/redteam): the page is ours, the camera is a program's, the phone another's."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.cameras import moving_head
from tests.browser.conftest import Visit
from tests.browser.pages import check_in
from tests.browser.site import Site, _run
from tests.faces import OWN
from tests.redteam.attacks import ATTACKS

pytestmark = pytest.mark.browser

HERE = {"latitude": -2.6301533, "longitude": 111.2302871, "accuracy": 9.412}
# Runs after the moving head: gives its picture the name of a camera.
_NAMED = """
(() => {
  const camera = navigator.mediaDevices.getUserMedia;
  navigator.mediaDevices.getUserMedia = async (wishes) => {
    const stream = await camera(wishes);
    for (const track of stream.getVideoTracks()) Object.defineProperty(track, "label", { value: %s });
    return stream;
  };
})();
"""


def injected(label: str) -> str:
    """Script for a page: the moving head under this camera's name."""
    return moving_head(OWN) + (_NAMED % json.dumps(label))


@pytest.fixture
def strict(site: Site) -> Iterator[None]:
    """Nadia's agency asks for nothing yet but binds the first phone; `_ask_for_phone_and_place` makes it strict.

    Over after the test."""
    _run("-m", "tests.redteam.site_rules", environment=site.environment)
    yield
    site.change("UPDATE presence_presencepolicy SET status = 'superseded' WHERE legal_basis = 'Perbup 7/2026'")


def _ask_for_phone_and_place(site: Site) -> None:
    site.change(
        "UPDATE presence_presencepolicy SET device = 'required', place = 'required', offers_code = true "
        "WHERE legal_basis = 'Perbup 7/2026'"
    )


def _last(site: Site) -> tuple[str, list[str], list[str]]:
    """Outcome, reasons and findings of Nadia's last check-in."""
    query = (
        "SELECT outcome, reasons, findings FROM presence_assessment WHERE employee_id = %(person)s "
        "ORDER BY assessed_at DESC LIMIT 1"
    )
    outcome, reasons, findings = site.rows(query, person=site.employee_of("Nadia"))[0]
    return outcome, [one["code"] for one in reasons], [one["code"] for one in findings]


def _accepted(site: Site) -> int:
    query = (
        "SELECT count(*) FROM presence_assessment WHERE employee_id = %(person)s AND outcome IN ('accept', 'sample')"
    )
    return int(site.rows(query, person=site.employee_of("Nadia"))[0][0])


def test_an_injected_head_fails_on_another_phone_whatever_its_camera_is_called(
    site: Site, strict: None, visit: Visit
) -> None:
    """Nadia's own phone comes first, is bound, and is accepted; then the same head, fed in elsewhere, is not."""
    own: Page = visit("Nadia", camera=injected("camera2 1, facing front"), geolocation=HERE)
    check_in(own)
    assert _last(site)[0] == "accept", f"without a demand the head is taken for a living one: {_last(site)}"
    _ask_for_phone_and_place(site)
    check_in(own)
    assert _last(site)[0] == "accept", _last(site)
    controls = _accepted(site)

    for name, label in (("virtual_camera", "OBS Virtual Camera"), ("canvas_hook", "camera2 1, facing front")):
        elsewhere = visit("Nadia", camera=injected(label), geolocation=HERE)
        check_in(elsewhere)
        outcome, reasons, findings = _last(site)
        assert outcome in ATTACKS[name].ends, (name, outcome, reasons)
        assert set(ATTACKS[name].by) & set(reasons), (name, reasons)
        assert ("capture.camera_virtual" in findings) == (name == "virtual_camera")
    assert _accepted(site) == controls
