"""Where the offices of the demo region lie, and over which addresses they reach the site. Addresses are blocks for
examples (RFC 5737, RFC 3849), which belong to nobody."""

from __future__ import annotations

from datetime import datetime

from hadir.cli.demo.cast import AGENCIES, Agency
from hadir.lib.authority import System
from hadir.people.models import WorkPlace
from hadir.places import services
from hadir.places.rules import Circle, Polygon
from hadir.places.services import NetworkLine
from hadir.places.shapes import NamedArea

_SYSTEM = System()
_BASIS = "Berita acara pengukuran lokasi, contoh"
_RADIUS_M = 150
_HEALTH_CENTRE = NamedArea("Puskesmas Contoh", Circle(-2.6452, 111.2381, 80))


def draw(place: WorkPlace, agency: Agency, *, now: datetime) -> None:
    """The areas and networks of one agency's office, in force from the beginning."""
    services.found_areas(_SYSTEM, work_place_id=place.pk, areas=_areas(agency), legal_basis=_BASIS, now=now)
    number = AGENCIES.index(agency)
    lines = [
        NetworkLine(f"203.0.113.{16 * number}/28", "Jalur internet kantor"),
        NetworkLine(f"2001:db8:{number + 1:x}::/48", "Jalur IPv6"),
    ]
    services.found_networks(_SYSTEM, work_place_id=place.pk, networks=lines, legal_basis=_BASIS, now=now)


def _areas(agency: Agency) -> list[NamedArea]:
    latitude, longitude = agency.latitude, agency.longitude
    if agency.code == "SETDA":  # a compound with a cut corner
        corners = ((15, -16), (15, 9), (8, 16), (-15, 16), (-15, -16))
        ring = tuple((latitude + north / 10_000, longitude + east / 10_000) for north, east in corners)
        return [NamedArea("Kompleks Kantor Bupati", Polygon(ring))]
    office = NamedArea("Gedung kantor", Circle(latitude, longitude, _RADIUS_M))
    return [office, _HEALTH_CENTRE] if agency.code == "DINKES" else [office]
