"""Runs the engine over many files, on several processes, and tells about each file what it gave or why not."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from hadir.faceengine.engine import EVALUATION, Engine
from hadir.faceengine.evaluation.errors import EvaluationError, Problem
from hadir.faceengine.evaluation.measured import Embeddings, Measured
from hadir.faceengine.jpeg import FrameError, FrameLimits
from hadir.faceengine.runtime import PrecisionChoice

# Photos from a camera's card, not frames of a stream: the operator chose the files, so size is no attack.
FILE_LIMITS = FrameLimits(max_bytes=40_000_000, max_pixels=60_000_000)
UNREADABLE = "file_unreadable"  # beside the codes of `types.Reason`: the file system refused
_CHUNK = 16
_AS_ENROLLED = replace(EVALUATION, careful=True)


Measure = Callable[[bytes], Measured]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class EngineMaker:
    """Builds a measuring function around an engine of its own; travels to worker processes."""

    models_dir: Path
    precision: PrecisionChoice = "auto"
    threads: int = 1

    def __call__(self) -> Measure:
        engine = Engine(self.models_dir, threads=self.threads, precision=self.precision, limits=FILE_LIMITS)
        return lambda data: measure(engine, data)


def measure(engine: Engine, data: bytes) -> Measured:
    """Embed the main face of a photo and score it against presentation attacks."""
    try:
        image = engine.decode(data)
    except FrameError as error:
        return Measured(failure=error.reason.value)
    frame, photo = engine.analyse_image(image, EVALUATION), engine.analyse_image(image, _AS_ENROLLED)
    unfit = tuple(reason.value for reason in frame.reasons)
    if frame.embedding is None or photo.embedding is None:
        return Measured(failure=unfit[0] if unfit else UNREADABLE)
    return Measured(None, Embeddings(photo.embedding, frame.embedding), frame.bona_fide, unfit)


def run(
    make: Callable[[], Measure], files: Sequence[Path], *, workers: int | None = None, progress: Progress | None = None
) -> list[Measured]:
    """One `Measured` a file, in the order given. `workers`: processes, default one a core; 1 stays in this process.

    Raises `EvaluationError` when a worker dies (a decoder or net crashed), naming the file it was last given.
    """
    report = progress or (lambda done, total: None)
    wanted = min(workers or available_cores(), max(1, len(files) // _CHUNK))
    results: list[Measured] = []
    chunks = _in_one_process(make, files) if wanted <= 1 else _in_processes(make, files, wanted)
    for chunk in chunks:
        results.extend(chunk)
        report(len(results), len(files))
    return results


def available_cores() -> int:
    """Cores that this process may use (a container may have fewer than the machine)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_one_process(make: Callable[[], Measure], files: Sequence[Path]) -> Iterator[list[Measured]]:
    measuring = make()
    for path in files:
        yield [_measure_file(measuring, path)]


def _in_processes(make: Callable[[], Measure], files: Sequence[Path], workers: int) -> Iterator[list[Measured]]:
    # Spawned, not forked: the inference runtime's threads do not survive a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(make,)) as pool:
        parts = [files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK)]
        waiting = [pool.submit(_measure_in_worker, part) for part in parts]
        for part, future in zip(parts, waiting, strict=True):
            try:
                yield future.result()
            except BrokenProcessPool:
                raise EvaluationError(Problem.WORKER_DIED, path=part[0]) from None


def _measure_file(measuring: Measure, path: Path) -> Measured:
    try:
        data = path.read_bytes()
    except OSError:
        return Measured(failure=UNREADABLE)
    return measuring(data)


_of_this_worker: list[Measure] = []  # one measuring function a worker process, built once at its start


def _start_worker(make: Callable[[], Measure]) -> None:
    _of_this_worker[:] = [make()]


def _measure_in_worker(files: Sequence[Path]) -> list[Measured]:
    return [_measure_file(_of_this_worker[0], path) for path in files]
