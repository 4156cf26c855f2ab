"""A granted reason for not being at work, as the day sees it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Category(StrEnum):
    """What sort of reason. `duty` and `study` are work elsewhere; `leave` is not work; `permission` is by the hour."""

    LEAVE = "leave"
    DUTY = "duty"
    STUDY = "study"
    PERMISSION = "permission"
    FORCE_MAJEURE = "force_majeure"
    TECHNICAL = "technical"


class Part(StrEnum):
    """How much of each day. `hours` goes with `from_time` and `to_time` on the clock of the work place."""

    FULL = "full"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Absence:
    """Granted from `first` to `last`, both included, on each day in `part`.

    `type_code` is the dated type's ("CT", "CS", "DL"), `label` its name in Indonesian, `reference` the letter or
    request number that the explanation of the day shows. `counts_as_work`: the day counts as worked (duty, study).
    `pays`: whether the allowance rules treat it as worked is theirs to say; they see `type_code`.
    """

    id: int
    employee_id: int
    type_code: str
    label: str
    category: Category
    first: date
    last: date
    part: Part = Part.FULL
    from_time: time | None = None
    to_time: time | None = None
    counts_as_work: bool = False
    reference: str = ""
