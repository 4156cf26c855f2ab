"""A head that turns has relief; a picture of it has none, however it is held."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from hadir.bench.synthetic_head import Attitude, SyntheticHead
from hadir.faceengine import mesh
from hadir.faceengine.depth import FLAT_BELOW, MIN_TURN, View, relief, residual
from hadir.faceengine.types import Image, Vector
from tests import faces

pytestmark = pytest.mark.weights

PEOPLE = (faces.PERSON_A[1], faces.PERSON_B[0], faces.OTHERS[1])
Matrix = npt.NDArray[np.float64]


def _head(name: str) -> SyntheticHead:
    """A new one each time: its noise must not depend on the order of the tests."""
    return SyntheticHead(faces.photo(name), faces.engine())


def _views(pictures: Sequence[Image]) -> list[View]:
    engine = faces.engine()
    views = []
    for picture in pictures:
        found = engine.detect(picture)
        if found:
            points, _presence = engine.mesh.fit(picture, found[0])
            views.append(View(points, mesh.turn_cue(found[0].points)))
    return views


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
def test_a_head_that_turns_has_relief(name: str) -> None:
    head = _head(name)
    measured = relief(_views([head.image(Attitude(yaw=yaw)) for yaw in (-42, -20, 0, 20, 42)]))
    assert measured is not None
    assert measured > 2 * FLAT_BELOW


@pytest.mark.parametrize("name", PEOPLE)
def test_a_print_that_is_turned_has_none(name: str) -> None:
    """Mostly it does not even look turned."""
    picture = _print_of(name)
    measured = relief(_views([_held_flat(picture, angle) for angle in (-60, -35, 0, 35, 60)]))
    assert measured is None or measured < FLAT_BELOW


@pytest.mark.parametrize("name", PEOPLE)
def test_a_bent_print_has_none(name: str) -> None:
    picture = _print_of(name)
    measured = relief(_views([_bent(picture, angle) for angle in (-38, -20, 0, 20, 38)]))
    assert measured is None or measured < FLAT_BELOW


@pytest.fixture(scope="module")
def at_rest() -> Vector:
    return _views([_head(PEOPLE[0]).image(Attitude())])[0].mesh


def _seen_by(matrix: Matrix, points: Vector) -> Vector:
    moved = cv2.perspectiveTransform(points[None, :, :2].astype(np.float64), matrix)[0]
    return np.column_stack([moved, points[:, 2]]).astype(np.float32)


@pytest.mark.parametrize("degrees", [-50, -20, 10, 40])
def test_points_of_a_flat_thing_leave_no_residual(at_rest: Vector, degrees: float) -> None:
    assert residual(at_rest, _seen_by(_turned(480, 640, degrees), at_rest)) < 1e-4


def test_residual_does_not_depend_on_the_cameras_resolution(at_rest: Vector) -> None:
    other = _views([_head(PEOPLE[0]).image(Attitude(yaw=35))])[0].mesh
    assert residual(at_rest * 3, other * 3) == pytest.approx(residual(at_rest, other), rel=1e-3)


def test_relief_of_points_grows_with_their_turn(at_rest: Vector) -> None:
    centre = at_rest.mean(axis=0)
    found = []
    for degrees in (0, 10, 20, 40):
        angle = np.radians(degrees)
        turn = np.array([[np.cos(angle), 0, -np.sin(angle)], [0, 1, 0], [np.sin(angle), 0, np.cos(angle)]])
        found.append(residual(at_rest, ((at_rest - centre) @ turn.T + centre).astype(np.float32)))
    assert found[0] < 1e-6
    assert all(smaller < larger for smaller, larger in pairwise(found))
    assert found[-1] > FLAT_BELOW


def test_without_a_turn_nothing_is_said(at_rest: Vector) -> None:
    assert relief([]) is None
    assert relief([View(at_rest, 0.0)]) is None
    assert relief([View(at_rest, 0.0), View(at_rest, MIN_TURN * 0.99), View(at_rest, -0.001)]) is None


def test_a_claimed_turn_without_movement_is_flat(at_rest: Vector) -> None:
    measured = relief([View(at_rest, -0.5), View(at_rest + 7, 0.5)])
    assert measured is not None
    assert measured < 1e-4


def test_points_on_a_line_are_flat(at_rest: Vector) -> None:
    line = np.zeros_like(at_rest)
    line[:, 0] = np.arange(len(line))
    assert residual(line, at_rest) < 1.0
    assert residual(np.zeros_like(line), np.zeros_like(line)) == 0.0
