"""Areas from files: what is read, and that every problem names its row."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hadir.places.reading import Problem, read
from hadir.places.rules import Circle, Polygon

SQUARE = Polygon(((-2.64, 111.23), (-2.64, 111.231), (-2.641, 111.231), (-2.641, 111.23)))
CSV = (
    "tempat_kerja,area,jenis,lintang,bujur,radius_m,titik\n"
    "Kantor Bupati,Gedung utama,lingkaran,-2.63,111.23,100,\n"
    "Kantor Bupati,Halaman,poligon,,,,-2.64 111.23; -2.64 111.231; -2.641 111.231; -2.641 111.23\n"
)


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


RING = [[111.23, -2.64], [111.231, -2.64], [111.231, -2.641], [111.23, -2.641], [111.23, -2.64]]
KML = b"""<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>x</name>
<Folder><name>Kantor Bupati</name><Placemark><name>Halaman</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
111.23,-2.64,0 111.231,-2.64,0 111.231,-2.641,0 111.23,-2.641,0 111.23,-2.64,0
</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder></Document></kml>"""


def test_a_table_holds_circles_and_polygons() -> None:
    found = read("area.csv", CSV.encode())
    assert found.problems == ()
    assert [(one.row, one.place, one.name, one.shape) for one in found.lines] == [
        (2, "Kantor Bupati", "Gedung utama", Circle(-2.63, 111.23, 100)),
        (3, "Kantor Bupati", "Halaman", SQUARE),
    ]


def test_a_table_of_an_indonesian_spreadsheet_is_read_too() -> None:
    text = "tempat_kerja;area;jenis;lintang;bujur;radius_m\nKantor Bupati;Utama;;-2,63;111,23;100,5\n"
    found = read("AREA.CSV", b"\xef\xbb\xbf" + text.encode())
    assert found.lines[0].shape == Circle(-2.63, 111.23, 100.5)


def test_geojson_writes_longitude_first() -> None:
    content = collection(
        feature({"type": "Polygon", "coordinates": [RING]}, tempat_kerja="Kantor Bupati", name="Halaman"),
        feature({"type": "Point", "coordinates": [111.23, -2.63]}, area="Utama", radius_m=100),
        feature({"type": "MultiPolygon", "coordinates": [[RING], [RING]]}, name="Sayap"),
    )
    found = read("area.geojson", content)
    assert found.problems == ()
    assert [(one.place, one.name) for one in found.lines] == [
        ("Kantor Bupati", "Halaman"), ("", "Utama"), ("", "Sayap 1"), ("", "Sayap 2"),
    ]  # fmt: skip
    assert found.lines[0].shape == SQUARE
    assert found.lines[1].shape == Circle(-2.63, 111.23, 100)


def test_a_placemark_belongs_to_the_place_that_its_folder_names() -> None:
    found = read("area.kml", KML)
    assert found.problems == ()
    assert [(one.place, one.name, one.shape) for one in found.lines] == [("Kantor Bupati", "Halaman", SQUARE)]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("area.shp", b"", Problem(0, "file_kind", "area.shp")),
        ("area.csv", b"nama,lintang\n", Problem(0, "columns_missing", "tempat_kerja, area")),
        ("area.csv", b"\xff\xfe\x00", Problem(0, "not_text")),
        ("area.csv", b"tempat_kerja,area\n", Problem(0, "file_empty")),
        ("area.csv", CSV.replace("-2.63,", "dua,").encode(), Problem(2, "not_a_number", "lintang: dua")),
        ("area.csv", CSV.replace("lingkaran", "kotak").encode(), Problem(2, "kind_unknown", "kotak")),
        ("area.csv", CSV.replace("-2.641 111.231", "-2.641").encode(), Problem(3, "point_pair", "-2.641")),
        ("area.json", b"{", Problem(0, "not_json")),
        ("area.json", b"[" * 100_000, Problem(0, "not_json")),
        ("area.json", b"[]", Problem(0, "not_geojson")),
        ("area.geojson", collection(feature(None)), Problem(1, "no_geometry")),
        ("area.geojson", collection(feature({"type": "LineString"})), Problem(1, "geometry_kind", "LineString")),
        ("area.geojson", collection(feature({"type": "Point", "coordinates": [1, 2]})), Problem(1, "radius_missing")),
        ("area.geojson", collection(feature({"type": "Polygon", "coordinates": [RING, RING]})), Problem(1, "holes")),
        ("area.kml", b"<kml>", Problem(0, "not_kml", "no element found: line 1, column 5")),
        ("area.kml", b'<!DOCTYPE a [<!ENTITY x "y">]><kml/>', Problem(0, "not_kml", "DOCTYPE")),
    ],
)
def test_every_problem_names_its_row(name: str, content: bytes, problem: Problem) -> None:
    assert read(name, content).problems == (problem,)


def test_one_bad_row_does_not_hide_the_others() -> None:
    found = read("area.csv", (CSV + "Kantor Bupati,Lain,lingkaran,x,y,z,\n").encode())
    assert len(found.lines) == 2
    assert [one.row for one in found.problems] == [4]


@example(b"tempat_kerja\rarea", "a.csv")
@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.json", "a.kml"]))
def test_nothing_that_is_uploaded_breaks_it(content: bytes, name: str) -> None:
    found = read(name, content)
    assert found.lines or found.problems
