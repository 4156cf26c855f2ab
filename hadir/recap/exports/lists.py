"""The lists themselves: recap, attendance, days, lateness, leave ledger, allowance. Indonesian, like the papers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from hadir.audit.viewer import seeing_everything
from hadir.leave import selectors as leave
from hadir.people.models import Employee
from hadir.periods.rules import Month
from hadir.recap.allowance import selectors as allowance
from hadir.recap.allowance.selectors import Paid
from hadir.recap.exports.files import day_text, dotted, numbered
from hadir.recap.exports.sheets import Cell, Column, Kind, Sheet
from hadir.recap.journals import selectors as journals
from hadir.recap.months import selectors as months
from hadir.recap.months.selectors import PersonMonth
from hadir.recap.months.texts import LETTERS, STATUSES
from hadir.schedules.instances import Measure
from hadir.schedules.texts import stage_name
from hadir.workdays import selectors as workdays
from hadir.workdays.shapes import Day, StageOutcome, Status

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class List(StrEnum):
    RECAP = "recap"
    ATTENDANCE = "attendance"
    DAYS = "days"
    LATENESS = "lateness"
    LEAVE = "leave"
    ALLOWANCE = "allowance"


NAMES: dict[List, StrOrPromise] = {
    List.RECAP: _("Rekap bulanan"),
    List.ATTENDANCE: _("Daftar hadir"),
    List.DAYS: _("Rincian harian"),
    List.LATENESS: _("Daftar keterlambatan"),
    List.LEAVE: _("Buku saldo cuti"),
    List.ALLOWANCE: _("Daftar TPP"),
}
FILE_NAMES = {
    List.RECAP: "rekap",
    List.ATTENDANCE: "daftar-hadir",
    List.DAYS: "rincian-harian",
    List.LATENESS: "keterlambatan",
    List.LEAVE: "saldo-cuti",
    List.ALLOWANCE: "tpp",
}
_WHO = (Column("No", Kind.NUMBER, 4), Column("Nama", width=28), Column("NIP", width=20))
_N = Kind.NUMBER


def sheet_of(what: List, agency_id: int, month: Month) -> Sheet:
    """The list of an agency's month. Inside a transaction: long ones are read as they are written."""
    return _MAKERS[what](agency_id, month)


def _said(month: Month) -> str:
    return f"Bulan {date_format(month.first, 'F Y')}"


# --- sums


def _recap(agency_id: int, month: Month) -> Sheet:
    return recap_sheet(months.recap_of_agency(agency_id, month), month)


def recap_sheet(rows: Sequence[PersonMonth], month: Month) -> Sheet:
    """The recap of those people; reasons and stages that nobody has get no column."""
    codes = sorted({code for one in rows for code in one.reasons})
    stages = sorted({code for one in rows for code in one.stages})
    policy = months.policy_of(month)
    columns = [
        *_WHO,
        *(Column(title, _N, 7) for title in ("Hari kerja", "Hadir", "TK", "Cuti / izin", "Dinas", "Ditangguhkan")),
        *(Column(code, _N, 6) for code in codes),
        *(Column(title, _N, 7) for title in ("WFH", "Terlambat", "Menit terlambat", "Pulang cepat", "Menit PSW")),
        *(Column(f"Tanpa absen {stage_name(code).partition(' (')[0].lower()}", _N, 8) for code in stages),
        Column("Menit wajib", _N, 8),
        Column("Kehadiran (%)", Kind.PERCENT, 8),
        *((Column("Konversi (hari)", _N, 8), Column("Sisa menit", _N, 7)) if policy.converts else ()),
    ]
    notes = ["TK: tanpa keterangan. PSW: pulang sebelum waktunya."]
    if policy.converts:
        notes.append(
            f"Konversi {policy.per_day} menit = 1 hari, dijumlah sejak Januari, sisa dibawa: {policy.legal_basis}"
        )
    lines = (_recap_line(one, codes, stages, converts=policy.converts) for one in rows)
    return Sheet("Rekap", "Rekapitulasi kehadiran pegawai", _said(month), columns, numbered(lines), notes)


