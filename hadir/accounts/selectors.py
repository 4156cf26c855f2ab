"""Reading accounts, and the people a person may see."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, OuterRef, QuerySet

from hadir.accounts import permissions, texts, tokens
from hadir.accounts.models import Invitation, RoleGrant, User
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


def grants_of(account: User) -> QuerySet[RoleGrant]:
    """Every grant the account ever had, with its unit, the newest first."""
    return account.grants.select_related("unit").order_by("-valid_from", "-id")


def operators() -> QuerySet[RoleGrant]:
    """Grants that are not revoked, with account and unit: who answers for what."""
    return RoleGrant.objects.filter(revoked_at__isnull=True).select_related("user", "unit").order_by("role", "user")


def link_holders(employee_id: int) -> set[int]:
    """Accounts that were ever handed a link into this person's account: no second pair of eyes for it."""
    links = Invitation.objects.filter(user__employee=employee_id, issued_by__isnull=False)
    return set(links.values_list("issued_by", flat=True))


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
