"""Which day and which stage a moment belongs to, by table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.schedules import rules

WIB, WITA, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")


@dataclass(frozen=True)
class Open:
    opens_at: datetime
    closes_at: datetime


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
    eight, nine, ten, eleven = (datetime(2025, 3, 31, hour, tzinfo=UTC) for hour in (8, 9, 10, 11))
    early, late = Open(eight, ten), Open(nine, eleven)
    assert rules.stage_at([late, early], nine) is early
    assert rules.stage_at([late, early], ten) is late, "the moment of closing is too late"
    assert rules.stage_at([late, early], eleven) is None


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        rules.day_of(datetime(2025, 3, 31, 8, 0), WIB)  # noqa: DTZ001 - that is the case


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), st.sampled_from([WIB, WIT]))  # noqa: DTZ001
def test_every_moment_lies_within_its_day(moment: datetime, zone: ZoneInfo) -> None:
    begin, end = rules.bounds_of(rules.day_of(moment, zone), zone)
    assert begin <= moment < end
    assert end - begin == timedelta(days=1)
