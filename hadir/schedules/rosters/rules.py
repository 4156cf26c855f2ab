"""From an entry of a roster to the moments of a shift, and what is wrong with a roster. Pure.

A shift belongs to the day on which it begins: at one from 22:00 to 07:00 the punch at 01:30 is yesterday's. Clocks are
those of the work place (WIB, WITA, WIT have no summer time), moments are UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from hadir.schedules.instances import DueStage, FlexTerms, Measure, ShiftInstance, WorkMode
from hadir.schedules.rules import StageKind

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class Anchor(StrEnum):
    """What the minutes of a stage are counted from."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class ShiftStage:
    """A stage of a shift; minutes after the anchor, negative ones before. `closes_min` is the last minute that counts.

    `due_min`: the time to be kept: at an arrival the last minute that is not late, at a departure the first not early.
    """

    code: str
    kind: StageKind
    measure: Measure
    anchor: Anchor
    opens_min: int
    due_min: int
    closes_min: int
    required: bool = True
    name: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """A kind of shift as it holds over a span of days. Ends at or before it starts: on the next day."""

    id: int
    code: str
    name: str
    starts: time
    ends: time
    break_min: int
    stages: tuple[ShiftStage, ...]

    @property
    def length_min(self) -> int:
        """From the first to the last minute, break included."""
        minutes = (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute
        return minutes if minutes > 0 else minutes + 24 * 60

    @property
    def passes_midnight(self) -> bool:
        return self.ends <= self.starts


@dataclass(frozen=True, slots=True)
class Entry:
    """What a published roster says about somebody on a day; no shift: free."""

    employee_id: int
    day: date
    unit_id: int  # whose roster it is
    shift: Shift | None

    def instance(self, zone: str) -> ShiftInstance | None:
        """The shift as moments at the person's work place, None on a free day."""
        return instance_of(self.shift, self.day, zone) if self.shift is not None else None


@lru_cache(maxsize=8192)
def instance_of(shift: Shift, day: date, zone: str) -> ShiftInstance:
    """The shift of a day in a zone; the same object for everybody who has it."""
    starts_at = _utc(day, shift.starts, zone)
    ends_at = _utc(day + _DAY if shift.passes_midnight else day, shift.ends, zone)
    anchors = {Anchor.START: starts_at, Anchor.END: ends_at}
    return ShiftInstance(
        day=day,
        zone=zone,
        starts_at=starts_at,
        ends_at=ends_at,
        break_min=shift.break_min,
        net_min=max(0, shift.length_min - shift.break_min),
        stages=tuple(_due(stage, anchors[stage.anchor]) for stage in shift.stages),
        mode=WorkMode.OFFICE,
        flex=FlexTerms(),
        label=shift.name,
        schedule_version_id=shift.id,
        by_roster=True,
    )


def _due(stage: ShiftStage, anchor: datetime) -> DueStage:
    return DueStage(
        code=stage.code,
        kind=stage.kind,
        measure=stage.measure,
        opens_at=anchor + stage.opens_min * _MINUTE,
        due_at=anchor + stage.due_min * _MINUTE,
        closes_at=anchor + (stage.closes_min + 1) * _MINUTE,
        required=stage.required,
        name=stage.name,
    )


def _utc(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)
