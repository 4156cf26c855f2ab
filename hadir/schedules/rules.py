"""Days, zones and the words that stages are made of. Pure: no clock, no database.

A day has stages (Kabupaten Sukamara's three: morning and afternoon *absensi khusus*, midday *absensi harian*), each
with a window of local time. Which ones a day has is said by its schedule (`weeks`, `planning`). The seconds of a
minute do not count, so a window that closes at 09:00 still takes 09:00:59 (the reading of ANRI 18/2016: whole minutes).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo


class StageCode(StrEnum):
    """Codes that have a name in every language. A schedule may have others, which it names itself."""

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


CODE_PATTERN = r"^[a-z][a-z0-9_]{0,19}$"


class Spanned(Protocol):
    """Aware moments; `closes_at` is the first one too late."""

    @property
    def opens_at(self) -> datetime: ...

    @property
    def closes_at(self) -> datetime: ...


S = TypeVar("S", bound=Spanned)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The work place's calendar day that holds an aware moment."""
    return _aware(moment).astimezone(zone).date()


def bounds_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """First moment of a local day and first moment after it, in UTC."""
    return _utc(day, time(0), zone), _utc(day + timedelta(days=1), time(0), zone)


def stage_at(stages: Iterable[S], moment: datetime) -> S | None:
    """The stage that is open at a moment; of two that overlap, the one that opened first."""
    instant = _aware(moment)
    open_now = [stage for stage in stages if stage.opens_at <= instant < stage.closes_at]
    return min(open_now, key=lambda stage: stage.opens_at, default=None)


def _utc(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone belongs to no day")
    return moment
