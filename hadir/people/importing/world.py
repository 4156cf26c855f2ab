"""The organisation as the check needs it: read once, asked tens of thousands of times."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from hadir.people.models import OrgUnit, UnitKind, WorkPlace


@dataclass(frozen=True, slots=True)
class Unit:
    id: int
    parent_id: int | None
    name: str
    code: str
    siasn_id: str
    kind: str


class Ambiguous(Exception):
    """Several units have that name."""


class Organisation:
    """Units that exist on the day, their work places, and how a file may name them."""

    def __init__(self, today: date) -> None:
        rows = OrgUnit.objects.without_tree_fields().order_by("id")
        self.units = {
            row.pk: Unit(row.pk, row.parent_id, row.name, row.code, row.siasn_id, row.kind)
            for row in rows
            if row.closed_on is None or row.closed_on >= today
        }
        self._by_siasn = {unit.siasn_id: unit.id for unit in self.units.values() if unit.siasn_id}
        self._by_code = {unit.code: unit.id for unit in self.units.values()}
        self._by_name: dict[str, list[int]] = {}
        for unit in self.units.values():
            self._by_name.setdefault(unit.name.casefold(), []).append(unit.id)
        self.place_names: dict[int, str] = {}
        self._places_of: dict[int, list[int]] = {}
        for place in WorkPlace.objects.order_by("id").only("id", "name", "unit_id"):
            self.place_names[place.pk] = place.name
            self._places_of.setdefault(place.unit_id, []).append(place.pk)
        self._fitting: dict[int, tuple[int, ...]] = {}

    def unit_named(self, values: dict[str, str], preferred: Collection[int]) -> int | None:
        """By SIASN id, else code, else name; of several with that name the only one among `preferred`. Ambiguous."""
        found = self._by_siasn.get(values.get("unit_siasn", "")) or self._by_code.get(values.get("unit_code", ""))
        if found is not None:
            return found
        named = self._by_name.get(values.get("unit_name", "").casefold(), [])
        if len(named) > 1:
            named = [unit_id for unit_id in named if unit_id in preferred]
            if len(named) != 1:
                raise Ambiguous
        return named[0] if named else None

    def line(self, unit_id: int) -> list[int]:
        """The unit and those above it, own first."""
        line: list[int] = []
        step: int | None = unit_id
        while step is not None and step in self.units and step not in line:
            line.append(step)
            step = self.units[step].parent_id
        return line

    def places_for(self, unit_id: int) -> tuple[int, ...]:
        """Where somebody of the unit may work (people.selectors.work_places_for): nearest first."""
        if unit_id not in self._fitting:
            line = self.line(unit_id)
            agency = next((step for step in line if self.units[step].kind == UnitKind.OPD), None)
            anywhere = [
                place
                for owner, places in self._places_of.items()
                if agency is not None and owner not in line and agency in self.line(owner)
                for place in places
            ]
            near = [place for step in line for place in self._places_of.get(step, [])]
            self._fitting[unit_id] = (*near, *anywhere)
        return self._fitting[unit_id]

    def place_named(self, unit_id: int, name: str) -> int | None:
        """The nearest fitting place of that name."""
        wanted = name.casefold()
        return next((place for place in self.places_for(unit_id) if self.place_names[place].casefold() == wanted), None)

    def only_place_near(self, unit_id: int) -> int | None:
        """The place of the unit, else of the next unit above that has any; None when that one has several."""
        for step in self.line(unit_id):
            places = self._places_of.get(step, [])
            if places:
                return places[0] if len(places) == 1 else None
        return None
