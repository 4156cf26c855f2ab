"""Does the skin follow the light of the page? A screen tints a face near it; a film of yesterday does not know it.

Every factor on a colour multiplies in linear light, so in logarithms what the page adds stands beside exposure (the
same in all channels) and the colour of the skin. A head that moves changes its shading too: what position and distance
explain is taken off before skin and light are compared, from both alike.

Tang et al., "Face flashing: a secure liveness detection protocol based on light reflections", NDSS 2018.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from hadir.faceengine.course import Moment
from hadir.faceengine.types import Colour

Doubles = npt.NDArray[np.float64]

_GAMMA = 2.2
_DARKEST = 4.0  # of 255: below it a camera delivers noise
# The page says that it changed; a screen, a camera's exposure and a line take their time until a frame shows it.
_SETTLED_S = 0.15
_LEAST_FRAMES = 8
_LEAST_SPANS = 3  # times of one colour each
_ORDERS = 120  # other orders of the same colours that are tried
_FEWEST_ORDERS = 4


@dataclass(frozen=True, slots=True)
class Reflection:
    """`follows`: correlation -1..1 of the skin's chroma with the light's over the frames, movement taken off.

    `strength`: how far the light moves the skin's chroma (natural logarithm), per unit of the light's own chroma 0..1;
    near 0 in bright daylight, and for whatever shines by itself. `in_order`: share of other orders of the same colours
    that fit worse, 0..1; None with too few changes to tell. `behind`: correlation of the background's chroma, which
    the page hardly lights; None where none was seen. `frames`: how many frames it rests on.
    """

    follows: float
    strength: float
    in_order: float | None
    behind: float | None
    frames: int


def follow(course: Sequence[Moment]) -> Reflection | None:
    """None when the page lit nothing, or changed its light too seldom to say anything."""
    lit = [moment for moment in course if moment.skin is not None and moment.shown is not None]
    settled = [moment for moment in lit if moment.settled_s is None or moment.settled_s >= _SETTLED_S]
    colours = [moment.shown for moment in settled]
    starts = [index for index, colour in enumerate(colours) if not index or colour != colours[index - 1]]
    if len(settled) < _LEAST_FRAMES or len(starts) < _LEAST_SPANS:
        return None
    spans = np.searchsorted(np.array(starts), np.arange(len(settled)), side="right") - 1
    light = _light_chroma([colours[index] for index in starts])
    still = _without_movement(settled)
    shown, answer = still @ light[spans], still @ _chroma([moment.skin for moment in settled])
    behind = None
    if all(moment.background is not None for moment in settled):
        behind = _correlation(shown, still @ _chroma([moment.background for moment in settled]))
    return Reflection(
        follows=_correlation(shown, answer),
        strength=float((shown * answer).sum() / max(float((shown * shown).sum()), 1e-9)),
        in_order=_in_order(light, spans, still, answer),
        behind=behind,
        frames=len(settled),
    )


def _without_movement(moments: Sequence[Moment]) -> Doubles:
    """(n, n) projection that takes off the mean and what turn, nod and distance explain."""
    turn = np.array([moment.turn for moment in moments])
    pitch = np.array([moment.pitch for moment in moments])
    near = np.array([moment.face_share for moment in moments])
    moved = np.column_stack([np.ones(len(moments)), turn, np.abs(turn), pitch / 30.0, near])
    still: Doubles = np.eye(len(moments)) - moved @ np.linalg.pinv(moved, rcond=1e-3)
    return still


def _in_order(light: Doubles, spans: npt.NDArray[np.intp], still: Doubles, answer: Doubles) -> float | None:
    """How much better the true order of colours explains the skin than the same colours in other orders."""
    orders = _other_orders(len(light))
    changed = np.array([order for order in orders if not np.array_equal(light[list(order)], light)])
    if len(changed) < _FEWEST_ORDERS:
        return None
    shown = still @ light[changed][:, spans]  # (orders, frames, 3)
    sizes = np.sqrt((shown * shown).sum(axis=(1, 2))).clip(1e-9)
    fits = (shown * answer).sum(axis=(1, 2)) / sizes
    own = still @ light[spans]
    fit = float((own * answer).sum() / max(float(np.sqrt((own * own).sum())), 1e-9))
    return float(np.mean(fits < fit - 1e-12))


@lru_cache(maxsize=16)
def _other_orders(count: int) -> tuple[tuple[int, ...], ...]:
    """Orders of so many spans, the same ones each time; without the true one."""
    chance = np.random.default_rng(count)
    drawn = {tuple(chance.permutation(count).tolist()) for _ in range(4 * _ORDERS)}
    return tuple(sorted(drawn - {tuple(range(count))}))[:_ORDERS]


def _chroma(colours: Sequence[Colour | None]) -> Doubles:
    """(n, 3) logarithms of linear light, without what all three channels share."""
    levels = np.array([colour for colour in colours if colour is not None], np.float64)
    logs = _GAMMA * np.log(levels.clip(_DARKEST, 255.0) / 255.0)
    chroma: Doubles = logs - logs.mean(axis=1, keepdims=True)
    return chroma


def _light_chroma(colours: Sequence[Colour | None]) -> Doubles:
    """(n, 3) linear light 0..1 that the page adds, without what all three channels share."""
    light = (np.array([colour for colour in colours if colour is not None], np.float64) / 255.0) ** _GAMMA
    chroma: Doubles = light - light.mean(axis=1, keepdims=True)
    return chroma


def _correlation(a: Doubles, b: Doubles) -> float:
    sizes = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / sizes if sizes > 1e-12 else 0.0
