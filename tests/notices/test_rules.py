"""Quiet hours, patience and choices."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.notices.rules import (
    DEFAULT_QUIET,
    NATURES,
    Channel,
    Group,
    Kind,
    QuietHours,
    is_compulsory,
    is_wanted,
    wait_after,
)

WIB, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
NIGHT, LUNCH = QuietHours(time(20), time(6)), QuietHours(time(12), time(13))


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        (NIGHT, "2025-03-03 19:59", None),
        (NIGHT, "2025-03-03 20:00", "2025-03-04 06:00"),
        (NIGHT, "2025-03-03 23:59", "2025-03-04 06:00"),
        (NIGHT, "2025-03-04 00:00", "2025-03-04 06:00"),
        (NIGHT, "2025-03-04 05:59", "2025-03-04 06:00"),
        (NIGHT, "2025-03-04 06:00", None),
        (NIGHT, "2025-02-28 22:00", "2025-03-01 06:00"),
        (LUNCH, "2025-03-03 11:59", None),
        (LUNCH, "2025-03-03 12:30", "2025-03-03 13:00"),
        (LUNCH, "2025-03-03 13:00", None),
        (QuietHours(time(0), time(5)), "2025-03-03 00:00", "2025-03-03 05:00"),
        (QuietHours(time(18), time(0)), "2025-03-03 18:00", "2025-03-04 00:00"),
    ],
)
def test_quiet_hours(hours: QuietHours, now: str, until: str | None) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=WIB)
    expected = datetime.fromisoformat(until).replace(tzinfo=WIB) if until else None
    assert hours.until(moment, WIB) == expected


def test_quiet_hours_go_by_the_clock_of_the_work_place() -> None:
    evening_in_jakarta = datetime(2025, 3, 3, 18, 30, tzinfo=WIB)
    assert NIGHT.until(evening_in_jakarta, WIB) is None
    assert NIGHT.until(evening_in_jakarta, WIT) == datetime(2025, 3, 4, 6, tzinfo=WIT)


@given(st.times(), st.times(), st.timedeltas(min_value=timedelta(), max_value=timedelta(days=800)))
def test_the_end_of_quiet_hours_is_near_and_not_quiet(begin: time, end: time, later: timedelta) -> None:
    hours, moment = QuietHours(begin, end), datetime(2024, 1, 1, tzinfo=WIB) + later
    until = hours.until(moment, WIB)
    if until is not None:
        assert timedelta() < until - moment <= timedelta(days=1)
        assert hours.until(until, WIB) is None


def test_patience_grows_and_ends() -> None:
    waits = [wait_after(attempts) for attempts in range(1, 8)]
    assert waits[5] is None
    assert waits[6] is None
    known = [wait for wait in waits if wait is not None]
    assert known == sorted(set(known))


@pytest.mark.parametrize(
    ("kind", "channel", "choice", "wanted"),
    [
        (Kind.ENROLMENT_APPROVED, Channel.APP, None, True),
        (Kind.ENROLMENT_APPROVED, Channel.APP, False, False),
        (Kind.ENROLMENT_APPROVED, Channel.EMAIL, None, True),
        (Kind.ENROLMENT_APPROVED, Channel.GATEWAY, None, False),
        (Kind.ENROLMENT_APPROVED, Channel.GATEWAY, True, True),
        (Kind.LINK_ISSUED, Channel.APP, False, True),
        (Kind.LINK_ISSUED, Channel.EMAIL, False, False),
        (Kind.BREACH_NOTICE, Channel.EMAIL, False, True),
    ],
)
def test_what_is_wanted(kind: Kind, channel: Channel, choice: bool | None, wanted: bool) -> None:
    assert is_wanted(kind, channel, choice) is wanted


def test_security_and_privacy_cannot_be_switched_off_in_the_application() -> None:
    fixed = {group for group in Group if is_compulsory(group, Channel.APP)}
    # Of attendance, decisions always appear there; reminders are one's own to choose.
    assert fixed == {Group.ACCOUNT, Group.PRIVACY}
    assert not any(is_compulsory(group, Channel.GATEWAY) for group in Group)


def test_every_kind_has_a_nature() -> None:
    assert set(NATURES) == set(Kind)
    assert DEFAULT_QUIET == NIGHT
