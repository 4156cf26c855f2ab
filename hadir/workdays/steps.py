"""The steps by which a day was derived, as they are kept for its explanation. Pure.

Kept small: what the day itself says (its stages with times and minutes) is not repeated here.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum

from hadir.attendance.facts import Incident, Seen
from hadir.leave.spans import Absence, Part
from hadir.schedules.instances import DayPlan

Facts = dict[str, object]


class Step(StrEnum):
    """What a line of the trace tells. Stored: never rename."""

    PLAN = "plan"
    OFF = "off"
    HOLIDAY = "holiday"
    NOT_COUNTED = "not_counted"
    ABSENCE = "absence"
    OUTSIDE = "outside"
    VOID = "void"
    INCIDENT = "incident"
    MADE_UP = "made_up"


def moment_text(moment: datetime) -> str:
    """A moment as it stands in a trace: UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Trace:
    """Collects the steps of one day."""

    __slots__ = ("_steps",)

    def __init__(self) -> None:
        self._steps: list[tuple[str, Facts]] = []

    @property
    def steps(self) -> tuple[tuple[str, Facts], ...]:
        return tuple(self._steps)

    def add(self, step: Step, **facts: object) -> None:
        self._steps.append((step.value, facts))

    def plan(self, plan: DayPlan, zone: str) -> None:
        instance = plan.instance
        if instance is not None:
            facts: Facts = {
                "version": instance.schedule_version_id,
                "source": plan.source,
                "zone": zone,
                "net": instance.net_min,
            }
            if instance.season:
                facts["season"] = instance.season
            if instance.by_roster:
                facts["roster"] = True
            self._steps.append((Step.PLAN.value, facts))
        elif plan.off is not None:
            self._steps.append((Step.OFF.value, {"why": plan.off.value, "source": plan.source, "zone": zone}))
        if plan.holiday is not None:
            holiday = plan.holiday
            self.add(
                Step.HOLIDAY,
                name=holiday.name,
                kind=holiday.kind,
                basis=holiday.legal_basis,
            )

    def absence(self, absence: Absence) -> None:
        facts: Facts = {"id": absence.id, "code": absence.type_code, "label": absence.label, "ref": absence.reference}
        if absence.part is not Part.FULL:
            facts["part"] = absence.part.value
        if absence.part is Part.HOURS and absence.from_time and absence.to_time:
            facts["from"] = absence.from_time.isoformat("minutes")
            facts["to"] = absence.to_time.isoformat("minutes")
        self._steps.append((Step.ABSENCE.value, facts))

    def incident(self, incident: Incident) -> None:
        self.add(
            Step.INCIDENT,
            id=incident.id,
            kind=incident.kind,
            state=incident.state.value,
            first=moment_text(incident.first_at),
            last=moment_text(incident.last_at),
            ref=incident.reference,
        )

    def outside(self, seen: Collection[Seen]) -> None:
        if not seen:
            return
        for one in sorted(seen, key=lambda one: (one.at, one.ref)):
            self.add(Step.OUTSIDE, at=moment_text(one.at), ref=one.ref, source=one.source)
