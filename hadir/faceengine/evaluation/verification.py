"""Verification figures after ISO/IEC 19795-1:2021: FNMR at named false match rates, with intervals.

A comparison is accepted when its score is at or above the threshold. The threshold for a target false match rate
is the smallest score at which the share of impostor scores at or above it does not exceed the target.

Intervals are 95 % percentile intervals of a subject-level bootstrap: people are drawn with replacement, each brings
all their comparisons, the threshold stays fixed. Images of one person are not independent, so drawing single
comparisons would give intervals that are far too narrow. Where no error was seen, the bootstrap says nothing and the
rule of 3 gives the upper end: 3 / people (cautious: as if each person had been tried once); the figure by
comparisons, 3 / n, is reported beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hadir.faceengine.evaluation.scores import BINS, Floats, Ints, Labels, Scores, bin_edges

TARGETS = ("1e-3", "1e-4", "1e-5")
REPLICATES = 2000
SEED = 19795

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """What happens at the threshold of one named target. None where the material has no such comparison."""

    target: str
    threshold: float | None
    fnmr: float | None
    fnmr_ci: Interval | None
    false_rejects: int
    fmr: float | None  # observed, at most the target
    fmr_ci: Interval | None
    false_matches: int
    resolved: bool  # at least one impostor comparison may pass; else the threshold is just above the highest
    rule_of_3: float | None  # upper bound of FNMR by comparisons where no error was seen


@dataclass(frozen=True, slots=True)
class Verification:
    """One protocol's figures. `points` in the order of TARGETS."""

    n_genuine: int
    n_impostor: int
    n_subjects_genuine: int
    eer: float | None
    points: tuple[OperatingPoint, ...]

    def point(self, target: str) -> OperatingPoint:
        return next(point for point in self.points if point.target == target)


@dataclass(frozen=True, slots=True)
class DetCurve:
    """Points of the detection error trade-off, thresholds ascending, FMR falling, FNMR rising."""

    threshold: npt.NDArray[np.float64]
    fmr: npt.NDArray[np.float64]
    fnmr: npt.NDArray[np.float64]


def verify(scores: Scores, targets: Sequence[str] = TARGETS, *, seed: int = SEED) -> Verification:
    weights = bootstrap_weights(len(scores.n_references), seed=seed)
    return Verification(
        n_genuine=scores.n_genuine,
        n_impostor=scores.n_impostor,
        n_subjects_genuine=int(np.unique(scores.genuine_subject).size),
        eer=equal_error_rate(scores),
        points=tuple(operating_point(scores, target, weights) for target in targets),
    )


def threshold_at(tail: Floats, n_impostor: int, target: float) -> float:
    """Smallest float32 threshold with at most `target * n_impostor` impostor scores at or above it.

    `tail`: ascending, holds at least that many of the largest scores and one more (or all scores there are).
    """
    allowed = int(target * n_impostor * (1 + 1e-12))  # 1e-4 * 10000 must be 1, not 0.99999
    if allowed >= len(tail):
        if len(tail) < n_impostor:
            raise ValueError(f"the tail of {len(tail)} scores is too short for a false match rate of {target}")
        return float(tail[0])
    highest_refused = tail[len(tail) - allowed - 1]
    return float(np.nextafter(highest_refused, np.float32(2.0), dtype=np.float32))


def operating_point(scores: Scores, target: str, weights: Ints) -> OperatingPoint:
    """FNMR and observed FMR at the threshold of `target`. `weights`: bootstrap draws, (B, S)."""
    if scores.n_impostor == 0:
        return OperatingPoint(target, None, None, None, 0, None, None, 0, False, None)
    threshold = threshold_at(scores.tail, scores.n_impostor, float(target))
    resolved = float(target) * scores.n_impostor >= 1.0
    return measured_at(scores, target, threshold, weights, resolved=resolved)


def measured_at(
    scores: Scores, target: str, threshold: float, weights: Ints, *, resolved: bool = True
) -> OperatingPoint:
    """Both error rates at a given threshold, for instance a shipped one."""
    rejected = scores.genuine < np.float32(threshold)
    errors = int(rejected.sum())
    passed = false_matches_at(scores, threshold)
    fnmr = errors / scores.n_genuine if scores.n_genuine else None
    return OperatingPoint(
        target=target,
        threshold=threshold,
        fnmr=fnmr,
        fnmr_ci=fnmr_interval(rejected, scores.genuine_subject, weights),
        false_rejects=errors,
        fmr=passed / scores.n_impostor if scores.n_impostor else None,
        fmr_ci=fmr_interval(scores, passed, weights),
        false_matches=passed,
        resolved=resolved,
        rule_of_3=min(3.0 / scores.n_genuine, 1.0) if scores.n_genuine and errors == 0 else None,
    )


