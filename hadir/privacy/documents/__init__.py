"""Letters and registers as PDF (typst) and CSV. Data goes in as JSON, never as markup: no text can become code."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

_HERE = Path(__file__).resolve().parent


@lru_cache(maxsize=16)
def _source(name: str) -> bytes:
    """The common part and the document's own."""
    return (_HERE / "common.typ").read_bytes() + (_HERE / f"{name}.typ").read_bytes()


def pdf(name: str, data: Mapping[str, Any]) -> bytes:
    """A4 PDF of one of the templates beside this file. Values must be what JSON can hold; lists of lists are tables."""
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    made = typst.compile(_source(name), format="pdf", sys_inputs=inputs)
    if not isinstance(made, bytes):
        raise TypeError(f"{name} is not one file")
    return made


def table_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """For spreadsheets: with a byte order mark, and nothing that a spreadsheet would run as a formula (CWE-1236)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return "\ufeff" + text.getvalue()


def _cell(value: object) -> object:
    risky = isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}
    return f"'{value}" if risky else value
