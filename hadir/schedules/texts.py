"""Names of the stages, as people read them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.schedules.instances import Flex, Measure, Off, WorkMode
from hadir.schedules.rules import StageCode, StageKind
from hadir.schedules.weeks import SeasonName

STAGE_NAMES: dict[str, Promise] = {
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


def stage_name(code: str, name: str = "") -> str:
    """How people call a stage: by the schedule's own name, else by that of the customary code."""
    return name or str(STAGE_NAMES.get(code, "")) or code.replace("_", " ").capitalize()


FAULTS: dict[str, Promise] = {
    "starts_elsewhere": _("jam masuk {starts} harus pada hari itu sendiri."),
    "ends_first": _("jam pulang {ends} harus setelah jam masuk {starts}."),
    "too_long": _("dari {starts} sampai {ends} lebih dari 24 jam."),
    "break_too_long": _("istirahat {break_min} menit tidak muat antara {starts} dan {ends}."),
    "break_outside": _("istirahat mulai {break} ({break_min} menit) di luar jam kerja {starts} sampai {ends}."),
    "stage_twice": _("tahap ini tertulis dua kali."),
    "stages_overlap": _("waktunya bertumpuk dengan tahap {other}; satu absen hanya milik satu tahap."),
    "code_form": _("kode tahap hanya huruf kecil, angka, dan garis bawah, diawali huruf, paling panjang 20."),
    "name_missing": _("tahap dengan kode sendiri perlu nama."),
    "window_empty": _("tutup {closes} harus setelah buka {opens}."),
    "due_outside": _("batas waktu {due} di luar jam buka tahap {opens} sampai {closes}."),
    "stage_outside": _("batas waktu {due} di luar jam kerja {starts} sampai {ends}."),
    "presence_outside": _("tahap hadir {opens} sampai {closes} di luar jam kerja {starts} sampai {ends}."),
    "runs_into_next_day": _("jam kerja sampai {ends} melewati jam masuk {starts} hari berikutnya."),
    "stage_runs_into_next_day": _(
        "tutup {closes} melewati pembukaan tahap pertama pada hari itu. Periksa jam pulang: bila lebih awal daripada "
        "jam masuk, dianggap hari berikutnya."
    ),
}
NEXT_DAY = _("{clock} hari berikutnya")
DAY_BEFORE = _("{clock} hari sebelumnya")
STAGE_SAID = _("tahap {stage}")
OFF_LAW = _("{season}: seminggu {hours}, seharusnya {lawful} ({basis}).")
HOURS = _("{hours} jam")
HOURS_MINUTES = _("{hours} jam {minutes} menit")
EXCEPTION_NEEDED = _("Betulkan jamnya, atau tuliskan dasar pengecualiannya (Perpres 21/2023 Pasal 7).")
NO_OWN_SCHEDULE = _("ikut jam kerja di atasnya")
ASSIGNED_THAT_DAY = _("Sudah ada penetapan mulai {day}: {schedule}. Pilih tanggal lain atau tarik usulan itu.")
SEASON_OVERLAPS = _("Bertumpuk dengan Ramadan {first} sampai {last} yang sudah ditulis.")
SEASON_NOT_FOUND = _("Masa Ramadan ini tidak ada.")
SEASON_NOT_IN_FORCE = _("Masa Ramadan ini tidak berlaku lagi. Muat ulang halaman dan ubah yang berlaku.")
SEASON_WAITING = _("Perubahan masa Ramadan ini sudah diusulkan. Putuskan atau tarik usulan itu dahulu.")
SEASON_UNCHANGED = _("Tanggal dan dasar hukumnya sama dengan yang berlaku; tidak ada yang diubah.")
SEASON_BEGINS = _("Menjadi hari Ramadan: {days}.")
SEASON_ENDS = _("Menjadi hari biasa: {days}.")
SEASON_SAME_DAYS = _("Harinya tetap; hanya dasar hukumnya yang berubah.")
SEASON_LENGTH = _("Ramadan 29 atau 30 hari; periksa kedua tanggalnya.")
SPAN = _("Hari terakhir harus pada atau sesudah hari pertama.")
SPAN_TOO_LONG = _("Paling lama setahun sekali usul.")
NAME_NEEDED = _("Tuliskan nama jam kerja.")
SCHEDULE_EXISTS = _("Sudah ada jam kerja dengan nama ini. Usulkan versi baru padanya, atau pilih nama lain.")
SCHEDULE_NOT_FOUND = _("Jam kerja ini tidak ada.")
PROPOSAL_NOT_FOUND = _("Usulan ini tidak ada.")
SCHEDULE_NOT_IN_FORCE = _(
    "Jam kerja {name} belum berlaku pada {day}. Setujui dahulu versi untuk hari itu, atau usulkan mulai sesudahnya."
)
VERSION_WAITING = _("Versi dengan tanggal mulai yang sama masih menunggu keputusan. Putuskan atau tarik dahulu.")
REGION_NEEDS_ONE = _("Pilih jam kerja untuk daerah.")
WEEK_OF_ROSTER = _("Jam kerja yang mengikuti jadwal sif tidak punya minggu sendiri.")
WEEK_EMPTY = _("Isi jam untuk sedikitnya satu hari.")
FLEX_TERMS = _("Batas dan penggantian jam fleksibel 1 sampai 240 menit; kosongkan bila tidak ada.")
QUOTA_PERCENT = _("Persentase antara 0 dan 100.")
QUOTA_EXCEEDED = _(
    "{day}: {elsewhere} dari {people} pegawai {unit} ({share} %) bekerja di luar kantor; "
    "paling banyak {most} % ({basis})."
)
DIRECT_SERVICE = _("{day}: {unit} adalah pelayanan langsung dan bekerja di kantor seluruhnya ({basis}).")
OWN_RECORD = _("Anda tidak dapat memutuskan jam kerja Anda sendiri.")
FLEX_MINUTES_SAID = _("Boleh datang sampai {limit} menit sesudah jam masuk, diganti sebanyak itu saat pulang.")
FLEX_FIXED_SAID = _("Boleh datang sampai {limit} menit sesudah jam masuk, diganti tetap {fixed} menit saat pulang.")
WORKS_ON_HOLIDAYS = _("Tetap bekerja pada hari libur.")
NIP_NOT_FOUND = _("Tidak ada pegawai dengan NIP ini yang jam kerjanya boleh Anda lihat.")
OFF_NAMES: dict[Off, Promise] = {
    Off.WEEKLY: _("Libur menurut jam kerja"),
    Off.ROSTER: _("Libur menurut jadwal sif"),
    Off.HOLIDAY: _("Hari libur"),
    Off.NO_SCHEDULE: _("Belum ada jam kerja yang berlaku: badan kepegawaian perlu menetapkannya"),
    Off.NO_ROSTER: _("Mengikuti jadwal sif, tetapi jadwalnya belum ada: operator OPD perlu mengisinya"),
}
