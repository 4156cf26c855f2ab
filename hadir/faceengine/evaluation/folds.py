"""Ten-fold verification accuracy on a list of pairs, as LFW's View 2 asks.

For each fold the threshold that is best on the other folds is applied to it; reported are the mean of the folds'
accuracies and its standard error. Genuine and impostor pairs are each cut into consecutive tenths in list order,
which gives LFW's own folds when its list is used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hadir.faceengine.evaluation.scores import Floats

FOLDS = 10


@dataclass(frozen=True, slots=True)
class FoldAccuracy:
    mean: float
    standard_error: float
    folds: int
    n_pairs: int


def fold_numbers(same: npt.NDArray[np.bool_], folds: int) -> npt.NDArray[np.int64]:
    """Fold of each pair, (N,)."""
    numbers = np.empty(len(same), dtype=np.int64)
    for kind in (True, False):
        rows = np.flatnonzero(same == kind)
        numbers[rows] = np.arange(len(rows)) * folds // max(len(rows), 1)
    return numbers


def best_threshold(scores: Floats, same: npt.NDArray[np.bool_]) -> float:
    """The threshold with most right answers; of several the lowest, halfway between the scores that it parts.

    "Same" means score >= threshold.

    A score of minus infinity (no comparison was possible) lies below every threshold.
    """
    order = np.argsort(scores, kind="stable")
    ranked, truth = scores[order], same[order]
    wrong_below = np.concatenate([[0], np.cumsum(truth)])
    wrong_above = np.concatenate([np.cumsum(~truth[::-1])[::-1], [0]])
    candidates = np.concatenate([ranked, [np.nextafter(ranked[-1], np.float32(2.0), dtype=np.float32)]])
    errors = (wrong_below + wrong_above).astype(np.int64)
    # Equal scores cannot be told apart: only the first of a run of equal scores is a real cut.
    first_of_run = np.concatenate([[True], candidates[1:] > candidates[:-1]])
    errors[~first_of_run | np.isneginf(candidates)] = len(scores) + 1
    chosen = int(np.argmin(errors))
    if chosen == 0 or np.isneginf(candidates[chosen - 1]):
        return float(candidates[chosen])
    halfway = np.float32((float(candidates[chosen - 1]) + float(candidates[chosen])) / 2.0)
    return float(halfway if halfway > candidates[chosen - 1] else candidates[chosen])


def fold_accuracy(scores: Floats, same: npt.NDArray[np.bool_]) -> FoldAccuracy | None:
    """None where there are too few pairs of either kind for two folds."""
    folds = min(FOLDS, int(same.sum()), int((~same).sum()))
    if folds < 2:
        return None
    numbers = fold_numbers(same, folds)
    accuracies = []
    for fold in range(folds):
        held_out = numbers == fold
        threshold = best_threshold(scores[~held_out], same[~held_out])
        accuracies.append(float(((scores[held_out] >= np.float32(threshold)) == same[held_out]).mean()))
    error = float(np.std(accuracies, ddof=1) / np.sqrt(folds))
    return FoldAccuracy(float(np.mean(accuracies)), error, folds, len(scores))
