"""What is wrong with a roster, found and said."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.schedules.instances import ShiftInstance
from hadir.schedules.rosters import checking, grid, saying
from hadir.schedules.rosters.checking import Finding, Member, Trouble
from hadir.schedules.rosters.rules import Shift, instance_of

ZONE = "Asia/Jakarta"
DAYS = [date(2026, 10, day) for day in range(12, 19)]
NIGHT = Shift(1, "M", "Malam", time(22), time(7), 0, ())
MORNING = Shift(2, "P", "Pagi", time(7), time(14), 0, ())
EARLY = Shift(3, "E", "Dini", time(6), time(12), 0, ())
NAMES = {1: "Ani", 2: "Beni", 3: "Citra"}


def member(person: int, days: list[date] = DAYS) -> Member:
    return Member(person, dict.fromkeys(days, ZONE))


def duty(shift: Shift, day: int) -> ShiftInstance:
    return instance_of(shift, date(2026, 10, day), ZONE)


def found(members: list[Member], cells: set[tuple[int, date]], **more: object) -> list[Finding]:
    more.setdefault("instances", {})
    return checking.findings(members, cells, **more)  # type: ignore[arg-type]


def said(finding: Finding) -> str:
    return saying.finding(finding, unit="Ruang Melati", names=NAMES)


def test_a_gap_is_named_with_unit_people_and_days() -> None:
    missing = set(DAYS[2:5])
    cells = {(person, day) for person in (1, 2, 3) for day in DAYS if day not in missing}
    (gap,) = found([member(1), member(2), member(3)], cells)
    assert said(gap) == "Roster Ruang Melati: 3 orang tanpa jadwal, 14-16 Okt 2026."


def test_gaps_of_different_days_are_told_apart_and_few_people_by_name() -> None:
    cells = {(1, day) for day in DAYS[1:]} | {(2, day) for day in DAYS[:-1]}
    assert [said(one) for one in found([member(1), member(2)], cells)] == [
        "Roster Ruang Melati: Ani tanpa jadwal, 12 Okt 2026.",
        "Roster Ruang Melati: Beni tanpa jadwal, 18 Okt 2026.",
    ]


def test_days_on_which_somebody_serves_elsewhere_are_no_gap_but_planning_them_is_wrong() -> None:
    gone = member(1, DAYS[:3])
    assert not found([gone], {(1, day) for day in DAYS[:3]})
    (outsider,) = found([gone], {(1, day) for day in DAYS[:4]})
    assert (outsider.trouble, outsider.first, outsider.is_excusable) == (Trouble.OUTSIDER, DAYS[3], False)


def test_shifts_that_overlap_come_first_and_cannot_be_excused() -> None:
    rows = {1: [duty(NIGHT, 14), duty(EARLY, 15)]}
    found_ = found([member(1)], {(1, day) for day in DAYS[1:]}, instances=rows)
    assert [one.trouble for one in found_] == [Trouble.OVERLAP, Trouble.GAP]
    assert said(found_[0]) == "Roster Ruang Melati: Ani mendapat dua dinas yang bertumpuk, 14-15 Okt 2026."


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ([], None),
        ([(date(2026, 1, 1), 480)], "hanya beristirahat 0 jam antara dua dinas, 14-15 Okt 2026; ketentuan 8 jam."),
        ([(date(2027, 1, 1), 480)], None),
        ([(date(2026, 1, 1), 480), (date(2026, 10, 15), 90)], "ketentuan 1 jam 30 menit."),
    ],
)
def test_rest_is_measured_by_the_rule_of_the_later_day(rest: list[tuple[date, int]], words: str | None) -> None:
    rows = {1: [duty(NIGHT, 14), duty(MORNING, 15)]}
    found_ = found([member(1)], {(1, day) for day in DAYS}, instances=rows, rest=rest)
    assert [one.trouble for one in found_] == ([Trouble.REST] if words else [])
    if words:
        assert words in said(found_[0])


def test_the_night_before_the_month_counts_and_what_lies_outside_does_not() -> None:
    rest = [(date(2026, 1, 1), 480)]
    cells = {(1, day) for day in DAYS}
    before = {1: [duty(NIGHT, 11), duty(MORNING, 12)]}
    assert [one.trouble for one in found([member(1)], cells, instances=before, rest=rest)] == [Trouble.REST]
    outside = {1: [duty(NIGHT, 1), duty(MORNING, 2)]}
    assert not found([member(1)], cells, instances=outside, rest=rest)


def test_somebody_on_leave_is_found_only_when_planned_to_work() -> None:
    cells = {(1, day) for day in DAYS}
    rows = {1: [duty(MORNING, 14)]}
    away = {(1, DAYS[2]), (1, DAYS[3])}
    (found_,) = found([member(1)], cells, instances=rows, away=away)
    assert said(found_) == "Roster Ruang Melati: Ani dijadwalkan padahal cuti, 14 Okt 2026."


@given(st.permutations([duty(NIGHT, 12), duty(MORNING, 14), duty(EARLY, 15), duty(NIGHT, 15)]))
def test_the_order_of_shifts_does_not_matter(rows: list[ShiftInstance]) -> None:
    cells = {(1, day) for day in DAYS}
    assert not found([member(1)], cells, instances={1: rows})


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 10, 14), date(2026, 10, 14), "14 Okt 2026"),
        (date(2026, 10, 14), date(2026, 10, 16), "14-16 Okt 2026"),
        (date(2026, 10, 30), date(2026, 11, 2), "30 Okt - 2 Nov 2026"),
        (date(2026, 12, 31), date(2027, 1, 1), "31 Des - 1 Jan 2027"),
    ],
)
def test_days_are_said_briefly(first: date, last: date, words: str) -> None:
    assert saying.span(first, last) == words


# --- cells


@pytest.mark.parametrize(
    ("text", "code"), [("p", "P"), (" S1 ", "S1"), ("-", "L"), ("libur", "L"), ("", ""), ("P/S", None), ("PAGII", None)]
)
def test_a_cell_is_a_code_free_or_empty(text: str, code: str | None) -> None:
    assert grid.code_of(text) == code


def test_a_pattern_repeats_and_steps_on_from_person_to_person() -> None:
    pattern = grid.pattern_of("P P S, s M-M L L")
    assert pattern is None, "a dash joins nothing"
    pattern = grid.pattern_of("P P S S M M L L")
    assert pattern == ["P", "P", "S", "S", "M", "M", "L", "L"]
    cells = grid.filled(pattern, [7, 8], DAYS, shift_by=2)
    assert "".join(cells[7, day] for day in DAYS) == "PPSSMML"
    assert "".join(cells[8, day] for day in DAYS) == "SSMMLLP"
    assert grid.pattern_of("") is None
    assert grid.pattern_of("P ? S") is None
