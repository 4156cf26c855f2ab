"""Sentences of this slice, by code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hadir.lib.authority import Right

NOT_FOR_ONESELF = _("Peran untuk diri sendiri harus diberikan oleh orang lain.")
ROLES_CONFLICT = _("Operator platform, pemeriksa, dan petugas pelindungan data tidak boleh merangkap peran lain.")
SECOND_PERSON_NEEDED = _(
    "Peran ini memerlukan dua orang: usulkan, lalu petugas kepegawaian lain atau kepala OPD menyetujuinya."
)
GRANT_CIRCLE = _("Peran Anda sendiri berasal dari orang ini. Mintalah petugas lain yang memberikannya.")
PROPOSAL_NOT_FOUND = _("Usulan peran tidak ditemukan.")
PROPOSAL_DECIDED = _("Usulan ini sudah diputuskan.")
PROPOSAL_EXPIRED = _("Usulan ini sudah lewat batas waktunya. Ajukan usulan baru.")
PROPOSER_GONE = _("Pengusul tidak lagi berhak memberi peran ini. Ajukan usulan baru.")
PROPOSAL_EXISTS = _("Usulan yang sama sedang menunggu keputusan.")
PROPOSER_DECIDES_NOT = _("Pengusul tidak boleh memutuskan usulannya sendiri. Mintalah orang kedua.")
NO_PROPOSAL_NEEDED = _("Peran ini tidak memerlukan orang kedua; berikan langsung.")
REASON_MISSING = _("Tuliskan alasannya.")
NOT_ELEVATABLE = _("Kewenangan ini tidak perlu dibuka tersendiri.")
PROOF_NEEDED = _("Buktikan dahulu bahwa ini Anda: masukkan lagi kata sandi atau pengaman kedua.")
ELEVATION_NOT_FOUND = _("Kewenangan sementara tidak ditemukan.")
ELEVATION_CLOSED = _("Kewenangan ini sudah tertutup.")
TOKEN_NOT_FOUND = _("Token API tidak ditemukan.")
TOKEN_INVALID = _("Token API tidak dikenal, sudah dicabut, atau sudah habis masa berlakunya.")
TOKEN_UNCONFIRMED = _("Token API ini belum disetujui orang kedua.")
TOKEN_SCOPE = _("Token API ini tidak mencakup %(scope)s.")
TOKEN_NETWORK = _("Token API ini tidak boleh dipakai dari jaringan ini.")
TOKEN_TOO_MANY = _("Terlalu banyak percobaan dengan token yang tidak dikenal. Tunggu satu menit.")
TOKEN_SCOPES = _("Pilih sedikitnya satu lingkup.")
TOKEN_SPAN = _("Masa berlaku token harus di masa depan dan paling lama satu tahun.")
TOKEN_NETWORKS = _("%(network)s bukan jaringan yang sah. Contoh: 10.20.0.0/16.")
TOKEN_SECOND_PERSON = _("Pembuat token tidak boleh menyetujuinya sendiri. Mintalah orang kedua.")
TOKEN_CONFIRMED = _("Token ini sudah disetujui.")
TOKEN_CLOSED = _("Token ini sudah dicabut atau habis masa berlakunya.")
LINK_HOLDER = _(
    "Anda menyerahkan tautan akun orang ini kurang dari %(days)s hari yang lalu. "
    "Mintalah operator lain atau kepala OPD yang menyetujui wajahnya."
)
ROLE_NOT_GRANTED = _("Peran ini mengikuti data kepegawaian dan tidak diberikan tersendiri.")
ROLE_SCOPE = _("Peran ini tidak berlaku untuk lingkup tersebut. Periksa unit kerjanya.")
GRANT_EXISTS = _("Peran ini sudah diberikan.")
NOT_RESTORABLE = _("Akses akun sendiri tidak dapat dipulihkan di sini.")
GRANT_NOT_FOUND = _("Pemberian peran tidak ditemukan.")
GRANT_SPAN = _("Tanggal akhir harus sesudah tanggal mulai.")
USER_NOT_FOUND = _("Akun tidak ditemukan.")
LOGIN_UNKNOWN = _("Tidak ada akun terbuka dengan NIP atau nama pengguna ini. Undang orangnya dahulu.")
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

RIGHT_NAMES = {
    Right.SEE_EVIDENCE: _("Melihat bukti gambar"),
    Right.EXPORT_EMPLOYEES: _("Mengekspor data pegawai"),
    Right.EXPORT_AUDIT_LOG: _("Mengekspor catatan audit"),
    Right.MANAGE_API_TOKENS: _("Membuat token API"),
}
