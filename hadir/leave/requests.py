"""The way of a request: submitted, decided by the superior, verified by the agency, granted; or otherwise ended.

Each call is one deed with one step and one audit entry. Granting and ending mark the days of the span as stale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.leave import checking, counting, deciding, ledger, papers, rules, telling, texts
from hadir.leave.checking import Ask, Checked
from hadir.leave.models import AbsenceRequest, GrantedAbsence, RequestStep
from hadir.leave.papers import Paper
from hadir.leave.rules import Decider, Deed, State
from hadir.leave.spans import Part
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.people.saving import lock, save
from hadir.periods.rules import Cause
from hadir.periods.services import mark_people


@dataclass(frozen=True, slots=True)
class Submitted:
    """What came of it. `warnings`: sentences to show, none of which stopped it."""

    request: AbsenceRequest
    warnings: tuple[str, ...]


@transaction.atomic
def submit(user: User, *, ask: Ask, attached: Sequence[Paper] = (), now: datetime) -> Submitted:
    """Ask for an absence. Raises `NotPermitted`, `InvalidInput` (invalid with fields), `Conflict` (no_superior)."""
    employee = _own_record(user)
    lock(employee)
    today = permissions.today_for(user)
    checked = checking.check(employee, ask, today=today, has_papers=bool(attached))
    above = deciding.superior(employee, today)
    if above is None:
        raise Conflict("no_superior", texts.NO_SUPERIOR)
    request = AbsenceRequest(employee=employee, submitted_at=now, state=State.SUPERIOR.value)
    _fill(request, ask, checked)
    save(request)
    papers.attach(user, attached, request=request, now=now)
    _step(user, request, Deed.SUBMIT, now=now)
    telling.requested(request, deciding.accounts_of([above.employee_id]))
    _record(user, "leave.submit", request, Right.REQUEST_ABSENCE)
    warnings = checked.warnings
    if checked.kind.decider == Decider.VERIFIER.value:
        above_accounts = deciding.accounts_of([above.employee_id])
        if not deciding.verifiers(employee, today, without=above_accounts):
            warnings = (*warnings, str(texts.NO_VERIFIER))
    return Submitted(request, warnings)


@transaction.atomic
def complete(user: User, *, request_id: int, ask: Ask, attached: Sequence[Paper] = (), now: datetime) -> Submitted:
    """Hand in again what was returned. The superior decides anew."""
    employee = _own_record(user)
    lock(employee)
    request = _locked(request_id)
    if request.employee_id != employee.pk:
        raise NotFound("request_not_found", texts.REQUEST_NOT_FOUND)
    target = _after(request, Deed.COMPLETE)
    has_papers = bool(attached) or request.attachments.filter(destroyed_at=None).exists()
    today = permissions.today_for(user)
    asked_on = request.submitted_at.astimezone(permissions.zone_for(user)).date()
    checked = checking.check(employee, ask, today=asked_on, has_papers=has_papers, without=request.pk)
    _fill(request, ask, checked)
    request.state = target.value
    save(request)
    papers.attach(user, attached, request=request, now=now)
    _step(user, request, Deed.COMPLETE, now=now)
    above = deciding.superior(employee, today)
    telling.requested(request, deciding.accounts_of([above.employee_id]) if above else [])
    _record(user, "leave.complete", request, Right.REQUEST_ABSENCE)
    return Submitted(request, checked.warnings)


@transaction.atomic
def decide(user: User, *, request_id: int, deed: Deed, note: str = "", now: datetime) -> AbsenceRequest:
    """Approve, verify, return, reject or postpone. Raises `NotFound`, `NotPermitted` (not_oneself, not_the_superior,
    same_decider), `Conflict` (request_settled), `InvalidInput` (note_missing; invalid when it no longer fits)."""
    request = _locked(request_id)
    target = _after(request, deed)
    office, right = _require_decider(user, request)
    if deed in rules.NEEDING_A_NOTE and not note.strip():
        raise InvalidInput("note_missing", texts.NOTE_MISSING, fields={"note": texts.NOTE_MISSING})
    if target in {State.VERIFIER, State.GRANTED}:
        lock(request.employee)
        checked = _check_again(user, request)
        if target is State.GRANTED:
            _grant(user, request, checked, now)
    request.state = target.value
    request.settled_at = None if target in rules.OPEN_STATES else now
    request.save(update_fields=["state", "settled_at"])
    _step(user, request, deed, now=now, note=note, office=office)
    _tell(user, request, target, note)
    _record(user, f"leave.{deed.value}", request, right)
    return request


@transaction.atomic
def withdraw(user: User, *, request_id: int, now: datetime) -> AbsenceRequest:
    """The asker takes a request back before its first day, granted or not. Days go back to the book."""
    employee = _own_record(user)
    lock(employee)
    request = _locked(request_id)
    if request.employee_id != employee.pk:
        raise NotFound("request_not_found", texts.REQUEST_NOT_FOUND)
    target = _after(request, Deed.WITHDRAW)
    if request.state == State.GRANTED.value:
        if permissions.today_for(user) >= request.first:
            raise Conflict("already_started", texts.STARTED)
        _end(user, request, request.first, str(texts.DEEDS[Deed.WITHDRAW]), now)
    request.state, request.settled_at = target.value, now
    request.save(update_fields=["state", "settled_at"])
    _step(user, request, Deed.WITHDRAW, now=now)
    _record(user, "leave.withdraw", request, Right.REQUEST_ABSENCE)
    return request


@transaction.atomic
def cancel(user: User, *, request_id: int, from_day: date, note: str, now: datetime) -> AbsenceRequest:
    """Superior or verifier ends a granted absence from a day on: called back, or returned early. Days go back.

    What lies before the day stays granted. Raises as `decide`, `Conflict` (nothing_to_cancel).
    """
    request = _locked(request_id)
    _after(request, Deed.CANCEL)
    today = permissions.today_for(user)
    office = deciding.office_of(user, request, today)
    right = Right.DECIDE_ABSENCE
    if office is None:
        deciding.require_verifier(user, request)
        office, right = "", Right.VERIFY_ABSENCE
    if not note.strip():
        raise InvalidInput("note_missing", texts.NOTE_MISSING, fields={"note": texts.NOTE_MISSING})
    lock(request.employee)
    from_day = max(from_day, request.first)
    _end(user, request, from_day, str(texts.CANCELLED_FROM).format(day=from_day.isoformat()), now)
    if from_day == request.first:
        request.state, request.settled_at = State.CANCELLED.value, now
        request.save(update_fields=["state", "settled_at"])
    _step(user, request, Deed.CANCEL, now=now, note=f"{checking.worded(from_day)}: {note.strip()}", office=office)
    telling.decided(request, texts.DEEDS[Deed.CANCEL], note)
    _record(user, "leave.cancel", request, right)
    return request


# --- parts


def _own_record(user: User) -> Employee:
    if user.employee_id is None:
        raise NotPermitted("no_employee", texts.NO_EMPLOYEE)
    permissions.require(user, Right.REQUEST_ABSENCE)
    return people.employee(user.employee_id)


def _locked(request_id: int) -> AbsenceRequest:
    """Whoever may not see the row does not find it: the database's policy says so, the services who may act."""
    rows = AbsenceRequest.objects.select_for_update(of=("self",)).select_related(
        "type", "employee__unit", "employee__work_place"
    )
    found = rows.filter(pk=request_id).first()
    if found is None:
        raise NotFound("request_not_found", texts.REQUEST_NOT_FOUND)
    return found


