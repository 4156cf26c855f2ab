"""Differences that wait for a journal, journals, and whether a locked month is what its lock and journals say."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people.models import UnitKind
from hadir.periods.rules import Month
from hadir.recap.journals import texts
from hadir.recap.journals.models import UNDECIDED, Journal, JournalLine, JournalPerson, JournalState
from hadir.recap.months import selectors as months
from hadir.recap.signing.models import MonthClosing
from hadir.workdays import selectors as workdays
from hadir.workdays.models import DayDifference, DifferenceState
from hadir.workdays.selectors import Difference

# Sums that follow from the days of the month alone; the running account of the year is the business of other months.
_OF_YEAR = ("converted_days", "rest_min", "year_days")


def open_differences(unit_id: int, month: Month) -> list[Difference]:
    """Days that differ from what was locked and are in no undecided journal. Two statements."""
    taken = set(
        JournalLine.objects.filter(journal__unit=unit_id, journal__month=month.first, journal__state__in=UNDECIDED)
        .order_by()
        .values_list("difference", flat=True)
    )
    return [one for one in workdays.differences([unit_id], month) if one.row.pk not in taken]


def waiting_by_month(unit_ids: Collection[int]) -> list[tuple[int, Month, int]]:
    """Agency, month and number of days that differ and have not been decided. One statement."""
    rows = (
        DayDifference.objects.filter(agency_id__in=unit_ids, state=DifferenceState.OPEN)
        .order_by()
        .values_list("agency_id", "day__year", "day__month")
        .annotate(n=Count("pk"))
    )
    found = [(unit, Month(year, number), n) for unit, year, number, n in rows]
    return sorted(found, key=lambda one: (one[1], one[0]), reverse=True)


def journals_for(user: User) -> QuerySet[Journal]:
    """Journals of the agencies whose recap the account may see, the newest first."""
    units = permissions.units_for(user, Right.SEE_RECAP)
    rows = Journal.objects.filter(unit_id__in=units, unit__kind=UnitKind.OPD)
    counted = rows.annotate(days=Count("lines", distinct=True), persons=Count("people", distinct=True))
    return counted.select_related("unit").order_by("-proposed_at", "-pk")


def journal_for(user: User, journal_id: int) -> Journal:
    """Raises `NotFound` (journal_not_found)."""
    found = journals_for(user).filter(pk=journal_id).first()
    if found is None:
        raise NotFound("journal_not_found", texts.NOT_FOUND)
    return found


def journals_of(unit_id: int, month: Month) -> QuerySet[Journal]:
    return Journal.objects.filter(unit=unit_id, month=month.first).order_by("number")


def waiting_for(user: User) -> QuerySet[Journal]:
    """Journals that the account may decide."""
    units = permissions.units_for(user, Right.DECIDE_JOURNAL)
    mine = Q(proposed_by=user.pk)
    if user.employee_id is not None:
        mine |= Q(people__employee=user.employee_id) | Q(proposed_by_employee=user.employee_id)
    rows = Journal.objects.filter(unit_id__in=units, state=JournalState.PROPOSED)
    return rows.exclude(mine).select_related("unit").order_by("proposed_at")


def changed_people(unit_id: int, month: Month) -> set[int]:
    """Whose month of that agency is no longer what the lock froze."""
    rows = JournalPerson.objects.filter(
        journal__unit=unit_id, journal__month=month.first, journal__state=JournalState.APPLIED
    )
    return set(rows.values_list("employee_id", flat=True))


def rupiah_by_person(unit_id: int, month: Month) -> dict[int, int]:
    """What applied journals of a locked month give back to people of an agency (below 0: take), where it is known."""
    rows = JournalPerson.objects.filter(
        journal__unit=unit_id, journal__month=month.first, journal__state=JournalState.APPLIED
    )
    found: dict[int, int] = {}
    for row in rows:
        if row.rupiah is not None:
            found[row.employee_id] = found.get(row.employee_id, 0) + row.rupiah
    return found


def unexplained(closing: MonthClosing) -> list[int]:
    """People whose sums of today are not those of the lock with its journals; empty when all is as it should be."""
    expected: dict[int, dict[str, Any]] = {row.employee_id: row.figures for row in closing.totals.all()}
    applied = JournalPerson.objects.filter(
        journal__unit=closing.unit_id, journal__month=closing.month, journal__state=JournalState.APPLIED
    ).order_by("journal__applied_at", "journal_id")
    for row in applied:
        if row.figures_after is not None:
            expected[row.employee_id] = row.figures_after
        else:
            expected.pop(row.employee_id, None)
    live = {one.employee_id: one.figures() for one in months.recap_of_agency(closing.unit_id, closing.of)}
    people = expected.keys() | live.keys()
    return sorted(who for who in people if _of_days(expected.get(who)) != _of_days(live.get(who)))


def _of_days(figures: dict[str, Any] | None) -> dict[str, Any] | None:
    return {name: value for name, value in figures.items() if name not in _OF_YEAR} if figures is not None else None
