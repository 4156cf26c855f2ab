"""A pool that runs two engines, without nets: a picture says who is on it, and each engine has a space of its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hadir.faceengine.compare import normalised
from hadir.faceengine.engine import EngineId, engine_id
from hadir.faceengine.pool import EngineDown
from hadir.faceengine.types import FrameAnalysis, Reason, Vector

OLD, NEW = engine_id("f32"), engine_id("bf16")


def face(person: str, engine: EngineId) -> Vector:
    """Where this engine puts this person: far from everybody else, and from the same person under another engine."""
    seed = list(f"{person}|{engine}".encode())
    return normalised(np.random.default_rng(seed).standard_normal(128).astype(np.float32))


class TwoEngines:
    """Stands in for the pool. Pictures are `b"jpeg of NAME"`; `b"unusable"` shows nobody."""

    def __init__(self, *ids: EngineId) -> None:
        self.ids = ids
        self.down = False

    def engine_id(self) -> EngineId:
        return self.engine_ids()[0]

    def engine_ids(self) -> tuple[EngineId, ...]:
        if self.down:
            raise EngineDown("switched off")
        return self.ids

    def submit(self, frames: Sequence[bytes], policy: str, engine: EngineId | None = None) -> list[FrameAnalysis]:
        used = engine or self.ids[0]
        if self.down or used not in self.ids:
            raise EngineDown(f"{used} does not run")
        return [self._one(frame, used) for frame in frames]

    def _one(self, frame: bytes, engine: EngineId) -> FrameAnalysis:
        if not frame.startswith(b"jpeg of "):
            return FrameAnalysis(0, 0, (Reason.NO_FACE,))
        return FrameAnalysis(360, 480, (), embedding=face(frame.removeprefix(b"jpeg of ").decode(), engine))
