"""Opening a capture session, taking its frames in order, handing its result to whoever asked for it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from hadir.capture import engine, findings, memory, script, sessions
from hadir.capture.keys import key_ring, opening
from hadir.capture.light import COLOURS
from hadir.capture.models import CaptureFrame, CaptureSession, Purpose, State
from hadir.capture.script import Progress, Prompt
from hadir.capture.streaming import Answer, Frame, add_frame, ask_for_another
from hadir.capture.verdict import KeptFrame
from hadir.faceengine.course import Moment
from hadir.faceengine.engine import EngineId
from hadir.lib.errors import Conflict
from hadir.lib.findings import Finding
from hadir.people.models import Employee
from hadir.people.saving import lock
from hadir.people.written_sql import WrittenQuery

__all__ = [
    "Answer", "Frame", "Opened", "Taken", "add_frame", "ask_for_another", "finish_until", "forget_faces", "look_at",
    "note_outcome", "open_session", "outcome_of", "pictures_of", "take", "use_up", "wipe_expired",
]  # fmt: skip

_NONCE_BYTES = 32  # 256 bit; ASVS 6.7.2 asks for 64
# A person whom the server asked for patience keeps the first time for so long.
_PATIENCE_COUNTS_FOR = timedelta(minutes=15)
_SCRIPTS: dict[Purpose, script.PurposeName] = {Purpose.CHECK_IN: "checkin", Purpose.ENROLMENT: "enrolment"}
# A script that was followed in time may still be finished so much later: the line may have been down.
_LATE_FINISH = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Opened:
    """What the page needs to begin. The nonce is shown once and kept as a digest."""

    session: CaptureSession
    nonce: str
    prompt: Prompt
    light: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A session used up. `failure` is empty when the script was followed; `portrait`: first straight frame;
    `evidence`: SHA-256 over the digests of all its frames in order, in hexadecimal.

    `chain`: SHA-256 of the nonce, continued with the digest of each of `frame_count` frames in order, those without
    a face too. `course`: every frame with a face, kept or not.
    `findings`: see `hadir.capture.findings`.
    """

    session: CaptureSession
    frames: tuple[KeptFrame, ...]
    portrait: bytes | None
    failure: str
    evidence: str
    engine: EngineId | None  # that measured every frame; None when none was
    chain: bytes
    frame_count: int
    course: tuple[Moment, ...] = ()
    findings: tuple[Finding, ...] = ()


def open_session(
    employee: Employee,
    *,
    opened_by: int,
    purpose: Purpose,
    facts: dict[str, object],
    now: datetime,
    light: bool = False,
) -> Opened:
    """A fresh session with a fresh script; earlier open ones of the same person end (one camera at a time).

    `light`: the page changes its colour with the prompts, and the skin must follow.
    """
    nonce = secrets.token_urlsafe(_NONCE_BYTES)
    colours = tuple(COLOURS) if light else ()
    random, pauses = secrets.SystemRandom(), settings.CONFIG.is_paced
    steps = script.draw(_SCRIPTS[purpose], random, pauses=pauses, colours=colours)
    with transaction.atomic():
        # Two starts of one person at once: the row of the person decides the order.
        lock(employee)
        noted_at = _noted_before(employee, purpose, now) or now
        _end_open_sessions(employee)
        session = CaptureSession.objects.create(
            employee=employee,
            opened_by=opened_by,
            purpose=purpose,
            nonce_digest=sessions.digest(nonce.encode()),
            chain=sessions.digest(nonce.encode()),
            progress=msgspec.to_builtins(Progress(steps)),
            opened_at=now,
            noted_at=noted_at,
            expires_at=now + timedelta(seconds=settings.CONFIG.session_seconds),
            kek_id=key_ring().active_id,
            engine=str(engine.running_engine() or ""),
            facts=facts,
        )
    return Opened(session, nonce, steps[0].prompt, steps[0].light)


def take(session_id: UUID, *, nonce: str, employee: Employee, purpose: Purpose, now: datetime) -> Taken:
    """Use a session up, within the caller's transaction, under a row lock. What was measured leaves the database.

    Raises as `look_at`.
    """
    taken = look_at(session_id, nonce=nonce, employee=employee, purpose=purpose, now=now)
    use_up(taken, now=now)
    return taken


