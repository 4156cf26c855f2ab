"""Every fault of a line with its sentence."""

from __future__ import annotations

from datetime import date

import pytest

from hadir.people.importing import texts
from hadir.people.importing.cells import cleaned, guarded
from hadir.people.importing.rows import person_row
from tests.cast import make_nip

TODAY = date(2026, 11, 22)
ANI = make_nip("19920202", "201803", 2, 77)
AS_TEXT = " Di Excel: pilih kolomnya, Format Sel, Teks, isi ulang nomornya; atau ekspor lagi dari SIASN sebagai XLSX."


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"nip": "1,98503E+17"}, "nip", "Excel mengubah NIP menjadi 1,98503E+17; angka terakhirnya hilang." + AS_TEXT),
        ({"nip": "1.98503E+17"}, "nip", "Excel mengubah NIP menjadi 1.98503E+17; angka terakhirnya hilang." + AS_TEXT),
        (
            {"nip": "198503152010012000"},
            "nip",
            "NIP berakhiran 000: Excel membulatkannya, tiga angka terakhir hilang." + AS_TEXT,
        ),
        ({"nip": "12345"}, "nip", "NIP terdiri dari 18 angka."),
        (
            {"nip": "199213012018032077", "status": "PNS"},
            "nip",
            "Delapan angka pertama NIP harus tanggal lahir (tahun, bulan, tanggal).",
        ),
        ({"nip": ""}, "nip", "Sel ini wajib diisi."),
        ({"name": ""}, "name", "Sel ini wajib diisi."),
        ({"name": "x" * 201}, "name", "Isi sel lebih dari 200 huruf. Singkatkan."),
        ({"unit_name": ""}, "unit_name", "Unit kerja wajib diisi: ID unor, kode unit, atau namanya."),
        (
            {"status": "HONORER"},
            "status",
            "Status “HONORER” tidak dikenal. Isi PNS, CPNS, PPPK, atau PPPK paruh waktu.",
        ),
        ({"grade": "V/a"}, "grade", "Golongan “V/a” tidak dikenal. Contoh: III/a, atau IX untuk PPPK."),
        ({"email": "bukan surel"}, "email", "“bukan surel” bukan alamat surel."),
        ({"phone": "telepon rumah"}, "phone", "“telepon rumah” bukan nomor HP."),
        (
            {"phone": "8,12E+10"},
            "phone",
            "Excel mengubah nomor HP menjadi 8,12E+10. Jadikan kolomnya teks dan isi ulang.",
        ),
    ],
)
def test_a_wrong_cell_is_told_with_what_to_do(cells: dict[str, str], column: str, sentence: str) -> None:
    found = {"nip": ANI, "name": "Ani", "unit_name": "Umum", **cells}
    row = person_row(7, {name: text for name, text in found.items() if text}, TODAY)
    assert row is not None
    assert row.is_wrong
    assert [(problem.column, texts.sentence(problem)) for problem in row.problems] == [(column, sentence)]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (
            {"birth_date": "03-02-1992"},
            "Tanggal lahir berbeda dengan yang ada di NIP. Periksa mana yang benar.",
        ),
        ({"sex": "M"}, "Jenis kelamin berbeda dengan yang ada di NIP. Periksa mana yang benar."),
        ({"grade_from": "kemarin"}, "Tanggal tidak terbaca, jadi tidak dipakai. Contoh: 31-12-2025."),
    ],
)
def test_a_doubt_is_a_warning_and_refuses_nothing(cells: dict[str, str], sentence: str) -> None:
    row = person_row(7, {"nip": ANI, "name": "Ani", "unit_name": "Umum", "status": "PNS", **cells}, TODAY)
    assert row is not None
    assert not row.is_wrong
    assert [texts.sentence(problem) for problem in row.problems] == [sentence]
    assert "birth_date" not in row.values
    assert "sex" not in row.values


@pytest.mark.parametrize(
    ("status", "kind", "found"),
    [
        ("P", "PNS Daerah", "PNS"),
        ("C", "PNS Daerah", "CPNS"),
        ("PNS", "", "PNS"),
        ("", "CPNS Daerah", "CPNS"),
        ("", "PPPK Guru", "PPPK"),
        ("P", "PPPK Teknis", "PPPK"),
        ("PPPK paruh waktu", "", "PPPK_PW"),
        ("PPPK-PW", "", "PPPK_PW"),
        ("P3K", "", "PPPK"),
    ],
)
def test_the_kind_of_employment_is_understood_as_siasn_and_people_write_it(status: str, kind: str, found: str) -> None:
    cells = {name: text for name, text in (("status", status), ("kind", kind)) if text}
    row = person_row(2, {"nip": ANI, "name": "Ani", "unit_name": "Umum", **cells}, TODAY)
    assert row is not None
    assert row.values["employment_type"] == found


@pytest.mark.parametrize(
    ("text", "code"),
    [("III/a", "31"), ("III a", "31"), ("iii/A", "31"), ("31", "31"), ("Penata Muda, III/a", "31"), ("IV/e", "45"),
     ("IX", "IX"), ("xvii", "XVII")],
)  # fmt: skip
def test_grades_are_understood_however_they_are_written(text: str, code: str) -> None:
    row = person_row(2, {"nip": ANI, "name": "Ani", "unit_name": "Umum", "grade": text}, TODAY)
    assert row is not None
    assert row.values["grade"] == code


@pytest.mark.parametrize("text", ["=1+1", "+62811", "-x", "@sum(a1)", "'=1", "'quoted'", "plain", "O'Brien"])
def test_what_the_export_guards_reads_back_as_it_was(text: str) -> None:
    assert guarded(text)[0] not in "=+-@"
    assert cleaned(guarded(text)) == text


def test_the_apostrophe_of_excel_is_no_part_of_a_number() -> None:
    assert cleaned(f"'{ANI}") == ANI
