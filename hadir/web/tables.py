"""Rows of an uploaded table whose columns are not ours: old machines' lists.

Small files only (5 MB); people are imported by `hadir.people.importing`, which reads in a process of its own.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import time, timedelta

import python_calamine as calamine

from hadir.lib.errors import InvalidInput
from hadir.rollout import texts

_MAX_BYTES = 5 * 1024 * 1024
_MAX_UNPACKED = 100 * 1024 * 1024
_MAX_ROWS = 200_000
_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MIDNIGHT = time(0)


def read_table(name: str, data: bytes) -> list[Sequence[object]]:
    """Cells by row: text from CSV, typed from a workbook. Raises `InvalidInput` (list_unreadable)."""
    del name  # what a file is, its first bytes say
    if not data.strip() or len(data) > _MAX_BYTES:
        raise _unreadable()
    try:
        rows = _workbook(data) if data.startswith(_BOOKS) else _text(data)
    except (calamine.CalamineError, zipfile.BadZipFile, csv.Error, OSError, ValueError) as error:
        raise _unreadable() from error
    if len(rows) > _MAX_ROWS:
        raise _unreadable()
    return rows


def _workbook(data: bytes) -> list[Sequence[object]]:
    if data.startswith(_BOOKS[0]):
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
        if sum(member.file_size for member in members) > _MAX_UNPACKED:
            raise ValueError("unpacks to too much")
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = book.get_sheet_by_index(0).to_python()
    return [[_clock(cell) for cell in row] for row in rows]


def _clock(cell: object) -> object:
    """Excel keeps a bare time as a span of the day."""
    if isinstance(cell, timedelta) and timedelta(0) <= cell < timedelta(days=1):
        seconds = int(cell.total_seconds())
        return _MIDNIGHT.replace(hour=seconds // 3600, minute=seconds // 60 % 60, second=seconds % 60)
    return cell


def _text(data: bytes) -> list[Sequence[object]]:
    """UTF-8 with or without mark, UTF-16, else Windows-1252; the separator that splits the header most."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252")
    if "\x00" in text:
        raise ValueError("no text")
    header = text.split("\n", 1)[0]
    separator = max(";,\t", key=header.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _unreadable() -> InvalidInput:
    return InvalidInput("list_unreadable", texts.LIST_UNREADABLE, fields={"file": texts.LIST_UNREADABLE})