def _recap_line(one: PersonMonth, codes: Sequence[str], stages: Sequence[str], *, converts: bool) -> list[Cell]:
    total = one.total
    return [
        one.name,
        one.nip,
        total.owed_days,
        total.present,
        total.absent,
        total.leave,
        total.duty,
        total.suspended,
        *(one.reasons.get(code, 0) for code in codes),
        one.wfh,
        total.late_days,
        total.late_min,
        total.early_days,
        total.early_min,
        *(one.stages.get(code, 0) for code in stages),
        total.owed_min,
        _float(one.percent),
        *((one.carried.days_so_far, one.carried.rest) if converts else ()),
    ]


# --- day by day


def _attendance(agency_id: int, month: Month) -> Sheet:
    dates = list(month.days())
    people = _people(agency_id, month)
    columns = [
        *_WHO,
        *(Column(str(day.day), width=3) for day in dates),
        *(Column(title, _N, 5) for title in ("H", "C", "D", "TK")),
    ]

    def lines() -> Iterator[list[Cell]]:
        for who, days in _by_person(agency_id, month):
            name, nip, _zone = people.get(who, ("", "", "Asia/Jakarta"))
            by_date = {one.day: one for one in days}
            letters = [LETTERS[by_date[day].status] if day in by_date else "" for day in dates]
            counts = [
                sum(one.status in wanted for one in days)
                for wanted in ({Status.PRESENT, Status.INCOMPLETE}, {Status.LEAVE}, {Status.DUTY}, {Status.ABSENT})
            ]
            yield [name, nip, *letters, *counts]

    legend = ", ".join(f"{letter} {STATUSES[status]}" for status, letter in LETTERS.items() if letter.strip())
    return Sheet("Daftar hadir", "Daftar hadir pegawai", _said(month), columns, numbered(_by_name(lines())), [legend])


def _days(agency_id: int, month: Month) -> Sheet:
    columns = [
        *_WHO,
        Column("Tanggal", Kind.DATE, 11),
        Column("Keadaan", width=18),
        *(Column(title, width=7) for title in ("Datang", "Siang", "Pulang")),
        *(Column(title, _N, 9) for title in ("Terlambat (menit)", "Pulang cepat (menit)", "Tanpa absen")),
        Column("Alasan", width=8),
    ]
    people = _people(agency_id, month)

    def lines() -> Iterator[list[Cell]]:
        for who, days in _by_person(agency_id, month):
            name, nip, zone = people.get(who, ("", "", "Asia/Jakarta"))
            for one in days:
                if one.status is not Status.OFF:
                    yield [name, nip, *_day_line(one, ZoneInfo(zone))]

    return Sheet("Rincian harian", "Rincian kehadiran harian", _said(month), columns, numbered(lines()))


def _day_line(one: Day, zone: ZoneInfo) -> list[Cell]:
    return [
        day_text(one.day),
        str(STATUSES[one.status]),
        *(_clock(one.stages, measure, zone) for measure in (Measure.ARRIVAL, Measure.PRESENCE, Measure.DEPARTURE)),
        one.late_min,
        one.early_min,
        one.missing,
        one.reason_code,
    ]


def _clock(stages: Sequence[StageOutcome], measure: Measure, zone: ZoneInfo) -> str:
    at = next((one.at for one in stages if one.measure == measure and one.at is not None), None)
    return f"{at.astimezone(zone):%H.%M}" if at is not None else ""


def _lateness(agency_id: int, month: Month) -> Sheet:
    columns = [
        *_WHO,
        Column("Tanggal", Kind.DATE, 11),
        *(Column(title, width=8) for title in ("Datang", "Pulang")),
        *(Column(title, _N, 10) for title in ("Terlambat (menit)", "Pulang cepat (menit)", "Diganti (menit)")),
    ]
    people = _people(agency_id, month)

    def lines() -> Iterator[list[Cell]]:
        for who, days in _by_person(agency_id, month):
            name, nip, zone = people.get(who, ("", "", "Asia/Jakarta"))
            for one in days:
                if one.status is Status.PENDING or not (one.late_min or one.early_min or one.made_up_min):
                    continue
                clocks = [_clock(one.stages, m, ZoneInfo(zone)) for m in (Measure.ARRIVAL, Measure.DEPARTURE)]
                yield [name, nip, day_text(one.day), *clocks, one.late_min, one.early_min, one.made_up_min]

    notes = ["Menit yang sudah diganti pada hari yang sama tidak dihitung terlambat."]
    title = "Daftar keterlambatan dan pulang cepat"
    return Sheet("Keterlambatan", title, _said(month), columns, numbered(_by_name(lines())), notes)


