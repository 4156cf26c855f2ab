"""Names of the stages, as people read them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.schedules.instances import Flex, Measure, WorkMode
from hadir.schedules.rules import StageCode, StageKind
from hadir.schedules.weeks import SeasonName

STAGE_NAMES: dict[StageCode, Promise] = {
    StageCode.MORNING: _("Pagi (absensi khusus)"),
    StageCode.MIDDAY: _("Siang (absensi harian)"),
    StageCode.AFTERNOON: _("Sore (absensi khusus)"),
}
KIND_NAMES: dict[StageKind, Promise] = {
    StageKind.SPECIAL: _("Absensi khusus"),
    StageKind.DAILY: _("Absensi harian"),
}

MEASURE_NAMES: dict[Measure, Promise] = {
    Measure.ARRIVAL: _("Datang"),
    Measure.DEPARTURE: _("Pulang"),
    Measure.PRESENCE: _("Hadir di tempat"),
}
SEASON_NAMES: dict[SeasonName, Promise] = {
    SeasonName.NORMAL: _("Hari biasa"),
    SeasonName.RAMADAN: _("Ramadan"),
}
MODE_NAMES: dict[WorkMode, Promise] = {
    WorkMode.OFFICE: _("Di kantor"),
    WorkMode.HOME: _("Di rumah (WFH)"),
    WorkMode.ANYWHERE: _("Di mana saja (WFA)"),
}
FLEX_NAMES: dict[Flex, Promise] = {
    Flex.NONE: _("Tidak ada"),
    Flex.MINUTES: _("Diganti sebanyak menit keterlambatan"),
    Flex.FIXED: _("Diganti dengan waktu tetap"),
}

STAGE_PERIOD = _("Jam tutup harus setelah jam buka.")
STAGE_NOT_LATER = _("Ketentuan baru harus mulai setelah ketentuan yang sekarang berlaku.")
STAGE_IN_PAST = _("Ketentuan yang sudah ada hanya dapat diganti mulai hari ini atau sesudahnya.")
STAGE_BASIS = _("Tuliskan dasar hukumnya.")
