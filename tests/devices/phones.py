"""A phone without a phone: a P-256 key that signs as WebCrypto does."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from hadir.accounts.models import User
from hadir.devices import binding, proofs, services
from hadir.devices.binding import Phone
from hadir.devices.models import Device
from hadir.devices.rules import Attestation, Basis
from hadir.devices.statements import PublicKey, Signed, read_key

NOW = datetime(2026, 1, 15, 0, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Session:
    """What the server knows of a session."""

    id: UUID = field(default_factory=uuid4)
    nonce_digest: bytes = hashlib.sha256(b"nonce").digest()
    chain: bytes = hashlib.sha256(b"chain").digest()
    frames: int = 17

    @property
    def statement(self) -> dict[str, Any]:
        """What an honest page writes."""
        return {
            "v": 1,
            "session": str(self.id),
            "nonce_digest": self.nonce_digest.hex(),
            "chain": self.chain.hex(),
            "frames": self.frames,
            "position": {"latitude": -6.2, "longitude": 106.8, "accuracy": 12.5},
            "client_time": NOW.isoformat(),
            "opened_ms": 1000.5,
            "finished_ms": 9000.25,
            "site_code": None,
        }


class SoftPhone:
    def __init__(self) -> None:
        self._secret = ec.generate_private_key(ec.SECP256R1())

    @property
    def key(self) -> PublicKey:
        return read_key(self.jwk)

    @property
    def jwk(self) -> str:
        numbers = self._secret.public_key().public_numbers()
        x, y = (text_of(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        return json.dumps({"crv": "P-256", "kty": "EC", "x": x, "y": y}, separators=(",", ":"))

    def sign(self, message: bytes) -> bytes:
        r, s = decode_dss_signature(self._secret.sign(message, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def signed(self, session: Session, **changes: Any) -> Signed:
        message = json.dumps(session.statement | changes).encode()
        return Signed(self.jwk, message, self.sign(message))

    def word(self, user: User) -> Signed:
        """The answer to the page's word for an account."""
        message = proofs.word_for(user).encode()
        return Signed(self.jwk, message, self.sign(message))

    def form(self, user: User, prefix: str) -> dict[str, str]:
        """The hidden fields of a form."""
        signed = self.word(user)
        parts = {"key": signed.key, "statement": text_of(signed.statement), "signature": text_of(signed.signature)}
        return {f"{prefix}-{name}": value for name, value in parts.items()}


def text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def attest(user: User, signed: Signed | None, session: Session, *, now: datetime = NOW) -> Attestation:
    assert user.employee is not None
    return services.attest(
        user.employee,
        signed,
        session_id=session.id,
        nonce_digest=session.nonce_digest,
        chain=session.chain,
        frames=session.frames,
        now=now,
    )


def bind(user: User, phone: SoftPhone, *, now: datetime = NOW) -> Device:
    """The first phone of somebody, bound with a recording."""
    made = binding.bind_first(
        user, Phone(phone.key, "Chrome · Android"), basis=Basis.ENROLMENT, session_id=uuid4(), now=now
    )
    assert made is not None
    return made


def codes(found: Attestation) -> list[str]:
    return [finding.code for finding in found.findings]
