"""Tables in files: CSV as offices save it, and workbooks (XLSX, XLS, XLSB, ODS), as lines of text cells.

One reader for everything that is imported. `read_table` gives the whole table, `open_table` the same line by line for
big files. What a file is, its first bytes say, never its name. Nothing here knows what the columns mean; a caller that
does hands over `header`, which finds the header below a letterhead, on the right sheet, under the right separator.

Cells are text, whatever the file held: days as 2026-03-31, moments as 2026-03-31 07:25:10, times and spans of less
than a day as 07:25:10, whole numbers without a point. Numbers of more than fifteen digits, of which Excel has lost
some, keep the look of rounded ones (1.985030E+17), so that nobody takes them for a NIP.

Files come from people, so memory counts: `Limits` holds what a file may claim; a caller that lets strangers upload big
ones reads in a process of its own besides (`hadir.people.importing.reading`).
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, islice

import python_calamine as calamine

Header = Callable[[Sequence[str]], int]
"""How well a line is understood as the header: 0 not at all, more is better."""

HEADER_LINES = 20  # letterheads above the table are common
_SHEETS = 20
_MAX_MEMBERS = 2_000
_EXACT = 10**15  # a number cell of more digits has lost some: Excel keeps fifteen
_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
_SEPARATORS = (";", ",", "\t")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BOOK_MEMBERS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
_PAGE_STARTS = ("<!doctype", "<html", "<table", "<?xml", "<meta")


class TableFault(Exception):
    """A file that cannot be read as a table. The sentences by `code` are in `hadir.people.texts.TABLE_FAULTS`.

    Codes: file_empty, file_too_big (limit), file_locked, file_damaged, file_bomb, not_a_table, web_page,
    encoding_unknown, line_unreadable (row), too_many_rows (limit), no_rows. Facts never hold cells.
    """

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Limits:
    """`bytes`: of the file; `rows`: below the header; `unpacked`: bytes that a workbook says it unpacks to."""

    bytes: int = 5 * 1024 * 1024
    rows: int = 50_000
    unpacked: int = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """A line that holds anything. `number`: as a spreadsheet counts it, from 1. `cells`: may be fewer than headers."""

    number: int
    cells: list[str]

    def cell(self, place: int | None) -> str:
        """The trimmed text in a column; empty where the line, or the column, is absent."""
        return self.cells[place].strip() if place is not None and place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """`headers`: as they stand in the file, trimmed."""

    headers: list[str]
    rows: list[Row]

    def place(self, *names: str) -> int | None:
        """The column under one of these names (compared by `plain`, the earlier name wins); None without one."""
        headers = [plain(header) for header in self.headers]
        return next((headers.index(plain(name)) for name in names if plain(name) in headers), None)


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table whose lines are read as they are asked for; asking may raise `TableFault` too."""

    headers: list[str]
    rows: Iterator[Row]


def plain(header: str) -> str:
    """A header without case, blanks and signs: 'NIP Baru' and 'nip_baru' are one."""
    return re.sub(r"[^a-z0-9]", "", header.lower())


def some_cells(line: Sequence[str]) -> int:
    """For tables of unknown columns: the first line of two or more cells is the header."""
    return min(2, sum(1 for cell in line if cell.strip()))


def read_table(name: str, content: bytes, *, limits: Limits | None = None, header: Header = some_cells) -> Table:
    """The whole table. `name` is what the person calls the file; it is in the facts of a fault, and decides nothing.

    Raises `TableFault`, also for a header without lines (no_rows).
    """
    try:
        found = open_table(content, limits=limits, header=header)
        rows = list(found.rows)
        if not rows:
            raise TableFault("no_rows")
    except TableFault as fault:
        raise TableFault(fault.code, **{**fault.facts, "name": name}) from fault
    return Table(found.headers, rows)


