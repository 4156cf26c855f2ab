"""Signed receipts: a JWS (RFC 7515) with Ed25519 (RFC 8037) that anyone can check offline with the public key. Pure.

A receipt says who was present when and binds the frames that proved it by their digest. It holds no score and
no biometric data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hadir.lib import jws
from hadir.lib.jws import KeySet, OKPKey, load_key, load_keys, public_keys

__all__ = ["Claims", "ReceiptInvalid", "load_key", "load_keys", "public_keys", "sign", "verify"]

_TYPE = "hadir-receipt+jws"


class ReceiptInvalid(Exception):
    """The receipt was changed, was signed by another key, or is no receipt."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a receipt states. Times are aware; `method` is how it was proved; `engine` and `evidence` (the SHA-256
    over the digests of all frames, in order) are empty where no face was shown; `outcome`: accept, sample or review."""

    issuer: str
    punch: str
    nip: str
    recorded_at: datetime
    time_zone: str
    code: str
    stage: str | None
    work_place: str
    method: str
    engine: str
    evidence: str
    outcome: str

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
            "method": self.method,
            "engine": self.engine,
            "evidence": self.evidence,
            "outcome": self.outcome,
        }


def sign(claims: Claims, key: OKPKey) -> str:
    """Compact serialisation."""
    return jws.sign(claims.as_dict(), key, typ=_TYPE)


def verify(receipt: str, keys: KeySet | OKPKey) -> dict[str, Any]:
    """The claims of a genuine receipt. Raises `ReceiptInvalid`."""
    try:
        return jws.verify(receipt, keys, typ=_TYPE)
    except jws.StatementInvalid as error:
        raise ReceiptInvalid(str(error)) from error
