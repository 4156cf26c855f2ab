"""Is it a head or a picture of one? 3-D evidence from several views within one session.

A sheet that is turned carries all points of the face along a homography; a head does not: its nose goes ahead, its far
side vanishes, and what foreshortening takes from its width the relief gives back (rows of a rotation have unit length).
The mesh net knows only heads, so on a turned print it dreams up some relief; the detector's five points and its box are
measured in the picture. One pair of views gives the eleven numbers of `FEATURES`; a logistic model, fitted on heads and
on flat, bent and moved prints (docs/liveness.md), makes the odds of a head of them.

Hartley and Zisserman, "Multiple view geometry in computer vision", 2nd ed., chapters 4 (normalised DLT), 13 (planes)
and 14 (affine cameras).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hadir.faceengine.calibration import ReliefLimits
from hadir.faceengine.mesh import turn_cue
from hadir.faceengine.types import FrameAnalysis, Vector

Doubles = npt.NDArray[np.float64]

FEATURES = (
    "turn",  # how far the nose went towards the side, by the detector (`mesh.turn_cue`)
    "yaw",  # how far the mesh says that the head turned, sine
    "nose",  # how far the nose left the homography of eyes and mouth corners, over the height of the face
    "parallax",  # how far the mesh's relief moved against its plane, bent as a sheet may be
    "foreshortening",  # the plane's lesser scale over its greater
    "rigidity",  # foreshortening and parallax together: near 1 for a rotation of a solid head
    "residual",  # what the best homography leaves of the mesh's movement
    "eyes_in_box",  # change of the eyes' distance against the width of the box, logarithm
    "mouth_in_box",
    "height_in_box",
    "box",  # change of the box's width over its height, logarithm
)
_MOST_RESTS, _MOST_TURNED = 2, 2
MOST_PAIRS = _MOST_RESTS * _MOST_TURNED
_STEP = 3  # every so many points of the mesh: neighbours move alike
_FIVE_PLANE = (0, 1, 3, 4)  # eyes and mouth corners of the detector's points; 2 is the nose


@dataclass(frozen=True, slots=True)
class View:
    """One frame: (468, 3) mesh and (5, 2) points in pixels, box sides in pixels, degrees of yaw."""

    mesh: Vector
    points: Vector
    box: tuple[float, float]
    yaw: float

    @classmethod
    def of(cls, analysis: FrameAnalysis) -> View:
        """Raises `ValueError` for a frame in which no face was measured."""
        if analysis.mesh is None or analysis.detection is None or analysis.pose is None:
            raise ValueError("a view needs a measured face")
        box = analysis.detection.box
        return cls(analysis.mesh, analysis.detection.points, (box.w, box.h), analysis.pose.yaw)

    @property
    def turn(self) -> float:
        return turn_cue(self.points)


@dataclass(frozen=True, slots=True)
class Relief:
    """`odds`: logarithm of how much likelier a head than a sheet is, median over pairs; `residual`: median of what
    the best homography leaves; `turn`: largest change of the turn cue; `pairs`: how many pairs show a turn."""

    odds: float
    residual: float
    turn: float
    pairs: int


def relief(rests: Sequence[View], others: Sequence[View], limits: ReliefLimits) -> Relief | None:
    """Evidence of pairs of a straight view and a turned one; None when no pair shows a turn."""
    pairs = [(rest, view) for rest in rests[:_MOST_RESTS] for view in _most_turned(rests[0], others, limits.min_turn)]
    found = [pair_features(rest, view) for rest, view in pairs]
    if not found:
        return None
    odds = [limits.model.odds(features) for features in found]
    table = np.array(found)
    return Relief(
        odds=float(np.median(odds)),
        residual=float(np.median(table[:, FEATURES.index("residual")])),
        turn=float(table[:, 0].max()),
        pairs=len(found),
    )


def _most_turned(rest: View, others: Sequence[View], min_turn: float) -> list[View]:
    turns = sorted(others, key=lambda view: -abs(view.turn - rest.turn))
    return [view for view in turns[:_MOST_TURNED] if abs(view.turn - rest.turn) >= min_turn]


def pair_features(rest: View, turned: View) -> Doubles:
    """(11,) as named by `FEATURES`; signs are such that a head that turns gives positive values."""
    change = turned.turn - rest.turn
    side = 1.0 if change >= 0 else -1.0
    a, b = rest.mesh[::_STEP].astype(np.float64), turned.mesh[::_STEP, :2].astype(np.float64)
    foreshortening, parallax = _plane_and_parallax(a, b)
    yaw = math.radians(max(-90.0, min(90.0, side * (turned.yaw - rest.yaw))))
    shape = _shape(turned) - _shape(rest)
    return np.array(
        (
            abs(change),
            math.sin(yaw),
            side * _nose_parallax(rest.points, turned.points),
            side * parallax[0],
            foreshortening,
            foreshortening**2 + float(parallax @ parallax),
            residual(a[:, :2], b),
            *shape,
        )
    )


def residual(a: Doubles, b: Doubles) -> float:
    """RMS distance after the best homography from `a` to `b`, both (n, 2), over the root of the area of `b`."""
    extent = np.ptp(b, axis=0)
    size = math.sqrt(max(float(extent[0] * extent[1]), 1.0))
    matrix = homography(a, b)
    moved = np.column_stack([a, np.ones(len(a))]) @ matrix.T
    weight = moved[:, 2:]
    flat = moved[:, :2] / np.where(np.abs(weight) < 1e-9, 1e-9, weight)
    rms = float(np.sqrt(np.mean(np.sum((flat - b) ** 2, axis=1)))) / size
    return rms if math.isfinite(rms) else 0.0


def homography(a: Doubles, b: Doubles) -> Doubles:
    """(3, 3) from `a` to `b`, (n, 2) each: direct linear transform on normalised points, least of nine eigenvectors.

    Points on a line have many; one of them comes back.
    """
    (from_a, p), (from_b, q) = _normalised(a), _normalised(b)
    x, y, u, v = p[:, 0], p[:, 1], q[:, 0], q[:, 1]
    zero, one = np.zeros_like(x), np.ones_like(x)
    rows = np.concatenate(
        [
            np.column_stack([x, y, one, zero, zero, zero, -u * x, -u * y, -u]),
            np.column_stack([zero, zero, zero, x, y, one, -v * x, -v * y, -v]),
        ]
    )
    _values, vectors = np.linalg.eigh(rows.T @ rows)
    matrix: Doubles = np.linalg.inv(from_b) @ vectors[:, 0].reshape(3, 3) @ from_a
    return matrix


def _normalised(points: Doubles) -> tuple[Doubles, Doubles]:
    """The similarity that brings the centroid to 0 and the mean distance to the root of 2, and the points after it."""
    centre = points.mean(axis=0)
    distance = float(np.sqrt(((points - centre) ** 2).sum(axis=1)).mean())
    scale = math.sqrt(2) / distance if distance > 1e-9 else 1.0
    matrix = np.array([[scale, 0, -scale * centre[0]], [0, scale, -scale * centre[1]], [0, 0, 1]])
    return matrix, (points - centre) * scale


def _plane_and_parallax(a: Doubles, b: Doubles) -> tuple[float, Doubles]:
    """How the mesh `a` (n, 3) became `b` (n, 2): as a plane that may bend (second order) and by its relief.

    The plane's lesser scale over its greater, and the relief's movement (x to the subject's left, y up) over the
    greater scale: for a solid head that turns from straight by an angle, its cosine and its sine."""
    centred = a - a.mean(axis=0)
    size = math.sqrt(max(float((centred[:, :2] ** 2).sum(axis=1).mean()), 1e-9))
    x, y, z = (centred / size).T
    design = np.column_stack([np.ones_like(x), x, y, x * x, x * y, y * y, z])
    normal = design.T @ design + 1e-9 * np.eye(design.shape[1])
    fitted = np.linalg.solve(normal, design.T @ (b - b.mean(axis=0)))
    scales = np.linalg.svd(fitted[1:3], compute_uv=False)
    greater = max(float(scales[0]), 1e-9)
    return float(scales[1]) / greater, -fitted[6] / greater


def _nose_parallax(rest: Vector, turned: Vector) -> float:
    """How far the nose lies beside where eyes and mouth corners, taken for a plane, would carry it: along the eyes,
    over the distance of eyes and mouth, which a turn to the side leaves alone."""
    a, b = rest.astype(np.float64), turned.astype(np.float64)
    eyes, across = (b[0] + b[1]) / 2, b[1] - b[0]
    height = float(np.linalg.norm(eyes - (b[3] + b[4]) / 2))
    width = float(np.linalg.norm(across))
    if height < 1e-6 or width < 1e-6:
        return 0.0
    matrix = homography(a[list(_FIVE_PLANE)], b[list(_FIVE_PLANE)])
    carried = matrix @ np.array([a[2, 0], a[2, 1], 1.0])
    if abs(carried[2]) < 1e-9:
        return 0.0
    beside = float((b[2] - carried[:2] / carried[2]) @ across) / (width * height)
    return max(-1.0, min(1.0, beside))  # four points nearly on a line say nothing


def _shape(view: View) -> Doubles:
    """(4,) logarithms: eyes and mouth over the box's width, face height over the box's height, box's width over it."""
    p = view.points.astype(np.float64)
    eyes, mouth = math.dist(p[0], p[1]), math.dist(p[3], p[4])
    height = math.dist((p[0] + p[1]) / 2, (p[3] + p[4]) / 2)
    w, h = max(view.box[0], 1.0), max(view.box[1], 1.0)
    ratios = np.array([eyes / w, mouth / w, height / h, w / h])
    logs: Doubles = np.log(ratios.clip(0.05, 20.0))
    return logs
