"""Translations without system tools: `python -m scripts.messages extract|check|compile`.

The source language is Indonesian, so the sentences in the code are the message ids; English stands in
hadir/locale/en/LC_MESSAGES/django.po. `extract` brings that file up to date with the code (new sentences get an empty
translation), `check` fails when one is missing or the file is stale, `compile` writes the .mo that programs read.
hadir/locale/id holds the Indonesian of libraries that bring none; it is kept by hand.
"""

from __future__ import annotations

import ast
import io
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "hadir"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
FOREIGN = PACKAGE / "locale" / "id" / "LC_MESSAGES" / "django.po"

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACE = re.compile(r"%\([^)]*\)[a-z]|%[sd]|\{[^{}]*\}")
_FIXED = datetime(2025, 1, 1, tzinfo=UTC)  # no dates that change without a change


def extracted() -> Catalog:
    """Every sentence of the code and the templates, untranslated."""
    catalogue = _empty()
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]):
        if "migrations" in path.parts:
            continue
        for message_id, context in _messages_of(path):
            catalogue.add(message_id, context=context, locations=[(str(path.relative_to(PACKAGE.parent)), 0)])
    return catalogue


def current() -> Catalog:
    """The catalogue as it lies in the repository."""
    if not CATALOGUE.exists():
        return _empty()
    with CATALOGUE.open("rb") as stream:
        return read_po(stream, locale="en", domain="django")


def updated() -> Catalog:
    """What the code says, with the translations there are; sentences that left the code are dropped."""
    fresh, known = extracted(), current()
    for message in fresh:
        old = known.get(message.id, message.context) if message.id else None
        if old is not None:
            message.string = old.string
    return fresh


def as_text(catalogue: Catalog) -> str:
    """The file's content, in an order and form that a diff can show."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=110, sort_output=True, include_lineno=False)
    # The tool's own version is no part of the translation.
    return re.sub(r'^"(Generated-By|Report-Msgid-Bugs-To):.*\n', "", stream.getvalue().decode(), flags=re.MULTILINE)


def problems() -> Iterator[str]:
    """What `check` finds, a line each."""
    catalogue = updated()
    if not CATALOGUE.exists() or CATALOGUE.read_text(encoding="utf-8") != as_text(catalogue):
        yield "django.po is stale: run `python -m scripts.messages extract`"
    yield from _unfinished(catalogue, "English")
    yield from _unfinished(foreign(), "Indonesian")


def _unfinished(catalogue: Catalog, language: str) -> Iterator[str]:
    for message in catalogue:
        if not message.id:
            continue
        where = message.locations[0][0] if message.locations else FOREIGN.name
        if not all(_strings(message)):
            yield f"{where}: no {language} for {_ids(message)[0]!r}"
        elif {place for text in _ids(message) for place in _PLACE.findall(text)} != {
            place for text in _strings(message) for place in _PLACE.findall(text)
        }:
            yield f"{where}: other placeholders in the {language} of {_ids(message)[0]!r}"


def foreign() -> Catalog:
    """What libraries say in English, in Indonesian."""
    with FOREIGN.open("rb") as stream:
        return read_po(stream, locale="id", domain="django")


def compile_catalogue() -> None:
    """Write the .mo beside each catalogue, whole or not at all: a running site may be reading it."""
    for catalogue, compiled in ((current(), COMPILED), (foreign(), FOREIGN.with_suffix(".mo"))):
        unfinished = compiled.with_suffix(f".{os.getpid()}")
        with unfinished.open("wb") as stream:
            write_mo(stream, catalogue)
        unfinished.replace(compiled)


def _empty() -> Catalog:
    return Catalog(
        locale="en", domain="django", project="Hadir", version="1", creation_date=_FIXED, revision_date=_FIXED,
        header_comment="# English of Hadir. The ids are the Indonesian sentences in the code (scripts/messages.py).",
        last_translator="Hadir", language_team="Hadir", fuzzy=False,
    )  # fmt: skip


def _messages_of(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    source, keywords = path.read_text(encoding="utf-8"), KEYWORDS
    if path.suffix == ".py":
        keywords = KEYWORDS | _other_names(source)
    else:
        # What is left of a template is Python calls among blots; indentation means nothing there.
        source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
    for _line, message_id, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=keywords):
        yield message_id, context


def _other_names(source: str) -> dict[str, Any]:
    """Names under which a file imports functions of translation: `gettext_lazy as _later`."""
    froms = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom))
    names = (name for node in froms if node.module == "django.utils.translation" for name in node.names)
    return {name.asname: KEYWORDS[name.name] for name in names if name.asname and name.name in KEYWORDS}


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,)


def _strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string or "",)


def main(verb: str) -> int:
    """Exit status: 0 fine, 1 problems found, 2 wrong use."""
    if not settings.configured:
        settings.configure()  # templatize asks for the file charset only
    if verb == "extract":
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_text(as_text(updated()), encoding="utf-8")
    elif verb == "compile":
        compile_catalogue()
    elif verb == "check":
        found = list(problems())
        print(*found, sep="\n") if found else None
        return 1 if found else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
