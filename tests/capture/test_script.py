"""The random script and the protocol that follows it: pure, so every path can be walked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.capture.script import Hint, Progress, Prompt, Seen, Step, advance, draw
from hadir.faceengine.types import Reason

AT_REST = Seen(yaw=1.0, pitch=-3.0, turn=0.02, eyes_open=0.9, mouth_open=0.05, face_share=0.45)
DONE = {
    Prompt.LOOK_STRAIGHT: AT_REST,
    Prompt.TURN_LEFT: replace(AT_REST, yaw=25.0, turn=0.36),
    Prompt.TURN_RIGHT: replace(AT_REST, yaw=-25.0, turn=-0.36),
    Prompt.LOOK_UP: replace(AT_REST, pitch=14.0),
    Prompt.LOOK_DOWN: replace(AT_REST, pitch=-20.0),
    Prompt.COME_CLOSER: replace(AT_REST, face_share=0.60),
    Prompt.OPEN_MOUTH: replace(AT_REST, mouth_open=0.6),
    Prompt.CLOSE_EYES: replace(AT_REST, eyes_open=0.2),
}
MOVES = [prompt for prompt in Prompt if prompt is not Prompt.LOOK_STRAIGHT]


def started(*prompts: Prompt) -> Progress:
    """A script of these prompts whose first straight look is behind it."""
    script = (Step(Prompt.LOOK_STRAIGHT, 2), *(Step(prompt) for prompt in prompts), Step(Prompt.LOOK_STRAIGHT))
    progress = Progress(script)
    for _frame in range(2):
        progress = advance(progress, AT_REST).progress
    return progress


@given(st.integers())
def test_a_check_in_has_three_different_moves_with_a_turn_among_them(seed: int) -> None:
    steps = draw("checkin", Random(seed))
    moves = [step.prompt for step in steps[1:-1]]
    assert len(moves) == len(set(moves)) == 3
    assert {Prompt.TURN_LEFT, Prompt.TURN_RIGHT} & set(moves)
    assert steps[0].prompt is steps[-1].prompt is Prompt.LOOK_STRAIGHT


@given(st.integers())
def test_an_enrolment_asks_for_all_four_directions(seed: int) -> None:
    moves = {step.prompt for step in draw("enrolment", Random(seed))[1:-1]}
    assert moves == {Prompt.TURN_LEFT, Prompt.TURN_RIGHT, Prompt.LOOK_UP, Prompt.LOOK_DOWN}


def test_scripts_differ_so_that_no_recording_fits() -> None:
    drawn = Counter(tuple(step.prompt for step in draw("checkin", Random(seed))) for seed in range(3000))
    assert len(drawn) > 100
    assert max(drawn.values()) < 120


@pytest.mark.parametrize("prompt", MOVES)
def test_following_a_prompt_leads_to_the_next(prompt: Prompt) -> None:
    outcome = advance(started(prompt), DONE[prompt])
    assert outcome.hint is None
    assert outcome.role == "step"
    assert outcome.progress.prompt is Prompt.LOOK_STRAIGHT


@pytest.mark.parametrize("prompt", MOVES)
def test_staying_still_never_fulfils_a_move(prompt: Prompt) -> None:
    progress = started(prompt)
    for _frame in range(50):
        outcome = advance(progress, AT_REST)
        assert outcome.hint is Hint.FURTHER
        assert outcome.progress == progress


@pytest.mark.parametrize(
    ("prompt", "other"),
    [(Prompt.TURN_LEFT, Prompt.TURN_RIGHT), (Prompt.TURN_RIGHT, Prompt.TURN_LEFT), (Prompt.LOOK_UP, Prompt.LOOK_DOWN)],
)
def test_the_opposite_movement_is_told_to_be_the_other_way(prompt: Prompt, other: Prompt) -> None:
    assert advance(started(prompt), DONE[other]).hint is Hint.OTHER_WAY


@pytest.mark.parametrize("reason", list(Reason))
def test_a_frame_that_the_engine_refuses_counts_for_nothing(reason: Reason) -> None:
    progress = started(Prompt.TURN_LEFT)
    outcome = advance(progress, replace(DONE[Prompt.TURN_LEFT], reasons=(reason,)))
    assert (outcome.hint, outcome.role, outcome.progress) == (reason, None, progress)


def test_looking_away_is_no_beginning() -> None:
    fresh = Progress((Step(Prompt.LOOK_STRAIGHT, 2), Step(Prompt.LOOK_UP)))
    assert advance(fresh, DONE[Prompt.TURN_LEFT]).hint is Hint.LOOK_AT_CAMERA


def test_a_face_that_fills_the_picture_is_sent_back_first() -> None:
    fresh = Progress((Step(Prompt.LOOK_STRAIGHT, 2), Step(Prompt.COME_CLOSER)))
    assert advance(fresh, replace(AT_REST, face_share=0.8)).hint is Hint.MOVE_BACK


def test_movements_are_measured_from_the_person_s_own_rest() -> None:
    """Somebody whose eyes are narrow, who smiles and looks a little aside, can follow every prompt."""
    narrow = replace(AT_REST, yaw=-9.0, turn=-0.12, eyes_open=0.45, mouth_open=0.3)
    progress = Progress((Step(Prompt.LOOK_STRAIGHT, 2), Step(Prompt.CLOSE_EYES), Step(Prompt.OPEN_MOUTH)))
    for _frame in range(2):
        progress = advance(progress, narrow).progress
    assert advance(progress, narrow).hint is Hint.FURTHER
    progress = advance(progress, replace(narrow, eyes_open=0.2)).progress
    assert progress.prompt is Prompt.OPEN_MOUTH
    assert advance(progress, replace(narrow, mouth_open=0.55)).progress.complete


SEEN = st.builds(
    Seen,
    reasons=st.lists(st.sampled_from(list(Reason)), max_size=2).map(tuple),
    yaw=st.floats(-90, 90),
    pitch=st.floats(-90, 90),
    roll=st.floats(-90, 90),
    turn=st.floats(-2, 2),
    eyes_open=st.floats(0, 2),
    mouth_open=st.floats(0, 2),
    face_share=st.floats(0, 1),
)


@given(st.integers(), st.sampled_from(["checkin", "enrolment"]), st.lists(SEEN, max_size=60))
def test_progress_never_goes_back_and_never_skips(seed: int, purpose: str, frames: list[Seen]) -> None:
    progress = Progress(draw(purpose, Random(seed)))  # type: ignore[arg-type]
    for seen in frames:
        outcome = advance(progress, seen)
        assert outcome.progress.share >= progress.share
        assert outcome.progress.step - progress.step in (0, 1)
        assert (outcome.progress == progress) or outcome.role in ("probe", "step")
        assert 0.0 <= outcome.progress.share <= 1.0
        progress = outcome.progress


@given(st.integers(), st.lists(SEEN, max_size=10))
def test_progress_survives_its_way_through_the_database(seed: int, frames: list[Seen]) -> None:
    progress = Progress(draw("checkin", Random(seed)))
    for seen in frames:
        progress = advance(progress, seen).progress
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(progress)), Progress) == progress


def test_a_finished_script_takes_no_more() -> None:
    progress = advance(started(), AT_REST).progress
    assert progress.complete
    assert progress.share == 1.0
    assert advance(progress, AT_REST).role is None
