"""Sentences of journals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOT_FOUND = _("Jurnal ini tidak ada, atau Anda tidak berhak melihatnya.")
NOT_LOCKED = _("Bulan ini belum dikunci; perubahannya langsung masuk rekap tanpa jurnal.")
NOTHING_CHOSEN = _("Pilih paling sedikit satu hari.")
REASON_NEEDED = _("Tuliskan alasan koreksinya.")
BASIS_NEEDED = _("Isi dasarnya: nomor surat, keputusan, atau berita acara.")
ALREADY_IN_ONE = _("Sebagian hari sudah ada di jurnal lain atau sudah diputuskan. Muat ulang halaman.")
CHANGED = _("Faktanya berubah sejak jurnal diusulkan. Kembalikan jurnal ini, lalu usulkan yang baru.")
NOT_PROPOSED = _("Jurnal ini sudah diputuskan. Muat ulang halaman.")
SECOND_PERSON = _("Anda yang mengusulkan jurnal ini. Orang lain harus memutuskan.")
OWN_DAYS = _("Jurnal ini menyangkut hari Anda sendiri. Orang lain harus memutuskan.")
NOTE_NEEDED = _("Tuliskan alasan keputusannya.")
NO_RECORD = _("tidak ada catatan")
LATE = _("terlambat {n} menit")
EARLY = _("pulang cepat {n} menit")
MISSING = _("{n} tahap tanpa absen")
REASON = _("alasan {code}")
CORRECTED = _("ada koreksi absen")
