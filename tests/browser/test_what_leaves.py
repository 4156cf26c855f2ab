"""What reaches a browser: no measure of likeness, and nothing of other units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Response, expect

from tests.browser.cameras import moving_head
from tests.browser.conftest import Visit
from tests.browser.pages import check_in
from tests.browser.reading import DESK
from tests.browser.site import Site
from tests.faces import OWN

pytestmark = pytest.mark.browser

_MEASURES = re.compile(r"score|skor|similar|kemiripan|embedding|distance|threshold|vector|confidence", re.IGNORECASE)
_NUMBERS_FOR_THE_PAGE = {"progress", "jpeg_quality"}  # the only fractions that a person sees


def test_no_answer_of_a_check_in_holds_a_measure_of_likeness(visit: Visit) -> None:
    page = visit("Gita", camera=moving_head(OWN))
    api: list[Any] = []

    def keep(response: Response) -> None:
        if "/api/" in response.url:
            api.append(response.json())

    page.on("response", keep)
    check_in(page)
    pages = [page.content()]
    page.get_by_role("link", name="Lihat bukti").click()
    expect(page.get_by_role("heading", name="Bukti absen")).to_be_visible()
    pages.append(page.content())
    page.goto("/riwayat/")
    pages.append(page.content())

    assert len(api) >= 7, "session, frames and verdict were seen"
    for key, value in (pair for body in api for pair in _leaves(body)):
        assert not _MEASURES.search(key), key
        assert not isinstance(value, float) or key in _NUMBERS_FOR_THE_PAGE, (key, value)
    for body in pages:
        assert not _MEASURES.findall(body)


def _leaves(body: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(body, dict):
        for name, value in body.items():
            yield from _leaves(value, name)
    elif isinstance(body, list):
        for value in body:
            yield from _leaves(value, key)
    else:
        yield key, body


def test_an_operator_of_another_unit_sees_nothing_of_this_one(site: Site, visit: Visit) -> None:
    page = visit("Dedi", viewport=DESK)
    case, employee = site.stage["waiting"]["case"], site.stage["waiting"]["employee"]
    for path in ("/pegawai/", "/pegawai/?cari=Budi", "/perekaman/antrean/", "/papan/"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("main")).not_to_contain_text(re.compile("Budi|Wening|Siti"))
    page.goto(f"/papan/?unit={site.stage['units']['setda']}")
    expect(page.locator("main")).to_contain_text("Dedi Contoh")
    expect(page.locator("main")).not_to_contain_text("Budi")
    for path in (
        f"/pegawai/{site.employee_of('Budi')}/",
        f"/pegawai/{employee}/",
        f"/perekaman/antrean/{case}/",
        f"/perekaman/antrean/{case}/foto/",
        site.stage["receipt"],
    ):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 404, path
        assert "Wening" not in answer.text()


def test_the_platform_operator_sees_no_board_and_no_portrait(site: Site, visit: Visit) -> None:
    page = visit("Made", viewport=DESK)
    page.goto("/")
    expect(page.get_by_role("link", name="Papan")).to_have_count(0)
    expect(page.get_by_role("link", name="antrean")).to_have_count(0)
    case = site.stage["waiting"]["case"]
    before = looks(site)
    for path in ("/papan/", "/papan/isi/", "/perekaman/antrean/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 403, path
    for path in (f"/perekaman/antrean/{case}/", f"/perekaman/antrean/{case}/foto/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status in {403, 404}, path
        assert "image" not in answer.headers["content-type"]
    assert looks(site) == before


def looks(site: Site) -> int:
    return int(site.rows("SELECT count(*) FROM audit_auditentry WHERE action = 'enrolment.portrait_seen'")[0][0])


def test_an_employee_sees_only_the_own_things(site: Site, visit: Visit) -> None:
    page = visit("Budi")
    for path in ("/pegawai/", "/papan/", "/perekaman/antrean/", "/organisasi/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 403, path
        expect(page.get_by_role("link", name="Ke beranda").first).to_be_visible()
    answer = page.goto(site.stage["receipt"])
    assert answer is not None
    assert answer.status == 404
    page.goto("/hadir/")
    assert page.url.endswith("/perekaman/"), "without a recorded face the recording comes first"
