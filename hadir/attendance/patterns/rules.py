"""What makes a run of check-ins odd, and how odd. Pure: no clock, no database.

The limits are data (`limits.toml`), with a version that every pattern found keeps.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import msgspec


class Kind(StrEnum):
    SHARED = "shared"  # several people at exactly the same coordinates, again and again
    FROZEN = "frozen"  # one person at exactly the same coordinates day by day
    ACCURACY = "accuracy"  # different points that all claim the very same accuracy
    ROUND = "round"  # coordinates of few decimals
    TRAVEL = "travel"  # faster than anything that people travel in
    CLOCK = "clock"  # the phone's clock moves to and fro
    CLOCKWORK = "clockwork"  # the same second every morning
    ZONE = "zone"  # the phone lives in another time zone than the work place


class Grade(StrEnum):
    DOUBT = "doubt"
    GRAVE = "grave"


class State(StrEnum):
    OPEN = "open"
    EXPLAINED = "explained"  # somebody has looked, and there is a harmless reason
    PURSUED = "pursued"  # passed on: reviews, a talk, an examination; none of it happens by itself


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """See `limits.toml` for what each of them means."""

    version: str
    basis: str
    days_back: int
    explained_days: int
    shared_people: int
    shared_days: int
    shared_doubt_share: float
    shared_grave_share: float
    frozen_days: int
    frozen_share: float
    accuracy_fixes: int
    round_fixes: int
    round_decimals: int
    travel_min_km: float
    travel_road_kmh: float
    travel_air_km: float
    travel_air_kmh: float
    clock_min: float
    clockwork_days: int
    clockwork_s: float
    zone_days: int


@lru_cache(maxsize=1)
def limits() -> Limits:
    """Those that hold now."""
    return msgspec.convert(tomllib.loads((Path(__file__).parent / "limits.toml").read_text()), Limits)


def shared_grade(people: int, share: float, by: Limits) -> Grade | None:
    """Of a point that `people` share; `share`: the middle one's part of own check-ins made there."""
    if people < by.shared_people or share < by.shared_doubt_share:
        return None
    return Grade.GRAVE if share >= by.shared_grave_share else Grade.DOUBT


def is_impossible(km: float, uncertain_km: float, seconds: float, by: Limits) -> bool:
    """Whether nobody gets that far in that time, giving both positions the benefit of their stated accuracy."""
    surely = km - uncertain_km
    if surely < by.travel_min_km:
        return False
    if seconds <= 0:
        return True
    limit = by.travel_air_kmh if surely >= by.travel_air_km else by.travel_road_kmh
    return surely / (seconds / 3600) > limit


def is_round(latitude: float, longitude: float, by: Limits) -> bool:
    """Whether both coordinates end early. A receiver delivers at least seven decimals: one point in a million does."""
    return all(abs(value - round(value, by.round_decimals)) < 1e-9 for value in (latitude, longitude))
