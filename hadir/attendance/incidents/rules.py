"""Windows of incidents and what makes an outage likely. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median


class Kind(StrEnum):
    OUTAGE = "outage"
    DISASTER = "disaster"


class Sign(StrEnum):
    """What speaks for an outage. `down`: the server itself was not at work. `silence`: hardly anybody of a place could
    check in at a stage where usually many do. `busy`: many were asked to come back a little later."""

    DOWN = "down"
    SILENCE = "silence"
    BUSY = "busy"


LONGEST = timedelta(days=31)  # a mistyped year must not suspend a year; longer ones are reported month by month
GAP = timedelta(minutes=10)  # the pulse beats each minute; a restart takes less than this

# A suggestion, read by people and without any effect of its own: so these are no regional policy.
_USUALLY_AT_LEAST = 5
_SILENT_BELOW = 0.2
_DAYS_TO_COMPARE = 4
BUSY_PEOPLE = 10


def is_silent(seen: int, before: Sequence[int]) -> int:
    """The usual number when a stage was silent, 0 otherwise. `before`: numbers of comparable days of work."""
    if len(before) < _DAYS_TO_COMPARE:
        return 0
    usual = int(median(before))
    return usual if usual >= _USUALLY_AT_LEAST and seen < usual * _SILENT_BELOW else 0


def gap(last_beat: datetime | None, now: datetime) -> bool:
    """Whether so much time lies since the last beat that the server was not at work."""
    return last_beat is not None and now - last_beat >= GAP


def narrows(first: datetime, last: datetime, reported_first: datetime, reported_last: datetime) -> bool:
    """Whether a window lies within the reported one and is not empty."""
    return reported_first <= first < last <= reported_last
