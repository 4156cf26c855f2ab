"""What the allowance says to people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.recap.allowance.amounts import Cap
from hadir.recap.allowance.rules import Base, Effect, Metric, Rounding

METRICS: dict[Metric, Promise] = {
    Metric.LATE_MIN: _("Menit terlambat pada satu tahap"),
    Metric.EARLY_MIN: _("Menit pulang cepat pada satu tahap"),
    Metric.MISSING: _("Tahap tanpa absen"),
    Metric.ABSENT_DAY: _("Hari tanpa keterangan"),
    Metric.EVENT_MISSED: _("Upacara atau apel yang tidak diikuti"),
    Metric.REASON_DAY: _("Hari dengan alasan tertentu"),
    Metric.FLEX_USED: _("Waktu fleksibel yang dipakai"),
    Metric.COUNT_IN_MONTH: _("Jumlah kejadian dalam sebulan"),
    Metric.MONTH_MINUTES: _("Jumlah menit terlambat dan pulang cepat dalam sebulan"),
}
EFFECTS: dict[Effect, Promise] = {
    Effect.PERCENT: _("persen"),
    Effect.RUPIAH: _("rupiah"),
    Effect.MINUTES: _("menit dihitung hilang"),
    Effect.FULL: _("seluruhnya"),
    Effect.PROPORTION: _("sebanding dengan jam hilang"),
}
BASES: dict[Base, Promise] = {
    Base.WHOLE: _("seluruh TPP"),
    Base.DISCIPLINE: _("bagian disiplin"),
    Base.DAY: _("TPP sehari"),
}
ROUNDINGS: dict[Rounding, Promise] = {
    Rounding.HALF_UP: _("Ke rupiah terdekat"),
    Rounding.DOWN: _("Potongan ke bawah"),
}
CAPS: dict[Cap, Promise] = {
    Cap.DAY: _("Dibatasi oleh batas sehari."),
    Cap.MONTH: _("Dibatasi oleh batas sebulan."),
    Cap.DISCIPLINE: _("Dibatasi: bagian disiplin sudah habis terpotong."),
    Cap.WHOLE: _("Dibatasi: batas potongan seluruh TPP sudah tercapai."),
}
WEEKDAYS: tuple[Promise, ...] = (
    _("Senin"),
    _("Selasa"),
    _("Rabu"),
    _("Kamis"),
    _("Jumat"),
    _("Sabtu"),
    _("Minggu"),
)
# What a line may name: codes, kinds and measures of stages, kinds of events. Reason codes are typed.
TAGS: dict[str, Promise] = {
    "morning": _("Tahap pagi"),
    "midday": _("Tahap siang"),
    "afternoon": _("Tahap sore"),
    "arrival": _("Datang"),
    "departure": _("Pulang"),
    "presence": _("Hadir di tempat"),
    "special": _("Absensi khusus"),
    "daily": _("Absensi harian"),
    "apel": _("Apel"),
    "upacara": _("Upacara"),
    "senam": _("Senam"),
    "sidak": _("Sidak"),
    "other": _("Kegiatan lain"),
}

# What happened, as the sentence of a line begins.
HAPPENED: dict[Metric, Promise] = {
    Metric.LATE_MIN: _("Terlambat %(value)s menit (%(about)s)."),
    Metric.EARLY_MIN: _("Pulang cepat %(value)s menit (%(about)s)."),
    Metric.MISSING: _("Tidak ada absen (%(about)s)."),
    Metric.ABSENT_DAY: _("Sehari tanpa keterangan, yang ke-%(value)s bulan ini."),
    Metric.EVENT_MISSED: _("Tidak mengikuti %(about)s."),
    Metric.REASON_DAY: _("Hari dengan alasan %(about)s, yang ke-%(value)s bulan ini."),
    Metric.FLEX_USED: _("Waktu fleksibel dipakai, yang ke-%(value)s bulan ini."),
    Metric.COUNT_IN_MONTH: _("%(about)s: %(value)s kali dalam sebulan."),
    Metric.MONTH_MINUTES: _(
        "Terlambat dan pulang cepat %(value)s menit dalam sebulan, termasuk menit yang dihitung hilang."
    ),
}

# Faults of a draft, by code. `where` stands in front of them.
FAULTS: dict[str, Promise] = {
    "name_missing": _("Beri nama aturan ini."),
    "basis_missing": _("Dasar hukum belum diisi. Tuliskan nomor dan tahun Perbup atau Perwali Anda."),
    "rule_basis_missing": _("Dasar hukum baris ini belum diisi. Tuliskan pasalnya."),
    "dates_backwards": _("Tanggal akhir mendahului tanggal mulai."),
    "outside_set": _("Masa berlaku baris ini di luar masa berlaku aturannya."),
    "percent_range": _("%(value)s %% tidak mungkin; isi lebih dari 0 sampai 100."),
    "no_rules": _("Belum ada satu baris pun. Tambahkan baris, atau mulai dari contoh."),
    "code_missing": _("Kode belum diisi, misalnya TL1."),
    "code_twice": _("Kode %(code)s sudah dipakai baris %(other)s. Pakai kode lain."),
    "example_left": _("Angkanya masih angka contoh. Isi angka dari peraturan Anda, lalu hapus tanda contohnya."),
    "counted_missing": _("Pilih kejadian apa yang dihitung."),
    "proportion_elsewhere": _("Potongan sebanding hanya untuk jumlah menit dalam sebulan."),
    "minutes_of_month": _("Menit hilang hanya untuk kejadian satu hari, bukan untuk hitungan sebulan."),
    "reason_missing": _("Tuliskan kode alasannya, misalnya CS."),
    "weekday_unknown": _("Hari tidak dikenal."),
    "negative": _("%(value)s di bawah nol; potongan tidak boleh negatif."),
    "amount_missing": _("Besar potongan belum diisi."),
    "not_whole": _("%(value)s bukan bilangan bulat; rupiah dan menit ditulis tanpa koma."),
    "minutes_over_day": _("%(value)s menit lebih dari sehari (1.440 menit)."),
    "percent_over_100": _("%(value)s %% lebih dari 100 %%."),
    "formula_over_100": _(
        "%(amount)s %% untuk setiap %(each)s dapat melampaui 100 %%. Isi batas sehari atau sebulan, atau batas atas."
    ),
    "tariff_amount": _("Tabel baris %(row)s: %(value)s tidak mungkin; isi rupiah bulat, tidak negatif."),
    "tariff_backwards": _("Tabel baris %(row)s: kelas akhir di bawah kelas awal."),
    "tariff_overlap": _("Tabel baris %(row)s dan %(other)s berlaku untuk orang yang sama."),
    "table_without_rupiah": _("Tabel menurut jenjang dan kelas hanya untuk potongan rupiah."),
    "threshold_low": _("Mulai dari %(value)s tidak mungkin; yang tidak terjadi tidak dipotong. Isi 1 atau lebih."),
    "interval_backwards": _("Sampai %(to)s mendahului dari %(from)s."),
    "threshold_impossible": _("%(value)s tidak mungkin tercapai; paling banyak %(most)s."),
    "interval_overlap": _("Bertindihan dengan baris %(row)s (%(code)s): nilai yang sama dipotong dua kali."),
    "interval_gap": _("Ada celah: nilai %(from)s sampai %(to)s tidak diatur baris mana pun."),
    "open_above": _("Perhatian: nilai mulai %(from)s tidak dipotong."),
    "tolerance_below": _("Perhatian: 1 sampai %(to)s menit tidak dipotong (toleransi)."),
    "group_caps": _("Baris satu kelompok (%(group)s) harus berbatas sama dengan %(code)s."),
    "group_units": _("Baris satu kelompok (%(group)s) harus bersatuan dan berdasar sama dengan %(code)s."),
}
WHERE_LINE = _("Baris %(row)s (%(code)s):")
FIELDS: dict[str, Promise] = {
    "label": _("uraian"),
    "what": _("yang dilihat"),
    "interval": _("jangkauan"),
    "takes": _("potongan"),
    "who": _("siapa"),
    "limits": _("batas"),
    "extra": _("tambahan"),
    "validity": _("masa berlaku"),
    "legal_basis": _("dasar hukum"),
    "name": _("nama"),
    "discipline_percent": _("bagian disiplin"),
    "cap_percent": _("potongan paling banyak"),
    "rounding": _("pembulatan"),
}

# Refusals.
NOT_READY = _("Rancangan ini belum dapat diusulkan. Perbaiki yang disebut pada daftar galat.")
SET_NOT_FOUND = _("Aturan TPP tidak ditemukan.")
LIST_NOT_FOUND = _("Daftar besaran tidak ditemukan.")
LINE_NOT_FOUND = _("Baris tidak ditemukan.")
RESULT_NOT_FOUND = _("Hitungan TPP tidak ditemukan.")
SIMULATION_NOT_FOUND = _("Simulasi tidak ditemukan.")
NOT_AN_AGENCY = _("Pilih perangkat daerah (OPD), atau kosongkan untuk seluruh daerah.")
PRESET_UNKNOWN = _("Contoh ini tidak ada.")
VALUES_UNREADABLE = _("Ada isian yang tidak terbaca sebagai angka atau tanggal.")
TWO_IN_FORCE = _(
    "Sudah ada yang disahkan untuk lingkup ini pada masa yang sama: %(name)s, mulai %(from)s. "
    "Buat versi baru darinya, atau ubah masa berlakunya."
)
BEGINS_TOO_EARLY = _("Versi baru harus mulai sesudah versi yang digantikan, %(from)s.")
MONTH_LOCKED = _("Bulan ini sudah dikunci; hitungannya tidak berubah lagi.")
NO_RULES_IN_FORCE = _("Belum ada aturan TPP yang disahkan untuk OPD ini pada bulan ini.")
OWN_AMOUNT = _("Anda tidak boleh mengesahkan daftar yang memuat besaran Anda sendiri.")
TOO_MANY_LINES = _("Paling banyak 100 baris dalam satu aturan.")
MONTH_UNREADABLE = _("Bulan tidak terbaca; contoh yang benar: 2026-10.")

# Files of amounts. `row` and `column` as a spreadsheet shows them.
AMOUNT_FAULTS: dict[str, Promise] = {
    "columns": _("Kolom tidak ditemukan: %(names)s. Nama kolom harus ada di atas datanya."),
    "key_missing": _("Baris %(row)s: isi salah satu dari NIP, kelas, atau jenjang."),
    "key_twice": _("Baris %(row)s: isi hanya satu dari NIP, kelas, dan jenjang."),
    "nip_unknown": _("Baris %(row)s, kolom %(column)s: NIP tidak dikenal di lingkup ini."),
    "nip_rounded": _("Baris %(row)s, kolom %(column)s: Excel membulatkan NIP; jadikan kolomnya teks."),
    "class_unknown": _("Baris %(row)s, kolom %(column)s: kelas jabatan adalah 1 sampai 17."),
    "level_unknown": _("Baris %(row)s, kolom %(column)s: jenjang tidak dikenal. Yang dikenal: %(known)s."),
    "amount_missing": _("Baris %(row)s, kolom %(column)s: besar TPP belum diisi."),
    "amount_unreadable": _("Baris %(row)s, kolom %(column)s: tulis rupiah bulat, misalnya 4500000 atau 4.500.000."),
    "amount_range": _("Baris %(row)s, kolom %(column)s: 0 sampai 1.000.000.000."),
    "twice": _("Baris %(row)s: sudah ada pada baris %(other)s."),
}
FILE_REFUSED = _("Berkas ini belum benar, jadi tidak ada yang disimpan.")
