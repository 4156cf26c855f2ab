"""How long each class of data is kept, and the run that destroys what has outlived it and reports so.

Policies are dated rows with a legal basis; existing services of the slices below do the destroying. One class is one
transaction with one report: a class that fails does not keep the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hadir.accounts.retention import destroy_log_ins
from hadir.attendance.corrections import papers as correction_papers
from hadir.attendance.presence import papers as objection_papers
from hadir.attendance.retention import destroy_evidence
from hadir.audit import services as audit
from hadir.capture.retention import destroy_sessions
from hadir.devices.retention import destroy_devices
from hadir.enrolment import services as enrolment
from hadir.enrolment.departures import left_before
from hadir.leave import papers
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.lib.retention import NOTHING, Destroyed
from hadir.notices.retention import destroy_notices
from hadir.people.importing import services as imports
from hadir.privacy import exports, selectors
from hadir.privacy.models import Backup, DestructionReport, RetentionPolicy
from hadir.privacy.rules import KEPT, DataClass, cut_off

log = logging.getLogger(__name__)


def _templates(actor: Authority, now: datetime, before: datetime) -> Destroyed:
    """The face of everybody who left before the cut-off: key emptied, template gone (crypto-shredding)."""
    gone = [
        at
        for employee_id, at in left_before(before).items()
        if enrolment.destroy_of_leaver(actor, employee_id, reason="retention: left", now=now)
    ]
    return Destroyed(len(gone), min(gone), max(gone)) if gone else NOTHING


def _exports(_actor: Authority, now: datetime, before: datetime) -> Destroyed:
    return exports.destroy_overdue(now=now, cut_off=before)


def _staged_imports(_actor: Authority, _now: datetime, before: datetime) -> Destroyed:
    return Destroyed(imports.forget_old(now=before + imports.KEPT))


def _papers(_actor: Authority, now: datetime, before: datetime) -> Destroyed:
    """Papers of requests for leave, of corrections and of objections: one class, one promise."""
    done = [
        papers.destroy_other(now=now, before=before),
        correction_papers.destroy_old(now=now, before=before),
        objection_papers.destroy_old(now=now, before=before),
    ]
    return Destroyed(
        sum(one.count for one in done),
        min((one.oldest for one in done if one.oldest), default=None),
        max((one.newest for one in done if one.newest), default=None),
    )


# A class without an executor is kept (`rules.KEPT`).
_EXECUTORS: dict[DataClass, Callable[[Authority, datetime, datetime], Destroyed]] = {
    DataClass.TEMPLATES: _templates,
    DataClass.EVIDENCE: lambda _actor, now, before: destroy_evidence(now=now, before=before),
    DataClass.CAPTURE_SESSIONS: lambda _actor, _now, before: destroy_sessions(before=before),
    DataClass.SIGN_INS: lambda _actor, _now, before: destroy_log_ins(before=before),
    DataClass.EXPORTS: _exports,
    DataClass.NOTICES: lambda _actor, now, before: destroy_notices(now=now, before=before),
    DataClass.STAGED_IMPORTS: _staged_imports,
    DataClass.HEALTH_PAPERS: lambda _actor, now, before: papers.destroy_health(now=now, before=before),
    DataClass.PAPERS: _papers,
    DataClass.DEVICES: lambda _actor, _now, before: destroy_devices(before=before),
}


def run(actor: Authority, *, now: datetime) -> list[DestructionReport]:
    """Destroy what is over in every class and report it, also when it was nothing: an empty report says it ran.

    Raises the first error after all classes have had their turn.
    """
    actor.require(Right.MANAGE_PRIVACY_REGISTERS, None)
    run_id, policies = uuid4(), selectors.policies_on(now.date())
    made: list[DestructionReport] = []
    failed: list[Exception] = []
    for data_class, executor in _EXECUTORS.items():
        policy = policies.get(data_class.value)
        if policy is None or policy.days is None:
            continue
        try:
            made.append(_one(actor, executor, _Turn(run_id, data_class, policy, now)))
        except Exception as error:
            log.exception("retention of %s failed", data_class.value)
            failed.append(error)
    if failed:
        raise failed[0]
    return made


@dataclass(frozen=True, slots=True)
class _Turn:
    run_id: UUID
    data_class: DataClass
    policy: RetentionPolicy
    now: datetime


@transaction.atomic
def _one(
    actor: Authority, executor: Callable[[Authority, datetime, datetime], Destroyed], turn: _Turn
) -> DestructionReport:
    before = cut_off(turn.now, turn.policy.days or 0)
    done = executor(actor, turn.now, before)
    report = DestructionReport.objects.create(
        run_id=turn.run_id,
        data_class=turn.data_class.value,
        policy=turn.policy,
        ran_at=turn.now,
        before=before,
        count=done.count,
        oldest=done.oldest,
        newest=done.newest,
        backups_until=selectors.backups_until(turn.now.date()) if done.count else None,
    )
    if done.count:
        audit.record(
            "privacy.data_destroyed",
            actor=actor.actor,
            subject=f"data-class:{turn.data_class.value}",
            detail={"count": done.count, "policy": turn.policy.pk, "report": report.pk},
            unit_id=None,
        )
    return report


# --- policies


@transaction.atomic
def set_policy(
    actor: Authority, *, data_class: DataClass, days: int | None, legal_basis: str, valid_from: date, now: datetime
) -> RetentionPolicy:
    """A new policy for a class from a day on; earlier ones stay on record.

    Raises `InvalidInput` (basis_missing, days_missing for a class that the software empties, date_passed: what was
    destroyed by yesterday's policy cannot be kept by today's).
    """
    actor.require(Right.MANAGE_PRIVACY_REGISTERS, None)
    if not legal_basis.strip():
        raise InvalidInput("basis_missing", _("Tuliskan dasar hukumnya."), fields={"legal_basis": _("Wajib diisi.")})
    if days is None and data_class not in KEPT:
        raise InvalidInput(
            "days_missing", _("Kelas ini harus punya batas hari."), fields={"days": _("Isi jumlah hari.")}
        )
    if valid_from < now.date():
        raise InvalidInput(
            "date_passed", _("Kebijakan berlaku mulai hari ini atau nanti."), fields={"valid_from": _("Sudah lewat.")}
        )
    made = RetentionPolicy.objects.create(
        data_class=data_class.value,
        days=days,
        legal_basis=legal_basis.strip()[:300],
        valid_from=valid_from,
        made_at=now,
        made_by_label=actor.actor.label[:200],
    )
    audit.record(
        "privacy.retention_set",
        actor=actor.actor,
        subject=f"data-class:{data_class.value}",
        detail={"days": days, "from": valid_from.isoformat(), "policy": made.pk},
        unit_id=None,
        right=Right.MANAGE_PRIVACY_REGISTERS,
    )
    return made


# --- backups


@transaction.atomic
def register_backup(actor: Authority, *, label: str, place: str, made_on: date, expires_on: date) -> Backup:
    """Note a backup and the day on which it goes. Raises `InvalidInput` (label_taken, dates)."""
    actor.require(Right.MANAGE_PRIVACY_REGISTERS, None)
    label = label.strip()[:120]
    if Backup.objects.filter(label=label).exists():
        raise InvalidInput("label_taken", _("Nama cadangan ini sudah ada."), fields={"label": _("Pakai nama lain.")})
    if expires_on < made_on:
        raise InvalidInput(
            "dates",
            _("Tanggal musnah lebih awal dari tanggal dibuat."),
            fields={"expires_on": _("Periksa tanggalnya.")},
        )
    made = Backup.objects.create(
        label=label, place=place.strip()[:200], made_on=made_on, expires_on=expires_on, by_label=actor.actor.label[:200]
    )
    _record_backup(actor, "privacy.backup_registered", made)
    return made


@transaction.atomic
def report_backup_destroyed(actor: Authority, backup_id: int, *, on: date) -> None:
    """Say that a backup is gone. Raises `NotFound` (backup_unknown), `Conflict` (already_destroyed)."""
    actor.require(Right.MANAGE_PRIVACY_REGISTERS, None)
    found = Backup.objects.select_for_update().filter(pk=backup_id).first()
    if found is None:
        raise NotFound("backup_unknown", _("Cadangan tidak ditemukan."))
    if found.destroyed_on is not None:
        raise Conflict("already_destroyed", _("Cadangan ini sudah dilaporkan musnah."))
    found.destroyed_on = on
    found.save(update_fields=["destroyed_on"])
    _record_backup(actor, "privacy.backup_destroyed", found)


def _record_backup(actor: Authority, action: str, backup: Backup) -> None:
    audit.record(
        action,
        actor=actor.actor,
        subject=f"backup:{backup.pk}",
        detail={"expires": backup.expires_on.isoformat()},
        unit_id=None,
        right=Right.MANAGE_PRIVACY_REGISTERS,
    )
