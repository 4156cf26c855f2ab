"""A picture of the head that any later recogniser can work from: not one net's aligned square, but the face with room
around it, in the pixels of the frame."""

from __future__ import annotations

import cv2
import numpy as np
import simplejpeg

from hadir.faceengine.types import Box, Image

MAX_BYTES = 256 * 1024
_ROOM = 2.0  # side of the crop in face heights: the detector wants the whole head and some background
_LARGEST_PX = 384  # more than any known recogniser takes
_QUALITY = 95


def head_jpeg(image: Image, box: Box) -> bytes:
    """JPEG (4:4:4) of the square around the face, at most 384 px a side, cut at the frame's edges."""
    height, width = image.shape[:2]
    half = _ROOM * max(box.w, box.h) / 2
    middle_x, middle_y = box.x + box.w / 2, box.y + box.h / 2
    left, top = max(0, int(middle_x - half)), max(0, int(middle_y - half))
    right, bottom = min(width, int(middle_x + half) + 1), min(height, int(middle_y + half) + 1)
    head = image[top:bottom, left:right]
    scale = _LARGEST_PX / max(head.shape[:2])
    if scale < 1:
        head = cv2.resize(head, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    data: bytes = simplejpeg.encode_jpeg(
        np.ascontiguousarray(head, np.uint8), quality=_QUALITY, colorspace="BGR", colorsubsampling="444"
    )
    return data
