"""Skin that the page lights follows its colours; a film, whatever its own colours do, does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hadir.faceengine.course import Moment
from hadir.faceengine.reflection import follow
from hadir.faceengine.types import Colour

COLOURS: tuple[Colour, ...] = ((255, 70, 70), (70, 255, 90), (80, 110, 255), (255, 240, 90), (255, 255, 255))
SKIN = np.array([180.0, 130.0, 105.0])
WALL = np.array([120.0, 122.0, 118.0])


def _lit(base: np.ndarray[tuple[int], np.dtype[np.float64]], shown: Colour, gain: float) -> Colour:
    light = (np.array(shown) / 255) ** 2.2
    red, green, blue = (base * (1 + gain * light) ** (1 / 2.2)).clip(0, 255).tolist()
    return (red, green, blue)


def _session(
    order: tuple[int, ...], *, gain: float, answers: tuple[int, ...] | None = None, noise: float = 0.2, seed: int = 1
) -> list[Moment]:
    """Four frames a colour. `answers`: the colours that the skin really gets, where they are others."""
    chance = np.random.default_rng(seed)
    course = []
    for number, colour in enumerate(order):
        for frame in range(4):
            real = COLOURS[(answers or order)[number]]
            red, green, blue = (np.array(_lit(SKIN, real, gain)) + chance.normal(0, noise, 3)).tolist()
            course.append(
                Moment(
                    at_s=number + frame / 4,
                    prompt="look_straight",
                    turn=float(chance.normal(0, 0.02)),
                    skin=(red, green, blue),
                    background=_lit(WALL, real, gain * 0.02),
                    shown=COLOURS[colour],
                    settled_s=frame / 4,
                )
            )
    return course


def test_skin_near_the_page_follows_its_light() -> None:
    found = follow(_session((0, 2, 1, 3, 0, 1), gain=0.12))
    assert found is not None
    assert found.follows > 0.8
    assert found.strength > 0.05
    assert found.in_order is not None
    assert found.in_order > 0.95


def test_a_film_lit_by_another_order_of_colours_does_not_follow() -> None:
    found = follow(_session((0, 2, 1, 3, 0, 1), gain=0.12, answers=(1, 3, 0, 2, 2, 0)))
    assert found is not None
    assert found.follows < 0.3
    assert found.in_order is not None
    assert found.in_order < 0.8


def test_what_shines_by_itself_does_not_follow() -> None:
    found = follow(_session((0, 2, 1, 3, 0, 1), gain=0.0))
    assert found is not None
    assert abs(found.strength) < 0.01


def test_without_light_or_with_too_little_of_it_nothing_is_said() -> None:
    course = _session((0, 2, 1, 3), gain=0.1)
    assert follow([]) is None
    assert follow([replace(moment, shown=None) for moment in course]) is None
    assert follow([replace(moment, skin=None) for moment in course]) is None
    assert follow(_session((0, 0, 0, 0), gain=0.1)) is None


def test_frames_taken_while_the_light_changes_do_not_count() -> None:
    course = _session((0, 2, 1, 3), gain=0.1)
    found = follow(course)
    assert found is not None
    assert found.frames == 12  # the first of each colour is younger than what a screen and a camera need


@given(
    st.lists(st.integers(0, 4), min_size=3, max_size=8).map(tuple),
    st.floats(0.0, 0.5),
    st.floats(0.0, 6.0),
    st.integers(0, 1000),
)
def test_every_answer_lies_in_its_range(order: tuple[int, ...], gain: float, noise: float, seed: int) -> None:
    found = follow(_session(order, gain=gain, noise=noise, seed=seed))
    if found is None:
        return
    assert -1.0 <= found.follows <= 1.0
    assert np.isfinite(found.strength)
    assert found.in_order is None or 0.0 <= found.in_order <= 1.0
    assert found.behind is None or -1.0 <= found.behind <= 1.0


@given(st.floats(0.5, 1.6), st.integers(0, 100))
def test_exposure_does_not_matter(factor: float, seed: int) -> None:
    """The camera grows brighter and darker with time; all channels alike."""
    course = _session((0, 2, 1, 3, 0), gain=0.1, seed=seed)
    exposed = []
    for number, moment in enumerate(course):
        red, green, blue = moment.skin or (0.0, 0.0, 0.0)
        by = factor ** (number / len(course)) * 0.6
        exposed.append(replace(moment, skin=(red * by, green * by, blue * by)))
    plain, found = follow(course), follow(exposed)
    assert plain is not None
    assert found is not None
    assert abs(plain.follows - found.follows) < 1e-6
