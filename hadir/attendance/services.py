"""The check-in: the only conductor of camera session, face proof, identity, schedule and record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from hadir.accounts.models import User
from hadir.attendance import recording, rules
from hadir.attendance.models import Evidence, Punch
from hadir.attendance.recording import receipt_key
from hadir.audit import services as audit
from hadir.capture import engine, verdict
from hadir.capture import services as capture
from hadir.capture.keys import key_ring, opening
from hadir.capture.models import Purpose
from hadir.capture.services import Opened, Taken
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
    "CheckIn", "begin_check_in", "check_in", "destroy_overdue_evidence", "open_evidence", "receipt_key",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckIn:
    """`created` is False when this session had been decided before (a retry)."""

    punch: Punch
    created: bool


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
    return capture.open_session(employee, opened_by=user.pk, purpose=Purpose.CHECK_IN, facts=facts, now=now)


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


def check_in(user: User, session_id: UUID, *, nonce: str, now: datetime) -> CheckIn:
    """Decide about a completed session and write the punch, accepted or refused. Repeating it changes nothing.

    Raises `NotFound` (session_unknown), `Conflict` (session_incomplete, not_enrolled, engine_changed,
    engine_switched), `Unavailable` (engine_down).
    """
    employee = own_employee(user, Right.CHECK_IN)
    current = engine.current_engine()
    with transaction.atomic():
        lock(employee)  # two presses of one person: one after the other
        done = Punch.objects.filter(session_id=session_id, employee=employee).first()
        if done is not None:
            return CheckIn(done, created=False)
        taken = capture.take(session_id, nonce=nonce, employee=employee, purpose=Purpose.CHECK_IN, now=now)
        return CheckIn(_decide_and_write(user, employee, taken, taken.engine or current, now), created=True)


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
    if count:
        audit.record(
            "attendance.evidence_destroyed", actor=None, subject="evidence", detail={"count": count}, unit_id=None
        )
    return count


# --- one decision


def _decide_and_write(user: User, employee: Employee, taken: Taken, made_by: EngineId, now: datetime) -> Punch:
    """`made_by` is the engine that measured the frames: calibration, template and comparison are all its own."""
    arrival = recording.arrival_of(employee, taken.session.noted_at)
    proof = verdict.judge(taken.frames, engine.calibration_of(made_by))
    facts = rules.Facts(
        failure=taken.failure,
        proof=proof.code,
        matched=_matches(employee, proof, made_by),
        in_window=arrival.stage is not None,
        seen_in_stage=arrival.seen,
    )
    behind = recording.Proof(
        taken.session.pk, rules.Method.FACE, taken.session.facts, engine=str(made_by), evidence=taken.evidence
    )
    punch = recording.write(employee, arrival, behind, rules.decide(facts), now=now)
    _keep_evidence(punch, taken.portrait, now)
    audit.record(
        "attendance.check_in",
        actor=user.actor,
        subject=f"employee:{employee.pk}",
        detail={"punch": str(punch.pk), "code": punch.code, "stage": punch.stage, "place": punch.place_note},
        unit_id=employee.unit_id,
        right=Right.CHECK_IN,
    )
    return punch


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
