"""Whose word a request needs: the superior's or his deputy's, then the agency's verifier's; never one's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from hadir.accounts import permissions
from hadir.accounts import selectors as accounts
from hadir.accounts.models import User
from hadir.accounts.roles import KEPT_APART
from hadir.audit.viewer import seeing_everything
from hadir.leave import texts
from hadir.leave.models import AbsenceRequest
from hadir.leave.rules import Deed
from hadir.lib.authority import Right
from hadir.lib.errors import NotPermitted
from hadir.people import selectors as people
from hadir.people.models import Employee, Headship
from hadir.people.rules import HeadKind


@dataclass(frozen=True, slots=True)
class Superior:
    """Who decides first, and as what."""

    employee_id: int
    office: str


def superior(employee: Employee, day: date) -> Superior | None:
    """The direct superior on the day, else the head of the agency; None when both are the person, or nobody."""
    with seeing_everything("who decides is told to whoever asks"):
        found = people.found_superiors([employee.pk], day).get(employee.pk)
        if found is not None:
            head = people.head_of(found.unit_id, day) if found.unit_id is not None else None
            return Superior(found.employee_id, _office(head, found.employee_id))
        agency = people.opd_of(employee.unit)
        head = people.head_of(agency.pk, day) if agency is not None else None
        if head is None or head.employee_id == employee.pk:
            return None
        return Superior(head.employee_id, _office(head, head.employee_id))


def _office(head: Headship | None, employee_id: int) -> str:
    """'Plh. Kepala Bagian Umum': what is written beside the decision. Empty for a superior named by a decision."""
    if head is None or head.employee_id != employee_id:
        return ""
    acting = "" if head.kind == HeadKind.DEFINITIVE else f"{HeadKind(head.kind).value.capitalize()}. "
    return f"{acting}Kepala {head.unit.name}"


def office_of(user: User, request: AbsenceRequest, day: date) -> str | None:
    """As what the user may decide in the superior's place; None when he may not.

    The direct superior, or whoever stands above him: leave must not wait for somebody who is on leave himself.
    """
    me = user.employee_id
    if me is None or me == request.employee_id or not permissions.roles_of(user).isdisjoint(KEPT_APART):
        return None
    direct = superior(request.employee, day)
    if direct is None:
        return None
    if direct.employee_id == me:
        return direct.office
    with seeing_everything("the line of superiors leads out of the viewer's units"):
        above = people.chain_of(request.employee_id, day)
        heads = people.heads_of(people.line_of(request.employee.unit_id), day)
    if me not in above:
        return None
    return next((_office(head, me) for head in heads.values() if head.employee_id == me), "")


def may_verify(user: User, request: AbsenceRequest) -> bool:
    """Whether the user may be the second: not the asker, and not whoever approved, in an earlier round either."""
    if user.employee_id == request.employee_id or not permissions.has(
        user, Right.VERIFY_ABSENCE, request.employee.unit_id
    ):
        return False
    return not request.steps.filter(deed=Deed.APPROVE.value, by=user.pk).exists()


def require_superior(user: User, request: AbsenceRequest, day: date) -> str:
    """The office; NotPermitted `not_oneself` or `not_the_superior`."""
    if user.employee_id == request.employee_id:
        raise NotPermitted("not_oneself", texts.NOT_ONESELF)
    office = office_of(user, request, day)
    if office is None:
        raise NotPermitted("not_the_superior", texts.NOT_THE_SUPERIOR)
    return office


def require_verifier(user: User, request: AbsenceRequest) -> None:
    """NotPermitted `not_oneself`, `not_permitted`, `same_decider`."""
    if user.employee_id == request.employee_id:
        raise NotPermitted("not_oneself", texts.NOT_ONESELF)
    permissions.require(user, Right.VERIFY_ABSENCE, request.employee.unit_id)
    if not may_verify(user, request):
        raise NotPermitted("same_decider", texts.SAME_DECIDER)


def accounts_of(employee_ids: Iterable[int]) -> list[int]:
    """Open accounts of those people: whom to tell."""
    with seeing_everything("who has to be told; the other learns nothing of the account"):
        found = User.objects.filter(employee__in=list(employee_ids), is_active=True)
        return list(found.values_list("pk", flat=True))


def verifiers(employee: Employee, day: date, *, without: Collection[int | None] = ()) -> list[int]:
    """Accounts that may verify for the person's agency, without some."""
    with seeing_everything("who has to be told; the other learns nothing of the account"):
        operators = accounts.operator_ids(people.line_of(employee.unit_id), day)
        mine = set(User.objects.filter(employee=employee).values_list("pk", flat=True))
    return [one for one in operators if one not in mine and one not in without]
