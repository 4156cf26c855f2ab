"""Areas from files: CSV, GeoJSON (RFC 7946) and KML. Pure; every problem names its row.

A row of a CSV file is a row of the table (the header is row 1); a row of GeoJSON or KML is the number of the feature.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from hadir.places.rules import Circle, Polygon, Shape

MAX_BYTES = 2_000_000
MAX_ROWS = 2_000
COLUMNS = ("tempat_kerja", "area", "jenis", "lintang", "bujur", "radius_m", "titik")


@dataclass(frozen=True, slots=True)
class Line:
    """One area of a file. `place` is the name of the work place as written, empty when the file names none."""

    row: int
    place: str
    name: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row (0: with the file); `code` names a sentence, `what` goes into it."""

    row: int
    code: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


class _Bad(Exception):
    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(code)
        self.code, self.what = code, what[:80]


def read(file_name: str, content: bytes) -> Read:
    """Everything that the file holds; never raises on what somebody uploads."""
    if len(content) > MAX_BYTES:
        return Read((), (Problem(0, "file_large", str(MAX_BYTES // 1_000_000)),))
    reader = _READERS.get(file_name.rpartition(".")[2].lower())
    if reader is None:
        return Read((), (Problem(0, "file_kind", file_name),))
    lines: list[Line] = []
    problems: list[Problem] = []
    try:
        for row, make in reader(content):
            if row > MAX_ROWS + 1:
                problems.append(Problem(row, "many_rows", str(MAX_ROWS)))
                break
            try:
                lines.extend(make())
            except _Bad as bad:
                problems.append(Problem(row, bad.code, bad.what))
    except _Bad as bad:
        problems.append(Problem(0, bad.code, bad.what))
    if not lines and not problems:
        problems.append(Problem(0, "file_empty"))
    return Read(tuple(lines), tuple(problems))


Rows = Iterator[tuple[int, Callable[[], Sequence[Line]]]]


# --- CSV


def _csv(content: bytes) -> Rows:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Bad("not_text") from None
    if "\x00" in text:
        raise _Bad("not_text")
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        known = {(name or "").strip().lower() for name in rows.fieldnames or ()}
    except csv.Error as error:
        raise _Bad("not_csv", str(error)) from None
    missing = [name for name in ("tempat_kerja", "area") if name not in known]
    if missing:
        raise _Bad("columns_missing", ", ".join(missing))
    try:
        for number, row in enumerate(rows, 2):
            values = {str(name).strip().lower(): str(value or "").strip() for name, value in row.items() if name}
            if any(values.values()):
                yield number, lambda number=number, values=values: [_csv_line(number, values)]  # type: ignore[misc]
    except csv.Error as error:
        raise _Bad("not_csv", str(error)) from None


def _csv_line(row: int, values: Mapping[str, str]) -> Line:
    kind = values.get("jenis", "").lower() or ("poligon" if values.get("titik") else "lingkaran")
    if kind == "lingkaran":
        latitude, longitude = (number_of(values.get(name, ""), name) for name in ("lintang", "bujur"))
        shape: Shape = Circle(latitude, longitude, number_of(values.get("radius_m", ""), "radius_m"))
    elif kind == "poligon":
        shape = Polygon(tuple(points_of(values.get("titik", ""))))
    else:
        raise _Bad("kind_unknown", kind)
    return Line(row, values.get("tempat_kerja", ""), values.get("area", ""), shape)


def points_of(text: str) -> Iterator[tuple[float, float]]:
    """`-2.63 111.23; -2.64 111.23; ...`, latitude first. Raises for what cannot be read."""
    for part in text.split(";"):
        pair = part.split()
        if not pair:
            continue
        if len(pair) != 2:
            raise _Bad("point_pair", part.strip())
        yield number_of(pair[0].rstrip(","), part.strip()), number_of(pair[1], part.strip())


def number_of(text: str, what: str) -> float:
    """A decimal number; a comma counts as the point."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise _Bad("not_a_number", f"{what}: {text}" if text and text != what else what) from None


# --- GeoJSON


def _geojson(content: bytes) -> Rows:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise _Bad("not_json") from None
    features = data.get("features") if isinstance(data, dict) and data.get("type") == "FeatureCollection" else None
    if features is None and isinstance(data, dict) and data.get("type") == "Feature":
        features = [data]
    if not isinstance(features, list):
        raise _Bad("not_geojson")
    for number, feature in enumerate(features, 1):
        yield number, lambda number=number, feature=feature: _feature(number, feature)  # type: ignore[misc]


def _feature(row: int, feature: Any) -> list[Line]:
    if not isinstance(feature, dict) or not isinstance(feature.get("geometry"), dict):
        raise _Bad("no_geometry")
    said = feature.get("properties")
    said = said if isinstance(said, dict) else {}
    place = str(said.get("tempat_kerja") or "").strip()
    name = str(said.get("area") or said.get("name") or said.get("nama") or "").strip()
    geometry = feature["geometry"]
    kind, positions = str(geometry.get("type", "")), geometry.get("coordinates")
    if kind == "Point":
        (latitude, longitude), radius = _pair(positions), said.get("radius_m")
        if isinstance(radius, bool) or not isinstance(radius, int | float):
            raise _Bad("radius_missing")
        return [Line(row, place, name, Circle(latitude, longitude, float(radius)))]
    rings = {"Polygon": [positions], "MultiPolygon": positions}.get(kind)
    if not isinstance(rings, list):
        raise _Bad("geometry_kind", kind)
    shapes = [_ring(one) for one in rings]
    names = [name] if len(shapes) == 1 else [f"{name} {number}".strip() for number in range(1, len(shapes) + 1)]
    return [Line(row, place, each, shape) for each, shape in zip(names, shapes, strict=True)]


def _ring(positions: Any) -> Polygon:
    """The outer ring; holes would need a rule of their own."""
    if not isinstance(positions, list) or not positions or not isinstance(positions[0], list):
        raise _Bad("no_geometry")
    if len(positions) > 1:
        raise _Bad("holes")
    return _opened([_pair(one) for one in positions[0]])


def _pair(position: Any) -> tuple[float, float]:
    """GeoJSON writes longitude first."""
    if not isinstance(position, list) or len(position) < 2:
        raise _Bad("point_pair", json.dumps(position)[:40])
    longitude, latitude = position[:2]
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in (longitude, latitude)):
        raise _Bad("not_a_number", json.dumps(position)[:40])
    return float(latitude), float(longitude)


def _opened(points: list[tuple[float, float]]) -> Polygon:
    if len(points) > 1 and points[0] == points[-1]:
        points = points[:-1]
    return Polygon(tuple(points))


# --- KML


@dataclass(slots=True)
class _Placemark:
    """What one placemark of a file says; `rings` are texts of coordinates."""

    name: str = ""
    place: str = ""
    folder: str = ""
    rings: list[str] | None = None
    has_holes: bool = False


def _kml(content: bytes) -> Rows:
    for number, mark in enumerate(_placemarks(content), 1):
        yield number, lambda number=number, mark=mark: _mark(number, mark)  # type: ignore[misc]


def _mark(row: int, mark: _Placemark) -> list[Line]:
    if mark.has_holes:
        raise _Bad("holes")
    if not mark.rings:
        raise _Bad("geometry_kind", "Point")
    shapes = [_opened([_kml_point(one) for one in ring.split()]) for ring in mark.rings]
    names = [mark.name] if len(shapes) == 1 else [f"{mark.name} {n}".strip() for n in range(1, len(shapes) + 1)]
    return [Line(row, mark.place or mark.folder, name, shape) for name, shape in zip(names, shapes, strict=True)]


def _kml_point(text: str) -> tuple[float, float]:
    """`longitude,latitude[,altitude]`."""
    parts = text.split(",")
    if len(parts) < 2:
        raise _Bad("point_pair", text)
    return number_of(parts[1], text), number_of(parts[0], text)


def _placemarks(content: bytes) -> list[_Placemark]:
    """By the streaming parser, which reads no document type: nothing can be included or blown up by entities."""
    parser, handler = expat.ParserCreate(), _KmlHandler()
    parser.StartElementHandler, parser.EndElementHandler = handler.start, handler.end
    parser.CharacterDataHandler = handler.words.append
    parser.StartDoctypeDeclHandler = handler.refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise _Bad("not_kml", str(error)) from None
    return handler.found


class _KmlHandler:
    """Where in the file the parser is, and the placemarks so far."""

    def __init__(self) -> None:
        self.found: list[_Placemark] = []
        self.words: list[str] = []
        self._path: list[str] = []
        self._folders: list[str] = []
        self._data_name = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self._path.append(name)
        self.words.clear()
        if name == "Placemark":
            self.found.append(_Placemark(folder=next((one for one in reversed(self._folders) if one), "")))
        elif name == "Folder":
            self._folders.append("")
        elif name in ("Data", "SimpleData"):
            self._data_name = attributes.get("name", "")

    def end(self, tag: str) -> None:
        name, text = tag.rpartition(":")[2], "".join(self.words).strip()
        within = self._path[-2] if len(self._path) > 1 else ""
        if name == "Folder":
            self._folders.pop()
        elif "Placemark" in self._path and self.found:
            _take(self.found[-1], name, within, text, self._path, self._data_name)
        elif name == "name" and within == "Folder" and self._folders:
            self._folders[-1] = text
        self._path.pop()
        self.words.clear()

    def refuse(self, *_what: object) -> None:
        raise _Bad("not_kml", "DOCTYPE")


def _take(mark: _Placemark, name: str, within: str, text: str, path: Sequence[str], data_name: str) -> None:
    if name == "name" and within == "Placemark":
        mark.name = text
    elif name == "coordinates" and "outerBoundaryIs" in path:
        mark.rings = [*(mark.rings or []), text]
    elif name == "innerBoundaryIs":
        mark.has_holes = True
    elif name in ("value", "SimpleData") and data_name == "tempat_kerja":
        mark.place = text
    elif name in ("value", "SimpleData") and data_name == "area":
        mark.name = text


_READERS: dict[str, Callable[[bytes], Rows]] = {"csv": _csv, "geojson": _geojson, "json": _geojson, "kml": _kml}
