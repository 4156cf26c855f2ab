"""The five presets against their tables (law/presets.csv), and what every preset must say about itself."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from hadir.recap.allowance import checking, presets
from hadir.recap.allowance.engine import Book, Result, derive
from hadir.recap.allowance.rules import Effect, Head
from hadir.workdays.shapes import Day
from tests.recap.allowance import days

ROWS = list(csv.DictReader((Path(__file__).parent / "law" / "presets.csv").read_text(encoding="utf-8").splitlines()))
WEEKDAYS = {"senin": days.MONDAY, "jumat": days.FRIDAY, "sabtu": days.SATURDAY}
SITUATIONS: dict[str, Callable[[int, date, str], list[Day]]] = {
    "tepat waktu": lambda _n, day, label: [days.working_day(day, schedule_label=label)],
    "terlambat": lambda n, day, label: [days.late(n, day, schedule_label=label)],
    "terlambat masuk istirahat": lambda n, day, label: [days.late(n, day, "midday", schedule_label=label)],
    "pulang cepat": lambda n, day, label: [days.early(n, day, schedule_label=label)],
    "tanpa absen masuk": lambda _n, day, label: [days.missing("morning", day=day, schedule_label=label)],
    "tanpa absen tengah hari": lambda _n, day, label: [days.missing("midday", day=day, schedule_label=label)],
    "tanpa absen pulang": lambda _n, day, label: [days.missing("afternoon", day=day, schedule_label=label)],
    "sehari tanpa keterangan": lambda _n, day, label: [days.absent(day, schedule_label=label)],
    "hari tanpa keterangan": lambda n, day, label: [
        days.absent(day + timedelta(days=number), schedule_label=label) for number in range(n)
    ],
    "tidak ikut upacara": lambda _n, day, _label: [days.skipped("upacara", day)],
    "tidak ikut apel": lambda _n, day, _label: [days.skipped("apel", day)],
    "tidak ikut senam": lambda _n, day, _label: [days.skipped("senam", day)],
    "tidak ikut sidak": lambda _n, day, _label: [days.skipped("sidak", day)],
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['preset']}: {row['keadaan']} {row['nilai']}")
def test_presets_take_what_their_tables_say(row: dict[str, str]) -> None:
    preset = presets.preset(row["preset"])
    month = SITUATIONS[row["keadaan"]](int(row["nilai"]), WEEKDAYS[row["hari"]], row["jadwal"])
    who = days.person(position_level=row["jenjang"])
    result = derive(Book(preset.rules, preset.terms), month, who, 10_000_000)
    assert _taken(result, row["satuan"], row["aturan"]) == Decimal(row["potongan"])


def _taken(result: Result, unit: str, code: str) -> Decimal:
    """What the named rule took in that unit; without a rule, what all took."""
    lines = [line for line in result.lines if not code or line.rule.code == code]
    if unit == "menit":
        return Decimal(sum(line.minutes for line in lines))
    if unit == "rupiah":
        return Decimal(sum(line.rupiah or 0 for line in lines))
    if unit == "persen semua":
        return result.cut_percent
    base = {"persen disiplin": "discipline", "persen tpp": "whole"}[unit]
    assert all(line.base == base for line in lines if line.effect is not Effect.MINUTES)
    return sum((line.percent or Decimal(0) for line in lines), Decimal(0))


def test_the_table_covers_every_rule_of_every_preset_that_is_published() -> None:
    tried = {(row["preset"], row["aturan"]) for row in ROWS}
    lacking = [
        (one.code, rule.code)
        for one in presets.all_presets()
        for rule in one.rules
        if (one.code, rule.code) not in tried and not rule.is_example
    ]
    assert set(lacking) <= {("timor_tengah_utara", "C2")}


@pytest.mark.parametrize("code", presets.CODES)
def test_every_preset_says_where_it_is_from_and_that_nobody_has_checked_it(code: str) -> None:
    preset = presets.preset(code)
    assert preset.verification == "belum diverifikasi"
    assert len(preset.source) > 40 and preset.rules and preset.notes


@pytest.mark.parametrize("code", presets.CODES)
def test_a_preset_lacks_only_the_own_regulation_and_the_numbers_nobody_has_published(code: str) -> None:
    preset = presets.preset(code)
    head = Head("TPP", "Perbup 1/2026", date(2026, 1, 1), terms=preset.terms)
    faults = [fault for fault in checking.check(head, preset.rules) if not fault.is_hint]
    assert {fault.code for fault in faults} <= {"rule_basis_missing", "example_left"}
    assert ("example_left" in {fault.code for fault in faults}) is preset.has_examples


def test_banjarmasin_counts_a_missing_punch_as_lost_time() -> None:
    """255 of 450 x 4 minutes, and 30 late ones: (1800 - 285) / 1800."""
    preset = presets.preset("banjarmasin")
    week = [days.MONDAY + timedelta(days=number) for number in range(4)]
    month = [days.missing("morning", day=week[0]), days.late(30, week[1]), *map(days.working_day, week[2:])]
    result = derive(Book(preset.rules, preset.terms), month, days.person(), 5_000_000)
    assert result.imputed_min == 255
    assert result.attendance_percent == Decimal("84.17")
    assert result.cut_rupiah == 40_000  # 2 % of 40 % of 5,000,000
