"""Whose hours hold: the person's over the nearest unit's over the region's; seasons, free days, holidays, rosters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from hadir.schedules import weeks
from hadir.schedules.book import Assigned, Book, Elsewhere
from hadir.schedules.instances import Flex, FlexTerms, Holiday, Measure, Off, ShiftInstance, WorkMode
from hadir.schedules.planning import Planner
from hadir.schedules.rules import StageKind
from hadir.schedules.weeks import DayRule, Hours, SeasonName, StageRule, Terms

REGION, SETDA, UMUM, DINKES = 1, 2, 3, 4
LINE = (UMUM, SETDA, REGION)
BEGIN = date(2024, 1, 1)
MORNING = StageRule("morning", "", StageKind.SPECIAL, Measure.ARRIVAL, 360, 450, 540)
OFFICE = {day: DayRule(Hours(450, 960, 720, 60), (MORNING,)) for day in range(5)}
SHORT = {day: DayRule(Hours(480, 900, 720, 30)) for day in range(5)}
RAMADAN = (SeasonName.RAMADAN, date(2025, 3, 1), date(2025, 3, 30))
MONDAY = date(2025, 4, 7)


def terms(schedule: int, **more: object) -> Terms:
    defaults: dict[str, object] = {"label": f"S{schedule}", "valid_from": BEGIN, "valid_to": None}
    weeks_: dict[SeasonName, object] = {SeasonName.NORMAL: OFFICE, SeasonName.RAMADAN: SHORT}
    return Terms(**{"version_id": schedule * 10, "schedule_id": schedule, "weeks": weeks_, **defaults, **more})  # type: ignore[arg-type]


def given(schedule: int | None, source: str, first: date = BEGIN, last: date | None = None, id_: int = 1) -> Assigned:
    return Assigned(id_, source, schedule, first, last)


def book(**more: object) -> Book:
    parts: dict[str, object] = {
        "terms": {1: [terms(1)], 2: [terms(2)], 3: [terms(3)]},
        "by_unit": {None: [given(1, "region")]},
        "seasons": [RAMADAN],
        "modes": {},
    }
    return Book(**{**parts, **more})  # type: ignore[arg-type]


@dataclass
class Days:
    """A calendar with one day off."""

    day: date

    def on(self, day: date, line: Sequence[int]) -> Holiday | None:
        del line
        return Holiday(day, "Hari Jadi", "local", None, 1, "Perbup") if day == self.day else None


@dataclass
class Shift:
    made: ShiftInstance | None
    unit_id: int = LINE[0]

    def instance(self, zone: str) -> ShiftInstance | None:
        del zone
        return self.made


def source_and_label(planner: Planner, person: int = 7, day: date = MONDAY) -> tuple[str, str]:
    plan = planner.plan(person, line=LINE, zone="Asia/Jakarta", day=day)
    return plan.source, plan.instance.label if plan.instance else str(plan.off)


def test_a_day_is_hours_and_stages_as_moments() -> None:
    plan = Planner(book()).plan(7, line=LINE, zone="Asia/Jakarta", day=MONDAY)
    assert plan.instance is not None
    assert plan.instance.starts_at == datetime(2025, 4, 7, 0, 30, tzinfo=UTC)
    assert plan.instance.ends_at == datetime(2025, 4, 7, 9, 0, tzinfo=UTC)
    assert (plan.instance.net_min, plan.instance.break_min, plan.instance.season) == (450, 60, "")
    (stage,) = plan.instance.stages
    assert stage.closes_at - stage.opens_at == timedelta(hours=3, minutes=1), "the last minute counts"


@pytest.mark.parametrize(
    ("by_unit", "personal", "expected"),
    [
        ({}, {}, ("region", "S1")),
        ({SETDA: [given(2, "unit:2")]}, {}, ("unit:2", "S2")),
        ({SETDA: [given(2, "unit:2")], UMUM: [given(3, "unit:3")]}, {}, ("unit:3", "S3")),
        ({DINKES: [given(2, "unit:4")]}, {}, ("region", "S1")),
        ({UMUM: [given(3, "unit:3")]}, {7: [given(2, "employee:7")]}, ("employee:7", "S2")),
        ({UMUM: [given(3, "unit:3", date(2025, 4, 8))]}, {}, ("region", "S1")),
        ({UMUM: [given(3, "unit:3", BEGIN, date(2025, 4, 6))]}, {}, ("region", "S1")),
        ({UMUM: [given(2, "unit:3", date(2025, 4, 1), id_=2), given(3, "unit:3")]}, {}, ("unit:3", "S2")),
        ({UMUM: [given(None, "unit:3", date(2025, 4, 1)), given(3, "unit:3")], SETDA: [given(2, "unit:2")]}, {},
         ("unit:2", "S2")),
        ({}, {7: [given(9, "employee:7")]}, ("employee:7", "no_schedule")),
    ],
)  # fmt: skip
def test_the_nearest_scope_decides(
    by_unit: dict[int | None, list[Assigned]], personal: dict[int, list[Assigned]], expected: tuple[str, str]
) -> None:
    planner = Planner(book(by_unit={None: [given(1, "region")], **by_unit}), personal=personal)
    assert source_and_label(planner) == expected


def test_nothing_assigned_is_a_gap() -> None:
    assert source_and_label(Planner(book(by_unit={}))) == ("", "no_schedule")


@pytest.mark.parametrize(
    ("day", "season", "net"),
    [
        (date(2025, 2, 28), "", 450),
        (date(2025, 3, 3), "ramadan", 390),
        (date(2025, 3, 28), "ramadan", 390),
        (date(2025, 3, 31), "", 450),
        (date(2024, 2, 29), "", 450),
    ],
)
def test_a_season_has_its_own_week(day: date, season: str, net: int) -> None:
    instance = Planner(book()).plan(7, line=LINE, zone="Asia/Jayapura", day=day).instance
    assert instance is not None
    assert (instance.season, instance.net_min) == (season, net)


def test_a_schedule_without_a_week_for_ramadan_keeps_its_hours() -> None:
    always = terms(1, weeks={SeasonName.NORMAL: OFFICE})
    instance = Planner(book(terms={1: [always]})).plan(7, line=LINE, zone="Asia/Jakarta", day=date(2025, 3, 3)).instance
    assert instance is not None
    assert (instance.season, instance.net_min) == ("", 450)


def test_the_later_version_holds_from_its_first_day_on() -> None:
    versions = [terms(1, version_id=12, label="new", valid_from=MONDAY), terms(1, version_id=11, label="old")]
    planner = Planner(book(terms={1: versions}))
    assert source_and_label(planner, day=MONDAY - timedelta(days=3))[1] == "old"
    assert source_and_label(planner)[1] == "new"


@pytest.mark.parametrize(
    ("day", "works", "off", "has_holiday"),
    [
        (MONDAY, False, Off.HOLIDAY, True),
        (MONDAY, True, None, True),
        (MONDAY + timedelta(days=1), False, None, False),
        (MONDAY + timedelta(days=5), False, Off.WEEKLY, False),
    ],
)
def test_holidays_and_free_days(day: date, works: bool, off: Off | None, has_holiday: bool) -> None:
    planner = Planner(book(terms={1: [terms(1, works_on_holidays=works)]}), calendar=Days(MONDAY))
    plan = planner.plan(7, line=LINE, zone="Asia/Jakarta", day=day)
    assert (plan.off, plan.holiday is not None, plan.instance is None) == (off, has_holiday, off is not None)


def test_a_roster_decides_on_its_days_and_its_silence_is_a_gap() -> None:
    flex = FlexTerms(Flex.MINUTES, 30)
    by_roster = terms(1, by_roster=True, weeks={}, flex=flex)
    rule = DayRule(Hours(1320, 1860, None, 0))
    night = weeks.instance_of(terms(5), rule, day=MONDAY, zone="Asia/Jakarta", mode=WorkMode.OFFICE,
                              season=SeasonName.NORMAL)  # fmt: skip
    entries = {(7, MONDAY): Shift(night), (7, MONDAY + timedelta(days=1)): Shift(None)}
    planner = Planner(book(terms={1: [by_roster]}), entries=entries, calendar=Days(MONDAY))
    plans = [
        planner.plan(7, line=LINE, zone="Asia/Jakarta", day=MONDAY + timedelta(days=offset)) for offset in range(3)
    ]
    assert [plan.off for plan in plans] == [None, Off.ROSTER, Off.NO_ROSTER]
    assert plans[0].instance is not None
    assert plans[0].instance.flex == flex, "terms of the schedule in force"
    assert plans[0].instance.ends_at == datetime(2025, 4, 8, 0, 0, tzinfo=UTC)
    assert plans[0].holiday is not None, "services that never close work on a holiday"


def test_days_elsewhere_take_the_nearest_scope_and_can_be_taken_back() -> None:
    everybody = Elsewhere(1, WorkMode.HOME, BEGIN, date(2025, 12, 31), frozenset({0}))
    back = Elsewhere(3, WorkMode.OFFICE, MONDAY, MONDAY, frozenset())
    planner = Planner(book(modes={None: [everybody]}), modes={8: [back]})
    modes = [
        plan.instance.mode
        for person, day in ((7, MONDAY), (8, MONDAY), (7, MONDAY + timedelta(days=1)))
        if (plan := planner.plan(person, line=LINE, zone="Asia/Jakarta", day=day)).instance
    ]
    assert modes == [WorkMode.HOME, WorkMode.OFFICE, WorkMode.OFFICE]


def test_people_without_anything_personal_share_one_plan() -> None:
    planner = Planner(book())
    one, other = (planner.plan(person, line=LINE, zone="Asia/Jakarta", day=MONDAY) for person in (7, 8))
    assert one is other
