"""Files that cannot be read, and every way in which a readable one may come."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from hadir.lib.errors import InvalidInput
from hadir.people.importing import reader
from hadir.people.importing.reading import read_file
from hadir.people.importing.shapes import Kind, Reading
from tests.cast import make_nip

TODAY = date(2026, 11, 22)
ANI = make_nip("19920202", "201803", 2, 77)
HEAD = "nip_baru;nama;unor_nama;agama_nama;nik"
LINE = f"{ANI};Añi Contoh;Bagian Umum;Islam;6201010101920001"
TEXT = f"{HEAD}\r\n{LINE}\r\n"


def workbook(*lines: Sequence[object], sheet_before: bool = False) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    if sheet_before:
        book.add_worksheet("Petunjuk").write(0, 0, "Baca dulu")
    sheet = book.add_worksheet("Data")
    for row, line in enumerate(lines):
        for place, cell in enumerate(line):
            sheet.write(row, place, cell)
    book.close()
    return buffer.getvalue()


def read(data: bytes) -> Reading:
    return reader.read(data, Kind.PEOPLE, today=TODAY)


def archive(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Berkas ini kosong."),
        (b"x" * (30 * 1024 * 1024 + 1), "Berkas lebih besar dari 30 MB. Bagi menjadi beberapa berkas."),
        (b"%PDF-1.7\nNIP;Nama;Unit\n", "Ini bukan tabel. Yang dapat dibaca: XLSX, XLS, ODS, dan CSV."),
        (archive(readme="halo"), "Ini bukan tabel. Yang dapat dibaca: XLSX, XLS, ODS, dan CSV."),
        (
            b"PK\x03\x04 rusak",
            "Berkas ini rusak atau bukan berkas Excel. Buka di Excel, simpan sebagai .xlsx, unggah lagi.",
        ),
        (
            b"\xd0\xcf\x11\xe0 rusak",
            "Berkas ini rusak atau bukan berkas Excel. Buka di Excel, simpan sebagai .xlsx, unggah lagi.",
        ),
        (
            b"<html><table><tr><td>NIP</td></tr></table>",
            "Ini halaman web yang bernama seperti Excel. Buka di Excel, simpan sebagai .xlsx, lalu unggah lagi.",
        ),
        (
            b"satu;dua\n1;2\n",
            "Judul kolom tidak ditemukan di 20 baris pertama. Yang wajib ada: NIP, Nama, ID unor / Kode unit / "
            "Unit kerja.",
        ),
        (
            b"NIP;Jabatan\n1;2\n",
            "Kolom yang wajib tidak ada: Nama, ID unor / Kode unit / Unit kerja. Tambahkan, atau pakai templat.",
        ),
        (b"NIP;Nama;Nama;Unit\n1;2;3;4\n", "Kolom Nama ada lebih dari satu kali. Hapus yang tidak dipakai."),
        (b"NIP;Nama;Unit kerja\n", "Tidak ada baris di bawah judul kolom."),
        (
            b"NIP;Nama;Unit\n\x81\x8d\x8f;a;b\n",
            "Huruf dalam berkas ini tidak terbaca. Simpan sebagai CSV UTF-8, lalu unggah lagi.",
        ),
        (
            b"NIP;Nama;Unit\n" + b"1;2;3\n" * 50_001,
            "Baris lebih dari 50.000. Bagi menjadi beberapa berkas.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_file(data, Kind.PEOPLE, today=TODAY)
    assert str(caught.value.message) == sentence


def test_a_file_that_needs_more_memory_than_it_may_have_costs_the_reader_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size that a packed member claims is no promise: the limits of the process hold."""
    monkeypatch.setattr("hadir.people.importing.reading._MEMORY_MB", 60)
    with pytest.raises(InvalidInput, match="file_bomb"):
        read_file(b"NIP;Nama;Unit\n" + b"1;2;3\n" * 4_000_000, Kind.PEOPLE, today=TODAY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_comes_in_every_encoding_and_separator(encoding: str, separator: str) -> None:
    row = read(TEXT.replace(";", separator).encode(encoding)).rows[0]
    assert row.values == {"nip": ANI, "name": "Añi Contoh", "unit_name": "Bagian Umum"}


def test_the_separator_that_excel_writes_on_top_counts() -> None:
    rows = read(f"sep=,\n{TEXT.replace(';', ',')}".encode()).rows
    assert [row.number for row in rows] == [3]


def test_line_breaks_inside_a_cell_keep_the_count_of_lines() -> None:
    data = f'{HEAD}\n{ANI};"Ani\nContoh";Bagian Umum;;\n;Tanpa NIP;Bagian Umum;;\n'
    first, second = read(data.encode()).rows
    assert (first.values["name"], first.number, second.number) == ("Ani Contoh", 2, 4)


def test_what_is_not_needed_never_leaves_the_reader() -> None:
    reading = read_file(TEXT.encode(), Kind.PEOPLE, today=TODAY)
    assert reading.dropped == ["agama_nama", "nik"]
    assert "Islam" not in str(reading)
    assert "6201010101920001" not in str(reading)


def test_a_workbook_is_read_from_the_sheet_that_has_the_header() -> None:
    lines = [["DAFTAR PEGAWAI"], [], ["NIP", "Nama", "Unit Kerja", "TMT Golongan"], [ANI, "Ani", "Umum", "01-04-2024"]]
    reading = read(workbook(*lines, sheet_before=True))
    assert reading.rows[0].number == 4
    assert reading.rows[0].values == {
        "nip": ANI,
        "name": "Ani",
        "unit_name": "Umum",
        "grade_from": "2024-04-01",
    }


def test_a_number_that_excel_has_rounded_is_refused() -> None:
    row = read(workbook(["NIP", "Nama", "Unit"], [int(ANI), "Ani", "Umum"])).rows[0]
    assert [(problem.code, problem.column) for problem in row.problems] == [("nip_scientific", "nip")]


def test_the_example_of_the_template_is_no_person() -> None:
    data = f"NIP;Nama;Unit\n{ANI};Contoh Nama (hapus baris ini);Umum\n{ANI};Ani;Umum\n"
    assert [row.values["name"] for row in read(data.encode()).rows] == ["Ani"]


def test_the_reading_process_knows_neither_django_nor_keys(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from hadir.people.importing import reader; "
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg', 'cryptography')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={}, cwd=".")
    assert done.stdout.strip() == "[]"
