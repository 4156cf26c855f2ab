"""Showing that a phone holds the key it names: it signs a word that the server has just made for this account."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

from hadir.accounts.models import User
from hadir.devices import statements, texts
from hadir.devices.statements import Broken, PublicKey, Signed
from hadir.lib.errors import InvalidInput

_PREFIX = "hadir-device-bind|"  # so that it can never be read as a statement about a session
_SALT = "hadir.devices.binding"
_LIFE = timedelta(minutes=20)


def word_for(user: User) -> str:
    """What the page lets the phone sign. Holds for this account and twenty minutes."""
    return f"{_PREFIX}{signing.dumps(user.pk, salt=_SALT)}"


def key_shown(user: User, signed: Signed) -> PublicKey:
    """The key that signed the word. Raises `InvalidInput` (device_proof_broken, device_proof_old)."""
    try:
        key = statements.read_key(signed.key)
        statements.check_signature(key, signed.statement, signed.signature)
        word = signed.statement.decode("ascii")
        if not word.startswith(_PREFIX) or len(word) > statements.MAX_STATEMENT_BYTES:
            raise Broken("another word")
        if signing.loads(word.removeprefix(_PREFIX), salt=_SALT, max_age=_LIFE) != user.pk:
            raise Broken("a word for another account")
    except signing.SignatureExpired as error:
        raise InvalidInput("device_proof_old", texts.PROOF_OLD) from error
    except (Broken, UnicodeDecodeError, signing.BadSignature) as error:
        raise InvalidInput("device_proof_broken", texts.PROOF_BROKEN) from error
    return key
