"""Words of phones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FINDINGS: dict[str, StrOrPromise] = {
    "devices.bound": _("Ditandatangani ponsel yang terikat pada pegawai ini."),
    "devices.lent": _("Ponsel terikat ini juga pernah dipakai absen untuk {people} pegawai lain."),
    "devices.shared": _("Ponsel yang dipakai pernah dipakai absen untuk {people} pegawai lain."),
    "devices.reported_lost": _("Ponsel yang dipakai sudah dilaporkan hilang atau dicuri."),
    "devices.waiting": _("Ponsel baru yang pengikatannya belum diputuskan."),
    "devices.other": _("Bukan ponsel yang terikat pada pegawai ini."),
    "devices.none_bound": _("Belum ada ponsel yang terikat pada pegawai ini; tanda tangan ponselnya benar."),
    "devices.unsigned": _("Tanpa tanda tangan ponsel; belum ada ponsel yang terikat."),
    "devices.unsigned_though_bound": _("Tanpa tanda tangan ponsel, padahal ada ponsel yang terikat."),
    "devices.broken": _("Tanda tangan ponsel tidak cocok dengan sesi atau bingkai yang dikirim."),
    "devices.times_odd": _("Lama sesi menurut ponsel tidak masuk akal."),
    "devices.clock_off": _("Jam ponsel berbeda {minutes} menit dari jam server."),
    "devices.passkey": _("Dipastikan dengan kunci sandi (passkey) yang tidak dapat disalin."),
    "devices.passkey_synced": _("Dipastikan dengan kunci sandi (passkey) yang tersinkron ke perangkat lain."),
    "devices.passkey_new": _("Kunci sandi (passkey) didaftarkan kurang dari 24 jam sebelumnya."),
    "devices.passkey_broken": _("Jawaban kunci sandi (passkey) tidak cocok dengan sesi ini."),
}