def use_up(taken: Taken, *, now: datetime) -> None:
    """End a session that was looked at in the same transaction, and destroy what it measured."""
    _finish(taken, now)


def finish_until(session: CaptureSession) -> datetime:
    """When a completed session can no longer be finished."""
    return session.expires_at + _LATE_FINISH


def look_at(session_id: UUID, *, nonce: str, employee: Employee, purpose: Purpose, now: datetime) -> Taken:
    """What a session holds, under a row lock, not used up: for a decision that may ask for one more step first.

    Raises `NotFound` (session_unknown), `Conflict` (session_incomplete, session_finished).
    """
    session = sessions.of_employee(session_id, nonce=nonce, employee_id=employee.pk, lock=True)
    if session.purpose != purpose:
        raise sessions.unknown()
    if session.state == State.FINISHED:
        raise Conflict("session_finished", _("Sesi ini sudah selesai dipakai."))
    failure = session.failure
    if session.state == State.RUNNING:
        if now < session.expires_at:
            raise Conflict("session_incomplete", _("Petunjuk belum selesai diikuti."))
        failure = "session_expired"
    elif session.state == State.COMPLETE and now >= finish_until(session):
        failure = "session_expired"
    rows = [frame for (frame,) in _FRAMES.rows(session.pk)]
    found = _open_frames(session, rows)
    seen = memory.search(session, found.frames, days=settings.CONFIG.replay_memory_days, now=now)
    arrived = [findings.Arrived(row.received_at, row.client_ms) for row in rows]
    said = findings.of_session(sessions.progress_of(session), session.facts, arrived, opened_at=session.opened_at)
    return Taken(
        session,
        found.frames,
        portrait=found.portrait,
        failure=failure or ("frame_replayed" if seen.same else ""),
        evidence=hashlib.sha256(b"".join(bytes(row.digest) for row in rows)).hexdigest(),
        engine=EngineId.parse(session.engine) if session.engine else None,
        chain=bytes(session.chain),
        frame_count=session.last_seq,
        course=found.course,
        findings=(*said, *seen.findings),
    )


def note_outcome(taken: Taken, outcome: str) -> None:
    """Remember what was made of a session, within the transaction that took it."""
    CaptureSession.objects.filter(pk=taken.session.pk).update(outcome=outcome)


def outcome_of(session_id: UUID, *, nonce: str, employee: Employee) -> str:
    """What was made of a session that is used up; empty while it is not. Raises `NotFound` (session_unknown)."""
    return sessions.of_employee(session_id, nonce=nonce, employee_id=employee.pk).outcome


def forget_faces(employee_id: int) -> int:
    """When a recorded face is destroyed, so is what is remembered of it against replays. Returns how many sessions."""
    return memory.forget_employee(employee_id)


def wipe_expired(*, now: datetime, limit: int = 1000) -> int:
    """Destroy what expired sessions measured, and of old ones what the phone said. Returns how many were wiped."""
    overdue = (
        CaptureFrame.objects.filter(session__expires_at__lt=now - _LATE_FINISH, sealed__isnull=False)
        .order_by("session_id")  # else the table's own order makes every frame distinct
        .values_list("session_id", flat=True)
        .distinct()[:limit]
    )
    ids = list(overdue)
    CaptureFrame.objects.filter(session_id__in=ids).update(sealed=None, sealed_jpeg=None)
    memory.forget_old(before=now - timedelta(days=settings.CONFIG.replay_memory_days))
    # Where a phone was and what it is belongs to the punch; the session needs it no longer than the evidence is kept.
    old = CaptureSession.objects.filter(opened_at__lt=now - timedelta(days=settings.CONFIG.evidence_days))
    old.exclude(facts={}).update(facts={})
    return len(ids)


# --- sessions


# Written SQL like the frames': a check-in opens with it, and building it through the ORM costs more than running it.
# Nor does opening wait for the disk: a session that a power cut swallows is asked for again.
_FIRST_WAIT = """
SELECT min(noted_at), set_config('synchronous_commit', 'off', true) FROM capture_capturesession
WHERE employee_id = %(employee)s AND purpose = %(purpose)s AND finished_at IS NULL
    AND opened_at >= %(oldest)s AND patience_asked_at >= %(since)s
    AND opened_at > coalesce((
        SELECT max(finished_at) FROM capture_capturesession
        WHERE employee_id = %(employee)s AND purpose = %(purpose)s AND opened_at >= %(oldest)s
    ), '-infinity')
"""


