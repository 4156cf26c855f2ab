"""Opening a capture session, taking its frames in order, handing its result to whoever asked for it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from hadir.capture import engine, script
from hadir.capture.keys import key_ring, opening
from hadir.capture.models import CaptureFrame, CaptureSession, Purpose, State
from hadir.capture.script import Hint, Outcome, Progress, Prompt, Seen
from hadir.capture.verdict import KeptFrame
from hadir.faceengine.engine import EngineId
from hadir.faceengine.pool.messages import dump_analysis, load_analysis
from hadir.faceengine.types import FrameAnalysis
from hadir.lib.errors import Conflict, Expired, NotFound, Unavailable
from hadir.lib.findings import Finding
from hadir.lib.sealing import seal, unseal
from hadir.people.models import Employee
from hadir.people.saving import lock

_NONCE_BYTES = 32  # 256 bit; ASVS 6.7.2 asks for 64
_MAX_FRAMES = 300
# A person whom the server asked for patience keeps the first time for so long.
_PATIENCE_COUNTS_FOR = timedelta(minutes=15)
_SCRIPTS: dict[Purpose, script.PurposeName] = {Purpose.CHECK_IN: "checkin", Purpose.ENROLMENT: "enrolment"}
# A script that was followed in time may still be finished so much later: the line may have been down.
_LATE_FINISH = timedelta(minutes=5)
_POLICIES = {Purpose.CHECK_IN.value: "check_in", Purpose.ENROLMENT.value: "enrolment"}


@dataclass(frozen=True, slots=True)
class Opened:
    """What the page needs to begin. The nonce is shown once and kept as a digest."""

    session: CaptureSession
    nonce: str
    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame as it arrived. `seq` counts from 1 within its session; what the page says of it is recorded only:
    `client_ms` on its own clock since it opened the session, `light` the colour that it showed."""

    seq: int
    jpeg: bytes
    digest: bytes
    received_at: datetime
    client_ms: int | None = None
    light: str = ""

    @classmethod
    def of(cls, seq: int, jpeg: bytes, *, now: datetime, client_ms: int | None = None, light: str = "") -> Frame:
        return cls(seq, jpeg, _digest(jpeg), now, client_ms, light)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one frame: codes only, sentences are made at the edge."""

    seq: int
    state: Literal["running", "complete", "failed"]
    prompt: Prompt
    progress: float
    hint: str = ""  # a code of `texts.HINTS`, empty when nothing is to be mended
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A session used up. `failure` is empty when the script was followed; `portrait`: first straight frame;
    `evidence`: SHA-256 over the digests of all its frames in order, in hexadecimal.

    `chain`: SHA-256 of the nonce, continued with the digest of each of `frame_count` frames in order, those without
    a face too. `pictures`: role and JPEG of every kept frame. `findings`: see `hadir.capture.findings`.
    """

    session: CaptureSession
    frames: tuple[KeptFrame, ...]
    portrait: bytes | None
    failure: str
    evidence: str
    engine: EngineId | None  # that measured every frame; None when none was
    chain: bytes
    frame_count: int
    pictures: tuple[tuple[str, bytes], ...] = ()
    findings: tuple[Finding, ...] = ()


def open_session(
    employee: Employee, *, opened_by: int, purpose: Purpose, facts: dict[str, object], now: datetime
) -> Opened:
    """A fresh session with a fresh script; earlier open ones of the same person end (one camera at a time)."""
    nonce = secrets.token_urlsafe(_NONCE_BYTES)
    steps = script.draw(_SCRIPTS[purpose], secrets.SystemRandom())
    with transaction.atomic():
        # Two starts of one person at once: the row of the person decides the order.
        lock(employee)
        noted_at = _noted_before(employee, purpose, now) or now
        _end_open_sessions(employee)
        session = CaptureSession.objects.create(
            employee=employee,
            opened_by=opened_by,
            purpose=purpose,
            nonce_digest=_digest(nonce.encode()),
            chain=_digest(nonce.encode()),
            progress=msgspec.to_builtins(Progress(steps)),
            opened_at=now,
            noted_at=noted_at,
            expires_at=now + timedelta(seconds=settings.CONFIG.session_seconds),
            kek_id=key_ring().active_id,
            engine=str(engine.running_engine() or ""),
            facts=facts,
        )
    return Opened(session, nonce, steps[0].prompt)


