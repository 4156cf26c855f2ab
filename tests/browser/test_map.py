"""Drawing where people work: on the map with a mouse, what it leaves in the fields, and what is proposed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.reading import DESK
from tests.browser.site import Site

pytestmark = pytest.mark.browser

HERE = (-2.63, 111.23)  # where the browser says that it is


@pytest.fixture
def drawing(site: Site, visit: Visit) -> Page:
    """Siti before the map of her office."""
    offices = "SELECT min(id) FROM people_workplace WHERE unit_id = %(unit)s"
    ((place,),) = site.rows(offices, unit=site.stage["units"]["setda"])
    page = visit("Siti", viewport=DESK)
    page.goto(f"/tempat-kerja/{place}/area/")
    return page


def test_a_polygon_is_drawn_moved_and_proposed(site: Site, drawing: Page) -> None:
    page, area = drawing, _one_more(drawing, "poligon")
    for across, down in ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)):
        _tap(page, across, down)
    drawn = _points(area)
    assert len(drawn) == 4
    assert all(abs(lat - HERE[0]) < 0.02 and abs(lon - HERE[1]) < 0.02 for lat, lon in drawn)
    (north, west), (_north, east), (south, _east), _last = drawn
    assert north > south and west < east, "as on paper: north is up"
    assert all(one != other for one, other in pairwise(drawn))

    _drag(page.locator(".place-handle").last, 40, 40)
    moved = _points(area)
    assert moved[:3] == drawn[:3]
    assert moved[3][0] < drawn[3][0] and moved[3][1] > drawn[3][1]

    area.get_by_label("Nama area").fill("Halaman apel")
    page.get_by_role("button", name="Hapus area 1").click()
    page.get_by_label("Dasar", exact=True).fill("BA 9/2026")
    page.get_by_role("button", name="Usulkan area").click()
    expect(page.get_by_text("Usulan area tersimpan.")).to_be_visible()
    query = "SELECT areas->0->>'name', areas->0->'points' FROM places_areaversion WHERE legal_basis = 'BA 9/2026'"
    name, points = site.rows(query)[0]
    assert name == "Halaman apel"
    assert [(round(lat, 6), round(lon, 6)) for lat, lon in points] == moved


def test_a_circle_is_set_and_widened(drawing: Page) -> None:
    page, area = drawing, _one_more(drawing, "lingkaran")
    _tap(page, 0.5, 0.5)
    ((lat, lon),) = _points(area)
    assert abs(lat - HERE[0]) < 0.001 and abs(lon - HERE[1]) < 0.001
    radius, edge = area.get_by_label("Radius (meter)"), page.locator(".place-handle.is-radius")
    before = float(radius.input_value())
    _drag(edge, 60, 0)
    assert float(radius.input_value()) > before
    assert _points(area) == [(lat, lon)]
    far, _down = _middle(edge)
    radius.fill("75")
    near, _down = _middle(edge)
    assert near < far, "what is typed is drawn"


def _one_more(page: Page, kind: str) -> Locator:
    """A new area that is drawn next, on a map of the streets around."""
    page.get_by_role("button", name=f"Tambah {kind}").click()
    page.get_by_role("button", name="Lokasi saya").click()
    expect(page.locator("[data-map-said]")).to_contain_text(f"{HERE[0]:.6f}, {HERE[1]:.6f}")
    page.get_by_label("Gambar area ini di peta").last.check()
    return page.locator("[data-area]").last


def _tap(page: Page, across: float, down: float) -> None:
    box = page.locator("[data-map]").bounding_box()
    assert box is not None
    page.locator("[data-map]").click(position={"x": box["width"] * across, "y": box["height"] * down})


def _drag(handle: Locator, right: int, down: int) -> None:
    handle.scroll_into_view_if_needed()
    x, y = _middle(handle)
    mouse = handle.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + right, y + down, steps=8)
    mouse.up()


def _middle(handle: Locator) -> tuple[float, float]:
    """Where it lies in the window, pixels."""
    box = handle.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _points(area: Locator) -> list[tuple[float, float]]:
    """The rows of the table that are filled."""
    texts = [
        (row.get_by_role("textbox").first.input_value(), row.get_by_role("textbox").last.input_value())
        for row in area.locator("tbody tr").all()
    ]
    return [(_number(lat), _number(lon)) for lat, lon in texts if lat and lon]


def _number(text: str) -> float:
    return float(text.replace(",", "."))
