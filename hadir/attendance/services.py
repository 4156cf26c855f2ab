"""The check-in: the only conductor of camera session, face proof, identity, schedule and record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from hadir.accounts.models import User
from hadir.attendance import gathering, recording, rules
from hadir.attendance.gathering import NOTHING_SHOWN, Attempt, Shown
from hadir.attendance.models import Evidence, Punch
from hadir.attendance.presence import assessing
from hadir.attendance.presence.asking import Asked, asked_of, is_light_asked
from hadir.attendance.presence.assessing import REFUSED, Found, Weighed
from hadir.attendance.presence.rules import Judgement, Outcome, Step
from hadir.attendance.recording import Arrival, Verdict, receipt_key
from hadir.audit import services as audit
from hadir.capture import engine, verdict
from hadir.capture import services as capture
from hadir.capture.keys import key_ring, opening
from hadir.capture.models import Purpose
from hadir.capture.services import Opened
from hadir.devices import passkeys
from hadir.devices import services as devices
from hadir.devices.rules import label_of
from hadir.enrolment import selectors as enrolment
from hadir.enrolment.services import own_employee
from hadir.faceengine.compare import similarity
from hadir.faceengine.engine import EngineId
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict
from hadir.lib.sealing import seal, unseal
from hadir.people.models import Employee
from hadir.people.saving import lock
from hadir.schedules import rules as day_rules

__all__ = [
    "CheckIn", "OneMore", "Shown", "begin_check_in", "check_in", "destroy_overdue_evidence", "open_evidence",
    "receipt_key",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckIn:
    """`created` is False when this session had been decided before (a retry)."""

    punch: Punch
    outcome: Outcome
    created: bool


@dataclass(frozen=True, slots=True)
class OneMore:
    """Nothing is decided: the agency asks for one step more. `noted_at`: the arrival, which stays; `until`: how long
    the session can be finished; `options`: for a passkey; `said`: what was wrong with a code."""

    noted_at: datetime
    until: datetime
    judgement: Judgement
    tries_left: int
    options: dict[str, Any] | None
    said: str


def begin_check_in(user: User, *, facts: dict[str, object], now: datetime) -> Opened:
    """Note the arrival and open the camera session.

    Raises `Conflict` (not_enrolled, processing_restricted, engine_changed, too_many_refusals), `NotPermitted`
    (not_an_employee).
    """
    employee = own_employee(user, Right.CHECK_IN)
    made_by = enrolment.usable_engine(employee.pk)
    if made_by is None:
        raise Conflict("not_enrolled", _("Wajah Anda belum direkam atau belum disetujui. Rekam dahulu sebelum absen."))
    if engine.running_engine() not in (None, made_by):  # an engine that is down keeps nobody from being noted
        raise _engine_changed()
    day = day_rules.day_of(now, employee.work_place.zone)
    if _refusals_of(employee.pk, day) >= rules.MAX_REFUSALS_A_DAY:
        raise Conflict(
            "too_many_refusals",
            _("Terlalu banyak percobaan gagal hari ini. Hubungi operator OPD untuk pencatatan manual."),
        )
    light = facts.get("light", True) is not False and is_light_asked(employee, day)
    return capture.open_session(
        employee, opened_by=user.pk, purpose=Purpose.CHECK_IN, facts=facts, now=now, light=light
    )


# Written, as every statement of a check-in: building it through the ORM costs more than running it.
_REFUSALS = """
SELECT count(*) FROM attendance_punch
WHERE employee_id = %s AND work_day = %s AND NOT accepted AND code = ANY (%s)
"""


def _refusals_of(employee_id: int, day: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_REFUSALS, [employee_id, day, sorted(rules.COUNTED_REFUSALS)])
        (count,) = cursor.fetchone()
    return int(count)


def check_in(
    user: User, session_id: UUID, *, nonce: str, shown: Shown = NOTHING_SHOWN, now: datetime
) -> CheckIn | OneMore:
    """Decide about a completed session and write the punch, accepted or refused. Repeating it changes nothing.

    `OneMore` where the agency asks for a second step: the session stays as it is, and so does the arrival.
    Raises `NotFound` (session_unknown), `Conflict` (session_incomplete, not_enrolled, engine_changed,
    engine_switched), `Unavailable` (engine_down).
    """
    employee = own_employee(user, Right.CHECK_IN)
    current = engine.current_engine()
    with transaction.atomic():
        lock(employee)  # two presses of one person: one after the other
        done = _decided(session_id, employee)
        if done is not None:
            return CheckIn(done, assessing.outcome_of(done), created=False)
        taken = capture.look_at(session_id, nonce=nonce, employee=employee, purpose=Purpose.CHECK_IN, now=now)
        return _decide(_Case(Attempt(user, employee, taken, shown), taken.engine or current, now))


_DECIDED = "SELECT EXISTS (SELECT FROM attendance_punch WHERE session_id = %s AND employee_id = %s)"


def _decided(session_id: UUID, employee: Employee) -> Punch | None:
    """The punch of a session that was decided before; hardly ever there, so it is asked for in written SQL first."""
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED, [session_id, employee.pk])
        (is_there,) = cursor.fetchone()
    rows = Punch.objects.filter(session_id=session_id, employee=employee).select_related("assessment")
    return rows.first() if is_there else None


def open_evidence(punch: Punch) -> bytes:
    """The picture behind a punch, for the person that the caller has authorised."""
    row = punch.evidence
    with opening():
        key = key_ring().derive(f"evidence|{punch.pk}", kek_id=row.kek_id)
        return unseal(key, bytes(row.sealed_jpeg), bound_to=f"evidence|{punch.pk}")


@transaction.atomic
def destroy_overdue_evidence(*, now: datetime) -> int:
    """Delete evidence whose date has come; the audit log keeps how many."""
    count, _by_model = Evidence.objects.filter(destroy_after__lte=now).delete()
    count += assessing.destroy_pictures(now=now)
    if count:
        audit.record(
            "attendance.evidence_destroyed", actor=None, subject="evidence", detail={"count": count}, unit_id=None
        )
    return count


# --- one decision


@dataclass(frozen=True, slots=True)
class _Case:
    """`made_by` is the engine that measured the frames: calibration, template and comparison are all its own."""

    attempt: Attempt
    made_by: EngineId
    now: datetime


def _decide(case: _Case) -> CheckIn | OneMore:
    """Refusals first: protocol, spoof, identity. Only what none of them refuses is weighed."""
    taken, employee = case.attempt.taken, case.attempt.employee
    arrival = recording.arrival_of(employee, taken.session.noted_at)
    proof = verdict.judge(taken.frames, engine.calibration_of(case.made_by), taken.course)
    decision = rules.decide(
        rules.Facts(
            failure=taken.failure,
            proof=proof.code,
            matched=_matches(employee, proof, case.made_by),
            in_window=arrival.stage is not None,
            seen_in_stage=arrival.seen,
        )
    )
    place = recording.place_of(employee, taken.session.facts, arrival.day)
    asked = asked_of(employee, arrival.day, session_id=taken.session.pk)
    if not decision.accepted:
        found = Found(assessing.together(taken.findings, proof.findings, place.findings), place.place_id)
        return _write(case, arrival, Verdict(decision, place, Outcome.REFUSED), asked, Weighed(REFUSED, found))
    gathered = gathering.gather(case.attempt, proof, place, day=arrival.day, now=case.now)
    weighed = assessing.judge(asked, gathered.found, case.attempt.shown.tried)
    outcome = weighed.judgement.outcome
    if outcome is Outcome.SECOND_STEP:
        return _ask_for_more(case, weighed, gathered.code)
    done = _write(case, arrival, Verdict(decision, place, outcome), asked, weighed)
    if asked.binds_first_use and outcome is not Outcome.REVIEW:
        label = label_of(str(taken.session.facts.get("user_agent", "")))
        devices.trust_first_use(
            case.attempt.user, gathered.attestation, label=label, session_id=taken.session.pk, now=case.now
        )
    return done


def _ask_for_more(case: _Case, weighed: Weighed, said: str) -> OneMore:
    """The session is not used up and no punch is written; that it was asked is remembered."""
    session, judgement = case.attempt.taken.session, weighed.judgement
    left = assessing.ask(session.pk, case.attempt.employee, weighed, gave=case.attempt.shown.tried.gave, now=case.now)
    options = None
    if Step.PASSKEY in judgement.satisfied_by:
        options = passkeys.challenge(case.attempt.user, gathering.session_facts(case.attempt.taken))
    return OneMore(session.noted_at, capture.finish_until(session), judgement, left, options, said)


def _write(case: _Case, arrival: Arrival, decided: Verdict, asked: Asked, weighed: Weighed) -> CheckIn:
    taken, now = case.attempt.taken, case.now
    pictures = capture.pictures_of(taken) if assessing.is_reviewed(decided.outcome) else ()
    capture.use_up(taken, now=now)
    behind = recording.Proof(
        taken.session.pk, rules.Method.FACE, taken.session.facts, engine=str(case.made_by), evidence=taken.evidence
    )
    punch = recording.write(case.attempt.employee, arrival, behind, decided, now=now)
    _keep_evidence(punch, taken.portrait, now)
    assessing.keep(punch, asked, weighed, now=now)
    if pictures:
        assessing.keep_pictures(punch, pictures, now=now)
    audit.record(
        "attendance.check_in",
        actor=case.attempt.user.actor,
        subject=f"employee:{case.attempt.employee.pk}",
        detail={
            "punch": str(punch.pk),
            "code": punch.code,
            "stage": punch.stage,
            "place": punch.place_note,
            "outcome": decided.outcome.value,
        },
        unit_id=case.attempt.employee.unit_id,
        right=Right.CHECK_IN,
    )
    return CheckIn(punch, decided.outcome, created=True)


def _matches(employee: Employee, proof: verdict.Proof, made_by: EngineId) -> bool:
    """1:1 against the person's own template, at the threshold calibrated for averaged probes."""
    template = enrolment.template_of(employee.pk)
    if template is None:
        raise Conflict("not_enrolled", _("Wajah Anda belum direkam atau belum disetujui."))
    if template.engine != made_by:
        raise engine.switched() if template.engine == engine.current_engine() else _engine_changed()
    if proof.probe is None:
        return False
    threshold = engine.calibration_of(made_by).threshold(settings.CONFIG.match_fmr, averaged=True)
    return similarity(template.vector, proof.probe) >= threshold


def _engine_changed() -> Conflict:
    return Conflict("engine_changed", _("Mesin pengenal wajah telah diganti. Rekam ulang wajah Anda sebelum absen."))


def _keep_evidence(punch: Punch, portrait: bytes | None, now: datetime) -> None:
    days = settings.CONFIG.evidence_days
    if portrait is None or not days:
        return
    kek_id = key_ring().active_id
    key = key_ring().derive(f"evidence|{punch.pk}", kek_id=kek_id)
    Evidence.objects.create(
        punch=punch,
        kek_id=kek_id,
        sealed_jpeg=seal(key, portrait, bound_to=f"evidence|{punch.pk}"),
        destroy_after=now + timedelta(days=days),
    )
