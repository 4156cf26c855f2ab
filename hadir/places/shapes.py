"""Areas as they are stored and typed, and what is wrong with one. Pure: faults are codes with numbers, whose sentences
stand in `hadir.places.texts`.

Stored: `{"kind": "circle", "centre": [lat, lon], "radius_m": 100}`, `{"kind": "polygon", "points": [[lat, lon], ...]}`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hadir.places.rules import Circle, Polygon, Position, Shape, distance_m

FEWEST_POINTS, MOST_POINTS = 3, 200
SMALLEST_RADIUS_M = 10
LARGEST_KM2 = 25.0  # a large hospital compound has 0.5, a port 5; more is a town, in which everybody would be at work
SMALLEST_M2 = 50.0
MOST_AREAS = 20

# Sabang to Merauke, Miangas to Rote, with their seas (degrees: south, west, north, east).
INDONESIA = (-11.5, 94.5, 6.5, 141.5)

_DEGREE_M = math.radians(1) * 6_371_008.8
_SAME_M = 0.3


@dataclass(frozen=True, slots=True)
class Fault:
    """`code` names a sentence; `numbers` are its figures: points counted from 1, square kilometres, metres.

    `asks`: no mistake for certain; whoever says it is meant so may go on.
    """

    code: str
    numbers: tuple[float | int, ...] = ()
    asks: bool = False


@dataclass(frozen=True, slots=True)
class NamedArea:
    """One area as somebody has drawn it."""

    name: str
    shape: Shape


def encode(shape: Shape) -> dict[str, Any]:
    """For the database and for pages."""
    if isinstance(shape, Circle):
        return {"kind": "circle", "centre": [shape.latitude, shape.longitude], "radius_m": shape.radius_m}
    return {"kind": "polygon", "points": [list(point) for point in shape.points]}


def decode(value: Mapping[str, Any]) -> Shape:
    """Back from what `encode` has made."""
    if value["kind"] == "circle":
        latitude, longitude = value["centre"]
        return Circle(float(latitude), float(longitude), float(value["radius_m"]))
    return Polygon(tuple((float(latitude), float(longitude)) for latitude, longitude in value["points"]))


def rounded(shape: Shape) -> Shape:
    """Six decimals, 0.1 m: what a form shows again is what is stored. A ring that is closed is opened."""
    if isinstance(shape, Circle):
        return Circle(round(shape.latitude, 6), round(shape.longitude, 6), round(shape.radius_m, 1))
    points = [(round(latitude, 6), round(longitude, 6)) for latitude, longitude in shape.points]
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return Polygon(tuple(points))


def faults(shape: Shape) -> list[Fault]:
    """Everything that is wrong or doubtful with one area, the gravest first."""
    points = corners(shape)
    if points and all(_in_indonesia(longitude, latitude) for latitude, longitude in points):
        return [Fault("swapped")]  # all of Indonesia lies east of 90 degrees: no latitude is that large
    if not all(_on_earth(*point) for point in points):
        return [Fault("not_on_earth")]
    found = list(_circle_faults(shape) if isinstance(shape, Circle) else _polygon_faults(shape))
    return found + list(_where(points))


def corners(shape: Shape) -> tuple[tuple[float, float], ...]:
    """The points that somebody has typed."""
    return ((shape.latitude, shape.longitude),) if isinstance(shape, Circle) else shape.points


def area_m2(shape: Shape) -> float:
    """Square metres; of a polygon on a plane at its middle (shoelace)."""
    if isinstance(shape, Circle):
        return math.pi * shape.radius_m**2
    flat = _flat(shape)
    pairs = zip(flat, [*flat[1:], *flat[:1]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def crossings(shape: Polygon) -> list[tuple[int, int]]:
    """Pairs of edges that cross or touch where they must not, counted from 1: edge n goes from point n to the next."""
    flat = _flat(shape)
    edges = list(zip(flat, [*flat[1:], *flat[:1]], strict=True))
    count = len(edges)
    return [
        (one + 1, other + 1)
        for one in range(count)
        for other in range(one + 1, count)
        if _meet(edges[one], edges[other], neighbours=other == one + 1 or (one == 0 and other == count - 1))
    ]


def bounds(shapes: Sequence[Shape]) -> tuple[float, float, float, float] | None:
    """South, west, north, east around everything; None without an area."""
    found = [_box(shape) for shape in shapes]
    if not found:
        return None
    souths, wests, norths, easts = zip(*found, strict=True)
    return min(souths), min(wests), max(norths), max(easts)


def _circle_faults(shape: Circle) -> Iterator[Fault]:
    if not math.isfinite(shape.radius_m) or shape.radius_m < SMALLEST_RADIUS_M:
        yield Fault("radius_small", (SMALLEST_RADIUS_M,))
    elif area_m2(shape) > LARGEST_KM2 * 1e6:
        yield Fault("too_large", (round(area_m2(shape) / 1e6, 1), LARGEST_KM2))


def _polygon_faults(shape: Polygon) -> Iterator[Fault]:
    count = len(shape.points)
    if count < FEWEST_POINTS:
        yield Fault("few_points", (FEWEST_POINTS, count))
        return
    if count > MOST_POINTS:
        yield Fault("many_points", (MOST_POINTS, count))
        return
    twice = list(_repeated(shape))
    for one, other in twice:
        yield Fault("point_twice", (one, other))
    if twice:
        return
    crossed = crossings(shape)
    for one, other in crossed[:3]:
        yield Fault("edges_cross", (one, one % count + 1, other, other % count + 1))
    size = area_m2(shape)
    if size > LARGEST_KM2 * 1e6:
        yield Fault("too_large", (round(size / 1e6, 1), LARGEST_KM2))
    elif size < SMALLEST_M2 and not crossed:
        yield Fault("too_small", (SMALLEST_M2,))


def _repeated(shape: Polygon) -> Iterator[tuple[int, int]]:
    """Neighbours at the same spot, counted from 1."""
    count = len(shape.points)
    for number, (one, other) in enumerate(zip(shape.points, [*shape.points[1:], shape.points[0]], strict=True)):
        if distance_m(Position(*one, 0), Position(*other, 0)) < _SAME_M:
            yield number + 1, (number + 1) % count + 1


def _where(points: Sequence[tuple[float, float]]) -> Iterator[Fault]:
    abroad = next((number for number, point in enumerate(points, 1) if not _in_indonesia(*point)), None)
    if abroad is not None:
        yield Fault("abroad", (abroad,), asks=True)


def _on_earth(latitude: float, longitude: float) -> bool:
    return math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180


def _in_indonesia(latitude: float, longitude: float) -> bool:
    south, west, north, east = INDONESIA
    return south <= latitude <= north and west <= longitude <= east


def _flat(shape: Polygon) -> list[tuple[float, float]]:
    """Metres east and north of the first point."""
    latitude, longitude = shape.points[0]
    middle = sum(lat for lat, _lon in shape.points) / len(shape.points)
    east = _DEGREE_M * math.cos(math.radians(middle))
    return [((lon - longitude) * east, (lat - latitude) * _DEGREE_M) for lat, lon in shape.points]


Point = tuple[float, float]


def _side(a: Point, b: Point, p: Point) -> int:
    """On which side of the line from a to b the point lies: 1, -1, or 0 within a centimetre of it."""
    cross = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
    tolerance = 0.01 * math.hypot(b[0] - a[0], b[1] - a[1])
    return 0 if abs(cross) <= tolerance else (1 if cross > 0 else -1)


def _within(a: Point, b: Point, p: Point) -> bool:
    return min(a[0], b[0]) <= p[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= p[1] <= max(a[1], b[1])


def _meet(one: tuple[Point, Point], other: tuple[Point, Point], *, neighbours: bool) -> bool:
    """Whether two edges share a point besides the corner that neighbours have in common."""
    (a, b), (c, d) = one, other
    if neighbours:  # wrong only when one runs back along the other
        shared, p, q = (b, a, d) if b == c else (a, b, c)
        back = (p[0] - shared[0]) * (q[0] - shared[0]) + (p[1] - shared[1]) * (q[1] - shared[1]) > 0
        return back and (_side(shared, p, q) == 0 or _side(shared, q, p) == 0)
    sides = _side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)
    if sides[0] * sides[1] < 0 and sides[2] * sides[3] < 0:
        return True
    touching = zip(sides, ((a, b, c), (a, b, d), (c, d, a), (c, d, b)), strict=True)
    return any(side == 0 and _within(*points) for side, points in touching)


def _box(shape: Shape) -> tuple[float, float, float, float]:
    if isinstance(shape, Circle):
        north = shape.radius_m / _DEGREE_M
        east = north / max(0.01, math.cos(math.radians(shape.latitude)))
        return shape.latitude - north, shape.longitude - east, shape.latitude + north, shape.longitude + east
    latitudes, longitudes = zip(*shape.points, strict=True)
    return min(latitudes), min(longitudes), max(latitudes), max(longitudes)
