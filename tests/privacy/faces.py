"""A recorded and approved face without a camera: random numbers, sealed as the services seal them."""

from __future__ import annotations

from uuid import uuid4

import numpy as np
from django.utils import timezone

from hadir.accounts.models import User
from hadir.enrolment import vault
from hadir.enrolment.models import Enrolment, Status
from hadir.faceengine.engine import EngineId

ENGINE = EngineId("test", "1")


def give_face(user: User, *, status: Status = Status.APPROVED) -> Enrolment:
    """Store a template (and, while it waits for a decision, a portrait) for somebody of the cast."""
    assert user.employee_id is not None
    now = timezone.now()
    vector = np.random.default_rng(user.pk).normal(size=128).astype(np.float32)
    key = vault.data_key_of(user.employee_id, now=now)
    waiting = status == Status.PENDING
    return Enrolment.objects.create(
        employee_id=user.employee_id,
        status=status,
        session_id=uuid4(),
        captured_at=now,
        submitted_by=user.pk,
        data_key=key,
        engine_name=ENGINE.name,
        engine_version=ENGINE.version,
        sealed_template=vault.seal_template(key, vector / np.linalg.norm(vector), ENGINE),
        sealed_portrait=vault.seal_portrait(key, b"\xff\xd8\xff portrait") if waiting else None,
        decided_at=None if waiting else now,
    )
