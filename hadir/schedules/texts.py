"""Names of the stages, as people read them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.schedules.rules import StageCode, StageKind

STAGE_NAMES: dict[StageCode, Promise] = {
    StageCode.MORNING: _("Pagi (absensi khusus)"),
    StageCode.MIDDAY: _("Siang (absensi harian)"),
    StageCode.AFTERNOON: _("Sore (absensi khusus)"),
}
KIND_NAMES: dict[StageKind, Promise] = {
    StageKind.SPECIAL: _("Absensi khusus"),
    StageKind.DAILY: _("Absensi harian"),
}

STAGE_PERIOD = _("Jam tutup harus setelah jam buka.")
STAGE_NOT_LATER = _("Ketentuan baru harus mulai setelah ketentuan yang sekarang berlaku.")
STAGE_IN_PAST = _("Ketentuan yang sudah ada hanya dapat diganti mulai hari ini atau sesudahnya.")
STAGE_BASIS = _("Tuliskan dasar hukumnya.")
