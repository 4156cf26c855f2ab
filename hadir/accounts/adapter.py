"""What Hadir changes about django-allauth: no sign-up, one failure counter a person, encrypted second factors."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.utils import perform_login
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hadir.accounts import services
from hadir.accounts.models import User
from hadir.lib import nip


def sign_in(request: HttpRequest, user: User, *, redirect_to: str) -> HttpResponse:
    """Sign in somebody who has just proved who they are by a link; asks for the second factor where one is set."""
    response: HttpResponse = perform_login(request, user, email_verification="none", redirect_url=redirect_to)
    return response


def proved_at(request: HttpRequest) -> datetime | None:
    """When this session's person last proved who they are on being asked again; signing in does not count."""
    records = get_authentication_records(request, request.user)
    moments = [record["at"] for record in records if record.get("reauthenticated")]
    return datetime.fromtimestamp(moments[-1], UTC) if moments else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts come from invitations only; failures count by person (ADR 0005); sign-ins are logged."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """A NIP may be typed in groups, as cards print it. Read before failures are counted: one counter a person."""
        digits = nip.normalise(credentials.get("username") or "")
        if len(digits) == nip.LENGTH and digits.isdecimal():
            credentials["username"] = digits
        found: User | None = super().authenticate(request, **credentials)
        return found

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures by NIP even when the mail address was typed, or each person would have two counters.

        allauth has no public hook for this; tests/accounts/test_login_limits.py fails when the name changes.
        """
        email = credentials.get("email")
        known = User.objects.filter(email__iexact=email).values_list("username", flat=True).first() if email else None
        login = known or email or credentials.get("username", "")
        return f"login:{str(login).casefold()}"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        services.record_failed_sign_in(login=str(credentials.get("email") or credentials.get("username") or ""))

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        services.record_sign_in(user)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keeps TOTP secrets and recovery seeds unreadable in a stolen database."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    """Keys from the site's secret key and its predecessors, bound to this one purpose."""
    return MultiFernet([_key(str(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"hadir second factors").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
