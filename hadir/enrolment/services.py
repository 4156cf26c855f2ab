"""Recording faces: notice, capture, second person, withdrawal. One call, one transaction, one audit entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hadir.accounts import permissions
from hadir.accounts import services as accounts
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.capture import engine
from hadir.capture import services as capture
from hadir.capture.models import Purpose
from hadir.capture.services import Opened, Taken
from hadir.capture.verdict import Proof, ProofCode, judge
from hadir.devices.statements import Signed
from hadir.enrolment import gallery, phones, selectors, telling, vault
from hadir.enrolment.models import (
    DataKey,
    DuplicateFinding,
    Enrolment,
    NoticeAcknowledgement,
    PrivacyNotice,
    ReferenceCrop,
    Status,
)
from hadir.faceengine.compare import average
from hadir.faceengine.engine import EngineId
from hadir.lib.authority import Actor, Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.people.models import Employee
from hadir.people.saving import lock

_CROPS_KEPT = 5


@dataclass(frozen=True, slots=True)
class Submitted:
    """`enrolment` is None when the capture was refused; `code` says why."""

    enrolment: Enrolment | None
    code: str


@transaction.atomic
def publish_notice(  # noqa: PLR0913 - a notice is two texts, two lists of changes and its dates
    authority: Authority,
    *,
    text_id: str,
    text_en: str,
    legal_basis: str,
    now: datetime,
    effective_at: datetime | None = None,
    changes_id: str = "",
    changes_en: str = "",
    names_crops: bool = False,
) -> PrivacyNotice:
    """A new version of the privacy notice; everybody reads it before the next recording.

    `effective_at` None: at once; `names_crops`: the text says that crops are kept for a later engine. What changed is
    told beside the text, in both languages.
    """
    authority.require(Right.PUBLISH_NOTICE, None)
    latest = selectors.notice_versions().first()
    notice = PrivacyNotice.objects.create(
        version=(latest.version + 1) if latest else 1,
        text_id=text_id,
        text_en=text_en,
        legal_basis=legal_basis,
        published_at=now,
        effective_at=effective_at,
        changes_id=changes_id,
        changes_en=changes_en,
        names_crops=names_crops,
    )
    audit.record(
        "enrolment.notice_published",
        actor=authority.actor,
        subject=f"notice:{notice.version}",
        detail={"legal_basis": legal_basis},
        unit_id=None,
        right=Right.PUBLISH_NOTICE,
    )
    return notice


@transaction.atomic
def acknowledge_notice(user: User, *, version: int, now: datetime) -> None:
    """The person has read this version. Raises `Conflict` (notice_outdated) when there is a newer one."""
    employee = own_employee(user, Right.REQUEST_OWN_DATA)
    notice = _notice()
    if notice.version != version:
        raise Conflict("notice_outdated", _("Pemberitahuan privasi sudah diperbarui. Baca versi terbaru."))
    _row, created = NoticeAcknowledgement.objects.get_or_create(
        employee=employee, notice=notice, defaults={"acknowledged_at": now}
    )
    if created:
        audit.record(
            "enrolment.notice_acknowledged",
            actor=user.actor,
            subject=f"employee:{employee.pk}",
            detail={"notice": notice.version},
            unit_id=employee.unit_id,
            right=Right.REQUEST_OWN_DATA,
        )


def begin_capture(user: User, *, facts: dict[str, object], now: datetime) -> Opened:
    """Open the camera session of an enrolment. Raises `Conflict` (notice_unread, enrolment_pending)."""
    return open_for(own_employee(user, Right.ENROL_OWN_FACE), opened_by=user.pk, facts=facts, now=now)


def open_for(employee: Employee, *, opened_by: int, facts: dict[str, object], now: datetime) -> Opened:
    """Open the camera for somebody; the caller has asked for the right. Raises as `begin_capture`."""
    if selectors.is_restricted(employee.pk):
        raise selectors.processing_restricted()
    if not selectors.has_acknowledged(employee.pk, _notice()):
        raise Conflict("notice_unread", _("Baca dan setujui dahulu pemberitahuan privasi."))
    if Enrolment.objects.filter(employee=employee, status=Status.PENDING).exists():
        raise Conflict("enrolment_pending", _("Perekaman Anda sedang menunggu persetujuan operator OPD."))
    return capture.open_session(employee, opened_by=opened_by, purpose=Purpose.ENROLMENT, facts=facts, now=now)


def submit(user: User, session_id: UUID, *, nonce: str, now: datetime, signed: Signed | None = None) -> Submitted:
    """Turn a completed capture into a case for the approver, and the phone that `signed` it into the own one.
    Repeating it gives the same answer."""
    employee = own_employee(user, Right.ENROL_OWN_FACE)
    return submit_for(employee, session_id, by=user, nonce=nonce, now=now, signed=signed)


def submit_for(
    employee: Employee, session_id: UUID, *, by: User, nonce: str, now: datetime, signed: Signed | None = None
) -> Submitted:
    """The same for somebody; the caller has asked for the right. `by` is the enroller, who cannot approve."""
    current = engine.current_engine()
    with transaction.atomic():
        lock(employee)
        before = capture.outcome_of(session_id, nonce=nonce, employee=employee)
        if before:
            return Submitted(Enrolment.objects.filter(session_id=session_id).first(), before)
        taken = capture.take(session_id, nonce=nonce, employee=employee, purpose=Purpose.ENROLMENT, now=now)
        engine_id = taken.engine or current
        if engine_id != engine.current_engine():
            raise engine.switched()
        proof = judge(taken.frames, engine.calibration_of(engine_id))
        enrolment, code = None, taken.failure or proof.code.value
        if not taken.failure and proof.code is ProofCode.PROVED:
            enrolment, code = _case(by, employee, taken, proof, engine_id, now), Status.PENDING.value
        capture.note_outcome(taken, code)
        if enrolment is not None and by.employee_id == employee.pk:
            phones.bind_recorder(by, employee, taken, signed, now=now)
        audit.record(
            "enrolment.submitted" if enrolment else "enrolment.capture_refused",
            actor=by.actor,
            subject=f"employee:{employee.pk}",
            detail={"code": code, "findings": enrolment.findings.count() if enrolment else 0},
            unit_id=employee.unit_id,
            right=Right.ENROL_OWN_FACE if by.employee_id == employee.pk else Right.ENROL_AT_DESK,
        )
    return Submitted(enrolment, code)


@transaction.atomic
def approve(user: User, enrolment_id: int, *, now: datetime) -> Enrolment:
    """A second person vouches that the face belongs to the NIP. The portrait is destroyed, an older template too."""
    enrolment = _for_decision(user, enrolment_id)
    accounts.check_no_link_holder(user, enrolment.employee_id, now=now)
    if selectors.is_restricted(enrolment.employee_id):
        raise Conflict("processing_restricted", _("Pemrosesan wajah pegawai ini sedang dibatasi atas permintaannya."))
    for older in Enrolment.objects.select_for_update().filter(employee=enrolment.employee, status=Status.APPROVED):
        _close(older, Status.SUPERSEDED)
    return _decide(user, enrolment, Status.APPROVED, reason="", now=now)


@transaction.atomic
def reject(user: User, enrolment_id: int, *, reason: str, now: datetime) -> Enrolment:
    """Refuse a case with a reason; portrait and template are destroyed."""
    if not reason.strip():
        raise InvalidInput(
            "reason_missing",
            _("Tuliskan alasan penolakan agar pegawai tahu apa yang harus diperbaiki."),
            fields={"reason": _("Alasan wajib diisi.")},
        )
    return _decide(user, _for_decision(user, enrolment_id), Status.REJECTED, reason=reason.strip()[:300], now=now)


@transaction.atomic
def withdraw(user: User, employee_id: int, *, reason: str, now: datetime) -> None:
    """Destroy the person's key and with it every template and portrait, wherever copies lie (crypto-shredding).

    The person may always do it; an operator for people of the own units; the data protection officer when a request
    for deletion is granted. Harmless when nothing is enrolled.
    """
    employee = Employee.objects.select_for_update().filter(pk=employee_id).first()
    if employee is None:
        raise _no_such()
    right = Right.ENROL_OWN_FACE
    if user.employee_id != employee.pk:
        right = Right.HANDLE_PRIVACY_REQUESTS
        if not permissions.has(user, right):
            right = Right.DECIDE_ENROLMENT
            user.require(right, employee.unit_id)
    _shred(employee, actor=user.actor, right=right, reason=reason, now=now)


@transaction.atomic
def destroy_of_leaver(authority: Authority, employee_id: int, *, reason: str, now: datetime) -> bool:
    """Destroy the face data of somebody who has left. False when nothing was enrolled any more, or the person is back.

    For the retention job (UU 27/2022, articles 43 and 44), which says by which policy in `reason`.
    """
    authority.require(Right.MANAGE_PRIVACY_REGISTERS, None)
    employee = Employee.objects.select_for_update().filter(pk=employee_id, active=False).first()
    if employee is None or not DataKey.objects.filter(employee=employee, destroyed_at__isnull=True).exists():
        return False
    _shred(employee, actor=authority.actor, right=Right.MANAGE_PRIVACY_REGISTERS, reason=reason, now=now)
    return True


def _shred(employee: Employee, *, actor: Actor, right: Right, reason: str, now: datetime) -> None:
    """Close every open case and empty the person's key. The caller holds the person's row and has asked for rights."""
    open_cases = Enrolment.objects.select_for_update().filter(
        employee=employee, status__in=[Status.PENDING, Status.APPROVED]
    )
    count = 0
    for enrolment in open_cases:
        _close(enrolment, Status.WITHDRAWN)
        count += 1
    destroyed = DataKey.objects.filter(employee=employee, destroyed_at__isnull=True).update(
        sealed=None, destroyed_at=now
    )
    capture.forget_faces(employee.pk)
    audit.record(
        "enrolment.withdrawn",
        actor=actor,
        subject=f"employee:{employee.pk}",
        detail={"reason": reason.strip()[:300], "cases": count, "keys_destroyed": destroyed},
        unit_id=employee.unit_id,
        right=right,
    )
    if count or destroyed:
        telling.withdrawn(employee.pk)


@transaction.atomic
def portrait_for(user: User, enrolment_id: int) -> bytes:
    """The picture the approver compares with the person. Every look is logged."""
    enrolment = _visible(user, enrolment_id, Right.DECIDE_ENROLMENT)
    if enrolment.sealed_portrait is None:
        raise NotFound("portrait_gone", _("Foto sudah dihancurkan setelah keputusan."))
    audit.record(
        "enrolment.portrait_seen",
        actor=user.actor,
        subject=f"employee:{enrolment.employee_id}",
        detail={"enrolment": enrolment.pk},
        unit_id=enrolment.employee.unit_id,
        right=Right.DECIDE_ENROLMENT,
    )
    return vault.open_portrait(enrolment)


@transaction.atomic
def rotate_keys(authority: Authority) -> int:
    """Wrap every data key under the active key-encryption key. Returns how many were rewrapped."""
    authority.require(Right.ROTATE_KEYS, None)
    count = sum(vault.rewrap(key) for key in DataKey.objects.select_for_update().filter(destroyed_at__isnull=True))
    audit.record(
        "enrolment.keys_rotated",
        actor=authority.actor,
        subject="data-keys",
        detail={"count": count},
        unit_id=None,
        right=Right.ROTATE_KEYS,
    )
    return count


def own_employee(user: User, right: Right) -> Employee:
    """The employee behind a log-in, entitled to act for themselves. Raises `NotPermitted`."""
    employee = user.employee
    if employee is None or not employee.active:
        raise NotPermitted("not_an_employee", _("Akun ini tidak terhubung dengan pegawai aktif."))
    user.require(right, employee.unit_id)
    return employee


# --- cases


def _case(user: User, employee: Employee, taken: Taken, proof: Proof, made_by: EngineId, now: datetime) -> Enrolment:
    """Store the sealed template and portrait, and who else it looks like."""
    if taken.portrait is None:
        raise ValueError("a proved session begins with a straight frame, whose picture is kept")
    key = vault.data_key_of(employee.pk, now=now)
    template = average(proof.views)
    enrolment = Enrolment.objects.create(
        employee=employee,
        session_id=taken.session.pk,
        captured_at=taken.session.noted_at,
        submitted_by=user.pk,
        data_key=key,
        engine_name=made_by.name,
        engine_version=made_by.version,
        sealed_template=vault.seal_template(key, template, made_by),
        sealed_portrait=vault.seal_portrait(key, taken.portrait),
    )
    _keep_crops(enrolment, taken)
    threshold = engine.calibration_of(made_by).threshold(settings.CONFIG.search_fmr, averaged=True)
    with seeing_everything("the face may be known under the name of somebody in any agency"):
        found = gallery.lookalikes(template, engine=made_by, threshold=threshold, except_employee=employee.pk)
        DuplicateFinding.objects.bulk_create(DuplicateFinding(enrolment=enrolment, other_id=other) for other in found)
    return enrolment


def _keep_crops(enrolment: Enrolment, taken: Taken) -> None:
    """A few pictures of the head for a later engine: only where the site keeps them and the person has read so."""
    if not settings.CONFIG.keep_reference_crops or not selectors.knows_of_crops(enrolment.employee_id):
        return
    crops = [frame.analysis.crop for frame in taken.frames if frame.analysis.crop is not None]
    # First straight frame, then the movements: the template stands for all these views.
    for seq, crop in enumerate([*crops[:1], *crops[3:]][:_CROPS_KEPT]):
        sealed = vault.seal_crop(enrolment.data_key, crop, enrolment_id=enrolment.pk, seq=seq)
        ReferenceCrop.objects.create(enrolment=enrolment, seq=seq, sealed=sealed)


def _destroy_copies(enrolment: Enrolment) -> None:
    """What lies beside a template goes with it: crops, and the template of another engine."""
    enrolment.crops.all().delete()
    enrolment.others.all().delete()


def _decide(user: User, enrolment: Enrolment, status: Status, *, reason: str, now: datetime) -> Enrolment:
    enrolment.status, enrolment.reason = status, reason
    enrolment.decided_at, enrolment.decided_by = now, user.pk
    enrolment.decided_by_label = user.actor.label[:200]
    enrolment.sealed_portrait = None
    if status is not Status.APPROVED:
        enrolment.sealed_template = None
        _destroy_copies(enrolment)
    enrolment.save()
    audit.record(
        f"enrolment.{status.value}",
        actor=user.actor,
        subject=f"employee:{enrolment.employee_id}",
        detail={"enrolment": enrolment.pk, "reason": reason, "findings": enrolment.findings.count()},
        unit_id=enrolment.employee.unit_id,
        right=Right.DECIDE_ENROLMENT,
        before={"status": Status.PENDING.value},
        after={"status": status.value},
    )
    if status is Status.APPROVED:
        telling.approved(enrolment.employee_id)
    else:
        telling.rejected(enrolment.employee_id, reason)
        phones.let_go(user, enrolment, now=now)
    return enrolment


def _close(enrolment: Enrolment, status: Status) -> None:
    enrolment.status, enrolment.sealed_template, enrolment.sealed_portrait = status, None, None
    enrolment.save(update_fields=["status", "sealed_template", "sealed_portrait"])
    _destroy_copies(enrolment)


def _for_decision(user: User, enrolment_id: int) -> Enrolment:
    enrolment = _visible(user, enrolment_id, Right.DECIDE_ENROLMENT)
    if enrolment.submitted_by == user.pk or enrolment.employee_id == user.employee_id:
        raise NotPermitted("second_person_needed", _("Perekaman wajah sendiri harus disetujui orang lain."))
    if enrolment.status != Status.PENDING:
        raise Conflict("already_decided", _("Perekaman ini sudah diputuskan."))
    return enrolment


def _visible(user: User, enrolment_id: int, right: Right) -> Enrolment:
    """Locked. A case in somebody else's unit looks like one that does not exist."""
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("employee", "data_key")
        .filter(pk=enrolment_id)
        .first()
    )
    if enrolment is None:
        raise _no_such()
    try:
        user.require(right, enrolment.employee.unit_id)
    except NotPermitted:
        raise _no_such() from None
    return enrolment


def _no_such() -> NotFound:
    return NotFound("enrolment_unknown", _("Perekaman tidak ditemukan."))


def _notice() -> PrivacyNotice:
    notice = selectors.current_notice()
    if notice is None:
        raise Conflict("notice_missing", _("Pemberitahuan privasi belum diterbitkan. Hubungi pengelola sistem."))
    return notice
