"""Phases by date, what a checklist lacks, and the comparison of two lists of stamps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.rollout import rules
from hadir.rollout.rules import Difference, Figures, Phase, Span, Stamp, Step

MONDAY = date(2025, 3, 31)
FULL = Figures(
    people=100, joined=97, ready=96, operators=2, places=2, places_on_map=2, places_surveyed=2, tried=85, agreement=0.97
)
DECLARED = {Step.DECREE, Step.DEVICES, Step.BRIEFING, Step.ALTERNATIVE, Step.SIGN_OFF}


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2025, 3, 2), Phase.PREPARING),
        (date(2025, 3, 3), Phase.TRIAL),
        (date(2025, 3, 30), Phase.TRIAL),
        (date(2025, 3, 31), Phase.LIVE),
        (date(2030, 1, 1), Phase.LIVE),
    ],
)
def test_a_phase_holds_until_the_next_begins(day: date, phase: Phase) -> None:
    spans = [Span(Phase.LIVE, MONDAY), Span(Phase.TRIAL, date(2025, 3, 3))]
    assert rules.phase_on(spans, day) is phase
    assert rules.counts(spans, day) is (phase is Phase.LIVE)


def test_without_a_decision_nothing_counts() -> None:
    assert rules.phase_on([], MONDAY) is Phase.PREPARING
    assert not rules.counts([], MONDAY)


@pytest.mark.parametrize(
    ("change", "lacking"),
    [
        ({}, ()),
        ({"operators": 1}, (Step.OPERATORS,)),
        ({"places_on_map": 1}, (Step.WORK_PLACES,)),
        ({"places": 0, "places_on_map": 0, "places_surveyed": 0}, (Step.WORK_PLACES, Step.NETWORK)),
        ({"joined": 94}, (Step.ACCOUNTS,)),
        ({"ready": 94, "tried": 79}, (Step.ENROLMENT, Step.TRIAL_USE)),
        ({"agreement": None}, (Step.AGREEMENT,)),
        ({"agreement": 0.9499}, (Step.AGREEMENT,)),
        ({"people": 0, "joined": 0, "ready": 0, "tried": 0}, (Step.ACCOUNTS, Step.ENROLMENT, Step.TRIAL_USE)),
    ],
)
def test_going_live_wants_every_step(change: dict[str, int], lacking: tuple[Step, ...]) -> None:
    figures = Figures(**{field: getattr(FULL, field) for field in FULL.__dataclass_fields__} | change)
    assert rules.lacking(Phase.LIVE, figures, DECLARED) == lacking


def test_a_trial_needs_no_faces_yet() -> None:
    figures = Figures(people=100, operators=2, places=1, places_on_map=1, places_surveyed=1)
    assert rules.lacking(Phase.TRIAL, figures, DECLARED) == ()
    assert rules.lacking(Phase.PARALLEL, figures, DECLARED) == (Step.ACCOUNTS, Step.ENROLMENT)


def test_a_measured_step_is_never_done_by_word() -> None:
    assert not rules.is_done(Step.OPERATORS, Figures(operators=1), {Step.OPERATORS})


@pytest.mark.parametrize(("now", "then", "back"), [("trial", "live", False), ("live", "trial", True)])
def test_a_step_back_is_seen(now: str, then: str, back: bool) -> None:
    assert rules.is_step_back(Phase(now), Phase(then)) is back


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2025-03-31T{clock}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (["07:20"], ["07:25"], [("both", "07:20", "07:25")]),
        (["07:20"], ["07:36"], [("only_old", "07:20", None), ("only_hadir", None, "07:36")]),
        (["07:20"], ["07:35"], [("both", "07:20", "07:35")]),
        ([], ["16:00"], [("only_hadir", None, "16:00")]),
        (["07:20", "16:05"], ["16:00"], [("only_old", "07:20", None), ("both", "16:05", "16:00")]),
        (["07:20", "07:21"], ["07:22"], [("both", "07:20", "07:22"), ("only_old", "07:21", None)]),
    ],
)
def test_stamps_are_paired_within_the_tolerance(
    old: list[str], new: list[str], expected: list[tuple[str, str | None, str | None]]
) -> None:
    lines = rules.compare(
        [Stamp(7, at(clock)) for clock in old],
        [Stamp(7, at(clock)) for clock in new],
        tolerance=timedelta(minutes=15),
    )
    found = [(line.difference.value, _clock(line.old), _clock(line.new)) for line in lines]
    assert found == expected


def _clock(moment: datetime | None) -> str | None:
    return moment.strftime("%H:%M") if moment else None


stamps = st.lists(
    st.builds(Stamp, st.integers(1, 3), st.integers(0, 600).map(lambda n: at("06:00") + timedelta(minutes=n))),
    max_size=25,
)


@given(stamps, stamps, st.randoms(use_true_random=False))
def test_every_stamp_is_in_the_comparison_exactly_once_in_whatever_order(
    old: list[Stamp], new: list[Stamp], random: object
) -> None:
    lines = rules.compare(old, new, tolerance=timedelta(minutes=10))
    assert sorted(Stamp(line.employee_id, line.old) for line in lines if line.old) == sorted(old)
    assert sorted(Stamp(line.employee_id, line.new) for line in lines if line.new) == sorted(new)
    assert all(abs(line.apart) <= timedelta(minutes=10) for line in lines if line.apart is not None)
    shuffled = list(old)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rules.compare(shuffled, new, tolerance=timedelta(minutes=10)) == lines


def test_agreement_is_the_share_that_both_saw() -> None:
    lines = [
        rules.Line(1, Difference.BOTH, at("07:00"), at("07:01")),
        rules.Line(1, Difference.ONLY_OLD, at("16:00"), None),
    ]
    assert rules.agreement(lines) == 0.5
    assert rules.agreement([]) is None
