"""What Hadir holds about one person, in numbers, and who looked at it: for the person's own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.accounts.models import RoleGrant, User
from hadir.attendance.models import Evidence, Punch
from hadir.audit.models import AuditEntry
from hadir.audit.viewer import seeing_everything
from hadir.capture.models import CaptureSession
from hadir.enrolment.models import Enrolment, NoticeAcknowledgement, Status
from hadir.leave.models import AbsenceRequest, Attachment
from hadir.notices.models import Notice
from hadir.people.models import Employee
from hadir.people.selectors import today_in_region
from hadir.privacy.copying import without_number
from hadir.privacy.models import RetentionPolicy
from hadir.privacy.rules import DataClass
from hadir.privacy.selectors import policies_on
from hadir.privacy.texts import LOOKS

# Deeds of the log that are looks: what somebody saw, not what somebody changed.
_LOOKS = Q(action__endswith="_seen")


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of data: what it is, how much there is, until when. `days` None: kept."""

    name: Promise
    explanation: Promise
    count: int
    policy: RetentionPolicy | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody saw data of this person."""

    at: datetime
    by: str
    what: str | Promise


def of(person: Employee, account: User) -> list[Holding]:
    """Counts of everything, one statement a table."""
    policies = policies_on(today_in_region())
    punches = Punch.objects.filter(employee=person).aggregate(
        all=Count("id"), accepted=Count("id", filter=Q(accepted=True))
    )
    faces = Enrolment.objects.filter(employee=person).aggregate(
        all=Count("id"), valid=Count("id", filter=Q(status=Status.APPROVED))
    )
    return [
        Holding(
            _("Data pegawai"), _("Nama, NIP, unit, jabatan, surel, dan nomor HP Anda."), 1, policies.get("employees")
        ),
        Holding(
            _("Templat wajah"),
            _("Angka-angka yang mewakili wajah Anda, terenkripsi dengan kunci Anda sendiri."),
            faces["valid"],
            policies.get(DataClass.TEMPLATES.value),
        ),
        Holding(_("Perekaman wajah"), _("Kapan direkam dan apa keputusannya, tanpa gambar."), faces["all"]),
        Holding(
            _("Catatan absen"),
            _("Waktu, tempat, dan hasil setiap absen, termasuk yang ditolak."),
            punches["all"],
            policies.get(DataClass.PUNCHES.value),
        ),
        Holding(
            _("Foto bukti absen"),
            _("Satu gambar terenkripsi per absen, untuk sengketa."),
            Evidence.objects.filter(punch__employee=person).count(),
            policies.get(DataClass.EVIDENCE.value),
        ),
        Holding(
            _("Sesi kamera"),
            _("Waktu, posisi, dan perangkat saat kamera dibuka; gambarnya sudah tidak ada."),
            CaptureSession.objects.filter(employee=person).count(),
            policies.get(DataClass.CAPTURE_SESSIONS.value),
        ),
        Holding(
            _("Permohonan cuti dan izin"),
            _("Jenis, tanggal, alasan, keputusan, dan buku saldo cuti Anda."),
            AbsenceRequest.objects.filter(employee=person).count(),
            policies.get(DataClass.REQUESTS.value),
        ),
        Holding(
            _("Lampiran permohonan"),
            _("Surat dokter dan surat lain, tersegel; hanya dibuka oleh yang memutuskan."),
            Attachment.objects.filter(employee=person, destroyed_at=None).count(),
            policies.get(DataClass.HEALTH_PAPERS.value),
        ),
        Holding(
            _("Pemberitahuan privasi yang dibaca"),
            _("Versi mana yang Anda baca dan kapan."),
            NoticeAcknowledgement.objects.filter(employee=person).count(),
        ),
        Holding(
            _("Catatan audit tentang Anda"),
            _("Siapa mengubah atau melihat apa, dan kapan."),
            _entries(person, account),
            policies.get(DataClass.AUDIT_LOG.value),
        ),
    ]


@seeing_everything("counts of what belongs to the account that reads them")
def of_account(account: User) -> list[Holding]:
    """What is held about somebody who has an account and no record of an employee."""
    policies = policies_on(today_in_region())
    entries = AuditEntry.objects.filter(Q(subject=f"user:{account.pk}") | Q(actor_id=account.pk))
    return [
        Holding(
            _("Akun"), _("Nama, nama pengguna, surel, dan bahasa Anda. Kata sandi tidak dapat dibaca siapa pun."), 1
        ),
        Holding(
            _("Peran"),
            _("Apa yang boleh Anda lakukan, di mana, dan kapan."),
            RoleGrant.objects.filter(user=account).count(),
        ),
        Holding(
            _("Pemberitahuan"),
            _("Kabar yang dikirim kepada Anda."),
            Notice.objects.filter(user=account).count(),
            policies.get(DataClass.NOTICES.value),
        ),
        Holding(
            _("Masuk ke Hadir"),
            _("Kapan akun ini masuk."),
            entries.filter(action="accounts.sign_in").count(),
            policies.get(DataClass.AUDIT_LOG.value),
        ),
        Holding(
            _("Catatan audit tentang Anda"),
            _("Apa yang Anda lakukan, dan siapa mengubah akun Anda."),
            entries.count(),
            policies.get(DataClass.AUDIT_LOG.value),
        ),
    ]


@seeing_everything("entries about the person who reads them")
def looks_at(person: Employee, account: User, limit: int = 20) -> list[Look]:
    """The last times somebody else looked at data of this person, by the log. One statement."""
    entries = (
        AuditEntry.objects.filter(_LOOKS, subject=f"employee:{person.pk}")
        .exclude(actor_id=account.pk)
        .order_by("-id")[:limit]
    )
    return [
        Look(entry.at, without_number(entry.actor_label), LOOKS.get(entry.action, entry.action)) for entry in entries
    ]


@seeing_everything("a count of entries about the person who reads it")
def _entries(person: Employee, account: User) -> int:
    mine = Q(subject=f"employee:{person.pk}") | Q(subject=f"user:{account.pk}") | Q(actor_id=account.pk)
    return AuditEntry.objects.filter(mine).count()
