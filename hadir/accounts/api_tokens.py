"""Keys with which other systems read (ADR 0021): made by the HR agency, confirmed by a second person, shown once.

`hadir_<prefix>_<secret>`: the prefix finds the row and names the token in lists and logs, the digest proves it.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from hadir.accounts import permissions, rules, texts, tokens
from hadir.accounts.models import ApiToken, User
from hadir.accounts.rules import PERSONAL_SCOPES, Scope
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Actor, Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted, NotRecognised
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.people.saving import save
from hadir.people.texts import EMPLOYEE_NOT_FOUND

_FORM = "hadir"


@dataclass(frozen=True, slots=True)
class TokenData:
    """What a token may do. `unit_id` None: the whole region; `networks`: CIDR, none means from anywhere."""

    name: str
    purpose: str
    scopes: frozenset[Scope]
    expires_at: datetime
    unit_id: int | None = None
    networks: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Made:
    """A new token with its secret, which exists nowhere else: show it once."""

    token: ApiToken
    secret: str


@transaction.atomic
def create_token(user: User, *, data: TokenData, now: datetime) -> Made:
    """Make a token. One that reads about people works only after a second person has confirmed it.

    Raises `NotPermitted` (not_permitted, elevation_needed), `InvalidInput` (token_scopes, token_span, token_networks,
    invalid).
    """
    permissions.require_elevated(user, Right.MANAGE_API_TOKENS, data.unit_id)
    _check(data, now)
    prefix = secrets.token_hex(4)
    secret = f"{_FORM}_{prefix}_{tokens.new()}"
    token = ApiToken(
        name=data.name.strip(),
        purpose=data.purpose.strip(),
        prefix=prefix,
        digest=tokens.digest(secret),
        scopes=sorted(data.scopes),
        unit=people.unit(data.unit_id) if data.unit_id is not None else None,
        networks=list(data.networks),
        created_by=user,
        created_at=now,
        expires_at=data.expires_at,
    )
    save(token)
    _record(user, "create_token", token, Right.MANAGE_API_TOKENS)
    return Made(token, secret)


@transaction.atomic
def confirm_token(actor: User, token_id: int, *, now: datetime) -> ApiToken:
    """A second person agrees that the other system may read. Raises `NotPermitted` (second_person_needed),
    `Conflict` (token_closed, token_confirmed)."""
    token = _locked(token_id)
    actor.require(Right.CONFIRM_API_TOKEN, token.unit_id)
    if token.created_by_id == actor.pk:
        raise NotPermitted("second_person_needed", texts.TOKEN_SECOND_PERSON)
    _check_alive(token, now)
    if token.confirmed_at is not None:
        raise Conflict("token_confirmed", texts.TOKEN_CONFIRMED)
    token.confirmed_by, token.confirmed_at = actor, now
    token.save(update_fields=["confirmed_by", "confirmed_at"])
    _record(actor, "confirm_token", token, Right.CONFIRM_API_TOKEN)
    return token


@transaction.atomic
def revoke_token(actor: Authority, token_id: int, *, now: datetime) -> ApiToken:
    """End a token at once; one person is enough to close a door."""
    token = _locked(token_id)
    actor.require(Right.REVOKE_API_TOKEN, token.unit_id)
    _check_alive(token, now)
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    _record(actor, "revoke_token", token, Right.REVOKE_API_TOKEN)
    return token


def recognise(secret: str, *, scope: Scope, address: str, now: datetime) -> ApiToken:
    """The token behind a secret, entitled to the scope from that address; noted once a day as used.

    Raises `NotRecognised` (token_invalid) for anything that is no living token, `NotPermitted` (token_unconfirmed,
    token_scope, token_network) for a living one that may not do this.
    """
    token = _find(secret)
    if token is None or token.revoked_at is not None or token.expires_at <= now:
        raise NotRecognised("token_invalid", texts.TOKEN_INVALID)
    if needs_confirmation(token) and token.confirmed_at is None:
        raise NotPermitted("token_unconfirmed", texts.TOKEN_UNCONFIRMED)
    if scope not in token.scopes:
        raise NotPermitted("token_scope", texts.TOKEN_SCOPE % {"scope": scope.value})
    if not rules.is_inside(address, token.networks):
        raise NotPermitted("token_network", texts.TOKEN_NETWORK)
    _note_use(token, now)
    return token


def person_for(token: ApiToken, nip: str, *, what: str) -> Employee:
    """A person within the token's units, the look noted as `what`; anybody else looks like nobody.

    NotFound `employee_not_found`.
    """
    with seeing_everything("another system reads with its token, within the units below"):
        found = Employee.objects.select_related("unit", "work_place").filter(nip=nip).first()
    if found is None or (token.unit_id is not None and token.unit_id not in people.line_of(found.unit_id)):
        raise NotFound("employee_not_found", EMPLOYEE_NOT_FOUND)
    audit.record_look(actor=actor_of(token), subject=f"employee:{found.pk}", what=what, unit_id=found.unit_id)
    return found


def visible_tokens(viewer: User) -> QuerySet[ApiToken]:
    """Tokens of the units whose tokens the viewer may see, newest first, with unit and people."""
    rows = ApiToken.objects.select_related("unit", "created_by", "confirmed_by")
    if permissions.has(viewer, Right.SEE_API_TOKENS):
        return rows
    return rows.filter(unit__in=permissions.units_for(viewer, Right.SEE_API_TOKENS))


def needs_confirmation(token: ApiToken) -> bool:
    """Whether the token reads about people."""
    return not PERSONAL_SCOPES.isdisjoint(token.scopes)


def actor_of(token: ApiToken) -> Actor:
    """The name under which a token's doings are logged."""
    return Actor(id=None, label=f"API {token.name} ({token.prefix})")


