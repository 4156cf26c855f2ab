"""Which holiday a day is for whom, and what two versions differ in."""

from __future__ import annotations

from datetime import date

from hadir.schedules.calendar import rules
from hadir.schedules.calendar.rules import Holidays, Kind, Line
from hadir.schedules.instances import Holiday

DAY = date(2026, 8, 17)


def off(unit_id: int | None, kind: Kind, name: str = "Libur", day: date = DAY) -> Holiday:
    return Holiday(day, name, kind.value, unit_id, 1, "SKB")


def test_the_regions_holiday_counts_for_all_and_a_units_for_all_below_it() -> None:
    found = Holidays([off(None, Kind.NATIONAL), off(7, Kind.UNIT, day=date(2026, 8, 18))])
    assert found.on(DAY, (3, 1)) is not None
    assert found.on(date(2026, 8, 18), (9, 7, 1)) is not None
    assert found.on(date(2026, 8, 18), (7, 1)) is not None
    assert found.on(date(2026, 8, 18), (8, 1)) is None
    assert found.on(date(2026, 8, 19), (7, 1)) is None
    assert date(2026, 8, 18) in found
    assert date(2026, 8, 19) not in found


def test_of_several_the_higher_authority_names_the_day_whatever_their_order() -> None:
    rows = [
        off(9, Kind.UNIT, "Unit"),
        off(7, Kind.UNIT, "OPD"),
        off(None, Kind.LOCAL, "Daerah"),
        off(None, Kind.JOINT, "Bersama"),
        off(None, Kind.NATIONAL, "Nasional"),
    ]
    for count, name in ((5, "Nasional"), (4, "Bersama"), (3, "Daerah"), (2, "Unit"), (1, "Unit")):
        for order in (rows[:count], rows[:count][::-1]):
            holiday = Holidays(order).on(DAY, (9, 7, 1))
            assert holiday is not None
            assert holiday.name == name


def test_a_difference_names_days_that_come_go_or_change_their_name() -> None:
    before = [Line(date(2026, 1, 1), "Tahun Baru", Kind.NATIONAL), Line(date(2026, 2, 16), "Imlek", Kind.NATIONAL)]
    after = [
        Line(date(2026, 1, 1), "Tahun Baru Masehi", Kind.NATIONAL, "SKB baru"),
        Line(date(2026, 2, 17), "Imlek", Kind.NATIONAL),
    ]
    found = rules.difference(before, after)
    assert [line.day.day for line in found.added] == [17]
    assert [line.day.day for line in found.removed] == [16]
    assert [(old.name, new.name) for old, new in found.changed] == [("Tahun Baru", "Tahun Baru Masehi")]
    assert found.days == (date(2026, 1, 1), date(2026, 2, 16), date(2026, 2, 17))
    assert not rules.difference(before, before)


def test_days_in_a_row_are_one_span_also_across_a_year() -> None:
    days = [date(2027, 1, 1), date(2026, 12, 31), date(2026, 12, 29), date(2026, 12, 31)]
    assert rules.spans(days) == [
        (date(2026, 12, 29), date(2026, 12, 29)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ]


def test_lines_that_cannot_stand_in_a_calendar_are_named_by_place() -> None:
    lines = [
        Line(date(2026, 1, 1), "Tahun Baru", Kind.NATIONAL),
        Line(date(2025, 1, 1), "Tahun Baru", Kind.NATIONAL),
        Line(date(2026, 1, 1), "Lagi", Kind.JOINT),
        Line(date(2026, 2, 1), " ", Kind.LOCAL),
    ]
    found = rules.faults(lines, year=2026, kinds=(Kind.NATIONAL, Kind.JOINT))
    assert [(place, fault.code) for place, fault in found] == [
        (1, "other_year"),
        (2, "day_twice"),
        (3, "kind_elsewhere"),
        (3, "name_missing"),
    ]
