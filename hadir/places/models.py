"""Where people may be: areas, networks and assignments; screens with a code."""

from __future__ import annotations

from hadir.places.area_models import AreaVersion, NetworkVersion, OfficeNetwork, PlaceAssignment
from hadir.places.site_models import SiteCodeTry, SiteCodeUse, SiteScreen

__all__ = [
    "AreaVersion",
    "NetworkVersion",
    "OfficeNetwork",
    "PlaceAssignment",
    "SiteCodeTry",
    "SiteCodeUse",
    "SiteScreen",
]
