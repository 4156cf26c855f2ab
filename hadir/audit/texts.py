"""Sentences about the log itself: what a check found, what a witness gets. What entries say stands in `sentences`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CHAIN_BROKEN = _(
    "Rantai log audit rusak pada catatan nomor %(seq)d (%(action)s %(subject)s), jadi kepala tidak ditandatangani. "
    "Jalankan `hadir audit verify` dan laporkan kepada inspektorat."
)

WITNESS_SUBJECT = _("Kepala log audit Hadir, %(date)s")
WITNESS_BODY = _(
    "Anda menerima surat ini sebagai saksi log audit Hadir di %(site)s.\n\n"
    "Tanggal: %(date)s\nCatatan terakhir: nomor %(seq)d\nSidik: %(fingerprint)s\n\n"
    "Simpanlah surat ini. Baris di bawah mengikat semua catatan sampai nomor itu: bila suatu hari ada catatan yang "
    "diubah, dihapus, atau disisipkan, pemeriksaan dengan baris ini akan menemukannya.\n\n%(jws)s\n\n"
    "Cara memeriksa: minta ekspor log audit, lalu jalankan\n"
    "hadir audit verify EKSPOR --heads SURAT --key KUNCI"
)
WITNESS_SHEET = _(
    "KEPALA LOG AUDIT HADIR\n\nSitus              : %(site)s\nTanggal            : %(date)s\n"
    "Ditandatangani     : %(signed_at)s\nCatatan terakhir   : %(seq)d\nSidik              : %(fingerprint)s\n"
    "SHA-256            : %(hash)s\n\nTanda tangan (JWS) :\n%(jws)s\n\n"
    "Diterima oleh saksi:\n\nNama               :\nJabatan            :\nTanggal, paraf     :\n"
)
