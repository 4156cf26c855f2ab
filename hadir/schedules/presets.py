"""Weeks to begin with, and what the law wants in a week: read from `data/presets.toml`. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hadir.schedules.instances import Measure
from hadir.schedules.rules import StageKind
from hadir.schedules.weeks import DayRule, Hours, SeasonName, StageRule, Week

_FILE = Path(__file__).parent / "data" / "presets.toml"


@dataclass(frozen=True, slots=True)
class WeekLaw:
    """Minutes of work that a week must have from a day on, by season, and the provision that says so."""

    valid_from: date
    minutes: Mapping[SeasonName, int]
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Preset:
    """Where a schedule may begin. `unverified`: its split over the days is an example, not a provision."""

    code: str
    name: str
    note: str
    legal_basis: str
    exception_basis: str = ""
    by_roster: bool = False
    unverified: bool = False
    weeks: Mapping[SeasonName, Week] = field(default_factory=dict)


@lru_cache(maxsize=1)
def presets() -> Mapping[str, Preset]:
    """All of them by code, in the order of the file."""
    return {row["code"]: _preset(row) for row in _data()["preset"]}


def law_on(day: date) -> WeekLaw | None:
    """What counts on a day; None before the oldest provision we know."""
    return max((law for law in _laws() if law.valid_from <= day), key=lambda law: law.valid_from, default=None)


def parse_clock(text: str) -> int:
    """Minutes since midnight of `07:30`; `07:00+1` on the next day. Raises ValueError."""
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})([+-]1)?", text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f"not a time: {text!r}")
    return int(found[3] or 0) * 24 * 60 + int(found[1]) * 60 + int(found[2])


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _laws() -> tuple[WeekLaw, ...]:
    return tuple(
        WeekLaw(
            row["valid_from"],
            {SeasonName.NORMAL: row["normal_min"], SeasonName.RAMADAN: row["ramadan_min"]},
            row["legal_basis"],
        )
        for row in _data()["law"]
    )


def _preset(row: Mapping[str, Any]) -> Preset:
    stages: dict[tuple[SeasonName, int], list[StageRule]] = {}
    for stage in row.get("stages", ()):
        for weekday in stage["weekdays"]:
            stages.setdefault((SeasonName(stage["season"]), weekday), []).append(_stage(stage))
    weeks: dict[SeasonName, dict[int, DayRule]] = {}
    for days in row.get("days", ()):
        season = SeasonName(days["season"])
        for weekday in days["weekdays"]:
            rule = DayRule(_hours(days), tuple(stages.get((season, weekday), ())))
            weeks.setdefault(season, {})[weekday] = rule
    return Preset(
        code=row["code"],
        name=row["name"],
        note=row["note"],
        legal_basis=row["legal_basis"],
        exception_basis=row.get("exception_basis", ""),
        by_roster=row.get("by_roster", False),
        unverified=row.get("unverified", False),
        weeks=weeks,
    )


def _hours(row: Mapping[str, Any]) -> Hours:
    starts, ends = _clocks(row["hours"])
    if "break" not in row:
        return Hours(starts, ends)
    pause, back = _clocks(row["break"])
    return Hours(starts, ends, pause, back - pause)


def _stage(row: Mapping[str, Any]) -> StageRule:
    opens, due, closes = _clocks(row["window"])
    return StageRule(
        row["code"], row.get("name", ""), StageKind(row["kind"]), Measure(row["measure"]), opens, due, closes
    )


def _clocks(texts: Sequence[str]) -> list[int]:
    return [parse_clock(text) for text in texts]
