"""Passive spoof signal: one net's opinion on one frame. One signal among several, never a gate alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import cv2
import numpy as np

from hadir.faceengine.runtime import Runtime
from hadir.faceengine.types import Box, Image

_SIZE = 128
# Side of the crop in box sides. The net was trained at 2.7, but an upright frame has room for 2.2 at arm's length
# and 1.6 when the face comes closer: the crop would follow the distance, and the opinion with it. At 1.6 the face has
# the same size in the net's picture wherever it is, and living people lie far better apart (docs/liveness.md).
_MARGIN = 1.6
_SURE = 12.0  # log-odds beyond which a single frame counts no more


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


def over_frames(probabilities: Sequence[float]) -> float | None:
    """Median log-odds of "bona fide" over frames: neither one lucky frame nor one with a glare decides."""
    if not probabilities:
        return None
    return median(log_odds(probability) for probability in probabilities)


def log_odds(probability: float) -> float:
    """Natural logarithm of p / (1 - p), within what one frame may say."""
    if probability <= 0.0 or probability >= 1.0:
        return -_SURE if probability <= 0.0 else _SURE
    return max(-_SURE, min(_SURE, math.log(probability) - math.log1p(-probability)))


def surroundings(width: int, height: int, box: Box) -> tuple[int, int, int, int]:
    """The box grown by the margin; where it would leave the picture it shrinks and shifts to stay inside."""
    scale = min(_MARGIN, (width - 1) / box.w, (height - 1) / box.h)
    w, h = box.w * scale, box.h * scale
    x0 = min(max(box.x + box.w / 2 - w / 2, 0.0), width - w)
    y0 = min(max(box.y + box.h / 2 - h / 2, 0.0), height - h)
    left, top = int(x0), int(y0)
    return left, top, max(left + 2, int(x0 + w)), max(top + 2, int(y0 + h))
