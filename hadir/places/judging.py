"""Where somebody may be on a day, and what position and network say about it: one written statement a check-in."""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hadir.lib.findings import Finding
from hadir.people.models import Employee
from hadir.places import rules, shapes
from hadir.places.rules import Candidate, Judged, Network, PlaceNote, Position

# Places first, then areas of letters, then networks that contain the address: the own ones (of a place of the day, or
# of a unit that stands in the person's line), those of the same agency, and any other office's.
_STANDING = """
WITH RECURSIVE line AS (
    SELECT id, parent_id, kind FROM people_orgunit WHERE id = %(unit)s
    UNION ALL
    SELECT up.id, up.parent_id, up.kind FROM people_orgunit up JOIN line ON line.parent_id = up.id
), assigned AS (
    SELECT work_place_id, area FROM places_placeassignment
    WHERE employee_id = %(employee)s AND cancelled_at IS NULL
        AND first <= %(day)s AND (last IS NULL OR last >= %(day)s)
), mine AS (
    SELECT %(place)s::bigint AS id UNION SELECT work_place_id FROM assigned WHERE work_place_id IS NOT NULL
), matched AS (
    SELECT version.work_place_id, coalesce(version.unit_id, place.unit_id) AS unit_id, version.unit_id AS whole_unit,
        place.name
    FROM places_officenetwork network
    JOIN places_networkversion version ON version.id = network.version_id AND version.status = 'confirmed'
        AND (version.valid_from IS NULL OR version.valid_from <= %(day)s)
        AND (version.valid_to IS NULL OR version.valid_to >= %(day)s)
    LEFT JOIN people_workplace place ON place.id = version.work_place_id
    WHERE network.network >>= %(address)s::inet
), above AS (
    SELECT matched.unit_id AS start, matched.unit_id AS id FROM matched
    UNION
    SELECT above.start, unit.parent_id FROM above JOIN people_orgunit unit ON unit.id = above.id
    WHERE unit.parent_id IS NOT NULL
)
SELECT 'place', mine.id, place.name, version.areas
FROM mine JOIN people_workplace place ON place.id = mine.id
LEFT JOIN places_areaversion version ON version.work_place_id = mine.id AND version.status = 'confirmed'
    AND (version.valid_from IS NULL OR version.valid_from <= %(day)s)
    AND (version.valid_to IS NULL OR version.valid_to >= %(day)s)
UNION ALL
SELECT 'letter', NULL, NULL, area FROM assigned WHERE area IS NOT NULL
UNION ALL
SELECT
    CASE
        WHEN matched.work_place_id IN (SELECT id FROM mine) OR matched.whole_unit IN (SELECT id FROM line) THEN 'own'
        WHEN EXISTS (
            SELECT FROM above JOIN line ON line.id = above.id AND line.kind <> 'region'
            WHERE above.start = matched.unit_id
        ) THEN 'near'
        ELSE 'elsewhere'
    END, matched.work_place_id, coalesce(matched.name, unit.name), NULL
FROM matched JOIN people_orgunit unit ON unit.id = matched.unit_id
"""


@dataclass(frozen=True, slots=True)
class PlaceVerdict:
    """What place and network say of a check-in. `place_id`: the work place within whose area it was, or the nearest
    one; None without a position or an area, and for an area that is no work place. `network`: from an own office."""

    note: PlaceNote
    place_id: int | None
    network: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody may be on a day; `office`: whose network the address belongs to."""

    candidates: tuple[Candidate, ...]
    network: Network
    office: str = ""


def judge(employee: Employee, *, position: Position | None, address: str, day: date) -> PlaceVerdict:
    """Compare position and address with every place of the person's day. `address`: of the client, as the trusted
    proxies tell it; empty or unreadable means unknown. One statement."""
    return _verdict(standing(employee, address=address, day=day), position)


def standing(employee: Employee, *, address: str, day: date) -> Standing:
    """The places and areas of a day, and what the address is. One statement."""
    values: dict[str, str | int | date | None] = {
        "unit": employee.unit_id,
        "employee": employee.pk,
        "place": employee.work_place_id,
        "day": day,
        "address": _readable(address),
    }
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, values)
        rows = cursor.fetchall()
    offices = {kind: name for kind, _id, name, _areas in reversed(rows) if kind in ("own", "elsewhere")}
    network = next((one for one in (Network.OWN, Network.ELSEWHERE) if one.value in offices), Network.UNKNOWN)
    if network is Network.ELSEWHERE and any(kind == "near" for kind, *_rest in rows):
        network = Network.UNKNOWN  # also entered for another office of the same agency
    return Standing(tuple(_candidates(rows)), network, offices.get(network.value, ""))


def _candidates(rows: list[Any]) -> list[Candidate]:
    found = []
    for kind, place_id, name, areas in rows:
        if kind == "place":
            lines = json.loads(areas) if areas else []
            found.append(Candidate(place_id, name, tuple(shapes.decode(one) for one in lines)))
        elif kind == "letter":
            one = json.loads(areas)
            found.append(Candidate(None, one["name"], (shapes.decode(one),)))
    return found


def _verdict(where: Standing, position: Position | None) -> PlaceVerdict:
    judged: Judged = rules.judge(position, where.candidates)
    return PlaceVerdict(
        note=judged.note,
        place_id=judged.nearest.place_id if judged.nearest else None,
        network=where.network is Network.OWN,
        findings=rules.findings_of(judged, position, where.network, where.office),
    )


def _readable(address: str) -> str | None:
    """An IPv6 address that wraps an IPv4 one is that one; a zone (`%eth0`) is dropped."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    wrapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(wrapped or found)
