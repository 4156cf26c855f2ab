"""What the panel for the screen's code needs from the server (`site-code.js`): addresses and sentences."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.utils.translation import gettext as _


def code_panel(request: HttpRequest) -> dict[str, Any]:
    """Given to the page as JSON under `site-code-config`; the library for decoding is fetched only when needed."""
    return {
        "url": "/api/v1/site-codes",
        "csrf": get_token(request),
        "decoder": static("vendor/jsQR.js"),
        "texts": {
            "checking": _("Memeriksa kode…"),
            "incomplete": _("Ketik keenam angkanya."),
            "network": _("Server belum dapat dihubungi. Coba lagi sebentar; kode yang baru akan muncul di layar."),
            "signed_out": _("Sesi masuk sudah berakhir. Muat ulang halaman dan masuk lagi."),
            "scanning": _("Arahkan kamera ke QR di layar kantor."),
            "no_camera": _("Kamera tidak dapat dipakai. Ketik enam angkanya."),
            "not_ours": _("QR ini bukan kode layar Hadir."),
        },
    }
