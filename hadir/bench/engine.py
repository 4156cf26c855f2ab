"""How fast is the engine, and how much of that are the nets themselves?"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from hadir.bench.performer import Reel
from hadir.capture.script import Prompt
from hadir.faceengine.compare import average, similarity
from hadir.faceengine.engine import CHECK_IN, Engine
from hadir.faceengine.types import Vector

_FRAMES = 3


@dataclass(frozen=True, slots=True)
class EngineSpeed:
    """Medians in milliseconds for one check-in of three frames on one core.

    `model_ms`: the nets alone, on data that already lies in place. `total_ms`: decode, detect, mesh, eyes, spoof
    signal, quality and embedding of three JPEGs, then averaging and the match.
    """

    model_ms: float
    total_ms: float
    rounds: int

    @property
    def overhead(self) -> float:
        return self.total_ms / self.model_ms

    @property
    def checkins_per_s_core(self) -> float:
        return 1000.0 / self.total_ms


def measure(engine: Engine, reel: Reel, *, rounds: int, progress: Callable[[], None] = lambda: None) -> EngineSpeed:
    """Models and whole chain in turn, so that a drifting machine strikes both."""
    frames = [reel.frames[Prompt.LOOK_STRAIGHT][index % 2] for index in range(_FRAMES)]
    template = engine.analyse(frames[0], CHECK_IN).embedding
    if template is None:
        raise ValueError("the frames to measure with are not usable")
    nets = engine.nets_of_frame(360, 480)
    models, totals = [], []
    for _round in range(rounds + 3):
        started = time.perf_counter()
        for _frame in range(_FRAMES):
            for net in nets:
                net.run()
        between = time.perf_counter()
        _check_in(engine, frames, template)
        totals.append((time.perf_counter() - between) * 1e3)
        models.append((between - started) * 1e3)
        progress()
    return EngineSpeed(median(models[3:]), median(totals[3:]), rounds)


def _check_in(engine: Engine, frames: list[bytes], template: Vector) -> bool:
    embeddings = [engine.analyse(frame, CHECK_IN).embedding for frame in frames]
    return similarity(average([vector for vector in embeddings if vector is not None]), template) > 0
