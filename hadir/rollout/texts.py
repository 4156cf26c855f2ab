"""Sentences for phases, steps and refusals."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.rollout.rules import Difference, Phase, Step

Words = Promise | str


@dataclass(frozen=True, slots=True)
class StepText:
    title: Words
    what: Words  # what has to be there, and what to do for it


STEPS: dict[Step, StepText] = {
    Step.DECREE: StepText(
        _("Dasar hukum"), _("Perbup atau surat edaran tentang presensi wajah sudah terbit dan dibagikan ke pegawai.")
    ),
    Step.OPERATORS: StepText(
        _("Operator OPD"), _("Sedikitnya dua operator, karena perekam wajah tidak boleh menyetujui rekamannya sendiri.")
    ),
    Step.WORK_PLACES: StepText(
        _("Tempat kerja"), _("Setiap tempat kerja yang dipakai pegawai mempunyai titik koordinat dan radius.")
    ),
    Step.NETWORK: StepText(
        _("Survei jaringan"), _("Setiap tempat kerja sudah diukur dari tempatnya, dengan jaringan yang akan dipakai.")
    ),
    Step.DEVICES: StepText(
        _("Perangkat"), _("HP pegawai sudah didata; yang tidak punya memakai perangkat bersama di kantor.")
    ),
    Step.BRIEFING: StepText(
        _("Sosialisasi"), _("Pegawai sudah diberi tahu cara absen, hak atas datanya, dan kapan uji coba dimulai.")
    ),
    Step.ALTERNATIVE: StepText(
        _("Jalan tanpa wajah"),
        _("Pegawai yang tidak dapat atau tidak bersedia direkam sudah didata dan tahu cara absennya."),
    ),
    Step.ACCOUNTS: StepText(_("Akun pegawai"), _("Hampir semua pegawai sudah masuk dengan akunnya sendiri.")),
    Step.ENROLMENT: StepText(
        _("Perekaman wajah"), _("Hampir semua pegawai sudah direkam dan disetujui, atau mempunyai izin tanpa wajah.")
    ),
    Step.TRIAL_USE: StepText(
        _("Pemakaian uji coba"), _("Sebagian besar pegawai sudah berhasil absen dalam dua pekan terakhir.")
    ),
    Step.AGREEMENT: StepText(
        _("Kecocokan dengan mesin lama"), _("Daftar mesin lama dan Hadir untuk hari yang sama hampir seluruhnya cocok.")
    ),
    Step.SIGN_OFF: StepText(
        _("Persetujuan kepala OPD"), _("Kepala OPD menyatakan OPD-nya siap; nomor suratnya dicatat di sini.")
    ),
}

PHASES: dict[Phase, Words] = {
    Phase.PREPARING: _("Absen belum dibuka untuk perhitungan. Selesaikan daftar periksa."),
    Phase.TRIAL: _("Absen dicoba dan disimpan, tetapi tidak dihitung untuk apa pun."),
    Phase.PARALLEL: _("Mesin lama tetap berlaku. Absen Hadir dibandingkan, tetapi tidak dihitung."),
    Phase.LIVE: _("Absen Hadir berlaku."),
}

DIFFERENCES: dict[Difference, Words] = {
    Difference.BOTH: _("Cocok"),
    Difference.ONLY_OLD: _("Hanya di mesin lama"),
    Difference.ONLY_HADIR: _("Hanya di Hadir"),
}

# Why a line of an old list was left out.
LINE_FAULTS: dict[str, Words] = {
    "nip_unknown": _("NIP tidak dikenal di OPD ini"),
    "nip_rounded": _("Excel membulatkan NIP; jadikan kolomnya teks dan isi ulang nomornya"),
    "time_unreadable": _("tanggal atau jam tidak terbaca; contoh yang benar: 2026-03-31 07:25:10"),
    "outside_span": _("di luar tanggal yang dipilih"),
}

NOT_AN_OPD = _("Pilih perangkat daerah (OPD); tahap berlaku untuk OPD dengan semua unit di bawahnya.")
STEP_MEASURED = _("Langkah ini diukur oleh sistem dan tidak dapat dicentang.")
REASON_NEEDED = _("Ada langkah yang belum selesai atau tahapnya mundur. Tuliskan alasan keputusan ini.")
BASIS_NEEDED = _("Isi dasar keputusan, misalnya nomor surat.")
DAY_PASSED = _("Tahap hanya dapat dimulai hari ini atau sesudahnya; yang sudah berlalu tidak diubah.")
LIST_EMPTY = _("Tidak ada satu baris pun yang dapat dipakai. Periksa kolom NIP, tanggal, dan jam.")
LIST_COLUMNS = _("Kolom tidak ditemukan: {names}. Nama kolom harus ada di atas datanya.")
LIST_NOT_FOUND = _("Daftar tidak ditemukan.")
DAY_NOT_FOUND = _("Hari perekaman tidak ditemukan.")
DAY_CLOSED = _("Hari perekaman ini sudah ditutup.")
DAY_EXISTS = _("Untuk tempat dan tanggal ini sudah ada hari perekaman yang terbuka.")
NOBODY_WAITS = _("Tidak ada yang menunggu. Selesai, atau masukkan lagi yang tidak datang.")
DESK_BUSY = _("Meja ini masih melayani nomor {number}. Selesaikan dahulu.")
NO_SUCH_DESK = _("Nomor meja tidak ada pada hari perekaman ini.")
TICKET_NOT_FOUND = _("Nomor antrean tidak ditemukan.")
TICKET_NOT_CALLED = _("Nomor ini tidak sedang dipanggil di meja.")
PLACE_ELSEWHERE = _("Tempat ini bukan milik OPD tersebut.")
