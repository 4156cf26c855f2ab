"""Signed receipts: a JWS (RFC 7515) with Ed25519 (RFC 8037) that anyone can check offline with the public key. Pure.

A receipt says who was present when and binds the frames that proved it by their digest. It holds no score and
no biometric data.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

_ALGORITHM = "Ed25519"
_TYPE = "hadir-receipt+jws"


class ReceiptInvalid(Exception):
    """The receipt was changed, was signed by another key, or is no receipt."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a receipt states. Times are aware; `evidence` is the SHA-256 over the digests of all frames, in order."""

    issuer: str
    punch: str
    nip: str
    recorded_at: datetime
    time_zone: str
    code: str
    stage: str | None
    work_place: str
    engine: str
    evidence: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "iss": self.issuer,
            "jti": self.punch,
            "sub": self.nip,
            "iat": int(self.recorded_at.timestamp()),
            "recorded_at": self.recorded_at.isoformat(),
            "time_zone": self.time_zone,
            "code": self.code,
            "stage": self.stage,
            "work_place": self.work_place,
            "engine": self.engine,
            "evidence": self.evidence,
        }


def load_key(text: str) -> OKPKey:
    """A private or public Ed25519 key from JWK or PEM. Raises `ValueError`."""
    try:
        key = OKPKey.import_key(_as_mapping(text) or text)
    except (JoseError, ValueError, TypeError) as error:
        raise ValueError("not an Ed25519 key in JWK or PEM form") from error
    if key.curve_name != "Ed25519":
        raise ValueError("receipts are signed with Ed25519")
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


def sign(claims: Claims, key: OKPKey) -> str:
    """Compact serialisation."""
    header = {"alg": _ALGORITHM, "kid": key.kid, "typ": _TYPE}
    payload = json.dumps(claims.as_dict(), separators=(",", ":"), ensure_ascii=False)
    return jws.serialize_compact(header, payload.encode(), key, algorithms=[_ALGORITHM])


def verify(receipt: str, keys: KeySet | OKPKey) -> dict[str, Any]:
    """The claims of a genuine receipt. Raises `ReceiptInvalid`."""
    try:
        signed = jws.deserialize_compact(receipt.strip(), keys, algorithms=[_ALGORITHM])
        if signed.headers().get("typ") != _TYPE:
            raise ReceiptInvalid("this is a signature, but not of a receipt")
        claims: dict[str, Any] = json.loads(signed.payload)
    except (JoseError, ValueError) as error:
        raise ReceiptInvalid("the signature does not fit: changed, cut, or signed by another key") from error
    return claims


def _as_mapping(text: str) -> dict[str, Any] | None:
    if not text.lstrip().startswith("{"):
        return None
    parsed: dict[str, Any] = json.loads(text)
    return parsed
