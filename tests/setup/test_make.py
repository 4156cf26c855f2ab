"""The verbs a newcomer is told about exist, and the scripts behind them are sound without running them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERBS = ("run", "test", "check", "bench", "demo", "clean", "setup", "help")


def _make(*arguments: str) -> str:
    command = ["/usr/bin/make", "--no-print-directory", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_help_lists_every_verb() -> None:
    listed = re.findall(r"^  make ([a-z-]+)", _make("help"), re.MULTILINE)
    assert set(VERBS) <= set(listed)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_can_be_planned(verb: str) -> None:
    assert _make("--dry-run", verb).strip()


def test_run_proves_itself_before_it_serves() -> None:
    plan = _make("--dry-run", "run")
    steps = ["bootstrap.sh", "migrate", "demo seed", "selfcheck", "serve"]
    places = [plan.index(step) for step in steps]
    assert places == sorted(places)


def test_the_demo_mode_is_a_default_and_never_forced() -> None:
    assert 'HADIR_MODE="${HADIR_MODE:-demo}"' in _make("--dry-run", "run")


@pytest.mark.parametrize(
    "script", [*sorted(ROOT.glob("scripts/*.sh")), ROOT / ".ci" / "run"], ids=lambda path: path.name
)
def test_scripts_parse_and_may_be_executed(script: Path) -> None:
    shell = script.read_text().splitlines()[0].removeprefix("#!")
    subprocess.run([shell, "-n", str(script)], check=True)
    assert script.stat().st_mode & 0o111 == 0o111


@pytest.mark.parametrize("name", ["base", "dev", "node"])
def test_every_locked_package_has_a_hash_and_no_address(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    pins = [block for block in re.split(r"\n(?=[a-z0-9])", text) if re.match(r"[a-z0-9]", block)]
    assert pins
    assert all("--hash=sha256:" in block for block in pins)
    assert "://" not in text
