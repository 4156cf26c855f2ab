"""From SIASN's list of units to deeds: which are new, renamed, moved. Pure.

The list is `Id;NamaUnor;DiatasanId`. A line without a parent is a top: the only top is the region itself, several tops
are agencies below it. What stands directly below the region is an agency, everything deeper a unit. Units are known by
their SIASN id; the first time also by their name below the same parent, so that a tree that was typed in is recognised.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from hadir.people.importing.shapes import Problem, Row


@dataclass(frozen=True, slots=True)
class Known:
    """A unit that exists."""

    id: int
    parent_id: int | None
    name: str
    siasn_id: str


@dataclass(frozen=True, slots=True)
class Deed:
    """One good line. `unit_id` None: to be created. The parent's id, or, when it is new too, its `parent_siasn`."""

    number: int
    siasn_id: str
    name: str
    unit_id: int | None
    parent_id: int | None
    parent_siasn: str = ""


@dataclass(slots=True)
class UnitPlan:
    """Deeds from the top down, and what is wrong by line number."""

    deeds: list[Deed] = field(default_factory=list)
    problems: dict[int, list[Problem]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Existing:
    by_siasn: Mapping[str, Known]
    by_name: Mapping[tuple[int | None, str], list[Known]]
    region: Known


def plan(rows: Sequence[Row], known: Collection[Known], region_id: int) -> UnitPlan:
    """Every line becomes a deed or has a problem."""
    made = UnitPlan()
    lines = _sound_lines(rows, made)
    existing = _existing(known, region_id)
    children = _children(lines, existing, made)
    tops = children.get("", [])
    region_line = tops[0] if len(tops) == 1 and _may_be_region(tops[0], existing) else None
    _walk(lines, children, existing, region_line, made)
    reached = {deed.siasn_id for deed in made.deeds}
    for siasn, row in lines.items():
        if siasn not in reached and row.number not in made.problems:
            made.problems[row.number] = [Problem("unit_loop", "parent")]
    _refuse_loops(made, known)
    return made


def _sound_lines(rows: Sequence[Row], made: UnitPlan) -> dict[str, Row]:
    lines: dict[str, Row] = {}
    for row in rows:
        if row.problems:
            made.problems[row.number] = list(row.problems)
            continue
        siasn = row.values["siasn_id"]
        if siasn in lines:
            fact = {"row": str(lines[siasn].number)}
            made.problems[row.number] = [Problem("siasn_twice", "siasn_id", fact)]
        else:
            lines[siasn] = row
    return lines


def _existing(known: Collection[Known], region_id: int) -> _Existing:
    by_name: dict[tuple[int | None, str], list[Known]] = {}
    for unit in known:
        if not unit.siasn_id:
            by_name.setdefault((unit.parent_id, unit.name.casefold()), []).append(unit)
    by_siasn = {unit.siasn_id: unit for unit in known if unit.siasn_id}
    return _Existing(by_siasn, by_name, next(unit for unit in known if unit.id == region_id))


def _children(lines: dict[str, Row], existing: _Existing, made: UnitPlan) -> dict[str, list[str]]:
    """Lines by the id above them; an id above that nobody knows is a fault of the line."""
    children: dict[str, list[str]] = {}
    for siasn, row in lines.items():
        parent = row.values.get("parent", "")
        if parent and parent not in lines and parent not in existing.by_siasn:
            made.problems[row.number] = [Problem("parent_unknown", "parent", {"value": parent})]
        else:
            children.setdefault(parent, []).append(siasn)
    return children


def _may_be_region(siasn: str, existing: _Existing) -> bool:
    return existing.region.siasn_id in ("", siasn) and siasn not in (
        unit for unit in existing.by_siasn if existing.by_siasn[unit] is not existing.region
    )


def _walk(
    lines: dict[str, Row],
    children: dict[str, list[str]],
    existing: _Existing,
    region_line: str | None,
    made: UnitPlan,
) -> None:
    """Breadth first from the tops, and from units that only the database knows."""
    ids: dict[str, int | None] = {}
    waiting: list[tuple[str, int | None, str]] = []
    for siasn in children.get("", []):
        if siasn == region_line:
            row = lines[siasn]
            ids[siasn] = existing.region.id
            made.deeds.append(Deed(row.number, siasn, existing.region.name, existing.region.id, None))
            waiting += [(child, existing.region.id, "") for child in children.get(siasn, [])]
        else:
            waiting.append((siasn, existing.region.id, ""))
    for parent, above in existing.by_siasn.items():
        if parent not in lines:
            waiting += [(child, above.id, "") for child in children.get(parent, [])]
    for siasn, parent_id, parent_siasn in waiting:  # grows while it is walked
        row = lines[siasn]
        unit = existing.by_siasn.get(siasn) or _by_name(existing, parent_id, row.values["name"])
        unit_id = unit.id if unit is not None else None
        made.deeds.append(Deed(row.number, siasn, row.values["name"], unit_id, parent_id, parent_siasn))
        standing = (unit_id, "") if unit_id is not None else (None, siasn)
        waiting += [(child, *standing) for child in children.get(siasn, [])]


def _by_name(existing: _Existing, parent_id: int | None, name: str) -> Known | None:
    """The only unit without a SIASN id that has this name below this parent."""
    found = existing.by_name.get((parent_id, name.casefold()), []) if parent_id is not None else []
    return found[0] if len(found) == 1 else None


def _refuse_loops(made: UnitPlan, known: Collection[Known]) -> None:
    """With the moves done, everything must still hang below the region: a line that closes a loop is wrong."""
    above = {unit.id: unit.parent_id for unit in known}
    kept: list[Deed] = []
    for deed in made.deeds:
        if deed.unit_id is not None and deed.parent_id is not None:
            step: int | None = deed.parent_id
            while step is not None and step != deed.unit_id:
                step = above.get(step)
            if step is not None:
                made.problems[deed.number] = [Problem("unit_loop", "parent")]
                continue
            above[deed.unit_id] = deed.parent_id
        kept.append(deed)
    made.deeds = kept
