"""Five-point alignment: the similarity transform that puts a face where the recogniser expects it."""

from __future__ import annotations

from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from hadir.faceengine.types import Image, Vector

ALIGNED_SIZE: Final = 112

# Where the five points lie in a 112 x 112 aligned face (the layout that SFace and the ArcFace family train on).
_TARGET = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]], np.float32
)


def similarity_transform(source: Vector, target: Vector) -> npt.NDArray[np.float64]:
    """(2, 3) matrix, least squares over rotation, uniform scale and shift (no reflection).

    Points as complex numbers make it a linear regression: target = a * source + b
    (equal to Umeyama 1991 where no reflection fits better).
    """
    src = source[:, 0].astype(np.float64) + 1j * source[:, 1]
    dst = target[:, 0].astype(np.float64) + 1j * target[:, 1]
    src_mean, dst_mean = src.mean(), dst.mean()
    centred = src - src_mean
    spread = float(np.vdot(centred, centred).real)
    a = complex(np.vdot(centred, dst - dst_mean)) / spread if spread > 0 else complex(1.0)
    b = complex(dst_mean) - a * complex(src_mean)
    return np.array([[a.real, -a.imag, b.real], [a.imag, a.real, b.imag]])


def transform_to_aligned(points: Vector) -> npt.NDArray[np.float64]:
    """(2, 3): frame to the crop that `aligned_face` makes with the same five points."""
    return similarity_transform(points, _TARGET)


def aligned_face(image: Image, points: Vector) -> Image:
    """(112, 112, 3) BGR crop. `points`: (5, 2), order of `Detection.points`."""
    matrix = transform_to_aligned(points)
    crop = cv2.warpAffine(image, matrix, (ALIGNED_SIZE, ALIGNED_SIZE), flags=cv2.INTER_LINEAR)
    return cast(Image, crop)
