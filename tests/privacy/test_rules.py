"""The clocks of UU 27/2022 and what is due when. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.privacy import rules
from hadir.privacy.rules import Addressee, Dated, RequestState, Urgency

FRIDAY = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
DUE = rules.due_at(FRIDAY, 72)


def test_three_times_twenty_four_hours_run_through_the_weekend() -> None:
    assert datetime(2026, 11, 23, 16, 30, tzinfo=UTC) == DUE


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (timedelta(hours=72), Urgency.CALM),
        (timedelta(hours=24, seconds=1), Urgency.CALM),
        (timedelta(hours=24), Urgency.DAY),
        (timedelta(hours=6, seconds=1), Urgency.DAY),
        (timedelta(hours=6), Urgency.HOURS),
        (timedelta(seconds=1), Urgency.HOURS),
        (timedelta(0), Urgency.OVERDUE),
        (timedelta(hours=-1), Urgency.OVERDUE),
    ],
)
def test_how_urgent_a_request_is(left: timedelta, expected: Urgency) -> None:
    assert rules.urgency(DUE, now=DUE - left) == expected
    assert rules.urgency(DUE, now=DUE - left, is_open=False) == Urgency.CLOSED


def test_each_reminder_goes_out_once_and_a_late_job_sends_only_the_most_pressing() -> None:
    day, hours, over = DUE - timedelta(hours=20), DUE - timedelta(hours=5), DUE + timedelta(hours=1)
    assert rules.reminder_due(DUE, now=FRIDAY, sent=[]) is None
    assert rules.reminder_due(DUE, now=day, sent=[]) == Urgency.DAY
    assert rules.reminder_due(DUE, now=day, sent=["day"]) is None
    assert rules.reminder_due(DUE, now=hours, sent=["day"]) == Urgency.HOURS
    assert rules.reminder_due(DUE, now=hours, sent=[]) == Urgency.HOURS
    assert rules.reminder_due(DUE, now=over, sent=["day", "hours"]) == Urgency.OVERDUE
    assert rules.reminder_due(DUE, now=over, sent=["overdue"]) is None


@given(st.integers(0, 200))
def test_a_job_that_runs_every_hour_reminds_at_most_three_times(start: int) -> None:
    sent: list[str] = []
    for hour in range(start, start + 150):
        stage = rules.reminder_due(DUE, now=FRIDAY + timedelta(hours=hour), sent=sent)
        if stage:
            sent.append(stage)
    assert len(sent) == len(set(sent)) <= 3
    assert sent[-1] == Urgency.OVERDUE


def test_remaining_time_is_told_in_hours_and_minutes() -> None:
    left = rules.remaining(DUE, DUE - timedelta(hours=5, minutes=7, seconds=30))
    assert (left.hours, left.minutes, left.overdue) == (5, 7, False)
    late = rules.remaining(DUE, DUE + timedelta(hours=2))
    assert (late.hours, late.minutes, late.overdue) == (2, 0, True)


def test_nobody_answers_a_request_that_nobody_took_up() -> None:
    assert not rules.may_become(RequestState.RECEIVED, RequestState.ANSWERED)
    assert rules.may_become(RequestState.RECEIVED, RequestState.IN_PROGRESS)
    assert rules.may_become(RequestState.IN_PROGRESS, RequestState.DECLINED)
    for state in (RequestState.ANSWERED, RequestState.DECLINED, RequestState.RECALLED):
        assert not any(rules.may_become(state, then) for then in RequestState)


def test_the_rule_that_began_last_is_the_one_in_force() -> None:
    old = Dated(1, date(2025, 1, 1), date(2026, 6, 30))
    new = Dated(2, date(2026, 7, 1), None)
    assert rules.in_force([old, new], date(2026, 6, 30)) == old
    assert rules.in_force([new, old], date(2026, 7, 1)) == new
    assert rules.in_force([old, new], date(2024, 12, 31)) is None


def test_people_and_authority_are_always_told_the_public_where_it_is_concerned() -> None:
    assert rules.still_to_tell([], public_concerned=False) == [Addressee.AUTHORITY, Addressee.SUBJECTS]
    assert rules.still_to_tell(["authority"], public_concerned=True) == [Addressee.SUBJECTS, Addressee.PUBLIC]
    assert rules.still_to_tell(["authority", "subjects"], public_concerned=False) == []
