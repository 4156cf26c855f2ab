"""A head that turns has relief; a picture of it has none, however it is held."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.bench.synthetic_head import Attitude, SyntheticHead
from hadir.faceengine import calibration, depth
from hadir.faceengine.calibration import LivenessLimits
from hadir.faceengine.depth import FEATURES, View, homography, pair_features, relief, residual
from hadir.faceengine.engine import CHECK_IN
from hadir.faceengine.liveness import is_flat
from hadir.faceengine.types import Image
from tests import faces
from tests.faceengine.figures import FACE, turned

pytestmark = pytest.mark.weights

PEOPLE = (faces.PERSON_A[1], faces.PERSON_B[0], faces.OTHERS[1])
_ASKED_FOR = 0.28  # change of the turn cue that the script wants
Matrix = npt.NDArray[np.float64]


def _limits() -> LivenessLimits:
    return calibration.load(faces.engine().id).alive


def _head(name: str) -> SyntheticHead:
    """A new one each time: its noise must not depend on the order of the tests."""
    return SyntheticHead(faces.photo(name), faces.engine())


def _views(pictures: Sequence[Image]) -> list[View]:
    analyses = [faces.engine().analyse_image(picture, CHECK_IN) for picture in pictures]
    return [View.of(one) for one in analyses if one.mesh is not None]


def _print_of(name: str) -> Image:
    """The person's picture with a rim, so that it can be turned without leaving the frame."""
    still = _head(name).image(Attitude())
    return np.asarray(cv2.copyMakeBorder(still, 0, 0, 120, 120, cv2.BORDER_CONSTANT, value=(90, 100, 110)), np.uint8)


def _turned(width: int, height: int, degrees: float) -> Matrix:
    """(3, 3): how a flat thing of this size looks that is turned about its vertical middle before a phone."""
    angle, focal = np.radians(degrees), 1.2 * width
    lens = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
    pose = np.array([[np.cos(angle), 0, 0], [0, 1, 0], [-np.sin(angle), 0, focal]])
    centred = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]])
    matrix: Matrix = lens @ pose @ centred
    return matrix


def _held_flat(picture: Image, degrees: float) -> Image:
    height, width = picture.shape[:2]
    matrix = _turned(width, height, degrees)
    return np.asarray(cv2.warpPerspective(picture, matrix, (width, height), borderValue=(90, 100, 110)), np.uint8)


def _bent(picture: Image, degrees: float) -> Image:
    """Rolled around a pillar that is turned by so many degrees."""
    height, width = picture.shape[:2]
    radius = width / 1.2
    angle = np.arcsin(np.clip((np.arange(width) - width / 2) / radius, -1, 1)) + np.radians(degrees)
    columns = np.repeat((radius * angle + width / 2)[None].astype(np.float32), height, 0)
    rows = np.repeat(np.arange(height, dtype=np.float32)[:, None], width, 1)
    return np.asarray(cv2.remap(picture, columns, rows, cv2.INTER_LINEAR, borderValue=(90, 100, 110)), np.uint8)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("yaw", [-42, 42])
def test_a_head_that_turns_has_relief(name: str, yaw: float) -> None:
    """As far as the script asks for: some heads need more degrees for that than others."""
    head = _head(name)
    pictures = [head.image(Attitude(yaw=share * yaw)) for share in (0, 0.8, 1, 1.25, 1.5)]
    shown = [faces.engine().analyse_image(picture, CHECK_IN) for picture in pictures]
    rest, *others = [View.of(one) for one in shown if one.usable]
    kept = [view for view in others if abs(view.turn - rest.turn) >= _ASKED_FOR]
    measured = relief([rest], kept, _limits().relief)
    assert measured is not None
    assert not is_flat(measured.odds, _limits())


@pytest.mark.parametrize("name", PEOPLE)
def test_a_print_that_is_turned_has_none(name: str) -> None:
    """Mostly it does not even look turned."""
    picture, limits = _print_of(name), _limits().relief
    views = _views([_held_flat(picture, angle) for angle in (0, -60, -35, 35, 60)])
    measured = relief(views[:1], views[1:], limits)
    assert measured is None or measured.odds < limits.refuse


