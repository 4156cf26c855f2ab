"""Lists as files, read back: the figures, the letterhead, no formulas, and a line in the log."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
import python_calamine as calamine
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.audit.models import AuditEntry
from hadir.lib.errors import NotPermitted
from hadir.people.rules import HeadKind
from hadir.recap.exports import files, services
from hadir.recap.exports.lists import List
from hadir.recap.exports.services import Format
from hadir.recap.exports.sheets import Column, Kind, Letterhead, Sheet, Signature
from tests.cast import Cast, appoint
from tests.recap.allowance.months import in_force
from tests.recap.closing import NOW, OCTOBER, october, sign_all

HEAD = Letterhead("Pemerintah Kabupaten Contoh", "Sekretariat Daerah")
EVIL = '=HYPERLINK("http://x")'


def _export(actor: Any, cast: Cast, what: List, file_format: Format) -> bytes:
    made = services.export(actor, unit_id=cast.setda.pk, month=OCTOBER, what=what, file_format=file_format, now=NOW)
    with made.file as file:
        return file.read()


def _cells(content: bytes) -> list[list[Any]]:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def _by_name(rows: list[list[Any]], name: str) -> dict[str, Any]:
    head = next(row for row in rows if "NIP" in row)
    line = next(row for row in rows if any(isinstance(cell, str) and name in cell for cell in row))
    return dict(zip(head, line, strict=False))


def test_the_recap_reads_back_from_xlsx(cast: Cast) -> None:
    october(cast)
    rows = _cells(_export(cast.siti, cast, List.RECAP, Format.XLSX))
    budi = _by_name(rows, "Budi")
    assert budi["NIP"] == cast.budi.employee.nip if cast.budi.employee else False
    assert (budi["TK"], budi["Terlambat"], budi["Menit terlambat"], budi["CT"]) == (1, 2, 40, 1)
    assert not any("Dedi" in str(cell) for row in rows for cell in row)
    assert rows[0][0] == "Rekapitulasi kehadiran pegawai" and "Sekretariat Daerah" in rows[1][0]
    assert any("belum dikunci" in str(row[0]) for row in rows)


def test_a_locked_recap_names_its_digest(cast: Cast) -> None:
    october(cast)
    closing = sign_all(cast)
    rows = _cells(_export(cast.siti, cast, List.RECAP, Format.XLSX))
    assert any(closing.digest[:32] in str(row[0]) for row in rows)


@pytest.mark.parametrize(("file_format", "delimiter"), [(Format.CSV, ";"), (Format.RFC_CSV, ",")])
def test_csv_in_both_dialects(cast: Cast, file_format: Format, delimiter: str) -> None:
    october(cast)
    content = _export(cast.siti, cast, List.LATENESS, file_format)
    assert content.startswith(b"\xef\xbb\xbf") == (file_format is Format.CSV)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))
    budi = [row for row in rows if "Budi" in row["Nama"]]
    assert [row["Terlambat (menit)"] for row in budi] == ["20", "20"]
    assert budi[0]["Tanggal"] == "2026-10-01" and budi[0]["Datang"] == "07.50"


def test_the_attendance_list_has_a_letter_a_day(cast: Cast) -> None:
    october(cast)
    rows = _cells(_export(cast.rahma, cast, List.ATTENDANCE, Format.XLSX))
    budi = _by_name(rows, "Budi")
    assert [budi[str(day)] for day in (1, 2, 5, 6, 7)] == ["T", "T", "TK", "C", "H"]
    assert (budi["TK"], budi["C"]) == (1, 1)


def test_days_have_clock_times_of_the_work_place(cast: Cast) -> None:
    october(cast)
    content = _export(cast.siti, cast, List.DAYS, Format.RFC_CSV).decode()
    rows = list(csv.DictReader(io.StringIO(content)))
    joko = next(row for row in rows if "Joko" in row["Nama"] and row["Tanggal"] == "2026-10-01")
    assert (joko["Datang"], joko["Pulang"], joko["Pulang cepat (menit)"]) == ("07.20", "15.50", "10")


def test_every_list_comes_in_every_form(cast: Cast) -> None:
    october(cast)
    in_force(cast)
    sign_all(cast)
    for what in List:
        for file_format in Format:
            content = _export(cast.siti, cast, what, file_format)
            begin = {Format.XLSX: b"PK", Format.PDF: b"%PDF"}.get(file_format, b"")
            assert content.startswith(begin) and len(content) > 40


def test_the_allowance_list_sums_up(cast: Cast) -> None:
    october(cast)
    in_force(cast)
    sign_all(cast)
    rows = _cells(_export(cast.wati, cast, List.ALLOWANCE, Format.XLSX))
    assert float(_by_name(rows, "Budi")["Potongan (%)"]) > 0


def test_who_signs_below_is_the_head_of_the_day(cast: Cast) -> None:
    today = NOW.date()
    assert services.signature(cast.setda, today).position == "Kepala Sekretariat Daerah"
    appoint(cast.joko, cast.setda, HeadKind.PLH, valid_from=today)
    acting = services.signature(cast.setda, today)
    assert acting.position == "Plh. Kepala Sekretariat Daerah" and acting.name == "Joko Contoh"
    assert services.signature(cast.dinkes, today).name == ""


def test_no_cell_becomes_a_formula() -> None:
    columns = (Column("Nama"), Column("Menit", Kind.NUMBER))
    for for_excel in (True, False):
        file = io.BytesIO()
        files.write_csv(file, Sheet("x", "x", "x", columns, [[EVIL, -5]]), for_excel=for_excel)
        assert f"'{EVIL[:5]}" in file.getvalue().decode("utf-8-sig")
    file = io.BytesIO()
    files.write_xlsx(file, Sheet("x", "=1+1", "x", columns, [[EVIL, 5]]), HEAD, made="@now")
    rows = _cells(file.getvalue())
    assert rows[0][0] == "=1+1" and rows[5] == [EVIL, 5]


def test_markup_of_the_typesetter_is_text() -> None:
    columns = (Column("Nama"), Column("Menit", Kind.NUMBER))
    file = io.BytesIO()
    sheet = Sheet("x", '#panic("x")', "$ x", columns, [['#read("/etc/passwd") *a* _b_', 1], ["", None]])
    count = files.write_pdf(file, sheet, HEAD, Signature("Kepala", "#x"), made="x")
    assert count == 2 and file.getvalue().startswith(b"%PDF")


def test_an_empty_list_is_a_list() -> None:
    sheet = Sheet("x", "x", "x", (Column("Nama"),), [])
    assert files.write_pdf(io.BytesIO(), sheet, HEAD, Signature("Kepala"), made="x") == 0
    assert files.write_xlsx(io.BytesIO(), sheet, HEAD, made="x") == 0
    assert files.write_csv(io.BytesIO(), sheet, for_excel=True) == 0


def test_who_may_take_a_list(cast: Cast) -> None:
    october(cast)
    for somebody in (cast.budi, cast.dedi, cast.made, cast.joko):
        with pytest.raises(NotPermitted):
            _export(somebody, cast, List.RECAP, Format.CSV)
    _export(cast.agus, cast, List.RECAP, Format.CSV)
    entry = AuditEntry.objects.get(action="recap.export")
    assert entry.detail == {"month": "2026-10", "list": "recap", "format": "csv", "count": 4}


def test_the_number_of_statements_does_not_grow_with_people(cast: Cast, django_assert_max_num_queries: Any) -> None:
    october(cast)
    for unit in (cast.dinkes, cast.setda):
        with django_assert_max_num_queries(24):
            services.export(
                cast.wati, unit_id=unit.pk, month=OCTOBER, what=List.RECAP, file_format=Format.CSV, now=NOW
            ).file.close()


def test_the_page_hands_files_out(cast: Cast, browser_of: Callable[[User], Client]) -> None:
    october(cast)
    siti = browser_of(cast.siti)
    url = reverse("recap_export", args=[cast.setda.pk, str(OCTOBER)])
    answer = siti.get(f"{url}?isi=recap&format=xlsx")
    assert answer.status_code == 200 and 'filename="rekap-SETDA-2026-10.xlsx"' in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]  # not in its stubs
    assert siti.get(f"{url}?isi=semua").status_code == 422
    assert browser_of(cast.joko).get(url).status_code in (403, 404)
    assert "Unduh daftar" in siti.get(f"{reverse('recap')}?bulan=2026-10").content.decode()
