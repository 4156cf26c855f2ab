"""Names and sentences for the codes of this slice. Articles are those of UU 27/2022."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.privacy.rules import Addressee, BreachState, DataClass, RequestKind, RequestState, Urgency


@dataclass(frozen=True, slots=True)
class KindText:
    """What a person reads before asking. `articles` are the right and the controller's duty."""

    name: Promise
    explanation: Promise
    articles: str


KINDS: dict[RequestKind, KindText] = {
    RequestKind.ACCESS: KindText(
        _("Melihat dan menerima salinan data"),
        _("Anda menerima jawaban tertulis dan salinan semua data tentang Anda."),
        "pasal 7, 13 dan 32",
    ),
    RequestKind.CORRECTION: KindText(
        _("Memperbaiki data"),
        _("Tuliskan apa yang salah dan bagaimana yang benar. OPD Anda yang memperbaikinya."),
        "pasal 6 dan 30",
    ),
    RequestKind.RESTRICTION: KindText(
        _("Membatasi pemrosesan wajah"),
        _("Data wajah Anda hanya disimpan, tidak dipakai. Anda absen lewat cara lain yang setara."),
        "pasal 11 dan 41",
    ),
    RequestKind.OBJECTION: KindText(
        _("Keberatan atas keputusan mesin"),
        _("Manusia memeriksa ulang sebuah keputusan mesin, misalnya absen yang ditolak."),
        "pasal 10",
    ),
    RequestKind.DELETION: KindText(
        _("Menghapus dan memusnahkan data"),
        _("Data wajah dihancurkan. Catatan kehadiran tetap ada karena undang-undang mewajibkannya."),
        "pasal 8, 40, 43 dan 44",
    ),
}

STATES: dict[RequestState, Promise] = {
    RequestState.RECEIVED: _("Diterima"),
    RequestState.IN_PROGRESS: _("Sedang dikerjakan"),
    RequestState.ANSWERED: _("Dijawab"),
    RequestState.DECLINED: _("Ditolak"),
    RequestState.RECALLED: _("Ditarik kembali"),
}

URGENCIES: dict[Urgency, Promise] = {
    Urgency.CALM: _("Masih ada waktu"),
    Urgency.DAY: _("Kurang dari 24 jam"),
    Urgency.HOURS: _("Kurang dari 6 jam"),
    Urgency.OVERDUE: _("Lewat batas waktu"),
    Urgency.CLOSED: _("Selesai"),
}

STEPS: dict[str, Promise] = {
    "received": _("Permintaan diterima, jam mulai berjalan"),
    "entered": _("Permintaan tertulis dicatat; jam berjalan sejak suratnya tiba"),
    "in_progress": _("Mulai dikerjakan"),
    "corrected": _("OPD menyatakan data sudah diperbaiki"),
    "note": _("Catatan"),
    "restricted": _("Pemrosesan wajah dibatasi"),
    "unrestricted": _("Pembatasan dicabut"),
    "deleted": _("Data wajah yang ada dihancurkan"),
    "exported": _("Salinan data dibuat"),
    "answered": _("Dijawab"),
    "declined": _("Ditolak dengan alasan"),
    "recalled": _("Ditarik kembali oleh pegawai"),
    "reminded_day": _("Pengingat: kurang dari 24 jam"),
    "reminded_hours": _("Pengingat: kurang dari 6 jam"),
    "reminded_overdue": _("Pengingat: lewat batas waktu"),
}

# Why a request may be declined: the Act's exceptions, offered by name so that each refusal cites its article.
DECLINE_GROUNDS: dict[str, Promise] = {
    "art_15": _("Pasal 15: kepentingan umum penyelenggaraan negara, penegakan hukum, atau pertahanan"),
    "art_33": _("Pasal 33: membahayakan orang lain atau mengungkap data pribadi orang lain"),
    "art_41_2": _("Pasal 41 ayat (2): dibatasi undang-undang, keselamatan pihak lain, atau perjanjian tertulis"),
    "kept_by_law": _("Wajib disimpan: catatan kehadiran adalah arsip negara (UU 43/2009) dan dasar pembayaran"),
    "not_held": _("Data yang diminta tidak ada pada Hadir"),
    "already_right": _("Data sudah benar menurut dokumen resmi"),
}

CLASSES: dict[DataClass, Promise] = {
    DataClass.TEMPLATES: _("Templat wajah pegawai yang sudah keluar"),
    DataClass.EVIDENCE: _("Foto bukti absen"),
    DataClass.CAPTURE_SESSIONS: _("Sesi kamera: waktu, posisi, perangkat, sidik digital bingkai"),
    DataClass.SIGN_INS: _("Sesi masuk yang sudah berakhir"),
    DataClass.EXPORTS: _("Salinan data (ZIP) untuk pegawai"),
    DataClass.NOTICES: _("Pemberitahuan kepada pengguna"),
    DataClass.STAGED_IMPORTS: _("Berkas impor yang menunggu diterapkan"),
    DataClass.HEALTH_PAPERS: _("Surat dokter dan lampiran kesehatan lain (data spesifik)"),
    DataClass.DEVICES: _("Ponsel untuk absen yang sudah berakhir, permintaan dan peringatannya"),
    DataClass.PAPERS: _("Lampiran cuti, izin, surat tugas dan koreksi absen"),
    DataClass.PUNCHES: _("Catatan absen dan tanda terimanya"),
    DataClass.EMPLOYEES: _("Data pegawai, jabatan, dan penempatan"),
    DataClass.AUDIT_LOG: _("Catatan audit"),
    DataClass.REQUESTS: _("Permintaan data pribadi dan register"),
}

BREACH_STATES: dict[BreachState, Promise] = {
    BreachState.OPEN: _("Sedang terjadi"),
    BreachState.CONTAINED: _("Sudah tertangani"),
    BreachState.CLOSED: _("Selesai"),
}

ADDRESSEES: dict[Addressee, Promise] = {
    Addressee.SUBJECTS: _("Orang yang terdampak"),
    Addressee.AUTHORITY: _("Lembaga pelindungan data pribadi"),
    Addressee.PUBLIC: _("Masyarakat"),
}

# What somebody looked at, by the action in the audit log.
LOOKS: dict[str, Promise] = {
    "people.employee_seen": _("Data pegawai Anda"),
    "people.employees_seen": _("Daftar pegawai"),
    "enrolment.portrait_seen": _("Foto perekaman Anda"),
    "enrolment.queue_seen": _("Antrean persetujuan wajah"),
    "attendance.evidence_seen": _("Foto bukti absen Anda"),
    "attendance.history_seen": _("Riwayat absen Anda"),
    "attendance.board_seen": _("Papan kehadiran"),
    "workdays.month_seen": _("Rekap harian"),
    "accounts.token_person_seen": _("Data pegawai Anda, lewat sistem lain"),
    "accounts.token_attendance_seen": _("Absen Anda, lewat sistem lain"),
}
