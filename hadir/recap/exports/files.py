"""Lists as files. No cell can become a formula, whatever somebody typed into a name or a reason."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import typst
import xlsxwriter

from hadir.people.importing.cells import guarded
from hadir.recap.exports.sheets import Cell, Column, Kind, Letterhead, Sheet, Signature

_TEMPLATE = Path(__file__).resolve().parent / "list.typ"
_FORMATS = {
    Kind.TEXT: "@",
    Kind.NUMBER: "0",
    Kind.PERCENT: "0.00",
    Kind.RUPIAH: "#,##0",
    Kind.DATE: "@",
}


def write_xlsx(file: IO[bytes], sheet: Sheet, head: Letterhead, *, made: str) -> int:
    """Row by row in constant memory; returns how many rows. NIP are text: Excel keeps only fifteen digits."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
    bold = book.add_format({"bold": True, "num_format": "@", "text_wrap": True, "valign": "top", "bottom": 1})
    title = book.add_format({"bold": True, "font_size": 13})
    page = book.add_worksheet(sheet.name[:31])
    if sheet.is_wide:
        page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    page.write_string(0, 0, sheet.title, title)
    page.write_string(1, 0, f"{head.agency} · {head.region}")
    page.write_string(2, 0, sheet.subtitle)
    top = 4
    for place, column in enumerate(sheet.columns):
        page.write_string(top, place, column.title, bold)
    page.freeze_panes(top + 1, 1)
    page.repeat_rows(top)
    count = 0
    for row in sheet.rows:
        count += 1
        _write_row(page, top + count, row, sheet.columns, formats)
    for number, note in enumerate([made, *sheet.notes]):
        page.write_string(top + count + 2 + number, 0, note)
    book.close()
    return count


def _write_row(
    page: Any, number: int, row: Sequence[Cell], columns: Sequence[Column], formats: dict[Kind, Any]
) -> None:
    for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
        if cell is None or cell == "":
            continue
        if isinstance(cell, str):
            page.write_string(number, place, guarded(cell) if cell[0] == "'" else cell, formats[Kind.TEXT])
        else:
            page.write_number(number, place, cell, formats[column.kind])


def write_csv(file: IO[bytes], sheet: Sheet, *, for_excel: bool) -> int:
    """For Indonesian Excel: semicolons, byte order mark, decimal comma. Else RFC 4180: commas, points, no mark."""
    encoding = "utf-8-sig" if for_excel else "utf-8"
    text = io.TextIOWrapper(file, encoding=encoding, newline="", write_through=True)
    writer = csv.writer(text, delimiter=";" if for_excel else ",")
    writer.writerow([column.title for column in sheet.columns])
    count = 0
    for row in sheet.rows:
        writer.writerow([_csv_cell(cell, for_excel=for_excel) for cell in row])
        count += 1
    text.detach()
    return count


def _csv_cell(cell: Cell, *, for_excel: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(cell)
    text = f"{cell:.2f}" if isinstance(cell, float) else str(cell)
    return text.replace(".", ",") if for_excel and isinstance(cell, float) else text


def write_pdf(file: IO[bytes], sheet: Sheet, head: Letterhead, signature: Signature, *, made: str) -> int:
    """A4 with page numbers. Data goes in as JSON, never as markup: no text can become code."""
    rows = [[_paper_cell(cell, column) for cell, column in zip(row, sheet.columns, strict=True)] for row in sheet.rows]
    data = {
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "letterhead": asdict(head),
        "signature": asdict(signature),
        "columns": [
            {"title": column.title, "width": _share(column), "right": column.kind not in (Kind.TEXT, Kind.DATE)}
            for column in sheet.columns
        ],
        "rows": rows,
        "notes": [made, *sheet.notes],
        "wide": sheet.is_wide,
        "size": 6.5 if len(sheet.columns) > 24 else 7.5 if sheet.is_wide else 9,
    }
    found = typst.compile(_source(), format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    if not isinstance(found, bytes):
        raise TypeError("a list is one file")
    file.write(found)
    return len(rows)


@lru_cache(maxsize=1)
def _source() -> bytes:
    return _TEMPLATE.read_bytes()


def _paper_cell(cell: Cell, column: Column) -> str:
    """As Indonesians write numbers: dots between thousands, a decimal comma."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return f"{cell:.2f}".replace(".", ",")
    return dotted(cell) if column.kind is Kind.RUPIAH else str(cell)


def dotted(number: int) -> str:
    """1.234.567."""
    return f"{number:,}".replace(",", ".")


def _share(column: Column) -> int:
    """Of the line: no less than the longest word of the title wants."""
    return max(column.width, *(len(word) + 1 for word in column.title.split()))


def day_text(day: date) -> str:
    """Unambiguous and sortable in every spreadsheet."""
    return day.isoformat()


def numbered(rows: Iterable[Sequence[Cell]]) -> Iterator[list[Cell]]:
    """With a running number in front."""
    for number, row in enumerate(rows, start=1):
        yield [number, *row]