def open_table(content: bytes, *, limits: Limits | None = None, header: Header = some_cells) -> OpenTable:
    """Header and lines, these one by one. Raises `TableFault`."""
    limits = limits or Limits()
    if not content.strip():
        raise TableFault("file_empty")
    if len(content) > limits.bytes:
        raise TableFault("file_too_big", limit=str(limits.bytes // 1024**2))
    is_book = content.startswith((_ZIP, _OLE))
    lines = _book_lines(content, limits, header) if is_book else _text_lines(content, header)
    head = list(islice(lines, HEADER_LINES))
    if not head:
        raise TableFault("file_empty")
    place = _header_place([row.cells for row in head], header)
    rows = _limited(chain(head[place + 1 :], lines), limits.rows)
    return OpenTable([cell.strip() for cell in head[place].cells], rows)


def _header_place(head: Sequence[Sequence[str]], header: Header) -> int:
    """The line best understood; of equals the first."""
    return max(range(len(head)), key=lambda place: (header(head[place]), -place))


def _limited(rows: Iterator[Row], most: int) -> Iterator[Row]:
    for count, row in enumerate(rows, start=1):
        if count > most:
            raise TableFault("too_many_rows", limit=f"{most:,}".replace(",", "."))
        yield row


# --- workbooks


def _book_lines(data: bytes, limits: Limits, header: Header) -> Iterator[Row]:
    if data.startswith(_ZIP):
        _check_zip(data, limits)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        yield from _sheet_lines(_sheet_with_header(book, header))
    except calamine.PasswordError as error:
        raise TableFault("file_locked") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise TableFault("file_damaged") from error


def _check_zip(data: bytes, limits: Limits) -> None:
    """Refuse what is no workbook or says itself that it unpacks to too much; a lie ends at a process's limits."""
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise TableFault("file_damaged") from error
    if not {member.filename for member in members} & _BOOK_MEMBERS:
        raise TableFault("not_a_table")
    if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > limits.unpacked:
        raise TableFault("file_bomb")


def _sheet_with_header(book: calamine.CalamineWorkbook, header: Header) -> calamine.CalamineSheet:
    """The sheet with the line best understood; of equals the first."""
    names = book.sheet_names[:_SHEETS]
    if not names:
        raise TableFault("file_empty")
    best, most = None, -1
    for name in names:
        sheet = book.get_sheet_by_name(name)
        score = max((header(row.cells) for row in islice(_sheet_lines(sheet), HEADER_LINES)), default=-1)
        if best is None or score > most:
            best, most = sheet, score
    assert best is not None
    return best


def _sheet_lines(sheet: calamine.CalamineSheet) -> Iterator[Row]:
    first = (sheet.start or (0, 0))[0]
    for offset, cells in enumerate(sheet.iter_rows()):
        line = [cell if type(cell) is str else _cell_text(cell) for cell in cells]
        if any(line):
            yield Row(first + offset + 1, line)


def _cell_text(cell: object) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, int | float):
        return _number_text(cell)
    if isinstance(cell, timedelta) and timedelta(0) <= cell < _DAY:
        return f"{cell // _HOUR:02}:{cell // _MINUTE % 60:02}:{cell.seconds % 60:02}"
    if isinstance(cell, datetime | date | time):
        return str(cell.replace(microsecond=0) if isinstance(cell, datetime | time) else cell)
    return "" if cell is None else str(cell)


def _number_text(number: float) -> str:
    if abs(number) >= _EXACT:
        return f"{float(number):E}"
    return str(int(number)) if float(number).is_integer() else repr(number)


# --- text


def _text_lines(data: bytes, header: Header) -> Iterator[Row]:
    text = _decoded(data)
    if text.lstrip()[:200].lower().startswith(_PAGE_STARTS):
        raise TableFault("web_page")
    separator, skipped = _separator(text, header)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 1
    try:
        for line in reader:
            if number > skipped and any(cell.strip() for cell in line):
                yield Row(number, line)
            number = reader.line_num + 1
    except csv.Error as error:
        raise TableFault("line_unreadable", row=str(number)) from error


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
    if not text or "\x00" in text or text.startswith("%PDF-"):
        raise TableFault("not_a_table")
    return text


def _western(data: bytes) -> str:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise TableFault("encoding_unknown") from error
    control = sum(1 for sign in text[:4000] if ord(sign) < 32 and sign not in "\t\r\n")
    return "" if control else text


def _separator(text: str, header: Header) -> tuple[str, int]:
    """The separator under which the header is best understood, and how many lines to skip (Excel's `sep=;`).

    Of equals, the one that splits the header into more cells.
    """
    head = text[:200_000]
    first = head.split("\n", 1)[0].strip().strip('"').lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[4], 1
    return max(_SEPARATORS, key=lambda separator: _understood(head, separator, header)), 0


def _understood(head: str, separator: str, header: Header) -> tuple[int, int]:
    try:
        lines = list(islice(csv.reader(io.StringIO(head, newline=""), delimiter=separator), HEADER_LINES))
    except csv.Error:
        return 0, 0
    if not lines:
        return 0, 0
    line = lines[_header_place(lines, header)]
    return header(line), sum(1 for cell in line if cell.strip())
