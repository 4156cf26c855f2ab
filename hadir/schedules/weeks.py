"""Hours of a week and the stages of its days, as dated rows say them, and what is wrong with such rows. Pure.

Clock times are minutes since the midnight with which the day begins: 450 is 07:30, 1860 is 07:00 of the next day. So
a night shift needs no special case, and every comparison is one of whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hadir.schedules.instances import DueStage, FlexTerms, Measure, ShiftInstance, WorkMode
from hadir.schedules.rules import StageKind

DAY_MIN = 24 * 60


class SeasonName(StrEnum):
    """A week is written once for ordinary days and, where it differs, once for Ramadan."""

    NORMAL = "normal"
    RAMADAN = "ramadan"


@dataclass(frozen=True, slots=True)
class Hours:
    """Work of one weekday. `break_min` is not work; `break_starts` is None where the break is free to choose."""

    starts: int
    ends: int
    break_starts: int | None = None
    break_min: int = 0

    @property
    def net_min(self) -> int:
        """Minutes of work, the break excluded (Perpres 21/2023 art. 4 counts the week so)."""
        return self.ends - self.starts - self.break_min


@dataclass(frozen=True, slots=True)
class StageRule:
    """One stage of a weekday. A check-in belongs to it from `opens` to the end of the minute `closes`."""

    code: str
    name: str
    kind: StageKind
    measure: Measure
    opens: int
    due: int
    closes: int
    required: bool = True


@dataclass(frozen=True, slots=True)
class DayRule:
    """Hours and stages of one weekday in one season."""

    hours: Hours
    stages: tuple[StageRule, ...] = ()


Week = Mapping[int, DayRule]  # by weekday, Monday 0; a weekday that is not there is free


@dataclass(frozen=True, slots=True)
class Terms:
    """One confirmed version of a schedule, complete. `weeks` by season; a season that is not there has normal hours."""

    version_id: int
    schedule_id: int
    label: str
    valid_from: date
    valid_to: date | None
    by_roster: bool = False
    works_on_holidays: bool = False
    flex: FlexTerms = field(default_factory=FlexTerms)
    weeks: Mapping[SeasonName, Week] = field(default_factory=dict)

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def rule_of(self, day: date, season: SeasonName) -> tuple[DayRule | None, SeasonName]:
        """Hours of a day, None when it is free, and the season whose week was taken."""
        taken = season if season in self.weeks else SeasonName.NORMAL
        return self.weeks.get(taken, {}).get(day.weekday()), taken


def instance_of(
    terms: Terms, rule: DayRule, *, day: date, zone: str, mode: WorkMode, season: SeasonName
) -> ShiftInstance:
    """The hours of a weekday as moments of one day in a zone."""
    return ShiftInstance(
        day=day,
        zone=zone,
        starts_at=moment(day, rule.hours.starts, zone),
        ends_at=moment(day, rule.hours.ends, zone),
        break_min=rule.hours.break_min,
        net_min=rule.hours.net_min,
        stages=tuple(due_stage(stage, day, zone) for stage in rule.stages),
        mode=mode,
        flex=terms.flex,
        label=terms.label,
        schedule_version_id=terms.version_id,
        season="" if season is SeasonName.NORMAL else season.value,
    )


def due_stage(stage: StageRule, day: date, zone: str) -> DueStage:
    """A stage as moments. The minute in which it closes still counts (ANRI 18/2016: whole minutes)."""
    return DueStage(
        code=stage.code,
        name=stage.name,
        kind=stage.kind,
        measure=stage.measure,
        opens_at=moment(day, stage.opens, zone),
        due_at=moment(day, stage.due, zone),
        closes_at=moment(day, stage.closes + 1, zone),
        required=stage.required,
    )


def moment(day: date, minutes: int, zone: str) -> datetime:
    """A clock time of a local day, in UTC. Indonesia's zones have no summer time, so minutes may simply be added."""
    return datetime.combine(day, time(0), tzinfo=ZoneInfo(zone)).astimezone(UTC) + timedelta(minutes=minutes)


def clock(minutes: int) -> str:
    """`07:30`; `07:00+1` on the next day, `22:00-1` on the day before."""
    days, rest = divmod(minutes, DAY_MIN)
    return f"{rest // 60:02d}:{rest % 60:02d}" + (f"{days:+d}" if days else "")


def minutes_of(value: time) -> int:
    """A time of day as minutes since midnight; seconds do not count."""
    return value.hour * 60 + value.minute


def week_minutes(week: Week) -> int:
    """Minutes of work of a whole week."""
    return sum(rule.hours.net_min for rule in week.values())
