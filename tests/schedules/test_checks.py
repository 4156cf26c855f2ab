"""What cannot be in a week is named with its day and stage."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hadir.schedules import checks, saying
from hadir.schedules.instances import Measure
from hadir.schedules.rules import StageKind
from hadir.schedules.weeks import DayRule, Hours, SeasonName, StageRule

DAY = Hours(450, 960, 720, 60)
MORNING = StageRule("morning", "", StageKind.SPECIAL, Measure.ARRIVAL, 360, 450, 540)
MIDDAY = StageRule("midday", "", StageKind.DAILY, Measure.PRESENCE, 690, 810, 810)
ROLL_CALL = StageRule("roll_call", "Apel", StageKind.SPECIAL, Measure.PRESENCE, 450, 470, 480)


@pytest.mark.parametrize(
    ("hours", "stages", "code"),
    [
        (replace(DAY, ends=450), (), "ends_first"),
        (replace(DAY, ends=400), (), "ends_first"),
        (replace(DAY, starts=-5), (), "starts_elsewhere"),
        (replace(DAY, ends=450 + 1441), (), "too_long"),
        (replace(DAY, break_min=510), (), "break_too_long"),
        (replace(DAY, break_starts=400), (), "break_outside"),
        (replace(DAY, break_starts=930), (), "break_outside"),
        (DAY, (replace(MORNING, due=541),), "due_outside"),
        (DAY, (replace(MORNING, closes=360, due=360),), "window_empty"),
        (DAY, (replace(MORNING, due=449),), "stage_outside"),
        (DAY, (replace(MIDDAY, opens=930, due=961, closes=980),), "stage_outside"),
        (DAY, (replace(MIDDAY, opens=400),), "presence_outside"),
        (DAY, (replace(ROLL_CALL, name=""),), "name_missing"),
        (DAY, (replace(ROLL_CALL, code="Apel Pagi"),), "code_form"),
        (DAY, (MORNING, MORNING), "stage_twice"),
        (DAY, (MORNING, ROLL_CALL), "stages_overlap"),
    ],
)
def test_a_fault_is_found_and_said(hours: Hours, stages: tuple[StageRule, ...], code: str) -> None:
    (found,) = checks.faults({SeasonName.NORMAL: {2: DayRule(hours, stages)}})
    assert found.code == code
    sentence = saying.fault(found)
    assert sentence.startswith("Rabu (Hari biasa)")
    assert "{" not in sentence
    if found.stage is not None and found.stage.name:
        assert found.stage.name in sentence


def test_a_night_shift_must_be_over_before_the_next_day_begins() -> None:
    night = DayRule(Hours(1320, 1860), (replace(MORNING, opens=1260, due=1320, closes=1380),))
    assert checks.faults({SeasonName.NORMAL: {0: night, 2: night}}) == []
    early = DayRule(Hours(360, 700))
    (found,) = checks.faults({SeasonName.NORMAL: {0: night, 1: early}})
    assert (found.code, found.weekday) == ("runs_into_next_day", 0)
    late = DayRule(Hours(1320, 1860), (replace(MORNING, code="afternoon", opens=1800, due=1860, closes=1980),))
    sunday_and_monday = {6: late, 0: DayRule(Hours(480, 900), (MORNING,))}
    codes = {(found.code, found.weekday) for found in checks.faults({SeasonName.NORMAL: sunday_and_monday})}
    assert ("stage_runs_into_next_day", 6) in codes, "the week is a circle"


def test_a_good_day_has_no_fault() -> None:
    assert checks.faults({SeasonName.NORMAL: {0: DayRule(DAY, (MORNING, MIDDAY))}}) == []
