"""Conversions and percentages by tables that a lawyer can read."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.recap.months import rules
from hadir.recap.months.rules import FIVE, FOUR, UNDECIDED, Policy, PolicyFault, Stage

LAW = Path(__file__).parent / "law"


def table(name: str) -> list[dict[str, str]]:
    with (LAW / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", table("conversion.csv"), ids=lambda row: f"{row['minutes_by_month']}")
def test_minutes_become_days(row: dict[str, str]) -> None:
    policy = Policy(converts=True, per_day=int(row["minutes_per_day"]))
    account = rules.carry((int(minutes), policy) for minutes in row["minutes_by_month"].split())[-1]
    assert (account.days_so_far, account.rest) == (int(row["days"]), int(row["remainder"]))


@pytest.mark.parametrize("row", table("percentage.csv"), ids=lambda row: f"{row['owed_minutes']}-{row['percent']}")
def test_percentages(row: dict[str, str]) -> None:
    names = ("owed_minutes", "late", "early", "imputed")
    found = rules.attendance_percent(*(int(row[name]) for name in names))
    assert found == (Decimal(row["percent"]) if row["percent"] else None)


def test_without_a_decision_nothing_becomes_a_day() -> None:
    assert rules.carry([(100_000, UNDECIDED)])[-1].days_so_far == 0
    assert not UNDECIDED.legal_basis and UNDECIDED.stages == FOUR


def test_a_policy_that_begins_in_march_leaves_january_out() -> None:
    on = Policy(converts=True, legal_basis="Perbup")
    account = rules.carry([(450, UNDECIDED), (450, UNDECIDED), (450, on)])
    assert [one.days_so_far for one in account] == [0, 0, 1]


def test_early_departure_counts_only_where_the_policy_says_so() -> None:
    assert Policy(with_early=True).minutes(10, 5) == 15
    assert Policy(with_early=False).minutes(10, 5) == 10


@given(st.lists(st.integers(0, 3_000), max_size=12), st.integers(1, 1440))
def test_no_minute_is_lost_or_counted_twice(minutes: list[int], per_day: int) -> None:
    account = rules.carry((one, Policy(converts=True, per_day=per_day)) for one in minutes)
    if account:
        assert account[-1].days_so_far * per_day + account[-1].rest == sum(minutes)
        assert all(0 <= one.rest < per_day for one in account)


@given(st.integers(0, 20_000), st.integers(0, 20_000), st.integers(0, 20_000), st.integers(0, 20_000))
def test_percentages_stay_between_nothing_and_all(owed: int, late: int, early: int, imputed: int) -> None:
    found = rules.attendance_percent(owed, late, early, imputed)
    assert found is None if owed == 0 else found is not None and 0 <= found <= 100


@pytest.mark.parametrize(
    ("stages", "fault"),
    [
        ((Stage.PREPARE,), PolicyFault.NO_LOCK),
        ((Stage.LOCK, Stage.SIGN, Stage.LOCK), PolicyFault.NO_LOCK),
        ((Stage.SIGN, Stage.SIGN, Stage.LOCK), PolicyFault.TWICE),
        ((Stage.LOCK,), PolicyFault.TOO_FEW),
    ],
)
def test_stages_that_would_close_nothing_are_refused(stages: tuple[Stage, ...], fault: PolicyFault) -> None:
    assert fault in rules.faults(Policy(stages=stages, legal_basis="Perbup"))


def test_four_and_five_stages_are_both_right() -> None:
    for stages in (FOUR, FIVE):
        assert rules.faults(Policy(stages=stages, legal_basis="Perbup")) == []
    assert rules.faults(Policy()) == [PolicyFault.NO_BASIS]


def test_minutes_are_not_negative() -> None:
    with pytest.raises(ValueError):
        rules.as_days(-1, 450)
