"""One session's row: reading it, whose it is, and the key that its frames are sealed with."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import connection
from django.utils.translation import gettext_lazy as _

from hadir.capture.keys import key_ring
from hadir.capture.models import CaptureSession
from hadir.capture.script import Progress
from hadir.faceengine.course import Moment
from hadir.faceengine.pool.messages import dump_analysis, load_analysis
from hadir.faceengine.types import FrameAnalysis
from hadir.lib.errors import NotFound
from hadir.lib.sealing import seal, unseal


class Measured(msgspec.Struct, frozen=True, array_like=True):
    """What is sealed of a frame with a face until its session ends; `analysis` of those that are kept only."""

    moment: Moment
    analysis: bytes | None


_measured = msgspec.msgpack.Decoder(Measured)


def of_employee(session_id: UUID, *, nonce: str, employee_id: int, lock: bool = False) -> CaptureSession:
    """The whole row, locked for the transaction if so wished. Raises `NotFound` (session_unknown)."""
    row = _read(_LOCKED if lock else _WHOLE, _ALL_COLUMNS, session_id)
    return checked(row, nonce=nonce, owned=lambda session: session.employee_id == employee_id)


_COLUMNS = (
    "id", "employee_id", "opened_by", "purpose", "nonce_digest", "state", "failure", "progress", "opened_at",
    "expires_at", "last_seq", "last_digest", "last_answer", "kept", "kek_id", "engine",
)  # fmt: skip
_ALL_COLUMNS = tuple(str(field.column) for field in CaptureSession._meta.concrete_fields)
_JSON_COLUMNS = ("progress", "last_answer", "facts")


def _selecting(columns: tuple[str, ...], tail: str = "") -> str:
    return f"SELECT {', '.join(columns)} FROM capture_capturesession WHERE id = %s{tail}"  # noqa: S608 - constant names


_READ, _WHOLE, _LOCKED = _selecting(_COLUMNS), _selecting(_ALL_COLUMNS), _selecting(_ALL_COLUMNS, " FOR UPDATE")


def plain_read(session_id: UUID) -> CaptureSession | None:
    """What a frame needs of its session."""
    return _read(_READ, _COLUMNS, session_id)


def _read(statement: str, columns: tuple[str, ...], session_id: UUID) -> CaptureSession | None:
    """By written SQL: building the statement would cost more than running it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [session_id])
        row = cursor.fetchone()
    if row is None:
        return None
    values = dict(zip(columns, row, strict=True))
    for name in _JSON_COLUMNS:
        if values.get(name) is not None:
            values[name] = msgspec.json.decode(values[name])
    session = CaptureSession(**values)
    session._state.adding = False
    return session


def checked(session: CaptureSession | None, *, nonce: str, owned: Callable[[CaptureSession], bool]) -> CaptureSession:
    """Somebody else's session, a wrong nonce and a session that never was look the same from outside."""
    right_nonce = session is not None and hmac.compare_digest(bytes(session.nonce_digest), digest(nonce.encode()))
    if session is None or not right_nonce or not owned(session):
        raise unknown()
    return session


def unknown() -> NotFound:
    return NotFound("session_unknown", _("Sesi tidak dikenal. Mulai lagi dari halaman utama."))


def progress_of(session: CaptureSession) -> Progress:
    return msgspec.convert(session.progress, Progress)


def at_ms(session: CaptureSession, moment: datetime) -> int:
    """Milliseconds from the opening of a session to a moment."""
    return int((moment - session.opened_at).total_seconds() * 1000)


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


# --- what is sealed


def key_of(session: CaptureSession) -> bytes:
    return key_ring().derive(f"capture-session|{session.pk}", kek_id=session.kek_id)


def seal_measured(key: bytes, session_id: UUID, seq: int, moment: Moment, analysis: FrameAnalysis | None) -> bytes:
    measured = Measured(moment, dump_analysis(analysis) if analysis is not None else None)
    return seal(key, msgspec.msgpack.encode(measured), bound_to=f"capture-frame|{session_id}|{seq}")


def open_measured(key: bytes, session_id: UUID, seq: int, sealed: bytes) -> tuple[Moment, FrameAnalysis | None]:
    """Raises `SealBroken`."""
    plain = _measured.decode(unseal(key, sealed, bound_to=f"capture-frame|{session_id}|{seq}"))
    return plain.moment, load_analysis(plain.analysis) if plain.analysis is not None else None


def seal_picture(key: bytes, session_id: UUID, seq: int, jpeg: bytes) -> bytes:
    return seal(key, jpeg, bound_to=f"capture-picture|{session_id}|{seq}")


def open_picture(key: bytes, session_id: UUID, seq: int, sealed: bytes) -> bytes:
    """Raises `SealBroken`."""
    return unseal(key, sealed, bound_to=f"capture-picture|{session_id}|{seq}")
