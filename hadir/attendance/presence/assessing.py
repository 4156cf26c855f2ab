"""Writing down what was found at a check-in, what became of it, and who has to look; within the check-in's transaction.

Written SQL: every check-in pays for it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q

from hadir.attendance.models import Punch
from hadir.attendance.presence import weighing
from hadir.attendance.presence.asking import MOST_TRIES, Asked
from hadir.attendance.presence.models import EvidencePicture
from hadir.attendance.presence.rules import TEN_THOUSAND, Judgement, Outcome, Reason, Requirements, Step
from hadir.capture.keys import key_ring, opening
from hadir.lib.findings import Finding
from hadir.lib.sealing import seal, unseal
from hadir.people.models import Employee

_REVIEWED = frozenset({Outcome.SAMPLE, Outcome.REVIEW})


@dataclass(frozen=True, slots=True)
class Found:
    """What the slices said of one check-in. `place_id`: where it was shown to be; `device_id`: which phone signed."""

    findings: tuple[Finding, ...] = ()
    place_id: int | None = None
    device_id: int | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody did about a second step: gave something, or went on without."""

    gave: bool = False
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Weighed:
    judgement: Judgement
    found: Found
    step: str = field(default="")  # what became of a second step, as it is stored


REFUSED = Judgement(Outcome.REFUSED)


def judge(asked: Asked, found: Found, tried: Tried) -> Weighed:
    """What becomes of a check-in that nothing refused. The lot is drawn here: nobody outside can foresee it."""
    tries = asked.tries + (1 if tried.gave and asked.was_asked else 0)
    may_ask = not tried.declined and tries < MOST_TRIES
    lot = secrets.randbelow(TEN_THOUSAND)
    judgement = weighing.weigh(asked.requirements, found.findings, may_ask=may_ask, lot=lot)
    return Weighed(judgement, found, _step_of(asked, found, tried, judgement))


def judge_without_face(asked: Asked, found: Found) -> Weighed:
    """The ways without a face carry their own second step, the code or an officer, and count as much as a face.

    No phone, place or light is asked for there; signs of forgery weigh as ever, and the lot is the same.
    """
    own = Requirements(sample=asked.requirements.sample, doubt_sample=asked.requirements.doubt_sample)
    lot = secrets.randbelow(TEN_THOUSAND)
    return Weighed(weighing.weigh(own, found.findings, may_ask=False, lot=lot), found)


def _step_of(asked: Asked, found: Found, tried: Tried, judgement: Judgement) -> str:
    taken = [step.value for step in Step if step in weighing.steps_taken(found.findings)]
    if taken:
        return taken[0]
    if judgement.outcome is Outcome.REVIEW and asked.was_asked:
        return "declined" if tried.declined else "failed"
    return ""


# --- the answer to somebody who has to do one thing more

_ASK = """
INSERT INTO presence_secondstep (session_id, employee_id, reasons, kinds, tries, asked_at)
VALUES (%(session)s, %(employee)s, %(reasons)s::jsonb, %(kinds)s::jsonb, 0, %(now)s)
ON CONFLICT (session_id) DO UPDATE SET tries = presence_secondstep.tries + %(more)s, kinds = EXCLUDED.kinds
RETURNING tries
"""


def ask(session_id: object, employee: Employee, weighed: Weighed, *, gave: bool, now: datetime) -> int:
    """Remember that a second step was asked for; how many tries are left."""
    values: dict[str, Any] = {
        "session": session_id,
        "employee": employee.pk,
        "reasons": json.dumps([one.code for one in weighed.judgement.reasons]),
        "kinds": json.dumps([one.value for one in weighed.judgement.satisfied_by]),
        "more": int(gave),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ASK, values)
        (tries,) = cursor.fetchone()
    return max(0, MOST_TRIES - int(tries))


# --- the fact beside the punch