def add_frame(session_id: UUID, frame: Frame, *, nonce: str, opened_by: int) -> Answer:
    """Take one frame. The same frame again gives the same answer; a gap or another order is refused.

    Raises `NotFound` (session_unknown), `Expired` (session_expired), `Conflict` (frame_out_of_order with the
    expected number, frame_conflict, session_finished), `Unavailable` (engine_busy, engine_down).
    """
    session = _checked(_plain_read(session_id), nonce=nonce, owned=lambda row: row.opened_by == opened_by)
    earlier = _answered_before(session, frame)
    if earlier is not None:
        return earlier
    analysis = None
    if bytes(session.last_digest or b"") != frame.digest:  # else the camera has not delivered a new picture yet
        try:
            (analysis,) = engine.analyse([frame.jpeg], _policy(session), _engine_of(session))
        except Unavailable:
            CaptureSession.objects.filter(pk=session.pk).update(patience_asked_at=frame.received_at)
            raise
    answer = _record(session, frame, analysis)
    if answer is None:  # another request for this session was faster: what it wrote decides
        session.refresh_from_db()
        answer = _answered_before(session, frame)
    if answer is None:
        raise _out_of_order(session)
    return answer


def take(session_id: UUID, *, nonce: str, employee: Employee, purpose: Purpose, now: datetime) -> Taken:
    """Use a session up, within the caller's transaction, under a row lock. What was measured leaves the database.

    Raises as `look_at`.
    """
    taken = look_at(session_id, nonce=nonce, employee=employee, purpose=purpose, now=now)
    use_up(taken, now=now)
    return taken


def use_up(taken: Taken, *, now: datetime) -> None:
    """End a session that was looked at in the same transaction, and destroy what it measured."""
    _finish(taken.session, now)


def finish_until(session: CaptureSession) -> datetime:
    """When a completed session can no longer be finished."""
    return session.expires_at + _LATE_FINISH


def look_at(session_id: UUID, *, nonce: str, employee: Employee, purpose: Purpose, now: datetime) -> Taken:
    """What a session holds, under a row lock, not used up: for a decision that may ask for one more step first.

    Raises `NotFound` (session_unknown), `Conflict` (session_incomplete, session_finished).
    """
    session = _own_session(session_id, nonce=nonce, employee_id=employee.pk, lock=True)
    if session.purpose != purpose:
        raise _unknown()
    if session.state == State.FINISHED:
        raise Conflict("session_finished", _("Sesi ini sudah selesai dipakai."))
    failure = session.failure
    if session.state == State.RUNNING:
        if now < session.expires_at:
            raise Conflict("session_incomplete", _("Petunjuk belum selesai diikuti."))
        failure = "session_expired"
    elif session.state == State.COMPLETE and now >= finish_until(session):
        failure = "session_expired"
    rows = list(session.frames.order_by("seq"))
    frames, pictures = _open_frames(session, rows)
    portrait = next((jpeg for role, jpeg in pictures if role == "probe"), None)
    evidence = hashlib.sha256(b"".join(bytes(row.digest) for row in rows)).hexdigest()
    made_by = EngineId.parse(session.engine) if session.engine else None
    chain = bytes(session.chain)
    return Taken(session, frames, portrait, failure, evidence, made_by, chain, session.last_seq, pictures)


def note_outcome(taken: Taken, outcome: str) -> None:
    """Remember what was made of a session, within the transaction that took it."""
    CaptureSession.objects.filter(pk=taken.session.pk).update(outcome=outcome)


def outcome_of(session_id: UUID, *, nonce: str, employee: Employee) -> str:
    """What was made of a session that is used up; empty while it is not. Raises `NotFound` (session_unknown)."""
    return _own_session(session_id, nonce=nonce, employee_id=employee.pk).outcome


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
    # Where a phone was and what it is belongs to the punch; the session needs it no longer than the evidence is kept.
    old = CaptureSession.objects.filter(opened_at__lt=now - timedelta(days=settings.CONFIG.evidence_days))
    old.exclude(facts={}).update(facts={})
    return len(ids)


# --- one frame


def _engine_of(session: CaptureSession) -> EngineId:
    """The same engine for every frame of a session, whatever becomes the valid one meanwhile."""
    if not session.engine:  # none answered when the session was opened
        session.engine = str(engine.current_engine())
        CaptureSession.objects.filter(pk=session.pk).update(engine=session.engine)
    return EngineId.parse(session.engine)


def _policy(session: CaptureSession) -> str:
    policy = _POLICIES[session.purpose]
    return "enrolment_keeping" if policy == "enrolment" and settings.CONFIG.keep_reference_crops else policy


