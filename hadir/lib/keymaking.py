"""Fresh secrets in the form in which the settings want them. Randomness comes from the operating system."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

TEMPLATE_KEY_BYTES = 32  # AES-256


def new_secret_key() -> str:
    """For signing cookies and tokens: 64 characters, 384 bit."""
    return secrets.token_urlsafe(48)


def new_template_key(key_id: str = "k1") -> str:
    """A key-encryption key as `id:base64`, 256 bit."""
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(TEMPLATE_KEY_BYTES)).decode()}"


def new_signing_key() -> str:
    """For receipts or heads of the audit log: an Ed25519 private key as a JWK on one line; `kid` is its thumbprint
    (RFC 7638)."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    public = _base64url(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    required = {"crv": "Ed25519", "kty": "OKP", "x": public}
    thumbprint = hashlib.sha256(json.dumps(required, separators=(",", ":"), sort_keys=True).encode()).digest()
    return json.dumps({**required, "d": _base64url(private), "kid": _base64url(thumbprint), "use": "sig"})


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
