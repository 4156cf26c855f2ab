"""Every entry of a deed says by which right it was done; only what no person does has none."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import hadir

# Done by the site itself, or by somebody who is not signed in.
WITHOUT_RIGHT = {
    "accounts.sign_in_failed",
    "attendance.correction_papers_destroyed",
    "attendance.evidence_destroyed",
    "attendance.patterns_found",
    "capture.sessions_destroyed",
    "devices.alarm_raised",
    "leave.papers_destroyed",
    "people.follow_dates",
    "places.code_tries_destroyed",
    "presence.papers_destroyed",
    "privacy.data_destroyed",
    "privacy.export_made",
}


def test_every_deed_names_the_right_it_was_done_by() -> None:
    missing = {f"{path}:{call.lineno}" for path, call in _records() if not _names_right(call)}
    assert missing == set()


def test_the_exceptions_are_still_there() -> None:
    written = {_action(call) for _path, call in _records() if "right" not in {word.arg for word in call.keywords}}
    assert written == WITHOUT_RIGHT


def _records() -> Iterator[tuple[str, ast.Call]]:
    package = Path(hadir.__file__).parent
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                yield str(path.relative_to(package)), node


def _names_right(call: ast.Call) -> bool:
    return "right" in {word.arg for word in call.keywords} or _action(call) in WITHOUT_RIGHT


def _action(call: ast.Call) -> str:
    return ast.literal_eval(call.args[0]) if isinstance(call.args[0], ast.Constant) else ast.unparse(call.args[0])