# --- leave and allowance


def _leave(agency_id: int, month: Month) -> Sheet:
    titles = ("Awal", "Hak", "Dari tahun lalu", "Dipakai", "Kembali", "Penyesuaian", "Ke tahun depan", "Hangus", "Sisa")
    columns = [*_WHO, Column("Jenis", width=8), *(Column(title, _N, 9) for title in titles)]
    lines: Iterator[list[Cell]] = (
        [
            one.employee.full_name,
            one.employee.nip,
            one.type_code,
            one.opening,
            one.granted,
            one.carried_in,
            one.used,
            one.returned,
            one.adjusted,
            one.carried_out,
            one.lapsed,
            one.rest,
        ]
        for one in leave.ledger_rows(months.units_of(agency_id), month.year)
    )
    return Sheet("Saldo cuti", "Buku saldo cuti", f"Tahun {month.year}", columns, numbered(lines))


def _allowance(agency_id: int, month: Month) -> Sheet:
    columns = [
        *_WHO,
        Column("Unit", width=24),
        Column("Besar TPP", Kind.RUPIAH, 13),
        Column("Potongan (%)", Kind.PERCENT, 9),
        Column("Potongan", Kind.RUPIAH, 13),
        Column("Diterima sebelum pajak", Kind.RUPIAH, 13),
    ]
    found = allowance.tpp_list(agency_id, month)
    later = journals.rupiah_by_person(agency_id, month)
    if later:  # what was locked stays as it was; what journals changed since stands beside it
        columns += [Column("Jurnal koreksi", Kind.RUPIAH, 13), Column("Setelah jurnal", Kind.RUPIAH, 13)]

    def line(one: Paid) -> list[Cell]:
        cells: list[Cell] = [
            one.name, one.nip, one.unit_name, one.base, _float(one.cut_percent), one.cut_rupiah, one.net,
        ]  # fmt: skip
        more = later.get(one.employee_id, 0)
        return [*cells, more, None if one.net is None else one.net + more] if later else cells

    lines = map(line, found)
    known = [one for one in found if one.net is not None]
    cut, net = sum(one.cut_rupiah or 0 for one in known), sum(one.net or 0 for one in known)
    notes = [
        f"Jumlah potongan {dotted(cut)} rupiah, diterima {dotted(net)} rupiah.",
        "Menurut aturan yang berlaku pada bulan itu; versi aturannya ada di setiap baris perhitungan.",
    ]
    return Sheet("TPP", "Daftar tambahan penghasilan pegawai", _said(month), columns, numbered(lines), notes)


_MAKERS = {
    List.RECAP: _recap,
    List.ATTENDANCE: _attendance,
    List.DAYS: _days,
    List.LATENESS: _lateness,
    List.LEAVE: _leave,
    List.ALLOWANCE: _allowance,
}


# --- parts


def _by_person(agency_id: int, month: Month) -> Iterator[tuple[int, list[Day]]]:
    """Kept days of the agency by person. One statement, read as it comes."""
    found = workdays.stream_days(month, agency_ids=[agency_id])
    for who, days in groupby(found, key=lambda day: day.employee_id):
        yield who, list(days)


def _by_name(lines: Iterator[list[Cell]]) -> list[list[Cell]]:
    """Short lists as people look things up; that of single days stays in the order of people, as it is read."""
    return sorted(lines, key=lambda line: str(line[0]).casefold())


def _people(agency_id: int, month: Month) -> dict[int, tuple[str, str, str]]:
    """Name, number and zone of everybody with days there. Two statements."""
    totals = workdays.month_totals(months.units_of(agency_id), month)
    with seeing_everything("names beside days that the caller may see"):
        rows = Employee.objects.filter(pk__in={one.employee_id for one in totals}).select_related("work_place")
        return {row.pk: (row.full_name, row.nip, row.work_place.time_zone) for row in rows.order_by()}


def _float(value: Decimal | None) -> float | None:
    return float(value) if value is not None else None
