"""What the calendar says to people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.schedules.calendar.rules import Collection, Kind

KIND_NAMES: dict[Kind, Promise] = {
    Kind.NATIONAL: _("Libur nasional"),
    Kind.JOINT: _("Cuti bersama"),
    Kind.LOCAL: _("Libur daerah"),
    Kind.UNIT: _("Libur OPD atau unit"),
}
COLLECTION_NAMES: dict[Collection, Promise] = {
    Collection.DECREE: _("Libur nasional dan cuti bersama (SKB)"),
    Collection.LOCAL: _("Libur daerah atau OPD"),
}

# Facts: day, year, kind_text, other (row), text, names, found, limit, name, most.
FILE_FAULTS: dict[str, Promise] = {
    "columns_missing": _("Kolom {names} tidak ditemukan. Kolom di berkas: {found}. Unduh contoh bentuknya."),
    "not_a_day": _("“{text}” bukan tanggal. Tulis seperti 2026-08-17 atau 17/08/2026, satu hari satu baris."),
    "not_a_kind": _("“{text}” bukan jenis libur. Tulis salah satu: {kinds_text}."),
    "other_year": _("{day} bukan hari di tahun {year}."),
    "day_twice": _("{day} sudah ada di baris {other}. Gabungkan namanya dalam satu baris."),
    "ics_day_twice": _("{day} sudah ada di acara ke-{other}. Gabungkan namanya dalam satu acara."),
    "name_missing": _("nama hari libur kosong."),
    "kind_elsewhere": _("jenis “{kind_text}” tidak termasuk kumpulan ini; yang dapat dipakai: {kinds_text}."),
    "ics_unreadable": _("Berkas bukan kalender ICS yang utuh. Ekspor ulang dari aplikasi kalender."),
    "ics_empty": _("Kalender ini tidak berisi acara."),
    "ics_too_big": _("Kalender lebih besar dari {limit} MB."),
    "ics_other_years": _("Tidak ada acara di tahun {year} dalam kalender ini."),
    "ics_repeats": _("acara “{name}” berulang. Libur ditetapkan tahun demi tahun; ganti dengan acara satu kali."),
    "ics_too_long": _("acara lebih panjang dari {most} hari."),
}
ROW_AND_COLUMN = _("Baris {row}, kolom {column}: {sentence}")
EVENT_AND_FIELD = _("Acara ke-{row}, {column}: {sentence}")
AND_MORE = _("… dan {n} kesalahan lain.")
FILE_REFUSED = _("Berkas belum dapat dipakai; tidak ada yang disimpan. Perbaiki yang disebut, lalu unggah lagi.")

SOURCE_NEEDED = _("Tuliskan sumbernya, misalnya nomor dan tahun keputusan.")
YEAR_RANGE = _("Tahun harus antara 2000 dan 2199.")
UNIT_NEEDS_LOCAL = _("Libur nasional dan cuti bersama berlaku untuk seluruh daerah, bukan untuk satu unit.")
LINES_WRONG = _("Daftar hari libur belum benar: {sentence}")
WAITING = _("Masih ada usulan untuk kalender ini yang belum diputuskan. Putuskan atau tarik dahulu.")
NOTHING_CHANGES = _("Usulan ini sama dengan yang sudah berlaku; tidak ada yang berubah.")
NO_SUCH_VERSION = _("Versi kalender tidak ditemukan.")
NO_SUCH_DAY = _("{day} tidak ada di usulan ini.")
DAY_THERE = _("{day} sudah ada di kalender ini: {name}.")
NO_DECREE = _("Tidak ada data SKB untuk tahun itu. Impor dari berkas atau tambah satu per satu.")
