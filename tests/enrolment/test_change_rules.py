"""What speaks against switching an engine, and the arithmetic of its figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.enrolment.change.rules import BINS, Blocker, Cell, Figures, Limits, Progress, bin_of, blockers
from hadir.enrolment.change.texts import BLOCKERS

ALL_DONE = Progress(people=100, with_crops=98, done=97, failed=1)
GOOD = Figures((Cell(70, 990, 990), Cell(55, 10, 8)), (Cell(50, 20_000, 0),))


def test_a_change_without_a_blocker_may_be_switched() -> None:
    assert blockers(ALL_DONE, GOOD, GOOD, Limits()) == ()


@pytest.mark.parametrize(
    ("progress", "new", "found"),
    [
        (Progress(100, 99, 96, 0), GOOD, {Blocker.NOT_EMBEDDED}),
        (Progress(100, 94, 94, 0), GOOD, {Blocker.COVERAGE}),
        (Progress(0, 0, 0, 0), GOOD, {Blocker.COVERAGE}),
        (ALL_DONE, Figures(), {Blocker.COMPARISONS}),
        (ALL_DONE, Figures((Cell(70, 1000, 985),), GOOD.impostor), {Blocker.LOSS}),
        (ALL_DONE, Figures(GOOD.genuine, (Cell(60, 20_000, 4),)), {Blocker.FALSE_MATCHES}),
    ],
)
def test_each_blocker_by_itself(progress: Progress, new: Figures, found: set[Blocker]) -> None:
    assert set(blockers(progress, GOOD, new, Limits())) == found


def test_three_false_matches_by_chance_do_not_block() -> None:
    assert blockers(ALL_DONE, GOOD, Figures(GOOD.genuine, (Cell(60, 20_000, 3),)), Limits()) == ()


def test_rates() -> None:
    assert GOOD.fnmr == pytest.approx(0.002)
    assert GOOD.fmr == 0
    assert (Figures().fnmr, Figures().fmr) == (None, None)


@given(st.floats(-1.1, 1.1))
def test_every_score_has_a_bin(score: float) -> None:
    assert 0 <= bin_of(score) < BINS


def test_every_blocker_has_a_sentence() -> None:
    assert set(BLOCKERS) == set(Blocker)
