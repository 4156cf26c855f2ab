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
from hadir.lib.authority import Actor
from hadir.people.models import Employee
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


def write(employee: Employee, arrival: Arrival, proof: Proof, decision: rules.Decision, *, now: datetime) -> Punch:
    """Store the punch, with a signed receipt when it is accepted. Call inside the transaction of the decision."""
    position = _position(proof.facts)
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
        place_note=rules.place_note(position, _centre(employee), place.radius_m).value,
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
        punch.receipt = receipts.sign(_claims(punch), receipt_key())
    punch.save(force_insert=True)
    return punch


def _claims(punch: Punch) -> receipts.Claims:
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
    )


def _position(facts: Mapping[str, Any]) -> rules.Position | None:
    found = facts.get("position")
    return rules.Position(found["latitude"], found["longitude"], found["accuracy"]) if found else None


def _centre(employee: Employee) -> rules.Position | None:
    place = employee.work_place
    if place.latitude is None or place.longitude is None:
        return None
    return rules.Position(float(place.latitude), float(place.longitude), 0.0)
