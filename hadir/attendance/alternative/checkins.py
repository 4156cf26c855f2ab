"""Checking in with PIN and code, or with PIN and officer. Same stages, same receipt, same punch as with a face."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance import recording, rules
from hadir.attendance.alternative import pins, reading, texts
from hadir.attendance.models import PersonalPin, Punch, WitnessRequest
from hadir.attendance.presence import assessing
from hadir.attendance.presence.asking import asked_of
from hadir.attendance.presence.assessing import REFUSED, Found, Weighed
from hadir.attendance.recording import Verdict
from hadir.attendance.rules import AlternativeFacts, Method, SecondProof
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.enrolment.services import own_employee
from hadir.lib.authority import Actor, Right
from hadir.lib.errors import Conflict, Expired, InvalidInput, NotFound, NotPermitted
from hadir.lib.findings import Finding
from hadir.people.models import Employee
from hadir.people.saving import lock
from hadir.places import codes
from hadir.places.codes import CodeState

_WAIT_FOR_OFFICER = timedelta(minutes=30)
_SECOND = {
    CodeState.RIGHT: SecondProof.CODE_RIGHT,
    CodeState.WRONG: SecondProof.CODE_WRONG,
    CodeState.USED: SecondProof.CODE_USED,
    CodeState.EXPIRED: SecondProof.CODE_EXPIRED,
    CodeState.ELSEWHERE: SecondProof.CODE_ELSEWHERE,
}
_BY_OFFICER = frozenset({SecondProof.OFFICER_CONFIRMED, SecondProof.OFFICER_REFUSED})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One press of the button. `id` is drawn by the page: the same id again changes nothing.

    `facts`: position, device and client_time, recorded and never trusted.
    """

    id: UUID
    pin: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`punch` is None while an officer is awaited; `created` is False when this attempt had been answered before."""

    punch: Punch | None
    created: bool
    waiting: WitnessRequest | None = None


def with_code(user: User, attempt: Attempt, *, site_code: str, now: datetime) -> Outcome:
    """PIN and the code on the screen at the own work place. Writes the punch, accepted or refused.

    Raises `NotPermitted` (not_an_employee), `Conflict` (non_biometric_not_permitted, pin_missing, pin_locked,
    attempt_conflict), `TooMany` (site_code_limited).
    """
    employee = own_employee(user, Right.CHECK_IN)
    with transaction.atomic():
        lock(employee)
        done = _answered(attempt, employee)
        if done is not None:
            return done
        pin = _ready(employee, now)
        code = codes.examine(employee, site_code, now=now)
        if code.state is CodeState.LIMITED:
            raise codes.too_many(code)
        pin_right = code.right and pins.is_right(pin, attempt.pin)
        if code.right:  # else the PIN was not looked at: whoever is not at the place learns nothing about it
            pins.note_try(pin, good=pin_right, now=now)
        if pin_right:
            code = codes.consume(employee, code, now=now)
        second = _SECOND[code.state]
        proof = recording.Proof(attempt.id, Method.PIN_CODE, attempt.facts)
        case = _Case(user.actor, proof, second, pin_right, now, findings=code.findings)
        return Outcome(_write(employee, case, now=now), created=True)


def ask_officer(user: User, attempt: Attempt, *, now: datetime) -> Outcome:
    """PIN first; then an officer on the spot confirms within half an hour, and the arrival counts from now.

    A wrong PIN is a refused punch. Raises as `with_code`, and `Conflict` (witness_awaited).
    """
    employee = own_employee(user, Right.CHECK_IN)
    with transaction.atomic():
        lock(employee)
        done = _answered(attempt, employee)
        if done is not None:
            return done
        pin = _ready(employee, now)
        if reading.awaiting(employee.pk, now=now) is not None:
            raise Conflict("witness_awaited", _("Permintaan Anda sudah menunggu petugas. Temui petugas di tempat."))
        pin_right = pins.is_right(pin, attempt.pin)
        pins.note_try(pin, good=pin_right, now=now)
        if not pin_right:
            proof = recording.Proof(attempt.id, Method.PIN_OFFICER, attempt.facts)
            second = SecondProof.OFFICER_CONFIRMED  # nobody was asked; the PIN alone decides
            return Outcome(_write(employee, _Case(user.actor, proof, second, False, now), now=now), created=True)
        waiting = WitnessRequest.objects.create(
            id=attempt.id,
            employee=employee,
            asked_by=user.pk,
            noted_at=now,
            expires_at=now + _WAIT_FOR_OFFICER,
            facts=dict(attempt.facts),
        )
        audit.record(
            "attendance.witness_asked",
            actor=user.actor,
            subject=f"employee:{employee.pk}",
            detail={"request": str(waiting.pk)},
            unit_id=employee.unit_id,
            right=Right.CHECK_IN,
        )
    return Outcome(None, created=True, waiting=waiting)


@transaction.atomic
def answer(user: User, request_id: UUID, *, confirm: bool, note: str = "", now: datetime) -> Punch:
    """The officer has the person before them and says so, or refuses with a reason. Repeating it changes nothing.

    Raises `NotFound` (witness_request_unknown), `NotPermitted` (second_person_needed), `Expired` (witness_too_late),
    `InvalidInput` (reason_missing), `Conflict` (non_biometric_not_permitted).
    """
    waiting = _awaited(user, request_id)
    if waiting.asked_by == user.pk or waiting.employee_id == user.employee_id:
        raise NotPermitted("second_person_needed", _("Kehadiran sendiri harus disahkan petugas lain."))
    employee = waiting.employee
    lock(employee)
    done = Punch.objects.filter(session_id=waiting.pk).first()
    if done is not None:
        return done
    if now >= waiting.expires_at:
        raise Expired("witness_too_late", _("Permintaan ini sudah lewat waktu. Minta pegawai mengajukannya lagi."))
    if not confirm and not note.strip():
        sentence = _("Tuliskan alasan penolakan.")
        raise InvalidInput("reason_missing", sentence, fields={"note": sentence})
    _require_permission(employee, waiting.noted_at)
    WitnessRequest.objects.filter(pk=waiting.pk).update(answered_at=now)
    second = SecondProof.OFFICER_CONFIRMED if confirm else SecondProof.OFFICER_REFUSED
    proof = recording.Proof(waiting.pk, Method.PIN_OFFICER, waiting.facts, witness=user.actor)
    case = _Case(user.actor, proof, second, True, waiting.noted_at, note.strip()[:300])
    return _write(employee, case, now=now)


# --- one attempt


def _ready(employee: Employee, now: datetime) -> PersonalPin:
    _require_permission(employee, now)
    return pins.ready(employee, now=now)


def _require_permission(employee: Employee, moment: datetime) -> None:
    if reading.permission_on(employee, moment) is None:
        raise Conflict("non_biometric_not_permitted", texts.NOT_ALLOWED)


def _answered(attempt: Attempt, employee: Employee) -> Outcome | None:
    """What became of this id before. Somebody else's id is refused without saying whose it is."""
    with seeing_everything("whether an attempt's id is taken, by whomever"):
        punch = Punch.objects.select_related("work_place").filter(session_id=attempt.id).first()
        waiting = WitnessRequest.objects.filter(pk=attempt.id).first() if punch is None else None
    found = punch or waiting
    if found is None:
        return None
    if found.employee_id != employee.pk:
        raise Conflict("attempt_conflict", _("Nomor percobaan ini sudah dipakai. Muat ulang halaman."))
    return Outcome(punch, created=False, waiting=waiting)


