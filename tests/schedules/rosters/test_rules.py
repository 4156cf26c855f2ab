"""Shifts as moments: across midnight, in three zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from hadir.schedules.instances import Measure
from hadir.schedules.rosters.rules import Anchor, Entry, Shift, ShiftStage, instance_of
from hadir.schedules.rules import StageKind

DAY = date(2026, 10, 14)
ARRIVE = ShiftStage("arrival", StageKind.SPECIAL, Measure.ARRIVAL, Anchor.START, -60, 0, 60, name="Masuk")
MIDWAY = ShiftStage("midway", StageKind.DAILY, Measure.PRESENCE, Anchor.START, 180, 240, 300, name="Kontrol")
LEAVE = ShiftStage("departure", StageKind.SPECIAL, Measure.DEPARTURE, Anchor.END, -30, 0, 120, name="Pulang")
NIGHT = Shift(1, "M", "Malam", time(22), time(7), 60, (ARRIVE, MIDWAY, LEAVE))
MORNING = Shift(2, "P", "Pagi", time(7), time(14), 30, (ARRIVE, LEAVE))


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC)


def test_a_night_shift_belongs_to_the_day_it_begins_also_at_half_past_one() -> None:
    night = instance_of(NIGHT, DAY, "Asia/Jakarta")
    assert night.day == DAY
    assert (night.starts_at, night.ends_at) == (utc(14, 15), utc(15, 0))
    assert night.net_min == 480
    half_past_one = utc(14, 18, 30)  # 01:30 WIB on the 15th
    open_then = [stage for stage in night.stages if stage.opens_at <= half_past_one < stage.closes_at]
    assert [stage.code for stage in open_then] == ["midway"]
    assert night.stages[0].closes_at == utc(14, 16, 1)  # 23:00:59 still counts
    assert night.by_roster


@pytest.mark.parametrize(
    ("zone", "starts"),
    [("Asia/Jakarta", utc(14, 0)), ("Asia/Makassar", utc(13, 23)), ("Asia/Jayapura", utc(13, 22))],
)
def test_the_clock_is_that_of_the_work_place(zone: str, starts: datetime) -> None:
    assert instance_of(MORNING, DAY, zone).starts_at == starts


@pytest.mark.parametrize(
    ("day", "end"), [(date(2026, 12, 31), date(2027, 1, 1)), (date(2028, 2, 28), date(2028, 2, 29))]
)
def test_a_night_passes_the_years_end_and_the_leap_day(day: date, end: date) -> None:
    night = instance_of(NIGHT, day, "Asia/Jakarta")
    assert night.day == day
    assert night.ends_at.date() == end


def test_a_shift_of_a_whole_day_ends_at_its_beginning() -> None:
    whole = Shift(3, "J", "Jaga 24 jam", time(7, 30), time(7, 30), 0, ())
    assert whole.length_min == 24 * 60
    assert instance_of(whole, DAY, "Asia/Jakarta").net_min == 1440


def test_a_free_day_has_no_shift() -> None:
    assert Entry(1, DAY, 5, None).instance("Asia/Jakarta") is None
