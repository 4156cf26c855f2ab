"""A face of points: enough of a head to turn without a picture of one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hadir.faceengine.depth import View
from hadir.faceengine.mesh import POINTS

Doubles = npt.NDArray[np.float64]


def _face() -> Doubles:
    """(468, 3): half an ellipsoid with a nose, pixels; z towards the camera negative."""
    rng = np.random.default_rng(11)
    angle, radius = rng.uniform(0, 2 * np.pi, POINTS), np.sqrt(rng.uniform(0, 1, POINTS))
    x, y = 70 * radius * np.cos(angle), 95 * radius * np.sin(angle)
    nose = 45 * np.exp(-((x / 14) ** 2 + ((y - 10) / 25) ** 2))
    return np.column_stack([x, y, -60 * np.sqrt(np.clip(1 - (x / 75) ** 2 - (y / 100) ** 2, 0, None)) - nose])


FACE = _face()
# Right eye, left eye, nose tip, mouth corners.
_POINTS = np.array([[-32, -30, -52], [32, -30, -52], [0, 12, -104], [-26, 48, -50], [26, 48, -50]], np.float64)


def turned(degrees: float, *, flat: bool = False, scale: float = 1.0, shift: tuple[float, float] = (0.0, 0.0)) -> View:
    """The face turned to its own left, seen from afar; `flat`: a picture of it on a sheet that is turned."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), 0, -np.sin(angle)], [0, 1, 0], [np.sin(angle), 0, np.cos(angle)]])
    mesh, points = FACE.copy(), _POINTS.copy()
    relief = mesh[:, 2].copy()
    if flat:
        mesh[:, 2], points[:, 2] = 0.0, 0.0
    mesh, points = mesh @ turn.T * scale, points @ turn.T * scale
    if flat:
        mesh[:, 2] = relief * scale  # a net that knows only heads sees one on the sheet, too
    place = np.array([*shift, 0.0])
    box = np.ptp(mesh[:, :2], axis=0)
    return View(
        (mesh + place).astype(np.float32), (points + place)[:, :2].astype(np.float32), (box[0], box[1]), float(degrees)
    )
