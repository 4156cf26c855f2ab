"""Is this picture of a face fit for recognition? Measures after ISO/IEC 29794-5, judged by limits.

Brightness, contrast, exposure, uniformity and sharpness are taken on the aligned face so that they do not
depend on the camera's resolution or on what stands behind the person.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from hadir.faceengine.align import ALIGNED_SIZE
from hadir.faceengine.covering import drawing
from hadir.faceengine.mesh import five_points
from hadir.faceengine.types import Detection, Image, Pose, Quality, Reason, Vector


@dataclass(frozen=True, slots=True)
class QualityLimits:
    """What a frame must reach. Angles in degrees, the rest as in `Quality`."""

    min_interocular_px: float = 30.0
    min_face_share: float = 0.0
    max_face_share: float = 1.0
    max_offset: float = 0.5
    min_brightness: float = 0.16
    max_brightness: float = 0.85
    max_under_exposed: float = 0.60
    max_over_exposed: float = 0.35
    min_sharpness: float = 1.5
    min_visibility: float = 0.5
    max_yaw: float = 60.0
    max_pitch: float = 45.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """What the mesh net said: (468, 3) points, presence 0..1, and the head pose that follows from them."""

    mesh: Vector
    presence: float
    pose: Pose


def measure(image: Image, aligned: Image, face: Detection, fitted: Fitted) -> Quality:
    """All components for one face; `aligned` as from `align.aligned_face`."""
    height, width = image.shape[:2]
    grey = np.asarray(cv2.cvtColor(aligned, cv2.COLOR_BGR2GRAY), np.uint8)
    inner = np.ascontiguousarray(grey[12:, 12:-12])  # leave out hair and background at the rim
    pixels, middle = inner.size, inner.shape[1] // 2
    mean, deviation = cv2.meanStdDev(inner)
    darker, brighter = sorted((cv2.mean(inner[:, :middle])[0], cv2.mean(inner[:, middle:])[0]))
    _, spread = cv2.meanStdDev(cv2.Laplacian(inner, cv2.CV_16S))
    box, pose = face.box, fitted.pose
    eyes_apart = math.dist(face.points[0].tolist(), face.points[1].tolist())
    return Quality(
        brightness=float(mean[0, 0]) / 255,
        contrast=float(deviation[0, 0]) / 255,
        under_exposed=int(np.count_nonzero(inner < 25)) / pixels,
        over_exposed=int(np.count_nonzero(inner >= 248)) / pixels,
        sharpness=math.log10(max(float(spread[0, 0]) ** 2, 1e-3)),
        interocular_px=eyes_apart / max(math.cos(math.radians(pose.yaw)), 0.5),
        face_share=box.h / height,
        offset_x=(box.x + box.w / 2) / width - 0.5,
        offset_y=(box.y + box.h / 2) / height - 0.5,
        visibility=min(fitted.presence * _agreement(face, fitted.mesh), drawing(grey, fitted.mesh, pose.yaw)),
        uniformity=darker / max(brighter, 1.0),
    )


def _agreement(face: Detection, mesh: Vector) -> float:
    """1 when detector and mesh place eyes, nose and mouth alike, towards 0 when one of them guesses."""
    scale = math.sqrt(max(face.box.area, 1.0))
    apart = five_points(mesh) - face.points
    error = math.sqrt(float((apart * apart).sum(axis=1).max())) / scale
    return max(0.0, 1.0 - error / 0.5)


def reasons_against(quality: Quality, pose: Pose, limits: QualityLimits) -> tuple[Reason, ...]:
    """Empty when fit; otherwise every reason, the one to tell first in front."""
    checks = (
        (quality.interocular_px < limits.min_interocular_px, Reason.TOO_SMALL),
        (quality.face_share < limits.min_face_share, Reason.TOO_SMALL),
        (quality.face_share > limits.max_face_share, Reason.TOO_CLOSE),
        (max(abs(quality.offset_x), abs(quality.offset_y)) > limits.max_offset, Reason.OFF_CENTRE),
        (
            quality.brightness < limits.min_brightness or quality.under_exposed > limits.max_under_exposed,
            Reason.TOO_DARK,
        ),
        (
            quality.brightness > limits.max_brightness or quality.over_exposed > limits.max_over_exposed,
            Reason.TOO_BRIGHT,
        ),
        (abs(pose.yaw) > limits.max_yaw or abs(pose.pitch) > limits.max_pitch, Reason.TURNED_AWAY),
        (quality.sharpness < limits.min_sharpness, Reason.BLURRED),
        # Last, because blur and a far turn also take edges from eyes and lips.
        (quality.visibility < limits.min_visibility, Reason.COVERED),
    )
    return tuple(dict.fromkeys(reason for failed, reason in checks if failed))


assert ALIGNED_SIZE == 112  # the rim left out in `measure` is counted in these pixels
