"""What attendance knows about a day, as its derivation sees it: check-ins, corrections, incidents, events. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Seen:
    """An accepted check-in, or an approved correction that stands for one. `source`: the method, or `correction`."""

    at: datetime
    ref: str
    source: str
    stage: str = ""  # a correction names its stage; a punch belongs to whatever stage is open at its moment


@dataclass(frozen=True, slots=True)
class Void:
    """An approved correction that takes a check-in out of the reckoning; the fact itself stays."""

    punch: str
    ref: str


class IncidentState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Incident:
    """An outage or a disaster, by place and time.

    `units`: agencies or units with all below them; `places`: work places; both empty: the region. Moments are aware.
    """

    id: int
    kind: str  # outage | disaster
    state: IncidentState
    first_at: datetime
    last_at: datetime
    units: frozenset[int]
    places: frozenset[int]
    reference: str = ""

    def holds(self, *, work_place_id: int, line: Sequence[int]) -> bool:
        """Whether it concerns somebody who works there, in the unit whose line this is: itself and those above it."""
        if not self.units and not self.places:
            return True
        return work_place_id in self.places or any(unit_id in self.units for unit_id in line)


@dataclass(frozen=True, slots=True)
class Event:
    """A ceremony or roll call with its own attendance. Expected: people of `units` (with all below) and `people`.

    `weekly`: written ahead for each week, so it also falls on days off; else announced for just that day.
    """

    id: int
    kind: str  # apel | upacara | senam | sidak | other
    name: str
    day: date
    opens_at: datetime
    starts_at: datetime
    closes_at: datetime
    units: frozenset[int]
    people: frozenset[int]
    weekly: bool = False
