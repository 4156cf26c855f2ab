"""Who sends a frame: a living log-in, without loading the account behind it."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from ninja.security import APIKeyCookie
from ninja.security.session import SessionAuth


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
