"""The register, the tests and the page name the same attacks."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.redteam import attacks
from tests.redteam.attacks import ATTACKS

HERE = Path(__file__).parent
FILES = [*sorted(HERE.glob("test_*.py")), HERE.parent / "browser" / "test_red_team.py"]


def _words(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_attack_is_played_by_a_test() -> None:
    played = set().union(*(_words(path) for path in FILES if path != Path(__file__)))
    assert set(ATTACKS) <= played


def test_there_are_enough_and_none_may_be_accepted() -> None:
    assert len(ATTACKS) >= 15
    assert not {"accepted"} & {end for one in ATTACKS.values() for end in one.ends}


def test_the_page_shows_the_register() -> None:
    assert attacks.on_page() == attacks.table(), "run: python -m tests.redteam.attacks"