@pytest.mark.parametrize("name", PEOPLE)
def test_a_bent_print_has_none(name: str) -> None:
    picture, limits = _print_of(name), _limits().relief
    views = _views([_bent(picture, angle) for angle in (0, -38, -20, 20, 38)])
    measured = relief(views[:1], views[1:], limits)
    assert measured is None or measured.odds < limits.refuse


def test_without_a_turn_nothing_is_said() -> None:
    rest, limits = turned(0), _limits().relief
    assert relief([rest], [], limits) is None
    assert relief([rest], [rest, turned(5)], limits) is None


@pytest.mark.parametrize("degrees", [-50, -20, 10, 40])
def test_points_of_a_flat_thing_leave_no_residual(degrees: float) -> None:
    points = FACE[:, :2] + 200.0
    moved = cv2.perspectiveTransform(points[None], _turned(480, 640, degrees))[0]
    assert residual(points, moved) < 1e-6


@given(st.lists(st.floats(-0.3, 0.3), min_size=4, max_size=4), st.floats(-5e-4, 5e-4), st.floats(-5e-4, 5e-4))
def test_any_homography_is_found_again(linear: list[float], g: float, h: float) -> None:
    points = FACE[:, :2].astype(np.float64)
    matrix = np.array([[1 + linear[0], linear[1], 30], [linear[2], 1 + linear[3], -12], [g, h, 1]])
    moved = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    moved = moved[:, :2] / moved[:, 2:]
    found = homography(points, moved)
    assert np.allclose(found / found[2, 2], matrix, atol=1e-5)


@given(st.floats(0.3, 4.0), st.floats(-300, 300), st.floats(-300, 300))
def test_what_a_pair_shows_does_not_depend_on_size_or_place(scale: float, x: float, y: float) -> None:
    plain = pair_features(turned(0), turned(30))
    elsewhere = pair_features(turned(0, scale=scale, shift=(x, y)), turned(30, scale=scale, shift=(x, y)))
    assert np.allclose(plain, elsewhere, atol=1e-3)


@pytest.mark.parametrize("degrees", [15, 30, 45])
def test_a_solid_head_shows_its_turn_in_foreshortening_and_parallax(degrees: float) -> None:
    for side in (-1, 1):
        shown = dict(zip(FEATURES, pair_features(turned(0), turned(side * degrees)), strict=True))
        assert shown["parallax"] == pytest.approx(np.sin(np.radians(degrees)), abs=0.02)
        assert shown["foreshortening"] == pytest.approx(np.cos(np.radians(degrees)), abs=0.02)
        assert shown["rigidity"] == pytest.approx(1.0, abs=0.02)
        assert shown["turn"] > 0
        assert shown["nose"] > 0


def test_a_sheet_shows_no_parallax() -> None:
    shown = dict(zip(FEATURES, pair_features(turned(0), turned(40, flat=True)), strict=True))
    assert abs(shown["parallax"]) < 1e-6
    assert abs(shown["nose"]) < 1e-6
    assert shown["residual"] < 1e-6
    assert shown["rigidity"] < 0.7


def test_points_on_a_line_or_in_one_place_are_no_error() -> None:
    rest = turned(0)
    line = View(np.repeat(np.arange(468, dtype=np.float32)[:, None], 3, 1), rest.points * 0, (0.0, 0.0), 0.0)
    for pair in ((rest, line), (line, rest), (line, line)):
        assert np.isfinite(pair_features(*pair)).all()


def test_the_cost_of_a_pair_is_small() -> None:
    """Two turned views against two straight ones: what a check-in looks at, at most."""
    views = [turned(angle) for angle in (0, 1, 30, 35)]
    found = relief(views[:2], views[2:], _limits().relief)
    assert found is not None
    assert found.pairs == depth.MOST_PAIRS
