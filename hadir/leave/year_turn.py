"""What the turn of the year does with everybody's days: new ones are granted, old ones go on or lapse. Idempotent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from hadir.audit import services as audit
from hadir.leave import ledger, rules, types
from hadir.leave.models import AbsenceType, LedgerEntry
from hadir.leave.service import since
from hadir.lib.authority import Authority, Right
from hadir.people.models import Employee
from hadir.people.saving import lock

_BACK = 2  # years that late events may still move


@dataclass(frozen=True, slots=True)
class Turned:
    """How many people got the days of the year, and for how many an old year was closed or moved."""

    granted: int
    settled: int


def turn(actor: Authority, *, today: date, now: datetime) -> Turned:
    """Grant what is due by today, close the years before. Each person is one transaction of its own.

    Once it has run, running it again costs two statements and a look at those whose service is too short.
    """
    actor.require(Right.ADJUST_LEAVE_LEDGER, None)
    granted = sum(_grant(ledger.Book(person, kind, actor.actor, now), today.year) for person, kind in _due(today))
    settled = sum(_settle(actor, person, code, year, now) for person, code, year in _unsettled(today))
    if granted or settled:
        with transaction.atomic():
            audit.record(
                "leave.turn_year",
                actor=actor.actor,
                subject=f"year:{today.year}",
                detail={"granted": granted, "settled": settled},
                unit_id=None,
                right=Right.ADJUST_LEAVE_LEDGER,
            )
    return Turned(granted, settled)


def _due(today: date) -> Iterator[tuple[Employee, AbsenceType]]:
    """People without the days of this year whose service is long enough by today."""
    kinds = [kind for kind in types.on(today) if kind.has_ledger]
    keys = (f"grant:{today.year}", f"opening:{today.year}")
    for kind in kinds:
        have = LedgerEntry.objects.filter(type_code=kind.code, key__in=keys).values("employee")
        rows = Employee.objects.filter(active=True, employment_type__in=kind.employment_types).exclude(pk__in=have)
        for person in rows.select_related("unit", "work_place").iterator(chunk_size=2000):
            begins = rules.grant_day(since(person), kind.min_service_months, today.year)
            if begins is not None and begins <= today:
                yield person, kind


@transaction.atomic
def _grant(book: ledger.Book, year: int) -> bool:
    lock(book.employee)
    return ledger.grant_year(book, year)


def _unsettled(today: date) -> Iterator[tuple[Employee, str, int]]:
    """Accounts of years that are over and do not stand at zero, year by year: one flows into the next."""
    for year in range(today.year - _BACK, today.year):
        sums = LedgerEntry.objects.filter(year=year).order_by().values_list("employee_id", "type_code")
        rows = list(sums.annotate(n=Sum("days")).exclude(n=0))
        persons = Employee.objects.select_related("unit", "work_place").in_bulk([who for who, _code, _n in rows])
        yield from ((persons[who], code, year) for who, code, _n in rows)


@transaction.atomic
def _settle(actor: Authority, person: Employee, code: str, year: int, now: datetime) -> bool:
    lock(person)
    kind = types.find(code, person.employment_type, date(year, 12, 31))
    if kind is None or not kind.has_ledger:
        return False
    return ledger.settle(ledger.Book(person, kind, actor.actor, now), year)
