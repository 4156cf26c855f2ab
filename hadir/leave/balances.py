"""What is left of the days of a type and year, and what of it is spoken for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from hadir.leave import rules, texts, types
from hadir.leave.counting import charged_days
from hadir.leave.models import AbsenceRequest, AbsenceType, LedgerEntry
from hadir.leave.rules import EntryKind, State
from hadir.leave.service import since
from hadir.lib.errors import InvalidInput
from hadir.people.models import Employee


@dataclass(frozen=True, slots=True)
class Account:
    """One type and year. `own`: everything but what was moved out at the year's end; `carried` and `lapsed`: that.

    `next_rest`: the rest of the next year, from which carried days would have to be taken back.
    """

    own: int
    carried: int
    lapsed: int
    deferred: int
    next_rest: int = 0

    @property
    def is_closed(self) -> bool:
        return bool(self.carried or self.lapsed)

    def end(self, kind: AbsenceType, own: int | None = None) -> rules.YearEnd:
        """What the year's end would make of it."""
        return rules.year_end(
            rest=self.own if own is None else own,
            yearly=kind.yearly_days or 0,
            carry=kind.carry_days,
            deferred_total=kind.deferred_total,
            deferred_days=self.deferred,
        )

    def available(self, kind: AbsenceType) -> int:
        """Days that may still be taken in the year. In one that is closed: as many as can be taken back."""
        if not self.is_closed:
            return max(self.own, 0)
        possible = range(max(self.own, 0), 0, -1)
        fits = (n for n in possible if self.next_rest + self.end(kind, self.own - n).carried - self.carried >= 0)
        return next(fits, 0)


@dataclass(frozen=True, slots=True)
class Balance:
    """For a page: `rest` by the book, `reserved` by requests that wait, `free` of both."""

    kind: AbsenceType
    year: int
    rest: int
    reserved: int
    entries: tuple[LedgerEntry, ...] = ()

    @property
    def free(self) -> int:
        return self.rest - self.reserved


def account(employee_id: int, kind: AbsenceType, year: int) -> Account:
    """The sums of a year, with those of the next. Two statements."""
    own, carried, lapsed = 0, 0, 0
    rows = LedgerEntry.objects.filter(employee_id=employee_id, type_code=kind.code, year__in=(year, year + 1))
    next_rest = 0
    for of_year, moved, days, entry_kind in _sums(rows):
        if of_year != year:
            next_rest += days
        elif entry_kind == EntryKind.LAPSE.value:
            lapsed -= days
        elif entry_kind == EntryKind.CARRY.value and moved:
            carried -= days
        else:
            own += days
    return Account(own, carried, lapsed, deferred_days(employee_id, kind.code, year), next_rest)


def _sums(rows: object) -> Iterator[tuple[int, bool, int, str]]:
    """(year, moved out at its end, days, kind). What came from the year before and what goes on are one kind."""
    for year, day, days, kind in rows.order_by("id").values_list("year", "valid_on", "days", "kind"):  # type: ignore[attr-defined]
        yield year, kind == EntryKind.CARRY.value and (day.month, day.day) == (12, 31), days, kind


def deferred_days(employee_id: int, code: str, year: int) -> int:
    """Days that the superior put off for the service in a year."""
    rows = AbsenceRequest.objects.filter(
        employee_id=employee_id, type__code=code, state=State.POSTPONED.value, first__year=year
    )
    return rows.aggregate(n=Sum("amount"))["n"] or 0


def available(employee: Employee, kind: AbsenceType, year: int, *, without: int | None = None) -> int:
    """Days that may be asked for in a year: the rest, days of the year that are not yet booked, less what waits."""
    found = account(employee.pk, kind, year)
    coming = 0 if is_granted(employee.pk, kind.code, year) else _coming(employee, kind, year)
    return found.available(kind) + coming - reserved(employee, kind, without=without).get(year, 0)


def is_granted(employee_id: int, code: str, year: int) -> bool:
    """Whether the days of a year are in the book: granted, or taken over from the old one."""
    keys = (f"grant:{year}", f"opening:{year}")
    return LedgerEntry.objects.filter(employee_id=employee_id, type_code=code, key__in=keys).exists()


def _coming(employee: Employee, kind: AbsenceType, year: int) -> int:
    begins = rules.grant_day(since(employee), kind.min_service_months, year)
    return kind.yearly_days or 0 if begins is not None else 0


def reserved(employee: Employee, kind: AbsenceType, *, without: int | None = None) -> dict[int, int]:
    """Days by year of requests that wait for somebody, one of them left out."""
    waiting = AbsenceRequest.objects.filter(
        employee=employee, type__code=kind.code, state__in=[one.value for one in rules.OPEN_STATES]
    ).exclude(pk=without or 0)
    found: dict[int, int] = defaultdict(int)
    for row in waiting.select_related("type"):
        if row.first.year == row.last.year:
            found[row.first.year] += row.amount
            continue
        days = charged_days(row.type, employee, row.first, row.last, travel_days=row.travel_days)
        for year, count in rules.by_year(days).items():
            found[year] += count
    return found


def balances_of(employee: Employee, year: int) -> list[Balance]:
    """Every account of a year that somebody has, with its entries."""
    kinds = [one for one in types.for_employment(employee.employment_type, date(year, 12, 31)) if one.has_ledger]
    entries: dict[str, list[LedgerEntry]] = defaultdict(list)
    for row in LedgerEntry.objects.filter(employee=employee, year=year).order_by("valid_on", "id"):
        entries[row.type_code].append(row)
    return [
        Balance(
            kind,
            year,
            sum(row.days for row in entries[kind.code]),
            reserved(employee, kind).get(year, 0),
            tuple(entries[kind.code]),
        )
        for kind in kinds
    ]


def ledger_type(code: str, employee: Employee, day: date) -> AbsenceType:
    """The type of an account. InvalidInput `no_ledger` when somebody has none of that code."""
    kind = types.find(code, employee.employment_type, day)
    if kind is None or not kind.has_ledger:
        raise InvalidInput("no_ledger", texts.NO_LEDGER, fields={"type": texts.NO_LEDGER})
    return kind


def rest_by_person(employee_ids: Collection[int], code: str, year: int) -> dict[int, int]:
    """The rest of many people. One statement; people without entries are left out."""
    rows = LedgerEntry.objects.filter(employee_id__in=employee_ids, type_code=code, year=year)
    return dict(rows.order_by().values_list("employee_id").annotate(n=Sum("days")))