@dataclass(frozen=True, slots=True)
class _Case:
    """One attempt as it is decided. `at`: the arrival; `actor`: who pressed the button; `note`: the officer's words."""

    actor: Actor
    proof: recording.Proof
    second: SecondProof
    pin_right: bool
    at: datetime
    note: str = ""
    findings: tuple[Finding, ...] = ()


def _write(employee: Employee, case: _Case, *, now: datetime) -> Punch:
    arrival = recording.arrival_of(employee, case.at)
    in_window = arrival.stage is not None
    facts = AlternativeFacts(case.second, case.pin_right, in_window=in_window, seen_in_stage=arrival.seen)
    decision = rules.decide_alternative(facts)
    place = recording.place_of(employee, case.proof.facts, arrival.day)
    asked = asked_of(employee, arrival.day, session_id=case.proof.reference)
    found = Found(assessing.together(place.findings, case.findings), place.place_id)
    weighed = assessing.judge_without_face(asked, found) if decision.accepted else Weighed(REFUSED, found)
    outcome = weighed.judgement.outcome
    punch = recording.write(employee, arrival, case.proof, Verdict(decision, place, outcome), now=now)
    assessing.keep(punch, asked, weighed, now=now)
    detail = {"punch": str(punch.pk), "code": punch.code, "stage": punch.stage, "method": punch.method}
    detail["outcome"] = outcome.value
    audit.record(
        "attendance.check_in",
        actor=case.actor,
        subject=f"employee:{employee.pk}",
        detail={**detail, "note": case.note} if case.note else detail,
        unit_id=employee.unit_id,
        right=Right.RECORD_NON_BIOMETRIC if case.second in _BY_OFFICER else Right.CHECK_IN,
    )
    return punch


def _awaited(user: User, request_id: UUID) -> WitnessRequest:
    waiting = (
        WitnessRequest.objects.select_for_update(of=("self",))
        .select_related("employee__work_place")
        .filter(pk=request_id)
        .first()
    )
    if waiting is None or not permissions.has(user, Right.RECORD_NON_BIOMETRIC, waiting.employee.unit_id):
        raise NotFound("witness_request_unknown", _("Permintaan tidak ditemukan."))
    return waiting
