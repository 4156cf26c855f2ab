"""docs/checkin.md knows every code that a check-in or an enrolment can show, and says what the person reads."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from pydantic import BaseModel

from hadir.api import schemas
from hadir.attendance.alternative.texts import METHODS
from hadir.attendance.rules import COUNTED_REFUSALS, DecisionCode
from hadir.attendance.texts import DECISIONS
from hadir.capture.script import Hint, Prompt
from hadir.capture.texts import FAILURES, HINTS, PROMPTS
from hadir.capture.verdict import ProofCode
from hadir.faceengine.types import Reason
from hadir.lib.errors import HadirError
from hadir.places.texts import PLACES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "checkin.md").read_text(encoding="utf-8")
# What stands beside check-ins has its own pages.
BESIDE = [(ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("corrections.md", "patterns.md")]
LINES = "\n".join([PAGE, *BESIDE]).splitlines()
ROWS = {line.split("`")[1]: line for line in reversed(LINES) if line.startswith("| `")}
SENTENCES = {
    str(code): sentence
    for table in (PROMPTS, HINTS, FAILURES, DECISIONS, PLACES, METHODS)
    for code, sentence in table.items()
}
SPEAKING = ("capture", "enrolment", "attendance", "api")


def _family(kind: type[HadirError]) -> Iterator[str]:
    yield kind.__name__
    for below in kind.__subclasses__():
        yield from _family(below)


def _raised() -> set[str]:
    """First arguments of all HadirErrors made in the slices of the check-in, and codes made by the API edge itself."""
    names = set(_family(HadirError))
    found: set[str] = set()
    for path in (path for slice_ in SPEAKING for path in sorted((ROOT / "hadir" / slice_).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names and node.args:
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{path.name}:{node.lineno}: write the code out"
                found.add(str(first.value))
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                found |= {
                    str(value.value)
                    for key, value in pairs
                    if isinstance(key, ast.Constant) and key.value == "code" and isinstance(value, ast.Constant)
                }
    return found


def test_the_search_for_codes_finds_some() -> None:
    assert {"session_expired", "engine_busy", "signed_out", "second_person_needed"} <= _raised()


@pytest.mark.parametrize("code", sorted({*Reason, *Hint, *Prompt, *DecisionCode, *PLACES, *FAILURES, *METHODS}))
def test_every_code_has_a_row(code: str) -> None:
    assert str(code) in ROWS


def test_every_error_has_a_row() -> None:
    assert _raised() <= set(ROWS)


def test_every_end_of_a_proof_is_named() -> None:
    assert {code.value for code in ProofCode} <= set(re.findall(r"`([a-z_]+)`", PAGE))


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_the_page_says_what_the_person_reads(code: str) -> None:
    with translation.override("id"):
        assert f"“{SENTENCES[code]}”" in PAGE


@pytest.mark.parametrize("code", sorted(DecisionCode))
def test_counted_refusals_are_marked(code: DecisionCode) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| `{code.value}` |") and "“" in line]
    assert any("**Counted**" in row for row in rows) == (code in COUNTED_REFUSALS)


def _examples() -> list[tuple[str, str]]:
    return re.findall(r"<!-- (\w+) -->\n```json\n(.*?)```", PAGE, re.DOTALL)


def test_examples_show_every_shape_of_the_edge() -> None:
    assert {name for name, _json in _examples()} == {
        "SessionIn", "SessionOut", "FrameOut", "FinishIn", "CheckInOut", "AlternativeIn", "AlternativeOut",
        "EnrolmentOut", "ErrorOut",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "example"), _examples())
def test_examples_fit_their_shapes(name: str, example: str) -> None:
    shape = getattr(schemas, name)
    assert issubclass(shape, BaseModel)
    parsed = shape.model_validate_json(example)
    assert parsed.model_fields_set == set(shape.model_fields) - ({"retry_after_s"} if name == "ErrorOut" else set())