def _answered_before(session: CaptureSession, frame: Frame) -> Answer | None:
    """The stored answer for a retry; raises when this frame may not be taken at all."""
    if session.state == State.FINISHED:
        raise Conflict("session_finished", _("Sesi ini sudah selesai dipakai."))
    if frame.seq == session.last_seq and session.last_answer is not None:
        if bytes(session.last_digest or b"") != frame.digest:
            raise Conflict("frame_conflict", _("Gambar dengan nomor ini sudah diterima dengan isi lain."))
        return msgspec.convert(session.last_answer, Answer)
    if session.state == State.FAILED:
        return Answer(frame.seq, "failed", _progress(session).prompt, 0.0, failure=session.failure)
    if frame.received_at >= session.expires_at:
        raise Expired("session_expired", _("Waktu sesi habis. Mulai lagi, waktu kedatangan dihitung dari sesi baru."))
    if frame.seq != session.last_seq + 1:
        raise _out_of_order(session)
    return None


def _out_of_order(session: CaptureSession) -> Conflict:
    return Conflict("frame_out_of_order", _("Urutan gambar tidak sesuai."), fields={"expected": session.last_seq + 1})


# One statement, so that a frame costs one round trip and is atomic without a transaction: remember the frame unless
# its bytes were ever seen, and move the session on from exactly the frame before. It does not wait for the disk: a
# frame that a power cut swallows asks for a new session, while the punch itself is durable before it is acknowledged.
_WRITE = """
WITH hurry AS (SELECT set_config('synchronous_commit', 'off', true)), frame AS (
    INSERT INTO capture_captureframe (session_id, seq, digest, role, received_at, client_ms, light, sealed, sealed_jpeg)
    SELECT %(session)s, %(seq)s, %(digest)s, %(role)s, %(received_at)s, %(client_ms)s, %(light)s, %(sealed)s,
        %(picture)s WHERE %(has_face)s
    ON CONFLICT DO NOTHING RETURNING id
), fresh AS (SELECT NOT %(has_face)s OR EXISTS (SELECT FROM frame) AS yes)
UPDATE capture_capturesession AS session SET
    state = CASE WHEN fresh.yes THEN %(state)s ELSE 'failed' END,
    failure = CASE WHEN fresh.yes THEN %(failure)s ELSE 'frame_replayed' END,
    last_answer = CASE WHEN fresh.yes THEN %(answer)s::jsonb ELSE %(replayed)s::jsonb END,
    progress = %(progress)s::jsonb, last_seq = %(seq)s, last_digest = %(digest)s, kept = %(kept)s,
    chain = sha256(session.chain || %(digest)s)
FROM fresh, hurry
WHERE session.id = %(session)s AND session.last_seq = %(seq)s - 1 AND session.state IN ('running', 'complete')
RETURNING fresh.yes
"""


