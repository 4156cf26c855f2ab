"""What goes wrong before the camera is said in words, and the way on is open."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserType, Page, Route, expect

from tests.browser.cameras import moving_head, refusing, write_still
from tests.browser.conftest import Visit
from tests.browser.pages import check_in, expect_state, expect_verdict, start_camera
from tests.browser.reading import faults
from tests.browser.site import Site, also_serve

pytestmark = pytest.mark.browser

OWN, OTHER = "person_a_1.jpg", "person_b_2.jpg"


def accepted(site: Site, name: str) -> int:
    query = "SELECT count(*) FROM attendance_punch WHERE accepted AND employee_id = %s"
    return int(site.rows(query, site.employee_of(name))[0][0])


def sessions(site: Site, name: str) -> int:
    query = "SELECT count(*) FROM capture_capturesession WHERE purpose = 'checkin' AND employee_id = %s"
    return int(site.rows(query, site.employee_of(name))[0][0])


def test_another_face_is_refused_and_the_right_one_may_try_again(site: Site, visit: Visit) -> None:
    page = visit("Agus", camera=moving_head(OTHER, OWN))
    check_in(page)
    expect(page.get_by_role("heading", name="Belum berhasil")).to_be_focused()
    expect(page.get_by_text("Wajah tidak cocok dengan rekaman Anda.")).to_be_visible()
    expect(page.get_by_role("link", name="Lihat bukti")).to_have_count(0)
    assert accepted(site, "Agus") == 0
    assert not [*faults(page)]
    page.evaluate("hadirCamera.person = 1")
    page.wait_for_timeout(300)  # until the other one sits
    page.get_by_role("button", name="Coba lagi").click()
    expect(page.get_by_role("heading", name="Absen tercatat")).to_be_visible()
    assert accepted(site, "Agus") == 1
    assert not [*faults(page)]


def test_an_empty_room_and_a_crowd_are_told_until_one_person_is_there(site: Site, visit: Visit) -> None:
    page = visit("Bambang", camera=moving_head(OWN))
    page.goto("/hadir/")
    page.evaluate("hadirCamera.scene = 'noise'")
    start_camera(page)
    expect(page.get_by_text("Wajah belum terlihat.").first).to_be_visible()
    page.evaluate("hadirCamera.scene = 'crowd'")
    expect(page.get_by_text("Terlihat lebih dari satu wajah.").first).to_be_visible()
    page.evaluate("hadirCamera.scene = 'head'")
    expect_verdict(page)
    assert accepted(site, "Bambang") == 1


def test_a_photo_that_never_moves_gets_nowhere(
    site: Site,
    visit: Visit,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, object],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("still")
    write_still(folder / "still.mjpeg", OWN)
    fake = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={folder / 'still.mjpeg'}",
    ]
    arguments = [*browser_type_launch_args["args"], *fake]  # type: ignore[misc]
    chromium = browser_type.launch(**(browser_type_launch_args | {"args": arguments}))  # type: ignore[arg-type]
    try:
        with also_serve(site, folder, HADIR_SESSION_SECONDS="15") as base_url:
            page = visit("Citra", at=chromium, base_url=base_url)
            page.goto("/hadir/")
            start_camera(page)
            expect(page.get_by_text("Sedikit lagi.").first).to_be_visible()
            assert not [*faults(page)], "while the camera runs"
            expect(page.get_by_role("heading", name="Waktu sesi habis")).to_be_visible(timeout=25_000)
            page.get_by_role("button", name="Coba lagi").click()
            expect_state(page, "running")
            page.close()
    finally:
        chromium.close()
    assert accepted(site, "Citra") == 0
    assert sessions(site, "Citra") == 2


@pytest.mark.parametrize(
    ("error", "title", "way_out"),
    [
        ("NotAllowedError", "Kamera tidak diizinkan", "Ubah izin Kamera menjadi Izinkan"),
        ("NotFoundError", "Kamera tidak ditemukan", "Sambungkan kamera atau buka Hadir di HP Anda"),
        ("NotReadableError", "Kamera sedang dipakai", "Tutup panggilan video"),
    ],
)
def test_without_a_camera_people_learn_why_and_what_to_do(
    site: Site, visit: Visit, error: str, title: str, way_out: str
) -> None:
    page = visit("Gita", camera=refusing(error))
    page.goto("/hadir/")
    before = sessions(site, "Gita")
    start_camera(page)
    expect(page.get_by_role("heading", name=title)).to_be_focused()
    expect(page.get_by_text(way_out)).to_be_visible()
    expect(page.get_by_text("laporkan kehadiran Anda kepada operator OPD").last).to_be_visible()
    expect(page.get_by_role("button", name="Coba lagi")).to_be_visible()
    assert sessions(site, "Gita") == before
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


def test_lost_requests_and_lost_answers_are_repeated_until_the_server_is_back(site: Site, visit: Visit) -> None:
    page = visit("Darma", camera=moving_head(OWN))
    line = Line(page)
    page.goto("/hadir/")
    start_camera(page)
    expect_state(page, "running")
    line.is_down = True
    expect(page.get_by_text("Menunggu jaringan…")).to_be_visible()
    page.wait_for_timeout(1500)
    line.is_down, line.loses_answer_of = False, {"frames", "checkins"}
    expect(page.get_by_text("Menunggu jaringan…")).to_be_hidden()
    expect(page.get_by_role("heading", name="Absen tercatat")).to_be_visible()
    assert not line.loses_answer_of
    assert len(line.numbers) > len(set(line.numbers)), "lost frames are sent again under their numbers"
    assert sorted(set(line.numbers)) == list(range(1, max(line.numbers) + 1)), "no number is left out"
    assert (sessions(site, "Darma"), accepted(site, "Darma")) == (1, 1)


def test_two_taps_open_one_session(site: Site, visit: Visit) -> None:
    page = visit("Eka", camera=moving_head(OWN))
    page.goto("/hadir/")
    page.get_by_role("button", name="Nyalakan kamera").evaluate("button => { button.click(); button.click(); }")
    expect_verdict(page)
    assert (sessions(site, "Eka"), accepted(site, "Eka")) == (1, 1)


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
