"""Check-ins of the story: who came when, each with a receipt signed by this site's key, as a check-in leaves it.

Tens of thousands, so they go into the table in one stream. They say themselves what they are: the device is named
`hadir demo`, there is no picture behind them, and the engine is called an example.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from hadir.attendance import receipts
from hadir.attendance.presence.rules import Outcome
from hadir.attendance.recording import receipt_key
from hadir.attendance.rules import DecisionCode, Method
from hadir.cli.demo import cast
from hadir.cli.demo.cast import Character
from hadir.cli.demo.plans import Plans
from hadir.people.models import Employee
from hadir.places.rules import PlaceNote
from hadir.schedules.instances import DueStage, Measure, ShiftInstance, WorkMode

_COLUMNS = (
    *("id", "session_id", "employee_id", "recorded_at", "decided_at", "accepted", "code", "work_day", "time_zone"),
    *("stage", "work_place_id", "place_note", "latitude", "longitude", "accuracy_m", "device", "engine"),
    *("evidence_digest", "receipt", "method", "witness_label"),
)
_DEVICE = json.dumps({"user_agent": "hadir demo"})
_ENGINE = "contoh 0"

# Some let a program say where they are, all of them the same point: what the search for patterns must find.
_FEIGNED_AT, _FEIGNED = "Kantor Bupati", (-2.6302113, 111.2302947)


@dataclass(frozen=True, slots=True)
class Outage:
    """Nobody of the agency could check in between these moments."""

    agency_id: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Lacking:
    """A stage at which somebody was there, but did not check in."""

    person: Employee
    day: date
    stage: DueStage
    at: datetime


@dataclass(slots=True)
class _Habit:
    """How somebody keeps time: chances of a day missed, of coming late, of leaving early, of forgetting a stage."""

    missed: float
    late: float
    early: float
    forgets: float


_HABITS = {
    Character.PUNCTUAL: _Habit(0.002, 0.03, 0.008, 0.008),
    Character.LATE: _Habit(0.008, 0.42, 0.02, 0.02),
    Character.EARLY: _Habit(0.008, 0.06, 0.30, 0.02),
    Character.FORGETFUL: _Habit(0.006, 0.08, 0.03, 0.14),
    Character.SELDOM: _Habit(0.36, 0.40, 0.25, 0.10),
}


def tell_checkins(plans: Plans, outages: list[Outage]) -> tuple[int, list[Lacking]]:
    """Writes all check-ins until yesterday; returns how many, and where one lacks of somebody who was there."""
    lacking: list[Lacking] = []
    rows = [row for person in plans.world.people for row in _of_person(plans, person, outages, lacking)]
    with connection.cursor() as cursor, cursor.copy(
        f"COPY attendance_punch ({', '.join(_COLUMNS)}) FROM STDIN"
    ) as stream:  # fmt: skip
        for row in rows:
            stream.write_row(row)
    return len(rows), lacking


def _of_person(
    plans: Plans, person: Employee, outages: list[Outage], lacking: list[Lacking]
) -> Iterator[tuple[Any, ...]]:
    random = plans.world.random(f"days:{person.nip}")
    habit = _HABITS[plans.character(person)]
    cut_off = [one for one in outages if one.agency_id in plans.lines[person.unit_id]]
    for day in plans.span.days():
        instance = plans.of(person, day).instance
        if instance is None or (person.pk, day) in plans.away or random.random() < habit.missed:
            continue
        for stage, at in _day(random, habit, instance):
            if at >= plans.world.now or any(one.first_at <= at < one.last_at for one in cut_off):
                continue
            if random.random() < habit.forgets:
                lacking.append(Lacking(person, day, stage, at))
                continue
            yield _row(person, day, instance, stage, at, random)


def _day(random: Random, habit: _Habit, instance: ShiftInstance) -> Iterator[tuple[DueStage, datetime]]:
    """The moments of one day, stage by stage."""
    for stage in instance.stages:
        if stage.measure is Measure.ARRIVAL:
            minutes = random.triangular(1, 85, 8) if random.random() < habit.late else -random.triangular(1, 55, 14)
        elif stage.measure is Measure.DEPARTURE:
            minutes = -random.triangular(2, 75, 12) if random.random() < habit.early else random.triangular(0.2, 70, 6)
        else:
            span = (stage.closes_at - stage.opens_at).total_seconds() / 60
            yield stage, _whole(stage.opens_at + timedelta(minutes=random.uniform(1, max(span - 1, 2))))
            continue
        at = stage.due_at + timedelta(minutes=minutes)
        yield stage, _whole(min(max(at, stage.opens_at), stage.closes_at - timedelta(seconds=30)))


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _row(
    person: Employee, day: date, instance: ShiftInstance, stage: DueStage, at: datetime, random: Random
) -> tuple[Any, ...]:
    place = person.work_place
    punch, session = _uuid(random), _uuid(random)
    digest = sha256(session.bytes).hexdigest()
    is_here = instance.mode is WorkMode.OFFICE
    latitude, longitude = cast.SPOTS[place.name]
    latitude += random.uniform(-0.0004, 0.0004) + (0 if is_here else 0.03)
    longitude += random.uniform(-0.0004, 0.0004)
    if is_here and place.name == _FEIGNED_AT and int(person.nip[-3:]) % 8 == 5:
        latitude, longitude = _FEIGNED
    accuracy = round(random.triangular(4, 40, 11), 3)  # metres, as receivers say it: never twice the same
    claims = receipts.Claims(
        issuer=settings.CONFIG.base_url,
        punch=str(punch),
        nip=person.nip,
        recorded_at=at.astimezone(place.zone),
        time_zone=place.time_zone,
        code=DecisionCode.ACCEPTED.value,
        stage=stage.code,
        work_place=place.name,
        method=Method.FACE.value,
        engine=_ENGINE,
        evidence=digest,
        outcome=Outcome.ACCEPT.value,
    )
    note = PlaceNote.INSIDE if is_here else PlaceNote.OUTSIDE
    return (
        *(punch, session, person.pk, at, at + timedelta(seconds=3), True, DecisionCode.ACCEPTED.value, day),
        *(
            place.time_zone,
            stage.code,
            place.pk,
            note.value,
            round(latitude, 7),
            round(longitude, 7),
            accuracy,
            _DEVICE,
        ),
        *(_ENGINE, digest, receipts.sign(claims, receipt_key()), Method.FACE.value, ""),
    )


def _uuid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)
