"""Everything confirmed about hours that concerns no single person, read once and kept in the process.

A region has a few dozen schedules and changes them a few times a year, while every check-in and every derived day asks
for them. One row holds a token that triggers renew with every change (migration 0003): whoever has read the
token knows whether the book in memory still holds. A change that is rolled back takes its token with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from hadir.schedules.calendar import selectors as calendar
from hadir.schedules.calendar.rules import Holidays
from hadir.schedules.instances import Flex, FlexTerms, Measure, WorkMode
from hadir.schedules.models import (
    ScheduleAssignment,
    ScheduleDay,
    ScheduleRevision,
    ScheduleStage,
    ScheduleVersion,
    Season,
    WorkModeDay,
)
from hadir.schedules.proposals import Status
from hadir.schedules.rules import StageKind
from hadir.schedules.weeks import DayRule, Hours, SeasonName, StageRule, Terms, Week

_MOST_SPANS = 64


@dataclass(frozen=True, slots=True)
class Assigned:
    """A confirmed assignment. Without a schedule the wider scope's holds."""

    id: int
    source: str
    schedule_id: int | None
    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Confirmed days of work at home or anywhere. Empty `weekdays`: all of them."""

    id: int
    mode: WorkMode
    first: date
    last: date
    weekdays: frozenset[int]

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last and (not self.weekdays or day.weekday() in self.weekdays)


@dataclass(frozen=True, slots=True)
class Book:
    """`by_unit` and `modes` by unit (None: the region), the row that decides first."""

    terms: Mapping[int, Sequence[Terms]]  # by schedule, the latest beginning first
    by_unit: Mapping[int | None, Sequence[Assigned]]
    seasons: Sequence[tuple[SeasonName, date, date]]
    modes: Mapping[int | None, Sequence[Elsewhere]]
    names: Mapping[str, str] = field(default_factory=dict)  # of stages with codes of their own, as called last

    def terms_on(self, schedule_id: int, day: date) -> Terms | None:
        """The version in force: of those that cover the day the one that began last."""
        return next((terms for terms in self.terms.get(schedule_id, ()) if terms.covers(day)), None)

    def season_on(self, day: date) -> SeasonName:
        return next((name for name, first, last in self.seasons if first <= day <= last), SeasonName.NORMAL)


_kept: dict[UUID, Book] = {}
_kept_days: dict[tuple[UUID, date, date], Holidays] = {}


def book(token: UUID | None = None) -> Book:
    """The book as it stands. With the token of the caller's own statement: no further one while nothing changed."""
    token = token or current_token()
    found = _kept.get(token) if token is not None else None
    if found is not None:
        return found
    found = read()
    if token is not None and token == current_token():  # nothing was confirmed while it was read
        forget()
        _kept[token] = found
    return found


def days_off(token: UUID | None, first: date, last: date) -> Holidays:
    """Holidays of a few days, kept like the book: check-ins all ask about the same ones."""
    if token is None or token not in _kept:
        return calendar.holidays(first, last)
    found = _kept_days.get((token, first, last))
    if found is None:
        if len(_kept_days) > _MOST_SPANS:
            _kept_days.clear()
        found = _kept_days[token, first, last] = calendar.holidays(first, last)
    return found


def forget() -> None:
    """Drop what is kept: the next question reads it anew."""
    _kept.clear()
    _kept_days.clear()


def current_token() -> UUID | None:
    """None before the first change, and where the row was emptied: then nothing is kept."""
    return ScheduleRevision.objects.values_list("token", flat=True).first()


def read() -> Book:
    """The whole book, in six statements."""
    versions = ScheduleVersion.objects.filter(status=Status.CONFIRMED).select_related("schedule").order_by()
    days = ScheduleDay.objects.filter(version__status=Status.CONFIRMED).order_by()
    stages = ScheduleStage.objects.filter(version__status=Status.CONFIRMED).order_by("opens_min", "closes_min", "id")
    weeks = weeks_of(days, stages)
    terms: dict[int, list[Terms]] = defaultdict(list)
    for row in sorted(versions, key=lambda row: (row.valid_from, row.pk), reverse=True):
        terms[row.schedule_id].append(terms_of(row, weeks.get(row.pk, {})))
    by_unit: dict[int | None, list[Assigned]] = defaultdict(list)
    general = ScheduleAssignment.objects.filter(status=Status.CONFIRMED, employee__isnull=True)
    for assignment in general.order_by("-valid_from", "-id"):
        by_unit[assignment.unit_id].append(assigned(assignment))
    modes: dict[int | None, list[Elsewhere]] = defaultdict(list)
    elsewhere_rows = WorkModeDay.objects.filter(status=Status.CONFIRMED, employee__isnull=True)
    for mode in elsewhere_rows.order_by("-id"):
        modes[mode.unit_id].append(elsewhere(mode))
    seasons = Season.objects.filter(status=Status.CONFIRMED, withdraws=False).order_by("-id")
    return Book(
        terms=dict(terms),
        by_unit=dict(by_unit),
        seasons=[(SeasonName(row.name), row.first, row.last) for row in seasons],
        modes=dict(modes),
        names={row.code: row.name for row in sorted(stages, key=lambda row: row.version_id) if row.name},
    )


def weeks_of(days: Iterable[ScheduleDay], stages: Iterable[ScheduleStage]) -> dict[int, dict[SeasonName, Week]]:
    """Rows put together as weeks, by version."""
    rules: dict[tuple[int, str, int], list[StageRule]] = defaultdict(list)
    for stage in stages:
        for weekday in stage.weekdays:
            rules[stage.version_id, stage.season, weekday].append(stage_rule(stage))
    found: dict[int, dict[SeasonName, dict[int, DayRule]]] = defaultdict(dict)
    for day in days:
        hours = Hours(day.starts_min, day.ends_min, day.break_starts_min, day.break_min)
        week = found[day.version_id].setdefault(SeasonName(day.season), {})
        week[day.weekday] = DayRule(hours, tuple(rules.get((day.version_id, day.season, day.weekday), ())))
    return {version: dict(seasons) for version, seasons in found.items()}


def stage_rule(row: ScheduleStage) -> StageRule:
    return StageRule(
        code=row.code,
        name=row.name,
        kind=StageKind(row.kind),
        measure=Measure(row.measure),
        opens=row.opens_min,
        due=row.due_min,
        closes=row.closes_min,
        required=row.required,
    )


def terms_of(row: ScheduleVersion, weeks: Mapping[SeasonName, Week]) -> Terms:
    """A version as planning sees it; its schedule must be loaded."""
    return Terms(
        version_id=row.pk,
        schedule_id=row.schedule_id,
        label=row.schedule.name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        by_roster=row.schedule.by_roster,
        works_on_holidays=row.works_on_holidays,
        flex=FlexTerms(Flex(row.flex_kind), row.flex_limit_min, row.flex_fixed_min),
        weeks=weeks,
    )


def assigned(row: ScheduleAssignment) -> Assigned:
    return Assigned(row.pk, row.source, row.schedule_id, row.valid_from, row.valid_to)


def elsewhere(row: WorkModeDay) -> Elsewhere:
    return Elsewhere(row.pk, WorkMode(row.mode), row.first, row.last, frozenset(row.weekdays))
