"""The page of the command line is made from its help, and its help leaves nothing unsaid."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import cli_docs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def fresh() -> str:
    """Made in a process of its own: the language of help is chosen when modules load."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.cli_docs", "--print"],
        cwd=ROOT,
        env={**os.environ, "HADIR_LANGUAGE": "id"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_page_says_what_the_commands_say(fresh: str) -> None:
    assert cli_docs.DOCUMENT.read_text(encoding="utf-8") == fresh, "run: python -m scripts.cli_docs"


def test_every_command_explains_itself() -> None:
    silent = [name for name, command in cli_docs.commands() if not command.help]
    assert not silent


def test_every_option_explains_itself() -> None:
    silent = [
        f"{name} {parameter.opts[0]}"
        for name, command in cli_docs.commands()
        for parameter in command.params
        if not parameter.help and not parameter.metavar
    ]
    assert not silent


def test_every_command_stands_on_the_page(fresh: str) -> None:
    headings = {line.lstrip("# ").strip("`") for line in fresh.splitlines() if line.startswith("##")}
    assert {name for name, _command in cli_docs.commands()} - {"hadir"} == headings
    assert len(headings) > 10
