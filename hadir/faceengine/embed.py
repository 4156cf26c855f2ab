"""SFace recogniser: aligned face to embedding.

Zhong et al., "SFace: sigmoid-constrained hypersphere loss for robust face recognition", IEEE TIP 30 (2021).
"""

from __future__ import annotations

from pathlib import Path

from hadir.faceengine.align import ALIGNED_SIZE
from hadir.faceengine.compare import average, normalised
from hadir.faceengine.runtime import Runtime
from hadir.faceengine.types import Image, Vector

DIMENSIONS = 128


class Recogniser:
    """Embeds aligned faces."""

    def __init__(self, runtime: Runtime, weights: Path) -> None:
        self.net = runtime.load(weights, (ALIGNED_SIZE, ALIGNED_SIZE), layout="NCHW", rgb=True)

    def embed(self, aligned: Image, *, flip: bool = False) -> Vector:
        """(128,) float32 of unit length. `flip` averages with the mirrored face (costs a second run)."""
        vector = self._run(aligned)
        return average([vector, self._run(aligned[:, ::-1])]) if flip else vector

    def _run(self, aligned: Image) -> Vector:
        self.net.picture[:] = aligned
        return normalised(self.net.run()[0][0].copy())
