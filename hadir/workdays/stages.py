"""What the stages of one duty come to: which check-in counts, how late, how early, what is missing. Pure.

The first check-in counts for an arrival, the last for a departure, cut to the whole minute: 07:30:59 is in time where
07:30 is due (ANRI 18/2016). A permission by the hour shifts what is due; flexible time takes lateness that was made
up; an incident takes what happened in its window.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hadir.attendance.facts import Incident, IncidentState, Seen
from hadir.schedules.instances import DueStage, Flex, FlexTerms, Measure, ShiftInstance
from hadir.workdays.shapes import Excuse, StageOutcome

Gap = tuple[datetime, datetime]  # a stretch of the duty with a reason for not being there: from, until


@dataclass(frozen=True, slots=True)
class Owed:
    """A stage with what holds for one person on the day: the time to keep may have been shifted by a permission."""

    stage: DueStage
    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    excused: bool = False  # nothing is owed at all


def minutes_between(first: datetime, last: datetime) -> int:
    """Whole minutes from `first` to `last`, both cut to the minute; never negative."""
    if last <= first:
        return 0
    return int(last.timestamp() // 60 - first.timestamp() // 60)


def owed_of(instance: ShiftInstance, gaps: Sequence[Gap] = ()) -> tuple[Owed, ...]:
    """The stages as one person owes them."""
    if not gaps:
        return tuple([Owed(one, one.opens_at, one.due_at, one.closes_at) for one in instance.stages])
    return tuple([_shifted(stage, instance, gaps) for stage in instance.stages])


def _shifted(stage: DueStage, instance: ShiftInstance, gaps: Sequence[Gap]) -> Owed:
    if stage.measure is Measure.PRESENCE:
        inside = any(
            first <= stage.due_at <= last or (first <= stage.opens_at and stage.closes_at <= last)
            for first, last in gaps
        )
        return Owed(stage, stage.opens_at, stage.due_at, stage.closes_at, excused=inside)
    due = stage.due_at
    if stage.measure is Measure.ARRIVAL:
        for first, last in sorted(gaps):
            if first <= due < last:
                due = last
        grown = stage.closes_at + (due - stage.due_at)
        closes = max(stage.closes_at, min(grown, instance.ends_at))
        return Owed(stage, stage.opens_at, due, closes, excused=due >= instance.ends_at)
    for first, last in sorted(gaps, key=lambda gap: gap[1], reverse=True):
        if first < due <= last:
            due = first
    grown = stage.opens_at - (stage.due_at - due)
    opens = min(stage.opens_at, max(grown, instance.starts_at))
    return Owed(stage, opens, due, stage.closes_at, excused=due <= instance.starts_at)


def sorted_in(owed: Sequence[Owed], seen: Iterable[Seen]) -> tuple[dict[str, list[Seen]], list[Seen]]:
    """Check-ins by the code of their stage in order of time, and those outside every window.

    A check-in belongs to the arrival or departure that is due nearest; presence is proved by any in its window, so one
    check-in may prove it and be an arrival. A correction names its stage.
    """
    found: dict[str, list[Seen]] = {}
    outside: list[Seen] = []
    codes = {one.stage.code for one in owed}
    for one in sorted(seen, key=_by_time):
        places = {one.stage} if one.stage in codes else _open_for(owed, one.at)
        for code in places:
            found.setdefault(code, []).append(one)
        if not places:
            outside.append(one)
    return found, outside


def _open_for(owed: Sequence[Owed], at: datetime) -> set[str]:
    places, nearest = set(), None
    for one in owed:
        if one.opens_at <= at < one.closes_at:
            if one.stage.measure is Measure.PRESENCE:
                places.add(one.stage.code)
                continue
            distance = (abs(at - one.due_at), one.due_at, one.stage.code)
            if nearest is None or distance < nearest:
                nearest = distance
    if nearest is not None:
        places.add(nearest[2])
    return places


def outcome_of(owed: Owed, found: Sequence[Seen], now: datetime) -> StageOutcome:
    """One stage without flexible time and incidents. Missing only once it can no longer be done."""
    stage = owed.stage
    counted = None
    if found:
        counted = found[-1] if stage.measure is Measure.DEPARTURE else found[0]
    at = counted.at if counted else None
    raw = _off_time(stage.measure, stage.due_at, at)
    minutes = 0 if owed.excused else min(raw, _off_time(stage.measure, owed.due_at, at))
    lacking = counted is None and stage.required and now >= owed.closes_at
    return StageOutcome(
        code=stage.code,
        kind=stage.kind,
        measure=stage.measure,
        due_at=owed.due_at,
        at=at,
        minutes=minutes,
        raw_minutes=raw,
        missing=lacking and not owed.excused,
        excuse=Excuse.ABSENCE if (raw and not minutes) or (owed.excused and at is None) else Excuse.NONE,
        punch=counted.ref if counted else "",
        source=counted.source if counted else "",
    )


def _off_time(measure: Measure, due: datetime, at: datetime | None) -> int:
    if at is None or measure is Measure.PRESENCE:
        return 0
    return minutes_between(due, at) if measure is Measure.ARRIVAL else minutes_between(at, due)


def touching(incidents: Iterable[Incident], owed: Owed, outcome: StageOutcome) -> Incident | None:
    """The incident in whose time the stage could have been done; one that may be the reason of what is lacking first,
    then a confirmed one before a proposed one."""
    found = [
        one
        for one in incidents
        if one.state is not IncidentState.REJECTED and one.first_at < owed.closes_at and one.last_at > owed.opens_at
    ]
    return min(
        found,
        key=lambda one: (not explains(one, outcome), one.state is not IncidentState.CONFIRMED, one.id),
        default=None,
    )


def explains(incident: Incident, outcome: StageOutcome) -> bool:
    """Whether it may be why somebody is late, early or missing: its time and that between what was due and the
    check-in meet. Who came late before it began was late without it."""
    if outcome.at is None:
        return True
    first, last = sorted((outcome.due_at, outcome.at))
    return incident.first_at < last and incident.last_at > first


def under_incident(outcome: StageOutcome, incident: Incident) -> StageOutcome:
    """Without effect where an incident covers it: for good once it is confirmed, for the time being before."""
    if not (outcome.minutes or outcome.missing) or not explains(incident, outcome):
        return outcome
    confirmed = incident.state is IncidentState.CONFIRMED
    excuse = Excuse.INCIDENT if confirmed else Excuse.INCIDENT_PROPOSED
    return replace(outcome, minutes=0, missing=False, excuse=excuse)


def made_up(outcomes: list[StageOutcome], flex: FlexTerms) -> int:
    """Take from the arrival what the departure made up for; returns how many minutes that is.

    Only lateness within the limit can be made up. By the minute each minute stayed longer takes one; with a fixed time
    (PermenPANRB 6/2018: thirty minutes however little one was late) all or nothing.
    """
    arrival = _first(outcomes, Measure.ARRIVAL)
    departure = _last(outcomes, Measure.DEPARTURE)
    if flex.kind is Flex.NONE or arrival is None or departure is None:
        return 0
    late, left = outcomes[arrival].minutes, outcomes[departure].at
    if left is None or not 0 < late <= flex.limit_min:
        return 0
    longer = minutes_between(outcomes[departure].due_at, left)
    made = min(late, longer) if flex.kind is Flex.MINUTES else (late if longer >= flex.fixed_min else 0)
    if made:
        rest = late - made
        excuse = outcomes[arrival].excuse if rest else Excuse.FLEX
        outcomes[arrival] = replace(outcomes[arrival], minutes=rest, excuse=excuse)
    return made


def _first(outcomes: Sequence[StageOutcome], measure: Measure) -> int | None:
    return next((place for place, one in enumerate(outcomes) if one.measure == measure), None)


def _last(outcomes: Sequence[StageOutcome], measure: Measure) -> int | None:
    return next((place for place in range(len(outcomes) - 1, -1, -1) if outcomes[place].measure == measure), None)


def _by_time(one: Seen) -> tuple[datetime, str]:
    return one.at, one.ref
