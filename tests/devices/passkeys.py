"""A passkey without a device: what an authenticator with a P-256 key answers, byte by byte (WebAuthn 6.1, 7.2)."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from hadir.accounts.models import User
from tests.devices.phones import text_of

FLAG = AuthenticatorData.FLAG
PRESENT_AND_VERIFIED = FLAG.UP | FLAG.UV


def _cose_key(key: ec.EllipticCurvePublicKey) -> ES256:
    made: ES256 = ES256.from_cryptography_key(key)  # type: ignore[no-untyped-call]
    return made


class SoftPasskey:
    """`host` and `origin` are the site's unless a test wants a page of somebody else."""

    def __init__(self, *, host: str = "", origin: str = "") -> None:
        self._secret = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.origin = origin or settings.CONFIG.base_url
        self.host = host or self.origin.partition("://")[2].partition(":")[0]

    @property
    def _party(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def register(self, user: User, *, at: datetime) -> Authenticator:
        """As django-allauth keeps what the browser answered at registration."""
        credential = AttestedCredentialData.create(bytes(16), self.id, _cose_key(self._secret.public_key()))
        data = AuthenticatorData.create(self._party, PRESENT_AND_VERIFIED | FLAG.AT, 0, credential)
        client = json.dumps({"type": "webauthn.create", "challenge": "AAAA", "origin": self.origin}).encode()
        response = {
            "clientDataJSON": text_of(client),
            "attestationObject": text_of(bytes(AttestationObject.create("none", data, {}))),
        }
        kept = {"id": text_of(self.id), "rawId": text_of(self.id), "type": "public-key", "response": response}
        made = Authenticator.objects.create(
            user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Ponsel", "credential": kept}
        )
        Authenticator.objects.filter(pk=made.pk).update(created_at=at)
        return made

    def answer(self, options: dict[str, Any], *, flags: FLAG = PRESENT_AND_VERIFIED, **changes: Any) -> dict[str, Any]:
        """What the page sends for the server's options."""
        client = {"type": "webauthn.get", "challenge": options["challenge"], "origin": self.origin, **changes}
        client_data = json.dumps(client).encode()
        data = bytes(AuthenticatorData.create(self._party, flags, 1))
        signature = self._secret.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return {
            "id": text_of(self.id),
            "rawId": text_of(self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": text_of(client_data),
                "authenticatorData": text_of(data),
                "signature": text_of(signature),
                "userHandle": None,
            },
        }
