"""What a day comes to: the form in which day records are derived, stored and read by the month. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Status(StrEnum):
    """One word for the day, in the order of precedence (domain reference 1.9): the first that applies."""

    NOT_COUNTED = "not_counted"  # the agency is not live yet: recorded, without any effect
    NO_PLAN = "no_plan"  # no schedule or a gap in the roster: somebody must close it, nobody is absent
    OFF = "off"
    HOLIDAY = "holiday"
    LEAVE = "leave"  # a full-day reason that is not work
    DUTY = "duty"  # a full-day reason that counts as work
    SUSPENDED = "suspended"  # a confirmed incident or force majeure covers what is missing
    PENDING = "pending"  # not over yet, or an incident waits for its confirmation
    PRESENT = "present"  # every required stage is there, in time
    INCOMPLETE = "incomplete"  # there, but late, early, with a stage missing or an event missed
    ABSENT = "absent"  # without any reason (tanpa keterangan)


class Excuse(StrEnum):
    """What takes the effect from a stage."""

    NONE = ""
    ABSENCE = "absence"
    INCIDENT = "incident"
    INCIDENT_PROPOSED = "incident_proposed"
    FLEX = "flex"


@dataclass(frozen=True, slots=True)
class StageOutcome:
    """One stage of the day. Minutes are whole and never negative; `minutes` is late at arrival, early at departure.

    `at`: the punch that counts, None when there is none; `missing`: required, over, and without a punch.
    `excuse`: why `minutes` or `missing` have no effect (then both are 0 / False; `raw_minutes` says what they were).
    """

    code: str
    kind: str
    measure: str
    due_at: datetime
    at: datetime | None
    minutes: int = 0
    raw_minutes: int = 0
    missing: bool = False
    excuse: Excuse = Excuse.NONE
    punch: str = ""  # the punch's or correction's id
    source: str = ""  # face, pin_code, pin_officer, correction, ...


@dataclass(frozen=True, slots=True)
class EventOutcome:
    """A ceremony or roll call that somebody had to attend."""

    event_id: int
    kind: str
    name: str
    attended: bool
    excuse: Excuse = Excuse.NONE


@dataclass(frozen=True, slots=True)
class Day:
    """The derived day of one person. Everything the month and the allowance rules may ask.

    `owed_min`, `worked_min`: minutes of work, breaks excluded. `late_min`, `early_min`: sums over stages after excuses.
    `made_up_min`: late minutes made up under flexible time; they never count again. `absent`: a whole day without
    reason. `trace`: steps as (code, facts) pairs for `explain`, JSON-ready. `changes_at`: the moment at which the day,
    without anybody doing anything, has to be derived again (a window closes, the day ends); None once it is settled.
    """

    employee_id: int
    day: date
    unit_id: int
    agency_id: int
    status: Status
    owed_min: int = 0
    worked_min: int = 0
    late_min: int = 0
    early_min: int = 0
    made_up_min: int = 0
    missing: int = 0
    absent: bool = False
    reason_code: str = ""
    work_mode: str = ""
    schedule_label: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    stages: tuple[StageOutcome, ...] = ()
    events: tuple[EventOutcome, ...] = ()
    has_incident: bool = False
    corrected: bool = False
    trace: tuple[tuple[str, dict[str, object]], ...] = ()
    changes_at: datetime | None = None
