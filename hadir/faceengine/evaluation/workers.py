"""Spreads work on many files over several processes, in order, with progress."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, TypeVar

from hadir.faceengine.evaluation.errors import EvaluationError, Problem

Result = TypeVar("Result")
Work = Callable[[Path], Result]
Progress = Callable[[int, int], None]


def each(
    make: Callable[[], Work[Result]],
    paths: Sequence[Path],
    *,
    chunk: int,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Result]:
    """One result a path, in the order given. `make` is called once in every process.

    `workers`: processes, default one a core; 1 stays in this process. `chunk`: paths a worker takes at once. Raises
    `EvaluationError` when a worker dies (a decoder or net crashed), naming the path it was last given.
    """
    report = progress or (lambda done, total: None)
    wanted = min(workers or available_cores(), max(1, len(paths) // chunk))
    results: list[Result] = []
    parts = _in_one_process(make, paths) if wanted <= 1 else _in_processes(make, paths, wanted, chunk)
    for part in parts:
        results.extend(part)
        report(len(results), len(paths))
    return results


def available_cores() -> int:
    """Cores that this process may use (a container may have fewer than the machine)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_one_process(make: Callable[[], Work[Result]], paths: Sequence[Path]) -> Iterator[list[Result]]:
    work = make()
    for path in paths:
        yield [work(path)]


def _in_processes(
    make: Callable[[], Work[Result]], paths: Sequence[Path], workers: int, chunk: int
) -> Iterator[list[Result]]:
    # Spawned, not forked: the inference runtime's threads do not survive a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(make,)) as pool:
        parts = [paths[start : start + chunk] for start in range(0, len(paths), chunk)]
        waiting = [pool.submit(_work_in_worker, part) for part in parts]
        for part, future in zip(parts, waiting, strict=True):
            try:
                yield future.result()
            except BrokenProcessPool:
                raise EvaluationError(Problem.WORKER_DIED, path=part[0]) from None


_of_this_worker: list[Work[Any]] = []  # what this worker process does, built once at its start


def _start_worker(make: Callable[[], Work[Any]]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _of_this_worker[:] = [make()]


def _end_with_parent() -> None:
    """A parent that was killed takes nobody along: without this its workers would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work_in_worker(paths: Sequence[Path]) -> list[Any]:
    return [_of_this_worker[0](path) for path in paths]
