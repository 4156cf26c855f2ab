"""One-time secrets in links: 256 random bits go out, only their digest stays."""

from __future__ import annotations

import hashlib
import secrets


def new() -> str:
    """A fresh secret, safe in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database keeps. Plain SHA-256: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
