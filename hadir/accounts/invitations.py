"""How people get into their account: a link that works once, for seven days.

The operator sees the link once, to hand it over; it also goes by mail where the person has an address. The first
password is set through it. Nobody else ever knows a password of somebody.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.utils import formats, timezone, translation

from hadir.accounts import permissions, selectors, services, telling, texts, tokens
from hadir.accounts.models import Invitation, User
from hadir.accounts.roles import Role
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotPermitted
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.people.saving import save

log = logging.getLogger(__name__)

LIFE = timedelta(days=7)
Link = Callable[[str], str]  # makes the address of a token's page; only the edge knows the site's addresses


@dataclass(frozen=True, slots=True)
class Issued:
    """A link that exists nowhere else: show it once. `mailed` says whether it also goes to the person."""

    user: User
    link: str
    expires_at: datetime
    mailed: bool


@transaction.atomic
def invite_employee(actor: Authority, *, employee_id: int, link: Link, now: datetime) -> Issued:
    """Open the account of an employee, or send a new link to one who has not used the last. The old link dies."""
    person = people.employee(employee_id)
    actor.require(Right.INVITE, person.unit_id)
    if not person.active:
        raise Conflict("employee_inactive", texts.EMPLOYEE_INACTIVE)
    account = User.objects.select_for_update().filter(employee=person).first() or _new_account(person)
    if _has_joined(account):
        raise Conflict("already_joined", texts.ALREADY_JOINED)
    return _issue(actor, account, "invite", Right.INVITE, link=link, now=now)


@transaction.atomic
def open_account(
    actor: Authority, *, username: str, display_name: str, email: str, link: Link, now: datetime
) -> Issued:
    """An account for somebody who is no employee of the region, such as the first platform operator."""
    actor.require(Right.MANAGE_ACCOUNTS, None)
    if not re.fullmatch(r"[a-z][a-z0-9._-]{2,39}", username):
        raise InvalidInput("username_form", texts.USERNAME_FORM, fields={"username": texts.USERNAME_FORM})
    account = User(username=username, display_name=display_name, email=email)
    account.set_unusable_password()
    save(account)
    return _issue(actor, account, "open_account", Right.MANAGE_ACCOUNTS, link=link, now=now)


@transaction.atomic
def restore_access(actor: Authority, *, user_id: int, link: Link, now: datetime) -> Issued:
    """A new link for somebody who lost the password and has no mail. The old password and all sessions die.

    Accounts of operators are restored on the server only (`Right.RESTORE_OPERATOR`), the own one never here.
    """
    account = services.locked(user_id)
    if actor.actor.id == account.pk:
        raise NotPermitted("not_restorable", texts.NOT_RESTORABLE)
    right, unit_id = Right.RESTORE_OPERATOR, None
    if account.employee is not None and not _holds_office(account):
        right, unit_id = Right.INVITE, account.employee.unit_id
    actor.require(right, unit_id)
    telling.link_issued(actor, account)
    account.set_unusable_password()
    account.session_epoch += 1
    account.save(update_fields=["password", "session_epoch"])
    return _issue(actor, account, "restore_access", right, link=link, now=now)


def accept_invitation(token: str, *, password: str, now: datetime) -> User:
    """Set the password behind a link, once. The caller signs the person in (`sign_in.complete`).

    NotFound `invitation_invalid`; InvalidInput `password_weak` with sentences, which leaves the link usable.
    """
    with transaction.atomic():
        seen = selectors.open_invitation(token, now=now)
        account = services.locked(seen.user_id)
        invitation = selectors.open_invitation(token, now=now)  # again, now that nobody else can use it
        _check_password(password, account)
        account.set_password(password)
        account.save(update_fields=["password"])
        invitation.used_at = now
        invitation.save(update_fields=["used_at"])
        _record(account, account, "accept_invitation")
    return account


def _new_account(person: Employee) -> User:
    with seeing_everything("an address may belong to somebody of another agency"):
        taken = bool(person.email) and User.objects.filter(email__iexact=person.email).exists()
    account = User(
        username=person.nip,
        display_name=person.full_name,
        email="" if taken else person.email,
        employee=person,
    )
    account.set_unusable_password()
    save(account)
    return account


def _holds_office(account: User) -> bool:
    """Whether a link into the account would hand out more than an employee's own rights: any grant, even a coming one,
    or the headship of an OPD."""
    with seeing_everything("a role counts wherever it is held"):
        granted = account.grants.filter(revoked_at__isnull=True).exists()
        return granted or Role.OPD_HEAD in permissions.roles_of(account)


def _has_joined(account: User) -> bool:
    return account.has_usable_password() or account.invitations.filter(used_at__isnull=False).exists()


def _issue(actor: Authority, account: User, deed: str, right: Right, *, link: Link, now: datetime) -> Issued:
    services.revoke_links(account, now=now)
    token = tokens.new()
    Invitation.objects.create(
        user=account,
        issued_by_id=actor.actor.id,
        token_digest=tokens.digest(token),
        created_at=now,
        expires_at=now + LIFE,
    )
    issued = Issued(user=account, link=link(token), expires_at=now + LIFE, mailed=bool(account.email))
    if issued.mailed:
        transaction.on_commit(lambda: _mail(issued))
    _record(actor, account, deed, right)
    return issued


def _mail(issued: Issued) -> None:
    """After commit, so that a lost mail server never undoes an invitation: the operator still holds the link."""
    account = issued.user
    zone = account.employee.work_place.zone if account.employee is not None else timezone.get_current_timezone()
    with translation.override(account.language or "id"):
        until = formats.date_format(timezone.localtime(issued.expires_at, zone), "DATETIME_FORMAT")
        body = str(texts.INVITATION_BODY) % {"name": account.display_name, "link": issued.link, "until": until}
        subject = str(texts.INVITATION_SUBJECT)
    try:
        send_mail(subject, body, None, [account.email])
    except (SMTPException, OSError) as error:
        log.warning("invitation mail for user %s not sent: %s", account.pk, error)


def _check_password(password: str, account: User) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise InvalidInput(
            "password_weak", texts.PASSWORD_WEAK, fields={"password": " ".join(error.messages)}
        ) from error


def _record(actor: Authority, account: User, deed: str, right: Right | None = None) -> None:
    unit_id = account.employee.unit_id if account.employee is not None else None
    subject = f"user:{account.pk}"
    audit.record(f"accounts.{deed}", actor=actor.actor, subject=subject, detail={}, unit_id=unit_id, right=right)
