"""What rosters say to people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.schedules.instances import Measure
from hadir.schedules.rosters.checking import Trouble
from hadir.schedules.rosters.rules import Anchor

MEASURE_NAMES: dict[Measure, Promise] = {
    Measure.ARRIVAL: _("Datang"),
    Measure.DEPARTURE: _("Pulang"),
    Measure.PRESENCE: _("Hadir di tempat"),
}
ANCHOR_NAMES: dict[Anchor, Promise] = {
    Anchor.START: _("dari jam mulai"),
    Anchor.END: _("dari jam selesai"),
}

FREE_NAME = _("Libur")

FINDINGS: dict[Trouble, Promise] = {
    Trouble.OVERLAP: _("Roster {unit}: {who} mendapat dua dinas yang bertumpuk, {span}."),
    Trouble.OUTSIDER: _("Roster {unit}: {who} tidak bertugas di unit ini, {span}."),
    Trouble.GAP: _("Roster {unit}: {who} tanpa jadwal, {span}."),
    Trouble.REST: _(
        "Roster {unit}: {who} hanya beristirahat {minutes_text} antara dua dinas, {span}; ketentuan {wanted_text}."
    ),
    Trouble.AWAY: _("Roster {unit}: {who} dijadwalkan padahal cuti, {span}."),
}
PEOPLE = _("{n} orang")
HOURS = _("{hours} jam {minutes} menit")
HOURS_ONLY = _("{hours} jam")

# Facts: names, found, text, codes, other.
TABLE_FAULTS: dict[str, Promise] = {
    "day_twice": _("Kolom tanggal {head} ada dua kali. Hapus salah satunya."),
    "day_unknown": _("Kolom {head} bukan tanggal di bulan ini (1 sampai {last}). Kosongkan atau hapus kolomnya."),
    "columns_missing": _("Kolom {names} tidak ditemukan. Kolom di berkas: {found}. Unduh templatnya."),
    "nip_unknown": _("NIP “{text}” tidak termasuk pegawai roster ini."),
    "nip_rounded": _("NIP “{text}” sudah dibulatkan Excel. Simpan kolomnya sebagai teks lalu isi lagi."),
    "person_twice": _("pegawai ini sudah ada di baris {other}."),
    "code_unknown": _("“{text}” bukan kode dinas. Kode yang dapat dipakai: {codes}."),
}
ROW_AND_COLUMN = _("Baris {row}, kolom {column}: {sentence}")
AND_MORE = _("… dan {n} kesalahan lain.")
FILE_REFUSED = _("Berkas belum dapat dipakai; tidak ada yang disimpan. Perbaiki yang disebut, lalu unggah lagi.")

NO_SUCH_SHIFT = _("Jenis dinas tidak ditemukan.")
NO_SUCH_ROSTER = _("Roster tidak ditemukan.")
SHIFT_CODE = _("Kode dinas: 1 sampai 4 huruf besar atau angka, dan bukan L (L berarti libur).")
SHIFT_WAITING = _("Masih ada usulan untuk kode ini yang belum diputuskan.")
SHIFT_NOT_LATER = _("Ketentuan baru harus mulai setelah ketentuan yang sekarang berlaku untuk kode ini ({day}).")
SHIFT_BREAK = _("Istirahat harus lebih pendek daripada dinasnya.")
STAGES_NEEDED = _("Dinas memerlukan sedikitnya satu tahap absen.")
STAGE_ORDER = _("Tahap {name}: urutannya buka, batas, tutup, paling jauh sehari sebelum dan dua hari sesudahnya.")
STAGE_TWICE = _("Dua tahap memakai kode {code}.")
CELL_PERSON = _("{name} tidak bertugas di unit ini pada {day}.")
CELL_CODE = _("“{code}” bukan kode dinas unit ini pada {day}.")
CELL_MONTH = _("{day} tidak termasuk bulan roster ini.")
CELL_ELSEWHERE = _("{name} sudah dijadwalkan di roster {unit} pada {day}.")
OWN_CELL = _("Dinas Anda sendiri pada {day} hanya dapat diubah oleh petugas lain.")
CHANGE_REASON = _("Roster sudah diumumkan. Tuliskan alasan perubahannya.")
PATTERN_WRONG = _("Pola belum benar. Contoh: P P S S M M L L.")
PUBLISHED_ALREADY = _("Roster ini sudah diumumkan.")
FAULTS_STAND = _("Roster belum dapat diumumkan: {first}")
REMARKS_NEEDED = _("Masih ada temuan. Perbaiki, atau tuliskan keterangan mengapa tetap diumumkan.")
NOTHING_PLANNED = _("Roster ini masih kosong.")

SWAP_SELF = _("Pilih rekan yang lain, bukan diri sendiri.")
SWAP_REASON = _("Tuliskan alasan tukar dinas.")
SWAP_PAST = _("Dinas yang sudah lewat tidak dapat ditukar.")
SWAP_NOT_PLANNED = _("Salah satu hari itu tidak ada di roster yang sudah diumumkan untuk Anda berdua.")
SWAP_OTHER_UNIT = _("Tukar dinas hanya dengan rekan dalam roster yang sama.")
SWAP_SAME = _("Kedua dinas sama; tidak ada yang ditukar.")
SWAP_RULES = _("Tukar ini tidak dapat: {sentence}")
SWAP_WAITING = _("Anda masih mempunyai permintaan tukar untuk hari itu.")
SWAP_DECIDED = _("Permintaan ini sudah dijawab atau diputuskan.")
SWAP_STALE = _("Rosternya sudah berubah sejak permintaan dibuat. Buat permintaan baru.")
SWAP_OWN = _("Yang ikut bertukar tidak boleh memutuskan. Atasan lain harus memutuskan.")
NO_SUCH_SWAP = _("Permintaan tukar dinas tidak ditemukan.")
