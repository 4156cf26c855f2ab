"""Sentences of this slice, by code."""

from __future__ import annotations

from django.utils.functional import Promise
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

# Every right in words: what an auditor reads beside an entry and chooses in the search.
RIGHT_NAMES: dict[Right, Promise] = {
    Right.CHECK_IN: _("Absen"),
    Right.ENROL_OWN_FACE: _("Merekam wajah sendiri"),
    Right.SEE_OWN_HISTORY: _("Melihat riwayat sendiri"),
    Right.SEE_EMPLOYEES: _("Melihat data pegawai"),
    Right.MANAGE_EMPLOYEES: _("Mengubah data pegawai"),
    Right.INVITE: _("Mengundang pemakai"),
    Right.SEE_ENROLMENTS: _("Melihat perekaman wajah"),
    Right.DECIDE_ENROLMENT: _("Memutuskan perekaman wajah"),
    Right.ENROL_AT_DESK: _("Merekam wajah pegawai di meja"),
    Right.SEE_ATTENDANCE: _("Melihat kehadiran"),
    Right.SEE_EVIDENCE: _("Melihat bukti gambar"),
    Right.ALLOW_NON_BIOMETRIC: _("Mengizinkan absen tanpa wajah"),
    Right.RECORD_NON_BIOMETRIC: _("Mengesahkan absen tanpa wajah"),
    Right.IMPORT_EMPLOYEES: _("Mengimpor data pegawai"),
    Right.EXPORT_EMPLOYEES: _("Mengekspor data pegawai"),
    Right.MANAGE_HEADS: _("Menetapkan kepala unit"),
    Right.SEE_ROLLOUT: _("Melihat peluncuran"),
    Right.PREPARE_ROLLOUT: _("Menyiapkan peluncuran"),
    Right.DECIDE_GO_LIVE: _("Memutuskan peluncuran"),
    Right.SEE_SCHEDULES: _("Melihat jadwal kerja"),
    Right.MANAGE_SCHEDULES: _("Mengatur jadwal kerja"),
    Right.CONFIRM_SCHEDULES: _("Menyetujui jadwal kerja"),
    Right.PROPOSE_SCHEDULES: _("Mengusulkan jadwal kerja"),
    Right.MANAGE_ROSTERS: _("Menyusun daftar jaga"),
    Right.SWAP_SHIFTS: _("Menukar sif"),
    Right.DECIDE_SWAPS: _("Memutuskan tukar sif"),
    Right.MANAGE_CALENDAR: _("Mengatur kalender hari libur"),
    Right.CONFIRM_CALENDAR: _("Menyetujui kalender hari libur"),
    Right.REQUEST_ABSENCE: _("Mengajukan cuti atau izin"),
    Right.SEE_ABSENCES: _("Melihat cuti dan izin"),
    Right.DECIDE_ABSENCE: _("Memutuskan cuti dan izin"),
    Right.VERIFY_ABSENCE: _("Memeriksa cuti dan izin"),
    Right.ASSIGN_DUTY: _("Menugaskan dinas luar"),
    Right.MANAGE_LEAVE_RULES: _("Mengatur aturan cuti"),
    Right.ADJUST_LEAVE_LEDGER: _("Menyesuaikan sisa cuti"),
    Right.REQUEST_CORRECTION: _("Mengajukan koreksi kehadiran"),
    Right.PROPOSE_CORRECTION: _("Mengusulkan koreksi kehadiran"),
    Right.DECIDE_CORRECTION: _("Memutuskan koreksi kehadiran"),
    Right.SEE_CORRECTION_STATISTICS: _("Melihat statistik koreksi"),
    Right.REPORT_INCIDENT: _("Melaporkan gangguan sistem"),
    Right.CONFIRM_INCIDENT: _("Menyetujui gangguan sistem"),
    Right.MANAGE_EVENTS: _("Mengatur acara"),
    Right.BIND_OWN_DEVICE: _("Mengikat ponsel sendiri"),
    Right.SEE_DEVICES: _("Melihat ponsel yang terikat"),
    Right.DECIDE_REBINDING: _("Memutuskan penggantian ponsel"),
    Right.SEE_WORK_PLACES: _("Melihat tempat kerja dan areanya"),
    Right.PLAN_WORK_PLACES: _("Menggambar area tempat kerja dan mencatat jaringan kantor"),
    Right.CONFIRM_WORK_PLACES: _("Mengesahkan area tempat kerja dan jaringan kantor"),
    Right.ASSIGN_WORK_PLACES: _("Menetapkan tempat kerja pegawai"),
    Right.OPEN_SITE_SCREEN: _("Membuka layar kode di kantor"),
    Right.SEE_PRESENCE_POLICY: _("Melihat syarat bukti hadir"),
    Right.MANAGE_PRESENCE_POLICY: _("Mengusulkan syarat bukti hadir"),
    Right.CONFIRM_PRESENCE_POLICY: _("Mengesahkan syarat bukti hadir"),
    Right.SEE_REVIEWS: _("Melihat pemeriksaan absen"),
    Right.REVIEW_CHECK_INS: _("Memeriksa absen"),
    Right.CONFIRM_REVIEW: _("Mengesahkan hasil pemeriksaan absen"),
    Right.OBJECT_TO_REVIEW: _("Berkeberatan atas pemeriksaan absen sendiri"),
    Right.SEE_REVIEW_STATISTICS: _("Melihat statistik pemeriksaan absen"),
    Right.DECLARE_LOOKALIKES: _("Mencatat orang yang berwajah mirip"),
    Right.SEE_PATTERNS: _("Melihat pola absen yang janggal"),
    Right.HANDLE_PATTERNS: _("Menindaklanjuti pola absen yang janggal"),
    Right.SEE_RECAP: _("Melihat rekap kehadiran"),
    Right.EXPORT_RECAP: _("Mengekspor rekap kehadiran"),
    Right.PREPARE_RECAP: _("Menyiapkan rekap kehadiran"),
    Right.SIGN_RECAP: _("Menandatangani rekap kehadiran"),
    Right.VERIFY_RECAP: _("Memeriksa rekap kehadiran"),
    Right.LOCK_PERIOD: _("Mengunci periode"),
    Right.PROPOSE_JOURNAL: _("Mengusulkan pembetulan periode terkunci"),
    Right.DECIDE_JOURNAL: _("Memutuskan pembetulan periode terkunci"),
    Right.SEE_ALLOWANCE: _("Melihat tunjangan"),
    Right.SEE_ALLOWANCE_RULES: _("Melihat aturan tunjangan"),
    Right.MANAGE_ALLOWANCE_RULES: _("Mengatur aturan tunjangan"),
    Right.CONFIRM_ALLOWANCE_RULES: _("Menyetujui aturan tunjangan"),
    Right.SEE_AUDIT_LOG: _("Melihat catatan audit"),
    Right.EXPORT_AUDIT_LOG: _("Mengekspor catatan audit"),
    Right.REQUEST_OWN_DATA: _("Meminta data sendiri"),
    Right.HANDLE_PRIVACY_REQUESTS: _("Menjawab permintaan data pribadi"),
    Right.SEE_PRIVACY_REGISTERS: _("Melihat register pelindungan data"),
    Right.MANAGE_PRIVACY_REGISTERS: _("Mengisi register pelindungan data"),
    Right.PUBLISH_NOTICE: _("Menerbitkan pemberitahuan privasi"),
    Right.SEE_ENGINE_CHANGE: _("Melihat penggantian mesin wajah"),
    Right.CHANGE_ENGINE: _("Mengganti mesin wajah"),
    Right.ROTATE_KEYS: _("Mengganti kunci enkripsi"),
    Right.SEE_STRUCTURE: _("Melihat susunan kantor"),
    Right.MANAGE_UNITS: _("Mengatur organisasi"),
    Right.MANAGE_WORK_PLACES: _("Mengatur tempat kerja"),
    Right.MANAGE_ACCOUNTS: _("Mengelola akun"),
    Right.RESTORE_OPERATOR: _("Memulihkan akun operator"),
    Right.SEE_GRANTS: _("Melihat peran"),
    Right.GRANT_OPD_OPERATOR: _("Memberi peran operator OPD"),
    Right.CONFIRM_GRANT: _("Menyetujui usulan peran"),
    Right.GRANT_OVERSIGHT: _("Memberi peran pengawasan"),
    Right.GRANT_PLATFORM_OPERATOR: _("Memberi peran operator platform"),
    Right.SEE_API_TOKENS: _("Melihat token API"),
    Right.MANAGE_API_TOKENS: _("Membuat token API"),
    Right.CONFIRM_API_TOKEN: _("Menyetujui token API"),
    Right.REVOKE_API_TOKEN: _("Mencabut token API"),
}

_BY_CODE = {right.value: name for right, name in RIGHT_NAMES.items()}


def right_name(code: str) -> str | Promise:
    """A right in words; a code that no longer is a right stays a code, for old entries of the log."""
    return _BY_CODE.get(code, code)
