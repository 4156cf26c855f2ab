"""How open is an eye? The contour that MediaPipe's iris net draws around it.

The face mesh hardly moves its lids when an eye shuts; this net does. Ablavatski et al., "Real-time pupil tracking
from monocular video for digital puppetry", CVPR-W 2020.
"""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from hadir.faceengine.runtime import Runtime
from hadir.faceengine.types import Image, Vector

_SIZE = 64
_MARGIN = 2.3  # side of the crop in eye widths
# Mesh indices of each eye's corners, the one further left in the picture first.
_RIGHT_EYE, _LEFT_EYE = (33, 133), (362, 263)
# Contour points: corner, seven along the lower lid, corner, seven along the upper lid.
_CORNERS, _LOWER, _UPPER = (0, 8), slice(2, 7), slice(10, 15)
_CONTOUR_VALUES = 71 * 3
# Mean lid distance over eye width of shut and of wide open eyes.
_SHUT, _SPAN = 0.10, 0.22


class EyeContour:
    """Measures the eye that is nearer to the camera: a turned head hides the other."""

    def __init__(self, runtime: Runtime, weights: Path) -> None:
        self.net = runtime.load(weights, (_SIZE, _SIZE), layout="NHWC", rgb=True, scale=255.0)

    def openness(self, image: Image, mesh: Vector) -> float:
        """0 shut, about 1 wide open. `mesh`: (468, 3) as from `mesh.FaceMesh.fit`."""
        nearer = max((_RIGHT_EYE, _LEFT_EYE), key=lambda eye: _width(mesh, eye))
        matrix = _crop_transform(mesh, nearer)
        crop = cv2.warpAffine(image, matrix, (_SIZE, _SIZE), flags=cv2.INTER_LINEAR)
        # The net knows left eyes; a right one is shown in the mirror.
        self.net.picture[:] = crop[:, ::-1] if nearer is _RIGHT_EYE else crop
        contour = next(out for out in self.net.run() if out.size == _CONTOUR_VALUES).reshape(-1, 3)[:, :2]
        width = float(np.linalg.norm(contour[_CORNERS[0]] - contour[_CORNERS[1]]))
        gaps = np.linalg.norm(contour[_UPPER] - contour[_LOWER], axis=1)
        return max(0.0, (float(gaps.mean()) / max(width, 1e-3) - _SHUT) / _SPAN)


def _width(mesh: Vector, eye: tuple[int, int]) -> float:
    return float(np.linalg.norm(mesh[eye[1], :2] - mesh[eye[0], :2]))


def _crop_transform(mesh: Vector, eye: tuple[int, int]) -> npt.NDArray[np.float64]:
    """(2, 3): frame to a square around the eye, corners level."""
    a, b = mesh[eye[0], :2].astype(np.float64), mesh[eye[1], :2].astype(np.float64)
    angle = math.atan2(b[1] - a[1], b[0] - a[0])
    scale = _SIZE / (_MARGIN * max(float(np.linalg.norm(b - a)), 1.0))
    cos, sin = scale * math.cos(angle), scale * math.sin(angle)
    turn = np.array([[cos, sin], [-sin, cos]])
    shift = np.full(2, _SIZE / 2) - turn @ ((a + b) / 2)
    return np.column_stack([turn, shift])
