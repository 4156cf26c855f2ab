"""Who proposes and confirms a calendar, what a confirmation marks, and what it would change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hadir.audit.models import AuditEntry
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.periods.models import StaleSpan
from hadir.schedules.calendar import selectors, services
from hadir.schedules.calendar.models import CalendarVersion, HolidayRow
from hadir.schedules.calendar.rules import Collection, Kind, Line
from hadir.schedules.proposals import Status
from tests.cast import SYSTEM, Cast
from tests.schedules.calendar.calendars import CHRISTMAS, NOW, PROCLAMATION, confirmed, proposed, second_officer

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
ANNIVERSARY = Line(date(2026, 6, 10), "Hari Jadi Kabupaten", Kind.LOCAL, "Perbup 4/2026")


def marks() -> list[tuple[str, int, date, date]]:
    return list(StaleSpan.objects.filter(cause="holiday").values_list("scope", "scope_id", "first", "last"))


@pytest.mark.parametrize("who", ["siti", "rahma", "budi", "dedi", "made", "agus", "dewi"])
def test_only_the_hr_agency_proposes(cast: Cast, who: str) -> None:
    data = services.VersionData(2026, Collection.DECREE, "SKB", [PROCLAMATION])
    with pytest.raises(NotPermitted):
        services.propose(getattr(cast, who), data=data, now=NOW)
    assert not CalendarVersion.objects.exists()


def test_a_proposal_counts_for_nothing_until_a_second_person_confirms(cast: Cast) -> None:
    version = proposed(cast)
    assert not selectors.holidays(*YEAR).all()
    with pytest.raises(NotPermitted, match="second_person_needed"):
        services.decide(cast.wati, version.pk, confirm=True, reason="", now=NOW)
    with pytest.raises(NotPermitted, match="not_permitted"):
        services.decide(cast.siti, version.pk, confirm=True, reason="", now=NOW)
    services.decide(second_officer(), version.pk, confirm=True, reason="", now=NOW)
    found = selectors.holidays(*YEAR).on(PROCLAMATION.day, (cast.dinkes.pk, cast.region.pk))
    assert found is not None
    assert (found.name, found.legal_basis, found.version_id) == ("Proklamasi Kemerdekaan", "SKB 1/2025", version.pk)
    with pytest.raises(Conflict, match="decided_already"):
        services.decide(SYSTEM, version.pk, confirm=False, reason="x", now=NOW)


def test_whoever_changed_a_proposal_may_not_confirm_it_either(cast: Cast) -> None:
    version = proposed(cast)
    ratna = second_officer()
    services.amend(ratna, version.pk, add=[Line(date(2026, 1, 1), "Tahun Baru", Kind.NATIONAL)], now=NOW)
    for user in (cast.wati, ratna):
        with pytest.raises(NotPermitted, match="second_person_needed"):
            services.decide(user, version.pk, confirm=True, reason="", now=NOW)


def test_confirming_marks_the_days_that_change_and_no_other(cast: Cast) -> None:
    confirmed(cast)
    assert marks() == [
        ("region", 0, PROCLAMATION.day, PROCLAMATION.day),
        ("region", 0, CHRISTMAS.day, CHRISTMAS.day),
    ]
    StaleSpan.objects.all().delete()
    eve = Line(date(2026, 12, 24), "Cuti bersama Natal", Kind.JOINT)
    second = confirmed(cast, [PROCLAMATION, eve, Line(date(2026, 12, 23), "Cuti bersama", Kind.JOINT)], source="SKB 2")
    assert marks() == [
        ("region", 0, PROCLAMATION.day, PROCLAMATION.day),  # stays a day off, by another decree
        ("region", 0, date(2026, 12, 23), date(2026, 12, 25)),
    ]
    assert second.replaces is not None
    assert second.replaces.status == Status.SUPERSEDED
    assert [row.day.day for row in selectors.holidays(*YEAR).all()] == [17, 23, 24]
    found = selectors.difference_of(second)
    assert [line.day.day for line in found.added] == [23, 24]
    assert [line.day.day for line in found.removed] == [25]


def test_a_holiday_of_an_agency_is_for_it_and_all_below(cast: Cast) -> None:
    line = Line(date(2026, 11, 12), "Hari Kesehatan", Kind.UNIT)
    confirmed(cast, [line], collection=Collection.LOCAL, unit_id=cast.setda.pk)
    found = selectors.holidays(*YEAR)
    assert found.on(line.day, (cast.bagian_umum.pk, cast.setda.pk, cast.region.pk)) is not None
    assert found.on(line.day, (cast.dinkes.pk, cast.region.pk)) is None
    assert marks() == [("unit", cast.setda.pk, line.day, line.day)]


def test_the_regions_own_days_and_the_decree_do_not_replace_each_other(cast: Cast) -> None:
    confirmed(cast)
    confirmed(cast, [ANNIVERSARY], collection=Collection.LOCAL)
    assert [row.kind for row in selectors.holidays(*YEAR).all()] == ["local", "national", "national"]


def test_a_local_day_is_added_to_what_holds_and_to_the_proposal_that_waits(cast: Cast) -> None:
    confirmed(cast, [ANNIVERSARY], collection=Collection.LOCAL)
    vote = Line(date(2026, 9, 9), "Pemungutan suara", Kind.LOCAL)
    flood = Line(date(2026, 11, 3), "Banjir", Kind.LOCAL)
    first = services.propose_days(cast.wati, year=2026, unit_id=None, source="Kepbup 7", add=[vote], now=NOW)
    again = services.propose_days(cast.wati, year=2026, unit_id=None, source="Kepbup 8", add=[flood], now=NOW)
    assert first == again
    assert [line.day for line in selectors.lines_of(first.pk)] == [ANNIVERSARY.day, vote.day, flood.day]
    with pytest.raises(Conflict, match="day_there"):
        services.propose_days(cast.wati, year=2026, unit_id=None, source="K", add=[ANNIVERSARY], now=NOW)
    services.amend(cast.wati, first.pk, remove=[flood.day], now=NOW)
    with pytest.raises(NotFound, match="day_not_found"):
        services.amend(cast.wati, first.pk, remove=[flood.day], now=NOW)


def test_taking_a_day_away_is_a_proposal_too(cast: Cast) -> None:
    version = confirmed(cast)
    change = services.propose_removal(cast.wati, version.pk, day=CHRISTMAS.day, source="Ralat SKB", now=NOW)
    assert selectors.holidays(*YEAR).on(CHRISTMAS.day, ()) is not None
    services.decide(SYSTEM, change.pk, confirm=True, reason="", now=NOW)
    assert selectors.holidays(*YEAR).on(CHRISTMAS.day, ()) is None
    with pytest.raises(NotFound, match="day_not_found"):
        services.propose_removal(cast.wati, version.pk, day=PROCLAMATION.day, source="Ralat", now=NOW)


def test_one_proposal_at_a_time_and_none_without_a_change(cast: Cast) -> None:
    proposed(cast)
    with pytest.raises(Conflict, match="calendar_waiting"):
        proposed(cast, [CHRISTMAS])
    services.withdraw(cast.wati, CalendarVersion.objects.get().pk, now=NOW)
    confirmed(cast)
    with pytest.raises(Conflict, match="nothing_changes"):
        proposed(cast, source="SKB lain")


@pytest.mark.parametrize(
    ("more", "lines", "code"),
    [
        ({"source": " "}, [PROCLAMATION], "source_missing"),
        ({"year": 1900}, [PROCLAMATION], "year_range"),
        ({"collection": Collection.DECREE, "unit_id": 1}, [PROCLAMATION], "decree_of_unit"),
        ({}, [Line(date(2025, 8, 17), "Proklamasi", Kind.NATIONAL)], "calendar_lines"),
        ({}, [PROCLAMATION, PROCLAMATION], "calendar_lines"),
        ({}, [Line(date(2026, 8, 17), "Hari Jadi", Kind.LOCAL)], "calendar_lines"),
        ({}, [Line(date(2026, 8, 17), "  ", Kind.NATIONAL)], "calendar_lines"),
    ],
)
def test_calendars_that_cannot_be_are_refused(cast: Cast, more: dict[str, Any], lines: list[Line], code: str) -> None:
    with pytest.raises(InvalidInput, match=code):
        proposed(cast, lines, **more)
    assert not HolidayRow.objects.exists()


def test_a_refusal_wants_a_reason_and_the_proposal_stays_readable(cast: Cast) -> None:
    version = proposed(cast)
    with pytest.raises(InvalidInput, match="reason_missing"):
        services.decide(SYSTEM, version.pk, confirm=False, reason=" ", now=NOW)
    services.decide(SYSTEM, version.pk, confirm=False, reason="Tanggal Natal keliru", now=NOW)
    version.refresh_from_db()
    assert (version.status, version.reason) == (Status.REJECTED, "Tanggal Natal keliru")
    assert not marks()
    assert len(selectors.lines_of(version.pk)) == 2


def test_the_decree_that_comes_with_hadir_is_a_proposal_with_its_doubts(cast: Cast) -> None:
    version = services.propose_decree(cast.wati, year=2026, now=NOW)
    assert version.status == Status.PROPOSED
    assert "naskah SKB" in version.note
    assert len(selectors.lines_of(version.pk)) == 25
    with pytest.raises(NotFound, match="no_decree"):
        services.propose_decree(cast.wati, year=2031, now=NOW)


def test_set_up_proposes_what_comes_with_hadir_once(cast: Cast) -> None:
    assert services.propose_missing_decrees(SYSTEM, now=NOW) == 1
    assert services.propose_missing_decrees(SYSTEM, now=NOW) == 0
    version = CalendarVersion.objects.get()
    services.decide(cast.wati, version.pk, confirm=True, reason="", now=NOW)
    assert services.propose_missing_decrees(SYSTEM, now=NOW) == 0


def test_every_step_is_in_the_log_with_its_right(cast: Cast) -> None:
    version = proposed(cast)
    services.amend(cast.wati, version.pk, remove=[CHRISTMAS.day], now=NOW)
    services.decide(second_officer(), version.pk, confirm=True, reason="", now=NOW)
    found = AuditEntry.objects.filter(action__startswith="calendar.").order_by("pk")
    assert list(found.values_list("action", "right")) == [
        ("calendar.propose", "manage_calendar"),
        ("calendar.amend", "manage_calendar"),
        ("calendar.confirm", "confirm_calendar"),
    ]


def test_the_database_keeps_one_calendar_in_force(cast: Cast) -> None:
    version = confirmed(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarVersion.objects.create(
            year=2026, collection="decree", source="X", status=Status.CONFIRMED, proposed_at=NOW, proposed_by_label="x"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        HolidayRow.objects.create(version=version, day=PROCLAMATION.day, name="Dua kali", kind="national")


def test_reading_a_year_is_one_statement(cast: Cast, django_assert_num_queries: Any) -> None:
    confirmed(cast)
    confirmed(cast, [ANNIVERSARY], collection=Collection.LOCAL)
    with django_assert_num_queries(1):
        assert len(selectors.holidays(*YEAR).all()) == 3
