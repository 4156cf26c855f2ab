"""The page keeps the same chain as the server, waits as it is told, and never changes its colour twice a second."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).with_name("page_cases.mjs")
NONCE = "vO3x0m6m4tq0o2Jw1nJ0Qh7cQd5yqf2v0C8m9o3b7aA"


@pytest.fixture(scope="module")
def page() -> dict[str, Any]:
    folders = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    node = shutil.which("node", path=folders)
    if node is None:
        pytest.skip("no Node on this machine; `make setup` brings one")
    done = subprocess.run([node, str(CASES), NONCE], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_the_page_s_chain_is_the_server_s(page: dict[str, Any]) -> None:
    chain = hashlib.sha256(NONCE.encode()).digest()
    for frame in (each for each in page["sent"] if "jpeg" in each):
        chain = hashlib.sha256(chain + hashlib.sha256(bytes.fromhex(frame["jpeg"])).digest()).digest()
    assert (page["chain"], page["frames"]) == (chain.hex(), 4)


def test_another_movement_is_asked_for_between_two_frames(page: dict[str, Any]) -> None:
    assert [each.get("seq", "another") for each in page["sent"]] == [1, 2, "another", 3, 4]
    assert page["prompts"] == ["p1", "p2", "other", "p3", "p4"]


def test_the_page_waits_for_as_long_as_nothing_could_count(page: dict[str, Any]) -> None:
    assert page["waited"] >= 38
    times = [each["clientMs"] for each in page["sent"] if "seq" in each]
    assert times == sorted(times)


def test_what_goes_along_with_the_end_goes_along_without_a_key_too(page: dict[str, Any]) -> None:
    assert page["outcome"] == {"finished": {"site_code": "123456"}}


def test_colours_change_at_most_once_a_second(page: dict[str, Any]) -> None:
    assert page["shown"] == ["amber", "amber", "blue", "blue", ""]
