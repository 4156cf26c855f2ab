"""Who a request comes from, for the database, and in which language it is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from hadir.audit import viewer
from hadir.lib import proxies

SESSION_LANGUAGE = "hadir_language"
# Pages that find an account by what is typed into them or by the secret in their address. They show nothing but the
# account that was found.
_BEFORE_SIGN_IN = ("/akun/", "/undangan/")

Answer = Callable[[HttpRequest], HttpResponseBase]


def behind_proxies(get_response: Answer) -> Answer:
    """Middleware, the very first: REMOTE_ADDR becomes the client's address as our own proxies tell it, and what a
    stranger says about addresses and encryption is taken out of the request before anything reads it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        meta, trusted = request.META, settings.TRUSTED_PROXIES
        remote, forwarded = meta.get("REMOTE_ADDR", ""), meta.pop("HTTP_X_FORWARDED_FOR", "")
        if proxies.is_trusted(remote, trusted):
            meta["REMOTE_ADDR"] = proxies.client_address(remote, forwarded, trusted)
        else:
            meta.pop("HTTP_X_FORWARDED_PROTO", None)
        return get_response(request)

    return middleware


def rows_of_the_log_in(get_response: Answer) -> Answer:
    """Middleware: the database answers every statement of the request in the eyes of its log-in, and a request without
    one in nobody's. Asks the session only when a statement comes. Stands right after the session's middleware."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with _eyes(request):
            response = get_response(request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = _streamed(request, cast("Iterable[bytes]", response.streaming_content))
        return response

    return middleware


def _eyes(request: HttpRequest) -> AbstractContextManager[None]:
    if request.path.startswith(_BEFORE_SIGN_IN):
        return viewer.seeing_everything("signing in looks for the account that is typed")
    return viewer.viewing_as(lambda: _account_id(request))


def _account_id(request: HttpRequest) -> int | None:
    with viewer.unguarded():
        found = request.session.get(SESSION_KEY)
    return int(found) if found is not None else None


def _streamed(request: HttpRequest, content: Iterable[bytes]) -> Iterator[bytes]:
    """A long answer is made after the middleware has returned, part by part."""
    parts = iter(content)
    while True:
        with _eyes(request):
            part = next(parts, None)
        if part is None:
            return
        yield part


def chosen_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware; stands after authentication because an account keeps its own choice.

    Django's own would follow the browser; a phone set to English must not turn an office form English unasked.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        language = _language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response

    return middleware


def _language_of(request: HttpRequest) -> str:
    """The account's language, else that of the cookie, else Indonesian.

    The session remembers the account's, so that a request that needs no account need not load it.
    """
    wanted = request.session.get(SESSION_LANGUAGE)
    if wanted is None and request.user.is_authenticated:
        wanted = request.session[SESSION_LANGUAGE] = request.user.language  # empty: nothing was ever chosen
    wanted = wanted or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
