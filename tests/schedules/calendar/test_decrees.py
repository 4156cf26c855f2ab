"""The decree that comes with Hadir, against a table that a lawyer can read."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from hadir.schedules.calendar import rules
from hadir.schedules.calendar.decrees import decrees
from hadir.schedules.calendar.rules import KINDS, Collection, Kind

_FILE = Path(__file__).parent.parent / "law" / "skb_2026.csv"
LAW = list(csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", LAW, ids=lambda row: f"{row['day']} {row['article'][-20:]}")
def test_skb_2026(row: dict[str, str]) -> None:
    by_day = {line.day.isoformat(): line for line in decrees()[2026].lines}
    found = by_day.get(row["day"])
    if not row["kind"]:
        assert found is None
        return
    assert found is not None
    assert found.kind is Kind(row["kind"])
    assert row["expected"] in found.name


def test_skb_2026_has_seventeen_national_days_and_eight_of_joint_leave_and_says_what_to_check() -> None:
    decree = decrees()[2026]
    kinds = [line.kind for line in decree.lines]
    assert (kinds.count(Kind.NATIONAL), kinds.count(Kind.JOINT)) == (17, 8)
    assert len(LAW) - 3 == len(decree.lines)
    assert not rules.faults(decree.lines, year=2026, kinds=KINDS[Collection.DECREE, False])
    assert "1497" in decree.source
    assert "naskah SKB" in decree.note
