"""Results of the face engine. All frozen: a measurement is never edited, only replaced.

Angles are degrees, lengths pixels of the decoded (upright) frame unless a name says otherwise.
"Left" and "right" are the subject's own: yaw is positive when the subject turns to their own left,
which is towards larger x in an unmirrored picture; pitch is positive when the subject looks up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]  # (H, W, 3), BGR
Vector = npt.NDArray[np.float32]
Colour = tuple[float, float, float]  # red, green, blue, 0..255, sRGB


class Reason(StrEnum):
    """Why a frame cannot be used. Stable codes; sentences live at the edges."""

    # the bytes
    EMPTY = "frame_empty"
    TOO_LARGE = "frame_too_large"
    NOT_JPEG = "frame_not_jpeg"
    UNSUPPORTED = "frame_unsupported"  # CMYK, 12/16 bit, lossless, arithmetic coding
    TOO_MANY_PIXELS = "frame_too_many_pixels"
    CORRUPT = "frame_corrupt"  # truncated, damaged, trailing bytes
    TIMEOUT = "frame_timeout"  # decoder or net hung or crashed on it
    # the scene
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    TOO_SMALL = "face_too_small"
    TOO_CLOSE = "face_too_close"
    OFF_CENTRE = "face_off_centre"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    TURNED_AWAY = "turned_away"
    COVERED = "face_covered"


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    w: float
    h: float

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x <= self.x + self.w and self.y <= y <= self.y + self.h

    @property
    def area(self) -> float:
        return max(self.w, 0.0) * max(self.h, 0.0)


@dataclass(frozen=True, slots=True)
class Detection:
    """One detected face. `points`: (5, 2) right eye, left eye, nose tip, right and left mouth corner."""

    box: Box
    points: Vector
    score: float


@dataclass(frozen=True, slots=True)
class Pose:
    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True, slots=True)
class Quality:
    """Components after ISO/IEC 29794-5; each is a raw measure, judged by `QualityLimits`."""

    brightness: float  # mean luminance of the face, 0..1
    contrast: float  # standard deviation of luminance, 0..1
    under_exposed: float  # share of face pixels near black
    over_exposed: float  # share of face pixels near white
    sharpness: float  # log10 of the variance of the Laplacian on the aligned face
    interocular_px: float  # distance of the eye centres, as it would be if the head were not turned
    face_share: float  # face height / frame height
    offset_x: float  # face centre from frame centre, in frame widths, -0.5..0.5
    offset_y: float
    visibility: float  # 0..1, low when landmarks disagree or are covered
    uniformity: float  # 0..1, evenness of light between the two halves of the face


@dataclass(frozen=True, slots=True)
class FrameAnalysis:
    """All that one frame tells. Empty where `reasons` stopped the chain early.

    `embedding`: (D,) float32, unit length. `mesh`: (468, 3) float32 in pixels of the frame, z towards the
    camera negative. `spoof`: 0..1, probability that the passive net gives to "bona fide".
    `reasons` is empty when the frame is fit for recognition.
    """

    width: int
    height: int
    reasons: tuple[Reason, ...]
    detection: Detection | None = None
    pose: Pose | None = None
    quality: Quality | None = None
    eyes_open: float | None = None  # 0 closed .. about 1 wide open
    mouth_open: float | None = None  # 0 closed .. about 1 wide open
    bona_fide: float | None = None
    embedding: Vector | None = None
    mesh: Vector | None = None
    crop: bytes | None = None  # JPEG of the head, for policies that keep one
    skin: Colour | None = None  # mean of cheeks and forehead
    background: Colour | None = None  # mean beside the head; None when the face fills the frame

    @property
    def usable(self) -> bool:
        return not self.reasons and self.embedding is not None
