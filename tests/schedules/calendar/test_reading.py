"""Files of holidays as offices send them, and what is said of those that cannot be used."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.lib import tables
from hadir.schedules.calendar import reading, saying
from hadir.schedules.calendar.reading import Read
from hadir.schedules.calendar.rules import KINDS, Collection, Kind

BOTH = KINDS[Collection.DECREE, False]
LOCAL = KINDS[Collection.LOCAL, False]
WIB = ZoneInfo("Asia/Jakarta")


def csv(text: str, *, kinds: tuple[Kind, ...] = BOTH, encoding: str = "utf-8") -> Read:
    table = tables.read_table("libur.csv", text.encode(encoding), header=reading.understood)
    return reading.read_table(table, year=2026, kinds=kinds)


def said(found: Read, kinds: tuple[Kind, ...] = BOTH) -> list[str]:
    return saying.sentences(found.faults, kinds=kinds)


def ics(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//contoh//ID\r\n{body}END:VCALENDAR\r\n".encode()


def calendar(content: bytes, kinds: tuple[Kind, ...] = BOTH) -> Read:
    return reading.read_calendar(content, year=2026, kinds=kinds, zone=WIB)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_table_as_excel_saves_it(encoding: str, separator: str) -> None:
    text = "KABUPATEN CONTOH\r\n\r\nTanggal;Jenis;Keterangan\r\n17/08/2026;Libur Nasional;Proklamasi Républik\r\n"
    text += "2026-12-24;cuti bersama;Natal\r\n"
    found = csv(text.replace(";", separator), encoding=encoding)
    assert not found.faults
    assert [(line.day, line.kind, line.name) for line in found.lines] == [
        (date(2026, 8, 17), Kind.NATIONAL, "Proklamasi Républik"),
        (date(2026, 12, 24), Kind.JOINT, "Natal"),
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-08-17", date(2026, 8, 17)),
        ("2026-08-17 00:00:00", date(2026, 8, 17)),
        ("17/8/2026", date(2026, 8, 17)),
        ("17-08-2026", date(2026, 8, 17)),
        ("17.08.2026", date(2026, 8, 17)),
        ("17 Agustus 2026", date(2026, 8, 17)),
        ("Jum'at, 1 Mei 2026", date(2026, 5, 1)),
        ("29/02/2028", date(2028, 2, 29)),
        ("29/02/2026", None),
        ("31/02/2026", None),
        ("08/17/2026", None),
        ("21-22 Maret 2026", None),
        ("17/08/26", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them_or_not_at_all(text: str, day: date | None) -> None:
    assert reading.read_day(text) == day


def test_faults_name_row_and_column_and_nothing_is_taken() -> None:
    found = csv(
        "tanggal;nama;jenis\n31/02/2026;Aneh;nasional\n17/08/2025;Proklamasi;nasional\n"
        "17/08/2026;Proklamasi;hari raya\n2026-08-17;Proklamasi;nasional\n17/8/2026;Lagi;bersama\n"
        "2026-01-01;;nasional\n"
    )
    assert not found.lines
    sentences = said(found)
    assert sentences[0] == (
        "Baris 2, kolom tanggal: “31/02/2026” bukan tanggal. "
        "Tulis seperti 2026-08-17 atau 17/08/2026, satu hari satu baris."
    )
    assert sentences[1] == "Baris 3, kolom tanggal: 17 Agustus 2025 bukan hari di tahun 2026."
    assert sentences[2].startswith("Baris 4, kolom jenis: “hari raya” bukan jenis libur.")
    assert sentences[3].startswith("Baris 6, kolom tanggal: 17 Agustus 2026 sudah ada di baris 5.")
    assert sentences[4] == "Baris 7, kolom nama: nama hari libur kosong."


def test_wrong_columns_are_named_with_those_that_are_there() -> None:
    found = csv("Hari;Peristiwa\n17/08/2026;Proklamasi\n")
    assert said(found) == [
        "Kolom tanggal, nama, jenis tidak ditemukan. Kolom di berkas: Hari, Peristiwa. Unduh contoh bentuknya."
    ]


def test_where_only_one_kind_is_meant_its_column_may_be_absent() -> None:
    found = csv("tanggal;nama;dasar\n2026-06-10;Hari Jadi;Perbup 4/2026\n", kinds=LOCAL)
    assert [(line.kind, line.basis) for line in found.lines] == [(Kind.LOCAL, "Perbup 4/2026")]
    wrong = csv("tanggal;nama;jenis\n2026-06-10;Hari Jadi;nasional\n", kinds=LOCAL)
    assert said(wrong, LOCAL) == [
        "Baris 2, kolom jenis: jenis “Libur nasional” tidak termasuk kumpulan ini; yang dapat dipakai: Libur daerah."
    ]


def test_many_faults_are_counted_not_listed() -> None:
    rows = "".join(f"x{n};Libur;nasional\n" for n in range(30))
    sentences = said(csv(f"tanggal;nama;jenis\n{rows}"))
    assert len(sentences) == 21
    assert sentences[-1] == "… dan 10 kesalahan lain."


def test_a_calendar_gives_its_days_with_the_end_left_out() -> None:
    found = calendar(
        ics(
            "SUMMARY:Idulfitri\\, hari 1 dan 2\r\nDTSTART;VALUE=DATE:20260321\r\nDTEND;VALUE=DATE:20260323",
            "SUMMARY:Cuti Bersama Idulfitri\r\nDTSTART;VALUE=DATE:20260320",
            "SUMMARY:Tahun Baru\r\nDTSTART;VALUE=DATE:20250101",
            "SUMMARY:Batal\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20260505",
            "SUMMARY:Natal\r\nDTSTART:20261224T170000Z\r\nDTEND:20261225T170000Z",
        )
    )
    assert not found.faults
    assert found.skipped == 1
    assert [(line.day.isoformat(), line.kind, line.name) for line in found.lines] == [
        ("2026-03-20", Kind.JOINT, "Cuti Bersama Idulfitri"),
        ("2026-03-21", Kind.NATIONAL, "Idulfitri, hari 1 dan 2"),
        ("2026-03-22", Kind.NATIONAL, "Idulfitri, hari 1 dan 2"),
        ("2026-12-25", Kind.NATIONAL, "Natal"),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "bukan kalender ICS yang utuh"),
        (b"BEGIN:VCALENDAR\r\nno colon here\r\nEND:VCALENDAR", "bukan kalender ICS yang utuh"),
        (ics(), "tidak berisi acara"),
        (ics("SUMMARY:Lama\r\nDTSTART;VALUE=DATE:20200101"), "Tidak ada acara di tahun 2026"),
        (ics("SUMMARY:Aneh\r\nDTSTART;VALUE=DATE:20261301"), "Acara ke-1, DTSTART: “20261301” bukan tanggal"),
        (ics("SUMMARY:Tanpa hari"), "Acara ke-1, DTSTART"),
        (ics("SUMMARY:Rutin\r\nDTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY"), "acara “Rutin” berulang"),
        (ics("SUMMARY:Libur\r\nDTSTART;VALUE=DATE:20260601\r\nDTEND;VALUE=DATE:20260801"), "lebih panjang dari 31"),
        (ics("DTSTART;VALUE=DATE:20260101"), "Acara ke-1, SUMMARY: nama hari libur kosong"),
        (
            ics("SUMMARY:A\r\nDTSTART;VALUE=DATE:20260101", "SUMMARY:B\r\nDTSTART;VALUE=DATE:20260101"),
            "Acara ke-2, DTSTART: 1 Januari 2026 sudah ada di acara ke-1",
        ),
    ],
)
def test_calendars_that_cannot_be_used_are_refused_with_a_reason(content: bytes, words: str) -> None:
    found = calendar(content)
    assert not found.lines
    assert any(words in sentence for sentence in saying.sentences(found.faults, kinds=BOTH, events=True))


def test_a_calendar_of_a_hundred_megabytes_is_not_read() -> None:
    found = calendar(b"BEGIN:VCALENDAR\r\n" + b"X" * reading.MAX_ICS_BYTES)
    assert [fault.code for fault in found.faults] == ["ics_too_big"]


def test_the_name_of_a_file_on_the_server_is_not_taken_for_a_calendar() -> None:
    assert not reading.is_calendar(b"/etc/passwd")
    assert [fault.code for fault in calendar(b"pyproject.toml").faults] == ["ics_unreadable"]


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(noise: bytes) -> None:
    content = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260101\r\n" + noise
    for tail in (b"", b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"):
        found = calendar(content + tail)
        assert bool(found.faults) != bool(found.lines)
