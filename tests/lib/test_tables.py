"""One reader of tables for everything that is imported."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter

from hadir.lib.tables import Limits, Row, Table, TableFault, read_table, some_cells
from hadir.people.texts import TABLE_FAULTS

NIP = "198503152010012001"
_FORMATS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm", time: "hh:mm", timedelta: "[h]:mm"}


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for lines in sheets:
        sheet = book.add_worksheet()
        for row, line in enumerate(lines):
            for place, cell in enumerate(line):
                form = _FORMATS.get(type(cell))
                sheet.write(row, place, cell, book.add_format({"num_format": form}) if form else None)
    book.close()
    return buffer.getvalue()


def archive(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_is_read_in_the_encodings_and_separators_of_offices(encoding: str, separator: str) -> None:
    text = "nip;nama;jam\r\n\r\n198;Zoë;07:25\r\n".replace(";", separator)
    table = read_table("daftar.csv", text.encode(encoding))
    assert table == Table(["nip", "nama", "jam"], [Row(3, ["198", "Zoë", "07:25"])])


def test_the_separator_written_on_top_and_breaks_inside_cells_keep_the_count_of_lines() -> None:
    table = read_table("a.csv", b'sep=|\nnama|hari\n"Ani\nBudi"|1\nCici|2\n')
    assert [(row.number, row.cells[0]) for row in table.rows] == [(3, "Ani\nBudi"), (5, "Cici")]


def test_cells_of_a_workbook_become_text_that_says_what_they_were() -> None:
    cells = [date(2025, 3, 31), datetime(2025, 3, 31, 7, 25), time(7, 25, 10), timedelta(hours=7, minutes=30)]  # noqa: DTZ001
    table = read_table("a.xlsx", workbook([["a", "b"], [*cells, 7, 7.5, int(NIP), True, " teks "]]))
    assert table.rows[0].cells == [
        *("2025-03-31", "2025-03-31 07:25:00", "07:25:10", "07:30:00"),
        *("7", "7.5", f"{float(NIP):E}", "1", " teks "),
    ]


def test_the_header_is_found_below_a_letterhead_and_columns_by_their_names() -> None:
    table = read_table(
        "a.xlsx", workbook([["DAFTAR HARI LIBUR"], [], ["Tanggal ", "Nama_Hari"], ["2026-01-01", "Baru"]])
    )
    assert table.headers == ["Tanggal", "Nama_Hari"]
    assert table.place("hari", "nama hari") == 1
    assert table.place("kode") is None
    assert (table.rows[0].number, table.rows[0].cell(1), table.rows[0].cell(9), table.rows[0].cell(None)) == (
        *(4, "Baru", ""),
        "",
    )


def test_the_sheet_and_the_line_that_the_caller_understands_best_are_taken() -> None:
    def known(line: Sequence[str]) -> int:
        return sum(1 for cell in line if cell in {"NIP", "Jam"})

    book = workbook([["Petunjuk", "Baca dulu"], ["NIP", "dengan teks"]], [["Kantor", "A"], ["NIP", "Jam"], ["1", "2"]])
    assert read_table("a.xlsx", book, header=known).rows == [Row(3, ["1", "2"])]
    text = b"Kantor; Jalan Satu, Dua, Tiga\nNIP,Jam\n1,2\n"
    assert read_table("a.csv", text, header=known).rows == [Row(3, ["1", "2"])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n \n", "file_empty"),
        (b"x" * 3_000, "file_too_big"),
        (b"%PDF-1.7\nnip;jam\n1;2\n", "not_a_table"),
        (b"%PDF-1.7 " + bytes(range(256)), "not_a_table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "not_a_table"),
        (archive(readme="halo"), "not_a_table"),
        (b"PK\x03\x04 rusak", "file_damaged"),
        (b"\xd0\xcf\x11\xe0 rusak", "file_damaged"),
        (archive(**{"xl/workbook.xml": "0" * 100_000}), "file_bomb"),
        (b"<html><table><tr><td>NIP</td></tr></table>", "web_page"),
        (b"NIP;Nama\n\x81\x8d\x8f;a\n", "encoding_unknown"),
        (b"NIP;Nama\n1;2\n1;2\n1;2\n1;2\n", "too_many_rows"),
        (b"NIP;Nama\n", "no_rows"),
        (b"NIP;Nama\n" + b'"' + b"x" * 140_000, "line_unreadable"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    most = 200_000 if code == "line_unreadable" else 2_500
    with pytest.raises(TableFault) as caught:
        read_table("daftar.xlsx", content, limits=Limits(bytes=most, rows=3, unpacked=50_000))
    assert (caught.value.code, caught.value.facts["name"]) == (code, "daftar.xlsx")
    assert "{" not in str(TABLE_FAULTS[code]).format(**caught.value.facts)


def test_a_locked_workbook_is_told_apart_from_a_damaged_one(monkeypatch: pytest.MonkeyPatch) -> None:
    import python_calamine

    def locked(_file: object) -> None:
        raise python_calamine.PasswordError("locked")

    monkeypatch.setattr("hadir.lib.tables.calamine.CalamineWorkbook.from_filelike", locked)
    with pytest.raises(TableFault, match="file_locked"):
        read_table("a.xlsx", workbook([["a", "b"], ["1", "2"]]))


def test_a_table_of_one_column_has_its_first_line_as_header() -> None:
    assert some_cells(["", " "]) == 0
    assert read_table("a.csv", b"Tanggal\n2026-01-01\n").headers == ["Tanggal"]
