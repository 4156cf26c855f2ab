"""The camera page's script finds a sentence for everything that can happen to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import RequestFactory

from hadir.capture.script import Prompt
from hadir.web.camera_config import camera_config

WEB = Path(__file__).resolve().parents[2] / "hadir" / "web"
SCRIPTS = WEB / "static" / "web" / "camera"


@pytest.fixture
def config(rf: RequestFactory) -> dict[str, object]:
    return camera_config(rf.get("/hadir/"), purpose="checkin", time_zone="Asia/Makassar")


def test_every_way_in_which_a_camera_fails_has_title_message_and_steps(config: dict[str, object]) -> None:
    source = (SCRIPTS / "camera.js").read_text(encoding="utf-8")
    codes = set(re.findall(r'CameraError\("(\w+)"\)', source)) | set(re.findall(r'\w+Error: "(\w+)"', source))
    assert codes >= {"refused", "absent", "busy", "insecure", "unsupported"}
    errors = config["texts"]["errors"]  # type: ignore[index]
    for code in codes:
        assert errors[f"camera_{code}"]["title"]
        assert errors[f"camera_{code}"]["message"]
        assert errors[f"camera_{code}"]["steps"], "somebody without a camera must learn what else to do"


def test_every_text_that_the_script_asks_for_is_there(config: dict[str, object]) -> None:
    texts = config["texts"]
    assert isinstance(texts, dict)
    main = (SCRIPTS / "main.js").read_text(encoding="utf-8")
    for name in set(re.findall(r"\btexts\.errors\.(\w+)", main)):
        assert name in texts["errors"], name
    for name in set(re.findall(r"\btexts\.(\w+)", main + (SCRIPTS / "view.js").read_text(encoding="utf-8"))):
        assert name in texts, name


def test_every_prompt_has_a_drawing() -> None:
    page = (WEB / "templates" / "web" / "camera.html").read_text(encoding="utf-8")
    assert set(re.findall(r'data-code="(\w+)"', page)) == {prompt.value for prompt in Prompt}


def test_the_clock_is_that_of_the_work_place(config: dict[str, object]) -> None:
    assert (config["time_zone"], config["time_zone_name"]) == ("Asia/Makassar", "WITA")
