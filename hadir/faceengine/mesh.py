"""MediaPipe face mesh: 468 points, and what follows from them: head pose and mouth openness.

Kartynnik et al., "Real-time facial surface geometry from monocular video on mobile GPUs", CVPR-W 2019.
"""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from hadir.faceengine.runtime import Runtime
from hadir.faceengine.types import Detection, Image, Pose, Vector

POINTS = 468
_SIZE = 192
_MARGIN = 1.5  # side of the crop in box sides: the net wants the whole head

# Indices of the mesh topology (subject's right is on the left of an unmirrored picture).
_ACROSS = np.array(((33, 263), (133, 362), (61, 291), (234, 454), (127, 356)))  # from subject's right to left
_DOWN = np.array(((10, 152), (9, 175), (151, 199)))  # from forehead to chin
# Eye centres from their corners, nose tip, mouth corners.
_OF_FIVE_POINTS = np.array(((33, 133), (362, 263), (1, 1), (61, 61), (291, 291)))
_MOUTH = ((78, 308), (13, 14), (82, 87), (312, 317))  # corners, then lip pairs

# The straight line from forehead to chin leans back in a level head; degrees to add so that level is 0.
_LEVEL_PITCH = 4.0


class FaceMesh:
    """Places the mesh on one detected face."""

    def __init__(self, runtime: Runtime, weights: Path) -> None:
        self.net = runtime.load(weights, (_SIZE, _SIZE), layout="NHWC", rgb=True, scale=255.0)

    def fit(self, image: Image, face: Detection) -> tuple[Vector, float]:
        """(468, 3) points in pixels of `image` (z towards the camera negative) and presence 0..1."""
        to_crop = _crop_transform(face)
        cv2.warpAffine(image, to_crop, (_SIZE, _SIZE), dst=self.net.picture, flags=cv2.INTER_LINEAR)
        points, presence = self.net.run()
        in_crop = points.reshape(-1, 3)
        back = cv2.invertAffineTransform(to_crop)
        mesh = np.empty_like(in_crop)
        mesh[:, :2] = in_crop[:, :2] @ back[:, :2].T + back[:, 2]
        mesh[:, 2] = in_crop[:, 2] * math.hypot(back[0, 0], back[1, 0])
        return mesh, 1.0 / (1.0 + math.exp(-float(presence.ravel()[0])))


def _crop_transform(face: Detection) -> npt.NDArray[np.float64]:
    """(2, 3): frame to an upright square around the head, eyes level."""
    right_eye, left_eye = face.points[0], face.points[1]
    angle = math.atan2(float(left_eye[1] - right_eye[1]), float(left_eye[0] - right_eye[0]))
    scale = _SIZE / (_MARGIN * max(face.box.w, face.box.h))
    cos, sin = scale * math.cos(angle), scale * math.sin(angle)
    centre_x, centre_y = face.box.x + face.box.w / 2, face.box.y + face.box.h / 2
    half = _SIZE / 2
    return np.array(
        [[cos, sin, half - cos * centre_x - sin * centre_y], [-sin, cos, half + sin * centre_x - cos * centre_y]]
    )


def five_points(mesh: Vector) -> Vector:
    """(5, 2) points of the mesh where the detector's five points lie (order of `Detection.points`)."""
    points: Vector = (mesh[_OF_FIVE_POINTS[:, 0], :2] + mesh[_OF_FIVE_POINTS[:, 1], :2]) * np.float32(0.5)
    return points


def head_pose(mesh: Vector) -> Pose:
    """Degrees from the mesh's own axes (see `types` for the signs)."""
    ax, ay, az = (mesh[_ACROSS[:, 1]] - mesh[_ACROSS[:, 0]]).mean(axis=0).tolist()
    dx, dy, dz = (mesh[_DOWN[:, 1]] - mesh[_DOWN[:, 0]]).mean(axis=0).tolist()
    # The face looks against the cross product of "across" and "down", which points into the picture.
    facing_x, facing_y, facing_z = az * dy - ay * dz, ax * dz - az * dx, ay * dx - ax * dy
    yaw = math.degrees(math.atan2(facing_x, -facing_z))
    pitch = math.degrees(math.atan2(-facing_y, math.hypot(facing_x, facing_z))) + _LEVEL_PITCH
    return Pose(yaw, pitch, math.degrees(math.atan2(ay, ax)))


def _gap_ratio(mesh: Vector, points: tuple[tuple[int, int], ...]) -> float:
    (corner_a, corner_b), *pairs = points
    width = float(np.linalg.norm(mesh[corner_a] - mesh[corner_b]))
    gaps = [float(np.linalg.norm(mesh[a] - mesh[b])) for a, b in pairs]
    return sum(gaps) / len(gaps) / width if width > 0 else 0.0


def mouth_openness(mesh: Vector) -> float:
    """Inner lip distance over mouth width."""
    return _gap_ratio(mesh, _MOUTH)


def turn_cue(points: Vector) -> float:
    """(nose x - mid-eye x) / inter-eye distance from the five points: positive to the subject's left.

    Unlike the mesh's angles it is a plain measurement on the picture: a flat photo turned by 40 degrees
    moves it by 0.17 at most, a real turn of the head by 0.35 and more.
    """
    right_eye, left_eye, nose = points[0], points[1], points[2]
    axis = left_eye - right_eye
    length = float(np.hypot(axis[0], axis[1]))
    if length == 0:
        return 0.0
    middle = (left_eye + right_eye) / 2
    return float(np.dot(nose - middle, axis)) / (length * length)
