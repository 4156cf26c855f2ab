"""Attack detection figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.faceengine.evaluation.pad import PadFrame, auc, choose_threshold, evaluate_pad, roc, wilson

VALUES = st.lists(st.sampled_from([i / 10 for i in range(11)]), min_size=1, max_size=30)


def frames(label: str, *scores: float | None) -> list[PadFrame]:
    return [PadFrame(label, f"person{i % 3}", "1", score) for i, score in enumerate(scores)]


def test_a_score_at_the_threshold_passes_as_bona_fide() -> None:
    result = evaluate_pad([*frames("real", 0.5), *frames("print", 0.5)], 0.5)

    assert result.bpcer.rate == 0.0
    assert result.apcer["print"].rate == 1.0


def test_each_species_has_its_own_rate() -> None:
    mixed = [*frames("real", 0.9, 0.9, 0.2, 0.9), *frames("print", 0.1, 0.1), *frames("replay", 0.8, 0.1)]

    result = evaluate_pad(mixed, 0.5)

    assert result.bpcer.rate == 0.25
    assert {name: rate.rate for name, rate in result.apcer.items()} == {"print": 0.0, "replay": 0.5}


def test_frames_without_a_score_are_counted_apart() -> None:
    result = evaluate_pad([*frames("real", 0.9, None), *frames("print", None, 0.1, 0.9)], 0.5)

    assert (result.bpcer.frames, result.bpcer.non_responses, result.bpcer.rate) == (1, 1, 0.0)
    assert (result.apcer["print"].frames, result.apcer["print"].non_responses) == (2, 1)
    assert result.apcer["print"].rate == 0.5


def test_a_species_that_gave_no_score_has_no_rate() -> None:
    result = evaluate_pad([*frames("real", 0.9), *frames("mask", None)], 0.5)

    assert result.apcer["mask"].rate is None
    assert result.auc is None


@given(VALUES, VALUES)
def test_auc_is_the_mann_whitney_statistic(real: list[float], attack: list[float]) -> None:
    wins = sum((r > a) + 0.5 * (r == a) for r in real for a in attack)

    assert auc(np.array(real), np.array(attack)) == pytest.approx(wins / (len(real) * len(attack)))


@given(VALUES, VALUES)
def test_auc_is_the_area_under_the_curve(real: list[float], attack: list[float]) -> None:
    _, apcer, bpcer = roc([*frames("real", *real), *frames("print", *attack)])

    area = -np.trapezoid(1 - bpcer, apcer)

    assert area == pytest.approx(auc(np.array(real), np.array(attack)))


@given(VALUES, VALUES)
def test_auc_interval_contains_auc(real: list[float], attack: list[float]) -> None:
    result = evaluate_pad([*frames("real", *real), *frames("print", *attack)], 0.5)

    assert result.auc is not None
    assert result.auc_ci is not None
    assert result.auc_ci[0] <= result.auc <= result.auc_ci[1]


def test_wilson_interval_matches_published_values() -> None:
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(1, 10) == pytest.approx((0.0179, 0.4042), abs=1e-4)
    assert wilson(50, 100) == pytest.approx((0.4038, 0.5962), abs=1e-4)


def test_threshold_is_put_halfway_between_separate_scores() -> None:
    chosen = choose_threshold([*frames("real", 0.8, 0.9), *frames("print", 0.1, 0.2)], max_apcer=0.0)

    assert chosen == pytest.approx(0.5)


def test_an_allowance_for_attacks_is_not_spent_where_refusing_them_costs_nothing() -> None:
    attacks = [i / 1000 for i in range(100)]  # one per cent may pass, but all lie far below

    assert choose_threshold([*frames("real", 0.9), *frames("print", *attacks)], max_apcer=0.01) == pytest.approx(0.4995)


@given(VALUES, VALUES, VALUES, st.sampled_from([0.0, 0.05, 0.1, 0.5]))
def test_chosen_threshold_keeps_every_species_within_its_limit(
    real: list[float], first: list[float], second: list[float], limit: float
) -> None:
    mixed = [*frames("real", *real), *frames("print", *first), *frames("replay", *second)]

    result = evaluate_pad(mixed, choose_threshold(mixed, max_apcer=limit))

    assert all(rate.rate is not None and rate.rate <= limit for rate in result.apcer.values())
