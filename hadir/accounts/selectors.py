"""Reading accounts, and the people a person may see."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hadir.accounts import permissions, rules, texts, tokens
from hadir.accounts.models import Invitation, RoleGrant, User
from hadir.accounts.roles import Role
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.people.texts import EMPLOYEE_NOT_FOUND

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Account(TypedDict):
        has_joined: bool
        is_invited: bool

    SeenEmployee = WithAnnotations[Employee, _Account]


def user(user_id: int) -> User:
    """One account with its employee; NotFound `user_not_found`."""
    found = User.objects.select_related("employee__work_place").filter(pk=user_id).first()
    if found is None:
        raise NotFound("user_not_found", texts.USER_NOT_FOUND)
    return found


def visible_employees(viewer: User) -> QuerySet[SeenEmployee]:
    """People whom the viewer may see, by name, with unit, work place and account.

    Rows carry `has_joined` (set a password at some time) and `is_invited` (an open link exists).
    """
    open_links = Invitation.objects.filter(user__employee=OuterRef("pk"), used_at__isnull=True, revoked_at__isnull=True)
    used_links = Invitation.objects.filter(user__employee=OuterRef("pk"), used_at__isnull=False)
    seen = people.employees_in(permissions.units_for(viewer, Right.SEE_EMPLOYEES))
    return seen.select_related("user").annotate(has_joined=Exists(used_links), is_invited=Exists(open_links))


def visible_employee(viewer: User, employee_id: int) -> SeenEmployee:
    """One of `visible_employees`; for anybody else NotFound, so that guessing ids teaches nothing."""
    found = visible_employees(viewer).filter(pk=employee_id).first()
    if found is None:
        raise NotFound("employee_not_found", EMPLOYEE_NOT_FOUND)
    return found


def can_sign_in(employee_id: int) -> bool:
    """Whether somebody has an account that is open and was joined: a password that was made."""
    return any(found.has_usable_password() for found in User.objects.filter(employee_id=employee_id, is_active=True))


def grants_of(account: User) -> QuerySet[RoleGrant]:
    """Every grant the account ever had, with its unit, the newest first."""
    return account.grants.select_related("unit").order_by("-valid_from", "-id")


def operators() -> QuerySet[RoleGrant]:
    """Grants that are not revoked, with account and unit: who answers for what."""
    return RoleGrant.objects.filter(revoked_at__isnull=True).select_related("user", "unit").order_by("role", "user")


def link_holders(employee_id: int, *, now: datetime) -> set[int]:
    """Accounts that were handed a link into this person's account lately (`rules.LINK_MEMORY`): no second pair of eyes
    for it."""
    links = Invitation.objects.filter(
        user__employee=employee_id, issued_by__isnull=False, created_at__gte=now - rules.LINK_MEMORY
    )
    return set(links.values_list("issued_by", flat=True))


def givers() -> dict[int, set[int | None]]:
    """For each account with a role those who gave or confirmed it (None: the command line); without revoked ones."""
    found: dict[int, set[int | None]] = {}
    rows = RoleGrant.objects.filter(revoked_at__isnull=True, granted_by__isnull=False)
    with seeing_everything("whether a role would go round in a circle depends on roles elsewhere"):
        for user_id, granted_by, confirmed_by in rows.values_list("user_id", "granted_by", "confirmed_by"):
            found.setdefault(user_id, set()).update((granted_by, confirmed_by))
    return found


def open_invitation(token: str, *, now: datetime) -> Invitation:
    """The invitation behind a link, with its account; NotFound `invitation_invalid` when used, revoked or too old."""
    found = (
        Invitation.objects.select_related("user")
        .filter(token_digest=tokens.digest(token), used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)
        .filter(user__is_active=True)
        .first()
    )
    if found is None:
        raise NotFound("invitation_invalid", texts.INVITATION_INVALID)
    return found


def joined_by_unit(unit_ids: Collection[int]) -> dict[int, int]:
    """Active people by unit who have set a password through a link, so that the account is theirs."""
    used = Invitation.objects.filter(user__employee=OuterRef("pk"), used_at__isnull=False)
    rows = Employee.objects.filter(Exists(used), unit_id__in=unit_ids, active=True).order_by().values_list("unit_id")
    return dict(rows.annotate(n=Count("pk")))


def operators_by_unit(unit_ids: Collection[int], day: date) -> dict[int, int]:
    """Accounts that are OPD operator of a unit on a day, by the unit of the grant."""
    rows = _operator_grants(unit_ids, day).order_by().values_list("unit_id")
    return dict(rows.annotate(n=Count("user", distinct=True)))


def operator_ids(unit_ids: Collection[int], day: date) -> list[int]:
    """Accounts that are OPD operator of one of the units on a day: who is told what concerns them."""
    return list(_operator_grants(unit_ids, day).order_by("user_id").values_list("user_id", flat=True).distinct())


def _operator_grants(unit_ids: Collection[int], day: date) -> QuerySet[RoleGrant]:
    open_end = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return RoleGrant.objects.filter(
        open_end, role=Role.OPD_OPERATOR, unit_id__in=unit_ids, valid_from__lte=day, revoked_at__isnull=True
    )


def visible_career(viewer: User, employee_id: int) -> tuple[Employee, people.Career]:
    """A person and what the viewer's agency may see of the career: all of it while the person serves there, else only
    the time spent there. NotFound `employee_not_found` when there was none."""
    units = permissions.units_for(viewer, Right.SEE_EMPLOYEES)
    with seeing_everything("an earlier agency keeps its own time, which the unit of today does not tell"):
        person = people.employee(employee_id)
        career = people.career_of(employee_id, unit_ids=units)
    if not career.placements:
        raise NotFound("employee_not_found", EMPLOYEE_NOT_FOUND)
    return person, career
