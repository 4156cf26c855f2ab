"""The sentences of every kind of notice. Titles leave Hadir (e-mail, gateway), bodies never do: names, reasons and
other personal data stand in bodies only.

Facts are named in braces. A name ending in `_text` holds Indonesian source text (a role's name) that is translated
for the reader, one in `_on` an ISO date, one in `_at` an ISO moment.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext, gettext_lazy

from hadir.notices.rules import Channel, Group, Kind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_ = gettext_lazy


@dataclass(frozen=True, slots=True)
class Template:
    """`outside`: what the e-mail says below the title, for all receivers alike; facts have no place in it."""

    title: StrOrPromise
    body: StrOrPromise
    outside: StrOrPromise = ""


TEMPLATES: dict[Kind, Template] = {
    Kind.ENROLMENT_APPROVED: Template(
        _("Perekaman wajah Anda disetujui"), _("Mulai sekarang Anda dapat absen dengan wajah.")
    ),
    Kind.ENROLMENT_REJECTED: Template(
        _("Perekaman wajah Anda ditolak"), _("Alasan: {reason}. Silakan rekam ulang wajah Anda.")
    ),
    Kind.ENROLMENT_WITHDRAWN: Template(
        _("Data wajah Anda dihancurkan"),
        _("Templat wajah Anda tidak dapat dipakai lagi. Untuk absen dengan wajah, lakukan perekaman baru."),
        _("Bila Anda tidak memintanya, hubungi operator OPD Anda."),
    ),
    Kind.NON_BIOMETRIC_DECIDED: Template(
        _("Permohonan absen tanpa wajah diputuskan"), _("Keputusan: {decision_text}.")
    ),
    Kind.ENGINE_CHANGE: Template(
        _("Mesin pengenal wajah diganti"),
        _("Mulai {from_on} wajah dikenali oleh mesin baru. Anda tidak perlu merekam ulang, kecuali diminta."),
    ),
    Kind.RECORD_AGAIN: Template(
        _("Rekam ulang wajah Anda"),
        _("Mesin pengenal wajah diganti dan rekaman Anda tidak dapat dipindahkan. Rekam ulang agar tetap dapat absen."),
    ),
    Kind.ROLE_GRANTED: Template(_("Anda mendapat peran baru"), _("{role_text}, {scope_text}, mulai {from_on}.")),
    Kind.ROLE_ENDED: Template(_("Peran Anda berakhir"), _("{role_text}, {scope_text}, berakhir {end_on}.")),
    Kind.HEADSHIP_GIVEN: Template(
        _("Anda ditetapkan memimpin unit"),
        _("{kind_text}, {unit}, mulai {from_on}. Selama masanya tugas kepala unit ada pada Anda."),
    ),
    Kind.GRANT_PROPOSED: Template(
        _("Usulan peran menunggu keputusan Anda"), _("{role_text} untuk {name}, {scope_text}.")
    ),
    Kind.GRANT_DECIDED: Template(_("Usulan peran Anda diputuskan"), _("{role_text} untuk {name}: {decision_text}.")),
    Kind.LINK_ISSUED: Template(
        _("Tautan masuk untuk akun Anda diterbitkan"),
        _("Diterbitkan oleh {issuer}. Bila Anda tidak memintanya, segera hubungi operator OPD Anda."),
        _("Bila Anda tidak memintanya, segera hubungi operator OPD Anda."),
    ),
    Kind.ELEVATION_USED: Template(
        _("Hak khusus dibuka dengan akun Anda"),
        _("Bila itu bukan Anda, keluarkan semua perangkat di halaman Keamanan dan ganti kata sandi."),
        _("Bila itu bukan Anda, keluarkan semua perangkat di halaman Keamanan dan ganti kata sandi."),
    ),
    Kind.PRIVACY_REQUEST_RECEIVED: Template(
        _("Permohonan data pribadi menunggu Anda"),
        _("Permohonan nomor {number} ({kind_text}) harus selesai sebelum {due_at}."),
    ),
    Kind.PRIVACY_REQUEST_ENTERED: Template(
        _("Permohonan tertulis atas nama Anda dicatat"),
        _("Nomor {number} ({kind_text}), dijawab sebelum {due_at}. Bila Anda tidak mengirimnya, tarik kembali."),
        _("Bila Anda tidak mengirimnya, tarik kembali di halaman Data saya."),
    ),
    Kind.PRIVACY_EXPORT_READY: Template(
        _("Salinan data Anda siap diunduh"), _("Unduh sebelum {end_at}. Setelah itu salinannya dimusnahkan.")
    ),
    Kind.PRIVACY_REQUEST_DUE: Template(
        _("Permohonan data pribadi mendekati batas waktu"),
        _("Permohonan nomor {number} harus dijawab sebelum {due_at}."),
    ),
    Kind.PRIVACY_REQUEST_ANSWERED: Template(
        _("Permohonan data pribadi Anda dijawab"), _("Permohonan nomor {number}: {outcome_text}.")
    ),
    Kind.BREACH_NOTICE: Template(
        _("Pemberitahuan kegagalan pelindungan data pribadi"),
        _("{summary}"),
        _("Baca di Hadir data apa yang terungkap, kapan, dan apa yang dilakukan."),
    ),
    Kind.IMPORT_FINISHED: Template(
        _("Impor pegawai selesai"), _("{file}: {created} baru, {updated} diperbarui, {failed} baris bermasalah.")
    ),
    Kind.IMPORT_FAILED: Template(_("Impor pegawai gagal"), _("{file}: {reason_text}")),
    Kind.ROLLOUT_STAGE_CHANGED: Template(_("Tahap penerapan berubah"), _("{unit}: {stage_text}, mulai {from_on}.")),
    Kind.ROSTER_PUBLISHED: Template(
        _("Jadwal dinas Anda diumumkan"), _("{unit}, mulai {from_on}. Periksa hari dan jam dinas Anda.")
    ),
    Kind.ROSTER_CHANGED: Template(
        _("Jadwal dinas Anda berubah"), _("{unit}, mulai {from_on}. Alasannya tercatat di jadwal dinas Anda.")
    ),
    Kind.SWAP_ASKED: Template(_("Rekan meminta tukar dinas"), _("{name}, {day_on}. Setujui atau tolak.")),
    Kind.SWAP_WAITS: Template(_("Tukar dinas menunggu keputusan Anda"), _("{name}, {day_on}.")),
    Kind.SWAP_DECIDED: Template(_("Permintaan tukar dinas dijawab"), _("{day_on}: {decision_text}.")),
    Kind.ABSENCE_REQUESTED: Template(
        _("Permohonan cuti atau izin menunggu Anda"), _("{name}: {type}, {first_on} sampai {last_on}.")
    ),
    Kind.ABSENCE_RETURNED: Template(
        _("Permohonan Anda perlu dilengkapi"), _("{type}, {first_on} sampai {last_on}. Yang diminta: {reason}.")
    ),
    Kind.ABSENCE_DECIDED: Template(
        _("Permohonan Anda diputuskan"),
        _("{type}, {first_on} sampai {last_on}: {decision_text}. Catatan: {reason}"),
    ),
    Kind.ABSENCE_RECOUNTED: Template(
        _("Cuti Anda dihitung ulang"),
        _(
            "Kalender libur berubah: {type}, {first_on} sampai {last_on}, kini mengambil {days} hari dari saldo; "
            "sebelumnya {before} hari."
        ),
    ),
    Kind.DUTY_LETTER_WAITS: Template(_("Surat tugas menunggu pengesahan Anda"), _("{number}: {subject}.")),
    Kind.DUTY_LETTER: Template(
        _("Surat tugas atas nama Anda"), _("{number}, {place}, {first_on} sampai {last_on}: {decision_text}.")
    ),
    Kind.PLACE_ASSIGNED: Template(
        _("Anda ditugaskan ke tempat kerja lain"),
        _("Mulai {first_on} Anda juga dapat absen di {place}. Dasar: {basis}."),
    ),
    Kind.RECAP_DUE: Template(
        _("Rekap bulan lalu harus segera dikunci"),
        _("{unit}, {month}: giliran Anda ({stage_text}). Batasnya {lock_on}."),
    ),
    Kind.RECAP_WAITS: Template(_("Rekap menunggu Anda"), _("{unit}, {month}: {stage_text}.")),
    Kind.RECAP_RETURNED: Template(
        _("Rekap dikembalikan"), _("{unit}, {month}, ke tahap: {stage_text}. Alasan: {reason}.")
    ),
    Kind.RECAP_LOCKED: Template(
        _("Rekap terkunci"), _("{unit}, {month}. Perubahan selanjutnya hanya dengan jurnal koreksi.")
    ),
    Kind.RECAP_NOT_LOCKED: Template(
        _("Rekap belum dapat dikunci"), _("{unit}, {month}: ada yang berubah. Periksa daftar periksanya.")
    ),
    Kind.JOURNAL_WAITS: Template(_("Jurnal koreksi menunggu Anda"), _("{unit}, {month}: {n} hari.")),
    Kind.JOURNAL_DECIDED: Template(
        _("Jurnal koreksi Anda diputuskan"), _("{unit}, {month}: {decision_text}. Catatan: {reason}.")
    ),
    Kind.JOURNAL_APPLIED: Template(
        _("Rekap Anda dikoreksi"), _("Bulan {month}, {n} hari. Dasar: {basis}. Lihat rekap Anda untuk rinciannya.")
    ),
    Kind.CORRECTION_WAITS: Template(_("Koreksi absen menunggu keputusan Anda"), _("{name}, {day_on}.")),
    Kind.CORRECTION_ENTERED: Template(
        _("Koreksi absen Anda diusulkan orang lain"),
        _("{by} mengusulkan koreksi absen Anda pada {day_on}. Bila tidak benar, sampaikan kepada atasan Anda."),
    ),
    Kind.CORRECTION_DECIDED: Template(
        _("Koreksi absen diputuskan"), _("Absen {day_on}: {decision_text}. Catatan: {reason}")
    ),
    Kind.REVIEW_WAITS: Template(_("Pemeriksaan absen menunggu Anda"), _("{name}, {day_on}.")),
    Kind.REVIEW_ENDED: Template(
        _("Pemeriksaan absen Anda selesai"),
        _("Absen {day_on}: {decision_text}. Alasan: {reason} Bila keberatan, buka halaman pemeriksaannya."),
    ),
    Kind.LOOKALIKE_ENTERED: Template(
        _("Anda dicatat berwajah mirip dengan orang lain"),
        _("Diusulkan {by}. Setelah disahkan, absen Anda selalu memerlukan kode layar di tempat kerja."),
    ),
    Kind.INCIDENT_REPORTED: Template(
        _("Gangguan atau keadaan kahar menunggu penetapan"), _("{title}, {first_at} sampai {last_at}.")
    ),
    Kind.INCIDENT_DECIDED: Template(
        _("Laporan gangguan Anda diputuskan"), _("{title}: {decision_text}. Catatan: {reason}")
    ),
    Kind.PATTERNS_FOUND: Template(
        _("Pola absen yang janggal ditemukan"),
        _("Menyangkut {people} orang. Pola bukan keputusan: periksa dahulu penjelasan yang wajar."),
    ),
    Kind.EVENT_LIST_WAITS: Template(
        _("Daftar hadir acara menunggu pengesahan"), _("{event}, {day_on}: {n} orang hadir.")
    ),
    Kind.DEVICE_BOUND: Template(
        _("Ponsel untuk absen terikat pada Anda"),
        _("{label}. Dasar: {basis_text}."),
        _("Bila bukan Anda yang melakukannya, akhiri di halaman Ponsel saya dan hubungi operator OPD Anda."),
    ),
    Kind.DEVICE_ENDED: Template(
        _("Ponsel Anda tidak lagi terikat"),
        _("{label}: {reason_text}. Sampai ada gantinya, absen Anda tercatat tanpa ponsel terikat."),
        _("Bila bukan Anda yang melakukannya, hubungi operator OPD Anda."),
    ),
    Kind.DEVICE_REQUESTED: Template(
        _("Permintaan ponsel untuk absen dikirim"),
        _("{number}: {label}. Menunggu keputusan petugas OPD."),
        _("Bila bukan Anda yang melakukannya, tarik permintaannya dan ganti kata sandi Anda."),
    ),
    Kind.DEVICE_REQUEST_WAITS: Template(_("Permintaan ponsel menunggu keputusan"), _("{name}: {reason_text}.")),
    Kind.DEVICE_REQUEST_DECIDED: Template(
        _("Permintaan ponsel diputuskan"), _("{label}: {decision_text}. Catatan: {note}")
    ),
    Kind.DEVICE_SHARED: Template(
        _("Satu ponsel dipakai untuk lebih dari satu pegawai"),
        _("{name} memakai ponsel yang juga dipakai {other}. Tanyakan kepada keduanya, lalu catat hasilnya."),
    ),
    Kind.STAGE_CLOSES: Template(
        _("Jam absen segera ditutup"),
        _("{stage_text} ditutup {closes_at}, dan absen Anda belum tercatat."),
        _("Abaikan bila Anda sudah absen atau tidak bertugas."),
    ),
    Kind.CHECK_IN_MISSING: Template(
        _("Ada absen yang kurang kemarin"),
        _("{day_on}: {n} tahap tanpa absen. Bila Anda bertugas, ajukan koreksi selama batasnya belum lewat."),
    ),
}

GROUPS: dict[Group, StrOrPromise] = {
    Group.ACCOUNT: _("Akun dan keamanan"),
    Group.FACE: _("Perekaman wajah"),
    Group.PRIVACY: _("Data pribadi"),
    Group.ATTENDANCE: _("Kehadiran, cuti dan izin"),
    Group.WORK: _("Pekerjaan yang menunggu, impor dan penerapan"),
}
CHANNELS: dict[Channel, StrOrPromise] = {
    Channel.APP: _("Di aplikasi"),
    Channel.EMAIL: _("Surel"),
    Channel.GATEWAY: _("WhatsApp"),
}

MAIL_BODY = _(
    "{title}\n\n{outside}\n\nBuka di Hadir: {link}\n\n"
    "Surel ini dikirim otomatis dan tidak dapat dibalas. Atur pemberitahuan Anda: {choices}"
)
SHORT_BODY = _("Hadir: {title}. Buka: {link}")
OPEN_TO_READ = _("Rinciannya hanya dapat dibaca setelah masuk.")

NOTICE_NOT_FOUND = _("Pemberitahuan tidak ditemukan.")
QUIET_PAIR = _("Isi kedua jam, atau kosongkan keduanya.")
QUIET_SAME = _("Jam mulai dan jam selesai harus berbeda.")
PHONE_FORM = _("Tuliskan nomor WhatsApp seperti 0812 3456 7890 atau +62 812 3456 7890.")
PHONE_MISSING = _("Isi nomor WhatsApp untuk menerima pemberitahuan di sana.")


def title_of(kind: str) -> str:
    """The title in the active language; a kind that this version no longer knows has a plain one."""
    template = TEMPLATES.get(kind)  # type: ignore[call-overload]
    return str(template.title) if template else gettext("Pemberitahuan")


def body_of(kind: str, facts: Mapping[str, object], zone: tzinfo) -> str:
    """The body in the active language; moments on the clock of `zone`."""
    template = TEMPLATES.get(kind)  # type: ignore[call-overload]
    return str(template.body).format_map(_Shown(facts, zone)) if template else ""


def facts_needed(kind: Kind) -> set[str]:
    """Names that the body of a kind speaks of."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(str(TEMPLATES[kind].body)) if name}


class _Shown(dict[str, str]):
    """Facts as a reader sees them. A notice of an older version may lack one: better a gap than no list at all."""

    def __init__(self, facts: Mapping[str, object], zone: tzinfo) -> None:
        super().__init__((name, _shown(name, value, zone)) for name, value in facts.items())

    def __missing__(self, name: str) -> str:
        return "…"


def _shown(name: str, value: object, zone: tzinfo) -> str:
    text = str(value)
    if name.endswith("_text") and text:
        return gettext(text)
    if name.endswith("_on") and text:
        return formats.date_format(date.fromisoformat(text), "j F Y")
    if name.endswith("_at") and text:
        return formats.date_format(datetime.fromisoformat(text).astimezone(zone), "j F Y, H.i")
    return text
