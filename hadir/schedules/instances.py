"""One person's duty on one day, as moments: what schedules, rosters and the calendar come to. Pure.

A *shift instance* is the span of work that begins on a local day. Everything that belongs to it, also what happens
after midnight, belongs to that day: at a night shift from 22:00 to 07:00 the punch at 01:30 is yesterday's. Times are
aware moments in UTC; the clock is that of the work place (WIB, WITA, WIT).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hadir.schedules.rules import StageKind


class Measure(StrEnum):
    """What a stage says about the day. `presence`: only whether somebody was there."""

    ARRIVAL = "arrival"
    DEPARTURE = "departure"
    PRESENCE = "presence"


class WorkMode(StrEnum):
    """Where the duty is done. Presence is recorded in each of them (PermenPANRB 4/2025)."""

    OFFICE = "office"
    HOME = "home"
    ANYWHERE = "anywhere"


class Flex(StrEnum):
    """How an arrival within the flexible time is made up for.

    `none`: it is late. `minutes`: leave as much later as one came later. `fixed`: leave a fixed time later however
    little one was late (PermenPANRB 6/2018: thirty minutes).
    """

    NONE = "none"
    MINUTES = "minutes"
    FIXED = "fixed"


class Off(StrEnum):
    """Why a day has no duty."""

    WEEKLY = "weekly"  # the schedule's free day
    ROSTER = "roster"  # free by the roster
    HOLIDAY = "holiday"
    NO_SCHEDULE = "no_schedule"  # nothing says what holds: a gap somebody must close
    NO_ROSTER = "no_roster"  # serves by roster, and the roster says nothing about the day: a gap


@dataclass(frozen=True, slots=True)
class DueStage:
    """One stage of one instance. `due_at` is the time to be kept, `closes_at` the first moment too late to check in.

    `required` is False for stages that are recorded but whose absence has no effect.
    """

    code: str
    kind: StageKind
    measure: Measure
    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    required: bool = True
    name: str = ""  # as the schedule calls it; empty for the customary codes, which are named in every language

    @property
    def last_minute(self) -> datetime:
        """The last minute in which it takes check-ins, as people read it."""
        return self.closes_at - timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of somebody's day, for check-ins and pages. `day` is that on which the shift began."""

    day: date
    zone: str
    due: DueStage

    @property
    def code(self) -> str:
        return self.due.code

    @property
    def name(self) -> str:
        return self.due.name

    @property
    def kind(self) -> StageKind:
        return self.due.kind

    @property
    def opens_at(self) -> datetime:
        return self.due.opens_at

    @property
    def closes_at(self) -> datetime:
        return self.due.closes_at

    @property
    def opens(self) -> time:
        """The local time from which it takes check-ins."""
        return self.due.opens_at.astimezone(ZoneInfo(self.zone)).time()

    @property
    def closes(self) -> time:
        """The last local minute in which it does."""
        return self.due.last_minute.astimezone(ZoneInfo(self.zone)).time()


@dataclass(frozen=True, slots=True)
class FlexTerms:
    """`limit_min`: how late one may come without being late, if it is made up; `fixed_min` for `Flex.FIXED`."""

    kind: Flex = Flex.NONE
    limit_min: int = 0
    fixed_min: int = 0


@dataclass(frozen=True, slots=True)
class ShiftInstance:
    """Shared by everybody who has the same hours on the day in the same zone, so it names no person.

    `net_min`: minutes of work owed, breaks excluded. `schedule_version_id` names the dated row that made it, `label`
    what people call it ("Normal 5 hari", "Malam").
    """

    day: date
    zone: str
    starts_at: datetime
    ends_at: datetime
    break_min: int
    net_min: int
    stages: tuple[DueStage, ...]
    mode: WorkMode
    flex: FlexTerms
    label: str
    schedule_version_id: int
    by_roster: bool = False
    season: str = ""  # "ramadan", empty otherwise


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off for a unit and all below it (None: the region). `version_id`: the confirmed calendar that has it."""

    day: date
    name: str
    kind: str  # national | joint | local | unit
    unit_id: int | None
    version_id: int
    legal_basis: str


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What somebody owed on a day. Exactly one of `instance` and `off` is set.

    `holiday` may stand beside an instance: services that never close work on it by roster. `source` names the
    assignment that decided ("employee:12", "unit:3", "region"), for the explanation of the day.
    """

    day: date
    instance: ShiftInstance | None
    off: Off | None
    holiday: Holiday | None = None
    source: str = ""

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Stages in the order in which they open; none on a day without duty."""
        if self.instance is None:
            return ()
        ordered = sorted(self.instance.stages, key=lambda stage: (stage.opens_at, stage.closes_at))
        return tuple(Stage(self.day, self.instance.zone, stage) for stage in ordered)
