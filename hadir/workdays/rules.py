"""What a day comes to. Pure: facts in, `Day` out; the same facts give the same day, in whatever order they come.

Precedence (domain reference 1.9): a day that does not count, a day without duty, a reason for the whole day, a reason
for part of it, events, check-ins, and only then absence without reason. Nothing here punishes: `absent` says that
nobody was seen and no reason is known, after the day is over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hadir.attendance.facts import Event, Incident, IncidentState, Seen, Void
from hadir.leave.spans import Absence, Category, Part
from hadir.schedules.instances import DayPlan, FlexTerms, Measure, Off, ShiftInstance
from hadir.workdays import belonging, stages
from hadir.workdays.shapes import Day, EventOutcome, Excuse, StageOutcome, Status
from hadir.workdays.stages import Gap, Owed
from hadir.workdays.steps import Step, Trace, moment_text

_OFF_STATUS = {
    Off.WEEKLY: Status.OFF,
    Off.ROSTER: Status.OFF,
    Off.HOLIDAY: Status.HOLIDAY,
    Off.NO_SCHEDULE: Status.NO_PLAN,
    Off.NO_ROSTER: Status.NO_PLAN,
}
_FORCES = frozenset({Category.FORCE_MAJEURE, Category.TECHNICAL})


@dataclass(frozen=True, slots=True)
class Person:
    """Who, and where he serves on the day. `line`: the unit and the units above it."""

    employee_id: int
    unit_id: int
    agency_id: int
    line: tuple[int, ...]
    work_place_id: int
    zone: str


@dataclass(slots=True)  # not frozen: hundreds of thousands are made at once, and that would double what one costs
class Facts:
    """Everything known about one person's day, already narrowed to it. Never changed.

    `seen`: check-ins and corrections that belong to the day; `voids`: those that were taken out of the reckoning.
    `incidents`: those whose scope holds the person; `events`: those he had to attend; `attended`: ids of events.
    """

    person: Person
    plan: DayPlan
    counts: bool = True
    seen: Sequence[Seen] = ()
    voids: Sequence[tuple[Seen, Void]] = ()
    absences: Sequence[Absence] = ()
    incidents: Sequence[Incident] = ()
    events: Sequence[Event] = ()
    attended: frozenset[int] = frozenset()
    owed: Sequence[Owed] | None = None  # stages of the plan, where the caller has them ready for many people

    def stages_owed(self, gaps: Sequence[Gap] = ()) -> Sequence[Owed]:
        """What stages are owed, shifted by reasons for part of the day."""
        if self.plan.instance is None:
            return ()
        if gaps or self.owed is None:
            return stages.owed_of(self.plan.instance, gaps)
        return self.owed


def derive(facts: Facts, now: datetime) -> Day:
    """The day as it stands at `now`. Each branch names its step in the trace, from which the day is explained."""
    if any(one.weekly for one in facts.events):
        owed = [one for one in facts.events if one.id in facts.attended or belonging.binds(one, facts.plan)]
        facts = replace(facts, events=owed)
    trace = Trace()
    trace.plan(facts.plan, facts.person.zone)
    for seen, void in sorted(facts.voids, key=lambda pair: (pair[0].at, pair[0].ref)) if facts.voids else ():
        trace.add(Step.VOID, at=moment_text(seen.at), ref=void.ref, punch=seen.ref, source=seen.source)
    if not facts.counts:
        return _not_counted(facts, trace, now)
    whole = _whole_day(facts.absences) if facts.absences else None
    if facts.plan.instance is None:
        if whole is not None and _OFF_STATUS[facts.plan.off or Off.NO_SCHEDULE] is Status.NO_PLAN:
            return _with_reason(facts, trace, whole, now)
        return _without_duty(facts, trace, now)
    if whole is not None:
        return _with_reason(facts, trace, whole, now)
    return _duty(facts, facts.plan.instance, trace, now)


# --- days on which nothing is measured


def _not_counted(facts: Facts, trace: Trace, now: datetime) -> Day:
    """Trial and parallel run are for learning: what happened is shown, nothing follows from it."""
    trace.add(Step.NOT_COUNTED)
    outcomes: tuple[StageOutcome, ...] = ()
    if facts.plan.instance is not None:
        owed = facts.stages_owed()
        found, outside = stages.sorted_in(owed, facts.seen)
        measured = [stages.outcome_of(one, found.get(one.stage.code, ()), now) for one in owed]
        outcomes = tuple(_without_effect(one) for one in measured)
        trace.outside(outside)
    else:
        trace.outside(facts.seen)
    return _day(facts, Status.NOT_COUNTED, trace, stages=outcomes)


def _without_duty(facts: Facts, trace: Trace, now: datetime) -> Day:
    off = facts.plan.off or Off.NO_SCHEDULE
    trace.outside(facts.seen)
    events = _events(facts, (), now)
    return _day(facts, _OFF_STATUS[off], trace, events=events, changes_at=_next_event(facts, now))


def _with_reason(facts: Facts, trace: Trace, reason: Absence, now: datetime) -> Day:
    """A reason for the whole day. Check-ins are shown; nothing is late, early or missing."""
    trace.absence(reason)
    instance = facts.plan.instance
    outcomes: tuple[StageOutcome, ...] = ()
    if instance is not None:
        owed = facts.stages_owed()
        found, outside = stages.sorted_in(owed, facts.seen)
        trace.outside(outside)
        measured = [stages.outcome_of(one, found.get(one.stage.code, ()), now) for one in owed]
        outcomes = tuple(_without_effect(one, Excuse.ABSENCE) for one in measured)
    else:
        trace.outside(facts.seen)
    net = instance.net_min if instance is not None else 0
    if reason.counts_as_work:
        status, owed_min, worked_min = Status.DUTY, net, net
    elif reason.category in _FORCES:
        status, owed_min, worked_min = Status.SUSPENDED, net, net
    else:
        status, owed_min, worked_min = Status.LEAVE, 0, 0
    events = tuple(
        EventOutcome(one.id, one.kind, one.name, one.id in facts.attended, Excuse.ABSENCE) for one in facts.events
    )
    return _day(
        facts,
        status,
        trace,
        stages=outcomes,
        events=events,
        owed_min=owed_min,
        worked_min=worked_min,
        reason_code=reason.type_code,
    )


# --- a day with duty


@dataclass(slots=True)
class _Sum:
    """What the stages come to."""

    outcomes: list[StageOutcome]
    late: int
    early: int
    made_up: int
    missing: int
    events_missed: int
    suspended: bool
    proposed: bool
    hit: bool  # an incident lay over a stage, with or without effect

    @property
    def is_faultless(self) -> bool:
        return not (self.late or self.early or self.missing or self.events_missed)


def _duty(facts: Facts, instance: ShiftInstance, trace: Trace, now: datetime) -> Day:
    parts = sorted((one for one in facts.absences if one.part is not Part.FULL), key=lambda one: one.id)
    gaps = [gap for one in parts if (gap := gap_of(one, instance)) is not None]
    for one in parts:
        trace.absence(one)
    owed = facts.stages_owed(gaps)
    found, outside = stages.sorted_in(owed, facts.seen)
    trace.outside(outside)
    events = _events(facts, gaps, now) if facts.events else ()
    outcomes = _outcomes(facts, owed, found, trace, now)
    total = _sum(facts, outcomes, events, trace, now)
    over = max(instance.ends_at, max((one.closes_at for one in owed if one.stage.required), default=instance.ends_at))
    changes_at = min((one for one in _turns(owed, facts.events, over) if one > now), default=None)
    was_seen = bool(facts.seen) or any(one.attended for one in events)
    requires = any(one.stage.required and not one.excused for one in owed)
    nobody = not was_seen and requires and not gaps
    status = _status(total, nobody=nobody, pending=changes_at is not None)
    absent = status is Status.ABSENT
    owed_min = max(0, instance.net_min - _excused_minutes(parts, instance)) if parts else instance.net_min
    return _day(
        facts,
        status,
        trace,
        owed_min=owed_min,
        worked_min=0 if absent or status is Status.PENDING else _worked(total, owed_min, was_seen=was_seen),
        late_min=total.late,
        early_min=total.early,
        made_up_min=total.made_up,
        missing=total.missing,
        absent=absent,
        reason_code=parts[0].type_code if parts else "",
        stages=tuple(total.outcomes),
        events=events,
        has_incident=total.hit,
        changes_at=changes_at,
    )


def _outcomes(
    facts: Facts, owed: Sequence[Owed], found: Mapping[str, list[Seen]], trace: Trace, now: datetime
) -> list[StageOutcome]:
    """The stages, with incidents but without flexible time."""
    outcomes, over = [], set()
    for one in owed:
        outcome = stages.outcome_of(one, found.get(one.stage.code, ()), now)
        incident = stages.touching(facts.incidents, one, outcome) if facts.incidents else None
        if incident is not None:
            outcome = stages.under_incident(outcome, incident)
            over.add(incident)
        outcomes.append(outcome)
    for incident in sorted(over, key=lambda one: one.id):
        trace.incident(incident)
    return outcomes


def _sum(
    facts: Facts, outcomes: list[StageOutcome], events: tuple[EventOutcome, ...], trace: Trace, now: datetime
) -> _Sum:
    flex = facts.plan.instance.flex if facts.plan.instance is not None else FlexTerms()
    made = stages.made_up(outcomes, flex)
    if made:
        trace.add(Step.MADE_UP, minutes=made, kind=flex.kind.value, fixed=flex.fixed_min)
    excuses = {one.excuse for one in outcomes} | {one.excuse for one in events}
    is_hit = bool(facts.incidents) and any(code == Step.INCIDENT for code, _facts in trace.steps)
    return _Sum(
        outcomes=outcomes,
        late=sum(one.minutes for one in outcomes if one.measure == Measure.ARRIVAL),
        early=sum(one.minutes for one in outcomes if one.measure == Measure.DEPARTURE),
        made_up=made,
        missing=sum(one.missing for one in outcomes),
        events_missed=sum(not one.attended and not one.excuse and _is_over(one, facts, now) for one in events),
        suspended=Excuse.INCIDENT in excuses,
        proposed=Excuse.INCIDENT_PROPOSED in excuses,
        hit=is_hit or Excuse.INCIDENT in excuses or Excuse.INCIDENT_PROPOSED in excuses,
    )


def _status(total: _Sum, *, nobody: bool, pending: bool) -> Status:
    """Days with an incident never feed an absence: as long as one is proposed they wait, afterwards they are
    suspended."""
    if pending or total.proposed:
        return Status.PENDING
    if nobody:
        return Status.SUSPENDED if total.hit else Status.ABSENT
    if not total.is_faultless:
        return Status.INCOMPLETE
    return Status.SUSPENDED if total.suspended else Status.PRESENT


def _worked(total: _Sum, owed_min: int, *, was_seen: bool) -> int:
    """Minutes that can be shown. Without arrival or departure none can, unless a reason stands for it."""
    ends = [one for one in total.outcomes if one.measure != Measure.PRESENCE]
    if any(one.missing for one in ends) or not (was_seen or total.suspended):
        return 0
    return max(0, owed_min - total.late - total.early)


# --- parts of a day


def gap_of(absence: Absence, instance: ShiftInstance) -> Gap | None:
    """The stretch of the duty that a reason for part of a day covers; None when it lies outside of it.

    Morning and afternoon are halves of this duty, whenever it is. Clock times are those of the work place; at a duty
    across midnight they mean its first such hour.
    """
    middle = instance.starts_at + (instance.ends_at - instance.starts_at) / 2
    middle = middle.replace(second=0, microsecond=0)
    if absence.part is Part.MORNING:
        return instance.starts_at, middle
    if absence.part is Part.AFTERNOON:
        return middle, instance.ends_at
    if absence.part is Part.FULL or absence.from_time is None or absence.to_time is None:
        return instance.starts_at, instance.ends_at
    zone = ZoneInfo(instance.zone)
    first = _clock(instance.day, absence.from_time, zone)
    last = _clock(instance.day, absence.to_time, zone)
    if last <= first:
        last += timedelta(days=1)
    while last <= instance.starts_at and instance.starts_at - first < timedelta(days=2):
        first, last = first + timedelta(days=1), last + timedelta(days=1)
    first, last = max(first, instance.starts_at), min(last, instance.ends_at)
    return (first, last) if first < last else None


def _clock(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock.replace(second=0, microsecond=0), tzinfo=zone).astimezone(ZoneInfo("UTC"))


def _excused_minutes(parts: Sequence[Absence], instance: ShiftInstance) -> int:
    """Minutes not owed because of reasons that are not work. A half of the day is half of its net minutes."""
    halves = {one.part for one in parts if one.part in (Part.MORNING, Part.AFTERNOON) and not one.counts_as_work}
    hours = [
        gap
        for one in parts
        if one.part is Part.HOURS and not one.counts_as_work and (gap := gap_of(one, instance)) is not None
    ]
    covered, until = 0, None
    for first, last in sorted(hours):
        begin = first if until is None or first > until else until
        if last > begin:
            covered += stages.minutes_between(begin, last)
            until = last
    return min(instance.net_min, instance.net_min * len(halves) // 2 + covered)


def _whole_day(absences: Sequence[Absence]) -> Absence | None:
    """The reason for the whole day; work elsewhere before leave, then the earlier one."""
    whole = [one for one in absences if one.part is Part.FULL]
    if not whole:
        return None
    return min(whole, key=lambda one: (not one.counts_as_work, one.id))


# --- events


def _events(facts: Facts, gaps: Sequence[Gap], now: datetime) -> tuple[EventOutcome, ...]:
    found = []
    for event in sorted(facts.events, key=lambda one: one.id):
        attended = event.id in facts.attended
        excuse = Excuse.NONE
        if not attended and now >= event.closes_at:
            if any(first < event.closes_at and last > event.opens_at for first, last in gaps):
                excuse = Excuse.ABSENCE
            else:
                excuse = _incident_at(facts.incidents, event)
        found.append(EventOutcome(event.id, event.kind, event.name, attended, excuse))
    return tuple(found)


def _incident_at(incidents: Sequence[Incident], event: Event) -> Excuse:
    states = {one.state for one in incidents if one.first_at < event.closes_at and one.last_at > event.opens_at}
    if IncidentState.CONFIRMED in states:
        return Excuse.INCIDENT
    return Excuse.INCIDENT_PROPOSED if IncidentState.PROPOSED in states else Excuse.NONE


def _is_over(outcome: EventOutcome, facts: Facts, now: datetime) -> bool:
    return any(one.id == outcome.event_id and now >= one.closes_at for one in facts.events)


def _next_event(facts: Facts, now: datetime) -> datetime | None:
    return min((one.closes_at for one in facts.events if one.closes_at > now), default=None)


# --- putting it together


def _turns(owed: Sequence[Owed], events: Sequence[Event], over: datetime) -> list[datetime]:
    """Moments at which the day may change by itself."""
    closing = [one.closes_at for one in owed if one.stage.required and not one.excused]
    return [*closing, *(one.closes_at for one in events), over]


def _without_effect(outcome: StageOutcome, excuse: Excuse = Excuse.NONE) -> StageOutcome:
    return StageOutcome(
        code=outcome.code,
        kind=outcome.kind,
        measure=outcome.measure,
        due_at=outcome.due_at,
        at=outcome.at,
        raw_minutes=outcome.raw_minutes,
        excuse=excuse,
        punch=outcome.punch,
        source=outcome.source,
    )


def _day(facts: Facts, status: Status, trace: Trace, **values: object) -> Day:
    person, instance = facts.person, facts.plan.instance
    return Day(
        employee_id=person.employee_id,
        day=facts.plan.day,
        unit_id=person.unit_id,
        agency_id=person.agency_id,
        status=status,
        work_mode=instance.mode if instance else "",
        schedule_label=instance.label if instance else "",
        starts_at=instance.starts_at if instance else None,
        ends_at=instance.ends_at if instance else None,
        corrected=bool(facts.voids) or any(one.source == "correction" for one in facts.seen),
        trace=trace.steps,
        **values,  # type: ignore[arg-type]  # names and types are those of Day
    )
