"""Runs the engine over many files, on several processes, and tells about each file what it gave or why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from hadir.faceengine.engine import EVALUATION, Engine
from hadir.faceengine.evaluation.measured import Embeddings, Measured
from hadir.faceengine.evaluation.workers import Progress, Work, each
from hadir.faceengine.jpeg import FrameError, FrameLimits
from hadir.faceengine.runtime import PrecisionChoice

# Photos from a camera's card, not frames of a stream: the operator chose the files, so size is no attack.
FILE_LIMITS = FrameLimits(max_bytes=40_000_000, max_pixels=60_000_000)
UNREADABLE = "file_unreadable"  # beside the codes of `types.Reason`: the file system refused
_CHUNK = 16
_AS_ENROLLED = replace(EVALUATION, careful=True)


Measure = Callable[[bytes], Measured]


@dataclass(frozen=True, slots=True)
class EngineMaker:
    """Builds a measuring function around an engine of its own; travels to worker processes."""

    models_dir: Path
    precision: PrecisionChoice = "auto"
    threads: int = 1
    careful: bool = True  # embed as at enrolment too, which costs six times the rest

    def __call__(self) -> Measure:
        engine = Engine(self.models_dir, threads=self.threads, precision=self.precision, limits=FILE_LIMITS)
        return lambda data: measure(engine, data, careful=self.careful)


def measure(engine: Engine, data: bytes, *, careful: bool = True) -> Measured:
    """Embed the main face of a photo and score it against presentation attacks."""
    try:
        image = engine.decode(data)
    except FrameError as error:
        return Measured(failure=error.reason.value)
    frame = engine.analyse_image(image, EVALUATION)
    photo = engine.analyse_image(image, _AS_ENROLLED) if careful else frame
    unfit = tuple(reason.value for reason in frame.reasons)
    if frame.embedding is None or photo.embedding is None:
        return Measured(failure=unfit[0] if unfit else UNREADABLE)
    return Measured(None, Embeddings(photo.embedding, frame.embedding), frame.bona_fide, unfit)


def run(
    make: Callable[[], Measure], files: Sequence[Path], *, workers: int | None = None, progress: Progress | None = None
) -> list[Measured]:
    """One `Measured` a file, in the order given. `workers` and errors as in `workers.each`."""
    return each(_OfFiles(make), files, chunk=_CHUNK, workers=workers, progress=progress)


@dataclass(frozen=True, slots=True)
class _OfFiles:
    """Turns a maker of what measures bytes into one of what measures files."""

    make: Callable[[], Measure]

    def __call__(self) -> Work[Measured]:
        return partial(_measure_file, self.make())


def _measure_file(measuring: Measure, path: Path) -> Measured:
    try:
        data = path.read_bytes()
    except OSError:
        return Measured(failure=UNREADABLE)
    return measuring(data)
