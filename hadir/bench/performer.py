"""A synthetic person before the camera: follows prompts frame by frame, as a real one would, at any speed."""

from __future__ import annotations

import itertools
import os
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt
import simplejpeg

from hadir.bench.synthetic_head import FOLLOWING, Attitude, SyntheticHead
from hadir.capture.movements import SLANTING, TURNS, Prompt

Picture = npt.NDArray[np.float32]

# Shares of the movement in the frames after a prompt: the page waits while a person reads and moves, and a head goes
# further when told to. Whoever slants without success tries more of the turn and less of the nod; whoever turns without
# success nods a little the other way (degrees), as the limits for a plain turn lie closer on some photos, and comes
# nearer, because a face turned aside is a small one.
_GRADUALLY = (0.85, 1.0, 1.12, 1.25, 1.5)
_SLANTING = ((0.88, 1.0), (1.0, 1.33), (1.12, 0.83), (1.35, 0.67))
_TURNING = ((0.85, 0, 1.0), (1.0, 0, 1.0), (1.12, 0, 1.0), (1.0, -7, 1.15), (0.72, 8, 1.15), (1.25, 0, 1.15))
_WIDEST = 0.7  # a painted mouth beyond that is no mouth to the mesh any more


@dataclass(frozen=True, slots=True)
class Reel:
    """Frames of one person, rendered once: for each prompt the way there, the last one is the full movement."""

    frames: Mapping[Prompt, Sequence[bytes]]


def film(head: SyntheticHead, *, quality: int = 80) -> Reel:
    """Render everything a script can ask for."""
    return Reel(
        {
            prompt: [head.jpeg(attitude, quality=quality) for attitude in _way(prompt, full)]
            for prompt, full in FOLLOWING.items()
        }
    )


# Stretch across and down and shear of a picture, as on the black squares of a chessboard: neighbours lie at a cosine of
# 0.986 at most, whatever the light. Closer together, or drawn at random, some lie above 0.99, which the memory takes
# for copies. A little nearer than the photo, so that no face gets too small.
_NEARER = 1.2
PLACES = tuple(
    (_NEARER + 0.04 * column, _NEARER - 0.04 * column, 0.06 * row)
    for column in range(-2, 3)
    for row in range(-2, 3)
    if (column + row) % 2  # without the corners, where not every face looks straight any more
)
_places = itertools.cycle(np.random.default_rng().permutation(PLACES).tolist())


class Sitting:
    """One session's place, light and camera noise. A reel shows one photo again and again, which is just what the
    memory against replays looks for; nobody sits down twice in the same way.

    `seed`: the same place again; without one it is the next of `PLACES`.
    """

    # Light across the picture, colours apart, exponent, grey levels.
    _SHADE, _CAST, _GAMMA, _NOISE = 0.12, 0.1, 0.2, 2.0

    def __init__(self, seed: int | None = None) -> None:
        self._random = random = np.random.default_rng(seed)
        across, down, shear = next(_places) if seed is None else PLACES[seed % len(PLACES)]
        self._shear: float = shear
        self._scale = np.array([across, down])
        curve = (np.arange(256) / 255) ** np.exp(random.uniform(-self._GAMMA, self._GAMMA))
        self._curve = (255 * curve).astype(np.uint8)
        self._light: Picture | None = None
        self._grain = np.empty((0, 0, 3), np.int8)

    def jpeg(self, frame: bytes, *, quality: int = 80) -> bytes:
        """The frame as it would be here and now. What is no JPEG stays as it is."""
        try:
            image = simplejpeg.decode_jpeg(frame, colorspace="BGR")
        except ValueError:
            return frame
        height, width = image.shape[:2]
        if self._light is None or self._light.shape[:2] != (height, width):
            self._light, self._grain = self._shade(height, width), self._noise(height, width)
        across, down = (1 - self._scale) * [width, height] / 2
        place = np.array([[self._scale[0], self._shear, across - self._shear * height / 2], [0, self._scale[1], down]])
        moved = cv2.warpAffine(image, place, (width, height), borderMode=cv2.BORDER_REPLICATE)
        lit = cv2.LUT(cv2.multiply(moved, self._light, dtype=cv2.CV_8U), self._curve)
        at_y, at_x = self._random.integers(0, 64, 2)
        noisy = cv2.add(lit, self._grain[at_y : at_y + height, at_x : at_x + width], dtype=cv2.CV_8U)
        data: bytes = simplejpeg.encode_jpeg(noisy, quality=quality, colorspace="BGR", colorsubsampling="420")
        return data

    def _shade(self, height: int, width: int) -> Picture:
        """(H, W, 3): brighter towards one side, and of some colour."""
        way, depth = self._random.uniform(0, 2 * np.pi), self._SHADE * self._random.uniform(0.5, 1.0)
        across, down = np.linspace(-1, 1, width)[None, :], np.linspace(-1, 1, height)[:, None]
        shade = 1.0 + depth * (np.cos(way) * across + np.sin(way) * down) - self._random.uniform(0.0, 0.12)
        cast = 1.0 + self._random.uniform(-self._CAST, self._CAST, 3)
        return np.asarray(shade[..., None] * cast, np.float32)

    def _noise(self, height: int, width: int) -> npt.NDArray[np.int8]:
        grain = self._random.normal(0.0, self._NOISE, (height + 64, width + 64, 3))
        return np.clip(grain, -127, 127).astype(np.int8)