def _noted_before(employee: Employee, purpose: Purpose, now: datetime) -> datetime | None:
    """The first time at which the server asked this person for patience, since the last session that was used."""
    values: dict[str, Any] = {
        "employee": employee.pk,
        "purpose": purpose.value,
        "oldest": now - 2 * _PATIENCE_COUNTS_FOR,
        "since": now - _PATIENCE_COUNTS_FOR,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_WAIT, values)
        first: datetime | None = cursor.fetchone()[0]
    return first


_END_OPEN = """
WITH ended AS (
    UPDATE capture_capturesession SET state = 'failed', failure = 'superseded'
    WHERE employee_id = %s AND state IN ('running', 'complete') RETURNING id
)
UPDATE capture_captureframe SET sealed = NULL, sealed_jpeg = NULL WHERE session_id IN (SELECT id FROM ended)
"""


def _end_open_sessions(employee: Employee) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_END_OPEN, [employee.pk])


# Pictures are heavy and most check-ins need one of them: the first straight frame's. `pictures_of` brings the others.
_FRAMES = WrittenQuery(
    """(
        SELECT id, session_id, seq, digest, role, received_at, client_ms, light, sealed,
            CASE WHEN role = 'probe' AND row_number() OVER (PARTITION BY role ORDER BY seq) = 1
                THEN sealed_jpeg ELSE '' END AS sealed_jpeg
        FROM capture_captureframe WHERE session_id = %s
    ) frame ORDER BY frame.seq""",
    frame=CaptureFrame,
)


@dataclass(frozen=True, slots=True)
class _Opened:
    frames: tuple[KeptFrame, ...]
    portrait: bytes | None
    course: tuple[Moment, ...]


def _open_frames(session: CaptureSession, rows: Sequence[CaptureFrame]) -> _Opened:
    """What was measured of each frame, and the picture of the first straight one. Raises `Unavailable`."""
    frames, course, portrait = [], [], None
    with opening():
        key = sessions.key_of(session)
        for row in rows:
            if row.sealed is None:
                continue
            moment, analysis = sessions.open_measured(key, session.pk, row.seq, bytes(row.sealed))
            course.append(moment)
            if analysis is not None:
                frames.append(KeptFrame(row.seq, row.role, analysis))
            if row.sealed_jpeg:
                portrait = sessions.open_picture(key, session.pk, row.seq, bytes(row.sealed_jpeg))
    return _Opened(tuple(frames), portrait, tuple(course))


def pictures_of(taken: Taken) -> tuple[tuple[str, bytes], ...]:
    """Role and JPEG of every kept frame in order; ask before the session is used up. Raises `Unavailable`."""
    session = taken.session
    rows = session.frames.filter(sealed_jpeg__isnull=False).order_by("seq")
    with opening():
        key = sessions.key_of(session)
        return tuple(
            (row.role, sessions.open_picture(key, session.pk, row.seq, bytes(row.sealed_jpeg or b""))) for row in rows
        )


_FINISH = """
WITH wiped AS (
    UPDATE capture_captureframe SET sealed = NULL, sealed_jpeg = NULL
    WHERE session_id = %(session)s AND sealed IS NOT NULL
), remembered AS (
    INSERT INTO capture_faceprint (session_id, employee_id, engine, made_at, kek_id, sealed, bands)
    SELECT %(session)s, %(employee)s, %(engine)s, %(now)s, %(kek)s, %(sealed)s, %(bands)s::int[]
    WHERE %(sealed)s::bytea IS NOT NULL ON CONFLICT DO NOTHING
)
UPDATE capture_capturesession SET state = 'finished', failure = '', finished_at = %(now)s WHERE id = %(session)s
"""


def _finish(taken: Taken, now: datetime) -> None:
    """Close the session, destroy what its frames measured and remember its faces, in one statement."""
    session = taken.session
    kept = memory.print_of(session, taken.frames) if settings.CONFIG.replay_memory_days else None
    values = {
        "session": session.pk,
        "employee": session.employee_id,
        "engine": session.engine,
        "kek": session.kek_id,
        "now": now,
        **(kept or {"sealed": None, "bands": []}),
    }
    with connection.cursor() as cursor:
        cursor.execute(_FINISH, values)
    session.state, session.failure, session.finished_at = State.FINISHED, "", now
