"""What a proposal would change, shown before it is confirmed: people by agency and month, and what is locked."""

from __future__ import annotations

from datetime import date
from typing import Any

from hadir.lib.authority import Actor
from hadir.periods import services as periods
from hadir.periods.rules import Month
from hadir.schedules.calendar.rules import Collection, Kind, Line
from hadir.schedules.effect import effect_of
from hadir.schedules.models import ScheduleAssignment, ScheduleDay, ScheduleVersion, WorkSchedule
from hadir.schedules.proposals import Status
from tests.cast import Cast
from tests.schedules.calendar.calendars import NOW, PROCLAMATION, confirmed, proposed

SUNDAY = Line(date(2026, 5, 31), "Waisak", Kind.NATIONAL)
MONDAY = Line(date(2026, 6, 1), "Hari Lahir Pancasila", Kind.NATIONAL)


def five_days() -> None:
    """Monday to Friday for the whole region."""
    decided: dict[str, Any] = {
        "status": Status.CONFIRMED, "valid_from": date(2025, 1, 1), "legal_basis": "Perbup 1/2025",
        "proposed_at": NOW, "proposed_by_label": "x", "decided_at": NOW, "decided_by_label": "y",
    }  # fmt: skip
    schedule = WorkSchedule.objects.create(name="Lima hari")
    version = ScheduleVersion.objects.create(schedule=schedule, **decided)
    for weekday in range(5):
        ScheduleDay.objects.create(
            version=version, weekday=weekday, starts_min=450, ends_min=960, break_min=60, net_min=450
        )
    ScheduleAssignment.objects.create(schedule=schedule, **decided)


def rows(version: Any) -> list[tuple[str, str, int, int, int, bool]]:
    return [
        (row.agency, str(row.month), row.people, row.freed, row.called, row.locked) for row in effect_of(version).rows
    ]


def test_people_whose_working_day_goes_by_agency_and_month(cast: Cast) -> None:
    five_days()
    version = proposed(cast, [PROCLAMATION, SUNDAY, MONDAY])
    assert rows(version) == [
        ("Dinas Kesehatan", "2026-06", 1, 1, 0, False),
        ("Sekretariat Daerah", "2026-06", 4, 4, 0, False),
        ("Dinas Kesehatan", "2026-08", 1, 1, 0, False),
        ("Sekretariat Daerah", "2026-08", 4, 4, 0, False),
    ]


def test_a_day_taken_away_calls_people_to_work_and_a_free_day_changes_nobody(cast: Cast) -> None:
    five_days()
    confirmed(cast, [PROCLAMATION, SUNDAY])
    assert rows(proposed(cast, [SUNDAY], source="Ralat")) == [
        ("Dinas Kesehatan", "2026-08", 1, 0, 1, False),
        ("Sekretariat Daerah", "2026-08", 4, 0, 4, False),
    ]


def test_a_local_day_on_a_national_one_changes_nobody_and_one_of_a_unit_only_its_people(cast: Cast) -> None:
    five_days()
    confirmed(cast)
    same = Line(PROCLAMATION.day, "Hari Jadi", Kind.UNIT)
    other = Line(date(2026, 8, 18), "Hari Jadi", Kind.UNIT)
    version = proposed(cast, [same, other], collection=Collection.LOCAL, unit_id=cast.bagian_umum.pk)
    assert rows(version) == [("Sekretariat Daerah", "2026-08", 2, 2, 0, False)]


def test_a_locked_month_is_named_before_anybody_confirms(cast: Cast) -> None:
    five_days()
    periods.lock(Actor(None, "x"), unit_id=cast.setda.pk, month=Month(2026, 8), now=NOW)
    effect = effect_of(proposed(cast, [PROCLAMATION]))
    assert [(row.agency, row.people) for row in effect.locked] == [("Sekretariat Daerah", 4)]
    assert effect.people == 5


def test_the_same_number_of_statements_for_one_day_and_for_many(cast: Cast, django_assert_max_num_queries: Any) -> None:
    five_days()
    many = [Line(date(2026, 7, day), "Libur", Kind.NATIONAL) for day in range(1, 29)]
    version = proposed(cast, many)
    with django_assert_max_num_queries(24):
        assert effect_of(version).people == 5
