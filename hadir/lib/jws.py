"""Signed statements: JWS (RFC 7515) with Ed25519 (RFC 8037) that anyone can check offline. Pure.

Receipts and heads of the audit log are such statements. Each kind has its own `typ`, so that a signature made for one
thing is never taken for another, and the verifier accepts this one algorithm only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

__all__ = [
    "KeySet",
    "OKPKey",
    "StatementInvalid",
    "load_key",
    "load_keys",
    "public_keys",
    "sign",
    "unverified",
    "verify",
]

_ALGORITHM = "Ed25519"


class StatementInvalid(Exception):
    """Changed, cut, signed by another key, or a statement of another kind."""


def load_key(text: str) -> OKPKey:
    """A private or public Ed25519 key from JWK or PEM. Raises `ValueError`."""
    try:
        key = OKPKey.import_key(_as_mapping(text) or text)
    except (JoseError, ValueError, TypeError) as error:
        raise ValueError("not an Ed25519 key in JWK or PEM form") from error
    if key.curve_name != "Ed25519":
        raise ValueError("statements are signed with Ed25519")
    key.ensure_kid()
    return key


def load_keys(text: str) -> KeySet:
    """Keys to verify with: a JSON Web Key Set, one JWK, or PEM. Raises `ValueError`."""
    mapping = _as_mapping(text)
    if mapping is not None and "keys" in mapping:
        return KeySet([load_key(json.dumps(key)) for key in mapping["keys"]])
    return KeySet([load_key(text)])


def public_keys(key: OKPKey) -> dict[str, Any]:
    """JSON Web Key Set to publish."""
    return dict(KeySet([key]).as_dict(private=False))


def sign(claims: Mapping[str, Any], key: OKPKey, *, typ: str) -> str:
    """Compact serialisation."""
    header = {"alg": _ALGORITHM, "kid": key.kid, "typ": typ}
    payload = json.dumps(claims, separators=(",", ":"), ensure_ascii=False)
    return jws.serialize_compact(header, payload.encode(), key, algorithms=[_ALGORITHM])


def verify(text: str, keys: KeySet | OKPKey, *, typ: str) -> dict[str, Any]:
    """The claims of a genuine statement of this kind. Raises `StatementInvalid`."""
    try:
        signed = jws.deserialize_compact(text.strip(), keys, algorithms=[_ALGORITHM])
        if signed.headers().get("typ") != typ:
            raise StatementInvalid(f"this is a signature, but of no {typ}")
        return _claims(signed.payload)
    except (JoseError, ValueError) as error:
        raise StatementInvalid("the signature does not fit: changed, cut, or signed by another key") from error


def unverified(text: str, *, typ: str) -> dict[str, Any]:
    """What a statement says, for who has no key to check it. Proves nothing. Raises `StatementInvalid`."""
    try:
        signed = jws.extract_compact(text.strip().encode())
        if signed.headers().get("typ") != typ:
            raise StatementInvalid(f"no {typ}")
        return _claims(signed.payload)
    except (JoseError, ValueError) as error:
        raise StatementInvalid("not a signed statement") from error


def _claims(payload: bytes) -> dict[str, Any]:
    claims = json.loads(payload)
    if not isinstance(claims, dict):
        raise StatementInvalid("a statement is an object")
    return claims


def _as_mapping(text: str) -> dict[str, Any] | None:
    if not text.lstrip().startswith("{"):
        return None
    parsed: dict[str, Any] = json.loads(text)
    return parsed
