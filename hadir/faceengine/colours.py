"""Mean colours of skin and surroundings in one frame: what a coloured light on the face changes. Cheap."""

from __future__ import annotations

from typing import Final

import numpy as np

from hadir.faceengine.align import ALIGNED_SIZE
from hadir.faceengine.types import Box, Colour, Image

# Rows and columns of the aligned face: both cheeks and the forehead, clear of eyes, brows, nose and mouth.
_SKIN: Final = (
    (slice(66, 84), slice(20, 38)),
    (slice(66, 84), slice(74, 92)),
    (slice(20, 34), slice(36, 76)),
)
_STEP = 6  # every so many pixels of the frame count
_HEAD = 1.6  # hair, ears and shoulders belong to the person: what lies within so many box widths is no background
_LEAST = 24  # pixels looked at; fewer say nothing


def skin(aligned: Image) -> Colour:
    """Mean red, green, blue of cheeks and forehead, 0..255, as the camera delivered them."""
    parts = [aligned[rows, columns].reshape(-1, 3) for rows, columns in _SKIN]
    return _colour(np.concatenate(parts))


def background(image: Image, box: Box) -> Colour | None:
    """Mean colour left and right of the head, above its chin; None when the face fills the frame."""
    middle, reach = box.x + box.w / 2, box.w * _HEAD / 2
    bottom = max(int(box.y + box.h), 1)
    left = image[:bottom:_STEP, : max(int(middle - reach), 0) : _STEP].reshape(-1, 3)
    right = image[:bottom:_STEP, min(max(int(middle + reach), 0), image.shape[1]) :: _STEP].reshape(-1, 3)
    pixels = np.concatenate([left, right])
    return _colour(pixels) if len(pixels) >= _LEAST else None


def _colour(pixels: Image) -> Colour:
    blue, green, red = pixels.mean(axis=0).tolist()
    return (red, green, blue)


assert ALIGNED_SIZE == 112  # the patches of skin are counted in these pixels