def _after(request: AbsenceRequest, deed: Deed) -> State:
    target = rules.after(State(request.state), deed, Decider(request.type.decider))
    if target is None:
        text = str(texts.NOT_POSSIBLE_NOW).format(state=request.get_state_display().lower())
        raise Conflict("request_settled", text)
    return target


def _require_decider(user: User, request: AbsenceRequest) -> tuple[str, Right]:
    if request.state == State.SUPERIOR.value:
        return deciding.require_superior(user, request, permissions.today_for(user)), Right.DECIDE_ABSENCE
    deciding.require_verifier(user, request)
    return "", Right.VERIFY_ABSENCE


def ask_of(request: AbsenceRequest) -> Ask:
    """What was asked, for looking at it again and for the form."""
    names = ("first", "last", "reason", "from_time", "to_time", "travel_days", "times", "is_extension")
    values = {name: getattr(request, name) for name in (*names, "is_exception", "place", "document_number")}
    return Ask(type_code=request.type.code, part=Part(request.part), **values)


def _check_again(user: User, request: AbsenceRequest) -> Checked:
    return checking.check(
        request.employee,
        ask_of(request),
        today=permissions.today_for(user),
        has_papers=True,
        without=request.pk,
        again=True,
    )


def _fill(request: AbsenceRequest, ask: Ask, checked: Checked) -> None:
    request.type, request.amount = checked.kind, len(checked.days)
    cleaned = replace(ask, reason=ask.reason.strip(), place=ask.place.strip())
    for name in Ask.__dataclass_fields__:
        if name != "type_code":
            setattr(request, name, getattr(cleaned, name))
    request.part = ask.part.value


