"""What a phone signs about one session, and whether it did. Pure: no Django, no clock, no settings.

The key lies in the phone's browser (WebCrypto, not exportable), ECDSA over P-256 with SHA-256. WebCrypto writes a
signature as r and s of 32 bytes each (IEEE P1363); X9.62 libraries read DER. A key is named by its RFC 7638 thumbprint.

The statement is JSON of a fixed shape, signed as the bytes that were sent: nothing is written again before it is
checked, so no two readings of it can differ. Whoever holds the phone can sign anything, so what the server knows
itself (session, nonce, chain, frames) must agree, and the rest (times, position) is only what the phone says.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

MAX_STATEMENT_BYTES = 4096
MAX_KEY_CHARACTERS = 600
_COORDINATE = 32  # bytes of x, y, r and s on P-256


class Broken(ValueError):
    """Not a statement, not a key, or not this key's signature. The word is for the log and for tests."""


class Position(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Degrees and metres, as the browser reports them."""

    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    accuracy: Annotated[float, msgspec.Meta(ge=0, le=1e8)]


_Milliseconds = Annotated[float, msgspec.Meta(ge=0, le=1e13)]


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One signed session. `nonce_digest`: SHA-256 of the nonce in hex; `chain`: see `hadir.capture`, in hex; `frames`:
    how many were accepted. `opened_ms` and `finished_ms` come from the phone's monotonic clock, `client_time` from the
    one on its screen."""

    v: Literal[1]
    session: UUID
    nonce_digest: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    chain: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    frames: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
    position: Position | None
    client_time: Annotated[datetime, msgspec.Meta(tz=True)]
    opened_ms: _Milliseconds
    finished_ms: _Milliseconds
    site_code: Annotated[str, msgspec.Meta(max_length=200)] | None


@dataclass(frozen=True, slots=True)
class Signed:
    """As it came in: `key` is the public JWK as JSON text; `signature` is r || s."""

    key: str
    statement: bytes
    signature: bytes

    @classmethod
    def of(cls, key: str, statement: str, signature: str) -> Signed:
        """From base64url (or base64) text. What is no base64 becomes empty, and so a broken signature."""
        return cls(key, _decoded(statement), _decoded(signature))


@dataclass(frozen=True, slots=True)
class Expected:
    """What the server knows of the session itself."""

    session: UUID
    nonce_digest: bytes
    chain: bytes
    frames: int


class _Jwk(msgspec.Struct, frozen=True):
    """Other members (ext, key_ops) are WebCrypto's business."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: Annotated[str, msgspec.Meta(max_length=64)]
    y: Annotated[str, msgspec.Meta(max_length=64)]
    d: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A point on P-256."""

    x: bytes
    y: bytes

    @property
    def jwk(self) -> str:
        """The members that make the key, in the order and spacing of RFC 7638, 3.2."""
        return f'{{"crv":"P-256","kty":"EC","x":"{_encoded(self.x)}","y":"{_encoded(self.y)}"}}'

    @property
    def thumbprint(self) -> str:
        return _encoded(hashlib.sha256(self.jwk.encode()).digest())


def read_key(text: str) -> PublicKey:
    """A public key from its JWK. `Broken` also when the point is not on the curve, or when a private key was sent."""
    if len(text) > MAX_KEY_CHARACTERS:
        raise Broken("key too long")
    try:
        jwk = msgspec.json.decode(text.encode(), type=_Jwk)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise Broken("no key") from error
    if jwk.d is not msgspec.UNSET:
        raise Broken("a private key")
    key = PublicKey(_coordinate(jwk.x), _coordinate(jwk.y))
    _point(key)
    return key


def check_signature(key: PublicKey, message: bytes, signature: bytes) -> None:
    """`Broken` when the key did not sign these bytes."""
    if len(signature) != 2 * _COORDINATE:
        raise Broken("signature of another length")
    r, s = (int.from_bytes(part) for part in (signature[:_COORDINATE], signature[_COORDINATE:]))
    try:
        _point(key).verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        raise Broken("signature of another key or of other bytes") from error


def read(statement: bytes) -> Statement:
    """`Broken` for anything that is not exactly of the shape: too long, unknown or missing members, odd numbers."""
    if not 0 < len(statement) <= MAX_STATEMENT_BYTES:
        raise Broken("statement empty or too long")
    try:
        return msgspec.json.decode(statement, type=Statement)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Broken("not a statement") from error


def check(statement: Statement, expected: Expected) -> None:
    """`Broken` when the statement speaks of another session, nonce, chain or number of frames."""
    agrees = (
        statement.session == expected.session
        and hmac.compare_digest(statement.nonce_digest, expected.nonce_digest.hex())
        and hmac.compare_digest(statement.chain, expected.chain.hex())
        and statement.frames == expected.frames
    )
    if not agrees:
        raise Broken("statement of another session or of other frames")


def _point(key: PublicKey) -> ec.EllipticCurvePublicKey:
    numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(key.x), int.from_bytes(key.y), ec.SECP256R1())
    try:
        return numbers.public_key()
    except ValueError as error:
        raise Broken("no point on the curve") from error


def _coordinate(text: str) -> bytes:
    found = _decoded(text)
    if len(found) != _COORDINATE or _encoded(found) != text:  # one spelling only: the thumbprint hangs on it
        raise Broken("no coordinate")
    return found


def _decoded(text: str) -> bytes:
    plain = text.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
