"""Words of incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hadir.attendance.facts import IncidentState
from hadir.attendance.incidents.rules import Kind, Sign

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS: list[tuple[str, StrOrPromise]] = [
    (Kind.OUTAGE.value, _("Gangguan sistem")),
    (Kind.DISASTER.value, _("Keadaan kahar (bencana)")),
]
STATES: list[tuple[str, StrOrPromise]] = [
    (IncidentState.PROPOSED.value, _("Diusulkan")),
    (IncidentState.CONFIRMED.value, _("Ditetapkan")),
    (IncidentState.REJECTED.value, _("Ditolak")),
]
SIGNS: dict[Sign, StrOrPromise] = {
    Sign.DOWN: _("Server tidak bekerja selama %(minutes)s menit, dan tidak ada absen yang tercatat di antaranya."),
    Sign.SILENCE: _("Pada tahap ini biasanya %(usual)s orang absen di tempat kerja ini, hari itu %(seen)s orang."),
    Sign.BUSY: _("Server meminta %(seen)s orang menunggu karena sibuk; waktu kedatangan mereka tercatat."),
}

NOT_FOUND = _("Gangguan tidak ditemukan.")
SIGN_NOT_FOUND = _("Tanda gangguan tidak ditemukan atau sudah ditangani.")
INVALID = _("Ada isian yang perlu diperbaiki.")
TITLE_MISSING = _("Beri judul singkat, misalnya: server tidak dapat dibuka.")
EVIDENCE_MISSING = _("Uraikan apa yang terjadi dan apa buktinya.")
WINDOW_EMPTY = _("Waktu selesai harus sesudah waktu mulai.")
WINDOW_LONG = _("Paling lama 31 hari dalam satu laporan. Buat laporan lain untuk selebihnya.")
SCOPE_MISSING = _("Pilih unit, tempat kerja, atau seluruh daerah.")
SCOPE_BOTH = _("Seluruh daerah sudah mencakup semua unit dan tempat; kosongkan pilihan lainnya.")
NOT_NARROWER = _("Waktu penetapan harus berada di dalam waktu yang dilaporkan ({first} sampai {last}).")
SECOND_PERSON = _("Anda yang melaporkan; orang lain di badan kepegawaian yang harus menetapkannya.")
SETTLED = _("Laporan ini sudah diputuskan: {state}.")
NOTE_MISSING = _("Tuliskan alasannya, supaya pelapor tahu apa yang kurang.")
BASIS_MISSING = _("Keadaan kahar ditetapkan dengan keputusan; tuliskan nomor dan tahunnya.")
