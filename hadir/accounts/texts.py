"""Sentences of this slice, by code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOT_FOR_ONESELF = _("Peran untuk diri sendiri harus diberikan oleh orang lain.")
ROLES_CONFLICT = _("Operator platform dan pemeriksa tidak boleh merangkap peran lain.")
ROLE_NOT_GRANTED = _("Peran ini mengikuti data kepegawaian dan tidak diberikan tersendiri.")
ROLE_SCOPE = _("Peran ini tidak berlaku untuk lingkup tersebut. Periksa unit kerjanya.")
GRANT_EXISTS = _("Peran ini sudah diberikan.")
NOT_RESTORABLE = _("Akses akun sendiri tidak dapat dipulihkan di sini.")
GRANT_NOT_FOUND = _("Pemberian peran tidak ditemukan.")
GRANT_SPAN = _("Tanggal akhir harus sesudah tanggal mulai.")
USER_NOT_FOUND = _("Akun tidak ditemukan.")
LANGUAGE_UNKNOWN = _("Bahasa ini tidak tersedia.")
NOT_ONESELF = _("Akun sendiri tidak dapat ditutup.")
ALREADY_JOINED = _("Orang ini sudah memiliki akun. Bila tidak dapat masuk, pulihkan aksesnya.")
EMPLOYEE_INACTIVE = _("Pegawai ini tidak aktif.")
INVITATION_INVALID = _("Undangan ini tidak berlaku lagi. Minta undangan baru kepada operator Anda.")
PASSWORD_WEAK = _("Kata sandi belum memenuhi syarat.")
USERNAME_FORM = _("Nama pengguna: 3 sampai 40 huruf kecil, angka, titik, atau garis, dan bukan NIP.")

INVITATION_SUBJECT = _("Undangan untuk memakai Hadir")
INVITATION_BODY = _(
    "Yth. %(name)s,\n\n"
    "Anda diundang untuk memakai Hadir, presensi wajah ASN. Buka tautan berikut dan buat kata sandi Anda:\n\n"
    "%(link)s\n\n"
    "Tautan ini hanya dapat dipakai sekali, sampai %(until)s. Jangan teruskan kepada siapa pun.\n"
)
