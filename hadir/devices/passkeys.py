"""A fresh passkey's answer over a challenge that only this session can have: the stronger second step (ADR 0047).

Registering and removing passkeys is django-allauth's business, and its rows are read here. What it asks for at a
sign-in (any challenge, user verification when at hand) is not enough here: the challenge is made from the nonce and
the chain of frames, the person must be verified by the phone (finger, face, PIN), and the page must be ours.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec
from allauth.mfa.models import Authenticator
from django.conf import settings
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    UserVerificationRequirement,
)

from hadir.accounts.models import User
from hadir.devices.rules import PasskeyState, SessionFacts
from hadir.lib.findings import Finding, Weight

log = logging.getLogger(__name__)

NEW_FOR = timedelta(hours=24)  # whoever took over an account registers a passkey just before using it
_MAX_ANSWER_BYTES = 8192


def challenge(user: User, session: SessionFacts) -> dict[str, Any] | None:
    """Options for `navigator.credentials.get`, binary parts in base64url; None when the account has no passkey."""
    known = _passkeys(user)
    if not known:
        return None
    options, _state = _server().authenticate_begin(
        [credential for credential, _row in known],
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=_challenge(session),
    )
    found: dict[str, Any] = dict(options)["publicKey"]
    return found


def verify(user: User, session: SessionFacts, response: Mapping[str, Any], *, now: datetime) -> PasskeyState:
    """What the browser's answer proves: `ok` when a passkey of this account, with the person verified, answered to this
    session's challenge on our page. Never an exception for what was sent."""
    known = _passkeys(user)
    state = {
        "challenge": websafe_encode(_challenge(session)),
        "user_verification": UserVerificationRequirement.REQUIRED,
    }
    try:
        if len(msgspec.json.encode(response)) > _MAX_ANSWER_BYTES:
            raise ValueError("answer too long")
        answer = AuthenticationResponse.from_dict(response)
        used = _server().authenticate_complete(state, [credential for credential, _row in known], answer)
    except Exception as error:  # noqa: BLE001 - a library reads what a stranger wrote: whatever it says, it is no proof
        log.info("passkey refused: %s", type(error).__name__)
        return PasskeyState(False, False, (Finding("devices.passkey_broken", Weight.GRAVE),))
    row = next(row for credential, row in known if credential.credential_id == used.credential_id)
    row.record_usage()
    return _judged(answer.response.authenticator_data, row.created_at, now)


def _judged(data: AuthenticatorData, created_at: datetime, now: datetime) -> PasskeyState:
    """BE: may be synced; BS: is. Either way a copy may lie on another device, which weakens it for this purpose. A new
    one proves the password, not the phone."""
    flags = AuthenticatorData.FLAG(data.flags)
    is_synced = bool(flags & AuthenticatorData.FLAG.BS)
    may_be_synced = is_synced or bool(flags & AuthenticatorData.FLAG.BE)
    if now - created_at < NEW_FOR:
        return PasskeyState(True, is_synced, (Finding("devices.passkey_new", Weight.DOUBT),))
    if may_be_synced:
        return PasskeyState(True, is_synced, (Finding("devices.passkey_synced", Weight.NOTE),))
    return PasskeyState(True, is_synced, (Finding("devices.passkey", Weight.GOOD),))


def _challenge(session: SessionFacts) -> bytes:
    """32 bytes that belong to one session and its frames. The nonce is single-use, so an answer is too."""
    parts = b"hadir-passkey|v1|" + session.id.bytes + session.nonce_digest + session.chain
    return hashlib.sha256(parts).digest()


def _passkeys(user: User) -> list[tuple[AttestedCredentialData, Authenticator]]:
    rows = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    found = ((row.wrap().authenticator_data.credential_data, row) for row in rows)
    return [(credential, row) for credential, row in found if credential is not None]


def _server() -> Fido2Server:
    """Our own address and no other: allauth's server takes every origin in demo mode, and the Host header's name."""
    origin = settings.CONFIG.base_url.rstrip("/")
    party = PublicKeyCredentialRpEntity(name="Hadir", id=urlsplit(origin).hostname or "localhost")
    return Fido2Server(party, verify_origin=lambda said: said == origin)
