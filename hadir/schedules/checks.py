"""What is wrong with the weeks of a version, day by day and stage by stage. Pure.

A fault forbids the proposal. A departure from the law's hours does not: services that never close and part-time
contracts have other ones (Perpres 21/2023 art. 7), but then the exception has to be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from hadir.schedules import presets
from hadir.schedules.instances import Measure
from hadir.schedules.rules import CODE_PATTERN, StageCode
from hadir.schedules.weeks import DAY_MIN, DayRule, SeasonName, StageRule, Week, clock, week_minutes

Weeks = Mapping[SeasonName, Week]


@dataclass(frozen=True, slots=True)
class Fault:
    """`code` is a key of `texts.FAULTS`; `weekday` and `stage` say where, `facts` fill the sentence."""

    code: str
    season: SeasonName
    weekday: int
    stage: StageRule | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OffLaw:
    """A week that is not the law's: how many minutes it has and should have, by which provision."""

    season: SeasonName
    minutes: int
    lawful: int
    legal_basis: str


def faults(weeks: Weeks) -> list[Fault]:
    """Everything that cannot be, in the order of the week."""
    found: list[Fault] = []
    for season, week in weeks.items():
        for weekday, rule in sorted(week.items()):
            found += _of_hours(season, weekday, rule)
            found += _of_stages(season, weekday, rule)
            found += _of_next_day(season, weekday, rule, week.get((weekday + 1) % 7))
    return found


def off_law(weeks: Weeks, day: date) -> list[OffLaw]:
    """Weeks whose sum is not that of the law in force on a day."""
    law = presets.law_on(day)
    if law is None:
        return []
    sums = {season: week_minutes(week) for season, week in weeks.items()}
    return [
        OffLaw(season, minutes, law.minutes[season], law.legal_basis)
        for season, minutes in sums.items()
        if minutes != law.minutes[season]
    ]


def _of_hours(season: SeasonName, weekday: int, rule: DayRule) -> Iterator[Fault]:
    hours = rule.hours
    times = {"starts": clock(hours.starts), "ends": clock(hours.ends), "break_min": str(hours.break_min)}
    length = hours.ends - hours.starts
    if not 0 <= hours.starts < DAY_MIN:
        yield Fault("starts_elsewhere", season, weekday, facts=times)
    elif length <= 0:
        yield Fault("ends_first", season, weekday, facts=times)
    elif length > DAY_MIN:
        yield Fault("too_long", season, weekday, facts=times)
    elif hours.break_min < 0 or hours.break_min >= length:
        yield Fault("break_too_long", season, weekday, facts=times)
    elif hours.break_starts is not None and not (
        hours.starts <= hours.break_starts and hours.break_starts + hours.break_min <= hours.ends
    ):
        yield Fault("break_outside", season, weekday, facts={**times, "break": clock(hours.break_starts)})


def _of_stages(season: SeasonName, weekday: int, rule: DayRule) -> Iterator[Fault]:
    seen: list[StageRule] = []
    for stage in sorted(rule.stages, key=lambda stage: (stage.opens, stage.closes)):
        yield from _of_stage(season, weekday, rule, stage)
        for other in seen:
            if other.code == stage.code:
                yield Fault("stage_twice", season, weekday, stage)
            elif other.closes >= stage.opens:
                yield Fault("stages_overlap", season, weekday, stage, {"other": stage_label(other)})
        seen.append(stage)


def _of_stage(season: SeasonName, weekday: int, rule: DayRule, stage: StageRule) -> Iterator[Fault]:
    times = {"opens": clock(stage.opens), "due": clock(stage.due), "closes": clock(stage.closes)}
    hours = rule.hours
    shift = {**times, "starts": clock(hours.starts), "ends": clock(hours.ends)}
    if re.fullmatch(CODE_PATTERN, stage.code) is None:
        yield Fault("code_form", season, weekday, stage)
    elif stage.code not in set(StageCode) and not stage.name.strip():
        yield Fault("name_missing", season, weekday, stage)
    if stage.closes <= stage.opens:
        yield Fault("window_empty", season, weekday, stage, times)
    elif not stage.opens <= stage.due <= stage.closes:
        yield Fault("due_outside", season, weekday, stage, times)
    elif not hours.starts <= stage.due <= hours.ends:
        yield Fault("stage_outside", season, weekday, stage, shift)
    elif stage.measure is Measure.PRESENCE and not (hours.starts <= stage.opens and stage.closes <= hours.ends):
        yield Fault("presence_outside", season, weekday, stage, shift)


def _of_next_day(season: SeasonName, weekday: int, rule: DayRule, following: DayRule | None) -> Iterator[Fault]:
    """A shift past midnight must be over, and its stages closed, before the next one begins."""
    if following is None:
        return
    if rule.hours.ends - DAY_MIN > following.hours.starts:
        times = {"ends": clock(rule.hours.ends), "starts": clock(following.hours.starts)}
        yield Fault("runs_into_next_day", season, weekday, facts=times)
    first = min((stage.opens for stage in following.stages), default=None)
    for stage in rule.stages:
        if first is not None and stage.closes - DAY_MIN >= first:
            yield Fault("stage_runs_into_next_day", season, weekday, stage, {"closes": clock(stage.closes)})


def stage_label(stage: StageRule) -> str:
    return stage.name or stage.code
