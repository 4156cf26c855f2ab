"""Sentences about codes of a work place: to the person, and to reviewers."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.places.codes_rules import CodeState

# To the person, at once, beside the field.
STATES: dict[CodeState, Promise | str] = {
    CodeState.RIGHT: _("Kode diterima."),
    CodeState.WRONG: _("Kode tempat kerja salah. Baca lagi enam angka di layar, atau pindai QR-nya."),
    CodeState.USED: _("Kode ini sudah Anda pakai. Tunggu kode berikutnya di layar."),
    CodeState.EXPIRED: _(
        "Kode ini sudah lewat: layar menampilkan kode baru tiap 20 detik. Ketik kode yang sekarang, atau pindai QR-nya."
    ),
    CodeState.ELSEWHERE: _(
        "Kode ini milik layar di tempat lain. Pakai kode layar di tempat kerja Anda hari ini; bila Anda memang "
        "bertugas di sana, minta operator OPD mencatat penugasannya."
    ),
    CodeState.LIMITED: _(
        "Terlalu banyak kode salah, jadi kode Anda belum diperiksa. Coba lagi dalam {minutes} menit, atau minta "
        "pengesahan petugas."
    ),
}

# To reviewers. Facts: place (name).
FINDINGS: dict[str, Promise | str] = {
    "places.code_right": _("Kode layar di {place} benar dan masih berlaku."),
    "places.code_wrong": _("Kode layar yang diberikan bukan kode tempat kerja mana pun."),
    "places.code_expired": _("Kode layar di {place} sudah lewat {seconds} detik ketika sampai di server."),
    "places.code_used": _("Kode layar di {place} sudah pernah dipakai orang ini."),
    "places.code_elsewhere": _("Kode layar itu milik {place}, padahal orang ini tidak bertugas di sana hari itu."),
    "places.code_limited": _("Kode layar tidak diperiksa karena sebelumnya terlalu banyak kode salah."),
}
