"""Who asks: a living log-in that sends frames, or another system with a token."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyCookie, HttpBearer
from ninja.security.session import SessionAuth

from hadir.accounts import api_tokens, texts
from hadir.accounts.models import ApiToken
from hadir.accounts.rules import Scope
from hadir.audit import viewer
from hadir.lib.errors import NotRecognised, TooMany

_FAILURES = 30  # by one address within a minute; a token has 256 random bits, so this only spares the database
_WINDOW_S = 60


class LoggedIn(APIKeyCookie):
    """For frames only, which come several a second within one minute.

    Opening and finishing a session check the whole account; in between the log-in's own record and the session's
    nonce are enough: a frame can change nothing but the session that this log-in opened.
    """

    param_name = SessionAuth.param_name

    def authenticate(self, request: HttpRequest, key: str | None) -> str | None:
        found: str | None = request.session.get(SESSION_KEY)
        return found


def logged_in_id(request: HttpRequest) -> int:
    """The account's id from the log-in. Only behind `LoggedIn`."""
    return int(request.session[SESSION_KEY])


class TokenAuth(HttpBearer):
    """`Authorization: Bearer hadir_…` of another system, for operations of one scope. See `api_tokens.recognise`."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        address = _address_of(request)
        try:
            with viewer.seeing_everything("whose token it is must be found before anybody looks"):
                found = api_tokens.recognise(token, scope=self.scope, address=address, now=timezone.now())
        except NotRecognised:
            _count_failure(address)
            raise
        viewer.switch_to_token(found.pk)
        return found


def token_of(request: HttpRequest) -> ApiToken:
    """The token that asks. Only behind `TokenAuth`."""
    token = getattr(request, "auth", None)
    if not isinstance(token, ApiToken):
        raise TypeError("this operation stands behind TokenAuth")
    return token


def _address_of(request: HttpRequest) -> str:
    """The caller's address as the trusted proxies tell it; empty, which fits no network, when nobody can say."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""


def _count_failure(address: str) -> None:
    key = f"api_token_failures:{address}"
    cache.add(key, 0, _WINDOW_S)
    try:
        count = cache.incr(key)
    except ValueError:  # it ran out between the two
        return
    if count > _FAILURES:
        raise TooMany("token_too_many", texts.TOKEN_TOO_MANY, retry_after_s=_WINDOW_S)
