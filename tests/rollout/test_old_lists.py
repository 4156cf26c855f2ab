"""What the old machines give out is read in the forms found in offices."""

from __future__ import annotations

import pytest

from hadir.lib.tables import Row, Table, read_table
from hadir.rollout import old_lists

NIP = "198503152010012001"


def table(header: list[str], *lines: list[str]) -> Table:
    return Table(header, [Row(number, line) for number, line in enumerate(lines, start=2)])


@pytest.mark.parametrize(
    ("header", "line", "moments"),
    [
        (["NIP", "Tanggal", "Jam"], [NIP, "2025-03-31", "07:25:10"], ["2025-03-31 07:25:10"]),
        (["nip", "nama", "tgl", "scan 1", "scan 2"], [NIP, "Siti", "31/03/2025", "07.25", "16.02"],
         ["2025-03-31 07:25:00", "2025-03-31 16:02:00"]),
        (["NIP Baru", "Waktu"], [NIP, "2025-03-31 07:25:10"], ["2025-03-31 07:25:10"]),
        (["NIP", "Tanggal", "Masuk", "Pulang"], [NIP, "31.03.2025", "07:25", ""], ["2025-03-31 07:25:00"]),
        (["PIN", "Date Time"], ["1985 0315 201001 2 001", "2025-03-31T07:25:00"], ["2025-03-31 07:25:00"]),
        (["NIP", "Tanggal", "Masuk"], [NIP, "2025-03-31 00:00:00", "2025-03-31 07:25:00"], ["2025-03-31 07:25:00"]),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_names(header: list[str], line: list[str], moments: list[str]) -> None:
    seen, faults = old_lists.read(table(header, line))
    assert faults == []
    assert {one.nip for one in seen} == {NIP}
    assert [str(one.at) for one in seen] == moments


@pytest.mark.parametrize(
    ("header", "missing"),
    [(["nama", "tanggal", "jam"], "nip"), (["nip", "tanggal"], "jam"), (["nip", "jam"], "tanggal"), ([], "nip")],
)
def test_a_missing_column_is_named(header: list[str], missing: str) -> None:
    with pytest.raises(old_lists.ColumnsMissing, match=missing):
        old_lists.read(table(header))


def test_a_time_that_cannot_be_read_is_told_by_row_and_an_empty_one_is_no_fault() -> None:
    rows = [[NIP, "2025-03-31", "07:25"], [NIP, "2025-13-01", "07:25"],
            [NIP, "2025-03-31", ""], ["1,98503E+17", "2025-03-31", "07:25"]]  # fmt: skip
    seen, faults = old_lists.read(table(["nip", "tanggal", "jam"], *rows))
    assert [one.row for one in seen] == [2]
    assert faults == [old_lists.Fault(3, "time_unreadable"), old_lists.Fault(5, "nip_rounded")]


def test_a_letterhead_above_the_table_is_passed_over() -> None:
    text = f"DINAS KESEHATAN, Bagian Umum\nMesin 3, lantai 1\nNIP;Tanggal;Jam\n{NIP};2025-03-31;07:25\n"
    found = read_table("mesin.csv", text.encode(), header=old_lists.understood)
    seen, faults = old_lists.read(found)
    assert ([one.row for one in seen], faults) == ([4], [])
