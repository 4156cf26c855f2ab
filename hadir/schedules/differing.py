"""What two wordings of a schedule differ in, line by line. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hadir.schedules.weeks import DayRule, Hours, SeasonName, StageRule, Week, clock

Weeks = Mapping[SeasonName, Week]


@dataclass(frozen=True, slots=True)
class Change:
    """One line. `stage` is the code of the stage that changes, empty for hours; an empty side: not there."""

    season: SeasonName
    weekday: int
    stage: str
    before: str
    after: str


def changes(before: Weeks, after: Weeks) -> list[Change]:
    """In the order of the week."""
    found: list[Change] = []
    for season in SeasonName:
        old, new = before.get(season, {}), after.get(season, {})
        for weekday in sorted({*old, *new}):
            found += _of_day(season, weekday, old.get(weekday), new.get(weekday))
    return found


def said_hours(hours: Hours) -> str:
    """`07:30-16:00 (-60)`: the break in minutes."""
    return f"{clock(hours.starts)}-{clock(hours.ends)}" + (f" (-{hours.break_min})" if hours.break_min else "")


def said_stage(stage: StageRule) -> str:
    """`06:00-09:00, 07:30`: window and time to be kept; `?` when it is not required."""
    return f"{clock(stage.opens)}-{clock(stage.closes)}, {clock(stage.due)}" + ("" if stage.required else " ?")


def _of_day(season: SeasonName, weekday: int, old: DayRule | None, new: DayRule | None) -> Iterator[Change]:
    hours = [said_hours(rule.hours) if rule else "" for rule in (old, new)]
    if hours[0] != hours[1]:
        yield Change(season, weekday, "", hours[0], hours[1])
    stages = [{stage.code: said_stage(stage) for stage in rule.stages} if rule else {} for rule in (old, new)]
    for code in sorted({*stages[0], *stages[1]}):
        one, other = stages[0].get(code, ""), stages[1].get(code, "")
        if one != other:
            yield Change(season, weekday, code, one, other)
