"""Running over many files: order, failures, several processes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from hadir.faceengine.evaluation.errors import EvaluationError, Problem
from hadir.faceengine.evaluation.measured import Embeddings, Measured
from hadir.faceengine.evaluation.runner import UNREADABLE, Measure, run


@dataclass(frozen=True)
class Readable:
    """Takes the first byte for the embedding; "!" for a face that is not there, "x" for a crash."""

    def __call__(self) -> Measure:
        return _read


def _read(data: bytes) -> Measured:
    if data == b"x":
        os._exit(3)
    if data == b"!":
        return Measured("no_face")
    vector = np.array([data[0]], dtype=np.float32)
    return Measured(None, Embeddings(vector, vector))


def files(folder: Path, *contents: bytes) -> list[Path]:
    paths = []
    for number, content in enumerate(contents):
        path = folder / f"{number:03}.jpg"
        path.write_bytes(content)
        paths.append(path)
    return paths


def values(found: list[Measured]) -> list[float | None]:
    return [float(one.embeddings.probe[0]) if one.embeddings else None for one in found]


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_files(tmp_path: Path, workers: int) -> None:
    paths = files(tmp_path, *(bytes([n]) for n in range(40, 80)))

    assert values(run(Readable(), paths, workers=workers)) == [float(n) for n in range(40, 80) if n != ord("!")]


def test_a_file_without_a_face_or_that_cannot_be_read_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    paths = [*files(tmp_path, b"a", b"!"), tmp_path / "gone.jpg"]

    assert [one.failure for one in run(Readable(), paths, workers=1)] == [None, "no_face", UNREADABLE]


def test_progress_ends_with_all_files_done(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    run(Readable(), files(tmp_path, b"a", b"b"), workers=1, progress=lambda done, total: seen.append((done, total)))

    assert seen == [(1, 2), (2, 2)]


def test_a_dying_worker_is_told_and_does_not_hang(tmp_path: Path) -> None:
    paths = files(tmp_path, *[b"a"] * 20, b"x", *[b"a"] * 20)

    with pytest.raises(EvaluationError) as error:
        run(Readable(), paths, workers=2)

    assert error.value.problem is Problem.WORKER_DIED
