"""Limits for liveness: made so that living people pass, sheets do not, and small material is refused."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.faceengine.depth import FEATURES, pair_features
from hadir.faceengine.evaluation.liveness import Signals, fit, logistic, outcomes
from tests.faceengine.figures import turned

Doubles = npt.NDArray[np.float64]


def _pairs(*, flat: bool, seed: int) -> Doubles:
    chance = np.random.default_rng(seed)
    angles = chance.uniform(25, 45, 3) * chance.choice([-1, 1], 3)
    clean = np.array([pair_features(turned(0), turned(float(angle), flat=flat)) for angle in angles])
    noisy: Doubles = clean + chance.normal(0, 0.03, clean.shape)
    return noisy


def _session(species: str, seed: int) -> Signals:
    chance = np.random.default_rng(seed)
    flat = species.startswith("print")
    pairs = _pairs(flat=flat, seed=seed)
    middle = {"bona_fide": 4.0, "screen_replay": 1.0}.get(species, -3.0)
    follows = 0.0 if species == "screen_replay" else 0.8
    return Signals(
        species,
        f"person{seed}",
        pairs,
        pairs[:2],
        float(chance.normal(middle, 1.0)),
        float(chance.normal(follows, 0.15)),
    )


def _material() -> list[Signals]:
    return [
        *(_session("bona_fide", seed) for seed in range(60)),
        *(_session("print_flat", seed) for seed in range(100, 130)),
        *(_session("screen_replay", seed) for seed in range(200, 220)),
    ]


def test_living_people_pass_and_sheets_do_not() -> None:
    limits = fit(_material())
    assert limits.live_refused <= 0.01
    assert limits.live_doubted <= 0.05
    assert limits.passed["print_flat"] == 0.0
    assert limits.doubt >= limits.refuse
    assert limits.sessions == 110


def test_limits_hold_for_people_they_were_not_made_from() -> None:
    limits = fit(_material())
    others = [_session("bona_fide", seed) for seed in range(500, 600)]
    others += [_session("print_flat", seed) for seed in range(700, 800)]
    refused, _doubted = outcomes(limits, others)
    assert refused["bona_fide"] <= 0.02
    assert refused["print_flat"] == 1.0


def test_an_attack_that_shows_no_turn_is_refused_and_a_living_person_is_asked_again() -> None:
    none = np.zeros((0, len(FEATURES)))
    still = [Signals("static_photo", "a", none, none, 5.0, None), Signals("bona_fide", "b", none, none, 5.0, None)]
    refused, _doubted = outcomes(fit(_material()), still)
    assert refused == {"static_photo": 1.0}


@pytest.mark.parametrize("kept", ["bona_fide", "print_flat"])
def test_one_kind_alone_makes_no_limits(kept: str) -> None:
    with pytest.raises(ValueError, match="needs sessions"):
        fit([one for one in _material() if one.species == kept])


def test_light_says_nothing_where_no_session_had_any() -> None:
    dark = [Signals(o.species, o.person, o.taught, o.counted, o.passive, None) for o in _material()]
    assert fit(dark).reflection.odds((0.9,)) == 0.0


def test_photos_of_real_people_are_learnt_from_as_heads() -> None:
    real = _pairs(flat=False, seed=9)
    assert fit(_material(), real).relief.model != fit(_material()).relief.model


@given(st.integers(0, 50), st.floats(1.0, 8.0))
def test_odds_rise_with_what_the_ones_have_more_of_and_stay_within_bounds(seed: int, most: float) -> None:
    chance = np.random.default_rng(seed)
    ones, zeros = chance.normal(1, 1, (40, 1)), chance.normal(-1, 1, (80, 1))
    model = logistic(ones, zeros, ("value",), most)
    low, middle, high = (model.odds((value,)) for value in (-50.0, 0.0, 50.0))
    assert -most <= low <= middle <= high <= most
    assert low < high
