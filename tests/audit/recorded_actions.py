"""Every action that the code base records, found by reading it: no entry may reach an auditor without a sentence.

Actions stand as `"slice.deed"` in a call, or in a helper that is handed the whole action, or as `f"slice.{deed}"` in a
helper that is handed the deed as a plain word, or in the `Deeds` of a kind of dated rule. All are found; a deed that
comes from elsewhere (an enum's value) is listed in `FROM_ELSEWHERE`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "hadir"
_ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
_WORD = re.compile(r"[a-z][a-z_]*")
_WRITERS = {"record", "record_look", "Deed"}

FROM_ELSEWHERE = {"enrolment.approved", "enrolment.rejected"}


def recorded_actions() -> dict[str, str]:
    """Actions with the file in which each was found."""
    found = dict.fromkeys(FROM_ELSEWHERE, "hadir/enrolment/services.py")
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts and path.parent.name != "bench":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for action in {*_spelled(tree), *_composed(tree)}:
                found.setdefault(action, str(path.relative_to(PACKAGE.parent)))
    return found


def _spelled(tree: ast.Module) -> Iterator[str]:
    for call in _calls(tree):
        if _name(call) == "Deeds":
            yield from (text for word in call.keywords for text in _texts(word.value))
        if _name(call) in _WRITERS:
            for node in [*call.args[:1], *(word.value for word in call.keywords if word.arg in {"what", "action"})]:
                yield from (text for text in _texts(node) if _ACTION.fullmatch(text))


def _composed(tree: ast.Module) -> Iterator[str]:
    """Helpers whose body writes `f"slice.{name}"`, and the words with which they are called in the same module."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    order = {function.name: [argument.arg for argument in function.args.args] for function in functions}
    helpers = {function.name: found for function in functions for found in _own_pattern(function)}
    while passing_on := {
        function.name: found
        for function in functions
        for found in _passed_on(function, helpers, order)
        if function.name not in helpers
    }:
        helpers |= passing_on
    for call in _calls(tree):
        handed = _handed(call, helpers, order)
        if handed is not None:
            prefix = helpers[_name(call)][0]
            if prefix:
                yield from (f"{prefix}.{text}" for text in _texts(handed) if _WORD.fullmatch(text))
            else:
                yield from (text for text in _texts(handed) if _ACTION.fullmatch(text))


def _own_pattern(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Slice and parameter of a helper that composes an action itself; no slice: it is handed the whole action."""
    for call in _calls(function):
        if _name(call) in _WRITERS and call.args:
            prefix, parameter = _pattern(call.args[0])
            if parameter and parameter in {word.arg for word in (*function.args.args, *function.args.kwonlyargs)}:
                yield prefix, parameter


def _passed_on(
    function: ast.FunctionDef, helpers: dict[str, tuple[str, str]], order: dict[str, list[str]]
) -> Iterator[tuple[str, str]]:
    """Slice and parameter of a function that hands its own parameter on to such a helper."""
    for call in _calls(function):
        handed = _handed(call, helpers, order)
        if isinstance(handed, ast.Name) and handed.id in order[function.name]:
            yield helpers[_name(call)][0], handed.id


def _handed(call: ast.Call, helpers: dict[str, tuple[str, str]], order: dict[str, list[str]]) -> ast.expr | None:
    name = _name(call)
    if name not in helpers:
        return None
    parameter = helpers[name][1]
    for word in call.keywords:
        if word.arg == parameter:
            return word.value
    place = order[name].index(parameter) if parameter in order[name] else -1
    return call.args[place] if 0 <= place < len(call.args) else None


def _pattern(action: ast.expr) -> tuple[str, str]:
    match action:
        case ast.Name(id=parameter):
            return "", parameter
        case ast.JoinedStr(values=[ast.Constant(value=str(prefix)), ast.FormattedValue(value=ast.Name(id=parameter))]):
            return prefix.removesuffix("."), parameter
    return "", ""


def _texts(node: ast.expr) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
