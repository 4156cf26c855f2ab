"""The memory against replays: was this very face picture seen in an earlier session, of this person or of another?

Two live pictures of a person never coincide as closely as a picture and its copy; how closely is in docs/adr/0045. What
is kept of a session are its embeddings, rounded to a byte a number and sealed with a key outside the database, and a
few short sums of a secret projection by which the database finds candidates among other people without opening any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.db import connection

from hadir.capture.keys import key_ring
from hadir.capture.models import CaptureSession, FacePrint
from hadir.capture.verdict import KeptFrame
from hadir.faceengine.types import Vector
from hadir.lib.findings import Finding, Weight
from hadir.lib.sealing import SealBroken, UnknownKey, seal, unseal

Matrix = npt.NDArray[np.float32]

# Cosine of two embeddings of one engine. Live frames a second apart in one sitting: 0.976 at most (docs/adr/0045).
SAME: Final = 0.9995  # the same picture, at most wrapped or compressed anew without loss to speak of
NEAR: Final = 0.99
_ENOUGH = 3  # kept frames of one session
_OWN_SESSIONS, _OTHERS = 60, 20
_BANDS, _BAND_BITS = 5, 24
_BANDED_FRAMES = 3


@dataclass(frozen=True, slots=True)
class Remembered:
    """`same`: the pictures of this session were sent before, without doubt."""

    same: bool
    findings: tuple[Finding, ...]


# The person's own sessions all, of others those that share a band with one of these frames.
_SEARCH = """
(SELECT employee_id = %(employee)s, session_id, kek_id, sealed, made_at FROM capture_faceprint
 WHERE employee_id = %(employee)s AND engine = %(engine)s AND made_at >= %(since)s AND session_id <> %(session)s
 ORDER BY made_at DESC LIMIT %(own)s)
UNION ALL
(SELECT false, session_id, kek_id, sealed, made_at FROM capture_faceprint
 WHERE bands && %(bands)s::int[] AND employee_id <> %(employee)s AND engine = %(engine)s AND made_at >= %(since)s
 LIMIT %(others)s)
"""


def search(session: CaptureSession, frames: Sequence[KeptFrame], *, days: int, now: datetime) -> Remembered:
    """One statement. `days`: how far back; 0 remembers nothing."""
    faces = _faces(frames)
    if not days or not len(faces):
        return Remembered(False, ())
    values: dict[str, Any] = {
        "employee": session.employee_id,
        "session": session.pk,
        "engine": session.engine,
        "since": now - timedelta(days=days),
        "bands": bands(faces, session.kek_id),
        "own": _OWN_SESSIONS,
        "others": _OTHERS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, values)
        rows = cursor.fetchall()
    own = _best(faces, [row for row in rows if row[0]])
    others = _best(faces, [row for row in rows if not row[0]])
    best = np.maximum(own, others)
    same, near = int((best >= SAME).sum()), int((best >= NEAR).sum())
    if not near:
        return Remembered(False, ())
    facts = {"count": near, "of": len(faces), "another": bool((others >= NEAR).any())}
    weight = Weight.GRAVE if near >= _ENOUGH else Weight.NOTE
    code = "capture.near_duplicate" if near >= _ENOUGH else "capture.similar_frames"
    return Remembered(same >= _ENOUGH, (Finding(code, weight, facts),))


def print_of(session: CaptureSession, frames: Sequence[KeptFrame]) -> dict[str, Any] | None:
    """What is to be kept of a session: `sealed` and `bands`. None when it has no face."""
    faces = _faces(frames)
    if not len(faces):
        return None
    rounded = np.round(faces * (127 / np.abs(faces).max(axis=1, keepdims=True))).astype(np.int8)
    sealed = seal(_key(session.kek_id), rounded.tobytes(), bound_to=_binding(session.pk))
    return {"sealed": sealed, "bands": bands(faces, session.kek_id)}


def forget_employee(employee_id: int) -> int:
    """When a recorded face is withdrawn, what is remembered of it goes too."""
    count, _by_model = FacePrint.objects.filter(employee_id=employee_id).delete()
    return count


def forget_old(*, before: datetime) -> int:
    count, _by_model = FacePrint.objects.filter(made_at__lt=before).delete()
    return count


def bands(faces: Matrix, kek_id: str) -> list[int]:
    """Short sums of the first, the middle and the last frame: equal ones are likely for copies, unlikely for others."""
    chosen = faces[np.unique(np.linspace(0, len(faces) - 1, _BANDED_FRAMES).round().astype(int))]
    signs = (chosen @ _projection(kek_id, faces.shape[1])) > 0
    places = 1 << np.arange(_BAND_BITS, dtype=np.int64)
    sums = signs.reshape(len(chosen), _BANDS, _BAND_BITS) @ places + (np.arange(_BANDS, dtype=np.int64) << _BAND_BITS)
    return sorted({int(each) for each in sums.ravel()})


def _best(faces: Matrix, rows: Sequence[tuple[Any, ...]]) -> Vector:
    """(N,) cosine of each face with the nearest one of these sessions."""
    best = np.zeros(len(faces), np.float32)
    for _own, session_id, kek_id, sealed, _made_at in rows:
        try:
            plain = unseal(_key(kek_id), bytes(sealed), bound_to=_binding(session_id))
        except (SealBroken, UnknownKey):  # a key that was taken out of service takes its memory with it
            continue
        earlier = np.frombuffer(plain, np.int8).reshape(-1, faces.shape[1]).astype(np.float32)
        earlier /= np.linalg.norm(earlier, axis=1, keepdims=True)
        best = np.maximum(best, (faces @ earlier.T).max(axis=1))
    return best


def _faces(frames: Sequence[KeptFrame]) -> Matrix:
    found = [frame.analysis.embedding for frame in frames if frame.analysis.embedding is not None]
    return np.stack(found).astype(np.float32) if found else np.empty((0, 0), np.float32)


@lru_cache(maxsize=4)
def _projection(kek_id: str, dimensions: int) -> Matrix:
    seed = int.from_bytes(key_ring().derive("face-memory-bands", kek_id=kek_id), "big")
    return np.random.default_rng(seed).standard_normal((dimensions, _BANDS * _BAND_BITS)).astype(np.float32)


@lru_cache(maxsize=4)
def _key(kek_id: str) -> bytes:
    return key_ring().derive("face-memory", kek_id=kek_id)


def _binding(session_id: object) -> str:
    return f"face-memory|{session_id}"
