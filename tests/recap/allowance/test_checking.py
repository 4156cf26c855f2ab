"""Each mistake of a draft has its own message, at its line and field (law/faults.csv)."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.recap.allowance import checking
from hadir.recap.allowance.rules import Base, Effect, Head, Metric, Rule, Tariff, Terms, Who

HEAD = Head("TPP", "Perbup 12/2026", date(2026, 1, 1))
GOOD = Rule("A", "", Metric.LATE_MIN, Effect.PERCENT, Decimal(1), legal_basis="pasal 5")
RUPIAH = replace(GOOD, effect=Effect.RUPIAH, amount=Decimal(5000))
NEXT = replace(GOOD, code="B", at_least=31, at_most=60)


def good(**more: Any) -> list[Rule]:
    return [replace(GOOD, **more)]


def _terms(percent: int) -> Head:
    return replace(HEAD, terms=Terms(discipline_percent=Decimal(percent)))


SITUATIONS: dict[str, tuple[Head, list[Rule]]] = {
    "dasar hukum kosong": (replace(HEAD, legal_basis=" "), [GOOD]),
    "nama kosong": (replace(HEAD, name=""), [GOOD]),
    "tanpa baris": (HEAD, []),
    "akhir sebelum awal": (replace(HEAD, valid_to=date(2025, 12, 31)), [GOOD]),
    "bagian disiplin 140 persen": (_terms(140), [GOOD]),
    "bagian disiplin 0 persen": (_terms(0), [GOOD]),
    "dasar hukum baris kosong": (HEAD, good(legal_basis="")),
    "kode kosong": (HEAD, good(code="")),
    "kode dua kali": (HEAD, [replace(GOOD, at_most=30), replace(NEXT, code="a", at_most=None)]),
    "1-30 dan 30-60": (HEAD, [replace(GOOD, at_most=30), replace(NEXT, at_least=30)]),
    "1-30 dan 32-60": (HEAD, [replace(GOOD, at_most=30), replace(NEXT, at_least=32)]),
    "batas atas di bawah batas bawah": (HEAD, good(at_least=30, at_most=1)),
    "potongan 101 persen": (HEAD, good(amount=Decimal(101))),
    "potongan minus": (HEAD, good(amount=Decimal(-1))),
    "tanpa angka": (HEAD, good(amount=Decimal(0))),
    "1 persen tiap menit tanpa batas": (HEAD, good(per_each=1)),
    "40 hari tanpa keterangan dalam sebulan": (
        HEAD,
        good(metric=Metric.COUNT_IN_MONTH, counted=Metric.ABSENT_DAY, at_least=40),
    ),
    "terlambat 1500 menit sehari": (HEAD, good(at_least=1500)),
    "mulai 0 menit": (HEAD, good(at_least=0)),
    "batas sebulan 120 persen": (HEAD, good(cap_month=Decimal(120))),
    "rupiah berkoma": (HEAD, [replace(RUPIAH, amount=Decimal("0.5"))]),
    "tabel kelas bertindihan": (
        HEAD,
        [replace(RUPIAH, tariffs=(Tariff(Decimal(1), class_to=7), Tariff(Decimal(2), class_from=7)))],
    ),
    "tabel kelas minus": (HEAD, [replace(RUPIAH, tariffs=(Tariff(Decimal(-1)),))]),
    "tabel pada persen": (HEAD, good(tariffs=(Tariff(Decimal(1)),))),
    "angka contoh tersisa": (HEAD, good(is_example=True)),
    "menghitung tanpa menyebut apa": (HEAD, good(metric=Metric.COUNT_IN_MONTH)),
    "alasan tanpa kode": (HEAD, good(metric=Metric.REASON_DAY)),
    "sebanding selain menit sebulan": (HEAD, good(effect=Effect.PROPORTION)),
    "menit hilang dari hitungan bulan": (HEAD, good(metric=Metric.MONTH_MINUTES, effect=Effect.MINUTES)),
    "menit hilang melebihi sehari": (HEAD, good(effect=Effect.MINUTES, amount=Decimal(1441))),
    "kelompok berbeda batas": (
        HEAD,
        [replace(GOOD, at_most=30, group="g"), replace(NEXT, group="g", cap_month=Decimal(5))],
    ),
    "kelompok berbeda satuan": (
        HEAD,
        [replace(GOOD, at_most=30, group="g"), replace(NEXT, group="g", base=Base.WHOLE)],
    ),
    "baris berlaku sebelum aturannya": (HEAD, good(valid_from=date(2025, 6, 1))),
    "hari kedelapan": (HEAD, good(who=Who(weekdays=frozenset({7})))),
}
ROWS = list(csv.DictReader((Path(__file__).parent / "law" / "faults.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["keadaan"])
def test_each_mistake_has_its_message_at_its_place(row: dict[str, str]) -> None:
    faults = checking.check(*SITUATIONS[row["keadaan"]])
    found = [(one.code, one.field, one.place) for one in faults if not one.is_hint]
    assert found == [(row["galat"], row["kolom"], int(row["baris"]) - 1 if row["baris"] else None)]


def test_every_situation_stands_in_the_table() -> None:
    assert {row["keadaan"] for row in ROWS} == set(SITUATIONS)


def test_a_good_set_has_only_hints() -> None:
    rules = [replace(GOOD, at_least=6, at_most=30), NEXT]
    assert [(fault.code, fault.facts) for fault in checking.check(HEAD, rules)] == [
        ("tolerance_below", {"to": "5"}),
        ("open_above", {"from": "61"}),
    ]
    assert checking.is_ready(HEAD, rules)


def test_lines_for_others_do_not_overlap() -> None:
    """Other people, other days of the week, other stages, other time, other kind of effect."""
    pairs = [
        ({"who": Who(employment_types=frozenset({"PNS"}))}, {"who": Who(employment_types=frozenset({"PPPK"}))}),
        ({"who": Who(weekdays=frozenset({4}))}, {"who": Who(weekdays=frozenset({0, 1}))}),
        ({"who": Who(class_to=7)}, {"who": Who(class_from=8)}),
        ({"who": Who(schedules=frozenset({"5 hari"}))}, {"who": Who(schedules=frozenset({"6 HARI"}))}),
        ({"stages": frozenset({"morning"})}, {"stages": frozenset({"midday"})}),
        ({"valid_to": date(2026, 6, 30)}, {"valid_from": date(2026, 7, 1)}),
        ({"amount": Decimal(30), "effect": Effect.MINUTES}, {}),
    ]
    for one, two in pairs:
        rules = [replace(GOOD, **one), replace(GOOD, code="B", **two)]  # type: ignore[arg-type]
        assert checking.check(HEAD, rules) == [], one


_cuts = st.lists(st.integers(1, 1000), min_size=1, max_size=6, unique=True).map(sorted)


@given(_cuts)
def test_a_ladder_without_gaps_is_never_refused(ends: list[int]) -> None:
    begins = [1, *(end + 1 for end in ends)]
    rules = [
        replace(GOOD, code=f"T{number}", at_least=begin, at_most=end)
        for number, (begin, end) in enumerate(zip(begins, [*ends, None], strict=True))
    ]
    assert checking.check(HEAD, rules) == []


@given(_cuts, st.data())
def test_a_ladder_with_a_step_moved_is_refused(ends: list[int], data: st.DataObject) -> None:
    begins = [1, *(end + 1 for end in ends)]
    moved = data.draw(st.integers(1, len(begins) - 1))
    begins[moved] += data.draw(st.sampled_from([-1, 1]))
    if begins[moved] > (ends[moved] if moved < len(ends) else 1440):
        return
    rules = [
        replace(GOOD, code=f"T{number}", at_least=begin, at_most=end)
        for number, (begin, end) in enumerate(zip(begins, [*ends, None], strict=True))
    ]
    found = {fault.code for fault in checking.check(HEAD, rules) if not fault.is_hint}
    assert found and found <= {"interval_overlap", "interval_gap"}
