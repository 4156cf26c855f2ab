"""Judging a position against areas: inside, outside, or honestly unsure."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.lib.findings import Weight
from hadir.places.rules import (
    COARSE_M,
    Candidate,
    Circle,
    Judged,
    Network,
    PlaceNote,
    Polygon,
    Position,
    distance_m,
    edge_m,
    findings_of,
    judge,
    place_note,
)

OFFICE = Circle(-2.6300, 111.2300, 100)
# 222 m east to west, 111 m north to south.
COURT = Polygon(((-2.6400, 111.2300), (-2.6400, 111.2320), (-2.6410, 111.2320), (-2.6410, 111.2300)))


def metres_north(of: Circle, metres: float, accuracy: float) -> Position:
    return Position(of.latitude + metres / 111_195, of.longitude, accuracy)


@pytest.mark.parametrize(
    ("metres", "accuracy", "note"),
    [
        (20, 10, PlaceNote.INSIDE),
        (89, 10, PlaceNote.INSIDE),
        (95, 10, PlaceNote.UNSURE),
        (105, 10, PlaceNote.UNSURE),
        (115, 10, PlaceNote.OUTSIDE),
        (20, 5000, PlaceNote.UNSURE),
        (30_000, 20, PlaceNote.OUTSIDE),
        (30_000, 2000, PlaceNote.OUTSIDE),
        (1_500, 2000, PlaceNote.UNSURE),
    ],
)
def test_note_follows_distance_and_accuracy(metres: float, accuracy: float, note: PlaceNote) -> None:
    assert place_note(metres_north(OFFICE, metres, accuracy), [OFFICE]) is note


def test_accuracy_of_a_cell_tower_proves_nobody_inside() -> None:
    island = Circle(-2.63, 111.23, 50_000)
    assert place_note(Position(-2.63, 111.23, COARSE_M), [island]) is PlaceNote.INSIDE
    assert place_note(Position(-2.63, 111.23, COARSE_M + 1), [island]) is PlaceNote.UNSURE


def test_nothing_to_compare() -> None:
    assert place_note(None, [OFFICE]) is PlaceNote.NO_POSITION
    assert place_note(Position(-2.63, 111.23, 5), []) is PlaceNote.NO_CIRCLE


@pytest.mark.parametrize(
    ("latitude", "longitude", "edge"),
    [
        (-2.6405, 111.2310, -55.6),  # the middle: half its height from the nearest edge
        (-2.6395, 111.2310, 55.6),  # north of it
        (-2.6405, 111.2325, 55.5),  # east of it
        (-2.6400, 111.2300, 0.0),  # a corner
        (-2.6390, 111.2290, 157.2),  # north west, nearest to the corner
    ],
)
def test_distance_to_the_edge_of_a_polygon(latitude: float, longitude: float, edge: float) -> None:
    assert edge_m(Position(latitude, longitude, 5), COURT) == pytest.approx(edge, abs=0.5)


def test_a_bay_of_a_polygon_lies_outside() -> None:
    horseshoe = Polygon(
        ((-2.64, 111.23), (-2.64, 111.234), (-2.642, 111.234), (-2.642, 111.233), (-2.6405, 111.233),
         (-2.6405, 111.231), (-2.642, 111.231), (-2.642, 111.23))
    )  # fmt: skip
    assert edge_m(Position(-2.6415, 111.232, 5), horseshoe) > 50
    assert edge_m(Position(-2.6415, 111.2305, 5), horseshoe) < -50


@given(
    latitude=st.floats(-10.9, 5.9), longitude=st.floats(95.1, 140.9),
    radius=st.floats(30, 2000), bearing=st.floats(0, 2 * math.pi), share=st.floats(0, 3),
)  # fmt: skip
def test_a_polygon_of_many_corners_is_judged_like_its_circle(
    latitude: float, longitude: float, radius: float, bearing: float, share: float
) -> None:
    east = 111_195 * math.cos(math.radians(latitude))
    around = [2 * math.pi * n / 120 for n in range(120)]
    ring = Polygon(
        tuple((latitude + radius * math.cos(a) / 111_195, longitude + radius * math.sin(a) / east) for a in around)
    )
    phone = Position(
        latitude + share * radius * math.cos(bearing) / 111_195,
        longitude + share * radius * math.sin(bearing) / east,
        5,
    )
    circle = Circle(latitude, longitude, radius)
    assert edge_m(phone, ring) == pytest.approx(edge_m(phone, circle), abs=1 + 0.01 * radius)


@given(
    a=st.tuples(st.floats(-90, 90), st.floats(-180, 180)), b=st.tuples(st.floats(-90, 90), st.floats(-180, 180))
)  # fmt: skip
def test_distance_is_symmetric_and_bounded(a: tuple[float, float], b: tuple[float, float]) -> None:
    one, other = Position(*a, 0), Position(*b, 0)
    assert distance_m(one, other) == pytest.approx(distance_m(other, one), abs=1e-3)
    assert 0 <= distance_m(one, other) <= 20_015_115


def test_distance_between_two_airports() -> None:
    pangkalan_bun, jakarta = Position(-2.7052, 111.6733, 0), Position(-6.1256, 106.6559, 0)
    assert distance_m(pangkalan_bun, jakarta) == pytest.approx(673_700, rel=0.005)


HOME = Candidate(1, "Kantor Setda", (OFFICE,))
DUTY = Candidate(2, "Aula Dinkes", (COURT,))
BARE = Candidate(3, "Gudang", ())


def test_any_place_of_the_day_counts_and_the_nearest_is_named() -> None:
    at_duty = judge(Position(-2.6405, 111.2310, 10), [HOME, DUTY])
    assert (at_duty.note, at_duty.nearest) == (PlaceNote.INSIDE, DUTY)
    far = judge(metres_north(OFFICE, 5_000, 10), [HOME, DUTY])
    assert (far.note, far.nearest) == (PlaceNote.OUTSIDE, HOME)
    assert far.edge_m == pytest.approx(4_900, abs=5)


def test_a_place_without_area_makes_outside_unknown_but_not_inside() -> None:
    assert judge(metres_north(OFFICE, 5_000, 10), [HOME, BARE]).note is PlaceNote.NO_CIRCLE
    assert judge(metres_north(OFFICE, 10, 10), [HOME, BARE]).note is PlaceNote.INSIDE
    assert judge(metres_north(OFFICE, 10, 10), [BARE]).note is PlaceNote.NO_CIRCLE
    assert judge(None, [HOME, BARE]).note is PlaceNote.NO_POSITION


@pytest.mark.parametrize(
    ("metres", "accuracy", "code", "weight"),
    [
        (10, 10, "places.inside", Weight.GOOD),
        (100, 10, "places.unsure", Weight.NOTE),
        (10, 2000, "places.coarse", Weight.DOUBT),
        (5000, 10, "places.outside", Weight.DOUBT),
        (5000, 2000, "places.outside", Weight.DOUBT),
    ],
)
def test_findings_name_the_place_and_how_sure_it_is(metres: float, accuracy: float, code: str, weight: Weight) -> None:
    phone = metres_north(OFFICE, metres, accuracy)
    (finding,) = findings_of(judge(phone, [HOME]), phone, Network.UNKNOWN)
    assert (finding.code, finding.weight, finding.facts["place"]) == (code, weight, "Kantor Setda")
    assert finding.facts["accuracy_m"] == accuracy


def test_findings_without_position_or_area() -> None:
    phone = metres_north(OFFICE, 10, 10)
    assert [one.code for one in findings_of(judge(None, [HOME]), None, Network.UNKNOWN)] == ["places.no_position"]
    assert [one.code for one in findings_of(judge(phone, [BARE]), phone, Network.UNKNOWN)] == ["places.no_area"]
    assert [one.code for one in findings_of(Judged(PlaceNote.NO_CIRCLE), None, Network.UNKNOWN)] == [
        "places.no_position"
    ]


def test_the_network_of_an_office_speaks_for_or_against() -> None:
    here, away = metres_north(OFFICE, 10, 10), metres_north(OFFICE, 5000, 10)
    own = findings_of(judge(away, [HOME]), away, Network.OWN, "Kantor Setda")
    assert [(one.code, one.weight) for one in own][1] == ("places.network", Weight.GOOD)
    strange = findings_of(judge(away, [HOME]), away, Network.ELSEWHERE, "Aula Dinkes")
    assert [(one.code, one.weight) for one in strange][1] == ("places.network_elsewhere", Weight.DOUBT)
    shared = findings_of(judge(here, [HOME]), here, Network.ELSEWHERE, "Aula Dinkes")
    assert [(one.code, one.weight) for one in shared][1] == ("places.network_elsewhere", Weight.NOTE)
