"""Words of corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hadir.attendance.corrections.rules import Kind, Outcome, Reason, Refusal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS: list[tuple[str, StrOrPromise]] = [
    (Kind.ADD.value, _("Tambah absen yang tidak tercatat")),
    (Kind.VOID.value, _("Batalkan absen yang keliru")),
]
REASONS: list[tuple[str, StrOrPromise]] = [
    (Reason.DEVICE_BROKEN.value, _("Perangkat atau aplikasi rusak")),
    (Reason.NOT_ENROLLED.value, _("Wajah belum direkam")),
    (Reason.NOT_RECOGNISED.value, _("Wajah tidak terbaca atau tidak dikenali")),
    (Reason.FORCE_MAJEURE.value, _("Keadaan kahar")),
    (Reason.FORGOT.value, _("Lupa absen")),
    (Reason.MISTAKEN.value, _("Tercatat keliru")),
    (Reason.OTHER.value, _("Alasan lain")),
]
OUTCOMES: list[tuple[str, StrOrPromise]] = [
    (Outcome.APPROVED.value, _("Disetujui")),
    (Outcome.REJECTED.value, _("Ditolak")),
    (Outcome.WITHDRAWN.value, _("Ditarik pemohon")),
]
WAITING = _("Menunggu keputusan")

REFUSALS: dict[Refusal, StrOrPromise] = {
    Refusal.NO_RULE: _(
        "Daerah belum menetapkan ketentuan koreksi untuk alasan ini. Hubungi badan kepegawaian atau pilih alasan lain."
    ),
    Refusal.NOT_ALLOWED: _("Alasan ini tidak diterima untuk koreksi: {basis}. Pilih alasan lain bila memang lain."),
    Refusal.AHEAD: _("Hari ini belum tiba. Koreksi hanya untuk hari yang sudah lewat atau hari ini."),
    Refusal.TOO_LATE: _("Batas pengajuan {days} hari kalender sudah lewat: {basis}. Hubungi atasan Anda."),
    Refusal.TOO_OFTEN: _("Alasan ini sudah dipakai {most} kali pada bulan itu, paling banyak menurut {basis}."),
    Refusal.EVIDENCE_MISSING: _("Alasan ini wajib disertai lampiran (PDF atau JPEG): {basis}."),
}
