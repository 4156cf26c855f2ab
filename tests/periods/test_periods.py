"""Months, marks on days, locks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from hadir.lib.authority import System
from hadir.people import streaming
from hadir.periods import selectors, services
from hadir.periods.models import StaleSpan
from hadir.periods.rules import Cause, Month, months_between
from tests.cast import Cast

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)
OCTOBER = Month(2026, 10)


@pytest.mark.parametrize(
    ("text", "last"),
    [("2024-02", date(2024, 2, 29)), ("2026-02", date(2026, 2, 28)), ("2025-12", date(2025, 12, 31))],
)
def test_a_month_ends_on_its_last_day(text: str, last: date) -> None:
    assert Month.parse(text).last == last
    assert len(list(Month.parse(text).days())) == last.day


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "26-01", "0000-01", "2026-1", "Oktober"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Month.parse(text)


def test_a_span_over_new_year_has_both_months() -> None:
    assert months_between(date(2025, 12, 31), date(2026, 1, 1)) == [Month(2025, 12), Month(2026, 1)]
    assert months_between(date(2026, 1, 2), date(2026, 1, 1)) == []


def test_a_mark_names_whom_a_change_concerns(cast: Cast) -> None:
    services.mark_people([2, 1, 1], date(2026, 10, 1), date(2026, 10, 3), Cause.ABSENCE)
    services.mark_unit(cast.setda.pk, date(2026, 10, 1), date(2026, 10, 1), Cause.SCHEDULE)
    services.mark_unit(None, date(2026, 10, 2), date(2026, 10, 2), Cause.HOLIDAY)
    marks = [(row.scope, row.scope_id, row.cause) for row in StaleSpan.objects.all()]
    assert marks == [
        ("employee", 1, "absence"),
        ("employee", 2, "absence"),
        ("unit", cast.setda.pk, "schedule"),
        ("region", 0, "holiday"),
    ]


def test_an_empty_span_marks_nothing() -> None:
    services.mark_unit(None, date(2026, 10, 2), date(2026, 10, 1), Cause.HOLIDAY)
    assert selectors.waiting() == 0


def test_a_locked_month_is_locked_for_the_agency_and_all_below_it(cast: Cast) -> None:
    services.lock(System().actor, unit_id=cast.setda.pk, month=OCTOBER, now=NOW)
    line = (cast.bagian_umum.pk, cast.setda.pk, cast.region.pk)
    assert selectors.is_locked(line, date(2026, 10, 31))
    assert not selectors.is_locked(line, date(2026, 11, 1))
    assert not selectors.is_locked([cast.dinkes.pk], date(2026, 10, 31))
    assert selectors.locked([cast.setda.pk, cast.dinkes.pk], date(2026, 9, 1), date(2026, 11, 1)) == {
        (cast.setda.pk, OCTOBER)
    }
    assert selectors.locked_months(date(2026, 10, 9), date(2026, 10, 9)) == {OCTOBER: {cast.setda.pk}}


def test_a_month_is_locked_once(cast: Cast) -> None:
    services.lock(System().actor, unit_id=cast.setda.pk, month=OCTOBER, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        services.lock(System().actor, unit_id=cast.setda.pk, month=OCTOBER, now=NOW)


def test_streams_advance_together() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    aligned = streaming.Aligned(streaming.rows("SELECT n / 2, n FROM generate_series(2, 9) n ORDER BY 1, 2"))
    assert aligned.take(1) == [(1, 2), (1, 3)]
    assert aligned.take(3) == [(3, 6), (3, 7)]
    assert aligned.take(9) == []
