"""When an engine change may go on, and what the shadow comparison says. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

BINS = 100  # over -1..1: a fiftieth each


class Blocker(StrEnum):
    """Why a change may not be switched yet. Sentences in `texts`."""

    NOT_EMBEDDED = "not_embedded"
    COVERAGE = "coverage"
    COMPARISONS = "comparisons"
    LOSS = "loss"
    FALSE_MATCHES = "false_matches"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a switch needs: share of enrolled people with a new template, genuine comparisons under both engines, and
    how much larger the new false non-match rate may be (in absolute terms)."""

    min_coverage: float = 0.95
    min_comparisons: int = 200
    max_loss: float = 0.01


@dataclass(frozen=True, slots=True)
class Cell:
    """Comparisons in one bin, and how many of them reached the threshold."""

    bin: int
    count: int
    passed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One engine's comparisons. Rates are None without any comparison."""

    genuine: tuple[Cell, ...] = ()
    impostor: tuple[Cell, ...] = ()

    @property
    def genuine_count(self) -> int:
        return _sum(cell.count for cell in self.genuine)

    @property
    def impostor_count(self) -> int:
        return _sum(cell.count for cell in self.impostor)

    @property
    def fnmr(self) -> float | None:
        """Share of genuine comparisons below the threshold."""
        count = self.genuine_count
        return 1 - _sum(cell.passed for cell in self.genuine) / count if count else None

    @property
    def fmr(self) -> float | None:
        """Share of comparisons of two people at or above it."""
        count = self.impostor_count
        return _sum(cell.passed for cell in self.impostor) / count if count else None


@dataclass(frozen=True, slots=True)
class Progress:
    """People with a valid template: all, those with crops, those done, and those whose crops were of no use."""

    people: int
    with_crops: int
    done: int
    failed: int

    @property
    def waiting(self) -> int:
        """Those with crops that were not tried yet."""
        return max(0, self.with_crops - self.done - self.failed)

    @property
    def coverage(self) -> float:
        """Share of the people who will not have to be recorded again."""
        return self.done / self.people if self.people else 0.0


def blockers(progress: Progress, old: Figures, new: Figures, limits: Limits) -> tuple[Blocker, ...]:
    """Everything that speaks against switching now; empty when nothing does.

    False matches: the rate at a threshold cannot be measured to 1e-5 with a few thousand comparisons, so the new
    engine may simply not be worse than the old one by more than three comparisons (rule of three).
    """
    found = []
    if progress.waiting:
        found.append(Blocker.NOT_EMBEDDED)
    if progress.coverage < limits.min_coverage:
        found.append(Blocker.COVERAGE)
    if min(old.genuine_count, new.genuine_count) < limits.min_comparisons:
        found.append(Blocker.COMPARISONS)
    if old.fnmr is not None and new.fnmr is not None and new.fnmr - old.fnmr > limits.max_loss:
        found.append(Blocker.LOSS)
    if old.fmr is not None and new.fmr is not None and (new.fmr - old.fmr) * new.impostor_count > 3:
        found.append(Blocker.FALSE_MATCHES)
    return tuple(found)


def bin_of(score: float) -> int:
    """0..99 for a cosine of -1..1."""
    return min(BINS - 1, max(0, int((score + 1) / 2 * BINS)))


def _sum(numbers: Iterable[int]) -> int:
    return sum(numbers)
