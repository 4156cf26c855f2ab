"""Writing the account of days. Entries are never changed; a year is closed by moving what is left.

Callers hold the person's row (`saving.lock`), so that two deeds never spend the same day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.leave import balances, rules, texts
from hadir.leave.models import AbsenceRequest, AbsenceType, AdjustmentProposal, LedgerEntry
from hadir.leave.rules import EntryKind
from hadir.leave.service import since
from hadir.lib.authority import Actor, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.people.saving import lock, save


@dataclass(frozen=True, slots=True)
class Book:
    """Whose account, by which terms, and who writes."""

    employee: Employee
    kind: AbsenceType
    actor: Actor
    now: datetime

    def write(self, year: int, kind: EntryKind, days: int, *, on: date, reason: object, **more: object) -> None:
        LedgerEntry.objects.create(
            employee=self.employee,
            type_code=self.kind.code,
            year=year,
            kind=kind.value,
            days=days,
            valid_on=on,
            reason=str(reason),
            entered_at=self.now,
            entered_by=self.actor.id,
            entered_by_label=self.actor.label,
            **more,
        )


def grant_year(book: Book, year: int) -> bool:
    """Write the days of a year unless they are there, or the service is too short in that year."""
    days = book.kind.yearly_days or 0
    begins = rules.grant_day(since(book.employee), book.kind.min_service_months, year)
    if begins is None or not days or balances.is_granted(book.employee.pk, book.kind.code, year):
        return False
    book.write(year, EntryKind.GRANT, days, on=begins, reason=texts.GRANTED_FOR_YEAR, key=f"grant:{year}")
    return True


def use(book: Book, request: AbsenceRequest, days: Mapping[int, int]) -> None:
    """Take the days of a granted request out of their years."""
    for year, count in sorted(days.items()):
        grant_year(book, year)
        book.write(year, EntryKind.USE, -count, on=request.first, reason=request.reference, request=request)
        settle_if_closed(book, year)


def give_back(book: Book, request: AbsenceRequest, days: Mapping[int, int], *, reason: str) -> None:
    """Put days of a request back that are not taken after all."""
    for year, count in sorted(days.items()):
        if count:
            book.write(year, EntryKind.RETURN, count, on=request.first, reason=reason, request=request)
            settle_if_closed(book, year)


def used_by(request: AbsenceRequest) -> dict[int, int]:
    """Days that a request has taken and not given back, by year. The calendar may have changed since it took them."""
    rows = LedgerEntry.objects.filter(request=request).order_by().values_list("year").annotate(n=Sum("days"))
    return {year: -days for year, days in rows}


def settle_if_closed(book: Book, year: int) -> None:
    """Move the difference that a late event makes in a year that is over."""
    if balances.account(book.employee.pk, book.kind, year).is_closed:
        settle(book, year)


def settle(book: Book, year: int) -> bool:
    """Close a year: carry what may go on into the next, let the rest lapse. Again moves nothing."""
    account = balances.account(book.employee.pk, book.kind, year)
    move = rules.settle(account.own, carried=account.carried, lapsed=account.lapsed, end=account.end(book.kind))
    first = date(year + 1, 1, 1)
    if move.carry:
        book.write(year, EntryKind.CARRY, -move.carry, on=date(year, 12, 31), reason=texts.CARRIED_TO_NEXT)
        book.write(year + 1, EntryKind.CARRY, move.carry, on=first, reason=texts.CARRIED_FROM_LAST)
    if move.lapse:
        book.write(year, EntryKind.LAPSE, -move.lapse, on=date(year, 12, 31), reason=texts.LAPSED)
    return bool(move.carry or move.lapse)


# --- adjustments: proposed by one, decided by another


@transaction.atomic
def propose_adjustment(  # noqa: PLR0913 - each is a part of the proposal
    user: User, *, employee_id: int, code: str, year: int, days: int, reason: str, now: datetime
) -> AdjustmentProposal:
    """Ask for days to be added or taken away. Raises `NotPermitted`, `InvalidInput` (invalid, balance_negative),
    `NotPermitted` own_ledger."""
    person = people.employee(employee_id)
    _require(user, person)
    kind = balances.ledger_type(code, person, date(year, 12, 31))
    if not reason.strip():
        raise InvalidInput("invalid", texts.REASON_MISSING, fields={"reason": texts.REASON_MISSING})
    _check_rest(person, kind, year, days)
    made = AdjustmentProposal(
        employee=person,
        type_code=code,
        year=year,
        days=days,
        reason=reason.strip(),
        proposed_at=now,
        proposed_by=user.pk,
        proposed_by_label=user.actor.label,
    )
    save(made)
    _record(user, "leave.propose_adjustment", made)
    return made


@transaction.atomic
def decide_adjustment(user: User, *, proposal_id: int, accept: bool, now: datetime) -> AdjustmentProposal:
    """The second person's word. Raises `Conflict` (proposal_decided, same_person), `NotPermitted`, `InvalidInput`."""
    row = AdjustmentProposal.objects.select_for_update(of=("self",)).filter(pk=proposal_id).first()
    if row is None:
        raise NotFound("proposal_not_found", texts.PROPOSAL_NOT_FOUND)
    person = people.employee(row.employee_id)
    _require(user, person)
    if row.decided_at is not None:
        raise Conflict("proposal_decided", texts.PROPOSAL_DECIDED)
    if row.proposed_by == user.pk:
        raise Conflict("same_person", texts.SECOND_PERSON)
    if accept:
        lock(person)
        kind = balances.ledger_type(row.type_code, person, date(row.year, 12, 31))
        _check_rest(person, kind, row.year, row.days)
        book = Book(person, kind, Actor(row.proposed_by, row.proposed_by_label), now)
        today = permissions.today_for(user)
        more = {"confirmed_by_label": user.actor.label}
        book.write(row.year, EntryKind.ADJUST, row.days, on=today, reason=row.reason, **more)
        settle_if_closed(book, row.year)
    row.decided_at, row.decided_by, row.decided_by_label, row.accepted = now, user.pk, user.actor.label, accept
    row.save(update_fields=["decided_at", "decided_by", "decided_by_label", "accepted"])
    _record(user, "leave.decide_adjustment", row)
    return row


def _check_rest(person: Employee, kind: AbsenceType, year: int, days: int) -> None:
    rest = (
        LedgerEntry.objects.filter(employee=person, type_code=kind.code, year=year).aggregate(n=Sum("days"))["n"] or 0
    )
    if days == 0 or rest + days < 0:
        text = str(texts.BALANCE_NEGATIVE).format(rest=rest, days=days)
        raise InvalidInput("balance_negative", text, fields={"days": text})


def _require(user: User, person: Employee) -> None:
    permissions.require(user, Right.ADJUST_LEAVE_LEDGER, person.unit_id)
    if user.employee_id == person.pk:
        raise Conflict("own_ledger", texts.OWN_LEDGER)


def _record(user: User, action: str, row: AdjustmentProposal) -> None:
    audit.record(
        action,
        actor=user.actor,
        subject=f"employee:{row.employee_id}",
        detail={"type": row.type_code, "year": row.year, "days": row.days, "accepted": row.accepted},
        unit_id=row.employee.unit_id,
        right=Right.ADJUST_LEAVE_LEDGER,
    )
