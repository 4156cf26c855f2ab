"""Comparing embeddings. Scores stay on the server; only decisions leave it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hadir.faceengine.types import Vector


def normalised(vector: Vector) -> Vector:
    """Unit length, float32. A zero vector cannot come from a face and is an error."""
    length = float(np.linalg.norm(vector))
    if not np.isfinite(length) or length == 0.0:
        raise ValueError("an embedding must be finite and not zero")
    return (vector / length).astype(np.float32)


def average(vectors: Sequence[Vector]) -> Vector:
    """Mean of unit vectors, normalised again: a template from several images, a probe from several frames."""
    if not vectors:
        raise ValueError("at least one embedding is needed")
    return normalised(np.mean(np.stack(vectors), axis=0))


def similarity(a: Vector, b: Vector) -> float:
    """Cosine of two unit vectors, -1..1."""
    return float(np.dot(a, b))
