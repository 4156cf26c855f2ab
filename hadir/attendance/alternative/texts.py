"""Sentences of the way without a face."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.attendance.rules import Method

METHODS: dict[Method, Promise | str] = {
    Method.FACE: _("Wajah"),
    Method.PIN_CODE: _("PIN dan kode tempat"),
    Method.PIN_OFFICER: _("PIN dan petugas"),
}

NOT_ALLOWED = _("Absen tanpa wajah memerlukan izin yang masih berlaku. Ajukan izin di halaman Cara lain.")
NO_PIN = _("Anda belum mempunyai PIN. Buat PIN dahulu.")
