"""Processes that share the work: they end with the one that started them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

_PATIENCE_S = 20.0
_PARENT = """
from pathlib import Path
from hadir.faceengine.evaluation import workers
from tests.faceengine.evaluation.test_workers import signing_in

if __name__ == "__main__":
    workers.each(signing_in, [Path({folder!r}) / str(n) for n in range(2)], chunk=1, workers=2)
"""


def signing_in() -> Callable[[Path], None]:
    """Work that leaves its process's number and then takes longer than anybody waits."""

    def work(path: Path) -> None:
        path.with_suffix(".part").write_text(str(os.getpid()), encoding="ascii")
        path.with_suffix(".part").rename(path.with_suffix(".pid"))
        time.sleep(10 * _PATIENCE_S)

    return work


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="asks /proc which processes live")
def test_a_killed_command_leaves_no_workers_behind(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT.format(folder=str(tmp_path)), encoding="utf-8")
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen([sys.executable, str(script)], env=here, stderr=subprocess.DEVNULL) as parent:
        _wait(lambda: len(list(tmp_path.glob("*.pid"))) == 2)
        numbers = [int(one.read_text(encoding="ascii")) for one in tmp_path.glob("*.pid")]
        parent.kill()
    assert len(set(numbers)) == 2
    _wait(lambda: not any(map(_lives, numbers)))


def _lives(number: int) -> bool:
    """Zombies, which nobody has collected yet, count as gone."""
    try:
        return ") Z " not in Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not until():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
