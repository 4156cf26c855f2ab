"""Rows that days follow from, for tests of the store: a schedule of the region, check-ins, reasons."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

from hadir.attendance.models import Punch
from hadir.leave.models import AbsenceType, GrantedAbsence
from hadir.people.models import Employee, OrgUnit
from hadir.rollout.models import PhaseDecision
from hadir.schedules.models import ScheduleAssignment, ScheduleDay, ScheduleStage, ScheduleVersion, WorkSchedule
from tests.cast import BEGIN, Cast
from tests.workdays.building import at

MONDAY = date(2026, 10, 5)
AFTERWARDS = datetime(2026, 11, 2, 3, tzinfo=UTC)
_STAGES = (
    ("morning", "special", "arrival", 360, 450, 540),
    ("midday", "daily", "presence", 690, 720, 810),
    ("afternoon", "special", "departure", 930, 960, 1080),
)
_STAGES_AT_NIGHT = (
    ("morning", "special", "arrival", 1260, 1320, 1380),
    ("afternoon", "special", "departure", 1830, 1860, 1980),
)


def give_schedule(unit: OrgUnit | None = None, *, night: bool = False, name: str = "Normal 5 hari") -> ScheduleVersion:
    """Five days from 07:30 to 16:00, or from 22:00 to 07:00, confirmed, from the cast's beginning on."""
    said = {
        "status": "confirmed",
        "proposed_at": datetime(2025, 1, 1, tzinfo=UTC),
        "proposed_by_label": "Wati",
        "legal_basis": "Perpres 21/2023 Pasal 4",
        "valid_from": BEGIN,
    }
    schedule = WorkSchedule.objects.create(name=name)
    version = ScheduleVersion.objects.create(schedule=schedule, **said)
    starts, ends = (1320, 1860) if night else (450, 960)
    ScheduleDay.objects.bulk_create(
        [
            ScheduleDay(
                version=version, weekday=day, starts_min=starts, ends_min=ends, break_min=60, net_min=ends - starts - 60
            )
            for day in range(5)
        ]
    )
    ScheduleStage.objects.bulk_create(
        [
            ScheduleStage(
                version=version, weekdays=[0, 1, 2, 3, 4], code=code, kind=kind, measure=measure,
                opens_min=opens, due_min=due, closes_min=closes,
            )
            for code, kind, measure, opens, due, closes in (_STAGES_AT_NIGHT if night else _STAGES)
        ]
    )  # fmt: skip
    ScheduleAssignment.objects.create(schedule=schedule, unit=unit, **said)
    return version


def go_live(*units: OrgUnit, on: date = BEGIN) -> None:
    """Their days count from then on."""
    PhaseDecision.objects.bulk_create(
        [
            PhaseDecision(
                unit=unit,
                phase="live",
                starts_on=on,
                legal_basis="SK 1",
                decided_at=AFTERWARDS,
                decided_by_label="Wati",
            )
            for unit in units
        ]
    )


def settle(cast: Cast) -> ScheduleVersion:
    """A schedule for the region and both agencies live."""
    version = give_schedule()
    go_live(cast.setda, cast.dinkes)
    return version


def punch(person: Employee, day: date, *clocks: str) -> list[Punch]:
    """Accepted check-ins at those clock times of the person's work place."""
    zone = person.work_place.time_zone
    rows = []
    for clock in clocks:
        moment = at(day, clock, zone)
        rows.append(
            Punch(
                session_id=uuid.uuid4(), employee=person, recorded_at=moment, decided_at=moment, accepted=True,
                code="accepted", work_day=day, time_zone=zone, work_place_id=person.work_place_id,
                place_note="inside", engine="test", evidence_digest="0" * 64, receipt="x",
            )
        )  # fmt: skip
    return Punch.objects.bulk_create(rows)


def absent_with_reason(person: Employee, first: date, last: date | None = None, **more: Any) -> GrantedAbsence:
    """A granted leave."""
    kind, _made = AbsenceType.objects.get_or_create(
        code="CT",
        defaults={
            "name": "Cuti tahunan", "category": "leave", "counting": "working", "decider": "superior",
            "valid_from": BEGIN, "legal_basis": "PP 11/2017", "status": "confirmed",
            "proposed_at": AFTERWARDS, "proposed_by_label": "Wati",
        },
    )  # fmt: skip
    return GrantedAbsence.objects.create(
        employee=person, type=kind, first=first, last=last or first, granted_at=AFTERWARDS, **more
    )
