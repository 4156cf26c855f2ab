"""Sentences of this slice, by code."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.lib.nip import NipFault
from hadir.people.rules import Fault, HeadKind, Through

NIP_FAULTS: dict[NipFault, Promise] = {
    NipFault.NOT_18_DIGITS: _("NIP terdiri dari 18 angka."),
    NipFault.BIRTH_DATE: _("Delapan angka pertama NIP harus tanggal lahir (tahun, bulan, tanggal)."),
    NipFault.BIRTH_IN_FUTURE: _("Tanggal lahir dalam NIP belum terjadi."),
    NipFault.APPOINTMENT_MONTH: _("Angka ke-13 dan ke-14 NIP harus bulan pengangkatan (01 sampai 12)."),
    NipFault.APPOINTED_TOO_YOUNG: _("Menurut NIP ini, pengangkatan terjadi sebelum umur 16 tahun."),
    NipFault.APPOINTED_IN_FUTURE: _("Tahun pengangkatan dalam NIP masih terlalu jauh di depan."),
    NipFault.SEX: _("Angka ke-15 NIP harus 1 (pria) atau 2 (wanita)."),
}

# Why a file is no table (hadir.lib.tables), for every import.
TABLE_FAULTS: dict[str, Promise] = {
    "file_empty": _("Berkas ini kosong."),
    "file_too_big": _("Berkas lebih besar dari {limit} MB. Bagi menjadi beberapa berkas."),
    "file_locked": _("Berkas ini berkata sandi. Simpan tanpa kata sandi, lalu unggah lagi."),
    "file_damaged": _("Berkas ini rusak atau bukan berkas Excel. Buka di Excel, simpan sebagai .xlsx, unggah lagi."),
    "file_bomb": _("Isi berkas ini terlalu besar atau terlalu lama dibaca. Simpan ulang sebagai CSV, unggah lagi."),
    "not_a_table": _("Ini bukan tabel. Yang dapat dibaca: XLSX, XLS, ODS, dan CSV."),
    "web_page": _("Ini halaman web yang bernama seperti Excel. Buka di Excel, simpan sebagai .xlsx, lalu unggah lagi."),
    "encoding_unknown": _("Huruf dalam berkas ini tidak terbaca. Simpan sebagai CSV UTF-8, lalu unggah lagi."),
    "line_unreadable": _("Baris {row} tidak terbaca. Periksa tanda petik di baris itu."),
    "too_many_rows": _("Baris lebih dari {limit}. Bagi menjadi beberapa berkas."),
    "no_rows": _("Tidak ada baris di bawah judul kolom."),
}

NIP_IS_FIXED = _("NIP tidak diubah di sini; pakai menu perbaikan NIP supaya akun ikut berubah.")
INVALID = _("Ada isian yang belum benar.")
EXISTS = _("Data yang sama sudah ada.")
REGION_EXISTS = _("Pemerintah daerah sudah ada; satu pemasangan melayani satu daerah.")
OPD_BELOW_REGION = _("Perangkat daerah harus langsung di bawah pemerintah daerah.")
UNIT_BELOW_OPD = _("Unit kerja harus berada di bawah perangkat daerah.")
NOT_THE_REGION = _("Ini hanya berlaku untuk perangkat daerah atau unit kerja.")
UNIT_LOOP = _("Unit tidak dapat dipindahkan ke bawah dirinya sendiri.")
WORK_PLACE_ELSEWHERE = _("Pilih tempat kerja milik perangkat daerah pegawai ini atau milik pemerintah daerah.")
EMPLOYEE_NOT_FOUND = _("Pegawai tidak ditemukan.")
UNIT_NOT_FOUND = _("Unit kerja tidak ditemukan.")
WORK_PLACE_NOT_FOUND = _("Tempat kerja tidak ditemukan.")

HEAD_KINDS: list[tuple[str, Promise]] = [
    (HeadKind.DEFINITIVE.value, _("Definitif")),
    (HeadKind.PLT.value, _("Plt. (pelaksana tugas)")),
    (HeadKind.PLH.value, _("Plh. (pelaksana harian)")),
]

# UU 20/2023 and PP 11/2017: the levels that decide who may sanction whom.
POSITION_LEVELS: list[tuple[str, Promise]] = [
    ("jpt_madya", _("JPT madya")),
    ("jpt_pratama", _("JPT pratama")),
    ("administrator", _("Administrator")),
    ("pengawas", _("Pengawas")),
    ("fungsional", _("Fungsional")),
    ("pelaksana", _("Pelaksana")),
]

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII")
# Codes of the SIASN export for civil servants; contract employees have plain Roman grades.
GRADES_OF_SERVANTS: list[tuple[str, str]] = [
    ("11", "I/a"),
    ("12", "I/b"),
    ("13", "I/c"),
    ("14", "I/d"),
    ("21", "II/a"),
    ("22", "II/b"),
    ("23", "II/c"),
    ("24", "II/d"),
    ("31", "III/a"),
    ("32", "III/b"),
    ("33", "III/c"),
    ("34", "III/d"),
    ("41", "IV/a"),
    ("42", "IV/b"),
    ("43", "IV/c"),
    ("44", "IV/d"),
    ("45", "IV/e"),
]
GRADES_OF_CONTRACTS: list[tuple[str, str]] = [(roman, roman) for roman in _ROMAN]
GRADES = GRADES_OF_SERVANTS + GRADES_OF_CONTRACTS

TIMELINE_FAULTS: dict[Fault, Promise] = {
    Fault.SPAN: _("Tanggal itu tidak cocok: berakhir sebelum mulai, atau masuk ke masa catatan lain."),
    Fault.NO_SUCH_ENTRY: _("Catatan itu tidak ditemukan atau sudah diganti."),
    Fault.ONLY_ENTRY: _("Catatan pertama tidak dapat dibatalkan; perbaiki isinya."),
    Fault.BEFORE_BEGINNING: _("Tanggal mulai harus sesudah awal catatan sebelumnya."),
}
THROUGH: dict[Through, Promise] = {
    Through.DECISION: _("ditetapkan dengan keputusan"),
    Through.OWN_UNIT: _("kepala unit sendiri"),
    Through.UNIT_ABOVE: _("kepala unit di atasnya"),
}

ENTRY_NOT_FOUND = TIMELINE_FAULTS[Fault.NO_SUCH_ENTRY]
OVERLAP = _("Untuk hari-hari itu sudah ada catatan lain. Muat ulang halaman dan periksa.")
LEGAL_BASIS_NEEDED = _("Isi nomor surat keputusan atau surat perintahnya.")
GRADE_MISMATCH = _("Golongan itu tidak berlaku untuk status kepegawaian ini pada tanggal tersebut.")
UNIT_NOT_ACTIVE = _("Unit itu tidak ada atau sudah ditutup pada tanggal tersebut.")
UNIT_STILL_USED = _(
    "Unit belum dapat ditutup: sesudah tanggal itu masih ada %(people)s pegawai dan %(units)s unit di bawahnya. "
    "Pindahkan atau tutup dahulu."
)
REGION_STAYS = _("Pemerintah daerah tidak dapat ditutup.")
UNIT_NOT_CLOSED = _("Unit ini tidak ditutup.")
CODE_TAKEN = _("Kode ini sudah dipakai unit lain.")
OWN_SUPERIOR = _("Seorang pegawai tidak dapat menjadi atasannya sendiri.")
SUPERIOR_LOOP = _("Keputusan ini membuat seseorang menjadi atasan bagi atasannya sendiri.")
ALREADY_ACTING = _("Pada hari-hari itu %(name)s sudah menjadi pelaksana tugas di unit ini. Akhiri dahulu.")
NOT_ONESELF = _("Anda tidak dapat menetapkan diri sendiri.")
HEAD_INACTIVE = _("Pegawai nonaktif tidak dapat ditetapkan.")

LAST_DAY_AHEAD = _("Pilih hari ini atau sebelumnya: hak akun berakhir begitu pegawai dinonaktifkan.")
LAST_DAY_BEFORE = _("Penempatannya baru mulai {begins}. Pilih hari itu atau sesudahnya.")
