"""Sentences of closing a month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hadir.recap.signing.rules import Check

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class CheckText:
    """`hint`: what to do about it."""

    title: StrOrPromise
    hint: StrOrPromise


CHECKS: dict[Check, CheckText] = {
    Check.NOT_OVER: CheckText(_("Bulan ini belum selesai"), _("Tunggu sampai hari terakhir lewat di semua zona.")),
    Check.NO_DAYS: CheckText(_("Belum ada catatan harian"), _("Absen OPD ini belum berlaku pada bulan itu.")),
    Check.CHANGED: CheckText(
        _("Angkanya berubah sejak ditandatangani"),
        _("Kembalikan ke tahap pertama dengan alasan, lalu tanda tangani angka yang baru."),
    ),
    Check.MARKS: CheckText(_("Perubahan belum dihitung"), _("Tunggu sebentar; perhitungan berjalan setiap menit.")),
    Check.PENDING: CheckText(_("Hari menunggu"), _("Ada hari yang belum selesai atau gangguan yang belum ditetapkan.")),
    Check.NO_PLAN: CheckText(_("Hari tanpa jadwal"), _("Isi roster atau jadwalnya; hari ini tidak dihitung.")),
    Check.REQUESTS: CheckText(_("Permohonan cuti atau izin belum diputuskan"), _("Minta atasan atau verifikator.")),
    Check.CORRECTIONS: CheckText(_("Koreksi absen belum diputuskan"), _("Minta atasan memutuskannya.")),
    Check.INCIDENTS: CheckText(
        _("Gangguan belum ditetapkan"), _("Badan kepegawaian harus menetapkan atau menolaknya.")
    ),
    Check.ALLOWANCE: CheckText(_("TPP belum dihitung"), _("TPP dihitung sekali lagi saat dikunci.")),
}
NOT_NEXT = _("Tahap ini bukan giliran berikutnya. Muat ulang halaman.")
SECOND_PERSON = _("Anda sudah menandatangani tahap lain bulan ini. Orang lain harus menandatangani tahap ini.")
BLOCKED = _("Belum dapat dilanjutkan: {items}.")
LOCKED = _("Bulan ini sudah dikunci. Perubahan hanya dengan jurnal koreksi.")
BEING_LOCKED = _("Bulan ini sedang dikunci. Tunggu sebentar.")
REASON_NEEDED = _("Tuliskan alasan pengembalian.")
NOT_EARLIER = _("Pilih tahap yang sudah ditandatangani.")
NOT_CONFIRMED = _("Centang bahwa Anda memahami akibatnya.")
