"""The law's hours as tables that a lawyer can read: one row, one provision, one expectation."""

from __future__ import annotations

import csv
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hadir.schedules import checks, rules
from hadir.schedules.book import Assigned, Book
from hadir.schedules.planning import Planner
from hadir.schedules.presets import law_on, parse_clock, presets
from hadir.schedules.weeks import SeasonName, Terms, clock, week_minutes

LAW = Path(__file__).parent / "law"
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
RAMADAN = (SeasonName.RAMADAN, date(2025, 3, 1), date(2025, 3, 30))


def rows(name: str) -> list[dict[str, str]]:
    with (LAW / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def said(row: dict[str, str]) -> str:
    return " ".join(list(row.values())[:4])


@pytest.mark.parametrize("row", rows("week_hours.csv"), ids=said)
def test_hours_of_a_week(row: dict[str, str]) -> None:
    week = presets()[row["preset"]].weeks[SeasonName(row["season"])]
    if row["weekday"] == "week":
        minutes = week_minutes(week)
    else:
        rule = week.get(WEEKDAYS.index(row["weekday"]))
        if rule is None:
            assert row["expected"] == "libur"
            return
        minutes = rule.hours.net_min
    assert f"{minutes // 60}:{minutes % 60:02d}" == row["expected"]


@pytest.mark.parametrize("row", rows("days_and_stages.csv"), ids=said)
def test_hours_and_stage_of_a_moment(row: dict[str, str]) -> None:
    terms = Terms(1, 1, row["preset"], date(2020, 1, 1), None, weeks=presets()[row["preset"]].weeks)
    book = Book({1: [terms]}, {None: [Assigned(1, "region", 1, date(2020, 1, 1), None)]}, [RAMADAN], {})
    zone, day = ZoneInfo(row["zone"]), date.fromisoformat(row["day"])
    plan = Planner(book).plan(1, line=(1,), zone=row["zone"], day=day)
    if plan.instance is None:
        hours = str(plan.off)
    else:
        begin, end = (moment.astimezone(zone) for moment in (plan.instance.starts_at, plan.instance.ends_at))
        hours = f"{begin:%H:%M}-{end:%H:%M}"
    stage = rules.stage_at(plan.stages, datetime.combine(day, time.fromisoformat(row["clock"]), tzinfo=zone))
    assert (hours, stage.code if stage else "-") == (row["expected_hours"], row["expected_stage"])


@pytest.mark.parametrize("code", presets())
def test_no_preset_has_a_fault_and_each_off_the_law_names_its_exception(code: str) -> None:
    preset = presets()[code]
    assert checks.faults(preset.weeks) == []
    assert bool(checks.off_law(preset.weeks, date(2026, 1, 5))) <= bool(preset.exception_basis)


def test_before_the_regulation_no_week_is_asked_for() -> None:
    assert law_on(date(2023, 4, 11)) is None
    assert law_on(date(2023, 4, 12)) is not None


@pytest.mark.parametrize(
    ("text", "minutes"), [("07:30", 450), ("7.30", 450), ("00:00", 0), ("07:00+1", 1860), ("22:00-1", -120)]
)
def test_clock_times(text: str, minutes: int) -> None:
    assert parse_clock(text) == minutes
    assert parse_clock(clock(minutes)) == minutes


@pytest.mark.parametrize("text", ["24:00", "7:3", "07:60", "pagi", "", "07:30+2"])
def test_what_is_no_clock_time(text: str) -> None:
    with pytest.raises(ValueError, match="not a time"):
        parse_clock(text)
