"""Authenticated encryption of what must not lie readable in the database.

AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D). Every sealed value is bound to what it belongs to by
its associated data, so a ciphertext moved to another person or another engine version does not open.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12


class SealBroken(Exception):
    """The ciphertext was changed, belongs elsewhere, or was sealed with another key."""


class UnknownKey(Exception):
    """The key-encryption key that sealed this is not in the key ring."""


def new_key() -> bytes:
    return AESGCM.generate_key(256)


def seal(key: bytes, plain: bytes, *, bound_to: str) -> bytes:
    """Nonce and ciphertext; opens only with the same `bound_to`."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def unseal(key: bytes, sealed: bytes, *, bound_to: str) -> bytes:
    """Raises `SealBroken`."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken(bound_to) from error


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key sealed under the key-encryption key `kek_id`."""

    kek_id: str
    sealed: bytes


class KeyRing:
    """The key-encryption keys, which live outside the database. The first one is used for new data."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise ValueError("a key ring needs at least one key of 32 bytes")
        self._keys = keys
        self.active_id = next(iter(keys))

    def wrap(self, data_key: bytes, *, bound_to: str) -> WrappedKey:
        return WrappedKey(self.active_id, seal(self._keys[self.active_id], data_key, bound_to=bound_to))

    def unwrap(self, wrapped: WrappedKey, *, bound_to: str) -> bytes:
        """Raises `UnknownKey`, `SealBroken`."""
        return unseal(self._key(wrapped.kek_id), wrapped.sealed, bound_to=bound_to)

    def derive(self, purpose: str, *, kek_id: str) -> bytes:
        """A key for short-lived data of one purpose (HKDF-SHA256, RFC 5869). Raises `UnknownKey`."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(self._key(kek_id))

    def _key(self, kek_id: str) -> bytes:
        try:
            return self._keys[kek_id]
        except KeyError as error:
            raise UnknownKey(kek_id) from error
