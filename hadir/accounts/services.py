"""Accounts: roles, closing and reopening, the own language, sign-ins. Invitations stand in `invitations`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q

from hadir.accounts import permissions, rules, selectors, telling, texts
from hadir.accounts.models import Invitation, Language, RoleGrant, User
from hadir.accounts.roles import KEPT_APART, OF_A_UNIT, REGION_WIDE, RIGHT_TO_GRANT, Role, needs_second_person
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Actor, Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.people import selectors as people
from hadir.people import services as people_services
from hadir.people.models import Employee
from hadir.people.saving import save


@dataclass(frozen=True, slots=True)
class GrantData:
    """A role to give: for a unit and all below it (None: the whole region), on days from `valid_from` to `valid_to`,
    both included."""

    role: Role
    unit_id: int | None
    valid_from: date
    valid_to: date | None = None
    legal_basis: str = ""


@transaction.atomic
def grant_role(actor: Authority, *, user_id: int, data: GrantData) -> RoleGrant:
    """Give somebody a role. Nobody grants to himself; a critical role needs two people (`proposals.propose_grant`).

    Raises `InvalidInput` (grant_span, role_scope, role_not_granted), `Conflict` (roles_conflict, exists, grant_circle),
    `NotPermitted` (not_permitted, not_for_oneself, second_person_needed).
    """
    check_grant(actor, user_id=user_id, data=data)
    if actor.actor.id is not None and needs_second_person(data.role):
        raise NotPermitted("second_person_needed", texts.SECOND_PERSON_NEEDED)
    return give(actor, user_id=user_id, data=data, granted_by=actor.actor.id, confirmed_by=None)


@transaction.atomic
def revoke_grant(actor: Authority, *, grant_id: int, now: datetime) -> RoleGrant:
    """Take a role away at once. Twice is a Conflict, one's own is for others to take."""
    grant = RoleGrant.objects.select_for_update().filter(pk=grant_id).first()
    if grant is None:
        raise NotFound("grant_not_found", texts.GRANT_NOT_FOUND)
    actor.require(RIGHT_TO_GRANT[Role(grant.role)], grant.unit_id)
    if actor.actor.id == grant.user_id:
        raise NotPermitted("not_for_oneself", texts.NOT_FOR_ONESELF)
    if grant.revoked_at is not None:
        raise Conflict("grant_not_found", texts.GRANT_NOT_FOUND)
    grant.revoked_at = grant.end_told_at = now
    grant.save(update_fields=["revoked_at", "end_told_at"])
    telling.role_ended(grant, permissions.today_for(grant.user))
    _record_grant(actor, "revoke_grant", grant)
    return grant


def check_grant(actor: Authority, *, user_id: int, data: GrantData) -> None:
    """Whether the actor may give this role there to that person; raises as `grant_role` does."""
    if data.role not in RIGHT_TO_GRANT:
        raise InvalidInput("role_not_granted", texts.ROLE_NOT_GRANTED, fields={"role": texts.ROLE_NOT_GRANTED})
    actor.require(RIGHT_TO_GRANT[data.role], data.unit_id)
    if (data.unit_id is None and data.role in OF_A_UNIT) or (data.unit_id is not None and data.role in REGION_WIDE):
        raise InvalidInput("role_scope", texts.ROLE_SCOPE, fields={"unit": texts.ROLE_SCOPE})
    if data.valid_to is not None and data.valid_to < data.valid_from:
        raise InvalidInput("grant_span", texts.GRANT_SPAN, fields={"valid_to": texts.GRANT_SPAN})
    check_not_between(actor, user_id)
    _check_kept_apart(user_id, data)


def check_not_between(actor: Authority, user_id: int) -> None:
    """Nobody gives or confirms roles to himself, nor to whoever his own roles come from."""
    giver = actor.actor.id
    if giver is None:
        return
    if giver == user_id:
        raise NotPermitted("not_for_oneself", texts.NOT_FOR_ONESELF)
    if rules.comes_from(giver, user_id, selectors.givers()):
        raise Conflict("grant_circle", texts.GRANT_CIRCLE)


def check_no_link_holder(user: User, employee_id: int, *, now: datetime) -> None:
    """Who lately held a link into somebody's account could have recorded a face of choice in it: another vouches.

    Raises `NotPermitted` (link_holder); the way out is another operator, or the head of the OPD.
    """
    if user.pk in selectors.link_holders(employee_id, now=now):
        raise NotPermitted("link_holder", texts.LINK_HOLDER % {"days": rules.LINK_MEMORY.days})


def give(
    actor: Authority, *, user_id: int, data: GrantData, granted_by: int | None, confirmed_by: int | None
) -> RoleGrant:
    """Store a grant that has been checked, and log it. Only for `grant_role` and `proposals`."""
    account = locked(user_id)
    _check_kept_apart(user_id, data)  # again, now that nobody else can add a role
    grant = RoleGrant(
        user=account,
        role=data.role,
        unit=people.unit(data.unit_id) if data.unit_id is not None else None,
        valid_from=data.valid_from,
        valid_to=data.valid_to,
        legal_basis=data.legal_basis,
        granted_by_id=granted_by,
        confirmed_by_id=confirmed_by,
    )
    save(grant)
    telling.role_granted(grant)
    _record_grant(actor, "grant_role", grant)
    return grant


