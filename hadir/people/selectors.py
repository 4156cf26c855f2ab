"""Reading the organisation. Nothing here asks for rights: callers pass the units they may see.

The two walks are one recursive statement each that touches only the rows on the way; the tree library numbers the
whole table first, which is right for a drawn tree and wasteful for a right check (ADR 0004).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, F, QuerySet
from django.utils import timezone

from hadir.audit.viewer import seeing_everything
from hadir.lib.errors import NotFound
from hadir.people import rules
from hadir.people.models import (
    Dated,
    Employee,
    EmploymentRecord,
    GradeRecord,
    Headship,
    OrgUnit,
    Placement,
    SuperiorRecord,
    TimeZone,
    UnitKind,
    UnitRecord,
    WorkPlace,
    holds_on,
)
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
# The same upward walk through the tree as it stood on a day.
_UP_ON = """
WITH RECURSIVE on_day AS (
    SELECT unit_id, parent_id FROM people_unitrecord
    WHERE superseded_at IS NULL AND (valid_from IS NULL OR valid_from <= %(day)s)
        AND (valid_to IS NULL OR valid_to >= %(day)s)
), line AS (
    SELECT unit_id AS start, unit_id, parent_id, 0 AS step FROM on_day WHERE unit_id = ANY(%(units)s)
    UNION ALL
    SELECT line.start, up.unit_id, up.parent_id, line.step + 1
    FROM on_day up JOIN line ON up.unit_id = line.parent_id WHERE line.step < 50
)
SELECT start, unit_id FROM line ORDER BY start, step
"""


@dataclass(frozen=True, slots=True)
class Career:
    """What is dated about one person, the newest first."""

    placements: list[Placement]
    grades: list[GradeRecord]
    employments: list[EmploymentRecord]
    superiors: list[SuperiorRecord]
    headships: list[Headship]

    def within(self, placements: list[Placement]) -> Career:
        """Only what held on days of those placements."""
        units = {row.unit_id for row in placements}
        return Career(
            placements,
            [row for row in self.grades if _held_during(row, placements)],
            [row for row in self.employments if _held_during(row, placements)],
            [row for row in self.superiors if _held_during(row, placements)],
            [row for row in self.headships if row.unit_id in units],
        )


def _held_during(row: Dated, placements: Iterable[Placement]) -> bool:
    days = rules.Entry(row.valid_from, row.valid_to, {})
    return any(rules.overlaps(days, rules.Entry(place.valid_from, place.valid_to, {})) for place in placements)


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


def zone_of_region() -> ZoneInfo:
    """Where the region lives: the zone of its first work place; WIB (UTC+7) while it has none."""
    found = WorkPlace.objects.order_by("pk").values_list("time_zone", flat=True).first()
    return ZoneInfo(found or TimeZone.WIB)


def today_in_region(now: datetime | None = None) -> date:
    """The date by which units and their heads change; that of a person is the work place's."""
    return timezone.localdate(now, zone_of_region())


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


def count_by_unit(unit_ids: Collection[int]) -> dict[int, int]:
    """Active people by their own unit, without those below. One statement; units without anybody are left out."""
    rows = Employee.objects.filter(unit_id__in=unit_ids, active=True).order_by().values_list("unit_id")
    return dict(rows.annotate(n=Count("pk")))


# --- over time


def lines_on(unit_ids: Iterable[int], day: date) -> dict[int, tuple[int, ...]]:
    """`lines_of` in the tree of that day. A unit that did not exist then has no line. One statement."""
    lines: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_UP_ON, {"units": list(set(unit_ids)), "day": day})
        for start, unit_id in cursor.fetchall():
            lines.setdefault(start, []).append(unit_id)
    return {start: tuple(line) for start, line in lines.items()}


def unit_on(unit_id: int, day: date) -> UnitRecord | None:
    """Name, code and parent of a unit on a day; None when it did not exist."""
    return UnitRecord.objects.filter(holds_on(day), unit_id=unit_id).select_related("parent").first()


def placements_on(employee_ids: Collection[int], day: date) -> dict[int, Placement]:
    """Where those people serve on a day, by employee, with unit and work place. One statement."""
    rows = Placement.objects.filter(holds_on(day), employee_id__in=employee_ids)
    return {row.employee_id: row for row in rows.select_related("unit", "work_place")}


def placement_on(employee_id: int, day: date) -> Placement | None:
    """Where somebody serves on a day; None before the first record."""
    return placements_on([employee_id], day).get(employee_id)


def heads_on(unit_ids: Collection[int], day: date) -> dict[int, rules.Heads]:
    """Who heads those units on a day, appointed and acting, as the rules see it. One statement."""
    heads: dict[int, rules.Heads] = {}
    for row in Headship.objects.filter(holds_on(day), unit_id__in=unit_ids).order_by():
        known = heads.get(row.unit_id, rules.Heads())
        if row.kind == rules.HeadKind.DEFINITIVE:
            heads[row.unit_id] = rules.Heads(row.employee_id, known.acting)
        else:
            heads[row.unit_id] = rules.Heads(known.definitive, row.employee_id)
    return heads


def heads_of(unit_ids: Collection[int], day: date) -> dict[int, Headship]:
    """Who has the duties of the head on a day, by unit: whoever acts (Plt, Plh), else the appointed one.

    Rows carry their employee. One statement.
    """
    rows = Headship.objects.filter(holds_on(day), unit_id__in=unit_ids).select_related("employee").order_by()
    on_duty: dict[int, Headship] = {}
    for row in rows:
        if row.unit_id not in on_duty or row.kind != rules.HeadKind.DEFINITIVE:
            on_duty[row.unit_id] = row
    return on_duty


