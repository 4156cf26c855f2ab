"""Where a phone says it is, against the areas of work places. Pure: no clock, no database, no settings.

Nothing here refuses anybody: the note is a fact of the punch, the findings are weighed with all others (ADR 0048).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hadir.lib.findings import Finding, Weight


class PlaceNote(StrEnum):
    """Where the phone said it was, as a fact for later judgement. Stored with every punch: values stay."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNSURE = "unsure"  # inside or outside depending on the reported accuracy
    NO_POSITION = "no_position"
    NO_CIRCLE = "no_circle"  # a work place of the person has no area


@dataclass(frozen=True, slots=True)
class Position:
    """WGS 84 degrees; `accuracy` is the radius in metres within which the phone says it is (68 or 95 %)."""

    latitude: float
    longitude: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Circle:
    """Centre in degrees, radius in metres."""

    latitude: float
    longitude: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Polygon:
    """Corners as (latitude, longitude) in degrees, in order, the first one not repeated at the end."""

    points: tuple[tuple[float, float], ...]


Shape = Circle | Polygon

# A radius beyond this comes from the network's cell, not from a satellite: it says in which town the phone is, not at
# which building. It proves nobody inside; only a distance greater than itself counts as outside.
COARSE_M = 500.0

_EARTH_RADIUS_M = 6_371_008.8  # IUGG mean
_DEGREE_M = math.radians(1) * _EARTH_RADIUS_M


def distance_m(a: Position, b: Position) -> float:
    """Great-circle distance (haversine); exact to 0.5 % anywhere, which is less than any phone's accuracy."""
    return _haversine(a.latitude, a.longitude, b.latitude, b.longitude)


def edge_m(position: Position, shape: Shape) -> float:
    """Metres from the position to the shape's edge; negative inside."""
    if isinstance(shape, Circle):
        away = _haversine(position.latitude, position.longitude, shape.latitude, shape.longitude)
        return away - shape.radius_m
    return _polygon_edge(position, shape)


def place_note(position: Position | None, shapes: Sequence[Shape]) -> PlaceNote:
    """Compare the phone's word with the areas of one place, honestly about its accuracy."""
    if not shapes:
        return PlaceNote.NO_CIRCLE
    if position is None:
        return PlaceNote.NO_POSITION
    return _note(min(edge_m(position, shape) for shape in shapes), position.accuracy)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place at which somebody may be on a day, with its areas of that day. `place_id` None: an area that a letter
    names and that is no work place."""

    place_id: int | None
    name: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """`nearest` is the place to which the note belongs, None without a position or an area. `edge_m` as above."""

    note: PlaceNote
    nearest: Candidate | None = None
    edge_m: float = 0.0


def judge(position: Position | None, candidates: Sequence[Candidate]) -> Judged:
    """The best that the position proves at any of the places. With a place whose area nobody has drawn, nothing is
    known of who is at none of the others."""
    drawn = [one for one in candidates if one.shapes]
    if not drawn:
        return Judged(PlaceNote.NO_CIRCLE)
    if position is None:
        return Judged(PlaceNote.NO_POSITION)
    edge, number = min(
        (min(edge_m(position, shape) for shape in one.shapes), number) for number, one in enumerate(drawn)
    )
    note = _note(edge, position.accuracy)
    if note is not PlaceNote.INSIDE and len(drawn) < len(candidates):
        return Judged(PlaceNote.NO_CIRCLE, drawn[number], edge)
    return Judged(note, drawn[number], edge)


class Network(StrEnum):
    """What the address of a request says of the place."""

    OWN = "own"
    ELSEWHERE = "elsewhere"  # an office's network, but none of the person's offices
    UNKNOWN = "unknown"


def findings_of(judged: Judged, position: Position | None, network: Network, office: str = "") -> tuple[Finding, ...]:
    """What place and network say, in the shape that is weighed. `office`: whose network it is."""
    found = [_place_finding(judged, position)]
    if network is Network.OWN:
        found.append(Finding("places.network", Weight.GOOD, {"office": office}))
    elif network is Network.ELSEWHERE:
        # Somebody who visibly stands in the own office uses a line that was entered for another one.
        weight = Weight.NOTE if judged.note is PlaceNote.INSIDE else Weight.DOUBT
        found.append(Finding("places.network_elsewhere", weight, {"office": office}))
    return tuple(found)


def _place_finding(judged: Judged, position: Position | None) -> Finding:
    if position is None:
        return Finding("places.no_position", Weight.NOTE)
    if judged.note is PlaceNote.NO_CIRCLE or judged.nearest is None:
        return Finding("places.no_area", Weight.NOTE)
    accuracy = round(position.accuracy)
    facts: dict[str, str | int | float | bool] = {"place": judged.nearest.name, "accuracy_m": accuracy}
    if judged.note is PlaceNote.INSIDE:
        return Finding("places.inside", Weight.GOOD, facts)
    facts["distance_m"] = max(0, round(judged.edge_m))
    if judged.note is PlaceNote.OUTSIDE:
        return Finding("places.outside", Weight.DOUBT, facts)
    if position.accuracy > COARSE_M:
        return Finding("places.coarse", Weight.DOUBT, facts)
    return Finding("places.unsure", Weight.NOTE, facts)


def _note(edge: float, accuracy: float) -> PlaceNote:
    if edge - accuracy > 0:
        return PlaceNote.OUTSIDE
    return PlaceNote.INSIDE if edge + accuracy <= 0 and accuracy <= COARSE_M else PlaceNote.UNSURE


def _haversine(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    a, b = math.radians(lat_a), math.radians(lat_b)
    half_lat = math.sin((b - a) / 2) ** 2
    half_lon = math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    h = min(1.0, half_lat + math.cos(a) * math.cos(b) * half_lon)
    return 2 * _EARTH_RADIUS_M * math.asin(math.sqrt(h))


def _polygon_edge(position: Position, polygon: Polygon) -> float:
    """On a plane that touches the earth at the position: metres east and north of it. Exact where it matters, near."""
    east = _DEGREE_M * math.cos(math.radians(position.latitude))
    flat = [((lon - position.longitude) * east, (lat - position.latitude) * _DEGREE_M) for lat, lon in polygon.points]
    inside, nearest = False, math.inf
    for (ax, ay), (bx, by) in zip(flat, [*flat[1:], flat[0]], strict=True):
        nearest = min(nearest, _to_segment(ax, ay, bx, by))
        if (ay > 0) != (by > 0) and ax - ay * (bx - ax) / (by - ay) > 0:
            inside = not inside
    return -nearest if inside else nearest


def _to_segment(ax: float, ay: float, bx: float, by: float) -> float:
    """Distance of the origin from the piece between two points."""
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    part = 0.0 if length == 0 else min(1.0, max(0.0, -(ax * dx + ay * dy) / length))
    return math.hypot(ax + part * dx, ay + part * dy)
