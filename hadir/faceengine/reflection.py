"""Does the skin follow the light of the page? A screen near a face tints it; a film of yesterday does not know.

Tang et al., "Face flashing: a secure liveness detection protocol based on light reflections", NDSS 2018.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hadir.faceengine.course import Moment


@dataclass(frozen=True, slots=True)
class Reflection:
    """`follows`: correlation -1..1 of the skin's chroma with the light's, over the frames of the session.

    `strength`: how much the light moves the skin's chroma, per unit of the light's own; near 0 in bright daylight.
    `in_order`: share of other orders of the same colours that fit worse, 0..1; None with too few changes to tell.
    `behind`: the same correlation for the background, which a page hardly lights; None where none was seen.
    `frames`: how many frames it rests on.
    """

    follows: float
    strength: float
    in_order: float | None
    behind: float | None
    frames: int


def follow(course: Sequence[Moment]) -> Reflection | None:
    """None when the page lit nothing, or too little to say anything."""
    return None
