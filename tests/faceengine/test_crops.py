"""The picture that is kept of a head: the face with room around it, small, and inside the frame."""

from __future__ import annotations

import numpy as np
import pytest

from hadir.faceengine import crops, jpeg
from hadir.faceengine.types import Box


@pytest.mark.parametrize("box", [Box(150, 200, 120, 160), Box(-30, -20, 90, 110), Box(330, 450, 80, 90)])
def test_a_crop_holds_the_face_and_stays_inside_the_frame(box: Box) -> None:
    frame = np.zeros((480, 360, 3), np.uint8)
    left, top = max(0, int(box.x)), max(0, int(box.y))
    frame[top : int(box.y + box.h), left : int(box.x + box.w)] = 255
    picture = jpeg.decode(crops.head_jpeg(frame, box), jpeg.FrameLimits())
    assert max(picture.shape[:2]) <= 384
    white = int((picture > 200).all(axis=2).sum())
    assert white == pytest.approx((frame == 255).all(axis=2).sum(), rel=0.1), "nothing of the face is cut off"
    assert white < picture.shape[0] * picture.shape[1], "there is room around it"


def test_a_large_face_is_made_small() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (1600, 1200, 3), dtype=np.uint8)
    data = crops.head_jpeg(noise, Box(300, 400, 600, 800))
    assert len(data) <= crops.MAX_BYTES, "even of noise, which hardly compresses"
