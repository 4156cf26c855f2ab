"""The wording of a version: what is wrong with it, and its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hadir.lib.errors import InvalidInput
from hadir.schedules import checks, saying, texts
from hadir.schedules.instances import Flex, FlexTerms
from hadir.schedules.models import ScheduleDay, ScheduleStage, ScheduleVersion
from hadir.schedules.weeks import SeasonName, StageRule, Week


@dataclass(frozen=True, slots=True)
class VersionData:
    """A whole wording. `exception_basis`: why a week may have other hours than the law's."""

    valid_from: date
    legal_basis: str
    weeks: Mapping[SeasonName, Week] = field(default_factory=dict)
    valid_to: date | None = None
    flex: FlexTerms = field(default_factory=FlexTerms)
    works_on_holidays: bool = False
    exception_basis: str = ""
    preset: str = ""


def check(data: VersionData, *, by_roster: bool) -> None:
    """Raises `InvalidInput` (flex_terms, week_of_roster, week_empty, week_faults, week_off_law)."""
    _check_flex(data.flex)
    _check_weeks(data, by_roster=by_roster)


def store(version: ScheduleVersion, weeks: Mapping[SeasonName, Week]) -> None:
    """Write days and stages of a stored version. They are facts: nothing changes them later."""
    ScheduleDay.objects.bulk_create(_day_rows(version, weeks))
    ScheduleStage.objects.bulk_create(_stage_rows(version, weeks))


def _check_flex(flex: FlexTerms) -> None:
    wanted = flex.kind is not Flex.NONE
    limit = 1 <= flex.limit_min <= 240 if wanted else flex.limit_min == 0
    fixed = 1 <= flex.fixed_min <= 240 if flex.kind is Flex.FIXED else flex.fixed_min == 0
    if not (limit and fixed):
        raise InvalidInput("flex_terms", texts.FLEX_TERMS, fields={"flex_limit_min": texts.FLEX_TERMS})


def _check_weeks(data: VersionData, *, by_roster: bool) -> None:
    if by_roster:
        if data.weeks:
            raise InvalidInput("week_of_roster", texts.WEEK_OF_ROSTER, fields={"week": texts.WEEK_OF_ROSTER})
        return
    if not data.weeks.get(SeasonName.NORMAL):
        raise InvalidInput("week_empty", texts.WEEK_EMPTY, fields={"week": texts.WEEK_EMPTY})
    if found := checks.faults(data.weeks):
        sentence = " ".join(saying.fault(one) for one in found)
        raise InvalidInput("week_faults", sentence, fields={"week": sentence})
    off_law = checks.off_law(data.weeks, data.valid_from)
    if off_law and not data.exception_basis.strip():
        sentence = " ".join([*(saying.off_law(one) for one in off_law), str(texts.EXCEPTION_NEEDED)])
        raise InvalidInput("week_off_law", sentence, fields={"exception_basis": sentence})


def _day_rows(version: ScheduleVersion, weeks: Mapping[SeasonName, Week]) -> list[ScheduleDay]:
    return [
        ScheduleDay(
            version=version,
            season=season.value,
            weekday=weekday,
            starts_min=rule.hours.starts,
            ends_min=rule.hours.ends,
            break_starts_min=rule.hours.break_starts,
            break_min=rule.hours.break_min,
            net_min=rule.hours.net_min,
        )
        for season, week in weeks.items()
        for weekday, rule in sorted(week.items())
    ]


def _stage_rows(version: ScheduleVersion, weeks: Mapping[SeasonName, Week]) -> list[ScheduleStage]:
    """One row for all weekdays on which a stage is the same."""
    alike: dict[tuple[SeasonName, StageRule], list[int]] = {}
    for season, week in weeks.items():
        for weekday, rule in sorted(week.items()):
            for stage in rule.stages:
                alike.setdefault((season, stage), []).append(weekday)
    return [
        ScheduleStage(
            version=version,
            season=season.value,
            weekdays=weekdays,
            code=stage.code,
            name=stage.name.strip()[:60],
            kind=stage.kind.value,
            measure=stage.measure.value,
            opens_min=stage.opens,
            due_min=stage.due,
            closes_min=stage.closes,
            required=stage.required,
        )
        for (season, stage), weekdays in alike.items()
    ]
