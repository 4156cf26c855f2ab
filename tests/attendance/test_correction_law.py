"""Every row of the table of law, judged by the rules that a region begins with."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from hadir.attendance.corrections.counting import percent, standing_out
from hadir.attendance.corrections.rules import Asked, Refusal, Terms, refusal
from hadir.attendance.corrections.ruling import PRESETS

_TABLE = Path(__file__).parent / "law" / "corrections.csv"
with _TABLE.open(encoding="utf-8") as table:
    ROWS = list(csv.DictReader(table))
TERMS = {one.reason: Terms(one.allowed, one.days_after, one.most_a_month, one.needs_evidence) for one in PRESETS}


@pytest.mark.parametrize("row", ROWS, ids=[f"{n}-{row['article']}" for n, row in enumerate(ROWS, start=2)])
def test_the_table(row: dict[str, str]) -> None:
    asked = Asked(
        date.fromisoformat(row["day"]),
        date.fromisoformat(row["asked_on"]),
        int(row["others_this_month"]),
        row["evidence"] == "yes",
    )
    found = refusal(TERMS[row["reason"]], asked)
    assert (found.value if found else "allowed") == row["expected"]


def test_without_a_rule_nothing_is_taken() -> None:
    day = date(2026, 11, 16)
    assert refusal(None, Asked(day, day, 0, True)) is Refusal.NO_RULE


def test_the_limit_a_month_counts_the_others() -> None:
    day = date(2026, 11, 16)
    terms = Terms(True, 5, 2, False)
    assert refusal(terms, Asked(day, day, 1, False)) is None
    assert refusal(terms, Asked(day, day, 2, False)) is Refusal.TOO_OFTEN


def test_who_stands_out() -> None:
    assert standing_out({1: 2, 2: 2, 3: 2, 4: 6}) == {4}
    assert standing_out({1: 1, 2: 1, 3: 4}) == set()  # four are few
    assert standing_out({}) == set()
    assert percent(1, 3) == 33
    assert percent(0, 0) == 0
