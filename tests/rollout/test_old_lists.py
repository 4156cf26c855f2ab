"""What the old machines give out is read in the forms found in offices."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from hadir.lib.errors import InvalidInput
from hadir.rollout import old_lists
from hadir.web.tables import read_table

NIP = "198503152010012001"


@pytest.mark.parametrize(
    ("header", "line", "moments"),
    [
        (["NIP", "Tanggal", "Jam"], [NIP, "2025-03-31", "07:25:10"], ["2025-03-31 07:25:10"]),
        (["nip", "nama", "tgl", "scan 1", "scan 2"], [NIP, "Siti", "31/03/2025", "07.25", "16.02"],
         ["2025-03-31 07:25:00", "2025-03-31 16:02:00"]),
        (["NIP Baru", "Waktu"], [NIP, "2025-03-31 07:25:10"], ["2025-03-31 07:25:10"]),
        (["NIP", "Tanggal", "Masuk", "Pulang"], [NIP, date(2025, 3, 31), time(7, 25), ""], ["2025-03-31 07:25:00"]),
        (["PIN", "Date Time"], ["1985 0315 201001 2 001", datetime(2025, 3, 31, 7, 25)], ["2025-03-31 07:25:00"]),  # noqa: DTZ001 - as a workbook gives it
    ],
)  # fmt: skip
def test_columns_are_known_by_their_names(header: list[str], line: list[object], moments: list[str]) -> None:
    seen, faults = old_lists.read([header, line])
    assert faults == []
    assert {one.nip for one in seen} == {NIP}
    assert [str(one.at) for one in seen] == moments


@pytest.mark.parametrize(
    ("header", "missing"),
    [(["nama", "tanggal", "jam"], "nip"), (["nip", "tanggal"], "jam"), (["nip", "jam"], "tanggal"), ([], "nip")],
)
def test_a_missing_column_is_named(header: list[str], missing: str) -> None:
    with pytest.raises(old_lists.ColumnsMissing, match=missing):
        old_lists.read([header])


def test_a_time_that_cannot_be_read_is_told_by_row_and_an_empty_one_is_no_fault() -> None:
    rows = [["nip", "tanggal", "jam"], [NIP, "2025-03-31", "07:25"], [NIP, "2025-13-01", "07:25"],
            [NIP, "2025-03-31", ""], ["", "", ""]]  # fmt: skip
    seen, faults = old_lists.read(rows)
    assert [one.row for one in seen] == [2]
    assert faults == [old_lists.Fault(3, "time_unreadable")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_tables_are_read_in_the_encodings_of_offices(encoding: str, separator: str) -> None:
    text = (
        separator.join(["nip", "nama", "tanggal", "jam"]) + "\n" + separator.join([NIP, "Zoë", "2025-03-31", "07:25"])
    )
    rows = read_table("daftar.csv", text.encode(encoding))
    assert list(rows[1]) == [NIP, "Zoë", "2025-03-31", "07:25"]


@pytest.mark.parametrize(
    "data", [b"", b"   ", b"PK\x03\x04 not a workbook", b"\xd0\xcf\x11\xe0 broken", b"nip\x00;jam"]
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput, match="list_unreadable"):
        read_table("daftar.xlsx", data)
