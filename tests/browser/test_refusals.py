"""What goes wrong before the camera is said in words, and the way on is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, Route, expect

from tests.browser.cameras import moving_head, refusing, write_still
from tests.browser.conftest import Visit
from tests.browser.pages import check_in, expect_end, expect_state, expect_verdict, start_camera
from tests.browser.reading import faults
from tests.browser.site import Site
from tests.faces import OTHER, OWN

pytestmark = pytest.mark.browser


@dataclass
class Kept:
    """What the database holds of Gita's check-ins since this was asked for."""

    site: Site

    def __post_init__(self) -> None:
        self._before = self._count()

    @property
    def new(self) -> tuple[int, int]:
        """Sessions opened, check-ins accepted."""
        (sessions, accepted), before = self._count(), self._before
        return sessions - before[0], accepted - before[1]

    def _count(self) -> tuple[int, int]:
        query = (
            "SELECT (SELECT count(*) FROM capture_capturesession WHERE employee_id = %(person)s),"
            " (SELECT count(*) FROM attendance_punch WHERE employee_id = %(person)s AND accepted)"
        )
        sessions, accepted = self.site.rows(query, person=self.site.employee_of("Gita"))[0]
        return sessions, accepted


@pytest.fixture
def kept(site: Site) -> Kept:
    return Kept(site)


def test_another_face_is_refused_and_the_right_one_may_try_again(kept: Kept, visit: Visit) -> None:
    page = visit("Gita", camera=moving_head(OTHER, OWN))
    check_in(page)
    expect(page.get_by_role("heading", name="Belum berhasil")).to_be_focused()
    expect(page.get_by_text("Wajah tidak cocok dengan rekaman Anda.")).to_be_visible()
    expect(page.get_by_role("link", name="Lihat bukti")).to_have_count(0)
    assert kept.new == (1, 0)
    assert not [*faults(page)]
    page.evaluate("hadirCamera.person = 1")
    page.wait_for_timeout(300)  # until the other one sits
    page.get_by_role("button", name="Coba lagi").click()
    expect_end(page, "Absen tercatat")
    assert kept.new == (2, 1)
    assert not [*faults(page)]


def test_an_empty_room_and_a_crowd_are_told_until_one_person_is_there(kept: Kept, visit: Visit) -> None:
    page = visit("Gita", camera=moving_head(OWN))
    page.goto("/hadir/")
    page.evaluate("hadirCamera.scene = 'noise'")
    start_camera(page)
    expect(page.get_by_text("Wajah belum terlihat.").first).to_be_visible()
    page.evaluate("hadirCamera.scene = 'crowd'")
    expect(page.get_by_text("Terlihat lebih dari satu wajah.").first).to_be_visible()
    page.evaluate("hadirCamera.scene = 'head'")
    expect_verdict(page)
    assert kept.new == (1, 1)


