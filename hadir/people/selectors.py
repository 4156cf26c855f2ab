"""Reading the organisation. Nothing here asks for rights: callers pass the units they may see.

The two walks are one recursive statement each that touches only the rows on the way; the tree library numbers the
whole table first, which is right for a drawn tree and wasteful for a right check (ADR 0004).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import QuerySet

from hadir.lib.errors import NotFound
from hadir.people.models import Employee, OrgUnit, UnitKind, WorkPlace
from hadir.people.texts import EMPLOYEE_NOT_FOUND, UNIT_NOT_FOUND

_UP = """
WITH RECURSIVE line AS (
    SELECT id AS start, id, parent_id, 0 AS step FROM people_orgunit WHERE id = ANY(%s)
    UNION ALL
    SELECT line.start, up.id, up.parent_id, line.step + 1
    FROM people_orgunit up JOIN line ON up.id = line.parent_id
)
SELECT start, id FROM line ORDER BY start, step
"""
_DOWN = """
WITH RECURSIVE below AS (
    SELECT id FROM people_orgunit WHERE id = ANY(%s)
    UNION
    SELECT unit.id FROM people_orgunit unit JOIN below ON unit.parent_id = below.id
)
SELECT id FROM below
"""


def lines_of(unit_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """For each unit its own id and those of the units above it, own first, region last. One statement."""
    lines: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_UP, [list(set(unit_ids))])
        for start, unit_id in cursor.fetchall():
            lines.setdefault(start, []).append(unit_id)
    return {start: tuple(line) for start, line in lines.items()}


def line_of(unit_id: int) -> tuple[int, ...]:
    """The unit and the units above it, own first; empty when there is no such unit."""
    return lines_of([unit_id]).get(unit_id, ())


def ids_below(unit_ids: Iterable[int]) -> set[int]:
    """The units themselves and everything below them. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DOWN, [list(set(unit_ids))])
        return {row[0] for row in cursor.fetchall()}


def all_unit_ids() -> set[int]:
    """Every unit of the region."""
    return set(OrgUnit.objects.values_list("id", flat=True))


def units_below(unit: OrgUnit) -> QuerySet[OrgUnit]:
    """The unit and everything below it, in the order of a drawn tree; rows carry `tree_depth`."""
    tree: QuerySet[OrgUnit] = OrgUnit.objects.descendants(unit, include_self=True)
    return tree


def units_in(unit_ids: Collection[int]) -> QuerySet[OrgUnit]:
    """Those units, in the order of a drawn tree; rows carry `tree_depth` counted from the region."""
    tree: QuerySet[OrgUnit] = OrgUnit.objects.with_tree_fields().filter(pk__in=unit_ids)
    return tree


def unit(unit_id: int) -> OrgUnit:
    """One unit; NotFound `unit_not_found`."""
    found: OrgUnit | None = OrgUnit.objects.filter(pk=unit_id).first()
    if found is None:
        raise NotFound("unit_not_found", UNIT_NOT_FOUND)
    return found


def region() -> OrgUnit | None:
    """The region on top, None before set-up."""
    found: OrgUnit | None = OrgUnit.objects.filter(kind=UnitKind.REGION).first()
    return found


def opd_of(unit: OrgUnit) -> OrgUnit | None:
    """The agency a unit belongs to (itself when it is one); None for the region."""
    line = line_of(unit.pk)
    found: OrgUnit | None = OrgUnit.objects.filter(pk__in=line, kind=UnitKind.OPD).first()
    return found


def work_places_in(unit_ids: Collection[int]) -> QuerySet[WorkPlace]:
    """Places of those units, with their unit."""
    return WorkPlace.objects.filter(unit_id__in=unit_ids).select_related("unit")


def work_places_for(unit_id: int) -> QuerySet[WorkPlace]:
    """Where somebody of the unit may work: places of the units above it and anywhere in its agency."""
    line = line_of(unit_id)
    agency = OrgUnit.objects.filter(pk__in=line, kind=UnitKind.OPD).values_list("id", flat=True)
    return work_places_in({*line, *ids_below(agency or [unit_id])})


def employees_in(unit_ids: Collection[int]) -> QuerySet[Employee]:
    """People of those units, active or not, with unit and work place."""
    return Employee.objects.filter(unit_id__in=unit_ids).select_related("unit", "work_place")


def employee(employee_id: int) -> Employee:
    """One person with unit and work place; NotFound `employee_not_found`."""
    found = Employee.objects.select_related("unit", "work_place").filter(pk=employee_id).first()
    if found is None:
        raise NotFound("employee_not_found", EMPLOYEE_NOT_FOUND)
    return found
