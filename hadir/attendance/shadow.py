"""Comparing two engines on the evidence of real check-ins, while one is to take the place of the other.

Both engines look at the same pictures: the one frame kept of a check-in against the person's template (genuine) and
against templates of others (impostor), each engine with its own templates only. What stays is a histogram, nothing
about anybody. One frame is less than the averaged probe of a check-in, so both rates come out worse than in daily
use; the difference between the engines is what counts.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import QuerySet

from hadir.attendance.models import Evidence
from hadir.attendance.services import open_evidence
from hadir.capture import engine
from hadir.enrolment import selectors as enrolments
from hadir.enrolment import vault
from hadir.enrolment.change import selectors as changes
from hadir.enrolment.change import services as change_services
from hadir.enrolment.change.rules import bin_of
from hadir.enrolment.change.services import TallyKey
from hadir.enrolment.models import ChangeState, EngineChange, OtherTemplate, Status
from hadir.faceengine.compare import similarity
from hadir.faceengine.engine import EngineId
from hadir.faceengine.types import Vector

_OTHERS = 20  # people whom each picture is compared with besides its own


@dataclass(slots=True)
class _Tally:
    cells: dict[TallyKey, tuple[int, int]] = field(default_factory=dict)

    def add(self, *, is_new: bool, is_genuine: bool, score: float, threshold: float) -> None:
        key = TallyKey(is_new, is_genuine, bin_of(score))
        count, passed = self.cells.get(key, (0, 0))
        self.cells[key] = (count + 1, passed + (score >= threshold))


def compare_some(*, limit: int = 25, rng: random.Random | None = None) -> int:
    """Compare the next check-ins with kept evidence. Returns how many were looked at; 0 when there is nothing to do.

    Only of people who have read a notice that names it, and of no face that may be stored only.
    Raises `Unavailable` (engine_busy, engine_down, key_missing): the job comes again.
    """
    change = changes.open_change()
    if change is None or change.state != ChangeState.SHADOW:
        return 0
    rows = _next(change, limit)
    if not rows:
        return 0
    ids = changes.engines_of(change)
    others = _templates(change, ids, rng or random.SystemRandom())
    tally = _Tally()
    for row in rows:
        _compare(row, ids, others, change, tally)
    change_services.note_comparisons(change, tally.cells, seen_until=rows[-1].punch.decided_at)
    return len(rows)


def _next(change: EngineChange, limit: int) -> list[Evidence]:
    rows = Evidence.objects.filter(punch__accepted=True, punch__method="face")
    if change.shadow_seen_until is not None:
        rows = rows.filter(punch__decided_at__gt=change.shadow_seen_until)
    allowed = rows.filter(punch__employee_id__in=enrolments.readers_of_crops()).exclude(
        punch__employee_id__in=enrolments.restricted_ids()
    )
    return list(allowed.select_related("punch").order_by("punch__decided_at")[:limit])


Templates = Mapping[EngineId, Vector]


def _compare(
    row: Evidence,
    ids: tuple[EngineId, EngineId],
    others: Mapping[int, Templates],
    change: EngineChange,
    tally: _Tally,
) -> None:
    employee_id = row.punch.employee_id
    own = others.get(employee_id) or _templates_of(change, employee_id, ids)
    if own is None:
        return
    jpeg = open_evidence(row.punch)
    probes = {one: engine.analyse([jpeg], "check_in", one)[0].embedding for one in ids}
    for one in ids:
        probe = probes[one]
        if probe is None:
            continue
        threshold = engine.calibration_of(one).threshold(settings.CONFIG.match_fmr, averaged=False)
        is_new = one == ids[1]
        tally.add(is_new=is_new, is_genuine=True, score=similarity(own[one], probe), threshold=threshold)
        for other_id, templates in others.items():
            if other_id != employee_id:
                score = similarity(templates[one], probe)
                tally.add(is_new=is_new, is_genuine=False, score=score, threshold=threshold)


def _templates(change: EngineChange, ids: tuple[EngineId, EngineId], rng: random.Random) -> dict[int, Templates]:
    """Both templates of some people, drawn anew for every round."""
    people = list(_paired(change).values_list("enrolment__employee_id", flat=True))
    chosen = rng.sample(people, min(_OTHERS, len(people)))
    found = {person: _templates_of(change, person, ids) for person in chosen}
    return {person: templates for person, templates in found.items() if templates is not None}


def _templates_of(change: EngineChange, employee_id: int, ids: tuple[EngineId, EngineId]) -> Templates | None:
    """The person's valid and other template, each under the engine that made it; None unless both are there."""
    row = _paired(change).filter(enrolment__employee_id=employee_id).select_related("enrolment__data_key").first()
    if row is None:
        return None
    case = row.enrolment
    other = EngineId(row.engine_name, row.engine_version)
    found = {
        EngineId(case.engine_name, case.engine_version): vault.open_template(case),
        other: vault.open_template_of(case.data_key, bytes(row.sealed_template or b""), other),
    }
    return found if set(found) == set(ids) else None


def _paired(change: EngineChange) -> QuerySet[OtherTemplate]:
    rows = OtherTemplate.objects.filter(change=change, sealed_template__isnull=False, enrolment__status=Status.APPROVED)
    return rows.exclude(enrolment__employee_id__in=enrolments.restricted_ids())
