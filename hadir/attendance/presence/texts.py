"""Words of judging and reviewing check-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hadir.attendance.presence.reviewing_rules import Kind, Part, State, Verdict
from hadir.attendance.presence.rules import Demand, Outcome, Step, Thing

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FINDINGS: dict[str, StrOrPromise] = {
    "presence.device_missing": _("Tidak ada tanda tangan ponsel."),
    "presence.place_missing": _("Tidak ada yang menunjukkan tempatnya."),
    "presence.code_missing": _("Kode layar di tempat kerja belum diberikan."),
    "presence.light_missing": _("Uji cahaya layar tidak dilakukan."),
    "presence.lookalike": _("Tercatat berwajah mirip dengan orang lain, jadi kode layar selalu diperlukan."),
    "presence.position_unsigned": _("Posisi yang dikirim dan yang ditandatangani ponsel tidak sama lengkapnya."),
    "presence.position_changed": _(
        "Posisi yang dikirim berbeda {distance_m} meter dari posisi yang ditandatangani ponsel."
    ),
    "presence.code_far": _("Kode layar benar, tetapi ponsel mengaku {distance_m} meter dari tempat kerja."),
}

# Told to the person at once and on the receipt.
OUTCOMES: dict[Outcome, StrOrPromise] = {
    Outcome.ACCEPT: _("Diterima."),
    Outcome.SAMPLE: _("Diterima. Absen ini terundi untuk dilihat petugas, seperti sebagian kecil absen semua orang."),
    Outcome.REVIEW: _("Diterima sementara. Petugas akan memeriksanya, dan Anda diberi tahu hasilnya."),
    Outcome.REFUSED: _("Tidak diterima."),
    Outcome.SECOND_STEP: _("Satu langkah lagi diminta."),
}
OUTCOME_NAMES: dict[Outcome, StrOrPromise] = {
    Outcome.ACCEPT: _("Diterima"),
    Outcome.SAMPLE: _("Terundi"),
    Outcome.REVIEW: _("Diperiksa"),
    Outcome.REFUSED: _("Ditolak"),
    Outcome.SECOND_STEP: _("Langkah kedua"),
}
SECOND_STEP = _("Satu langkah lagi: buktikan bahwa Anda di tempat. Waktu kedatangan Anda sudah dicatat.")
STEPS: dict[Step, StrOrPromise] = {
    Step.SITE_CODE: _("Kode layar di tempat kerja"),
    Step.PASSKEY: _("Kunci sandi (passkey)"),
}
THINGS: dict[Thing, StrOrPromise] = {
    Thing.DEVICE: _("Ponsel yang terikat"),
    Thing.PLACE: _("Tempat (posisi di area kerja atau jaringan kantor)"),
    Thing.CODE: _("Kode layar di tempat kerja"),
    Thing.LIGHT: _("Uji cahaya layar"),
}
DEMANDS: dict[Demand, StrOrPromise] = {
    Demand.OFF: _("Tidak dilihat"),
    Demand.RECORDED: _("Dicatat saja"),
    Demand.EXPECTED: _("Diharapkan"),
    Demand.REQUIRED: _("Wajib"),
}
DEMAND_MEANINGS: dict[Demand, StrOrPromise] = {
    Demand.OFF: _("Tidak berpengaruh apa pun."),
    Demand.RECORDED: _("Tersimpan untuk petugas, tidak berpengaruh pada hasil."),
    Demand.EXPECTED: _("Bila tidak ada: satu keraguan. Dua keraguan meminta langkah kedua atau pemeriksaan."),
    Demand.REQUIRED: _("Bila tidak ada: langkah kedua atau pemeriksaan petugas."),
}

KINDS: dict[Kind, StrOrPromise] = {
    Kind.RISK: _("Perlu diperiksa"),
    Kind.SAMPLE: _("Undian"),
    Kind.OBJECTION: _("Keberatan"),
    Kind.ALARM: _("Tanda bahaya"),
}
STATES: dict[State, StrOrPromise] = {
    State.OPEN: _("Menunggu pemeriksa"),
    State.CONFIRM: _("Menunggu orang kedua"),
    State.CLOSED: _("Selesai"),
}
VERDICTS: dict[Verdict, StrOrPromise] = {
    Verdict.GENUINE: _("Absen sah"),
    Verdict.UPHELD: _("Dugaan terbukti"),
}

PARTS: dict[Part, StrOrPromise] = {
    Part.FIRST: _("Periksa"),
    Part.CONFIRM: _("Sahkan sebagai orang kedua"),
    Part.LOOK: _("Pandangan kedua"),
}

NOT_FOUND = _("Pemeriksaan itu tidak ada.")
NOT_ONESELF = _("Absen sendiri diperiksa orang lain.")
NOT_THE_REVIEWER = _("Pemeriksaan ini bukan bagian Anda.")
SECOND_PERSON = _("Yang memutuskan pertama tidak boleh mengesahkan. Mintalah orang lain.")
DECIDED_BEFORE = _("Yang ikut memutuskan sebelumnya tidak memeriksa keberatannya.")
ALREADY_CLOSED = _("Pemeriksaan ini sudah selesai. Muat ulang halaman untuk melihat hasilnya.")
REASON_MISSING = _("Tuliskan alasannya; pegawai akan membacanya.")
TEXT_MISSING = _("Tuliskan keberatan Anda.")
NOT_OBJECTABLE = _("Keberatan hanya dapat diajukan atas dugaan yang sudah disahkan.")
OBJECTED_ALREADY = _("Keberatan atas hasil ini sudah diajukan.")
TOO_LATE = _("Masa keberatan berakhir pada {until}.")
PAPER_GONE = _("Lampiran tidak ada atau sudah dihancurkan.")
NO_EMPLOYEE = _("Akun ini bukan akun pegawai.")
POLICY_UNIT = _("Pilih OPD, atau kosongkan untuk seluruh daerah.")
LOOKALIKE_SELF = _("Pilih orang lain, bukan diri sendiri.")
LOOKALIKE_NOT_FOUND = _("Catatan itu tidak ada.")
LOOKALIKE_EXISTS = _("Orang ini sudah tercatat atau masih menunggu pengesahan.")
EMPLOYEE_NOT_FOUND = _("Pegawai tidak ditemukan.")
