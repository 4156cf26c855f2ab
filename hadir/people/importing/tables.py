"""From the bytes of a file to lines of text cells: workbooks by calamine, text by its own encoding and separator.

Runs in the reading process only: its memory and time are limited there, whatever a file claims about itself.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice

import python_calamine as calamine

from hadir.people.importing import columns
from hadir.people.importing.shapes import MAX_BYTES, FileFault, Kind

Line = list[str]
_MAX_UNPACKED = 700 * 1024 * 1024
_MAX_MEMBERS = 2_000
_EXACT = 10**15  # a number cell of more digits has lost some: Excel keeps fifteen
_TRIED = 20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def lines_of(data: bytes, kind: Kind) -> Iterator[tuple[int, Line]]:
    """Every line that holds anything, with its number as a spreadsheet counts it. FileFault."""
    if not data.strip():
        raise FileFault("file_empty")
    if len(data) > MAX_BYTES:
        raise FileFault("file_too_big")
    if data.startswith((_ZIP, _OLE)):
        return _workbook_lines(data, kind)
    return _text_lines(data, kind)


# --- workbooks


def _workbook_lines(data: bytes, kind: Kind) -> Iterator[tuple[int, Line]]:
    if data.startswith(_ZIP):
        _check_zip(data)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = _sheet_with_header(book, kind)
        yield from _sheet_lines(sheet)
    except calamine.PasswordError as error:
        raise FileFault("file_locked") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise FileFault("file_damaged") from error


def _check_zip(data: bytes) -> None:
    """Refuse what is no workbook or says itself that it unpacks to too much; a lie ends at the process's limits."""
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileFault("file_damaged") from error
    names = {member.filename for member in members}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise FileFault("not_a_table")
    if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > _MAX_UNPACKED:
        raise FileFault("file_bomb")


def _sheet_with_header(book: calamine.CalamineWorkbook, kind: Kind) -> calamine.CalamineSheet:
    """The first sheet with a header that we know; else the first one, whose faults are then told."""
    names = book.sheet_names
    if not names:
        raise FileFault("file_empty")
    sheets = [book.get_sheet_by_name(name) for name in names[:_TRIED]]
    for sheet in sheets:
        head = [cells for _number, cells in islice(_sheet_lines(sheet), _TRIED)]
        try:
            columns.locate(head, kind)
        except FileFault:
            continue
        return sheet
    return sheets[0]


def _sheet_lines(sheet: calamine.CalamineSheet) -> Iterator[tuple[int, Line]]:
    first = (sheet.start or (0, 0))[0]
    for offset, cells in enumerate(sheet.iter_rows()):
        line = [cell if type(cell) is str else _text(cell) for cell in cells]
        if any(line):
            yield first + offset + 1, line


def _text(cell: object) -> str:
    """A cell as text. Numbers too long to be exact keep the look of rounded ones: nobody takes them for text."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, int | float):
        if abs(cell) >= _EXACT:
            return f"{float(cell):E}"
        return str(int(cell)) if float(cell).is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None or isinstance(cell, time) else str(cell)


# --- text


def _text_lines(data: bytes, kind: Kind) -> Iterator[tuple[int, Line]]:
    text = _decoded(data)
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<table", "<?xml", "<meta")):
        raise FileFault("web_page")
    separator, skipped = _separator(text, kind)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 1
    try:
        for line in reader:
            if number > skipped and any(cell.strip() for cell in line):
                yield number, line
            number = reader.line_num + 1
    except csv.Error as error:
        raise FileFault("line_unreadable", row=str(number)) from error


def _decoded(data: bytes) -> str:
    """UTF-8 with or without mark, UTF-16, else Windows-1252, in which Indonesian Excel saves its CSV."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\x00" in data[:2000]:
        encoding = {(0, 1): "utf-16-be", (1, 0): "utf-16-le"}.get((int(data[0] != 0), int(data[1:2] != b"\x00")), "")
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding) if encoding else ""
    except UnicodeDecodeError:
        text = _western(data) if encoding == "utf-8-sig" else ""
    if not text or "\x00" in text:
        raise FileFault("not_a_table")
    return text


def _western(data: bytes) -> str:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise FileFault("encoding_unknown") from error
    control = sum(1 for sign in text[:4000] if ord(sign) < 32 and sign not in "\t\r\n")
    return "" if control else text


def _separator(text: str, kind: Kind) -> tuple[str, int]:
    """The separator under which the header is best understood, and how many lines to skip (Excel's `sep=;`)."""
    head = text[:200_000]
    first = head.split("\n", 1)[0].strip().strip('"').lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[4], 1
    best, most = ",", -1
    for separator in (";", ",", "\t"):
        try:
            lines = list(islice(csv.reader(io.StringIO(head, newline=""), delimiter=separator), _TRIED))
            known = len(columns.locate(lines, kind).places)
        except (FileFault, csv.Error):
            known = 0
        if known > most:
            best, most = separator, known
    return best, 0
