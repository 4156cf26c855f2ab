"""The decision table of a check-in."""

from __future__ import annotations

import itertools

import pytest

from hadir.attendance.rules import (
    ACCEPTING,
    COUNTED_REFUSALS,
    DecisionCode,
    Facts,
    decide,
)
from hadir.capture.verdict import ProofCode

GOOD = Facts(failure="", proof=ProofCode.PROVED, matched=True, in_window=True, seen_in_stage=False)
FAILURES = ("session_expired", "superseded", "frame_replayed", "too_many_frames")


@pytest.mark.parametrize(
    ("in_window", "seen_before", "code"),
    [
        (True, False, DecisionCode.ACCEPTED),
        (True, True, DecisionCode.ACCEPTED_AGAIN),
        (False, False, DecisionCode.ACCEPTED_OUTSIDE_WINDOW),
    ],
)
def test_a_proved_and_matched_face_is_recorded_whatever_the_hour(
    in_window: bool, seen_before: bool, code: DecisionCode
) -> None:
    decision = decide(Facts("", ProofCode.PROVED, True, in_window, seen_before))
    assert (decision.accepted, decision.code) == (True, code)


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("proof", list(ProofCode))
def test_a_failed_session_is_refused_for_its_own_reason_before_anything_else(failure: str, proof: ProofCode) -> None:
    assert decide(Facts(failure, proof, True, True, False)).code == failure


@pytest.mark.parametrize("proof", [code for code in ProofCode if code is not ProofCode.PROVED])
@pytest.mark.parametrize("matched", [True, False])
def test_a_spoof_learns_nothing_about_identity(proof: ProofCode, matched: bool) -> None:
    """The same answer whether the shown face would have matched or not."""
    assert decide(Facts("", proof, matched, True, False)).code == proof.value


def test_somebody_else_is_refused() -> None:
    assert decide(Facts("", ProofCode.PROVED, False, True, False)).code is DecisionCode.NOT_MATCHED


def test_nothing_but_a_proved_match_is_ever_accepted() -> None:
    """All 5 x 5 x 2 x 2 x 2 cases."""
    for failure, proof, matched, window, seen in itertools.product(
        ("", *FAILURES), ProofCode, (True, False), (True, False), (True, False)
    ):
        decision = decide(Facts(failure, proof, matched, window, seen))
        assert decision.accepted == (not failure and proof is ProofCode.PROVED and matched)
        assert decision.accepted == (decision.code in ACCEPTING)


def test_refusals_that_a_guesser_collects_are_counted() -> None:
    assert DecisionCode.NOT_MATCHED in COUNTED_REFUSALS
    assert not COUNTED_REFUSALS & ACCEPTING
    assert DecisionCode.SESSION_EXPIRED not in COUNTED_REFUSALS, "slowness is no attack"