def _record(session: CaptureSession, frame: Frame, analysis: FrameAnalysis | None) -> Answer | None:
    """Write what this frame did; None when the session has moved on meanwhile."""
    outcome = _outcome(session, analysis)
    answer = _answer(session, frame, outcome)
    replayed = Answer(frame.seq, "failed", outcome.progress.prompt, 0.0, failure="frame_replayed")
    has_face = analysis is not None and analysis.detection is not None
    sealed, picture = _sealed(session, frame, outcome, analysis)
    values: dict[str, Any] = {
        "session": session.pk,
        "seq": frame.seq,
        "digest": frame.digest,
        "role": outcome.role or "",
        "received_at": frame.received_at,
        "client_ms": frame.client_ms,
        "light": frame.light,
        "sealed": sealed,
        "picture": picture,
        "has_face": has_face,
        "state": answer.state,
        "failure": answer.failure,
        "answer": msgspec.json.encode(answer).decode(),
        "replayed": msgspec.json.encode(replayed).decode(),
        "progress": msgspec.json.encode(outcome.progress).decode(),
        "kept": session.kept + (sealed is not None),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
        row = cursor.fetchone()
    if row is None:
        return None
    return answer if row[0] else replayed


def _outcome(session: CaptureSession, analysis: FrameAnalysis | None) -> Outcome:
    progress = _progress(session)
    if session.state == State.COMPLETE:
        return Outcome(progress, None, None)
    if analysis is None:
        return Outcome(progress, Hint.NEW_FRAME_NEEDED, None)
    return script.advance(progress, Seen.of(analysis))


def _answer(session: CaptureSession, frame: Frame, outcome: Outcome) -> Answer:
    failure = "too_many_frames" if frame.seq >= _MAX_FRAMES else ""
    state: Literal["running", "complete", "failed"] = "complete" if outcome.progress.complete else "running"
    return Answer(
        frame.seq,
        "failed" if failure else state,
        outcome.progress.prompt,
        round(outcome.progress.share, 3),
        outcome.hint.value if outcome.hint else "",
        failure,
    )


def _sealed(
    session: CaptureSession, frame: Frame, outcome: Outcome, analysis: FrameAnalysis | None
) -> tuple[bytes | None, bytes | None]:
    """What was measured and the picture, encrypted. None for what is not kept."""
    if outcome.role is None or analysis is None or not analysis.usable:
        return None, None
    key = _session_key(session)
    sealed = seal(key, dump_analysis(analysis), bound_to=_frame_binding(session.pk, frame.seq))
    return sealed, seal(key, frame.jpeg, bound_to=_picture_binding(session.pk, frame.seq))


# --- sessions


def _own_session(session_id: UUID, *, nonce: str, employee_id: int, lock: bool = False) -> CaptureSession:
    sessions = CaptureSession.objects.select_for_update() if lock else CaptureSession.objects
    row = sessions.filter(pk=session_id).first()
    return _checked(row, nonce=nonce, owned=lambda session: session.employee_id == employee_id)


_READ_COLUMNS = (
    "id", "employee_id", "opened_by", "purpose", "nonce_digest", "state", "failure", "progress", "expires_at",
    "last_seq", "last_digest", "last_answer", "kept", "kek_id", "engine",
)  # fmt: skip
_READ = f"SELECT {', '.join(_READ_COLUMNS)} FROM capture_capturesession WHERE id = %s"  # noqa: S608 - constant names
_JSON_COLUMNS = ("progress", "last_answer")


def _plain_read(session_id: UUID) -> CaptureSession | None:
    """What a frame needs of its session, as written SQL: building the statement would cost more than running it."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [session_id])
        row = cursor.fetchone()
    if row is None:
        return None
    values = dict(zip(_READ_COLUMNS, row, strict=True))
    for name in _JSON_COLUMNS:
        values[name] = msgspec.json.decode(values[name]) if values[name] is not None else None
    return CaptureSession(**values)


def _checked(session: CaptureSession | None, *, nonce: str, owned: Callable[[CaptureSession], bool]) -> CaptureSession:
    """Somebody else's session, a wrong nonce and a session that never was look the same from outside."""
    right_nonce = session is not None and hmac.compare_digest(bytes(session.nonce_digest), _digest(nonce.encode()))
    if session is None or not right_nonce or not owned(session):
        raise _unknown()
    return session


def _unknown() -> NotFound:
    return NotFound("session_unknown", _("Sesi tidak dikenal. Mulai lagi dari halaman utama."))


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


def _open_frames(
    session: CaptureSession, rows: list[CaptureFrame]
) -> tuple[tuple[KeptFrame, ...], tuple[tuple[str, bytes], ...]]:
    """What was measured of each kept frame, and role and JPEG of each."""
    frames, pictures = [], []
    with opening():
        key = _session_key(session)
        for row in rows:
            if row.sealed is None or row.sealed_jpeg is None:
                continue
            plain = unseal(key, bytes(row.sealed), bound_to=_frame_binding(session.pk, row.seq))
            jpeg = unseal(key, bytes(row.sealed_jpeg), bound_to=_picture_binding(session.pk, row.seq))
            frames.append(KeptFrame(row.seq, row.role, load_analysis(plain)))
            pictures.append((row.role, jpeg))
    return tuple(frames), tuple(pictures)


_FINISH = """
WITH wiped AS (
    UPDATE capture_captureframe SET sealed = NULL, sealed_jpeg = NULL
    WHERE session_id = %(session)s AND sealed IS NOT NULL
)
UPDATE capture_capturesession SET state = 'finished', failure = '', finished_at = %(now)s WHERE id = %(session)s
"""


def _finish(session: CaptureSession, now: datetime) -> None:
    """Close the session and destroy what its frames measured, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FINISH, {"session": session.pk, "now": now})
    session.state, session.failure, session.finished_at = State.FINISHED, "", now


def _progress(session: CaptureSession) -> Progress:
    return msgspec.convert(session.progress, Progress)


def _session_key(session: CaptureSession) -> bytes:
    return key_ring().derive(f"capture-session|{session.pk}", kek_id=session.kek_id)


def _frame_binding(session_id: UUID, seq: int) -> str:
    return f"capture-frame|{session_id}|{seq}"


def _picture_binding(session_id: UUID, seq: int) -> str:
    return f"capture-picture|{session_id}|{seq}"


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
