"""1:N search over the enrolled faces of one engine version: exact, in memory, for as long as one search takes.

Nothing is cached: templates lie decrypted in memory only while they are compared. Exhaustive search over
128 dimensions costs well under a millisecond for a thousand people; below a million no index is worth its loss.
"""

from __future__ import annotations

import numpy as np

from hadir.enrolment import vault
from hadir.enrolment.models import Enrolment, ProcessingRestriction, Status
from hadir.faceengine.engine import EngineId
from hadir.faceengine.types import Vector


def lookalikes(probe: Vector, *, engine: EngineId, threshold: float, except_employee: int) -> list[int]:
    """Ids of other employees whose template reaches the threshold, most similar first.

    People whose processing is restricted are not searched: storing is all that article 41 leaves.
    """
    rows = list(
        Enrolment.objects.filter(
            status__in=[Status.APPROVED, Status.PENDING],
            engine_name=engine.name,
            engine_version=engine.version,
        )
        .exclude(employee_id=except_employee)
        .exclude(employee_id__in=ProcessingRestriction.objects.filter(lifted_at__isnull=True).values("employee_id"))
        .select_related("data_key")
    )
    if not rows:
        return []
    scores = np.stack([vault.open_template(row) for row in rows]) @ probe
    hits = [(float(score), row.employee_id) for score, row in zip(scores, rows, strict=True) if score >= threshold]
    return list(dict.fromkeys(employee for _score, employee in sorted(hits, reverse=True)))