def head_of(unit_id: int, day: date) -> Headship | None:
    """Who has the duties of the head of one unit on a day; see `heads_of`."""
    return heads_of([unit_id], day).get(unit_id)


def headships_of(unit_id: int) -> QuerySet[Headship]:
    """Everybody who has headed, heads or will head a unit, the newest first, with the person."""
    rows = Headship.objects.filter(unit=unit_id, superseded_at__isnull=True).select_related("employee")
    return rows.order_by("-valid_from", "-id")


def unit_history(unit_id: int) -> QuerySet[UnitRecord]:
    """Names, codes and parents of a unit over time, the newest first."""
    rows = UnitRecord.objects.filter(unit=unit_id, superseded_at__isnull=True).select_related("parent")
    return rows.order_by(F("valid_from").desc(nulls_last=True), "-id")


def headed_units(employee_id: int, day: date) -> set[int]:
    """Units whose head's duties are this person's on the day. Those below them are not named. Two statements."""
    mine = Headship.objects.filter(holds_on(day), employee_id=employee_id).values_list("unit_id", flat=True)
    heads = heads_on(set(mine), day)
    return {unit_id for unit_id, standing in heads.items() if standing.on_duty == employee_id}


def found_superiors(employee_ids: Collection[int], day: date) -> dict[int, rules.Superior]:
    """The direct superiors of those people on a day, and why; people without one are left out. Four statements.

    See `rules.superior`. Somebody without a placement on the day has only a superior named by a decision.
    """
    with seeing_everything("who is above whom depends on rows that the asker may not see; only ids come back"):
        return _found_superiors(employee_ids, day)


def _found_superiors(employee_ids: Collection[int], day: date) -> dict[int, rules.Superior]:
    placed = dict(
        Placement.objects.filter(holds_on(day), employee_id__in=employee_ids)
        .order_by()
        .values_list("employee_id", "unit_id")
    )
    decided = dict(
        SuperiorRecord.objects.filter(holds_on(day), employee_id__in=employee_ids)
        .order_by()
        .values_list("employee_id", "superior_id")
    )
    lines = lines_on(placed.values(), day)
    heads = heads_on({unit_id for line in lines.values() for unit_id in line}, day)
    found = {
        person: rules.superior(
            person, decided=decided.get(person), line=lines.get(placed.get(person, 0), ()), heads=heads
        )
        for person in employee_ids
    }
    return {person: superior for person, superior in found.items() if superior is not None}


def superiors_of(employee_ids: Collection[int], day: date) -> dict[int, int]:
    """Ids of the direct superiors by id of the employee, without those who have none. Four statements."""
    return {person: superior.employee_id for person, superior in found_superiors(employee_ids, day).items()}


def superior_of(employee_id: int, day: date) -> Employee | None:
    """The direct superior on a day, with unit and work place; None when nobody above is known."""
    found = superiors_of([employee_id], day).get(employee_id)
    return employee(found) if found is not None else None


def subordinates_of(employee_id: int, day: date) -> set[int]:
    """Ids of the active people whose direct superior this person is on the day. A fixed number of statements."""
    with seeing_everything("who is above whom depends on rows that the asker may not see; only ids come back"):
        candidates = _possible_subordinates(employee_id, day)
        above = _found_superiors(candidates, day)
    return {person for person, superior in above.items() if superior.employee_id == employee_id}


def _possible_subordinates(employee_id: int, day: date) -> set[int]:
    named = SuperiorRecord.objects.filter(holds_on(day), superior_id=employee_id).values_list("employee_id", flat=True)
    headed = headed_units(employee_id, day)
    lines = lines_on(all_unit_ids(), day) if headed else {}
    below = {unit_id for unit_id, line in lines.items() if not headed.isdisjoint(line)}
    served = Placement.objects.filter(holds_on(day), unit_id__in=below).values_list("employee_id", flat=True)
    return set(Employee.objects.filter(pk__in={*named, *served}, active=True).values_list("pk", flat=True))


def career_of(employee_id: int, *, unit_ids: Collection[int] | None = None) -> Career:
    """Everything dated about a person, the newest first.

    With `unit_ids`, as the agency with those units may see it: all of it while the person serves there today, else the
    placements in those units, and of the rest what held on their days.
    """
    placements = list(
        Placement.objects.filter(employee=employee_id, superseded_at__isnull=True)
        .select_related("unit", "work_place")
        .order_by("-valid_from")
    )
    rows = {"employee": employee_id, "superseded_at__isnull": True}
    career = Career(
        placements,
        list(GradeRecord.objects.filter(**rows).order_by("-valid_from")),
        list(EmploymentRecord.objects.filter(**rows).order_by("-valid_from")),
        list(SuperiorRecord.objects.filter(**rows).select_related("superior").order_by("-valid_from")),
        list(Headship.objects.filter(**rows).select_related("unit").order_by("-valid_from")),
    )
    if unit_ids is None or Employee.objects.filter(pk=employee_id, unit_id__in=unit_ids).exists():
        return career
    return career.within([row for row in placements if row.unit_id in unit_ids])


def chain_of(employee_id: int, day: date) -> tuple[int, ...]:
    """Superior, his superior and so on, as ids; ends at the top, or where it would meet somebody twice."""
    chain = [employee_id]
    while (above := superiors_of([chain[-1]], day).get(chain[-1])) is not None and above not in chain:
        chain.append(above)
    return tuple(chain[1:])


def is_in_a_circle(employee_id: int, day: date) -> bool:
    """Whether the chain of superiors leads back to where it began."""
    chain = chain_of(employee_id, day)
    return bool(chain) and superiors_of([chain[-1]], day).get(chain[-1]) == employee_id
