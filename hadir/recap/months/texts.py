"""Words of months, policies and stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hadir.recap.months.rules import OpenRequests, PolicyFault, Stage
from hadir.workdays.shapes import Status

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STAGES: dict[Stage, StrOrPromise] = {
    Stage.PREPARE: _("Disiapkan operator OPD"),
    Stage.SIGN: _("Ditandatangani kepala OPD"),
    Stage.VERIFY: _("Diverifikasi badan kepegawaian"),
    Stage.APPROVE: _("Disetujui kepala badan kepegawaian"),
    Stage.LOCK: _("Dikunci"),
}
DEEDS: dict[Stage, StrOrPromise] = {
    Stage.PREPARE: _("Nyatakan siap"),
    Stage.SIGN: _("Tanda tangani"),
    Stage.VERIFY: _("Verifikasi"),
    Stage.APPROVE: _("Setujui"),
    Stage.LOCK: _("Kunci bulan"),
}
OPEN_REQUESTS: dict[OpenRequests, StrOrPromise] = {
    OpenRequests.REJECT: _("dianggap ditolak saat dikunci"),
    OpenRequests.BLOCK: _("harus diputuskan sebelum dikunci"),
}
FAULTS: dict[PolicyFault, StrOrPromise] = {
    PolicyFault.NO_LOCK: _("Tahap terakhir harus penguncian, dan hanya satu."),
    PolicyFault.TWICE: _("Satu tahap tidak boleh dua kali."),
    PolicyFault.TOO_FEW: _("Paling sedikit dua orang menutup satu bulan."),
    PolicyFault.NO_BASIS: _("Isi dasar hukumnya."),
    PolicyFault.PER_DAY: _("Menit untuk satu hari harus antara 1 dan 1440."),
}
STATUSES: dict[Status, StrOrPromise] = {
    Status.NOT_COUNTED: _("belum berlaku"),
    Status.NO_PLAN: _("tanpa jadwal"),
    Status.OFF: _("tidak bertugas"),
    Status.HOLIDAY: _("libur"),
    Status.LEAVE: _("cuti atau izin"),
    Status.DUTY: _("dinas"),
    Status.SUSPENDED: _("ditangguhkan"),
    Status.PENDING: _("menunggu"),
    Status.PRESENT: _("hadir"),
    Status.INCOMPLETE: _("hadir, tidak lengkap"),
    Status.ABSENT: _("tanpa keterangan"),
}
# One or two letters for lists on paper.
LETTERS: dict[Status, str] = {
    Status.NOT_COUNTED: "-",
    Status.NO_PLAN: "?",
    Status.OFF: "",
    Status.HOLIDAY: "L",
    Status.LEAVE: "C",
    Status.DUTY: "D",
    Status.SUSPENDED: "G",
    Status.PENDING: "…",
    Status.PRESENT: "H",
    Status.INCOMPLETE: "T",
    Status.ABSENT: "TK",
}
NOT_AN_AGENCY = _("Rekap dibuat per OPD.")
AGENCY_NOT_FOUND = _("OPD ini tidak ada, atau Anda tidak berhak melihat rekapnya.")
POLICY_NOT_FOUND = _("Kebijakan ini tidak ada. Muat ulang halaman.")
NOT_READY = _("Kebijakan ini belum dapat diusulkan.")
SAME_DAY = _("Sudah ada kebijakan yang berlaku mulai tanggal itu. Pilih tanggal lain.")
FIRST_OF_MONTH = _("Kebijakan berlaku mulai tanggal 1 suatu bulan.")
LOCKED_ALREADY = _("Ada bulan yang sudah dikunci sejak tanggal itu. Pilih bulan yang belum dikunci.")
