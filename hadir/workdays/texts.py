"""What days are called, in words and in the short codes of a month's table."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.workdays.shapes import Day, Status

STATUS_NAMES: dict[Status, Promise] = {
    Status.NOT_COUNTED: _("Belum dihitung"),
    Status.NO_PLAN: _("Jadwal kosong"),
    Status.OFF: _("Libur mingguan"),
    Status.HOLIDAY: _("Hari libur"),
    Status.LEAVE: _("Cuti atau izin"),
    Status.DUTY: _("Tugas luar"),
    Status.SUSPENDED: _("Ditangguhkan (gangguan)"),
    Status.PENDING: _("Belum selesai"),
    Status.PRESENT: _("Hadir lengkap"),
    Status.INCOMPLETE: _("Hadir, ada kekurangan"),
    Status.ABSENT: _("Tanpa keterangan"),
}

# Which of few looks a day has; the word beside it says the same.
LOOKS: dict[Status, str] = {
    Status.NOT_COUNTED: "plain",
    Status.NO_PLAN: "gap",
    Status.OFF: "rest",
    Status.HOLIDAY: "rest",
    Status.LEAVE: "leave",
    Status.DUTY: "duty",
    Status.SUSPENDED: "duty",
    Status.PENDING: "wait",
    Status.PRESENT: "good",
    Status.INCOMPLETE: "part",
    Status.ABSENT: "bad",
}

# Codes of the month's table with their meaning, in the order of its legend. Of a leave or duty its own code is shown.
LEGEND: tuple[tuple[str, str, Promise], ...] = (
    ("H", "good", _("hadir lengkap")),
    ("T", "part", _("terlambat")),
    ("P", "part", _("pulang lebih awal")),
    ("K", "part", _("ada absen yang kurang")),
    ("A", "part", _("tidak ikut apel atau acara")),
    ("T+K", "part", _("beberapa sekaligus")),
    ("TK", "bad", _("tanpa keterangan")),
    ("CT, DL, ...", "leave", _("kode cuti, izin atau tugas")),
    ("G", "duty", _("gangguan atau kahar")),
    ("L", "rest", _("libur")),
    ("...", "wait", _("belum selesai")),
    ("?", "gap", _("jadwal kosong")),
    ("-", "plain", _("belum dihitung")),
)

_CODES = {
    Status.NOT_COUNTED: "-",
    Status.NO_PLAN: "?",
    Status.OFF: "L",
    Status.HOLIDAY: "L",
    Status.SUSPENDED: "G",
    Status.PENDING: "...",
    Status.PRESENT: "H",
    Status.ABSENT: "TK",
}


def code_of(day: Day) -> str:
    """A few letters for a cell of the month's table."""
    missed = any(not one.attended and not one.excuse for one in day.events)
    lacks = (("T", day.late_min), ("P", day.early_min), ("K", day.missing), ("A", missed))
    return code_from(day.status, day.reason_code, "".join(letter for letter, found in lacks if found))


def code_from(status: Status, reason_code: str, lacks: str) -> str:
    """As `code_of`; `lacks`: the letters of what is lacking.

    Joined by a sign, because late and lacking (T+K) is not a day without reason (TK).
    """
    if status in (Status.LEAVE, Status.DUTY):
        return reason_code or "C"
    return "+".join(lacks) if status is Status.INCOMPLETE else _CODES[status]