class Performer:
    """Plays a reel to the prompts of one session. Every frame's bytes are new, as from a camera."""

    def __init__(self, reel: Reel, sitting: Sitting | None = None) -> None:
        self._reel = reel
        self._sitting = sitting or Sitting()
        self._prompt = Prompt.LOOK_STRAIGHT
        self._shown = len(_GRADUALLY) - 1  # at rest the person already looks straight

    def next_frame(self, prompt: Prompt) -> bytes:
        """The next frame while this prompt is shown."""
        if prompt is not self._prompt:
            self._prompt, self._shown = prompt, 0
        frames = self._reel.frames[prompt]
        jpeg = frames[_swing(self._shown, len(frames))]
        self._shown += 1
        return with_comment(self._sitting.jpeg(jpeg), os.urandom(12))


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

    @property
    def wait_ms(self) -> int: ...


_MOST_FRAMES = 150
TRIED_ENOUGH = 12  # frames of one movement that the head cannot do, before it asks for another one


def play(
    reel: Reel, first: Prompt, send: Callable[[int, bytes], Reaction], another: Callable[[], Reaction | None]
) -> int:
    """Perform one session: `send(seq, jpeg)` until it is complete or failed. Returns the number of frames sent.

    `another`: asks for another movement in place of one that this photo cannot be turned to; None when there is none.
    """
    performer, prompt, tried = Performer(reel), first, 0
    for seq in range(1, _MOST_FRAMES + 1):
        reaction = send(seq, performer.next_frame(prompt))
        if reaction.state != "running":
            return seq
        tried = tried + 1 if reaction.prompt is prompt else 0
        if tried >= TRIED_ENOUGH and prompt is not Prompt.LOOK_STRAIGHT:
            reaction, tried = another() or reaction, 0
        prompt = reaction.prompt
        if reaction.wait_ms:
            time.sleep(reaction.wait_ms / 1000)
    return _MOST_FRAMES


def with_comment(jpeg: bytes, comment: bytes) -> bytes:
    """The same picture as different bytes: a comment segment behind the start marker (ITU-T T.81, B.2.4.5)."""
    return jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + jpeg[2:]


def _way(prompt: Prompt, full: Attitude) -> list[Attitude]:
    if prompt in TURNS:
        return [Attitude(yaw=full.yaw * share, pitch=nod, zoom=zoom) for share, nod, zoom in _TURNING]
    if prompt in SLANTING:
        return [Attitude(yaw=full.yaw * turn, pitch=full.pitch * nod) for turn, nod in _SLANTING]
    return [_part(full, share) for share in _GRADUALLY]


def _part(attitude: Attitude, share: float) -> Attitude:
    return Attitude(
        yaw=attitude.yaw * share,
        pitch=attitude.pitch * share,
        roll=attitude.roll * share,
        zoom=1.0 + (attitude.zoom - 1.0) * share,
        mouth=attitude.mouth * min(share, _WIDEST),
        eyes_shut=attitude.eyes_shut * share,
    )
