"""The camera page's session loop keeps order, repeats what may be repeated and gives up where it must."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).with_name("capture_cases.mjs")


def test_the_capture_loop_keeps_its_promises() -> None:
    folders = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    node = shutil.which("node", path=folders)
    if node is None:
        pytest.skip("no Node on this machine; `make setup` brings one")
    done = subprocess.run([node, "--test", str(CASES)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
