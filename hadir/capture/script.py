"""The random script of a capture session and how far a person has followed it. Pure.

The script is drawn on the server and shown one prompt at a time, so that a recording made before cannot
know it. `advance` is the whole protocol: a state and one frame's measurements in, a new state and a hint out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from typing import Literal

from hadir.faceengine.mesh import turn_cue
from hadir.faceengine.types import FrameAnalysis, Reason

PurposeName = Literal["checkin", "enrolment"]


class Prompt(StrEnum):
    """What the person is asked to do now. Left and right are the person's own."""

    LOOK_STRAIGHT = "look_straight"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    LOOK_UP = "look_up"
    LOOK_DOWN = "look_down"
    COME_CLOSER = "come_closer"
    OPEN_MOUTH = "open_mouth"
    CLOSE_EYES = "close_eyes"


class Hint(StrEnum):
    """What keeps the present frame from counting, beside the engine's own `Reason`s."""

    LOOK_AT_CAMERA = "look_at_camera"
    MOVE_BACK = "move_back"
    FURTHER = "further"
    OTHER_WAY = "other_way"
    NEW_FRAME_NEEDED = "new_frame_needed"


@dataclass(frozen=True, slots=True)
class Step:
    """One prompt and how many good frames fulfil it."""

    prompt: Prompt
    frames: int = 1


@dataclass(frozen=True, slots=True)
class Seen:
    """What one frame shows, as far as the script cares. Degrees; openness and shares as the engine measures them."""

    reasons: tuple[Reason, ...] = ()
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    turn: float = 0.0
    eyes_open: float = 1.0
    mouth_open: float = 0.0
    face_share: float = 0.4

    @classmethod
    def of(cls, analysis: FrameAnalysis) -> Seen:
        """The part of the engine's measurements that the script needs."""
        if analysis.pose is None or analysis.quality is None or analysis.detection is None:
            return cls(analysis.reasons or (Reason.NO_FACE,))
        return cls(
            reasons=analysis.reasons,
            yaw=analysis.pose.yaw,
            pitch=analysis.pose.pitch,
            roll=analysis.pose.roll,
            turn=turn_cue(analysis.detection.points),
            eyes_open=analysis.eyes_open or 0.0,
            mouth_open=analysis.mouth_open or 0.0,
            face_share=analysis.quality.face_share,
        )


@dataclass(frozen=True, slots=True)
class Baseline:
    """The person at rest, mean over the first straight frames: every movement is measured from here."""

    yaw: float
    pitch: float
    turn: float
    eyes_open: float
    mouth_open: float
    face_share: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a session is. `held`: good frames in the present step. `straight`: frames the baseline rests on."""

    script: tuple[Step, ...]
    step: int = 0
    held: int = 0
    straight: tuple[Seen, ...] = ()
    baseline: Baseline | None = None

    @property
    def complete(self) -> bool:
        return self.step >= len(self.script)

    @property
    def prompt(self) -> Prompt:
        """The last prompt stays when all is done."""
        return self.script[min(self.step, len(self.script) - 1)].prompt

    @property
    def share(self) -> float:
        """0..1 for the progress ring."""
        wanted = sum(step.frames for step in self.script)
        done = sum(step.frames for step in self.script[: self.step]) + self.held
        return min(1.0, done / wanted)


Role = Literal["probe", "step"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one frame did. `role`: what it is kept for; None when it fulfilled nothing."""

    progress: Progress
    hint: Reason | Hint | None
    role: Role | None


# --- what counts as following a prompt: movements from the baseline
_STRAIGHT_YAW, _STRAIGHT_PITCH, _STRAIGHT_ROLL = 13.0, 22.0, 20.0
_MAX_RESTING_SHARE = 0.62  # so that there is room to come closer
_TURN_CUE, _TURN_YAW = 0.28, 14.0  # a flat photo turned by 40 degrees moves the cue by 0.17 at most
_NOD = 11.0
_CLOSER = 1.25
_MOUTH = 0.40
_EYES_SHARE = 0.45
_WRONG_WAY = 0.6  # share of a full movement in the opposite direction that earns a hint

_MOVES = (
    Prompt.TURN_LEFT,
    Prompt.TURN_RIGHT,
    Prompt.LOOK_UP,
    Prompt.LOOK_DOWN,
    Prompt.COME_CLOSER,
    Prompt.OPEN_MOUTH,
    Prompt.CLOSE_EYES,
)
_TURNS = (Prompt.TURN_LEFT, Prompt.TURN_RIGHT)
_CHECK_IN_MOVES = 3