EXPLAINED = {
    "plan": _("{label}: {starts} sampai {ends}, wajib {owed} menit ({basis})."),
    "plan_unknown": _("Jam kerja {starts} sampai {ends}, wajib {owed} menit."),
    "roster": _("Sif {label} menurut jadwal dinas: {starts} sampai {ends}, wajib {owed} menit ({basis})."),
    "season": _("Jam kerja bulan Ramadan."),
    "home": _("Bekerja dari rumah (WFH). Kehadiran tetap dicatat."),
    "anywhere": _("Bekerja dari mana saja (WFA). Kehadiran tetap dicatat."),
    "off_weekly": _("Bukan hari kerja menurut jam kerja yang berlaku."),
    "off_roster": _("Lepas dinas menurut jadwal dinas."),
    "off_holiday": _("Hari libur."),
    "off_no_schedule": _(
        "Tidak ada jam kerja yang berlaku. Operator OPD perlu melengkapinya; ini bukan ketidakhadiran."
    ),
    "off_no_roster": _("Jadwal dinas hari ini kosong. Operator OPD perlu melengkapinya; ini bukan ketidakhadiran."),
    "holiday": _("{name} ({basis})."),
    "not_counted": _("OPD ini belum berlaku penuh: catatan hari ini tidak berakibat apa pun."),
    "absence": _("{label}, {reference}: sehari penuh."),
    "absence_part": _("{label}, {reference}: {part}."),
    "morning": _("setengah hari pertama"),
    "afternoon": _("setengah hari kedua"),
    "hours": _("pukul {first} sampai {last}"),
    "no_reference": _("tanpa nomor"),
    "on_time": _("{stage}, batas {due}: {at} ({source}), tepat waktu."),
    "present": _("{stage}: {at} ({source})."),
    "late": _("{stage}, batas {due}: {at} ({source}), terlambat {minutes} menit."),
    "early": _("{stage}, batas {due}: {at} ({source}), lebih awal {minutes} menit."),
    "missing": _("{stage}, batas {due}: tidak ada absen sampai tahap ditutup."),
    "open": _("{stage}, batas {due}: belum ada absen."),
    "not_needed": _("{stage}: tidak ada absen, dan tidak wajib."),
    "excused_absence": _("{stage}: tidak berakibat, karena ada alasan yang sah."),
    "excused_incident": _("{stage}: tidak berakibat, karena gangguan yang sudah ditetapkan."),
    "excused_incident_proposed": _("{stage}: menunggu penetapan gangguan."),
    "excused_incident_seen": _(
        "{stage}, batas {due}: {at} ({source}), tidak berakibat karena gangguan yang sudah ditetapkan."
    ),
    "excused_incident_proposed_seen": _("{stage}, batas {due}: {at} ({source}), menunggu penetapan gangguan."),
    "excused_flex": _("{stage}: {at} ({source}), {minutes} menit yang sudah diganti pada sore hari."),
    "seen": _("{stage}: {at} ({source}), ditampilkan saja."),
    "made_up_minutes": _("{minutes} menit keterlambatan sudah diganti dengan pulang lebih lambat."),
    "made_up_fixed": _("{minutes} menit keterlambatan sudah diganti dengan tambahan waktu {fixed} menit."),
    "outside": _("Absen pukul {at} ({source}) di luar jam absen: ditampilkan, tidak dihitung."),
    "void": _("Absen pukul {at} dibatalkan oleh koreksi {reference}."),
    "void_review": _(
        "Absen pukul {at} tidak dihitung menurut hasil pemeriksaan {reference}, yang disahkan orang kedua."
    ),
    "incident_confirmed": _("Gangguan atau kahar ({reference}), {first} sampai {last}, sudah ditetapkan."),
    "incident_proposed": _("Gangguan ({reference}), {first} sampai {last}, masih menunggu penetapan."),
    "event_attended": _("{name}: hadir."),
    "event_missed": _("{name}: tidak hadir."),
    "event_excused": _("{name}: tidak hadir, dengan alasan yang sah."),
    "event_open": _("{name}: belum selesai."),
}

RESULTS = {
    Status.NOT_COUNTED: _("Hari ini belum dihitung."),
    Status.NO_PLAN: _("Tidak dihitung sampai jadwalnya dilengkapi."),
    Status.OFF: _("Tidak ada kewajiban."),
    Status.HOLIDAY: _("Tidak ada kewajiban."),
    Status.LEAVE: _("Tidak hadir dengan alasan yang sah."),
    Status.DUTY: _("Dihitung bekerja, {worked} menit."),
    Status.SUSPENDED: _("Kekurangan hari ini tidak berakibat."),
    Status.PENDING: _("Belum selesai: hasilnya dapat berubah."),
    Status.PRESENT: _("Hadir lengkap, {worked} dari {owed} menit."),
    Status.INCOMPLETE: _("{faults}. Bekerja {worked} dari {owed} menit."),
    Status.ABSENT: _("Tanpa keterangan: tidak ada absen dan tidak ada alasan yang tercatat."),
}
FAULTS = {
    "late": _("terlambat {minutes} menit"),
    "early": _("pulang {minutes} menit lebih awal"),
    "missing": _("{count} absen kurang"),
    "event": _("{count} acara tidak diikuti"),
}
CORRECTION = _("koreksi")
OTHER_SOURCE = _("cara lain")
