"""Sentences of an engine change."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.enrolment.change.rules import Blocker

BLOCKERS: dict[Blocker, Promise | str] = {
    Blocker.NOT_EMBEDDED: _("Penghitungan ulang templat belum selesai."),
    Blocker.COVERAGE: _("Terlalu banyak orang yang harus merekam ulang."),
    Blocker.COMPARISONS: _("Perbandingan bayangan belum cukup banyak."),
    Blocker.LOSS: _("Mesin baru lebih sering menolak orang yang benar."),
    Blocker.FALSE_MATCHES: _("Mesin baru lebih sering menerima orang lain."),
}