def _find(secret: str) -> ApiToken | None:
    form, _, rest = secret.partition("_")
    prefix, _, _secret = rest.partition("_")
    if form != _FORM or len(secret) > 200 or not prefix.isalnum() or not prefix.isascii():
        return None
    with seeing_everything("a token is looked up by its secret, before anybody is known"):
        row = ApiToken.objects.filter(prefix=prefix).first()
    digest = row.digest if row is not None else "0" * 64
    same = hmac.compare_digest(digest, tokens.digest(secret))
    return row if same else None


def _note_use(token: ApiToken, now: datetime) -> None:
    """Once a day: when a token was last used is worth knowing, each use of it is not worth a row."""
    today = now.date()
    if token.last_used_on is not None and token.last_used_on >= today:
        return
    with transaction.atomic(), seeing_everything("the token's own row"):
        first = ApiToken.objects.filter(pk=token.pk).exclude(last_used_on=today).update(last_used_on=today)
        if first:
            _log(actor_of(token), "use_token", token)


def _check(data: TokenData, now: datetime) -> None:
    if not data.scopes:
        raise InvalidInput("token_scopes", texts.TOKEN_SCOPES, fields={"scopes": texts.TOKEN_SCOPES})
    if not now + timedelta(hours=1) <= data.expires_at <= now + rules.TOKEN_LIFE_MOST:
        raise InvalidInput("token_span", texts.TOKEN_SPAN, fields={"expires_on": texts.TOKEN_SPAN})
    try:
        rules.read_networks(" ".join(data.networks))
    except ValueError as error:
        sentence = texts.TOKEN_NETWORKS % {"network": str(error)[:60]}
        raise InvalidInput("token_networks", sentence, fields={"networks": sentence}) from error


def _check_alive(token: ApiToken, now: datetime) -> None:
    if token.revoked_at is not None or token.expires_at <= now:
        raise Conflict("token_closed", texts.TOKEN_CLOSED)


def _locked(token_id: int) -> ApiToken:
    token = ApiToken.objects.select_for_update().filter(pk=token_id).first()
    if token is None:
        raise NotFound("token_not_found", texts.TOKEN_NOT_FOUND)
    return token


def _record(actor: Authority, deed: str, token: ApiToken, right: Right) -> None:
    _log(actor.actor, deed, token, right=right)


def _log(
    actor: Actor, deed: str, token: ApiToken, more: dict[str, object] | None = None, *, right: Right | None = None
) -> None:
    detail = {
        "prefix": token.prefix,
        "scopes": list(token.scopes),
        "until": token.expires_at.isoformat(timespec="seconds"),
        **(more or {}),
    }
    audit.record(
        f"accounts.{deed}",
        actor=actor,
        subject=f"api_token:{token.pk}",
        detail=detail,
        unit_id=token.unit_id,
        right=right,
    )
