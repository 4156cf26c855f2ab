"""The language of a page: what the person chose, else Indonesian.

Django's own middleware would follow the browser; a phone set to English must not turn an office form English unasked.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

SESSION_LANGUAGE = "hadir_language"


def chosen_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware; stands after authentication because an account keeps its own choice."""

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