@transaction.atomic
def tell_ended_roles(*, last_day: date, now: datetime) -> int:
    """Tell everybody whose role ended by its date, on that day or before, and who has not heard of it; returns how
    many roles. Days on which no worker ran are made up for; repeating tells nobody twice."""
    untold = RoleGrant.objects.filter(valid_to__lte=last_day, revoked_at__isnull=True, end_told_at__isnull=True)
    ended = list(untold.select_related("user", "unit").select_for_update(of=("self",)))
    for grant in ended:
        assert grant.valid_to is not None
        telling.role_ended(grant, grant.valid_to)
    RoleGrant.objects.filter(pk__in=[grant.pk for grant in ended]).update(end_told_at=now)
    return len(ended)


@transaction.atomic
def deactivate_user(actor: Authority, *, user_id: int, now: datetime) -> User:
    """Close an account: its sessions end with the next request, its open links die."""
    actor.require(Right.MANAGE_ACCOUNTS, None)
    if actor.actor.id == user_id:
        raise NotPermitted("not_oneself", texts.NOT_ONESELF)
    account = locked(user_id)
    account.is_active = False
    account.session_epoch += 1
    account.save(update_fields=["is_active", "session_epoch"])
    revoke_links(account, now=now)
    _record_user(actor, "deactivate_user", account, active=False)
    return account


@transaction.atomic
def activate_user(actor: Authority, *, user_id: int) -> User:
    """Open a closed account again. Old sessions stay dead."""
    actor.require(Right.MANAGE_ACCOUNTS, None)
    account = locked(user_id)
    account.is_active = True
    account.save(update_fields=["is_active"])
    _record_user(actor, "activate_user", account, active=True)
    return account


@transaction.atomic
def end_own_sessions(user: User) -> None:
    """Sign out everywhere, this browser included: for a lost phone."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    _record_user(user, "end_own_sessions", user)


def set_language(user: User, *, language: str) -> None:
    """Keep the language somebody chose. A preference, no deed: the log does not hear of it."""
    if language not in Language.values:
        raise InvalidInput("invalid", texts.LANGUAGE_UNKNOWN, fields={"language": texts.LANGUAGE_UNKNOWN})
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language


@transaction.atomic
def correct_nip(actor: Authority, *, employee_id: int, nip: str) -> Employee:
    """Mend a wrong NIP, and with it the name under which the person signs in."""
    person = people_services.change_nip(actor, employee_id=employee_id, nip=nip)
    account = User.objects.select_for_update().filter(employee=person).first()
    if account is not None:
        account.username = person.nip
        save(account)
    return person


@transaction.atomic
def record_sign_in(user: User) -> None:
    """Note that somebody signed in."""
    _record_user(user, "sign_in", user)


@transaction.atomic
def record_failed_sign_in(*, login: str) -> None:
    """Note a failure against a known account; what was typed for an unknown one may be a password: not kept."""
    account = User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).first() if login else None
    if account is not None:
        audit.record(
            "accounts.sign_in_failed", actor=None, subject=f"user:{account.pk}", detail={}, unit_id=_unit_of(account)
        )


def locked(user_id: int) -> User:
    """The account, held until the end of the transaction."""
    account = User.objects.select_for_update().filter(pk=user_id).first()
    return account if account is not None else selectors.user(user_id)


def revoke_links(account: User, *, now: datetime) -> None:
    """Kill the account's open links."""
    Invitation.objects.filter(user=account, used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=now)


def _check_kept_apart(user_id: int, data: GrantData) -> None:
    """Platform operator, auditor and data protection officer hold no other role on the same days."""
    others = RoleGrant.objects.filter(user=user_id, revoked_at__isnull=True).exclude(role=data.role)
    if data.role not in KEPT_APART:
        others = others.filter(role__in=KEPT_APART)
    overlap = Q(valid_to__isnull=True) | Q(valid_to__gte=data.valid_from)
    if data.valid_to is not None:
        overlap &= Q(valid_from__lte=data.valid_to)
    with seeing_everything("a role that excludes others excludes them wherever they are held"):
        collides = others.filter(overlap).exists()
    if collides:
        raise Conflict("roles_conflict", texts.ROLES_CONFLICT)


def _record_grant(actor: Authority, deed: str, grant: RoleGrant) -> None:
    given = {
        "role": str(grant.role),
        "from": grant.valid_from.isoformat(),
        "to": grant.valid_to.isoformat() if grant.valid_to else None,
        "basis": grant.legal_basis,
    }
    held = {"role": str(grant.role), "unit_id": grant.unit_id}
    ended = grant.revoked_at is not None
    audit.record(
        f"accounts.{deed}",
        actor=actor.actor,
        subject=f"user:{grant.user_id}",
        detail=given,
        unit_id=grant.unit_id,
        right=RIGHT_TO_GRANT[Role(grant.role)],
        before=held if ended else None,
        after=None if ended else held,
    )


def _record_user(actor: Authority, deed: str, account: User, *, active: bool | None = None) -> None:
    """`active`: to what somebody with the right has set the account; None for what people do to their own."""
    who: Actor = actor.actor
    audit.record(
        f"accounts.{deed}",
        actor=who,
        subject=f"user:{account.pk}",
        detail={},
        unit_id=_unit_of(account),
        right=None if active is None else Right.MANAGE_ACCOUNTS,
        before=None if active is None else {"is_active": not active},
        after=None if active is None else {"is_active": active},
    )


def _unit_of(account: User) -> int | None:
    return account.employee.unit_id if account.employee is not None else None
