"""Words of phones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hadir.devices.rules import AskReason, Basis, EndReason

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
    "devices.ended": _("Ikatan ponsel pegawai ini sudah diakhiri dan belum ada gantinya."),
    "devices.unsigned": _("Tanpa tanda tangan ponsel; belum ada ponsel yang terikat."),
    "devices.unsigned_though_bound": _(
        "Tanpa tanda tangan ponsel, padahal pegawai ini punya atau pernah punya ponsel terikat."
    ),
    "devices.broken": _("Tanda tangan ponsel tidak cocok dengan sesi atau bingkai yang dikirim."),
    "devices.times_odd": _("Lama sesi menurut ponsel tidak masuk akal."),
    "devices.passkey": _("Dipastikan dengan kunci sandi (passkey) yang tidak dapat disalin."),
    "devices.passkey_synced": _("Dipastikan dengan kunci sandi (passkey) yang tersinkron ke perangkat lain."),
    "devices.passkey_new": _("Kunci sandi (passkey) didaftarkan kurang dari 24 jam sebelumnya."),
    "devices.passkey_broken": _("Jawaban kunci sandi (passkey) tidak cocok dengan sesi ini."),
}

BASES: list[tuple[str, StrOrPromise]] = [
    (Basis.ENROLMENT.value, _("Saat merekam wajah dengan ponsel itu")),
    (Basis.DESK.value, _("Di depan petugas dengan kode")),
    (Basis.FIRST_USE.value, _("Saat absen pertama dengan ponsel itu")),
    (Basis.REQUEST.value, _("Permintaan yang disetujui petugas")),
]
ASK_REASONS: list[tuple[str, StrOrPromise]] = [
    (AskReason.FIRST.value, _("Belum pernah ada ponsel yang terikat")),
    (AskReason.NEW.value, _("Ganti ponsel baru")),
    (AskReason.LOST.value, _("Ponsel lama hilang")),
    (AskReason.STOLEN.value, _("Ponsel lama dicuri")),
    (AskReason.BROKEN.value, _("Ponsel lama rusak")),
    (AskReason.DATA_DELETED.value, _("Data peramban terhapus atau ganti peramban")),
]
END_REASONS: list[tuple[str, StrOrPromise]] = [
    (EndReason.REPLACED.value, _("Diganti ponsel lain")),
    (EndReason.LOST.value, _("Dilaporkan hilang")),
    (EndReason.STOLEN.value, _("Dilaporkan dicuri")),
    (EndReason.BY_OFFICE.value, _("Diakhiri petugas")),
    (EndReason.FACE_REFUSED.value, _("Perekaman wajahnya ditolak")),
    (EndReason.BY_OWNER.value, _("Diakhiri pemiliknya")),
]
STATUSES: list[tuple[str, StrOrPromise]] = [
    ("waiting", _("Menunggu keputusan petugas")),
    ("approved", _("Disetujui")),
    ("rejected", _("Ditolak")),
    ("withdrawn", _("Ditarik pemohon")),
]
OUTCOMES: list[tuple[str, StrOrPromise]] = [
    ("explained", _("Ada penjelasan yang wajar")),
    ("misuse", _("Dipakai untuk absen orang lain")),
]

NOT_AN_EMPLOYEE = _("Akun ini tidak terhubung dengan pegawai, jadi tidak punya ponsel untuk absen.")
INVALID = _("Ada isian yang perlu diperbaiki.")
PROOF_BROKEN = _("Ponsel ini gagal membuktikan kuncinya. Muat ulang halaman, lalu coba lagi dari ponsel itu.")
PROOF_OLD = _("Halaman ini terlalu lama terbuka. Muat ulang, lalu coba lagi.")
KEY_OF_ANOTHER = _(
    "Ponsel ini sudah dipakai pegawai lain untuk absen. Pakai ponsel Anda sendiri. Bila ponsel ini baru Anda beli dari "
    "pegawai itu, hapus data situs Hadir di peramban, lalu ulangi."
)
BOUND_ALREADY = _("Ponsel ini sudah terikat pada Anda; tidak perlu diganti.")
REQUEST_WAITING = _("Permintaan Anda ({reference}) masih menunggu. Tarik dahulu bila ingin menggantinya.")
REQUEST_NOT_FOUND = _("Permintaan ponsel tidak ditemukan.")
REQUEST_SETTLED = _("Permintaan ini sudah selesai: {status}.")
NOT_ONESELF = _("Ponsel Anda sendiri diputuskan petugas lain.")
NOTE_MISSING = _("Tuliskan alasan penolakan, supaya pemohon tahu apa yang dapat dilakukan.")
END_NOTE_MISSING = _("Tuliskan mengapa ikatan ponsel ini diakhiri.")
NO_DEVICE = _("Tidak ada ponsel yang terikat.")
EMPLOYEE_NOT_FOUND = _("Pegawai tidak ditemukan.")
CODE_WRONG = _("Kode tidak cocok. Periksa delapan hurufnya, atau minta petugas membuat kode baru.")
CODE_OVER = _("Kode sudah dipakai, kedaluwarsa, atau terlalu sering salah. Minta petugas membuat kode baru.")
ALARM_NOT_FOUND = _("Peringatan ini tidak ditemukan.")
ALARM_HANDLED = _("Peringatan ini sudah ditangani.")
ALARM_INVOLVED = _("Peringatan ini menyangkut Anda; petugas lain yang menanganinya.")
ALARM_NOTE_MISSING = _("Tuliskan apa yang ditemukan: siapa pemilik ponsel dan mengapa dipakai orang lain.")
