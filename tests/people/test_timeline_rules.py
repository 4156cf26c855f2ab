"""Timelines: no overlap, no silent rewriting, days inclusive at both ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.people.rules import (
    Entry,
    Fault,
    Plan,
    TimelineError,
    amend,
    correct,
    cut,
    end_entry,
    entry_on,
    overlaps,
    plan,
    withdraw,
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def entry(start: str | None, end: str | None, number: int | None = None, **values: Any) -> Entry:
    return Entry(day(start) if start else None, day(end) if end else None, values, id=number)


def spans(entries: Any) -> list[tuple[str, str, dict[str, object]]]:
    return [(str(e.start or "..")[:10], str(e.end or "..")[:10], dict(e.values)) for e in entries]


def test_an_open_entry_ends_the_day_before_the_change() -> None:
    now = amend([entry("2020-01-01", None, 1, unit="A")], day("2024-03-01"), {"unit": "B"})
    assert spans(now) == [("2020-01-01", "2024-02-29", {"unit": "A"}), ("2024-03-01", "..", {"unit": "B"})]  # leap day


def test_a_change_in_the_past_lasts_until_the_next_one() -> None:
    known = [entry("2020-01-01", "2024-12-31", 1, unit="A"), entry("2025-01-01", None, 2, unit="C")]
    assert spans(amend(known, day("2024-06-01"), {"unit": "B"})) == [
        ("2020-01-01", "2024-05-31", {"unit": "A"}),
        ("2024-06-01", "2024-12-31", {"unit": "B"}),
        ("2025-01-01", "..", {"unit": "C"}),
    ]


def test_a_change_before_the_first_entry_reaches_up_to_it() -> None:
    known = [entry("2025-01-01", None, 1, unit="B")]
    assert spans(amend(known, day("2020-01-01"), {"unit": "A"}))[0] == ("2020-01-01", "2024-12-31", {"unit": "A"})


def test_what_is_already_decided_for_later_is_not_undone() -> None:
    known = [entry(None, "2025-12-31", 1, name="X", parent=1), entry("2026-01-01", None, 2, name="X", parent=2)]
    assert spans(amend(known, day("2025-06-01"), {"name": "Y"})) == [
        ("..", "2025-05-31", {"name": "X", "parent": 1}),
        ("2025-06-01", "2025-12-31", {"name": "Y", "parent": 1}),
        ("2026-01-01", "..", {"name": "Y", "parent": 2}),
    ]


def test_a_change_stops_where_a_later_entry_says_something_else() -> None:
    known = [
        entry("2020-01-01", "2020-12-31", 1, name="X"),
        entry("2021-01-01", "2021-12-31", 2, name="Z"),
        entry("2022-01-01", None, 3, name="X"),
    ]
    names = [e.values["name"] for e in amend(known, day("2020-06-01"), {"name": "Y"})]
    assert names == ["X", "Y", "Z", "X"]


def test_a_second_change_of_the_same_day_replaces_the_first() -> None:
    known = [entry("2020-01-01", None, 1, unit="A")]
    now = amend(known, day("2020-01-01"), {"unit": "B"})
    assert spans(now) == [("2020-01-01", "..", {"unit": "B"})]
    assert plan(known, now) == Plan(supersede=(1,), add=now)


def test_an_end_of_its_own_leaves_a_gap() -> None:
    now = amend([entry("2020-01-01", None, 1, chief=1)], day("2024-01-01"), {"chief": 2}, end=day("2024-01-31"))
    assert entry_on(now, day("2024-01-31")) is not None  # the last day counts
    assert entry_on(now, day("2024-02-01")) is None


def test_nothing_ends_before_it_starts() -> None:
    with pytest.raises(TimelineError, match="span"):
        amend([], day("2024-01-02"), {}, end=day("2024-01-01"))


def test_an_open_row_is_ended_and_a_closed_one_superseded() -> None:
    known = [entry("2020-01-01", "2024-12-31", 1, unit="A"), entry("2025-01-01", None, 2, unit="C")]
    later = plan(known, amend(known, day("2026-01-01"), {"unit": "D"}))
    assert later.end == ((2, day("2025-12-31")),)
    assert later.supersede == ()
    earlier = plan(known, amend(known, day("2024-06-01"), {"unit": "B"}))
    assert earlier.supersede == (1,)
    assert spans(earlier.add) == [
        ("2020-01-01", "2024-05-31", {"unit": "A"}),
        ("2024-06-01", "2024-12-31", {"unit": "B"}),
    ]


def test_cutting_drops_what_would_begin_later() -> None:
    known = [entry("2020-01-01", "2024-12-31", 1), entry("2025-01-01", None, 2)]
    assert spans(cut(known, day("2024-12-31"))) == [("2020-01-01", "2024-12-31", {})]
    assert plan(known, cut(known, day("2024-12-31"))) == Plan(supersede=(2,))
    assert cut(known, day("2019-12-31")) == ()


def test_one_entry_ends_early() -> None:
    known = [entry("2024-01-01", "2024-03-31", 1), entry("2024-05-01", None, 2)]
    assert spans(end_entry(known, 1, day("2024-02-29")))[0] == ("2024-01-01", "2024-02-29", {})
    with pytest.raises(TimelineError, match="span"):
        end_entry(known, 1, day("2024-04-01"))


def test_withdrawn_days_fall_to_the_entry_before() -> None:
    known = [entry("2020-01-01", "2024-12-31", 1, unit="A"), entry("2025-01-01", None, 2, unit="B")]
    assert spans(withdraw(known, 2, gapless=True)) == [("2020-01-01", "..", {"unit": "A"})]
    assert spans(withdraw(known, 2, gapless=False)) == [("2020-01-01", "2024-12-31", {"unit": "A"})]
    with pytest.raises(TimelineError, match="only_entry"):
        withdraw(known, 1, gapless=True)


def test_a_corrected_start_takes_the_neighbour_along() -> None:
    known = [entry("2020-01-01", "2024-12-31", 1, unit="A"), entry("2025-01-01", None, 2, unit="B")]
    fixed = correct(known, 2, start=day("2025-02-01"), values={"unit": "C"}, legal_basis="SK 2", gapless=True)
    assert spans(fixed) == [("2020-01-01", "2025-01-31", {"unit": "A"}), ("2025-02-01", "..", {"unit": "C"})]
    assert plan(known, fixed).supersede == (1, 2)


@pytest.mark.parametrize(
    ("number", "start", "fault"),
    [
        (2, "2020-01-01", Fault.BEFORE_BEGINNING),
        (1, "2025-01-01", Fault.SPAN),
        (9, "2025-01-01", Fault.NO_SUCH_ENTRY),
    ],
)
def test_a_correction_never_makes_two_truths(number: int, start: str, fault: Fault) -> None:
    known = [entry("2020-01-01", "2024-12-31", 1), entry("2025-01-01", None, 2)]
    with pytest.raises(TimelineError, match=fault.value):
        correct(known, number, start=day(start), values={}, legal_basis="", gapless=True)


def test_a_correction_with_gaps_does_not_reach_into_another() -> None:
    known = [entry("2020-01-01", "2020-12-31", 1), entry("2025-01-01", None, 2)]
    with pytest.raises(TimelineError, match="span"):
        correct(known, 2, start=day("2020-12-31"), values={}, legal_basis="", gapless=False)


DAYS = st.integers(0, 40).map(lambda n: date(2024, 2, 10) + timedelta(days=n))  # a leap day in the middle
STEPS = st.lists(
    st.tuples(st.sampled_from(["amend", "cut", "end"]), DAYS, st.integers(1, 4), st.booleans()), max_size=8
)


@given(STEPS)
def test_whatever_is_done_no_two_entries_share_a_day(steps: list[tuple[str, date, int, bool]]) -> None:
    stored: tuple[Entry, ...] = ()
    numbers = iter(range(1, 1000))
    for deed, when, value, carry in steps:
        if deed == "cut":
            wanted = cut(stored, when)
        else:
            until = when + timedelta(days=value) if deed == "end" else None
            wanted = amend(stored, when, {"unit": value}, end=until, carry=carry)
            assert entry_on(wanted, when) == Entry(when, entry_on(wanted, when).end, {"unit": value})  # type: ignore[union-attr]
        assert not any(overlaps(one, other) for one in wanted for other in wanted if one is not other)
        stored = carried_out(stored, plan(stored, wanted), numbers)
        assert spans(stored) == spans(wanted)


def carried_out(stored: tuple[Entry, ...], steps: Plan, numbers: Any) -> tuple[Entry, ...]:
    """What the tables hold after a plan."""
    ended = dict(steps.end)
    rows = [replace(row, end=ended.get(row.id or 0, row.end)) for row in stored if row.id not in steps.supersede]
    rows += [replace(row, id=next(numbers)) for row in steps.add]
    return tuple(sorted(rows, key=lambda row: row.start or date.min))
