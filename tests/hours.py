"""Schedules for tests, entered through the services by the command line."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hadir.people.models import Employee, OrgUnit
from hadir.schedules import deciding, services
from hadir.schedules.deciding import Kind
from hadir.schedules.instances import Measure
from hadir.schedules.models import ScheduleAssignment, ScheduleVersion
from hadir.schedules.presets import presets
from hadir.schedules.rules import StageKind
from hadir.schedules.services import AssignmentData, ScheduleData, VersionData
from hadir.schedules.weeks import DayRule, Hours, SeasonName, StageRule, Week
from tests.cast import BEGIN, SYSTEM

BASIS = "Perbup Contoh 1/2025"
OPEN_ALWAYS: Week = {
    day: DayRule(
        Hours(0, 1439), (StageRule("morning", "", StageKind.SPECIAL, Measure.ARRIVAL, opens=0, due=450, closes=1439),)
    )
    for day in range(7)
}
FIVE_DAYS = presets()["five_days"].weeks


def schedule(
    name: str, week: Week | None = None, *, unit: OrgUnit | None = None, valid_from: date = BEGIN
) -> ScheduleVersion:
    """A schedule in force, the customary week of five days unless one is given. Assigned to nobody."""
    weeks = FIVE_DAYS if week is None else {SeasonName.NORMAL: week}
    row = services.create_schedule(
        SYSTEM,
        data=ScheduleData(name, unit.pk if unit else None),
        version=VersionData(valid_from, BASIS, weeks, exception_basis="Contoh"),
        now=now(),
    )
    deciding.confirm(SYSTEM, kind=Kind.VERSION, pk=row.pk, now=now())
    return row


def assign(
    version: ScheduleVersion,
    *,
    unit: OrgUnit | None = None,
    person: Employee | None = None,
    valid_from: date = BEGIN,
    valid_to: date | None = None,
) -> ScheduleAssignment:
    """Let a schedule hold for a unit, a person or the region."""
    data = AssignmentData(
        version.schedule_id, valid_from, BASIS, valid_to, unit.pk if unit else None, person.pk if person else None
    )
    row = services.propose_assignment(SYSTEM, data=data, now=now())
    deciding.confirm(SYSTEM, kind=Kind.ASSIGNMENT, pk=row.pk, now=now())
    return row


def open_always(unit: OrgUnit | None = None) -> ScheduleAssignment:
    """One stage that takes check-ins on every day at every hour."""
    return assign(schedule("Selalu", OPEN_ALWAYS, unit=unit), unit=unit)


def now() -> datetime:
    return datetime.now(UTC)
