"""Twins and lookalikes: declared by the person or the office, agreed to by a second person, ended with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.presence import telling, texts
from hadir.attendance.presence.models import Lookalike
from hadir.audit import services as audit
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.people.models import Employee
from hadir.people.saving import lock, save
from hadir.schedules.proposals import REASON_NEEDED, Status


@dataclass(frozen=True, slots=True)
class Declared:
    """`other_nip` empty: the other one is no employee here. `why`: how it is known."""

    employee_id: int
    other_nip: str
    why: str
    valid_from: date


@transaction.atomic
def declare(user: User, *, data: Declared, now: datetime) -> Lookalike:
    """Put two faces that are alike before the second person: the own one, or, for an office, that of its people.

    Raises `NotFound` (employee_not_found), `NotPermitted`, `InvalidInput` (invalid with fields), `Conflict`
    (lookalike_exists).
    """
    employee = Employee.objects.select_related("unit").filter(pk=data.employee_id, active=True).first()
    if employee is None or not _may_declare(user, employee):
        raise NotFound("employee_not_found", texts.EMPLOYEE_NOT_FOUND)
    lock(employee)
    other = _other(data.other_nip, employee)
    same = Lookalike.objects.filter(employee=employee, other=other).filter(
        Q(status=Status.PROPOSED) | Q(status=Status.CONFIRMED, valid_to__isnull=True)
    )
    if same.exists():
        raise Conflict("lookalike_exists", texts.LOOKALIKE_EXISTS)
    row = Lookalike(employee=employee, other=other, why=data.why.strip()[:300], valid_from=data.valid_from)
    row.sign_as_author(user.actor, now)
    save(row)
    _record(user, "presence.lookalike_proposed", row, _right(user, employee))
    if employee.pk != user.employee_id:
        telling.lookalike_entered(row, by=user.actor.label)
    return row


@transaction.atomic
def decide(user: User, lookalike_id: int, *, confirm: bool, reason: str, now: datetime) -> Lookalike:
    """Yes or no of a second person of the office, who is none of the two.

    Raises `NotFound` (lookalike_not_found), `NotPermitted` (not_oneself, second_person_needed), `Conflict`
    (decided_already), `InvalidInput` (reason_missing).
    """
    row = _locked(user, lookalike_id)
    if user.employee_id in {row.employee_id, row.other_id} and user.employee_id is not None:
        raise NotPermitted("not_oneself", texts.NOT_ONESELF)
    row.decide(user.actor, confirm=confirm, reason=reason, now=now)
    save(row)
    deed = "presence.lookalike_set" if confirm else "presence.lookalike_rejected"
    _record(user, deed, row, Right.DECLARE_LOOKALIKES)
    return row


@transaction.atomic
def withdraw(user: User, lookalike_id: int, *, now: datetime) -> Lookalike:
    """Whoever proposed it takes it back. Raises `NotFound` (lookalike_not_found), `Conflict` (decided_already)."""
    row = Lookalike.objects.select_for_update(of=("self",)).filter(pk=lookalike_id).first()
    if row is None or user.pk not in row.authors:
        raise NotFound("lookalike_not_found", texts.LOOKALIKE_NOT_FOUND)
    row.withdraw(user.actor, now)
    save(row)
    _record(user, "presence.lookalike_withdrawn", row, None)
    return row


@transaction.atomic
def end(user: User, lookalike_id: int, *, note: str, now: datetime) -> Lookalike:
    """It was a mistake, or one of the two has left: from tomorrow the code is not asked for any more.

    By one person, because whoever was declared still proves the face. Raises as `decide`.
    """
    row = _locked(user, lookalike_id)
    if user.employee_id is not None and user.employee_id in {row.employee_id, row.other_id}:
        raise NotPermitted("not_oneself", texts.NOT_ONESELF)
    if row.status != Status.CONFIRMED or row.valid_to is not None:
        raise Conflict("decided_already", texts.ALREADY_CLOSED)
    if not note.strip():
        raise InvalidInput("reason_missing", REASON_NEEDED, fields={"reason": REASON_NEEDED})
    row.valid_to = max(row.valid_from, permissions.today_for(user))
    row.end_note, row.ended_by_label = note.strip()[:300], user.actor.label[:200]
    save(row)
    _record(user, "presence.lookalike_ended", row, Right.DECLARE_LOOKALIKES)
    return row


# --- reading


def declared_for(user: User) -> QuerySet[Lookalike]:
    """Declarations about the reader, and those of the reader's units; the newest first."""
    units = permissions.units_for(user, Right.DECLARE_LOOKALIKES)
    own = Q(employee=user.employee_id or 0) | Q(other=user.employee_id or 0)
    rows = Lookalike.objects.filter(own | Q(employee__unit_id__in=units) | Q(other__unit_id__in=units))
    return rows.select_related("employee__unit", "other__unit")


def waiting_for(user: User) -> list[Lookalike]:
    """Declarations that wait for this reader's word."""
    rows = declared_for(user).filter(status=Status.PROPOSED)
    return [row for row in rows if may_decide(user, row)]


def may_decide(user: User, row: Lookalike) -> bool:
    """For pages."""
    is_about = user.employee_id is not None and user.employee_id in {row.employee_id, row.other_id}
    if is_about or user.pk in row.authors:
        return False
    return permissions.has(user, Right.DECLARE_LOOKALIKES, row.employee.unit_id)


def is_over(row: Lookalike, today: date) -> bool:
    return row.valid_to is not None and row.valid_to < today + timedelta(days=1)


# --- parts


def _may_declare(user: User, employee: Employee) -> bool:
    if employee.pk == user.employee_id:
        return permissions.has(user, Right.CHECK_IN, employee.unit_id)
    return permissions.has(user, Right.DECLARE_LOOKALIKES, employee.unit_id)


def _right(user: User, employee: Employee) -> Right:
    return Right.CHECK_IN if employee.pk == user.employee_id else Right.DECLARE_LOOKALIKES


def _other(nip: str, employee: Employee) -> Employee | None:
    """The other one, of whatever agency: twins work where they work. Whoever types the NIP knows the person."""
    if not nip.strip():
        return None
    found = Employee.objects.filter(nip=nip.strip(), active=True).first()
    if found is None:
        raise InvalidInput("invalid", texts.EMPLOYEE_NOT_FOUND, fields={"other": texts.EMPLOYEE_NOT_FOUND})
    if found.pk == employee.pk:
        raise InvalidInput("invalid", texts.LOOKALIKE_SELF, fields={"other": texts.LOOKALIKE_SELF})
    return found


def _locked(user: User, lookalike_id: int) -> Lookalike:
    rows = Lookalike.objects.select_for_update(of=("self",)).select_related("employee__unit", "other")
    row = rows.filter(pk=lookalike_id).first()
    if row is None or not permissions.has(user, Right.DECLARE_LOOKALIKES, row.employee.unit_id):
        raise NotFound("lookalike_not_found", texts.LOOKALIKE_NOT_FOUND)
    return row


def _record(user: User, deed: str, row: Lookalike, right: Right | None) -> None:
    audit.record(
        deed,
        actor=user.actor,
        subject=f"employee:{row.employee_id}",
        detail={"lookalike": row.pk, "other": row.other_id},
        unit_id=row.employee.unit_id,
        right=right,
    )
