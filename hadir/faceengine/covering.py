"""Is something in front of the face: a mask, a hand, dark glasses?

Detector and mesh place eyes and lips on a covered face as calmly as on a bare one, so their word says nothing.
What a cover takes away is the drawing: the edges of lids, irises and lips. Their strength, relative to how bright
the skin is and after smoothing that camera noise does not survive, tells bare from covered. Shut eyes keep their
lashes and pass. A printed pattern on a mask brings edges of its own and is mostly missed (docs/benchmarks.md).
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from hadir.faceengine.align import ALIGNED_SIZE, transform_to_aligned
from hadir.faceengine.mesh import five_points
from hadir.faceengine.types import Image, Vector

# Outlines in the mesh: the lips, then the eyes, the one further left in the picture first.
_LIPS = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
_EYES = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
)
_LIPS_GROWTH, _EYES_GROWTH = 1.15, 1.25  # the edge itself must lie inside
_SKIN = (117, 346, 205, 425, 50, 280, 151)  # cheeks and forehead; the median survives a cover on three of them
_TOP: Final = 30  # rows above this one hold neither eye nor mouth
_SMOOTHING = 1.4  # pixels of the aligned face
_DARKEST_SKIN = 20.0
_TURNED = 20.0  # degrees of yaw beyond which the far eye is hidden by the nose, not by a cover
# Mean slope over skin brightness. Bare faces in 998 of 1000 lie above 0.16, covered ones in 9 of 10 below.
_CLEARLY_DRAWN = 0.32

Floats = npt.NDArray[np.float32]


def drawing(grey: Image, mesh: Vector, yaw: float) -> float:
    """0..1: how clearly the least clear of mouth and eyes is drawn; below 0.5 it is likely to be covered.

    `grey`: (112, 112) luminance of the face aligned by the points of its `mesh`; `yaw` in degrees.
    """
    smooth = np.asarray(cv2.GaussianBlur(grey[_TOP:].astype(np.float32), (0, 0), _SMOOTHING), np.float32)
    across, down = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    slope = np.asarray(cv2.magnitude(across, down), np.float32)
    matrix = transform_to_aligned(five_points(mesh))
    points = (mesh[:, :2] @ matrix[:, :2].T + (matrix[:, 2] - (0, _TOP))).astype(np.float32)
    eyes = [_strength(slope, points[list(eye)], _EYES_GROWTH) for eye in _EYES]
    if abs(yaw) > _TURNED:
        eyes = [eyes[1] if yaw < 0 else eyes[0]]
    weakest = min(_strength(slope, points[list(_LIPS)], _LIPS_GROWTH), *eyes)
    return min(1.0, weakest / _skin_brightness(smooth, points) / _CLEARLY_DRAWN)


def _strength(slope: Floats, outline: Floats, growth: float) -> float:
    """Mean slope inside the outline, grown about its centre; 0 where it lies outside the picture."""
    centre = outline.mean(axis=0)
    shape = np.rint(centre + (outline - centre) * growth).astype(np.int32)
    mask = np.zeros(slope.shape, np.uint8)
    cv2.fillPoly(mask, [shape], 1)
    return float(cv2.mean(slope, mask)[0])


def _skin_brightness(smooth: Floats, points: Floats) -> float:
    """Median luminance of cheeks and forehead, 0..255."""
    columns, rows = np.rint(points[list(_SKIN)]).astype(int).T
    inside = smooth[rows.clip(0, smooth.shape[0] - 1), columns.clip(0, ALIGNED_SIZE - 1)]
    return max(float(np.median(inside)), _DARKEST_SKIN)
