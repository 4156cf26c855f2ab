"""From a decision to the stored fact, the same for every way of checking in: stage, place, receipt, punch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from joserfc.jwk import OKPKey

from hadir.attendance import receipts, rules
from hadir.attendance.models import Punch
from hadir.attendance.presence.rules import Outcome
from hadir.lib.authority import Actor
from hadir.people.models import Employee
from hadir.places import services as places
from hadir.places.rules import Position
from hadir.places.services import PlaceVerdict
from hadir.schedules import rules as day_rules
from hadir.schedules import selectors as schedules
from hadir.schedules.instances import Stage


@dataclass(frozen=True, slots=True)
class Arrival:
    """When somebody came, and what that moment belongs to. `seen`: the stage has an accepted punch already."""

    at: datetime
    day: date
    stage: Stage | None
    seen: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """What stands behind a punch besides the decision. `reference`: the session or request that it came from, once
    only; `facts`: what the device said (position, device, client_time)."""

    reference: UUID
    method: rules.Method
    facts: Mapping[str, Any] = field(default_factory=dict)
    engine: str = ""
    evidence: str = ""
    witness: Actor | None = None


@lru_cache(maxsize=1)
def receipt_key() -> OKPKey:
    """The site's signing key; the same object for the life of the process."""
    secret = settings.CONFIG.receipt_key
    assert secret is not None  # the settings do not load without it
    return receipts.load_key(secret.get_secret_value())


def arrival_of(employee: Employee, at: datetime) -> Arrival:
    """The stage that was open when somebody came, and the day to which that moment belongs."""
    stage = schedules.stage_at(employee, at)
    day = stage.day if stage else day_rules.day_of(at, employee.work_place.zone)
    seen = (
        stage is not None
        and Punch.objects.filter(employee=employee, work_day=day, stage=stage.code, accepted=True).exists()
    )
    return Arrival(at, day, stage, seen)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about an attempt, and what is known of its place. `outcome`: see `presence.rules.Outcome`."""

    decision: rules.Decision
    place: PlaceVerdict
    outcome: Outcome


def place_of(employee: Employee, facts: Mapping[str, Any], day: date) -> PlaceVerdict:
    """What position and network say of the place. One statement."""
    return places.judge(employee, position=position_of(facts), address=str(facts.get("address", "")), day=day)


def position_of(facts: Mapping[str, Any]) -> Position | None:
    """Where the phone said it was."""
    found = facts.get("position")
    return Position(found["latitude"], found["longitude"], found["accuracy"]) if found else None


def write(employee: Employee, arrival: Arrival, proof: Proof, verdict: Verdict, *, now: datetime) -> Punch:
    """Store the punch, with a signed receipt when it is accepted. Call inside the transaction of the decision."""
    position, decision = position_of(proof.facts), verdict.decision
    place, stage = employee.work_place, arrival.stage
    punch = Punch(
        id=uuid4(),
        session_id=proof.reference,
        employee=employee,
        recorded_at=arrival.at,
        decided_at=now,
        accepted=decision.accepted,
        code=decision.code.value,
        work_day=arrival.day,
        time_zone=place.time_zone,
        stage=stage.code if stage else "",
        work_place=place,
        place_note=verdict.place.note.value,
        latitude=position.latitude if position else None,
        longitude=position.longitude if position else None,
        accuracy_m=position.accuracy if position else None,
        client_time=proof.facts.get("client_time"),
        device=proof.facts.get("device") or {},
        engine=proof.engine,
        evidence_digest=proof.evidence,
        method=proof.method.value,
        witness=proof.witness.id if proof.witness else None,
        witness_label=proof.witness.label[:200] if proof.witness else "",
    )
    if decision.accepted:
        punch.receipt = receipts.sign(_claims(punch, verdict.outcome), receipt_key())
    punch.save(force_insert=True)
    return punch


def _claims(punch: Punch, outcome: Outcome) -> receipts.Claims:
    return receipts.Claims(
        issuer=settings.CONFIG.base_url,
        punch=str(punch.pk),
        nip=punch.employee.nip,
        recorded_at=punch.recorded_at.astimezone(punch.work_place.zone),
        time_zone=punch.time_zone,
        code=punch.code,
        stage=punch.stage or None,
        work_place=punch.work_place.name,
        method=punch.method,
        engine=punch.engine,
        evidence=punch.evidence_digest,
        outcome=outcome.value,
    )
