"""Hours as the pages draw them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise

from hadir.schedules import saying, texts
from hadir.schedules.differing import Change
from hadir.schedules.instances import DueStage, Flex
from hadir.schedules.models import ScheduleVersion
from hadir.schedules.weeks import DAY_MIN, DayRule, SeasonName, StageRule, Week, week_minutes


@dataclass(frozen=True, slots=True)
class ShownStage:
    name: str
    window: str
    due: str
    required: bool


@dataclass(frozen=True, slots=True)
class ShownDay:
    """`hours` empty: a free day."""

    name: str | Promise
    hours: str
    pause: str
    net: str
    stages: list[ShownStage]


@dataclass(frozen=True, slots=True)
class ShownWeek:
    season: str
    name: str | Promise
    total: str
    days: list[ShownDay]


def weeks(found: Mapping[SeasonName, Week]) -> list[ShownWeek]:
    """One table a season, Monday to Sunday."""
    return [
        ShownWeek(
            season.value,
            texts.SEASON_NAMES[season],
            saying.hours(week_minutes(found[season])),
            _grouped([_day(weekday, found[season].get(weekday)) for weekday in range(7)]),
        )
        for season in SeasonName
        if season in found
    ]


def _grouped(days: list[ShownDay]) -> list[ShownDay]:
    """Days in a row that are alike as one: `Senin - Kamis`."""
    groups: list[list[ShownDay]] = []
    for day in days:
        if groups and replace(day, name="") == replace(groups[-1][0], name=""):
            groups[-1].append(day)
        else:
            groups.append([day])
    return [
        group[0] if len(group) == 1 else replace(group[0], name=f"{group[0].name} - {group[-1].name}")
        for group in groups
    ]


def clock(minutes: int) -> str:
    """`07.30`, with a sign for the next day."""
    days, rest = divmod(minutes, DAY_MIN)
    return f"{rest // 60:02d}.{rest % 60:02d}" + (f" (+{days})" if days > 0 else "")


def changes(found: Iterable[Change]) -> list[dict[str, object]]:
    """Lines of a comparison, with names for days and stages."""
    return [
        {
            "where": f"{WEEKDAYS[one.weekday]} ({texts.SEASON_NAMES[one.season]})",
            "what": texts.stage_name(one.stage) if one.stage else "",
            "before": one.before,
            "after": one.after,
        }
        for one in found
    ]


def terms(version: ScheduleVersion) -> list[str]:
    """Flexible arrival and holidays of a version, in sentences; nothing when all is ordinary."""
    said = []
    if version.flex_kind != Flex.NONE.value:
        limit, fixed = version.flex_limit_min, version.flex_fixed_min
        pattern = texts.FLEX_FIXED_SAID if version.flex_kind == Flex.FIXED.value else texts.FLEX_MINUTES_SAID
        said.append(str(pattern).format(limit=limit, fixed=fixed))
    if version.works_on_holidays:
        said.append(str(texts.WORKS_ON_HOLIDAYS))
    return said


def stage_of_day(stage: DueStage) -> str:
    return texts.stage_name(stage.code, stage.name)


def _day(weekday: int, rule: DayRule | None) -> ShownDay:
    name = WEEKDAYS[weekday]
    if rule is None:
        return ShownDay(name, "", "", "", [])
    hours = rule.hours
    pause = ""
    if hours.break_starts is not None:
        pause = f"{clock(hours.break_starts)}-{clock(hours.break_starts + hours.break_min)}"
    elif hours.break_min:
        pause = saying.hours(hours.break_min)
    stages = [_stage(stage) for stage in sorted(rule.stages, key=lambda stage: stage.opens)]
    return ShownDay(name, f"{clock(hours.starts)}-{clock(hours.ends)}", pause, saying.hours(hours.net_min), stages)


def _stage(stage: StageRule) -> ShownStage:
    window = f"{clock(stage.opens)}-{clock(stage.closes)}"
    return ShownStage(texts.stage_name(stage.code, stage.name), window, clock(stage.due), stage.required)
