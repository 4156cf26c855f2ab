"""Ten-fold accuracy on a list of pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.faceengine.evaluation.folds import best_threshold, fold_accuracy, fold_numbers


def test_folds_are_consecutive_tenths_of_each_kind() -> None:
    same = np.array([True] * 20 + [False] * 30)

    numbers = fold_numbers(same, 10)

    assert numbers[:20].tolist() == [i // 2 for i in range(20)]
    assert numbers[20:].tolist() == [i // 3 for i in range(30)]


def test_separable_pairs_are_all_right() -> None:
    same = np.array([True, False] * 50)
    scores = np.where(same, 0.8, 0.1).astype(np.float32)

    accuracy = fold_accuracy(scores, same)

    assert accuracy is not None
    assert (accuracy.mean, accuracy.standard_error, accuracy.folds) == (1.0, 0.0, 10)


def test_one_wrong_pair_in_one_fold_shows_in_mean_and_standard_error() -> None:
    same = np.array([True, False] * 50)
    scores = np.where(same, 0.8, 0.1).astype(np.float32)
    scores[0] = 0.0  # a genuine pair of the first fold, which holds ten pairs

    accuracy = fold_accuracy(scores, same)

    assert accuracy is not None
    assert accuracy.mean == pytest.approx(0.99)
    assert accuracy.standard_error == pytest.approx(0.01)  # nine times 1.0 and once 0.9


def test_the_held_out_fold_does_not_choose_its_own_threshold() -> None:
    same = np.array([True, False] * 10)
    scores = np.where(same, 0.9, 0.5).astype(np.float32)
    scores[:2] = (0.4, 0.3)  # with a threshold of its own, fold 0 would be all right

    accuracy = fold_accuracy(scores, same)

    assert accuracy is not None
    assert accuracy.mean == pytest.approx(0.95)


def test_too_few_pairs_have_no_accuracy() -> None:
    assert fold_accuracy(np.array([0.9, 0.1], dtype=np.float32), np.array([True, False])) is None


@given(st.lists(st.tuples(st.floats(-1, 1, width=32), st.booleans()), min_size=1, max_size=40))
def test_no_threshold_does_better_than_the_best_one(pairs: list[tuple[float, bool]]) -> None:
    scores = np.array([score for score, _ in pairs], dtype=np.float32)
    same = np.array([truth for _, truth in pairs])
    chosen = best_threshold(scores, same)

    right = ((scores >= np.float32(chosen)) == same).sum()

    for other in [*scores.tolist(), 2.0]:
        assert ((scores >= np.float32(other)) == same).sum() <= right


def test_a_pair_that_could_not_be_compared_is_never_accepted() -> None:
    scores = np.array([-np.inf, -np.inf, 0.1], dtype=np.float32)

    assert best_threshold(scores, np.array([True, True, False])) > -np.inf
