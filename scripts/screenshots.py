"""Pictures for the README from a running demo site: `python -m scripts.screenshots [--url URL]`.

`make run` (or `hadir serve`) must be up. No person's face is involved: the camera is a drawn head on a canvas, and
because no engine would take a drawing for a person, the answers to its frames are played by this script. Everything
else in the pictures is the real site with the invented region of `hadir demo seed`.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright, Route, sync_playwright

from hadir.config import load

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
MAX_BYTES = 200_000
PHONE, DESK = (390, 844), (1280, 800)
PROMPTS = [
    ("look_straight", "Lihat lurus ke kamera"),
    ("turn_left", "Tengok ke kiri Anda"),
]
SESSION = "00000000-0000-4000-8000-000000000000"

DRAWN_CAMERA = """
(() => {
  const canvas = document.createElement("canvas");
  canvas.width = 480; canvas.height = 640;
  const x = canvas.getContext("2d");
  const oval = (fill, cx, cy, rx, ry) => {
    x.fillStyle = fill; x.beginPath(); x.ellipse(cx, cy, rx, ry, 0, 0, 7); x.fill();
  };
  let tick = 0;
  setInterval(() => {
    tick += 1;
    const sway = Math.sin(tick / 12) * 3;
    x.fillStyle = "#dfe7ee"; x.fillRect(0, 0, 480, 640);
    x.fillStyle = "#c3d0db"; x.fillRect(0, 0, 480, 250 + (tick % 2));
    oval("#20507f", 240, 660, 220, 170);
    oval("#3a2a22", 240 + sway, 285, 142, 178);
    oval("#d9a066", 240 + sway, 325, 118, 152);
    oval("#20507f", 240, 660, 120, 100);
    for (const side of [-1, 1]) {
      oval("#ffffff", 240 + sway + side * 46, 305, 17, 10);
      oval("#2b1d14", 240 + sway + side * 46, 305, 8, 9);
      x.fillStyle = "#3a2a22"; x.fillRect(240 + sway + side * 46 - 20, 280, 40, 6);
    }
    x.strokeStyle = "#a86b3c"; x.lineWidth = 5; x.lineCap = "round";
    x.beginPath(); x.moveTo(240 + sway, 318); x.lineTo(234 + sway, 358); x.lineTo(246 + sway, 360); x.stroke();
    x.strokeStyle = "#9c3b33"; x.lineWidth = 7;
    x.beginPath(); x.arc(240 + sway, 380, 42, 0.35, 2.8); x.stroke();
  }, 40);
  const stream = canvas.captureStream(25);
  navigator.mediaDevices.getUserMedia = async () => new MediaStream(stream.getTracks().map((t) => t.clone()));
})();
"""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: which page, whose, how large and in which theme."""

    name: str
    path: str
    login: str
    size: tuple[int, int] = PHONE
    theme: Literal["light", "dark"] = "light"
    camera: bool = False


def shots(employee: str, operator: str) -> list[Shot]:
    """Every picture of the README and the manual."""
    return [
        Shot("home", "/", employee),
        Shot("camera", "/hadir/", employee, camera=True),
        Shot("camera-dark", "/hadir/", employee, theme="dark", camera=True),
        Shot("board", "/papan/", operator, size=DESK),
        Shot("employees-dark", "/pegawai/", operator, size=DESK, theme="dark"),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description="Take the pictures for the README from a running demo site.")
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=IMAGES)
    options = parser.parse_args()
    password, employee, operator = _demo_accounts()
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        for shot in shots(employee, operator):
            data = take(playwright, shot, options.url, password)
            (options.out / f"{shot.name}.png").write_bytes(data)
            print(f"{shot.name}.png {len(data) / 1000:.0f} kB")
    return 0


def take(playwright: Playwright, shot: Shot, url: str, password: str) -> bytes:
    """PNG of one page, reduced to a palette: pages have few colours, and repositories keep pictures for ever."""
    browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
    try:
        context = browser.new_context(
            base_url=url,
            viewport={"width": shot.size[0], "height": shot.size[1]},
            color_scheme=shot.theme,
            locale="id-ID",
            service_workers="block",
            reduced_motion="reduce",
        )
        page = context.new_page()
        _sign_in(page, shot.login, password)
        if shot.camera:
            _play_answers(context)
            page.add_init_script(DRAWN_CAMERA)
        page.goto(shot.path)
        if shot.camera:
            _start_camera(page)
        return _small(page.screenshot())
    finally:
        browser.close()


def _sign_in(page: Page, login: str, password: str) -> None:
    page.goto("/akun/login/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/")


def _start_camera(page: Page) -> None:
    """Up to the second prompt, half way round the ring. Somebody new reads the notice first."""
    notice = page.locator("form:has(input[name=version]) button[type=submit]")
    if notice.count():
        notice.click()
    page.locator("[data-start]:visible").click()
    page.wait_for_selector('#stage[data-prompt="turn_left"]')
    page.wait_for_timeout(1200)


def _play_answers(context: BrowserContext) -> None:
    """Stand in for the API of capture sessions: first prompt, then the second one for ever."""
    opened = {"session": SESSION, "nonce": "n" * 22, "expires_in_s": 60, "interval_ms": 200, "max_width": 480}

    def open_session(route: Route) -> None:
        body = {**opened, "jpeg_quality": 0.8, "prompt": _prompt(0), "progress": 0.0}
        route.fulfill(status=201, content_type="application/json", body=json.dumps(body))

    def add_frame(route: Route) -> None:
        seq = int(route.request.headers["x-hadir-seq"])
        share = min(0.45, seq * 0.09)
        body = {"seq": seq, "state": "running", "hint": None, "prompt": _prompt(int(seq > 2)), "progress": share}
        route.fulfill(status=200, content_type="application/json", body=json.dumps(body))

    context.route("**/api/v1/capture-sessions", open_session)
    context.route("**/api/v1/capture-sessions/*/frames", add_frame)


def _prompt(index: int) -> dict[str, str]:
    code, text = PROMPTS[index]
    return {"code": code, "text": text}


def _small(png: bytes) -> bytes:
    reduced = Image.open(io.BytesIO(png)).convert("RGB").quantize(128, method=Image.Quantize.MEDIANCUT)
    out = io.BytesIO()
    reduced.save(out, "PNG", optimize=True)
    if out.tell() > MAX_BYTES:
        raise ValueError(f"picture of {out.tell()} bytes: larger than the {MAX_BYTES} that the repository allows")
    return out.getvalue()


def _demo_accounts() -> tuple[str, str, str]:
    """Password, an employee and an operator, from the file that `hadir demo seed` wrote."""
    lines = (load().var_dir / "demo-accounts.txt").read_text(encoding="utf-8").splitlines()
    logins = {name: login for name, _colon, login in (line.rpartition(": ") for line in lines[1:])}
    employee = next(login for name, login in logins.items() if re.search(r"\bpegawai\b", name))
    operator = next(login for name, login in logins.items() if "operator OPD" in name)
    return lines[0].partition(": ")[2], employee, operator


def _chromium() -> str | None:
    """A browser of the machine; None lets Playwright look for its own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


if __name__ == "__main__":
    sys.exit(main())
