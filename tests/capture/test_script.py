"""The random script and the protocol that follows it: pure, so every path can be walked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.capture.script import Hint, Progress, Prompt, Seen, Step, advance, bits, draw, redraw
from hadir.faceengine.types import Reason

AT_REST = Seen(yaw=1.0, pitch=-3.0, turn=0.02, eyes_open=0.9, mouth_open=0.05, face_share=0.45)
DONE = {
    Prompt.LOOK_STRAIGHT: AT_REST,
    Prompt.TURN_LEFT: replace(AT_REST, yaw=25.0, turn=0.36),
    Prompt.TURN_RIGHT: replace(AT_REST, yaw=-25.0, turn=-0.36),
    Prompt.LOOK_UP: replace(AT_REST, pitch=14.0),
    Prompt.LOOK_DOWN: replace(AT_REST, pitch=-20.0),
    Prompt.UP_LEFT: replace(AT_REST, yaw=18.0, turn=0.28, pitch=8.0),
    Prompt.UP_RIGHT: replace(AT_REST, yaw=-18.0, turn=-0.28, pitch=8.0),
    Prompt.DOWN_LEFT: replace(AT_REST, yaw=18.0, turn=0.28, pitch=-14.0),
    Prompt.DOWN_RIGHT: replace(AT_REST, yaw=-18.0, turn=-0.28, pitch=-14.0),
    Prompt.TILT_LEFT: replace(AT_REST, roll=15.0),
    Prompt.TILT_RIGHT: replace(AT_REST, roll=-15.0),
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
def test_a_check_in_has_four_different_moves_with_a_turn_among_them_and_a_straight_look_after_each(seed: int) -> None:
    steps = draw("checkin", Random(seed))
    moves = [step.prompt for step in steps[1::2]]
    assert len(moves) == len(set(moves)) == 4
    assert {Prompt.TURN_LEFT, Prompt.TURN_RIGHT} & set(moves)
    assert {step.prompt for step in steps[::2]} == {Prompt.LOOK_STRAIGHT}
    assert sum(step.frames for step in steps) == 10


def test_a_check_in_has_twenty_bits_of_freshness() -> None:
    assert bits("checkin") >= 20
    assert bits("enrolment") == pytest.approx(4.585, abs=0.001)


def test_the_bits_count_what_is_really_drawn() -> None:
    """Every order and every pause comes up about as often as any other."""
    drawn = [draw("checkin", Random(seed)) for seed in range(6000)]
    pauses = Counter(step.pause_ms for steps in drawn for step in steps[:-1:2])
    firsts = Counter(steps[1].prompt for steps in drawn)
    assert len(pauses) == 4
    assert max(pauses.values()) < 1.1 * min(pauses.values())
    assert set(firsts) == set(MOVES)
    plain = [firsts[Prompt.TURN_LEFT], firsts[Prompt.TURN_RIGHT]]
    others = [count for prompt, count in firsts.items() if prompt not in (Prompt.TURN_LEFT, Prompt.TURN_RIGHT)]
    assert min(plain) > max(others), "a turn is always among them"
    assert max(others) < 1.4 * min(others)


@given(st.integers())
def test_an_enrolment_asks_for_all_four_directions(seed: int) -> None:
    moves = {step.prompt for step in draw("enrolment", Random(seed))[1:-1]}
    assert moves == {Prompt.TURN_LEFT, Prompt.TURN_RIGHT, Prompt.LOOK_UP, Prompt.LOOK_DOWN}


def test_scripts_differ_so_that_no_recording_fits() -> None:
    drawn = Counter(tuple(step.prompt for step in draw("checkin", Random(seed))) for seed in range(3000))
    assert len(drawn) > 2300
    assert max(drawn.values()) < 8


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
        moved_on = (outcome.progress.step, outcome.progress.held) != (progress.step, progress.held)
        assert moved_on == (outcome.role is not None)
        assert 0.0 <= outcome.progress.share <= 1.0
        progress = outcome.progress


@given(st.integers(), st.lists(SEEN, max_size=10))
def test_progress_survives_its_way_through_the_database(seed: int, frames: list[Seen]) -> None:
    progress = Progress(draw("checkin", Random(seed)))
    for seen in frames:
        progress = advance(progress, seen).progress
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(progress)), Progress) == progress


# --- when


def paced(pause_ms: int, *prompts: Prompt) -> Progress:
    steps = [step for prompt in prompts for step in (Step(Prompt.LOOK_STRAIGHT, 1, pause_ms), Step(prompt))]
    return Progress((Step(Prompt.LOOK_STRAIGHT, 2, pause_ms), *steps[1:], Step(Prompt.LOOK_STRAIGHT)))


def test_a_prompt_is_revealed_no_sooner_than_was_drawn() -> None:
    progress = advance(paced(900, Prompt.TURN_LEFT), AT_REST, 100).progress
    assert progress.wait_ms(100) == 900
    early = advance(progress, AT_REST, 950)
    assert (early.progress, early.hint, early.role) == (progress, None, None)
    due = advance(progress, AT_REST, 1000).progress
    assert due.prompt is Prompt.TURN_LEFT
    assert due.wait_ms(1000) == 350, "nobody reads and moves sooner"


def test_how_long_each_movement_took_is_remembered() -> None:
    progress = paced(300, Prompt.TURN_LEFT, Prompt.OPEN_MOUTH)
    for at_ms, seen in ((0, AT_REST), (300, AT_REST), (1400, DONE[Prompt.TURN_LEFT]), (1800, AT_REST)):
        progress = advance(progress, seen, at_ms).progress
    assert progress.responses == (1100,)
    assert advance(progress, DONE[Prompt.OPEN_MOUTH], 2500).progress.responses == (1100, 700)


@pytest.mark.parametrize("prompt", [move for move in MOVES if move is not Prompt.COME_CLOSER])
def test_whoever_is_in_the_movement_already_is_not_shown_the_prompt(prompt: Prompt) -> None:
    """A film that runs through all movements would otherwise be in the right one by chance."""
    progress = replace(started(Prompt.LOOK_STRAIGHT, prompt), step=1)
    outcome = advance(progress, DONE[prompt])
    assert (outcome.hint, outcome.role) == (Hint.LOOK_AT_CAMERA, None)


def test_movements_that_nobody_asked_for_are_counted_once_each() -> None:
    progress = started(Prompt.TURN_LEFT)
    wrong = replace(AT_REST, yaw=-40.0, turn=-0.7)
    for seen in (wrong, wrong, AT_REST, replace(AT_REST, pitch=25.0), DONE[Prompt.UP_LEFT], wrong):
        progress = advance(progress, seen).progress
    assert progress.strays == 3
    assert advance(started(Prompt.TURN_LEFT), replace(AT_REST, yaw=40.0, turn=0.7)).progress.strays == 0


def test_blinking_talking_and_coming_nearer_are_no_strays() -> None:
    progress = started(Prompt.TURN_LEFT)
    for prompt in (Prompt.CLOSE_EYES, Prompt.OPEN_MOUTH, Prompt.COME_CLOSER):
        progress = advance(progress, DONE[prompt]).progress
    assert progress.strays == 0


def test_one_slanting_movement_does_not_do_for_a_plain_one() -> None:
    slanting = replace(AT_REST, yaw=25.0, turn=0.4, pitch=12.0)
    assert advance(started(Prompt.UP_LEFT), slanting).hint is None
    assert advance(started(Prompt.TURN_LEFT), slanting).hint is Hint.ONE_WAY
    assert advance(started(Prompt.LOOK_UP), slanting).hint is Hint.ONE_WAY


# --- another movement, please


@given(st.integers())
def test_a_movement_can_be_given_up_for_another_one_twice(seed: int) -> None:
    random = Random(seed)
    progress = replace(Progress(draw("checkin", random)), step=1)
    assert redraw(replace(progress, step=0), random) is None, "looking straight cannot be given up"
    first = redraw(progress, random, 700)
    assert first is not None
    assert first.prompt not in {step.prompt for step in progress.script}
    assert (first.given_up, first.since_ms) == ((progress.prompt,), 700)
    second = redraw(first, random)
    assert second is not None
    assert second.prompt not in {progress.prompt, first.prompt}
    assert redraw(second, random) is None
    turning = {Prompt.TURN_LEFT, Prompt.TURN_RIGHT, *(move for move in MOVES if "_left" in move or "_right" in move)}
    assert turning & {step.prompt for step in second.script}, "the head turns in any case"


def test_an_enrolment_keeps_its_directions() -> None:
    progress = replace(Progress(draw("enrolment", Random(1))), step=1)
    assert redraw(progress, Random(1)) is None


def test_colours_change_with_every_movement_and_never_repeat_at_once() -> None:
    for seed in range(50):
        lights = [step.light for step in draw("checkin", Random(seed), colours=("amber", "blue", "green"))]
        assert lights[0::2][:-1] == lights[1::2]
        assert all(one != other for one, other in zip(lights[1::2], lights[2::2], strict=True))


def test_a_finished_script_takes_no_more() -> None:
    progress = advance(started(), AT_REST).progress
    assert progress.complete
    assert progress.share == 1.0
    assert advance(progress, AT_REST).role is None
