"""/api/v1: assembly of the JSON edge. No decisions here; every operation calls one service."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import SessionAuth

from hadir.api import alternative, capture, outside, site_codes
from hadir.api.texts import invalid_fields
from hadir.lib.errors import HadirError

_log = logging.getLogger(__name__)

api = NinjaAPI(
    title="Hadir",
    version="1",
    description=(
        "Face attendance: capture sessions, check-ins, enrolments (session cookie and CSRF header); "
        "people and their check-ins for other systems (token, docs/api.md)."
    ),
    auth=SessionAuth(csrf=True),
    urls_namespace="api",
    docs_url=None,  # its page would load scripts from elsewhere; the document itself is at openapi.json
)
api.add_router("", capture.router)
api.add_router("", outside.router)
api.add_router("", alternative.router)
api.add_router("", site_codes.router)


def _answer(
    request: HttpRequest, status: int, body: Mapping[str, Any], headers: dict[str, str] | None = None
) -> HttpResponse:
    response = api.create_response(request, body, status=status)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


@api.exception_handler(HadirError)
def _domain_error(request: HttpRequest, error: HadirError) -> HttpResponse:
    body: dict[str, Any] = {"code": error.code, "message": str(error.message)}
    headers = {}
    if error.fields:
        body["fields"] = {name: value if isinstance(value, int) else str(value) for name, value in error.fields.items()}
    if error.retry_after_s is not None:
        body["retry_after_s"] = error.retry_after_s
        headers["Retry-After"] = str(error.retry_after_s)
    return _answer(request, error.http_status, body, headers)


@api.exception_handler(OperationalError)
def _database_away(request: HttpRequest, error: OperationalError) -> HttpResponse:
    _log.error("database away: %s", type(error.__cause__).__name__)
    body = {
        "code": "database_away",
        "message": _("Basis data sedang tidak dapat dihubungi. Mohon tunggu sebentar."),
        "retry_after_s": 1,
    }
    return _answer(request, 503, body, {"Retry-After": "1"})


@api.exception_handler(ValidationError)
def _bad_body(request: HttpRequest, error: ValidationError) -> HttpResponse:
    body = {"code": "invalid_input", "message": _("Permintaan tidak sesuai."), "fields": invalid_fields(error.errors)}
    return _answer(request, 422, body)


@api.exception_handler(AuthenticationError)
def _signed_out(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return _answer(
        request, 401, {"code": "signed_out", "message": _("Anda belum masuk atau sesi masuk sudah berakhir.")}
    )


@api.exception_handler(Http404)
def _no_such(request: HttpRequest, _error: Http404) -> HttpResponse:
    return _answer(request, 404, {"code": "not_found", "message": _("Alamat ini tidak ada.")})


def unknown_address(request: HttpRequest) -> HttpResponse:
    """Programs that mistyped an address get their answer in JSON too, whatever method they used."""
    return _no_such(request, Http404())


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _answer(request, error.status_code, {"code": "bad_request", "message": _("Permintaan tidak dapat dibaca.")})
