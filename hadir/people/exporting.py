"""People as a file in the same columns that the import reads: exported, changed in Excel, imported again.

The template is the same table with an example line and a sheet that explains the columns.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

import xlsxwriter
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.people import selectors
from hadir.people.importing.cells import guarded
from hadir.people.importing.columns import title_of
from hadir.people.importing.rows import EXAMPLE_MARK
from hadir.people.models import Employee, EmploymentType
from hadir.people.texts import GRADES

COLUMNS = (
    *("nip", "siasn_id", "name", "front_title", "back_title", "status", "grade", "position"),
    *("unit_code", "unit_name", "work_place", "email", "phone"),
)
_SOURCES = (
    *("nip", "siasn_id", "name", "front_title", "back_title", "employment_type", "grade", "position"),
    *("unit__code", "unit__name", "work_place__name", "email", "phone"),
)
_WIDTHS = (21, 14, 30, 12, 16, 18, 11, 34, 18, 34, 30, 30, 16)
_TYPE, _GRADE = COLUMNS.index("status"), COLUMNS.index("grade")
_IN_MEMORY = 2 * 1024 * 1024


class Format(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        if self is Format.CSV:
            return "text/csv; charset=utf-8"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Export:
    """A finished file, to be read from its beginning; gone when it is closed."""

    file: IO[bytes]
    name: str
    media_type: str
    count: int


@transaction.atomic
def export_people(actor: Authority, *, unit_id: int, file_format: Format) -> Export:
    """Active people of a unit and all below it. One statement, however many they are; the log says who took them."""
    actor.require(Right.EXPORT_EMPLOYEES, unit_id)
    unit = selectors.unit(unit_id)
    lines = _lines(selectors.ids_below([unit_id]))
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    with translation.override("id"):
        count = _write_csv(file, lines) if file_format is Format.CSV else _write_xlsx(file, lines)
    file.seek(0)
    audit.record(
        "people.export",
        actor=actor.actor,
        subject=f"unit:{unit_id}",
        detail={"count": count, "format": file_format.value},
        unit_id=unit_id,
        right=Right.EXPORT_EMPLOYEES,
    )
    name = f"pegawai-{unit.code}.{file_format.value}".replace("/", "-")
    return Export(file, name, file_format.media_type, count)


def template() -> bytes:
    """An empty table with an example line and an explanation."""
    buffer = io.BytesIO()
    example = (
        *("199001012015031001", "", f"Contoh Nama ({EXAMPLE_MARK})", "Dr.", "S.Kom.", "PNS", "III/a"),
        *("Pranata Komputer", "SETDA-UM", "Bagian Umum", "Kantor Bupati", "nama@daerah.example", "081234567890"),
    )
    with translation.override("id"):
        _write_xlsx(buffer, iter([example]), explained=True)
    return buffer.getvalue()


def explanations() -> list[tuple[str, bool, str]]:
    """Title, whether it must be filled, and what belongs there, for every column."""
    needed = _("Wajib.")
    said = {
        "nip": _("18 angka, sel berformat teks. {needed}").format(needed=needed),
        "siasn_id": _("pns_id dari SIASN, bila ada."),
        "name": _("Tanpa gelar. {needed}").format(needed=needed),
        "front_title": _("Misalnya Dr."),
        "back_title": _("Misalnya S.Kom."),
        "status": _("PNS, CPNS, PPPK, atau PPPK paruh waktu. Wajib untuk pegawai baru."),
        "grade": _("Misalnya III/a; untuk PPPK IX."),
        "position": _("Nama jabatan."),
        "unit_code": _("Kode unit di Hadir. Isi kode atau nama unit."),
        "unit_name": _("Nama unit di Hadir. Isi kode atau nama unit."),
        "work_place": _("Nama tempat kerja di Hadir; boleh kosong bila unitnya hanya punya satu."),
        "email": _("Surel kedinasan, satu untuk setiap pegawai."),
        "phone": _("Nomor HP, sel berformat teks."),
    }
    return [(title_of(name), name in ("nip", "name"), said[name]) for name in COLUMNS]


def _lines(unit_ids: set[int]) -> Iterator[Sequence[str]]:
    people = Employee.objects.filter(unit_id__in=unit_ids, active=True).order_by("unit__name", "name", "id")
    types, grades = dict(EmploymentType.choices), dict(GRADES)
    for values in people.values_list(*_SOURCES).iterator(chunk_size=2_000):
        line = list(values)
        line[_TYPE] = str(types[line[_TYPE]])
        line[_GRADE] = grades.get(line[_GRADE], "")
        yield line


def _titles() -> list[str]:
    return [title_of(name) for name in COLUMNS]


def _write_csv(file: IO[bytes], lines: Iterator[Sequence[str]]) -> int:
    """UTF-8 with mark and semicolons, as Indonesian Excel expects; no cell can be taken for a formula."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    writer.writerow(_titles())
    count = 0
    for line in lines:
        writer.writerow([guarded(cell) for cell in line])
        count += 1
    text.detach()
    return count


def _write_xlsx(file: IO[bytes], lines: Iterator[Sequence[str]], *, explained: bool = False) -> int:
    """Row by row in constant memory. Every cell is text, also a number: Excel keeps only fifteen digits."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
    sheet = book.add_worksheet("Pegawai")
    sheet.freeze_panes(1, 0)
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width, text)
    for place, title in enumerate(_titles()):
        sheet.write_string(0, place, title, head)
    count = 0
    for line in lines:
        count += 1
        for place, cell in enumerate(line):
            if cell:
                sheet.write_string(count, place, guarded(cell) if cell[0] == "'" else cell, text)
    if explained:
        _explain(book, head)
    book.close()
    return count


def _explain(book: xlsxwriter.Workbook, head: xlsxwriter.format.Format) -> None:
    sheet = book.add_worksheet("Penjelasan")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, _("Isi"), head)
    sheet.write_string(0, 1, _("Penjelasan"), head)
    for row, (title, _needed, text) in enumerate(explanations(), 1):
        sheet.write_string(row, 0, title)
        sheet.write_string(row, 1, text)
    closing = _("Sel kosong tidak mengubah data yang sudah ada. Kolom lain tidak dibaca.")
    sheet.write_string(len(COLUMNS) + 2, 1, closing)
