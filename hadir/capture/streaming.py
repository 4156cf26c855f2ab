"""The frames of a session, one after the other: measured, answered, remembered, chained."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from hadir.capture import engine, script, sessions
from hadir.capture.light import COLOURS
from hadir.capture.models import CaptureSession, Purpose, State
from hadir.capture.script import Hint, Outcome, Progress, Prompt, Seen
from hadir.faceengine.course import Moment
from hadir.faceengine.engine import EngineId
from hadir.faceengine.types import FrameAnalysis
from hadir.lib.errors import Conflict, Expired, Unavailable

_MAX_FRAMES = 300
_POLICIES = {Purpose.CHECK_IN.value: "check_in", Purpose.ENROLMENT.value: "enrolment"}


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
        return cls(seq, jpeg, sessions.digest(jpeg), now, client_ms, light)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one frame: codes only, sentences are made at the edge. `wait_ms`: before that, nothing that the
    next frame shows could count; `light`: the colour to be shown from now on, empty for none."""

    seq: int
    state: Literal["running", "complete", "failed"]
    prompt: Prompt
    progress: float
    hint: str = ""  # a code of `texts.HINTS`, empty when nothing is to be mended
    failure: str = ""
    wait_ms: int = 0
    light: str = ""


def add_frame(session_id: UUID, frame: Frame, *, nonce: str, opened_by: int) -> Answer:
    """Take one frame. The same frame again gives the same answer; a gap or another order is refused.

    Raises `NotFound` (session_unknown), `Expired` (session_expired), `Conflict` (frame_out_of_order with the
    expected number, frame_conflict, session_finished), `Unavailable` (engine_busy, engine_down).
    """
    session = _of_account(session_id, nonce=nonce, opened_by=opened_by)
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


_REDRAW = """
UPDATE capture_capturesession SET progress = %(progress)s::jsonb
WHERE id = %(session)s AND last_seq = %(last_seq)s AND state = 'running'
"""


def ask_for_another(session_id: UUID, *, nonce: str, opened_by: int, now: datetime) -> Answer:
    """Another movement in place of the present one, for people who cannot do it; a few times a session, and noted.

    Raises as `add_frame`, and `Conflict` (no_other_movement).
    """
    session = _of_account(session_id, nonce=nonce, opened_by=opened_by)
    if now >= session.expires_at:
        raise _expired()
    progress = script.redraw(sessions.progress_of(session), secrets.SystemRandom(), sessions.at_ms(session, now))
    values: dict[str, Any] = {"session": session.pk, "last_seq": session.last_seq, "progress": _json(progress)}
    with connection.cursor() as cursor:
        if progress is not None:
            cursor.execute(_REDRAW, values)
        if progress is None or not cursor.rowcount:
            raise Conflict("no_other_movement", _("Gerakan ini tidak dapat diganti lagi. Pakai cara lain bila sulit."))
    return _answer(session, session.last_seq, now, Outcome(progress, None, None))


def _of_account(session_id: UUID, *, nonce: str, opened_by: int) -> CaptureSession:
    return sessions.checked(sessions.plain_read(session_id), nonce=nonce, owned=lambda row: row.opened_by == opened_by)


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
        return Answer(frame.seq, "failed", sessions.progress_of(session).prompt, 0.0, failure=session.failure)
    if frame.received_at >= session.expires_at:
        raise _expired()
    if frame.seq != session.last_seq + 1:
        raise _out_of_order(session)
    return None


def _expired() -> Expired:
    return Expired("session_expired", _("Waktu sesi habis. Mulai lagi, waktu kedatangan dihitung dari sesi baru."))


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
    before = sessions.progress_of(session)
    outcome = _outcome(session, frame, before, analysis)
    answer = _answer(session, frame.seq, frame.received_at, outcome)
    replayed = Answer(frame.seq, "failed", outcome.progress.prompt, 0.0, failure="frame_replayed")
    kept = analysis is not None and outcome.role is not None and analysis.usable
    sealed, picture = _sealed(session, frame, before, analysis, kept=kept)
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
        "has_face": analysis is not None and analysis.detection is not None,
        "state": answer.state,
        "failure": answer.failure,
        "answer": _json(answer),
        "replayed": _json(replayed),
        "progress": _json(outcome.progress),
        "kept": session.kept + kept,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
        row = cursor.fetchone()
    if row is None:
        return None
    return answer if row[0] else replayed


def _outcome(session: CaptureSession, frame: Frame, before: Progress, analysis: FrameAnalysis | None) -> Outcome:
    if session.state == State.COMPLETE:
        return Outcome(before, None, None)
    if analysis is None:
        return Outcome(before, Hint.NEW_FRAME_NEEDED, None)
    return script.advance(before, Seen.of(analysis), sessions.at_ms(session, frame.received_at))


def _answer(session: CaptureSession, seq: int, at: datetime, outcome: Outcome) -> Answer:
    progress = outcome.progress
    failure = "too_many_frames" if seq >= _MAX_FRAMES else ""
    state: Literal["running", "complete", "failed"] = "complete" if progress.complete else "running"
    return Answer(
        seq,
        "failed" if failure else state,
        progress.prompt,
        round(progress.share, 3),
        outcome.hint.value if outcome.hint else "",
        failure,
        progress.wait_ms(sessions.at_ms(session, at)),
        progress.light,
    )


def _sealed(
    session: CaptureSession, frame: Frame, before: Progress, analysis: FrameAnalysis | None, *, kept: bool
) -> tuple[bytes | None, bytes | None]:
    """What was measured and, of a frame that is kept, the picture; encrypted. `before`: what was asked and shown."""
    if analysis is None:
        return None, None
    at_ms = sessions.at_ms(session, frame.received_at)
    shown = COLOURS.get(before.light) if frame.light == before.light else None
    settled_s = (at_ms - before.lit_ms) / 1000 if shown else 0.0
    prompt = before.prompt.value
    moment = Moment.of(analysis, at_s=at_ms / 1000, prompt=prompt, shown=shown, settled_s=settled_s)
    if moment is None:
        return None, None
    key = sessions.key_of(session)
    sealed = sessions.seal_measured(key, session.pk, frame.seq, moment, analysis if kept else None)
    return sealed, sessions.seal_picture(key, session.pk, frame.seq, frame.jpeg) if kept else None


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
