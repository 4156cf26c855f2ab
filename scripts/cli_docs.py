"""Writes docs/cli.md from the command line's own help: `python -m scripts.cli_docs`, with `--print` to look only.

Help is written in Indonesian; the page takes each sentence's English from the catalogue where it has one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "cli.md"
CATALOGUE = ROOT / "hadir" / "locale" / "en" / "LC_MESSAGES" / "django.po"
_KINDS: dict[object, str] = {int: "NUMBER", float: "NUMBER", Path: "PATH"}
INTRODUCTION = """# The command line

Made by `python -m scripts.cli_docs`; a test fails when it is out of date.
`.venv/bin/hadir COMMAND --help` says the same.

* Settings come from the environment ([settings.md](settings.md)). A direct call needs `HADIR_MODE=demo` or the
  production settings; `make` sets demo mode by itself.
* `models`, `face`, `keys new`, `keys template-key`, `settings` and `receipt verify --key` need neither database
  nor secrets.
* Help is Indonesian, and English where `HADIR_LANGUAGE=en` or the terminal's `LANG` asks for it.
* Exit status: 0 done, 1 refused with one sentence and a code in brackets (`Galat [code]: …`), 2 wrong usage.
* `--json` writes one JSON document to standard output; progress bars go to standard error.
"""


def commands() -> Iterator[tuple[str, Any]]:
    """Every visible command and group with its full name, in the order in which help shows them."""
    import typer  # noqa: PLC0415 - the language must be set before the first import

    from hadir.cli.main import app  # noqa: PLC0415 - the language must be set before the first import

    return _below("hadir", typer.main.get_command(app))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield name, command
    for sub_name, sub in getattr(command, "commands", {}).items():
        if not sub.hidden:
            yield from _below(f"{name} {sub_name}", sub)


def render() -> str:
    """The document as it must be."""
    english = _catalogue()
    parts = [INTRODUCTION]
    for name, command in commands():
        if name == "hadir":
            continue
        marks = "##" if hasattr(command, "commands") or name.count(" ") == 1 else "###"
        parts.append(f"{marks} `{name}`\n\n{_said(command.help, english)}\n")
        rows = [_row(parameter, english) for parameter in command.params if not getattr(parameter, "hidden", False)]
        if rows:
            parts.append("\n".join(["| Argument | Meaning | Default |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def _row(parameter: Any, english: dict[str, str]) -> str:
    meaning = _said(parameter.help, english).replace("|", "\\|")
    return f"| `{_written(parameter)}` | {meaning} | {_default(parameter)} |"


def _written(parameter: Any) -> str:
    """As it is typed: `NAME`, `--flag / --no-flag`, `--option PATH`, `--option {a,b}`."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    names = " / ".join([*parameter.opts, *parameter.secondary_opts])
    if parameter.is_flag:
        return names
    kind = parameter.type_descriptor.annotation
    if get_origin(kind) is Literal:
        return f"{names} {{{','.join(get_args(kind))}}}"
    return f"{names} {_KINDS.get(kind, 'TEXT')}"


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    value = parameter.default
    if value in (None, "", ()) or callable(value):
        return ""
    if parameter.secondary_opts:
        return f"`{parameter.opts[0] if value else parameter.secondary_opts[0]}`"
    return "" if value is False else f"`{value}`"


def _said(text: str | None, english: dict[str, str]) -> str:
    return english.get(text or "", text or "")


def _catalogue() -> dict[str, str]:
    """Indonesian to English; empty until the catalogue exists."""
    if not CATALOGUE.exists():
        return {}
    from babel.messages.pofile import read_po  # noqa: PLC0415 - a tool of development, not of every caller

    with CATALOGUE.open("rb") as stream:
        found = read_po(stream)
    return {
        message.id: message.string
        for message in found
        if isinstance(message.id, str) and isinstance(message.string, str) and message.string and not message.fuzzy
    }


if __name__ == "__main__":
    os.environ["HADIR_LANGUAGE"] = "id"  # texts are chosen when modules load
    if "--print" in sys.argv[1:]:
        sys.stdout.write(render())
    else:
        DOCUMENT.write_text(render(), encoding="utf-8")
