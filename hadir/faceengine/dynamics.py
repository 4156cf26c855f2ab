"""Do eyes and mouth move as a living face's do, over the frames of a session? Weak evidence, so it only adds findings.

At the four or five frames a second that a slow line carries, a blink is one frame and an opening mouth two: the course
of a single movement is not to be seen. What is seen is whether the eyes ever stir by themselves, whether they open
again after they were shut, and whether the jaw goes down with the lips.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from hadir.faceengine.course import Moment
from hadir.faceengine.types import FrameAnalysis, Vector

_EYES, _MOUTH = "close_eyes", "open_mouth"  # prompts
_DIP = 0.55  # of its usual openness: an eye below it is shut or nearly so
_OPEN = 0.7
_LEAST_FRAMES = 8
_STEADY_TURN = 0.12  # from the median: frames in which the head is held still, so that only the lids move
_MOUTH_OPEN = 0.3
_FOREHEAD, _NOSE, _CHIN = 10, 1, 152


@dataclass(frozen=True, slots=True)
class Dynamics:
    """`stir`: how far the eyes' openness strays by itself, share of its median. `blinks`: times they shut unasked.

    `reopened`: whether they opened again after the prompt to shut them; None when it was not asked or not followed.
    """

    stir: float | None
    blinks: int
    reopened: bool | None


def of_course(course: Sequence[Moment]) -> Dynamics | None:
    """None when too few frames show the eyes."""
    seen = [moment for moment in course if moment.eyes_open is not None]
    unasked = [moment for moment in seen if moment.prompt != _EYES]
    if len(unasked) < _LEAST_FRAMES:
        return None
    usual = max(median(_eyes(moment) for moment in unasked), 0.05)
    straight = median(moment.turn for moment in unasked)
    still = [_eyes(moment) for moment in unasked if abs(moment.turn - straight) < _STEADY_TURN]
    stir = float(np.std(still)) / usual if len(still) >= _LEAST_FRAMES // 2 else None
    return Dynamics(stir, _dips([_eyes(moment) < _DIP * usual for moment in unasked]), _reopened(seen, usual))


def jaw_share(rest: FrameAnalysis, others: Sequence[FrameAnalysis]) -> float | None:
    """How far the chin went from the nose when the mouth opened, over how far the lips did; None with a shut mouth.

    A mouth that is cut out or painted in opens without a jaw."""
    widest = max(others, key=lambda frame: frame.mouth_open or 0.0, default=None)
    if widest is None or widest.mesh is None or rest.mesh is None:
        return None
    opened = (widest.mouth_open or 0.0) - (rest.mouth_open or 0.0)
    if opened < _MOUTH_OPEN:
        return None
    return (_lower_face(widest.mesh) - _lower_face(rest.mesh)) / opened


def _eyes(moment: Moment) -> float:
    return moment.eyes_open or 0.0


def _dips(shut: Sequence[bool]) -> int:
    return sum(now and not before for before, now in zip((False, *shut), shut, strict=False))


def _reopened(seen: Sequence[Moment], usual: float) -> bool | None:
    asked = [index for index, moment in enumerate(seen) if moment.prompt == _EYES and _eyes(moment) < _DIP * usual]
    if not asked or asked[-1] + 1 >= len(seen):
        return None
    return any(_eyes(moment) > _OPEN * usual for moment in seen[asked[-1] + 1 :])


def _lower_face(mesh: Vector) -> float:
    """Nose to chin over forehead to nose, in the mesh's own three dimensions."""
    upper = float(np.linalg.norm(mesh[_NOSE] - mesh[_FOREHEAD]))
    return float(np.linalg.norm(mesh[_CHIN] - mesh[_NOSE])) / max(upper, 1e-6)
