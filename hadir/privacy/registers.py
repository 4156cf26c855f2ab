"""The registers the data protection officer keeps: who answers, what is processed, the impact assessment, the notice.

Nothing is overwritten: a change is a new version, and the log says who made it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.enrolment import services as enrolment
from hadir.enrolment.models import PrivacyNotice
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput
from hadir.people.saving import save
from hadir.privacy.assessment import FIELDS
from hadir.privacy.models import Assessment, Controller, NoticeDraft, ProcessingActivity


@dataclass(frozen=True, slots=True)
class ControllerData:
    """Letterhead and contacts."""

    region: str
    office: str
    address: str
    city: str
    phone: str
    email: str
    dpo_name: str
    dpo_contact: str
    signer_name: str
    signer_position: str
    signer_nip: str


@dataclass(frozen=True, slots=True)
class ActivityData:
    """One line of the register of processing (article 31)."""

    name: str
    purpose: str
    legal_basis: str
    subjects: str
    data: str
    recipients: str
    retention: str
    security: str
    ended: bool = False


@dataclass(frozen=True, slots=True)
class DraftData:
    """The next privacy notice. `effective_on` None: from its publication."""

    text_id: str
    text_en: str
    changes_id: str
    changes_en: str
    legal_basis: str
    effective_on: date | None


@transaction.atomic
def set_controller(actor: Authority, *, data: ControllerData, now: datetime) -> Controller:
    """Who answers from now on. Raises `InvalidInput` (invalid) by field."""
    actor.require(Right.MANAGE_PRIVACY_REGISTERS, None)
    row = Controller(**asdict(data), changed_at=now, changed_by_label=actor.actor.label[:200])
    save(row)
    _record(actor, "privacy.controller_set", "controller", {"row": row.pk})
    return row


@transaction.atomic
def write_activity(actor: Authority, *, code: str, data: ActivityData, now: datetime) -> ProcessingActivity:
    """A new line, or the next version of one. Raises `InvalidInput` (invalid) by field."""
    actor.require(Right.MANAGE_PRIVACY_REGISTERS, None)
    last = ProcessingActivity.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0
    row = ProcessingActivity(
        code=code, version=last + 1, changed_at=now, changed_by_label=actor.actor.label[:200], **asdict(data)
    )
    save(row)
    _record(actor, "privacy.activity_written", f"activity:{code}", {"version": row.version, "ended": row.ended})
    return row


@transaction.atomic
def write_assessment(actor: Authority, *, answers: Mapping[str, str], now: datetime) -> Assessment:
    """The region's answers in the impact assessment, as a new version. Unknown fields are dropped."""
    actor.require(Right.MANAGE_PRIVACY_REGISTERS, None)
    last = Assessment.objects.aggregate(last=Max("version"))["last"] or 0
    kept = {field.code: answers.get(field.code, "").strip()[:4000] for field in FIELDS}
    row = Assessment.objects.create(
        version=last + 1, answers=kept, changed_at=now, changed_by_label=actor.actor.label[:200]
    )
    filled = sum(bool(value) for value in kept.values())
    _record(actor, "privacy.assessment_written", f"assessment:{row.version}", {"filled": filled})
    return row


# --- the notice


@transaction.atomic
def write_draft(user: User, *, data: DraftData, now: datetime) -> NoticeDraft:
    """Keep the next notice while it is written. Publishing it is a deed of its own."""
    user.require(Right.PUBLISH_NOTICE, None)
    _check_texts(data, today=now.date())
    row = NoticeDraft.objects.select_for_update().first() or NoticeDraft()
    for name, value in asdict(data).items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.written_by, row.written_by_label, row.changed_at = user.pk, user.display_name[:200], now
    row.save()
    _record(user, "privacy.notice_drafted", "notice:draft", {"effective": str(data.effective_on or "")})
    return row


@transaction.atomic
def publish_draft(user: User, *, now: datetime) -> PrivacyNotice:
    """The draft becomes the next version. Raises `Conflict` (draft_missing), `InvalidInput` (date_passed)."""
    row = NoticeDraft.objects.select_for_update().first()
    if row is None:
        raise Conflict("draft_missing", _("Belum ada rancangan pemberitahuan. Tulis dahulu, lalu terbitkan."))
    if row.effective_on is not None and row.effective_on < now.date():
        raise _date_passed()
    begins = datetime.combine(row.effective_on, time(0), permissions.zone_for(user)) if row.effective_on else None
    notice = enrolment.publish_notice(
        user,
        text_id=row.text_id,
        text_en=row.text_en,
        legal_basis=row.legal_basis,
        changes_id=row.changes_id,
        changes_en=row.changes_en,
        effective_at=begins,
        now=now,
    )
    row.delete()
    return notice


@transaction.atomic
def drop_draft(user: User, *, now: datetime) -> None:
    """Throw the draft away; harmless when there is none."""
    user.require(Right.PUBLISH_NOTICE, None)
    if NoticeDraft.objects.all().delete()[0]:
        _record(user, "privacy.notice_draft_dropped", "notice:draft", {})


def _check_texts(data: DraftData, *, today: date) -> None:
    needed = ["text_id", "text_en", "legal_basis"]
    if PrivacyNotice.objects.exists():
        needed += ["changes_id", "changes_en"]
    missing = {name: _("Wajib diisi.") for name in needed if not getattr(data, name).strip()}
    if missing:
        raise InvalidInput(
            "texts_missing", _("Isi teks dan ringkasan perubahan dalam kedua bahasa."), fields=dict(missing)
        )
    if data.effective_on is not None and data.effective_on < today:
        raise _date_passed()


def _date_passed() -> InvalidInput:
    sentence = _("Tanggal berlaku sudah lewat. Pilih hari ini atau nanti.")
    return InvalidInput("date_passed", sentence, fields={"effective_on": sentence})


def _record(actor: Authority, action: str, subject: str, detail: Mapping[str, object]) -> None:
    right = Right.PUBLISH_NOTICE if subject.startswith("notice:") else Right.MANAGE_PRIVACY_REGISTERS
    audit.record(action, actor=actor.actor, subject=subject, detail=detail, unit_id=None, right=right)
