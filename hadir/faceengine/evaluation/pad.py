"""Presentation attack detection figures after ISO/IEC 30107-3:2023.

A frame counts as bona fide when its score is at or above the threshold.

* APCER of a species: share of its attack frames that passed as bona fide. Each species stands alone: a mean over
  species would hide the one that works.
* BPCER: share of bona fide frames taken for an attack.
* Frames from which no score could be had (no face found, damaged file) are *non-responses*: they are counted apart
  (APNRR, BPNRR) and are in neither rate.
* RIAPAR of a species (2023): IAPAR and FRR added, so that attacks stopped by refusing everybody show their price. No
  face is compared here, so both are taken as if every face matched: IAPAR is APCER, FRR is BPCER. The whole system has
  less of the one and more of the other (`evaluation.sessions`).
* ACER, the mean of APCER and BPCER, is not reported: the standard has dropped it, because it weighs two risks
  that nobody weighs equally.

Intervals of APCER and BPCER are 95 % Wilson score intervals over frames; that of RIAPAR joins both (Newcombe 1998,
method 10, for a sum). Frames of one session look alike, so the true uncertainty is larger; the number of people is
reported beside them. The interval of AUC is a subject-level bootstrap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from hadir.faceengine.evaluation.verification import SEED, Interval

REAL = "real"
Z95 = 1.959964
AUC_REPLICATES = 500

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PadFrame:
    """One judged frame. `score` None: no answer. `label`: REAL or the name of an attack species."""

    label: str
    subject: str
    session: str
    score: float | None


@dataclass(frozen=True, slots=True)
class ErrorRate:
    errors: int
    frames: int
    subjects: int
    non_responses: int
    rate: float | None  # None where no frame of the kind gave a score
    ci: Interval | None


@dataclass(frozen=True, slots=True)
class Riapar:
    rate: float
    ci: Interval


@dataclass(frozen=True, slots=True)
class PadResult:
    threshold: float
    auc: float | None
    auc_ci: Interval | None
    eer: float | None
    bpcer: ErrorRate
    apcer: dict[str, ErrorRate]  # by species, in alphabetical order
    riapar: dict[str, Riapar]  # of the species that gave scores; empty without bona fide scores


def wilson(errors: int, n: int) -> Interval:
    """95 % Wilson score interval of a share; sensible at 0 and n errors too."""
    share = errors / n
    centre = share + Z95**2 / (2 * n)
    spread = Z95 * sqrt(share * (1 - share) / n + Z95**2 / (4 * n**2))
    scale = 1 + Z95**2 / n
    return min(max((centre - spread) / scale, 0.0), share), max(min((centre + spread) / scale, 1.0), share)


def auc(real: Doubles, attack: Doubles) -> float:
    """Chance that a bona fide frame scores above an attack frame, ties counting half (Mann-Whitney U / nm)."""
    ranked = np.sort(attack)
    below = np.searchsorted(ranked, real, side="left")
    up_to = np.searchsorted(ranked, real, side="right")
    return float((below + up_to).sum() / (2.0 * len(real) * len(attack)))


def evaluate_pad(frames: Sequence[PadFrame], threshold: float, *, seed: int = SEED) -> PadResult:
    real = _scores(frames, attack=False)
    attack = _scores(frames, attack=True)
    both = len(real) > 0 and len(attack) > 0
    species = sorted({frame.label for frame in frames if frame.label != REAL})
    bpcer = _rate([f for f in frames if f.label == REAL], threshold, passing_is_error=False)
    apcer = {name: _rate([f for f in frames if f.label == name], threshold, passing_is_error=True) for name in species}
    return PadResult(
        threshold=threshold,
        auc=auc(real, attack) if both else None,
        auc_ci=_auc_interval(frames, seed=seed) if both else None,
        eer=_equal_error_rate(real, attack) if both else None,
        bpcer=bpcer,
        apcer=apcer,
        riapar={name: found for name, rate in apcer.items() if (found := _sum(rate, bpcer)) is not None},
    )


def choose_threshold(frames: Sequence[PadFrame], *, max_apcer: float) -> float:
    """Where no species' APCER exceeds `max_apcer` and BPCER is least; of such thresholds, refuse what costs nothing.

    The allowance is a limit, not a budget: an attack that scores below every remaining bona fide frame is refused
    too. The threshold is put halfway between it and that frame, so that neither side sits on the edge.
    """
    needed = 0.0
    for name in {frame.label for frame in frames if frame.label != REAL}:
        ranked = np.sort(_of_label(frames, name))
        if len(ranked):
            allowed = int(max_apcer * len(ranked) * (1 + 1e-12))
            needed = max(needed, float(ranked[len(ranked) - 1 - allowed]) if allowed < len(ranked) else 0.0)
    real = _scores(frames, attack=False)
    above = real[real > needed]
    if not len(above):
        return float(np.nextafter(needed, np.inf))
    upper = float(above.min())
    attack = _scores(frames, attack=True)
    lower = max(needed, float(attack[attack < upper].max(initial=0.0)))
    return (lower + upper) / 2.0


def roc(frames: Sequence[PadFrame]) -> tuple[Doubles, Doubles, Doubles]:
    """Thresholds ascending, APCER over all attack frames together (falling), BPCER (rising)."""
    real, attack = np.sort(_scores(frames, attack=False)), np.sort(_scores(frames, attack=True))
    thresholds = np.unique(np.concatenate([real, attack, [0.0, 1.0]]))
    thresholds = np.append(thresholds, np.nextafter(thresholds[-1], np.inf))
    passed = 1.0 - np.searchsorted(attack, thresholds, side="left") / max(len(attack), 1)
    refused = np.searchsorted(real, thresholds, side="left") / max(len(real), 1)
    return thresholds, passed, refused


def scores_by_label(frames: Sequence[PadFrame]) -> dict[str, Doubles]:
    """Scores of each label that gave any, bona fide first."""
    labels = sorted({frame.label for frame in frames}, key=lambda name: (name != REAL, name))
    return {label: scores for label in labels if len(scores := _of_label(frames, label))}


def _scores(frames: Sequence[PadFrame], *, attack: bool) -> Doubles:
    kept = [f.score for f in frames if f.score is not None and (f.label != REAL) == attack]
    return np.array(kept, dtype=np.float64)


def _of_label(frames: Sequence[PadFrame], label: str) -> Doubles:
    return np.array([f.score for f in frames if f.score is not None and f.label == label], dtype=np.float64)


def _rate(frames: Sequence[PadFrame], threshold: float, *, passing_is_error: bool) -> ErrorRate:
    scored = [frame.score for frame in frames if frame.score is not None]
    errors = sum((score >= threshold) == passing_is_error for score in scored)
    return ErrorRate(
        errors=errors,
        frames=len(scored),
        subjects=len({frame.subject for frame in frames}),
        non_responses=len(frames) - len(scored),
        rate=errors / len(scored) if scored else None,
        ci=wilson(errors, len(scored)) if scored else None,
    )


def _sum(attack: ErrorRate, real: ErrorRate) -> Riapar | None:
    if attack.rate is None or attack.ci is None or real.rate is None or real.ci is None:
        return None
    total = attack.rate + real.rate
    below = sqrt((attack.rate - attack.ci[0]) ** 2 + (real.rate - real.ci[0]) ** 2)
    above = sqrt((attack.ci[1] - attack.rate) ** 2 + (real.ci[1] - real.rate) ** 2)
    return Riapar(total, (max(0.0, total - below), min(2.0, total + above)))


def _equal_error_rate(real: Doubles, attack: Doubles) -> float:
    thresholds = np.unique(np.concatenate([real, attack]))
    apcer = 1.0 - np.searchsorted(np.sort(attack), thresholds) / len(attack)
    bpcer = np.searchsorted(np.sort(real), thresholds) / len(real)
    nearest = int(np.argmin(np.abs(apcer - bpcer)))
    return float(apcer[nearest] + bpcer[nearest]) / 2.0


def _auc_interval(frames: Sequence[PadFrame], *, seed: int) -> Interval:
    """People are drawn with replacement, each bringing bona fide and attack frames alike."""
    subjects = sorted({frame.subject for frame in frames})
    real = [_scores([f for f in frames if f.subject == who], attack=False) for who in subjects]
    attack = [_scores([f for f in frames if f.subject == who], attack=True) for who in subjects]
    rng = np.random.default_rng(seed)
    values = []
    for _ in range(AUC_REPLICATES):
        drawn = rng.integers(0, len(subjects), len(subjects))
        ours, theirs = np.concatenate([real[i] for i in drawn]), np.concatenate([attack[i] for i in drawn])
        if len(ours) and len(theirs):
            values.append(auc(ours, theirs))
    point = auc(_scores(frames, attack=False), _scores(frames, attack=True))
    low, high = np.quantile(values, [0.025, 0.975]) if values else (point, point)
    return min(float(low), point), max(float(high), point)
