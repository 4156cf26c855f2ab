"""What an entry may say, and when a second look is worth a second entry. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hadir.lib import jws
from hadir.lib.audit_export import HEAD_TYPE
from hadir.lib.authority import Actor, Right

# Reading the same record again within this time is the same look: a page that is reloaded tells nothing new.
ONE_LOOK = timedelta(minutes=10)

# Stands for a value that the log does not repeat: the name of the field says what changed, the record says to what.
MASK = "•••"

# Ways to reach a person, and words that somebody typed about a person: they change, and the log says that they did.
MASKED_FIELDS = frozenset({"email", "phone", "reason"})


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry to be written. `subject` names a thing as `kind:id`; `unit_id` None concerns the whole region."""

    action: str
    actor: Actor | None
    subject: str
    unit_id: int | None
    detail: Mapping[str, object]
    right: Right | None = None
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None


def difference(
    before: Mapping[str, object], after: Mapping[str, object], *, masked: Collection[str] = MASKED_FIELDS
) -> tuple[dict[str, object], dict[str, object]]:
    """What changed, as two mappings over the same names: values where they may be told, `MASK` where not.

    A masked field that was or became empty says so (None): that a telephone number was removed is worth knowing.
    """
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    return (
        {name: _told(name, before.get(name), masked) for name in names},
        {name: _told(name, after.get(name), masked) for name in names},
    )


def _told(name: str, value: object, masked: Collection[str]) -> object:
    if value is None or value == "":
        return None
    if name in masked:
        return MASK
    return value if isinstance(value, str | int | float | bool | list | dict) else str(value)


@dataclass(frozen=True, slots=True)
class HeadFacts:
    """What a signed head states: on that day the newest entry had this number and this hash."""

    issuer: str
    date: date
    seq: int
    hash: str
    signed_at: datetime


def sign_head(facts: HeadFacts, key: jws.OKPKey) -> str:
    """The head as a compact JWS."""
    claims = {
        "iss": facts.issuer,
        "date": facts.date.isoformat(),
        "seq": facts.seq,
        "hash": facts.hash,
        "iat": int(facts.signed_at.timestamp()),
    }
    return jws.sign(claims, key, typ=HEAD_TYPE)


def head_fits(token: str, *, seq: int, chain_hash: str, keys: jws.KeySet | jws.OKPKey) -> bool:
    """Whether the token is a genuine head that names this entry with this hash."""
    try:
        claims = jws.verify(token, keys, typ=HEAD_TYPE)
    except jws.StatementInvalid:
        return False
    return claims.get("seq") == seq and claims.get("hash") == chain_hash
