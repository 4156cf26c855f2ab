"""How fast is the engine, and how much of that are the nets themselves?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from hadir.bench.performer import Reel
from hadir.capture.script import Prompt
from hadir.faceengine.compare import average, similarity
from hadir.faceengine.engine import CHECK_IN, Engine
from hadir.faceengine.runtime import Array, Net
from hadir.faceengine.types import Vector

_FRAMES = 3
_WARM_UP = 3


@dataclass(frozen=True, slots=True)
class EngineSpeed:
    """Medians in milliseconds for one check-in of three frames on one core.

    `total_ms`: decode, detect, mesh, eyes, spoof signal, quality and embedding of three JPEGs, then averaging and the
    match. `model_ms`: what of that the nets took, by the clock in the same run, so that a drifting machine strikes
    both. `model_alone_ms`: the same nets in a loop of their own, where caches stay warm: the least there could be.
    """

    model_ms: float
    model_alone_ms: float
    total_ms: float
    rounds: int

    @property
    def overhead(self) -> float:
        return self.total_ms / self.model_ms

    @property
    def checkins_per_s_core(self) -> float:
        return 1000.0 / self.total_ms


class _Clock:
    """Adds up the time spent in nets while it is attached to them."""

    def __init__(self) -> None:
        self.spent_s = 0.0

    def attach(self, net: Net) -> None:
        run = net.run

        def timed() -> list[Array]:
            started = time.perf_counter()
            outputs = run()
            self.spent_s += time.perf_counter() - started
            return outputs

        net.run = timed  # type: ignore[method-assign]


def measure(engine: Engine, reel: Reel, *, rounds: int, progress: Callable[[], None] = lambda: None) -> EngineSpeed:
    """Nets alone, then the whole chain with a clock on its nets; each `rounds` times."""
    frames = [reel.frames[Prompt.LOOK_STRAIGHT][index % 2] for index in range(_FRAMES)]
    template = engine.analyse(frames[0], CHECK_IN).embedding
    if template is None:
        raise ValueError("the frames to measure with are not usable")
    nets = engine.nets_of_frame(360, 480)
    alone = [_nets_alone(nets) for _round in range(rounds + _WARM_UP)]
    clock = _Clock()
    for net in nets:
        clock.attach(net)
    models, totals = [], []
    for _round in range(rounds + _WARM_UP):
        clock.spent_s, started = 0.0, time.perf_counter()
        _check_in(engine, frames, template)
        totals.append(time.perf_counter() - started)
        models.append(clock.spent_s)
        progress()
    return EngineSpeed(_middle_ms(models), _middle_ms(alone), _middle_ms(totals), rounds)


def _middle_ms(seconds: Sequence[float]) -> float:
    return median(seconds[_WARM_UP:]) * 1e3


def _nets_alone(nets: Sequence[Net]) -> float:
    started = time.perf_counter()
    for _frame in range(_FRAMES):
        for net in nets:
            net.run()
    return time.perf_counter() - started


def _check_in(engine: Engine, frames: list[bytes], template: Vector) -> bool:
    embeddings = [engine.analyse(frame, CHECK_IN).embedding for frame in frames]
    return similarity(average([vector for vector in embeddings if vector is not None]), template) > 0
