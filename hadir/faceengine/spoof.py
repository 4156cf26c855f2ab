"""Passive spoof signal: one net's opinion on one frame. One signal among several, never a gate alone."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from hadir.faceengine.runtime import Runtime
from hadir.faceengine.types import Box, Image

_SIZE = 128
_MARGIN = 2.7  # the net was trained with the surroundings: paper edges and bezels show there


class SpoofNet:
    """MiniFASNet-type net with three classes: bona fide, flat artefact, shaped artefact."""

    def __init__(self, runtime: Runtime, weights: Path) -> None:
        self.net = runtime.load(weights, (_SIZE, _SIZE), layout="NCHW", rgb=False)

    def bona_fide(self, image: Image, box: Box) -> float:
        """Probability 0..1 that the face is bona fide."""
        x0, y0, x1, y1 = surroundings(image.shape[1], image.shape[0], box)
        crop = image[y0:y1, x0:x1]
        cv2.resize(crop, (_SIZE, _SIZE), dst=self.net.picture, interpolation=cv2.INTER_LINEAR)
        (logits,) = self.net.run()  # the graph ends before its softmax
        odds = np.exp(logits[0].astype(np.float64) - float(logits[0].max()))
        return float(odds[0] / odds.sum())


def surroundings(width: int, height: int, box: Box) -> tuple[int, int, int, int]:
    """The box grown by the margin; where it would leave the picture it shrinks and shifts to stay inside."""
    scale = min(_MARGIN, (width - 1) / box.w, (height - 1) / box.h)
    w, h = box.w * scale, box.h * scale
    x0 = min(max(box.x + box.w / 2 - w / 2, 0.0), width - w)
    y0 = min(max(box.y + box.h / 2 - h / 2, 0.0), height - h)
    left, top = int(x0), int(y0)
    return left, top, max(left + 2, int(x0 + w)), max(top + 2, int(y0 + h))
