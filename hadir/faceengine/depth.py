"""Is it a head or a picture of one? 3-D evidence from several views within one session.

Points of a flat thing move from view to view by a homography; those of a head that turns do not. Measured on
turning heads and on flat and bent prints, the median over pairs of views separates them (docs/benchmarks.md).
Hartley and Zisserman, "Multiple view geometry in computer vision", 2nd ed., chapters 4 and 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from hadir.faceengine.types import Vector

# A pair of views counts when the head turned at least this much between them (change of `mesh.turn_cue`).
MIN_TURN = 0.25
# Median residual below which the views are explained by a flat thing. It must let through heads that stop at the first
# frame that fulfils a prompt: those lie above 0.026, full turns above 0.042 (docs/benchmarks.md). Most prints never
# look turned enough; some of those that do lie above the limit, so a prompt asks for more of a turn than `MIN_TURN`.
FLAT_BELOW = 0.022


@dataclass(frozen=True, slots=True)
class View:
    """One frame's mesh, (468, 3) in pixels, and its turn cue."""

    mesh: Vector
    turn: float


def residual(a: Vector, b: Vector) -> float:
    """RMS distance after the best homography from `a` to `b` over all points, over the root of the mesh's area."""
    source, target = a[:, :2].astype(np.float64), b[:, :2].astype(np.float64)
    matrix, _ = cv2.findHomography(source, target, 0)
    if matrix is None:
        return 0.0
    moved = cv2.perspectiveTransform(source[None], matrix)[0]
    extent = np.ptp(target, axis=0)
    rms = float(np.sqrt(np.mean(np.sum((moved - target) ** 2, axis=1))))
    return rms / float(np.sqrt(max(extent[0] * extent[1], 1.0)))


def relief(views: Sequence[View]) -> float | None:
    """Median residual over the pairs that show a turn; None when no pair does."""
    found = [
        residual(a.mesh, b.mesh)
        for index, a in enumerate(views)
        for b in views[index + 1 :]
        if abs(a.turn - b.turn) >= MIN_TURN
    ]
    return float(np.median(found)) if found else None
