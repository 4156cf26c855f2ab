"""Sealing and opening templates and portraits: each person has a data key, wrapped by a key outside the database."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from hadir.capture.keys import key_ring, opening
from hadir.enrolment.models import DataKey, Enrolment, ReferenceCrop
from hadir.faceengine.engine import EngineId
from hadir.faceengine.types import Vector
from hadir.lib.sealing import WrappedKey, new_key, seal, unseal


def data_key_of(employee_id: int, *, now: datetime) -> DataKey:
    """The person's living key, made when there is none. Call inside a transaction that holds the person's row."""
    found = DataKey.objects.filter(employee_id=employee_id, destroyed_at__isnull=True).first()
    if found is not None:
        return found
    wrapped = key_ring().wrap(new_key(), bound_to=_key_binding(employee_id))
    return DataKey.objects.create(employee_id=employee_id, kek_id=wrapped.kek_id, sealed=wrapped.sealed, created_at=now)


def seal_template(key: DataKey, template: Vector, engine: EngineId) -> bytes:
    return seal(_plain(key), template.astype("<f4").tobytes(), bound_to=_template_binding(key.employee_id, engine))


def open_template(enrolment: Enrolment) -> Vector:
    """(D,) float32 of unit length. Raises `Unavailable` (key_missing, data_unreadable)."""
    engine = EngineId(enrolment.engine_name, enrolment.engine_version)
    binding = _template_binding(enrolment.employee_id, engine)
    with opening():
        plain = unseal(_plain(enrolment.data_key), bytes(enrolment.sealed_template or b""), bound_to=binding)
    return np.frombuffer(plain, "<f4").astype(np.float32)


def seal_portrait(key: DataKey, jpeg: bytes) -> bytes:
    return seal(_plain(key), jpeg, bound_to=f"portrait|{key.employee_id}")


def open_portrait(enrolment: Enrolment) -> bytes:
    binding = f"portrait|{enrolment.employee_id}"
    with opening():
        return unseal(_plain(enrolment.data_key), bytes(enrolment.sealed_portrait or b""), bound_to=binding)


def open_template_of(key: DataKey, sealed: bytes, engine: EngineId) -> Vector:
    """A template that lies beside the enrolment (engine change). Raises as `open_template`."""
    with opening():
        plain = unseal(_plain(key), sealed, bound_to=_template_binding(key.employee_id, engine))
    return np.frombuffer(plain, "<f4").astype(np.float32)


def seal_crop(key: DataKey, jpeg: bytes, *, enrolment_id: int, seq: int) -> bytes:
    return seal(_plain(key), jpeg, bound_to=_crop_binding(key.employee_id, enrolment_id, seq))


def open_crop(key: DataKey, crop: ReferenceCrop) -> bytes:
    """JPEG of the head. Raises as `open_template`."""
    with opening():
        binding = _crop_binding(key.employee_id, crop.enrolment_id, crop.seq)
        return unseal(_plain(key), bytes(crop.sealed), bound_to=binding)


def rewrap(key: DataKey) -> bool:
    """Wrap a person's key under the active key-encryption key; False when it already was."""
    ring = key_ring()
    if key.sealed is None or key.kek_id == ring.active_id:
        return False
    wrapped = ring.wrap(_plain(key), bound_to=_key_binding(key.employee_id))
    key.kek_id, key.sealed = wrapped.kek_id, wrapped.sealed
    key.save(update_fields=["kek_id", "sealed"])
    return True


def _plain(key: DataKey) -> bytes:
    return key_ring().unwrap(WrappedKey(key.kek_id, bytes(key.sealed or b"")), bound_to=_key_binding(key.employee_id))


def _key_binding(employee_id: int) -> str:
    return f"data-key|{employee_id}"


def _crop_binding(employee_id: int, enrolment_id: int, seq: int) -> str:
    return f"crop|{employee_id}|{enrolment_id}|{seq}"


def _template_binding(employee_id: int, engine: EngineId) -> str:
    return f"template|{employee_id}|{engine}"