def _grant(user: User, request: AbsenceRequest, checked: Checked, now: datetime) -> None:
    request.type, request.amount = checked.kind, len(checked.days)
    request.save(update_fields=["type", "amount"])
    GrantedAbsence.objects.create(
        employee=request.employee,
        type=checked.kind,
        first=request.first,
        last=request.last,
        part=request.part,
        from_time=request.from_time,
        to_time=request.to_time,
        reference=request.reference,
        request=request,
        granted_at=now,
    )
    if checked.kind.has_ledger:
        ledger.use(ledger.Book(request.employee, checked.kind, user.actor, now), request, checked.by_year)
    mark_people([request.employee_id], request.first, request.last, Cause.ABSENCE)


def _end(user: User, request: AbsenceRequest, from_day: date, reason: str, now: datetime) -> None:
    """End what was granted from a day on; what lies before goes on as a row of its own."""
    row = request.granted.filter(ended_at=None).select_for_update(of=("self",)).first()
    if row is None or row.last < from_day:
        raise Conflict("nothing_to_cancel", texts.NOTHING_TO_CANCEL)
    last = row.last
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    if row.first < from_day:
        row.pk, row.ended_at, row.granted_at, row.last = None, None, now, from_day - timedelta(days=1)
        row._state.adding = True
        row.save(force_insert=True)
    if request.type.has_ledger:
        days = counting.charged_days(
            request.type, request.employee, request.first, last, travel_days=request.travel_days
        )
        kept = rules.by_year(day for day in days if day < from_day)
        freed = {year: max(used - kept.get(year, 0), 0) for year, used in ledger.used_by(request).items()}
        book = ledger.Book(request.employee, request.type, user.actor, now)
        ledger.give_back(book, request, freed, reason=reason)
        AbsenceRequest.objects.filter(pk=request.pk).update(amount=max(request.amount - sum(freed.values()), 0))
    mark_people([request.employee_id], from_day, last, Cause.ABSENCE)


def _step(
    user: User, request: AbsenceRequest, deed: Deed, *, now: datetime, note: str = "", office: str = ""
) -> RequestStep:
    return RequestStep.objects.create(
        request=request,
        deed=deed.value,
        note=note.strip()[:500],
        acting_as=office[:240],
        at=now,
        by=user.pk,
        by_label=user.actor.label,
    )


def _tell(user: User, request: AbsenceRequest, target: State, note: str) -> None:
    if target is State.VERIFIER:
        today = permissions.today_for(user)
        telling.requested(request, deciding.verifiers(request.employee, today, without=[user.pk]))
    elif target is State.RETURNED:
        telling.returned(request, note)
    else:
        telling.decided(request, dict(texts.STATES)[target.value], note)


def _record(user: User, action: str, request: AbsenceRequest, right: Right) -> None:
    audit.record(
        action,
        actor=user.actor,
        subject=f"absence_request:{request.pk}",
        detail={"type": request.type.code, "first": request.first.isoformat(), "last": request.last.isoformat()},
        unit_id=request.employee.unit_id,
        right=right,
    )
