"""All genuine and impostor scores of a set of embeddings, without ever holding every impostor score.

4,108 images give 8.4 million impostor pairs, 13,233 images give 87 million. Only three things are needed of them:
how many there are, how they are distributed, and the *largest* ones exactly (thresholds at small false match rates
lie there). So the pairs are produced in blocks twice: the first pass fills a fine histogram, the second collects
the exact tail together with the subjects involved.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Labels = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

T = TypeVar("T", bound=np.generic)

BINS = 1 << 16  # over -1..1: a bin is 3e-5 wide, far below the noise of a score
TAIL_SHARE = 2e-3  # twice the loosest named target, so that every named threshold is found exactly
TAIL_AT_LEAST = 1000  # small sets are kept whole
BLOCK_ROWS = 256


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of comparisons. `used` masks out what must not count (a pair twice, an image with itself)."""

    scores: Floats  # (R, C) cosine similarities
    references: Labels  # (R,) subject of each row
    probes: Labels  # (C,) subject of each column
    used: Bools | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """`genuine` in full; of the impostors the histogram over -1..1 and the exact upper tail (ascending)."""

    genuine: Floats  # (G,)
    genuine_subject: Labels  # (G,)
    impostor_counts: Ints  # (BINS,)
    tail: Floats  # (T,) ascending
    tail_reference: Labels  # (T,)
    tail_probe: Labels  # (T,)
    n_references: Ints  # (S,) references of each subject that took part
    n_probes: Ints  # (S,)

    @property
    def n_genuine(self) -> int:
        return int(self.genuine.size)

    @property
    def n_impostor(self) -> int:
        return int(self.impostor_counts.sum())


def bin_edges() -> npt.NDArray[np.float64]:
    """Lower edges of the histogram bins and the last upper edge, (BINS + 1,)."""
    return np.linspace(-1.0, 1.0, BINS + 1)


def unit(vectors: Floats) -> Floats:
    """Rows scaled to length 1; a zero row stays zero (it matches nothing)."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms == 0.0, 1.0, norms), dtype=np.float32)


def all_pairs(vectors: Floats, subjects: Labels) -> Iterator[Block]:
    """Every unordered pair of images once. `vectors`: (N, D) embeddings; `subjects`: (N,) numbers from 0."""
    n = len(subjects)
    for start in range(0, n, BLOCK_ROWS):
        stop = min(start + BLOCK_ROWS, n)
        columns = np.arange(start, n)
        used = columns[None, :] > np.arange(start, stop)[:, None]
        yield Block(vectors[start:stop] @ vectors[start:].T, subjects[start:stop], subjects[start:], used)


def collect(blocks: Callable[[], Iterator[Block]], n_references: Ints, n_probes: Ints) -> Scores:
    """Run over the blocks twice (see the module text). `n_references`, `n_probes`: (S,) counts for each subject."""
    counts = np.zeros(BINS, dtype=np.int64)
    genuine: list[Floats] = []
    owners: list[Labels] = []
    for block in blocks():
        same = block.references[:, None] == block.probes[None, :]
        own, other = _masks(block, same)
        counts += np.bincount(_bins(block.scores[other]), minlength=BINS)
        genuine.append(block.scores[own])
        owners.append(np.broadcast_to(block.references[:, None], block.scores.shape)[own])
    tail, reference, probe = _tail(blocks, _tail_start(counts))
    return Scores(
        genuine=_joined(genuine, np.float32),
        genuine_subject=_joined(owners, np.int32),
        impostor_counts=counts,
        tail=tail,
        tail_reference=reference,
        tail_probe=probe,
        n_references=n_references,
        n_probes=n_probes,
    )


def _masks(block: Block, same: Bools) -> tuple[Bools, Bools]:
    if block.used is None:
        return same, ~same
    return same & block.used, ~same & block.used


def _bins(scores: Floats) -> Ints:
    """Bin number of each score; rounding may push a cosine slightly past 1."""
    return np.clip((scores.astype(np.float64) + 1.0) * (BINS / 2), 0, BINS - 1).astype(np.int64)


def _tail_start(counts: Ints) -> int:
    """First bin of the tail: the highest bin from which on enough scores lie."""
    n = int(counts.sum())
    wanted = min(max(math.ceil(n * TAIL_SHARE), TAIL_AT_LEAST), n)
    from_top = np.cumsum(counts[::-1])
    reached = int(np.searchsorted(from_top, wanted))
    return max(BINS - 1 - reached, 0)


def _tail(blocks: Callable[[], Iterator[Block]], first_bin: int) -> tuple[Floats, Labels, Labels]:
    scores: list[Floats] = []
    references: list[Labels] = []
    probes: list[Labels] = []
    for block in blocks():
        same = block.references[:, None] == block.probes[None, :]
        _, other = _masks(block, same)
        rows, columns = np.nonzero(other)
        values = block.scores[rows, columns]
        kept = _bins(values) >= first_bin
        scores.append(values[kept])
        references.append(block.references[rows[kept]])
        probes.append(block.probes[columns[kept]])
    tail = _joined(scores, np.float32)
    order = np.argsort(tail, kind="stable")
    return tail[order], _joined(references, np.int32)[order], _joined(probes, np.int32)[order]


def _joined(parts: list[npt.NDArray[T]], kind: type[T]) -> npt.NDArray[T]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)
