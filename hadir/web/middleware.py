"""Turns domain errors raised by pages into pages that explain them. The API has its own handler."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hadir.lib.errors import HadirError
from hadir.web.error_pages import explain


class ExplainErrors:
    """Catches `HadirError` only: anything else is a fault of ours and must reach the log as one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, HadirError):
            return explain(request, exception)
        return None
