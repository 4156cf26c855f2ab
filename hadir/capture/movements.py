"""What one frame shows and whether it is the movement that was asked for: angles and shares, nothing else. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hadir.faceengine.mesh import turn_cue
from hadir.faceengine.types import FrameAnalysis, Reason


class Prompt(StrEnum):
    """What the person is asked to do now. Left and right are the person's own."""

    LOOK_STRAIGHT = "look_straight"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    LOOK_UP = "look_up"
    LOOK_DOWN = "look_down"
    UP_LEFT = "up_left"
    UP_RIGHT = "up_right"
    DOWN_LEFT = "down_left"
    DOWN_RIGHT = "down_right"
    TILT_LEFT = "tilt_left"
    TILT_RIGHT = "tilt_right"
    COME_CLOSER = "come_closer"
    OPEN_MOUTH = "open_mouth"
    CLOSE_EYES = "close_eyes"


class Hint(StrEnum):
    """What keeps the present frame from counting, beside the engine's own `Reason`s."""

    LOOK_AT_CAMERA = "look_at_camera"
    MOVE_BACK = "move_back"
    FURTHER = "further"
    OTHER_WAY = "other_way"
    ONE_WAY = "one_way"
    NEW_FRAME_NEEDED = "new_frame_needed"


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
    roll: float
    turn: float
    eyes_open: float
    mouth_open: float
    face_share: float


# --- what counts as following a prompt: movements from the baseline
_TURN_CUE, _TURN_YAW = 0.28, 14.0  # a flat photo turned by 40 degrees moves the cue by 0.17 at most
_NOD = 11.0
_TILT = 12.0
_SLANT_TURN, _SLANT_NOD = 0.68, 0.62  # of a turn and of a nod, together in one slanting movement
_PLAIN_NOD, _PLAIN_YAW = 11.0, 15.0  # degrees of the other axis that a plain turn or nod may hold
_CLOSER = 1.25
_MOUTH = 0.40
_EYES_SHARE = 0.45
_WRONG_WAY = 0.6  # share of a full movement in the opposite direction that earns a hint
_STRAY = 1.6  # full movements aside that count as one that was not asked for

TURNS = (Prompt.TURN_LEFT, Prompt.TURN_RIGHT)
# Direction of each movement of the head: to the person's left, up.
_DIRECTIONS: dict[Prompt, tuple[int, int]] = {
    Prompt.TURN_LEFT: (1, 0),
    Prompt.UP_LEFT: (1, 1),
    Prompt.LOOK_UP: (0, 1),
    Prompt.UP_RIGHT: (-1, 1),
    Prompt.TURN_RIGHT: (-1, 0),
    Prompt.DOWN_RIGHT: (-1, -1),
    Prompt.LOOK_DOWN: (0, -1),
    Prompt.DOWN_LEFT: (1, -1),
}
_AROUND = tuple(_DIRECTIONS)  # in steps of 45 degrees
SLANTING = (Prompt.UP_LEFT, Prompt.UP_RIGHT, Prompt.DOWN_LEFT, Prompt.DOWN_RIGHT)
_TILTS = {Prompt.TILT_LEFT: 1.0, Prompt.TILT_RIGHT: -1.0}
MOVES = (*_DIRECTIONS, *_TILTS, Prompt.COME_CLOSER, Prompt.OPEN_MOUTH, Prompt.CLOSE_EYES)


def rest_of(frames: Sequence[Seen]) -> Baseline:
    def mean(values: Sequence[float]) -> float:
        return sum(values) / len(values)

    return Baseline(
        yaw=mean([frame.yaw for frame in frames]),
        pitch=mean([frame.pitch for frame in frames]),
        roll=mean([frame.roll for frame in frames]),
        turn=mean([frame.turn for frame in frames]),
        eyes_open=mean([frame.eyes_open for frame in frames]),
        mouth_open=mean([frame.mouth_open for frame in frames]),
        face_share=mean([frame.face_share for frame in frames]),
    )


def against_move(prompt: Prompt, seen: Seen, rest: Baseline) -> Hint | None:
    done = movement(prompt, seen, rest)
    if done >= 1.0:
        return None if _plain(prompt, seen, rest) else Hint.ONE_WAY
    if done <= -_WRONG_WAY:
        return Hint.OTHER_WAY
    return Hint.FURTHER


def _plain(prompt: Prompt, seen: Seen, rest: Baseline) -> bool:
    """A plain turn is no nod and the other way round: else one slanting movement would do for three prompts."""
    if prompt in TURNS:
        return abs(seen.pitch - rest.pitch) <= _PLAIN_NOD
    if prompt in (Prompt.LOOK_UP, Prompt.LOOK_DOWN):
        return abs(seen.yaw - rest.yaw) <= _PLAIN_YAW
    return True


def movement(prompt: Prompt, seen: Seen, rest: Baseline) -> float:
    """1 when the prompt is fulfilled, 0 at rest, negative the other way."""
    if prompt in _DIRECTIONS:
        left, up = _DIRECTIONS[prompt]
        turn = left * _turned(seen, rest)
        nod = up * (seen.pitch - rest.pitch) / _NOD
        return min(turn / _SLANT_TURN, nod / _SLANT_NOD) if left and up else turn if left else nod
    if prompt in _TILTS:
        return _TILTS[prompt] * (seen.roll - rest.roll) / _TILT
    if prompt is Prompt.COME_CLOSER:
        return (seen.face_share / max(rest.face_share, 0.01) - 1.0) / (_CLOSER - 1.0)
    if prompt is Prompt.OPEN_MOUTH:
        return (seen.mouth_open - rest.mouth_open) / max(_MOUTH - rest.mouth_open, _MOUTH / 2)
    return (rest.eyes_open - seen.eyes_open) / (max(rest.eyes_open, 0.01) * _EYES_SHARE)


def _turned(seen: Seen, rest: Baseline) -> float:
    """Full turns to the person's left; cue and angle must agree, so the smaller one counts."""
    cue, yaw = (seen.turn - rest.turn) / _TURN_CUE, (seen.yaw - rest.yaw) / _TURN_YAW
    if cue * yaw <= 0:
        return 0.0
    return math.copysign(min(abs(cue), abs(yaw)), yaw)


def aside(seen: Seen, rest: Baseline) -> str:
    """The movement of the head that this frame is far into; empty when none."""
    turn, nod = _turned(seen, rest), (seen.pitch - rest.pitch) / _NOD
    if math.hypot(turn, nod) >= _STRAY:
        return _AROUND[round(math.atan2(nod, turn) / (math.pi / 4)) % 8].value
    return ""


def near(one: Prompt, other: Prompt) -> bool:
    """The same direction or the one beside it: nobody turns along a line."""
    if one not in _DIRECTIONS or other not in _DIRECTIONS:
        return False
    apart = abs(_AROUND.index(one) - _AROUND.index(other))
    return min(apart, 8 - apart) <= 1
