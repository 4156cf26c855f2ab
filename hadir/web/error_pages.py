"""Pages that explain what went wrong and what to do next: one renderer for every refusal."""

from __future__ import annotations

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hadir.lib.errors import HadirError

log = logging.getLogger(__name__)


def _title(status: int) -> str:
    return {
        400: _("Permintaan tidak dapat diproses"),
        403: _("Tidak ada hak"),
        404: _("Tidak ditemukan"),
        409: _("Keadaannya sudah berubah"),
        410: _("Sudah tidak berlaku"),
        422: _("Data belum benar"),
        429: _("Terlalu sering"),
        503: _("Sedang tidak dapat dipakai"),
    }.get(status, _("Tidak dapat dilakukan"))


def _advice(status: int) -> str:
    return {
        403: _("Bila tugas Anda memerlukannya, hubungi operator OPD Anda."),
        404: _("Mulai lagi dari beranda."),
        409: _("Buka lagi halamannya untuk melihat keadaan terbaru."),
        410: _("Mulai lagi dari beranda."),
        422: _("Kembali, perbaiki, lalu kirim lagi."),
        503: _("Coba lagi sebentar lagi. Bila tetap gagal, laporkan kepada operator OPD Anda."),
    }.get(status, "")


def explain(request: HttpRequest, error: HadirError) -> HttpResponse:
    """The page for a domain error: its own sentence, its code, and the way on."""
    status = error.http_status
    context = {
        "title": _title(status),
        "message": error.message,
        "fields": list(error.fields.values()),
        "advice": _advice(status),
        "code": error.code,
        "retry": status == 503,
    }
    response = render(request, "web/error.html", context, status=status)
    if error.retry_after_s is not None:
        response["Retry-After"] = str(error.retry_after_s)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Handler of last resort. A database that is away is "not available", not "our mistake"."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = HttpResponse(render_to_string("503.html"), status=503)
        response["Retry-After"] = "10"
        return response
    return HttpResponse(render_to_string("500.html"), status=500)
