"""What is wrong with an area, said with the numbers that help to mend it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.places import addresses
from hadir.places.rules import Circle, Polygon, Shape
from hadir.places.shapes import Fault, area_m2, bounds, crossings, decode, encode, faults, rounded

SQUARE = Polygon(((-2.640, 111.230), (-2.640, 111.231), (-2.641, 111.231), (-2.641, 111.230)))
BOW_TIE = Polygon(((-2.640, 111.230), (-2.641, 111.231), (-2.640, 111.231), (-2.641, 111.230)))


def codes(shape: Shape) -> list[str]:
    return [one.code for one in faults(shape)]


def test_plain_areas_are_in_order() -> None:
    assert codes(SQUARE) == []
    assert codes(Circle(-2.63, 111.23, 100)) == []
    assert area_m2(SQUARE) == pytest.approx(111.2 * 111.1, rel=0.01)
    assert area_m2(Circle(0, 110, 100)) == pytest.approx(31_416, rel=0.001)


def test_a_bow_tie_names_the_edges_that_cross() -> None:
    assert crossings(BOW_TIE) == [(1, 3)]
    assert faults(BOW_TIE)[0] == Fault("edges_cross", (1, 2, 3, 4))


def test_an_edge_that_runs_back_is_named() -> None:
    spike = Polygon(((-2.640, 111.230), (-2.640, 111.232), (-2.640, 111.231), (-2.641, 111.230)))
    assert "edges_cross" in codes(spike)


def test_a_corner_on_another_edge_is_named() -> None:
    touching = Polygon(
        ((-2.640, 111.230), (-2.640, 111.232), (-2.642, 111.232), (-2.640, 111.231), (-2.642, 111.230))
    )  # fmt: skip
    assert "edges_cross" in codes(touching)


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (Polygon(((-2.64, 111.23), (-2.64, 111.24))), "few_points"),
        (Polygon(tuple((-2.64 - n * 1e-4, 111.23 + (n % 2) * 1e-4) for n in range(201))), "many_points"),
        (Polygon((*SQUARE.points, SQUARE.points[-1])), "point_twice"),
        (Polygon(((-2.0, 111.0), (-2.0, 112.0), (-3.0, 112.0), (-3.0, 111.0))), "too_large"),
        (Polygon(((-2.64, 111.23), (-2.64, 111.23003), (-2.64003, 111.23003))), "too_small"),
        (Circle(-2.63, 111.23, 9), "radius_small"),
        (Circle(-2.63, 111.23, 3000), "too_large"),
        (Circle(91.0, 10.0, 100), "not_on_earth"),
        (Circle(float("nan"), 111.23, 100), "not_on_earth"),
        (Circle(-2.63, 111.23, float("inf")), "radius_small"),
        (Circle(52.5, 13.4, 100), "abroad"),
    ],
)
def test_each_fault_has_its_code(shape: Shape, code: str) -> None:
    assert codes(shape) == [code]


def test_only_a_place_abroad_is_a_question() -> None:
    assert [one.asks for one in faults(Circle(52.5, 13.4, 100))] == [True]
    assert [one.asks for one in faults(BOW_TIE)] == [False]


def test_latitude_and_longitude_the_wrong_way_round_are_recognised() -> None:
    assert codes(Polygon(tuple((lon, lat) for lat, lon in SQUARE.points))) == ["swapped"]
    assert codes(Circle(111.23, -2.63, 100)) == ["swapped"]


@given(st.integers(3, 40), st.floats(20, 900), st.floats(-8, 5), st.floats(97, 139))
def test_a_regular_polygon_never_crosses_itself_and_survives_storing(
    corners: int, radius: float, latitude: float, longitude: float
) -> None:
    east = 111_195 * math.cos(math.radians(latitude))
    turns = [2 * math.pi * n / corners for n in range(corners)]
    ring = rounded(
        Polygon(
            tuple((latitude + radius * math.cos(a) / 111_195, longitude + radius * math.sin(a) / east) for a in turns)
        )
    )
    assert isinstance(ring, Polygon)
    assert not crossings(ring)
    assert decode(encode(ring)) == ring


def test_a_closed_ring_is_opened() -> None:
    assert rounded(Polygon((*SQUARE.points, SQUARE.points[0]))) == SQUARE


def test_bounds_hold_everything() -> None:
    south, west, north, east = bounds([SQUARE, Circle(-2.63, 111.23, 111)]) or (0, 0, 0, 0)
    assert (south, east) == (-2.641, 111.231)
    assert north == pytest.approx(-2.629, abs=1e-5)
    assert west == pytest.approx(111.229, abs=1e-5)
    assert bounds([]) is None


@pytest.mark.parametrize(
    ("text", "lan", "code"),
    [
        ("203.0.113.7", False, None),
        ("203.0.113.7/28", False, None),
        ("103.94.10.0/22", False, None),
        ("103.94.0.0/16", False, "network_wide"),
        ("0.0.0.0/0", False, "network_wide"),
        ("192.168.1.0/24", False, "network_private"),
        ("192.168.1.0/24", True, None),
        ("10.0.0.0/8", True, "network_wide"),
        ("100.64.0.0/24", False, "network_private"),  # carrier-grade NAT: half a provider's customers
        ("127.0.0.1", True, "network_special"),
        ("2001:db8::/48", False, None),
        ("2001:db8::/32", False, "network_wide"),
        ("fd00::/48", False, "network_private"),
        ("fe80::/64", True, "network_special"),
    ],
)
def test_networks_that_prove_no_place_are_named(text: str, lan: bool, code: str | None) -> None:
    network = addresses.parse(text)
    assert network is not None
    assert [one.code for one in addresses.faults(network, lan=lan)][:1] == ([code] if code else [])


@pytest.mark.parametrize("text", ["", "kantor", "203.0.113", "203.0.113.7/33", "2001:db8::/129", "1.2.3.4, 5.6.7.8"])
def test_what_is_no_network_is_none(text: str) -> None:
    assert addresses.parse(text) is None


def test_lines_that_contain_each_other_are_found() -> None:
    networks = [addresses.parse(one) for one in ("203.0.113.0/28", "2001:db8::/48", "203.0.113.7")]
    assert addresses.overlapping([one for one in networks if one]) == [(1, 3)]
