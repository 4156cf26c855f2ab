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

NOT_FOUND = _("Koreksi tidak ditemukan.")
NO_EMPLOYEE = _("Akun ini tidak terhubung dengan pegawai, jadi tidak punya absen untuk dikoreksi.")
EMPLOYEE_NOT_FOUND = _("Pegawai tidak ditemukan.")
NOT_PLACED = _("Pada hari itu pegawai ini belum ditempatkan di unit mana pun. Pilih hari lain.")
NOT_FOR_ONESELF = _("Gunakan permintaan sendiri untuk absen Anda; usulan operator hanya untuk pegawai lain.")
NO_DECIDER = _("Belum ada atasan atau kepala yang dapat memutuskan. Minta operator OPD mencatat kepala unit dahulu.")
STAGE_UNKNOWN = _("Tahap ini tidak ada pada jam kerja hari itu. Pilih salah satu: {stages}.")
NO_STAGES = _("Hari itu tidak ada jam kerja, jadi tidak ada absen yang dapat ditambahkan.")
OUTSIDE_WINDOW = _("Waktu harus di antara {opens} dan {closes}, jam tahap ini.")
IN_FUTURE = _("Waktu ini belum tiba.")
REASON_OF_OTHER_KIND = _("Alasan ini bukan untuk jenis koreksi yang dipilih.")
EXPLANATION_MISSING = _("Tuliskan apa yang terjadi, supaya pemutus dapat menilai.")
PUNCH_NOT_FOUND = _("Absen ini tidak ada, tidak diterima, atau bukan pada hari itu.")
PENDING = _("Sudah ada koreksi yang menunggu keputusan untuk hal yang sama ({reference}).")
EXISTS = _("Koreksi yang sama sudah disetujui ({reference}).")
INVALID = _("Ada isian yang perlu diperbaiki.")
NOT_ONESELF = _("Koreksi absen Anda sendiri diputuskan orang lain.")
SECOND_PERSON = _("Anda yang mengusulkan koreksi ini; orang lain yang harus memutuskannya.")
NOT_THE_DECIDER = _("Koreksi ini diputuskan atasan langsung atau kepala unitnya.")
SETTLED = _("Koreksi ini sudah selesai: {outcome}.")
NOTE_MISSING = _("Tuliskan alasan penolakan, supaya pemohon tahu apa yang dapat dilakukan.")
PAPER_NOT_FOUND = _("Lampiran tidak ditemukan.")
PAPER_GONE = _("Masa simpan lampiran ini sudah habis; berkasnya sudah dimusnahkan.")
