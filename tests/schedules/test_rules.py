"""Which stage a moment belongs to, by table."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.schedules import rules
from hadir.schedules.rules import StageCode, StageKind, Window

WIB, WITA, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")
DAY = date(2025, 3, 31)
LINE = (30, 20, 10)  # Bagian, OPD, region


def window(
    number: int, unit: int | None, opens: str, closes: str, since: str = "2025-01-01", until: str | None = None
) -> Window:
    return Window(
        id=number,
        code=StageCode.MORNING,
        kind=StageKind.SPECIAL,
        unit_id=unit,
        opens=time.fromisoformat(opens),
        closes=time.fromisoformat(closes),
        valid_from=date.fromisoformat(since),
        valid_to=date.fromisoformat(until) if until else None,
    )


REGION = window(1, None, "06:00", "09:00")


@pytest.mark.parametrize(
    ("more", "chosen"),
    [
        ([], 1),
        ([window(2, 20, "07:00", "10:00")], 2),  # the agency over the region
        ([window(2, 20, "07:00", "10:00"), window(3, 30, "05:00", "08:00")], 3),  # the own unit over the agency
        ([window(2, 99, "07:00", "10:00")], 1),  # another agency's is nobody's business here
        ([window(2, 10, "07:00", "10:00")], 2),  # set for the region's own node: nearer than for "the region"
        ([window(2, 20, "07:00", "10:00", until="2025-03-30")], 1),  # ended yesterday
        ([window(2, 20, "07:00", "10:00", until="2025-03-31")], 2),  # ends today
        ([window(2, 20, "07:00", "10:00", since="2025-04-01")], 1),  # begins tomorrow
        ([window(2, 20, "07:00", "10:00", since="2025-03-31")], 2),  # begins today
        ([window(2, None, "08:00", "09:30", since="2025-02-01")], 2),  # the later of two for the same unit
    ],
)
def test_the_nearest_unit_wins_then_the_latest_start(more: list[Window], chosen: int) -> None:
    for windows in ([REGION, *more], [*more, REGION]):
        assert [found.id for found in rules.effective(windows, LINE, DAY)] == [chosen]


def test_no_window_no_stage() -> None:
    assert rules.effective([], LINE, DAY) == ()


@pytest.mark.parametrize(
    ("moment", "zone", "is_open"),
    [
        ("2025-03-30T22:59:59Z", WIB, False),  # 05:59:59
        ("2025-03-30T23:00:00Z", WIB, True),  # 06:00 in the west
        ("2025-03-30T22:00:00Z", WITA, True),  # the same clock one zone further east
        ("2025-03-30T21:00:00Z", WIT, True),
        ("2025-03-31T02:00:59Z", WIB, True),  # 09:00:59: the minute counts, its seconds do not
        ("2025-03-31T02:01:00Z", WIB, False),
        ("2025-03-31T00:01:00Z", WIT, False),
    ],
)
def test_windows_are_local_clock_time(moment: str, zone: ZoneInfo, is_open: bool) -> None:
    at = datetime.fromisoformat(moment)
    stages = rules.stages_of([REGION], rules.day_of(at, zone), zone)
    assert (rules.stage_at(stages, at) is not None) is is_open


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2024-12-31T16:59:59Z", WIB, "2024-12-31"),
        ("2024-12-31T17:00:00Z", WIB, "2025-01-01"),  # new year in the west
        ("2024-12-31T16:00:00Z", WITA, "2025-01-01"),
        ("2024-12-31T15:00:00Z", WIT, "2025-01-01"),  # two hours earlier in the east
        ("2024-02-28T17:00:00Z", WIB, "2024-02-29"),
    ],
)
def test_the_day_is_that_of_the_work_place(moment: str, zone: ZoneInfo, day: str) -> None:
    assert rules.day_of(datetime.fromisoformat(moment), zone) == date.fromisoformat(day)


def test_of_two_open_stages_the_first_to_open_counts() -> None:
    later = window(2, None, "08:30", "11:00")
    at = datetime(2025, 3, 31, 1, 45, tzinfo=UTC)
    found = rules.stage_at(rules.stages_of([later, REGION], DAY, WIB), at)
    assert found is not None
    assert found.window.id == 1


def test_next_stage_is_the_first_that_has_not_opened() -> None:
    later = window(2, None, "15:30", "18:00")
    stages = rules.stages_of([later, REGION], DAY, WIB)
    upcoming = rules.next_stage(stages, datetime(2025, 3, 31, 3, 0, tzinfo=UTC))
    assert upcoming is not None
    assert upcoming.window.id == 2
    assert rules.next_stage(stages, datetime(2025, 3, 31, 12, 0, tzinfo=UTC)) is None


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        rules.day_of(datetime(2025, 3, 31, 8, 0), WIB)  # noqa: DTZ001 - that is the case


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), st.sampled_from([WIB, WIT]))  # noqa: DTZ001
def test_every_moment_lies_within_its_day(moment: datetime, zone: ZoneInfo) -> None:
    begin, end = rules.bounds_of(rules.day_of(moment, zone), zone)
    assert begin <= moment < end
    assert end - begin == timedelta(days=1)
