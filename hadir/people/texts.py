"""Sentences of this slice, by code."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.lib.nip import NipFault

NIP_FAULTS: dict[NipFault, Promise] = {
    NipFault.NOT_18_DIGITS: _("NIP terdiri dari 18 angka."),
    NipFault.BIRTH_DATE: _("Delapan angka pertama NIP harus tanggal lahir (tahun, bulan, tanggal)."),
    NipFault.BIRTH_IN_FUTURE: _("Tanggal lahir dalam NIP belum terjadi."),
    NipFault.APPOINTMENT_MONTH: _("Angka ke-13 dan ke-14 NIP harus bulan pengangkatan (01 sampai 12)."),
    NipFault.APPOINTED_TOO_YOUNG: _("Menurut NIP ini, pengangkatan terjadi sebelum umur 16 tahun."),
    NipFault.APPOINTED_IN_FUTURE: _("Tahun pengangkatan dalam NIP masih terlalu jauh di depan."),
    NipFault.SEX: _("Angka ke-15 NIP harus 1 (pria) atau 2 (wanita)."),
}

NIP_IS_FIXED = _("NIP tidak diubah di sini; pakai menu perbaikan NIP supaya akun ikut berubah.")
INVALID = _("Ada isian yang belum benar.")
EXISTS = _("Data yang sama sudah ada.")
REGION_EXISTS = _("Pemerintah daerah sudah ada; satu pemasangan melayani satu daerah.")
OPD_BELOW_REGION = _("Perangkat daerah harus langsung di bawah pemerintah daerah.")
UNIT_BELOW_OPD = _("Unit kerja harus berada di bawah perangkat daerah.")
NOT_THE_REGION = _("Ini hanya berlaku untuk perangkat daerah atau unit kerja.")
UNIT_LOOP = _("Unit tidak dapat dipindahkan ke bawah dirinya sendiri.")
WORK_PLACE_ELSEWHERE = _("Pilih tempat kerja milik perangkat daerah pegawai ini atau milik pemerintah daerah.")
EMPLOYEE_NOT_FOUND = _("Pegawai tidak ditemukan.")
UNIT_NOT_FOUND = _("Unit kerja tidak ditemukan.")
WORK_PLACE_NOT_FOUND = _("Tempat kerja tidak ditemukan.")
