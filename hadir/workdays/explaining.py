"""A day in sentences: the facts and the dated rules that led to each value, and the provision behind each rule.

Made from the record alone and the rows that its trace names, so that it tells what was decided then, whatever holds
today. In the reader's language, in the time of the work place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from hadir.attendance.alternative.texts import METHODS
from hadir.attendance.rules import Method
from hadir.people.models import TimeZone
from hadir.schedules import selectors as schedules
from hadir.schedules.instances import Measure
from hadir.schedules.models import ScheduleVersion
from hadir.schedules.rosters.models import ShiftType
from hadir.workdays.shapes import Day, EventOutcome, Excuse, StageOutcome, Status
from hadir.workdays.steps import Step
from hadir.workdays.texts import CORRECTION, EXPLAINED, FAULTS, OTHER_SOURCE, RESULTS, STATUS_NAMES

_FIXED = frozenset({Status.LEAVE, Status.DUTY, Status.NOT_COUNTED})  # stages are shown and lead to nothing
_MEASURED = {Measure.ARRIVAL.value: "late", Measure.DEPARTURE.value: "early"}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence. `part`: plan | reason | stage | event | note | result, for the look of the page."""

    part: str
    text: str


def explain(day: Day) -> list[Line]:
    """The day in sentences, the result last. At most two statements."""
    return [*_Teller(day).lines()]


def result_of(day: Day) -> str:
    """What the day comes to, in one sentence."""
    sentence = str(RESULTS[day.status])
    faults = ", ".join(_faults(day))
    text = sentence.format(worked=day.worked_min, owed=day.owed_min, faults=faults)
    return text[:1].upper() + text[1:]


def _faults(day: Day) -> Iterator[str]:
    missed = sum(not one.attended and not one.excuse for one in day.events)
    if day.late_min:
        yield str(FAULTS["late"]).format(minutes=day.late_min)
    if day.early_min:
        yield str(FAULTS["early"]).format(minutes=day.early_min)
    if day.missing:
        yield str(FAULTS["missing"]).format(count=day.missing)
    if missed:
        yield str(FAULTS["event"]).format(count=missed)


def short_of(day: Day) -> str:
    """A few words for a calendar or a board: what is lacking, else the name of the status or the reason."""
    faults = list(_faults(day)) if day.status in (Status.INCOMPLETE, Status.PENDING) else []
    if faults:
        text = ", ".join(faults)
        return text[:1].upper() + text[1:]
    if day.status in (Status.LEAVE, Status.DUTY, Status.SUSPENDED):
        label = next((str(facts.get("label", "")) for code, facts in day.trace if code == Step.ABSENCE), "")
        if label:
            return label
    if day.status is Status.HOLIDAY:
        name = next((str(facts.get("name", "")) for code, facts in day.trace if code == Step.HOLIDAY), "")
        if name:
            return name
    return str(STATUS_NAMES[day.status])


