"""Verification figures against cases small enough to count by hand, and properties that must hold for any scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.faceengine.evaluation import verification
from hadir.faceengine.evaluation.scores import Floats, Scores, all_pairs, collect, unit
from hadir.faceengine.evaluation.verification import bootstrap_weights, measured_at, threshold_at, verify

SCORES = st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=200)


def scores_of(vectors: list[list[float]], people: list[int]) -> Scores:
    rows = unit(np.array(vectors, dtype=np.float32))
    subjects = np.array(people, dtype=np.int32)
    counts = np.bincount(subjects)
    return collect(lambda: all_pairs(rows, subjects), counts, counts)


def random_scores(seed: int, people: int = 12, images: int = 5, noise: float = 0.7) -> Scores:
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(people, 16))
    rows = [centre + noise * rng.normal(size=16) for centre in centres for _ in range(images)]
    return scores_of([list(row) for row in rows], [person for person in range(people) for _ in range(images)])


def ascending(values: list[float]) -> Floats:
    return np.sort(np.array(values, dtype=np.float32))


def test_three_images_of_two_people_give_one_genuine_and_two_impostor_scores() -> None:
    scores = scores_of([[1, 0], [0.6, 0.8], [0, 1]], [0, 0, 1])

    assert scores.genuine.tolist() == pytest.approx([0.6])
    assert scores.genuine_subject.tolist() == [0]
    assert scores.tail.tolist() == pytest.approx([0.0, 0.8])
    assert scores.n_impostor == 2


def test_every_unordered_pair_is_counted_once_whatever_the_block_size() -> None:
    people = [i % 7 for i in range(600)]  # more rows than one block holds
    rng = np.random.default_rng(1)
    scores = scores_of(rng.normal(size=(600, 8)).tolist(), people)
    per_person = np.bincount(people)
    genuine = int((per_person * (per_person - 1) // 2).sum())

    assert scores.n_genuine == genuine
    assert scores.n_impostor == 600 * 599 // 2 - genuine


def test_the_tail_holds_the_largest_impostor_scores_exactly() -> None:
    rng = np.random.default_rng(2)
    rows = unit(rng.normal(size=(300, 6)).astype(np.float32))
    subjects = np.arange(300, dtype=np.int32)
    counts = np.ones(300, dtype=np.int64)
    scores = collect(lambda: all_pairs(rows, subjects), counts, counts)
    every = np.sort((rows @ rows.T)[np.triu_indices(300, 1)])

    assert len(scores.tail) >= 2e-3 * scores.n_impostor
    np.testing.assert_allclose(scores.tail, every[-len(scores.tail) :], atol=1e-6)
    pairs = rows[scores.tail_reference] * rows[scores.tail_probe]
    np.testing.assert_allclose(pairs.sum(axis=1), scores.tail, atol=1e-6)


@pytest.mark.parametrize(
    ("target", "passing"),
    [(0.1, 1), (0.2, 2), (0.3, 3), (0.05, 0), (0.0999, 0)],
)
def test_threshold_lets_pass_as_many_impostors_as_the_target_allows(target: float, passing: int) -> None:
    impostors = ascending([i / 10 for i in range(10)])

    threshold = threshold_at(impostors, 10, target)

    assert int((impostors >= np.float32(threshold)).sum()) == passing


def test_equal_scores_stand_or_fall_together() -> None:
    impostors = ascending([0.1, 0.5, 0.5, 0.5, 0.2])

    threshold = threshold_at(impostors, 5, 0.4)

    assert int((impostors >= np.float32(threshold)).sum()) == 0  # three would be 60 %


def test_a_target_beyond_the_tail_is_refused_and_not_guessed() -> None:
    with pytest.raises(ValueError, match="too short"):
        threshold_at(ascending([0.8, 0.9]), 1000, 0.01)


@given(SCORES, st.floats(1e-6, 1.0))
def test_threshold_is_the_smallest_that_meets_the_target(values: list[float], target: float) -> None:
    impostors = ascending(values)
    threshold = np.float32(threshold_at(impostors, len(impostors), target))

    assert (impostors >= threshold).mean() <= target * (1 + 1e-9)
    lower = np.nextafter(threshold, np.float32(-2), dtype=np.float32)
    if threshold > impostors[0]:
        assert (impostors >= lower).mean() > target


@given(SCORES, st.floats(1e-6, 1.0), st.floats(1e-6, 1.0))
def test_a_stricter_target_never_lowers_the_threshold(values: list[float], one: float, other: float) -> None:
    impostors = ascending(values)
    strict, loose = sorted((one, other))

    assert threshold_at(impostors, len(values), strict) >= threshold_at(impostors, len(values), loose)


@given(st.integers(0, 1000), st.floats(-1, 1), st.floats(-1, 1))
def test_fnmr_never_falls_and_fmr_never_rises_with_the_threshold(seed: int, one: float, other: float) -> None:
    scores = random_scores(seed, people=4, images=3)
    weights = bootstrap_weights(4, replicates=20)
    low, high = (measured_at(scores, "x", threshold, weights) for threshold in sorted((one, other)))

    assert low.fnmr is not None
    assert high.fnmr is not None
    assert low.fnmr <= high.fnmr
    assert low.false_matches >= high.false_matches


def test_fnmr_counts_genuine_scores_below_the_threshold() -> None:
    scores = scores_of([[1, 0], [0.6, 0.8], [0.8, 0.6], [0, 1]], [0, 0, 0, 1])  # genuine 0.6, 0.8, 0.96

    point = measured_at(scores, "x", 0.7, bootstrap_weights(2))

    assert point.fnmr == pytest.approx(1 / 3)
    assert point.false_rejects == 1
    assert point.false_matches == 1  # (0.6, 0.8) against (0, 1)


@given(st.integers(0, 300), st.floats(0.2, 2.0))
def test_intervals_contain_their_point(seed: int, noise: float) -> None:
    for point in verify(random_scores(seed, noise=noise), seed=seed).points:
        assert point.fnmr is not None
        assert point.fnmr_ci is not None
        assert 0 <= point.fnmr_ci[0] <= point.fnmr <= point.fnmr_ci[1] <= 1
        assert point.fmr is not None
        assert point.fmr_ci is not None
        assert point.fmr_ci[0] <= point.fmr <= point.fmr_ci[1]


def test_people_not_comparisons_are_resampled() -> None:
    """One person fails always, nine never: the share of errors hangs on how often that one is drawn."""
    rejected = np.array([True] * 100 + [False] * 900)
    subjects = np.repeat(np.arange(10, dtype=np.int32), 100)

    interval = verification.fnmr_interval(rejected, subjects, bootstrap_weights(10))

    assert interval is not None
    assert interval[0] == 0.0  # in a third of the draws that person is absent
    assert interval[1] >= 0.3  # 1000 independent comparisons would end at 0.12


def test_without_errors_the_rule_of_3_gives_the_upper_end() -> None:
    interval = verification.fnmr_interval(
        np.zeros(500, dtype=np.bool_), np.repeat(np.arange(50, dtype=np.int32), 10), bootstrap_weights(50)
    )

    assert interval == (0.0, 3 / 50)


def test_the_same_seed_gives_the_same_intervals() -> None:
    scores = random_scores(3)

    assert verify(scores, seed=5) == verify(scores, seed=5)


def test_too_few_impostors_are_said_to_be_unresolved() -> None:
    figures = verify(random_scores(4))  # 60 images: 1,650 impostor comparisons

    assert figures.point("1e-3").resolved
    assert not figures.point("1e-5").resolved


def test_one_person_alone_has_no_threshold() -> None:
    figures = verify(scores_of([[1, 0], [0, 1]], [0, 0]))

    assert [point.threshold for point in figures.points] == [None, None, None]


def test_det_curve_falls_in_one_rate_as_it_rises_in_the_other() -> None:
    curve = verification.det_curve(random_scores(5))

    assert np.all(np.diff(curve.threshold) > 0)
    assert np.all(np.diff(curve.fmr) <= 0)
    assert np.all(np.diff(curve.fnmr) >= 0)


def test_equal_error_rate_of_separate_scores_is_zero_and_of_equal_ones_a_half() -> None:
    apart = scores_of([[1, 0], [1, 0.01], [0, 1], [0.01, 1]], [0, 0, 1, 1])
    rng = np.random.default_rng(6)
    mixed = scores_of(rng.normal(size=(200, 8)).tolist(), [i % 20 for i in range(200)])

    assert verification.equal_error_rate(apart) == 0.0
    assert verification.equal_error_rate(mixed) == pytest.approx(0.5, abs=0.05)


def test_histogram_keeps_every_comparison() -> None:
    scores = random_scores(7)

    _, genuine, impostor = verification.histogram(scores)

    assert genuine.sum() == scores.n_genuine
    assert impostor.sum() == scores.n_impostor
