"""Which stage of the day a moment belongs to. Pure: no clock, no database.

A day has stages (Kabupaten Sukamara's three: morning and afternoon *absensi khusus*, midday *absensi harian*). Each
stage has a window of local time. A window set for a unit replaces, for that unit and all below it, the one set
further up. Times are those of the work place's zone; the seconds of a minute do not count, so a window that closes
at 09:00 still takes 09:00:59 (the reading of ANRI 18/2016: whole minutes).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class StageCode(StrEnum):
    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"


class StageKind(StrEnum):
    """`special`: coming and leaving (absensi khusus). `daily`: being there in between (absensi harian)."""

    SPECIAL = "special"
    DAILY = "daily"


class Rounding(StrEnum):
    """How moments become minutes. `truncate`: seconds do not count, 07:30:59 is in time (ANRI 18/2016)."""

    TRUNCATE = "truncate"


# Codes of stages are the regions' own; the three of `StageCode` have a name in every language.
CODE_PATTERN = r"^[a-z][a-z0-9_]{0,19}$"


@dataclass(frozen=True, slots=True)
class Window:
    """When a stage takes check-ins, in local time, for one unit (None: the region) over a span of days."""

    id: int
    code: StageCode
    kind: StageKind
    unit_id: int | None
    opens: time
    closes: time
    valid_from: date
    valid_to: date | None

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Stage:
    """A window on one day in one zone: aware moments in UTC, `closes_at` is the first moment too late."""

    window: Window
    day: date
    opens_at: datetime
    closes_at: datetime

    @property
    def code(self) -> StageCode:
        return self.window.code

    @property
    def kind(self) -> StageKind:
        return self.window.kind


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The work place's calendar day that holds an aware moment."""
    return _aware(moment).astimezone(zone).date()


def bounds_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """First moment of a local day and first moment after it, in UTC."""
    return _utc(day, time(0), zone), _utc(day + timedelta(days=1), time(0), zone)


def effective(windows: Iterable[Window], line: Sequence[int], day: date) -> tuple[Window, ...]:
    """One window a stage for that day, in order of opening.

    `line` is the unit and the units above it, own unit first. The nearest unit wins, the region's own windows
    (unit None) come last; within a unit the window that began latest wins.
    """
    rank: dict[int | None, int] = {unit: distance for distance, unit in enumerate(line)}
    rank[None] = len(line)
    chosen: dict[StageCode, Window] = {}
    for window in windows:
        if window.unit_id not in rank or not window.covers(day):
            continue
        best = chosen.get(window.code)
        if best is None or _precedence(window, rank) < _precedence(best, rank):
            chosen[window.code] = window
    return tuple(sorted(chosen.values(), key=lambda window: (window.opens, window.closes, window.code)))


def stages_of(windows: Iterable[Window], day: date, zone: ZoneInfo) -> tuple[Stage, ...]:
    """The windows as moments of one day in a zone."""
    return tuple(
        Stage(
            window=window,
            day=day,
            opens_at=_utc(day, window.opens.replace(second=0, microsecond=0), zone),
            closes_at=_utc(day, window.closes.replace(second=0, microsecond=0), zone) + timedelta(minutes=1),
        )
        for window in windows
    )


def stage_at(stages: Iterable[Stage], moment: datetime) -> Stage | None:
    """The stage that is open at a moment; of two that overlap, the one that opened first."""
    instant = _aware(moment)
    open_now = [stage for stage in stages if stage.opens_at <= instant < stage.closes_at]
    return min(open_now, key=lambda stage: stage.opens_at, default=None)


def next_stage(stages: Iterable[Stage], moment: datetime) -> Stage | None:
    """The next stage of that day that has not opened yet."""
    ahead = [stage for stage in stages if stage.opens_at > _aware(moment)]
    return min(ahead, key=lambda stage: stage.opens_at, default=None)


def _precedence(window: Window, rank: dict[int | None, int]) -> tuple[int, int, int]:
    return rank[window.unit_id], -window.valid_from.toordinal(), -window.id


def _utc(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone belongs to no day")
    return moment