class _Teller:
    """Knows the day and the rows that its trace names."""

    def __init__(self, day: Day) -> None:
        self._day = day
        self._zone = zone_of(day)
        self._steps: dict[str, list[Mapping[str, Any]]] = {}
        for code, facts in day.trace:
            self._steps.setdefault(code, []).append(facts)

    def lines(self) -> Iterator[Line]:
        yield from self._plan()
        for facts in self._of(Step.NOT_COUNTED):
            yield self._say("reason", "not_counted", facts)
        for facts in self._of(Step.ABSENCE):
            yield self._absence(facts)
        for facts in self._of(Step.INCIDENT):
            key = "incident_confirmed" if facts["state"] == "confirmed" else "incident_proposed"
            yield self._say("reason", key, self._with_moments(facts))
        for stage in self._day.stages:
            yield Line("stage", self._stage(stage))
        for facts in self._of(Step.MADE_UP):
            yield self._say("note", f"made_up_{facts['kind']}", facts)
        for facts in self._of(Step.VOID):
            key = "void_review" if str(facts.get("ref", "")).startswith("review:") else "void"
            yield self._say("note", key, self._with_moments(facts))
        for facts in self._of(Step.OUTSIDE):
            yield self._say("note", "outside", self._with_moments(facts))
        for event in self._day.events:
            yield Line("event", self._event(event))
        yield Line("result", result_of(self._day))

    def _of(self, step: Step) -> list[Mapping[str, Any]]:
        return self._steps.get(step.value, [])

    def _say(self, part: str, key: str, facts: Mapping[str, Any]) -> Line:
        return Line(part, str(EXPLAINED[key]).format(**facts))

    def _plan(self) -> Iterator[Line]:
        day = self._day
        for facts in self._of(Step.PLAN):
            if day.starts_at is None or day.ends_at is None:
                continue
            by_roster = bool(facts.get("roster"))
            basis = _basis(int(facts["version"]), by_roster=by_roster)
            key = "roster" if by_roster else "plan"
            values = {
                "label": day.schedule_label, "starts": self._clock(day.starts_at), "ends": self._clock(day.ends_at),
                "owed": facts["net"], "basis": basis,
            }  # fmt: skip
            yield self._say("plan", key if basis else "plan_unknown", values)
            if facts.get("season"):
                yield self._say("plan", "season", {})
            if day.work_mode in ("home", "anywhere"):
                yield self._say("plan", day.work_mode, {})
        for facts in self._of(Step.OFF):
            yield self._say("plan", f"off_{facts['why']}", {})
        for facts in self._of(Step.HOLIDAY):
            yield self._say("plan", "holiday", facts)

    def _absence(self, facts: Mapping[str, Any]) -> Line:
        values = {"label": facts["label"], "reference": facts["ref"] or EXPLAINED["no_reference"]}
        part = facts.get("part", "")
        if not part:
            return self._say("reason", "absence", values)
        first, last = facts.get("from", ""), facts.get("to", "")
        words = str(EXPLAINED[part]).format(first=first.replace(":", "."), last=last.replace(":", "."))
        return self._say("reason", "absence_part", values | {"part": words})

    def _stage(self, stage: StageOutcome) -> str:
        values = {
            "stage": schedules.stage_name(stage.code) or stage.code,
            "due": self._clock(stage.due_at),
            "at": self._clock(stage.at) if stage.at else "",
            "source": _source(stage.source),
            "minutes": stage.minutes or stage.raw_minutes,
        }
        return str(EXPLAINED[self._key(stage)]).format(**values)

    def _key(self, stage: StageOutcome) -> str:
        if stage.excuse is Excuse.FLEX:
            return "excused_flex"
        if stage.excuse in (Excuse.INCIDENT, Excuse.INCIDENT_PROPOSED):
            return f"excused_{stage.excuse.value}" + ("_seen" if stage.at is not None else "")
        return self._key_without(stage) if stage.at is None else self._key_seen(stage)

    def _key_without(self, stage: StageOutcome) -> str:
        """Nobody checked in."""
        if stage.missing:
            return "missing"
        if stage.excuse is Excuse.ABSENCE or self._day.status in (Status.LEAVE, Status.DUTY):
            return "excused_absence"
        return "open" if self._day.status is Status.PENDING else "not_needed"

    def _key_seen(self, stage: StageOutcome) -> str:
        if self._day.status in _FIXED or (stage.excuse is Excuse.ABSENCE and not stage.minutes):
            return "seen"
        if stage.minutes:
            return _MEASURED.get(stage.measure, "present")
        return "on_time" if stage.measure in _MEASURED else "present"

    def _event(self, event: EventOutcome) -> str:
        if event.attended:
            key = "event_attended"
        elif event.excuse:
            key = "event_excused"
        else:
            key = "event_open" if self._day.changes_at is not None else "event_missed"
        return str(EXPLAINED[key]).format(name=event.name)

    def _with_moments(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Moments of a trace as clock times, references and sources as words."""
        values = {**facts, "reference": facts.get("ref") or EXPLAINED["no_reference"]}
        for name in ("at", "first", "last"):
            if name in facts:
                values[name] = self._clock(datetime.fromisoformat(str(facts[name])))
        if "source" in facts:
            values["source"] = _source(str(facts["source"]))
        return values

    def _clock(self, moment: datetime) -> str:
        """Hours and minutes at the work place; with the day when it is another one."""
        local = moment.astimezone(self._zone)
        text = local.strftime("%H.%M")
        return text if local.date() == self._day.day else f"{text} ({local.day}/{local.month})"


def zone_of(day: Day) -> ZoneInfo:
    found = next((facts.get("zone") for code, facts in day.trace if code in (Step.PLAN, Step.OFF)), None)
    return ZoneInfo(str(found or TimeZone.WIB))


def _basis(version_id: int, *, by_roster: bool) -> str:
    rows = ShiftType.objects if by_roster else ScheduleVersion.objects
    found = rows.filter(Q(pk=version_id)).values_list("legal_basis", flat=True).first()
    return str(found or "")


def _source(name: str) -> str:
    if name == "correction":
        return str(CORRECTION)
    try:
        return str(METHODS[Method(name)])
    except ValueError:
        return str(OTHER_SOURCE)


__all__ = ["Line", "explain", "result_of", "short_of"]
