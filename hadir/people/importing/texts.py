"""Sentences of the import, by code: what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.people.importing.shapes import Problem
from hadir.people.texts import NIP_FAULTS, TABLE_FAULTS

_AS_TEXT = _(
    "Di Excel: pilih kolomnya, Format Sel, Teks, isi ulang nomornya; atau ekspor lagi dari SIASN sebagai XLSX."
)
FILE_FAULTS: dict[str, str | Promise] = {
    **TABLE_FAULTS,
    "no_header": _("Judul kolom tidak ditemukan di 20 baris pertama. Yang wajib ada: {needed}."),
    "columns_missing": _("Kolom yang wajib tidak ada: {columns}. Tambahkan, atau pakai templat."),
    "column_twice": _("Kolom {column} ada lebih dari satu kali. Hapus yang tidak dipakai."),
}

ROW_FAULTS: dict[str, str | Promise] = {
    **{fault.value: sentence for fault, sentence in NIP_FAULTS.items()},
    "cell_missing": _("Sel ini wajib diisi."),
    "unit_missing": _("Unit kerja wajib diisi: ID unor, kode unit, atau namanya."),
    "too_long": _("Isi sel lebih dari {longest} huruf. Singkatkan."),
    "nip_scientific": _("Excel mengubah NIP menjadi {value}; angka terakhirnya hilang."),
    "nip_rounded": _("NIP berakhiran 000: Excel membulatkannya, tiga angka terakhir hilang."),
    "type_unknown": _("Status “{value}” tidak dikenal. Isi PNS, CPNS, PPPK, atau PPPK paruh waktu."),
    "type_missing": _("Pegawai baru memerlukan status kepegawaian: PNS, CPNS, PPPK, atau PPPK paruh waktu."),
    "grade_unknown": _("Golongan “{value}” tidak dikenal. Contoh: III/a, atau IX untuk PPPK."),
    "grade_mismatch": _("Golongan ini tidak berlaku untuk status kepegawaiannya: III/a untuk PNS, IX untuk PPPK."),
    "email_wrong": _("“{value}” bukan alamat surel."),
    "email_taken": _("Surel ini sudah dipakai pegawai lain di Hadir. Perbaiki salah satunya."),
    "email_twice": _("Surel ini juga ada di baris {row}. Setiap pegawai memerlukan surel sendiri."),
    "phone_wrong": _("“{value}” bukan nomor HP."),
    "phone_scientific": _("Excel mengubah nomor HP menjadi {value}. Jadikan kolomnya teks dan isi ulang."),
    "phone_twice": _("Nomor HP ini juga ada di baris {row}."),
    "phone_taken": _("Nomor HP ini juga dipakai pegawai lain di Hadir."),
    "date_unreadable": _("Tanggal tidak terbaca, jadi tidak dipakai. Contoh: 31-12-2025."),
    "birth_date_differs": _("Tanggal lahir berbeda dengan yang ada di NIP. Periksa mana yang benar."),
    "sex_differs": _("Jenis kelamin berbeda dengan yang ada di NIP. Periksa mana yang benar."),
    "nip_twice": _("NIP ini sudah ada di baris {row}. Hapus salah satunya."),
    "siasn_twice": _("ID SIASN ini sudah ada di baris {row}. Hapus salah satunya."),
    "siasn_of_other": _("ID SIASN ini milik pegawai dengan NIP lain. Perbaiki NIP-nya di halaman pegawai itu."),
    "unit_unknown": _("Unit “{value}” tidak ada di Hadir. Impor daftar unor dulu, atau perbaiki namanya."),
    "unit_ambiguous": _("Ada beberapa unit bernama “{value}”. Isi kode unit atau ID unor."),
    "unit_foreign": _("Unit “{value}” di luar wewenang Anda. Hapus baris ini, atau minta BKPSDM mengimpornya."),
    "person_foreign": _("Pegawai ini terdaftar di unit di luar wewenang Anda. Minta BKPSDM memindahkannya."),
    "person_inactive": _("Pegawai ini nonaktif di Hadir dan tetap nonaktif. Aktifkan di halamannya bila perlu."),
    "place_unknown": _("Tempat kerja “{value}” tidak ada untuk unit ini. Perbaiki namanya atau buat tempatnya dulu."),
    "place_missing": _("Tempat kerja tidak dapat ditentukan. Isi kolom tempat kerja, atau pilih tempat bawaan."),
    "parent_unknown": _("Unit atasan “{value}” tidak ada dalam berkas dan tidak ada di Hadir."),
    "unit_loop": _("Unit ini berada di bawah dirinya sendiri. Perbaiki DiatasanId."),
}
_NEEDS_TEXT_CELLS = frozenset({"nip_scientific", "nip_rounded"})


def file_sentence(code: str, facts: Mapping[str, str]) -> str:
    """Why a file cannot be read at all."""
    return str(FILE_FAULTS[code]).format(**facts)


def sentence(problem: Problem) -> str:
    """What is wrong with a cell and what to do."""
    said = str(ROW_FAULTS[problem.code]).format(**{"value": "", "row": "", **problem.facts})
    return f"{said} {_AS_TEXT}" if problem.code in _NEEDS_TEXT_CELLS else said


DAY_AHEAD = _("Tanggal ini belum tiba. Pilih hari ini atau sebelumnya.")
PLACE_FOREIGN = _("Tempat kerja ini bukan milik unit yang dipilih.")
IMPORT_CHANGED = _("Data di Hadir berubah sejak pratinjau ini dibuat. Periksa pratinjau yang baru, lalu terapkan.")
IMPORT_CONFLICT = _("Impor berbenturan dengan perubahan lain, tidak ada yang disimpan. Unggah berkasnya lagi.")
IMPORT_NOT_FOUND = _("Impor ini tidak ditemukan.")
IMPORT_STATE = _("Impor ini sudah diterapkan, dibatalkan, atau masih diproses. Muat ulang halamannya.")
IMPORT_BUSY = _("Impor lain sedang diterapkan. Tunggu sebentar, lalu coba lagi.")
ROWS_WRONG = _("Ada baris yang salah. Perbaiki berkasnya, atau centang bahwa baris itu ditinggalkan.")
LEAVING_WITH_WRONG = _("Selama ada baris yang salah, pegawai yang tidak ada dalam berkas tidak dapat dinonaktifkan.")
NO_REGION = _("Daerah belum didirikan. Jalankan: hadir init")