def false_matches_at(scores: Scores, threshold: float) -> int:
    """Impostor scores at or above the threshold; below the exact tail, to the nearest bin of the histogram."""
    if len(scores.tail) and threshold > scores.tail[0]:
        return int(len(scores.tail) - np.searchsorted(scores.tail, np.float32(threshold)))
    first = int(np.clip(np.searchsorted(bin_edges(), threshold), 0, BINS))
    return max(int(scores.impostor_counts[first:].sum()), len(scores.tail))


def bootstrap_weights(n_subjects: int, *, replicates: int = REPLICATES, seed: int = SEED) -> Ints:
    """How often each of `n_subjects` people is drawn in each replicate, (B, S)."""
    if n_subjects == 0:
        return np.zeros((replicates, 0), dtype=np.int64)
    rng = np.random.default_rng(seed)
    return rng.multinomial(n_subjects, np.full(n_subjects, 1.0 / n_subjects), size=replicates)


def fnmr_interval(rejected: npt.NDArray[np.bool_], subjects: Labels, weights: Ints) -> Interval | None:
    """95 % interval of the share of `rejected` comparisons when people are resampled."""
    if rejected.size == 0:
        return None
    n_subjects = weights.shape[1]
    errors = np.bincount(subjects, weights=rejected, minlength=n_subjects)
    totals = np.bincount(subjects, minlength=n_subjects).astype(np.float64)
    if not rejected.any():
        return 0.0, min(3.0 / int((totals > 0).sum()), 1.0)
    return ratio_interval(
        (weights @ errors).astype(np.float64), (weights @ totals).astype(np.float64), float(rejected.mean())
    )


def fmr_interval(scores: Scores, passed: int, weights: Ints) -> Interval | None:
    """95 % interval of FMR when people are resampled; a pair counts as often as both its people were drawn.

    None where the passed pairs reach below the exact tail (only rates far above every named target do).
    """
    if scores.n_impostor == 0 or passed > len(scores.tail):
        return None
    if passed == 0:
        return 0.0, min(3.0 / scores.n_impostor, 1.0)
    first, second = scores.tail_reference[-passed:], scores.tail_probe[-passed:]
    hits = np.array([np.dot(draw[first], draw[second]) for draw in weights], dtype=np.float64)
    a, b = scores.n_references.astype(np.float64), scores.n_probes.astype(np.float64)
    scale = scores.n_impostor / (a.sum() * b.sum() - (a * b).sum())
    drawn = (weights @ a) * (weights @ b) - (weights**2) @ (a * b)
    return ratio_interval(hits, drawn * scale, passed / scores.n_impostor)


def ratio_interval(errors: npt.NDArray[np.float64], totals: npt.NDArray[np.float64], point: float) -> Interval:
    """2.5 % and 97.5 % of errors / totals over the replicates, widened where needed to hold the point itself."""
    usable = totals > 0
    if not usable.any():
        return point, point
    low, high = np.quantile(errors[usable] / totals[usable], [0.025, 0.975])
    return min(float(low), point), max(float(high), point)


def det_curve(scores: Scores, *, points: int = 400) -> DetCurve:
    """The curve at `points` thresholds, evenly spaced in log FMR so that the small rates are drawn too."""
    edges = bin_edges()
    above = np.concatenate([np.cumsum(scores.impostor_counts[::-1])[::-1], [0]]) / max(scores.n_impostor, 1)
    fnmr = np.searchsorted(np.sort(scores.genuine), edges.astype(np.float32)) / max(scores.n_genuine, 1)
    floor = 0.5 / max(scores.n_impostor, 1)
    wanted = np.geomspace(1.0, floor, points)
    picked = np.unique(np.clip(np.searchsorted(-above, -wanted), 0, BINS))
    return DetCurve(edges[picked], above[picked], fnmr[picked])


def equal_error_rate(scores: Scores) -> float | None:
    """Where FMR and FNMR cross (mean of both at the nearest bin edge)."""
    if scores.n_genuine == 0 or scores.n_impostor == 0:
        return None
    fmr = np.concatenate([np.cumsum(scores.impostor_counts[::-1])[::-1], [0]]) / scores.n_impostor
    fnmr = np.searchsorted(np.sort(scores.genuine), bin_edges().astype(np.float32)) / scores.n_genuine
    nearest = int(np.argmin(np.abs(fmr - fnmr)))
    return float(fmr[nearest] + fnmr[nearest]) / 2.0


def histogram(scores: Scores, *, bins: int = 128) -> tuple[npt.NDArray[np.float64], Ints, Ints]:
    """Edges (bins + 1), genuine counts, impostor counts; `bins` must divide BINS."""
    edges = np.linspace(-1.0, 1.0, bins + 1)
    genuine, _ = np.histogram(np.clip(scores.genuine, -1.0, 1.0), bins=edges)
    return edges, genuine.astype(np.int64), scores.impostor_counts.reshape(bins, -1).sum(axis=1)