@pytest.fixture
def still_photo(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> Iterator[Browser]:
    """A Chromium whose own camera device films a photo of the right person."""
    film = tmp_path / "still.mjpeg"
    write_still(film, OWN)
    device = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    arguments = [*browser_type_launch_args["args"], *device, f"--use-file-for-fake-video-capture={film}"]
    chromium = browser_type.launch(**browser_type_launch_args | {"args": arguments})
    yield chromium
    chromium.close()


def test_a_photo_that_never_moves_gets_nowhere_until_its_time_is_over(
    site: Site, kept: Kept, visit: Visit, still_photo: Browser
) -> None:
    page = visit("Gita", at=still_photo)
    page.goto("/hadir/")
    start_camera(page)
    expect(page.get_by_text("Sedikit lagi.").first).to_be_visible()
    assert not [*faults(page)], "while the camera runs"
    page.wait_for_timeout(2000)
    expect_state(page, "running")
    # The minute of a session, without waiting for it.
    site.change("UPDATE capture_capturesession SET expires_at = now() WHERE state = 'running'")
    expect(page.get_by_role("heading", name="Waktu sesi habis")).to_be_focused()
    assert kept.new == (1, 0)
    page.get_by_role("button", name="Coba lagi").click()
    expect_state(page, "running")
    assert kept.new == (2, 0)


@pytest.mark.parametrize(
    ("error", "title", "way_out"),
    [
        ("NotAllowedError", "Kamera tidak diizinkan", "Ubah izin Kamera menjadi Izinkan"),
        ("NotFoundError", "Kamera tidak ditemukan", "Sambungkan kamera atau buka Hadir di HP Anda"),
        ("NotReadableError", "Kamera sedang dipakai", "Tutup panggilan video"),
    ],
)
def test_without_a_camera_people_learn_why_and_what_to_do(
    kept: Kept, visit: Visit, error: str, title: str, way_out: str
) -> None:
    page = visit("Gita", camera=refusing(error))
    page.goto("/hadir/")
    start_camera(page)
    expect(page.get_by_role("heading", name=title)).to_be_focused()
    expect(page.get_by_text(way_out)).to_be_visible()
    expect(page.get_by_text("laporkan kehadiran Anda kepada operator OPD").last).to_be_visible()
    expect(page.get_by_role("button", name="Coba lagi")).to_be_visible()
    assert kept.new == (0, 0)
    assert not [*faults(page)]


class Line:
    """The line to the server, which fails as told; `numbers` are those of the frames that the page sent."""

    def __init__(self, page: Page) -> None:
        self.is_down = False
        self.loses_answer_of: set[str] = set()
        self.numbers: list[int] = []
        page.route("**/api/v1/**", self._carry)

    def _carry(self, route: Route) -> None:
        what = route.request.url.rpartition("/")[2]
        if what == "frames":
            self.numbers.append(int(route.request.headers["x-hadir-seq"]))
        if self.is_down:
            route.abort("connectionreset")
        elif what in self.loses_answer_of:
            self.loses_answer_of.remove(what)
            route.fetch()  # the server does its work …
            route.abort("connectionreset")  # … and nobody hears of it
        else:
            route.continue_()


def test_lost_requests_and_lost_answers_are_repeated_until_the_server_is_back(kept: Kept, visit: Visit) -> None:
    page = visit("Gita", camera=moving_head(OWN))
    line = Line(page)
    page.goto("/hadir/")
    start_camera(page)
    expect_state(page, "running")
    line.is_down = True
    expect(page.get_by_text("Menunggu jaringan…")).to_be_visible()
    page.wait_for_timeout(1500)
    line.is_down, line.loses_answer_of = False, {"frames", "checkins"}
    expect(page.get_by_text("Menunggu jaringan…")).to_be_hidden()
    expect_end(page, "Absen tercatat")
    assert not line.loses_answer_of
    assert len(line.numbers) > len(set(line.numbers)), "lost frames are sent again under their numbers"
    assert sorted(set(line.numbers)) == list(range(1, max(line.numbers) + 1)), "no number is left out"
    assert kept.new == (1, 1)


def test_two_taps_open_one_session(kept: Kept, visit: Visit) -> None:
    page = visit("Gita", camera=moving_head(OWN))
    page.goto("/hadir/")
    page.get_by_role("button", name="Nyalakan kamera").evaluate("button => { button.click(); button.click(); }")
    expect_verdict(page)
    assert kept.new == (1, 1)


def test_whoever_is_signed_out_in_the_middle_finds_the_way_back(visit: Visit) -> None:
    page = visit("Gita", camera=moving_head(OWN))
    page.goto("/hadir/")
    page.evaluate("hadirCamera.scene = 'noise'")
    start_camera(page)
    expect_state(page, "running")
    page.context.clear_cookies(name="hadir_session")
    expect(page.get_by_role("heading", name="Sesi masuk berakhir")).to_be_visible()
    page.get_by_role("link", name="Masuk lagi").click()
    assert page.url.endswith("/akun/login/?next=/hadir/")
