"""Sentences for what speaks for or against a living head; read by reviewers, never by the person at the camera."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.capture import liveness

FINDINGS: dict[str, Promise | str] = {
    liveness.DOUBTFUL: _(
        "Semua tanda kehidupan bersama-sama kurang meyakinkan, tetapi tidak cukup lemah untuk ditolak."
    ),
    liveness.RELIEF_WEAK: _("Saat menoleh, wajah bergerak lebih mirip lembaran daripada kepala."),
    liveness.PASSIVE_WEAK: _("Rupa gambar mirip cetakan atau layar pada sebagian besar bingkai."),
    liveness.LIGHT_FOLLOWED: _("Warna kulit mengikuti cahaya halaman pada saat yang benar."),
    liveness.LIGHT_NOT_FOLLOWED: _(
        "Warna kulit tidak mengikuti cahaya halaman: mungkin rekaman, atau ruang sangat terang."
    ),
    liveness.EYES_STILL: _("Mata sama sekali tidak bergerak sepanjang sesi."),
    liveness.EYES_STAYED_SHUT: _("Mata tidak terbuka lagi setelah diminta dipejamkan."),
    liveness.JAW_STILL: _("Mulut terbuka tanpa rahang ikut bergerak."),
}
