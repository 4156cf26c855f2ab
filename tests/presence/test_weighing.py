"""Every row of the table of law, and what must hold for every policy and everything that may be found."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.attendance.presence import weighing
from hadir.attendance.presence.rules import Demand, Judgement, Outcome, Requirements, Step
from hadir.attendance.presence.weighing import weigh
from hadir.lib.findings import Finding, Weight

_TABLE = Path(__file__).parent / "law" / "weighing.csv"
with _TABLE.open(encoding="utf-8") as table:
    ROWS = list(csv.DictReader(table))


def _asked(row: dict[str, str]) -> Requirements:
    return Requirements(
        device=Demand(row["device"]),
        place=Demand(row["place"]),
        code=Demand(row["code"]),
        light=Demand(row["light"]),
        steps=frozenset(Step(one) for one in row["steps"].split()),
        sample=150,
        doubt_sample=2000,
        lookalike=row["lookalike"] == "yes",
    )


def _found(row: dict[str, str]) -> list[Finding]:
    pairs = (one.rsplit(":", 1) for one in row["findings"].split())
    return [Finding(code, Weight(int(weight))) for code, weight in pairs]


@pytest.mark.parametrize("row", ROWS, ids=[f"{n}-{row['meaning'][:50]}" for n, row in enumerate(ROWS, start=2)])
def test_the_table(row: dict[str, str]) -> None:
    done = weigh(_asked(row), _found(row), may_ask=row["may_ask"] == "yes", lot=int(row["lot"]))
    assert done.outcome == row["outcome"]
    assert [one.code for one in done.reasons] == row["reasons"].split()
    assert [one.value for one in done.satisfied_by] == row["satisfied_by"].split()


# --- what holds always

_CODES = sorted({*weighing._STANDINGS, *weighing._ALSO, "capture.near_duplicate", "patterns.same_place", "other.new"})
_FINDINGS = st.lists(st.builds(Finding, st.sampled_from(_CODES), st.sampled_from(Weight)), max_size=8)
_ASKED = st.builds(
    Requirements,
    *[st.sampled_from(Demand)] * 4,
    st.frozensets(st.sampled_from(Step)),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
    st.booleans(),
)
_LOTS = st.integers(0, 9_999)


@given(_ASKED, _FINDINGS, st.booleans(), _LOTS)
def test_every_outcome_says_why(asked: Requirements, found: list[Finding], may_ask: bool, lot: int) -> None:
    done = weigh(asked, found, may_ask=may_ask, lot=lot)
    assert isinstance(done, Judgement)
    assert done.outcome is not Outcome.REFUSED
    assert (done.outcome is Outcome.SECOND_STEP) == bool(done.satisfied_by)
    if done.outcome in {Outcome.REVIEW, Outcome.SECOND_STEP}:
        assert done.reasons
    if not may_ask:
        assert done.outcome is not Outcome.SECOND_STEP


@given(_ASKED, _FINDINGS, _LOTS)
def test_what_is_asked_for_is_enough(asked: Requirements, found: list[Finding], lot: int) -> None:
    """Whoever does what the answer asks for is not sent to a reviewer."""
    given_back = {Step.SITE_CODE: "places.code_right", Step.PASSKEY: "devices.passkey"}
    for step in weigh(asked, found, may_ask=True, lot=lot).satisfied_by:
        again = weigh(asked, [*found, Finding(given_back[step], Weight.GOOD)], may_ask=True, lot=lot)
        assert again.outcome in {Outcome.ACCEPT, Outcome.SAMPLE}


@given(_ASKED, _FINDINGS, st.booleans(), _LOTS)
def test_order_of_findings_does_not_matter(asked: Requirements, found: list[Finding], may_ask: bool, lot: int) -> None:
    forth = weigh(asked, found, may_ask=may_ask, lot=lot)
    back = weigh(asked, found[::-1], may_ask=may_ask, lot=lot)
    assert (forth.outcome, len(forth.reasons), forth.satisfied_by) == (
        back.outcome,
        len(back.reasons),
        back.satisfied_by,
    )


@given(_ASKED, _FINDINGS, st.booleans(), _LOTS)
def test_a_sign_of_forgery_is_never_waved_through(
    asked: Requirements, found: list[Finding], may_ask: bool, lot: int
) -> None:
    forged = [*found, Finding("capture.near_duplicate", Weight.GRAVE)]
    assert weigh(asked, forged, may_ask=may_ask, lot=lot).outcome is Outcome.REVIEW