_KEEP = """
WITH kept AS (
    INSERT INTO presence_assessment (
        punch_id, employee_id, unit_id, day, outcome, findings, reasons, answered, step, policy_id, lookalike, place_id,
        device_id, assessed_at
    ) VALUES (
        %(punch)s, %(employee)s, %(unit)s, %(day)s, %(outcome)s, %(findings)s::jsonb, %(reasons)s::jsonb,
        %(answered)s::jsonb, %(step)s, %(policy)s, %(lookalike)s, %(place)s, %(device)s, %(now)s
    )
)
INSERT INTO presence_reviewcase (
    kind, punch_id, employee_id, unit_id, day, note, opened_at, due_on, state, verdict, wants_look
)
SELECT %(kind)s::text, %(punch)s::uuid, %(employee)s::bigint, %(unit)s::bigint, %(day)s::date, '',
    %(now)s::timestamptz, %(due)s::date, 'open', '', false
WHERE %(kind)s::text <> ''
"""


def keep(punch: Punch, asked: Asked, weighed: Weighed, *, now: datetime) -> None:
    """Store the assessment and, where somebody has to look, open the review. One statement."""
    outcome = weighed.judgement.outcome
    kind = {Outcome.REVIEW: "risk", Outcome.SAMPLE: "sample"}.get(outcome, "")
    values: dict[str, Any] = {
        "punch": punch.pk,
        "employee": punch.employee_id,
        "unit": asked.unit_id,
        "day": punch.work_day,
        "outcome": outcome.value,
        "findings": json.dumps([_finding(one) for one in weighed.found.findings]),
        "reasons": json.dumps([_reason(one) for one in weighed.judgement.reasons]),
        "answered": json.dumps([_reason(one) for one in weighed.judgement.answered]),
        "step": weighed.step,
        "policy": asked.policy_id,
        "lookalike": asked.requirements.lookalike,
        "place": weighed.found.place_id,
        "device": weighed.found.device_id,
        "now": now,
        "kind": kind,
        "due": punch.work_day + timedelta(days=asked.review_days),
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)


def _finding(one: Finding) -> dict[str, object]:
    return {"code": one.code, "weight": int(one.weight), "facts": dict(one.facts)}


def _reason(one: Reason) -> dict[str, object]:
    return {"code": one.code, "weight": int(one.weight), "facts": dict(one.facts)}


def outcome_of(punch: Punch) -> Outcome:
    """What became of a check-in; of those from before there were assessments, what its verdict says."""
    found = getattr(punch, "assessment", None)
    if found is not None:
        return Outcome(found.outcome)
    return Outcome.ACCEPT if punch.accepted else Outcome.REFUSED


def is_reviewed(outcome: Outcome) -> bool:
    """Whether somebody will look at it."""
    return outcome in _REVIEWED


# --- pictures


def keep_pictures(punch: Punch, pictures: Sequence[tuple[str, bytes]], *, now: datetime) -> None:
    """Seal every kept frame under the punch's key until its date. One statement; none when pictures are not kept."""
    days = settings.CONFIG.evidence_days
    if not days or not pictures:
        return
    kek_id = key_ring().active_id
    key = key_ring().derive(f"evidence|{punch.pk}", kek_id=kek_id)
    EvidencePicture.objects.bulk_create(
        EvidencePicture(
            punch=punch,
            number=number,
            role=role[:20],
            kek_id=kek_id,
            sealed_jpeg=seal(key, jpeg, bound_to=_binding(punch, number)),
            destroy_after=now + timedelta(days=days),
        )
        for number, (role, jpeg) in enumerate(pictures, start=1)
    )


def destroy_pictures(*, now: datetime, before: datetime | None = None) -> int:
    """Delete pictures whose own date has come, and those of punches from before a policy's cut-off; how many."""
    over = Q(destroy_after__lte=now)
    if before is not None:
        over |= Q(punch__recorded_at__lt=before)
    count, _by_model = EvidencePicture.objects.filter(over).delete()
    return count


def open_picture(row: EvidencePicture) -> bytes:
    """The picture, for the person that the caller has authorised."""
    with opening():
        key = key_ring().derive(f"evidence|{row.punch_id}", kek_id=row.kek_id)
        return unseal(key, bytes(row.sealed_jpeg), bound_to=f"evidence|{row.punch_id}|{row.number}")


def _binding(punch: Punch, number: int) -> str:
    return f"evidence|{punch.pk}|{number}"


def together(*parts: Iterable[Finding]) -> tuple[Finding, ...]:
    """What all slices said, in the order in which they were asked."""
    return tuple(one for part in parts for one in part)
