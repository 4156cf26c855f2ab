"""Words of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hadir.attendance.events.rules import Kind, ListState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS: list[tuple[str, StrOrPromise]] = [
    (Kind.APEL.value, _("Apel")),
    (Kind.UPACARA.value, _("Upacara")),
    (Kind.SENAM.value, _("Senam")),
    (Kind.SIDAK.value, _("Sidak")),
    (Kind.OTHER.value, _("Acara lain")),
]
LIST_STATES: list[tuple[str, StrOrPromise]] = [
    (ListState.OPEN.value, _("Sedang diisi")),
    (ListState.HANDED_IN.value, _("Menunggu pengesahan")),
    (ListState.CONFIRMED.value, _("Disahkan")),
]

NOT_FOUND = _("Acara tidak ditemukan.")
LIST_NOT_FOUND = _("Daftar hadir tidak ditemukan.")
EMPLOYEE_NOT_FOUND = _("Pegawai tidak ditemukan di antara yang diharapkan dari unit Anda.")
INVALID = _("Ada isian yang perlu diperbaiki.")
NAME_MISSING = _("Beri nama acara, misalnya: Apel Senin.")
BASIS_MISSING = _("Tuliskan surat atau dasar yang mewajibkan acara ini.")
TIMES_WRONG = _("Urutannya: absen dibuka, acara mulai, absen ditutup.")
NOBODY_EXPECTED = _("Pilih unit atau pegawai yang diharapkan hadir.")
PEOPLE_UNKNOWN = _("Ada pegawai yang tidak ditemukan di unit Anda.")
DAY_PASSED = _("Hari acara sudah lewat lebih dari tujuh hari; absen yang hilang diurus lewat koreksi.")
SPAN_WRONG = _("Tanggal akhir mendahului tanggal mulai.")
CANCELLED = _("Acara ini sudah dibatalkan.")
REASON_MISSING = _("Tuliskan alasannya.")
NOT_BEGUN = _("Daftar hadir dapat diisi sejak absen acara dibuka.")
LIST_CLOSED = _("Daftar hadir ini sudah diserahkan atau disahkan.")
LIST_NOT_HANDED_IN = _("Daftar hadir ini belum diserahkan.")
SECOND_PERSON = _("Anda ikut mengisi daftar ini; orang lain yang harus mengesahkannya.")
CANCEL_ASKED = _("Pembatalan acara ini sudah diminta dan menunggu persetujuan orang lain.")
CANCEL_NOT_ASKED = _("Tidak ada permintaan pembatalan yang menunggu untuk acara ini.")
CANCEL_SECOND_PERSON = _("Anda yang meminta pembatalan ini; orang lain yang harus memutuskannya.")
WEEKDAYS: list[StrOrPromise] = [
    _("Senin"), _("Selasa"), _("Rabu"), _("Kamis"), _("Jumat"), _("Sabtu"), _("Minggu"),
]  # fmt: skip