def draw(purpose: PurposeName, random: Random) -> tuple[Step, ...]:
    """A fresh script. A check-in has three different moves with at least one turn of the head (the 3-D evidence
    needs it); an enrolment asks for the four directions in random order, so that the template knows them."""
    if purpose == "enrolment":
        directions = [Prompt.TURN_LEFT, Prompt.TURN_RIGHT, Prompt.LOOK_UP, Prompt.LOOK_DOWN]
        random.shuffle(directions)
        moves = directions
        first, last = Step(Prompt.LOOK_STRAIGHT, 3), Step(Prompt.LOOK_STRAIGHT, 2)
    else:
        turn = random.choice(_TURNS)
        others = [move for move in _MOVES if move is not turn]
        moves = [turn, *random.sample(others, _CHECK_IN_MOVES - 1)]
        random.shuffle(moves)
        first, last = Step(Prompt.LOOK_STRAIGHT, 2), Step(Prompt.LOOK_STRAIGHT, 1)
    return (first, *(Step(move) for move in moves), last)


def advance(progress: Progress, seen: Seen) -> Outcome:
    """Take one frame into account. Never goes back: a bad frame costs nothing but time."""
    if progress.complete:
        return Outcome(progress, None, None)
    if seen.reasons:
        return Outcome(progress, seen.reasons[0], None)
    step = progress.script[progress.step]
    if step.prompt is Prompt.LOOK_STRAIGHT:
        hint = _against_straight(seen, first=progress.baseline is None)
        role: Role = "probe"
    else:
        hint = _against_move(step.prompt, seen, _known(progress))
        role = "step"
    if hint is not None:
        return Outcome(progress, hint, None)
    return Outcome(_counted(progress, step, seen), None, role)


def _counted(progress: Progress, step: Step, seen: Seen) -> Progress:
    straight = (*progress.straight, seen) if progress.baseline is None else progress.straight
    held = progress.held + 1
    if held < step.frames:
        return replace(progress, held=held, straight=straight)
    baseline = progress.baseline or _rest(straight)
    return replace(progress, step=progress.step + 1, held=0, straight=(), baseline=baseline)


def _known(progress: Progress) -> Baseline:
    if progress.baseline is None:
        raise ValueError("a script begins with looking straight")
    return progress.baseline


def _rest(frames: Sequence[Seen]) -> Baseline:
    def mean(values: Sequence[float]) -> float:
        return sum(values) / len(values)

    return Baseline(
        yaw=mean([frame.yaw for frame in frames]),
        pitch=mean([frame.pitch for frame in frames]),
        turn=mean([frame.turn for frame in frames]),
        eyes_open=mean([frame.eyes_open for frame in frames]),
        mouth_open=mean([frame.mouth_open for frame in frames]),
        face_share=mean([frame.face_share for frame in frames]),
    )


def _against_straight(seen: Seen, *, first: bool) -> Hint | None:
    if abs(seen.yaw) > _STRAIGHT_YAW or abs(seen.pitch) > _STRAIGHT_PITCH or abs(seen.roll) > _STRAIGHT_ROLL:
        return Hint.LOOK_AT_CAMERA
    if first and seen.face_share > _MAX_RESTING_SHARE:
        return Hint.MOVE_BACK
    return None


def _against_move(prompt: Prompt, seen: Seen, rest: Baseline) -> Hint | None:
    done = _movement(prompt, seen, rest)
    if done >= 1.0:
        return None
    if done <= -_WRONG_WAY:
        return Hint.OTHER_WAY
    return Hint.FURTHER


def _movement(prompt: Prompt, seen: Seen, rest: Baseline) -> float:
    """1 when the prompt is fulfilled, 0 at rest, negative the other way."""
    if prompt in _TURNS:
        sign = 1.0 if prompt is Prompt.TURN_LEFT else -1.0
        return min(sign * (seen.turn - rest.turn) / _TURN_CUE, sign * (seen.yaw - rest.yaw) / _TURN_YAW)
    if prompt in (Prompt.LOOK_UP, Prompt.LOOK_DOWN):
        sign = 1.0 if prompt is Prompt.LOOK_UP else -1.0
        return sign * (seen.pitch - rest.pitch) / _NOD
    if prompt is Prompt.COME_CLOSER:
        return (seen.face_share / max(rest.face_share, 0.01) - 1.0) / (_CLOSER - 1.0)
    if prompt is Prompt.OPEN_MOUTH:
        return (seen.mouth_open - rest.mouth_open) / max(_MOUTH - rest.mouth_open, _MOUTH / 2)
    return (rest.eyes_open - seen.eyes_open) / (max(rest.eyes_open, 0.01) * _EYES_SHARE)
