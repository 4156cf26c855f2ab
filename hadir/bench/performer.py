"""A synthetic person before the camera: follows prompts frame by frame, as a real one would, at any speed."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hadir.bench.synthetic_head import FOLLOWING, Attitude, SyntheticHead
from hadir.capture.script import Prompt

# Shares of the movement in the frames after a prompt: a head does not jump, and goes further when told to.
_GRADUALLY = (0.5, 1.0, 1.25, 1.5)


@dataclass(frozen=True, slots=True)
class Reel:
    """Frames of one person, rendered once: for each prompt the way there, the last one is the full movement."""

    frames: Mapping[Prompt, Sequence[bytes]]


def film(head: SyntheticHead, *, quality: int = 80) -> Reel:
    """Render everything a script can ask for."""
    return Reel(
        {
            prompt: [head.jpeg(_part(attitude, share), quality=quality) for share in _GRADUALLY]
            for prompt, attitude in FOLLOWING.items()
        }
    )


class Performer:
    """Plays a reel to the prompts of one session. Every frame's bytes are new, as from a camera."""

    def __init__(self, reel: Reel) -> None:
        self._reel = reel
        self._prompt = Prompt.LOOK_STRAIGHT
        self._shown = len(_GRADUALLY) - 1  # at rest the person already looks straight

    def next_frame(self, prompt: Prompt) -> bytes:
        """The next frame while this prompt is shown."""
        if prompt is not self._prompt:
            self._prompt, self._shown = prompt, 0
        frames = self._reel.frames[prompt]
        jpeg = frames[_swing(self._shown, len(frames))]
        self._shown += 1
        return with_comment(jpeg, os.urandom(12))


def _swing(shown: int, count: int) -> int:
    """Which of `count` frames comes next: all of them, then to and fro between the second and the last, as people do
    who have gone too far and are not told to stop."""
    if shown < count or count < 3:
        return min(shown, count - 1)
    way = count - 2
    step = (shown - 1) % (2 * way)
    return 1 + min(step, 2 * way - step)


class Reaction(Protocol):
    """What a performer must know of the answer to a frame."""

    @property
    def state(self) -> str: ...

    @property
    def prompt(self) -> Prompt: ...


_MOST_FRAMES = 150


def play(reel: Reel, first: Prompt, send: Callable[[int, bytes], Reaction]) -> int:
    """Perform one session: `send(seq, jpeg)` until it is complete or failed. Returns the number of frames sent."""
    performer, prompt = Performer(reel), first
    for seq in range(1, _MOST_FRAMES + 1):
        reaction = send(seq, performer.next_frame(prompt))
        if reaction.state != "running":
            return seq
        prompt = reaction.prompt
    return _MOST_FRAMES


def with_comment(jpeg: bytes, comment: bytes) -> bytes:
    """The same picture as different bytes: a comment segment behind the start marker (ITU-T T.81, B.2.4.5)."""
    return jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + jpeg[2:]


def _part(attitude: Attitude, share: float) -> Attitude:
    return Attitude(
        yaw=attitude.yaw * share,
        pitch=attitude.pitch * share,
        zoom=1.0 + (attitude.zoom - 1.0) * share,
        mouth=attitude.mouth * share,
        eyes_shut=attitude.eyes_shut * share,
    )
