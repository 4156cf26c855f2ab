"""Reading who holds which role, and which proposals wait: what each may see of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar

from django.db.models import Q, QuerySet

from hadir.accounts import permissions, texts
from hadir.accounts.models import GrantProposal, ProposalState, RoleGrant, User
from hadir.lib import nip
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound

Row = TypeVar("Row", RoleGrant, GrantProposal)


def visible_grants(viewer: User) -> QuerySet[RoleGrant]:
    """Grants in the units whose roles the viewer may see, ended ones too; those for the whole region only for who sees
    the whole region. With account, unit, giver and confirmer."""
    rows = RoleGrant.objects.select_related("user", "unit", "granted_by", "confirmed_by")
    return _seen(viewer, rows).order_by("unit__name", "role", "user__display_name", "-valid_from", "-id")


def running(grants: QuerySet[RoleGrant], day: date) -> QuerySet[RoleGrant]:
    """Those that hold on the day or will hold."""
    return grants.filter(revoked_at__isnull=True).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def visible_proposals(viewer: User) -> QuerySet[GrantProposal]:
    """Proposals in the units whose roles the viewer may see, newest first, with everybody concerned."""
    rows = GrantProposal.objects.select_related("user", "unit", "proposed_by", "decided_by")
    return _seen(viewer, rows)


def waiting(proposals: QuerySet[GrantProposal], now: datetime) -> QuerySet[GrantProposal]:
    """Those that can still be decided, the oldest first."""
    return proposals.filter(state=ProposalState.PENDING, expires_at__gt=now).order_by("id")


def past(proposals: QuerySet[GrantProposal], now: datetime) -> QuerySet[GrantProposal]:
    """Those that were decided, or died undecided."""
    return proposals.exclude(state=ProposalState.PENDING, expires_at__gt=now)


def open_cases_for(user: User, *, now: datetime) -> int:
    """How many proposals wait for this person's decision."""
    units = permissions.units_for(user, Right.CONFIRM_GRANT)
    if not units:
        return 0
    mine = Q(proposed_by=user) | Q(user=user)
    return waiting(GrantProposal.objects.filter(unit__in=units), now).exclude(mine).count()


def all_accounts() -> QuerySet[User]:
    """Everybody who can or could sign in, by name, with unit. For who may see the whole region's."""
    return User.objects.select_related("employee__unit")


def account_by_login(login: str) -> User:
    """The account of a NIP (blanks allowed) or user name; NotFound `user_not_found` beside its field."""
    digits = nip.normalise(login)
    wanted = digits if digits.isdecimal() else login.strip()
    found = User.objects.filter(username__iexact=wanted, is_active=True).first() if "\x00" not in wanted else None
    if found is None:
        raise NotFound("user_not_found", texts.USER_NOT_FOUND, fields={"login": texts.LOGIN_UNKNOWN})
    return found


def visible_account(viewer: User, user_id: int) -> User:
    """An account whose roles the viewer may see: the own one, one of the units, or any for who sees the region."""
    account = User.objects.select_related("employee__unit", "employee__work_place").filter(pk=user_id).first()
    if account is not None:
        if account.pk == viewer.pk or permissions.has(viewer, Right.SEE_GRANTS):
            return account
        units = permissions.units_for(viewer, Right.SEE_GRANTS)
        if account.employee is not None and account.employee.unit_id in units:
            return account
        if account.grants.filter(unit__in=units).exists():
            return account
    raise NotFound("user_not_found", texts.USER_NOT_FOUND)


def _seen(viewer: User, rows: QuerySet[Row]) -> QuerySet[Row]:
    if permissions.has(viewer, Right.SEE_GRANTS):
        return rows
    return rows.filter(unit__in=permissions.units_for(viewer, Right.SEE_GRANTS))
