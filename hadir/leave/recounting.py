"""Holidays that were confirmed or withdrawn inside leave that is granted: its days are counted again, the book follows.

Annual leave is counted in days of work, and neither a holiday nor cuti bersama reduces it (PP 11/2017 as amended, BKN
24/2017, belum diverifikasi). What was granted before the decree came would else have cost its days for good.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.leave import counting, ledger, rules, telling, texts
from hadir.leave.models import AbsenceRequest, GrantedAbsence
from hadir.leave.rules import Counting, EntryKind, State
from hadir.lib.authority import Authority, Right
from hadir.people import selectors as people
from hadir.people.saving import lock
from hadir.schedules.calendar import selectors as calendar
from hadir.schedules.calendar.models import CalendarVersion


def recount(actor: Authority, *, version_id: int, now: datetime) -> int:
    """Count granted leave again that a confirmed calendar touches; how many requests cost other days than before.

    Each request is one transaction. What the book says is compared with what the calendar of now gives, so doing it
    again, or after a later version, writes nothing twice. Raises `NotPermitted`, `NotFound` (version_not_found).
    """
    actor.require(Right.ADJUST_LEAVE_LEDGER, None)
    version = calendar.version(version_id)
    changed = calendar.difference_of(version)
    days = frozenset(line.day for line in (*changed.added, *changed.removed))
    with seeing_everything("a holiday concerns everybody's leave; each is told of the own"):
        return sum(_recount(actor, request_id, days, version, now) for request_id in _touched(version.unit_id, days))


def _touched(unit_id: int | None, days: Collection[date]) -> list[int]:
    """Requests in force that take days out of a book and have one of the days in their span. Two statements."""
    if not days:
        return []
    rows = GrantedAbsence.objects.filter(
        ended_at=None,
        request__state=State.GRANTED.value,
        type__yearly_days__isnull=False,
        type__counting=Counting.WORKING.value,
        first__lte=max(days),
        last__gte=min(days),
    )
    if unit_id is not None:
        rows = rows.filter(employee__unit__in=people.ids_below([unit_id]))
    spans = rows.order_by("request_id").values_list("request_id", "first", "last")
    return sorted({pk for pk, first, last in spans if _within(days, first, last)})


def _within(days: Iterable[date], first: date, last: date) -> list[date]:
    return [day for day in days if first <= day <= last]


@transaction.atomic
def _recount(
    actor: Authority, request_id: int, changed: Collection[date], version: CalendarVersion, now: datetime
) -> bool:
    """Whether the request costs other days than before."""
    found = AbsenceRequest.objects.select_related("type", "employee__unit", "employee__work_place")
    request = found.get(pk=request_id)
    lock(request.employee)
    request = found.get(pk=request_id)  # as it is now that nobody else writes the book
    live = list(request.granted.filter(ended_at=None).values_list("first", "last"))
    if request.state != State.GRANTED.value or not live:
        return False
    before = ledger.used_by(request)
    moved = _moved(request, live, changed, before)
    if not moved:
        return False
    book = ledger.Book(request.employee, request.type, actor.actor, now)
    reason = str(texts.RECOUNTED).format(source=version.source)[:300]
    _write(book, request, moved, reason)
    request.amount = max(sum(before.values()) + sum(moved.values()), 0)
    request.save(update_fields=["amount"])
    telling.recounted(request, before=sum(before.values()))
    _record(actor, request, moved, version)
    return True


def _moved(
    request: AbsenceRequest,
    live: Collection[tuple[date, date]],
    changed: Collection[date],
    before: Mapping[int, int],
) -> dict[int, int]:
    """Days by year that the request costs more (or, below zero, less) than the book says.

    Never more than days changed: what else may have moved since, such as the unit, is not this calendar's doing.
    """
    days = counting.charged_days(
        request.type, request.employee, request.first, request.last, travel_days=request.travel_days
    )
    now_ = rules.by_year(day for day in days if any(first <= day <= last for first, last in live))
    most = rules.by_year(day for first, last in live for day in _within(changed, first, last))
    found = {}
    for year, limit in most.items():
        difference = now_.get(year, 0) - before.get(year, 0)
        if difference:
            found[year] = max(-limit, min(limit, difference))
    return found


def _write(book: ledger.Book, request: AbsenceRequest, moved: Mapping[int, int], reason: str) -> None:
    """A holiday withdrawn may take the account below zero: the day was leave, whatever is left."""
    ledger.give_back(book, request, {year: -days for year, days in moved.items() if days < 0}, reason=reason)
    for year, days in sorted(moved.items()):
        if days > 0:
            ledger.grant_year(book, year)
            book.write(year, EntryKind.USE, -days, on=request.first, reason=reason, request=request)
            ledger.settle_if_closed(book, year)


def _record(actor: Authority, request: AbsenceRequest, moved: Mapping[int, int], version: CalendarVersion) -> None:
    audit.record(
        "leave.recount",
        actor=actor.actor,
        subject=f"absence_request:{request.pk}",
        detail={
            "type": request.type.code,
            "days": request.amount,
            "moved": {str(year): days for year, days in moved.items()},
            "calendar": version.pk,
        },
        unit_id=request.employee.unit_id,
        right=Right.ADJUST_LEAVE_LEDGER,
    )
