"""The decision table of a check-in, and the arithmetic of places."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.attendance.rules import (
    ACCEPTING,
    COUNTED_REFUSALS,
    DecisionCode,
    Facts,
    PlaceNote,
    Position,
    decide,
    distance_m,
    place_note,
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


OFFICE = Position(-2.63, 111.23, 0)


@pytest.mark.parametrize(
    ("metres_north", "accuracy", "note"),
    [
        (20, 10, PlaceNote.INSIDE),
        (89, 10, PlaceNote.INSIDE),
        (95, 10, PlaceNote.UNSURE),
        (105, 10, PlaceNote.UNSURE),
        (115, 10, PlaceNote.OUTSIDE),
        (20, 5000, PlaceNote.UNSURE),
        (30_000, 20, PlaceNote.OUTSIDE),
    ],
)
def test_a_place_is_judged_with_the_accuracy_that_was_reported(
    metres_north: float, accuracy: float, note: PlaceNote
) -> None:
    phone = Position(OFFICE.latitude + metres_north / 111_195, OFFICE.longitude, accuracy)
    assert place_note(phone, OFFICE, 100) is note


def test_missing_places_are_said_to_be_missing() -> None:
    assert place_note(None, OFFICE, 100) is PlaceNote.NO_POSITION
    assert place_note(OFFICE, None, None) is PlaceNote.NO_CIRCLE


POSITIONS = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180), st.just(0.0))


@given(POSITIONS, POSITIONS)
def test_distance_is_symmetric_and_at_most_half_round_the_earth(a: Position, b: Position) -> None:
    assert distance_m(a, b) == pytest.approx(distance_m(b, a), abs=1e-3)
    assert 0 <= distance_m(a, b) <= 20_015_115


def test_distance_from_pangkalan_bun_to_jakarta() -> None:
    """Airports PKN and CGK, about 674 km along the great circle."""
    assert distance_m(Position(-2.7052, 111.6733, 0), Position(-6.1256, 106.6559, 0)) == pytest.approx(
        674_000, rel=0.01
    )
