"""What happened in a month, as the rules see it. Pure.

A day counts against nobody when nothing about it is certain or due: before the agency is live, without a plan, while an
incident covers it or waits for its confirmation, before it is over. A day that an incident touches in any way counts
against nobody either, whatever else it holds: a doubt is not a deduction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hadir.recap.allowance.rules import Metric, Person, Rule
from hadir.schedules.instances import Measure
from hadir.workdays.shapes import Day, EventOutcome, Excuse, StageOutcome, Status

_NEVER = frozenset({Status.NOT_COUNTED, Status.NO_PLAN, Status.PENDING, Status.SUSPENDED})
_WORKED = frozenset({Status.PRESENT, Status.INCOMPLETE, Status.ABSENT})
_FREE = frozenset({Status.NOT_COUNTED, Status.NO_PLAN, Status.OFF, Status.HOLIDAY})
_BY_REASON = frozenset({Status.LEAVE, Status.DUTY})


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """One thing of one day. `minutes` for late and early; `tags`: what a rule may name (code, kind and measure of
    the stage, kind of the event, reason code); `about`: the same for a reader."""

    day: date
    at: str  # orders the things of one day
    metric: Metric
    about: str
    minutes: int = 0
    tags: tuple[str, ...] = ()
    schedule_label: str = ""
    whole_day_absent: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A happening with the value that a rule compares: its minutes, or the how-manieth of the month it is."""

    happening: Happening
    value: int


@dataclass(frozen=True, slots=True)
class Measures:
    """Minutes and days of the month. `lost_min` holds no imputed minutes."""

    work_days: int
    owed_min: int
    lost_min: int

    def attendance_percent(self, imputed_min: int) -> Decimal | None:
        """(owed - late - early - imputed) / owed, in percent with two decimals; None when nothing was owed."""
        if not self.owed_min:
            return None
        there = max(0, self.owed_min - self.lost_min - imputed_min)
        return decimal_of(Fraction(there * 100, self.owed_min), 2)


def decimal_of(number: Fraction, places: int) -> Decimal:
    """Rounded half up, for numbers that are not negative."""
    scaled = (number * 10**places * 2 + 1) // 2
    return Decimal(scaled).scaleb(-places)


def counts(day: Day) -> bool:
    """Whether a day may cost anything."""
    return day.status not in _NEVER and not day.has_incident


def measure(days: Sequence[Day]) -> Measures:
    """Of days of one person and month, in any order."""
    minutes = sum(happening.minutes for day in days for happening in happenings_of(day))
    return Measures(
        work_days=sum(1 for day in days if day.status not in _FREE),
        owed_min=sum(day.owed_min for day in days if day.status not in _FREE),
        lost_min=minutes,
    )


def happenings(days: Iterable[Day]) -> list[Happening]:
    """Everything in the order of time, whatever the order of the days."""
    return sorted(happening for day in days for happening in happenings_of(day))


def happenings_of(day: Day) -> Iterator[Happening]:
    """The things of a day that may cost something."""
    if not counts(day):
        return
    if day.status in _WORKED:
        for stage in day.stages:
            yield from _of_stage(day, stage)
    if day.status is Status.ABSENT or day.absent:
        yield Happening(day.day, "", Metric.ABSENT_DAY, "", schedule_label=day.schedule_label, whole_day_absent=True)
    if day.status in _BY_REASON and day.reason_code:
        tags = (day.reason_code,)
        yield Happening(day.day, "", Metric.REASON_DAY, day.reason_code, tags=tags, schedule_label=day.schedule_label)
    for event in day.events:
        yield from _of_event(day, event)


def seen_by(rule: Rule, found: Sequence[Happening], person: Person) -> list[Seen]:
    """What a rule of single events sees: those of its metric, stage, days and people, within its interval."""
    return [one for one in counted_by(rule, rule.metric, found, person) if rule.reaches(one.value)]


def counted_by(rule: Rule, metric: Metric, found: Sequence[Happening], person: Person) -> list[Seen]:
    """The happenings of a metric that concern the rule, numbered; whatever its interval."""
    fitting = [one for one in found if one.metric is metric and _concerns(rule, one, person)]
    return [Seen(one, one.minutes or number) for number, one in enumerate(fitting, start=1)]


def _concerns(rule: Rule, one: Happening, person: Person) -> bool:
    if rule.stages and rule.stages.isdisjoint(one.tags):
        return False
    if one.whole_day_absent and one.metric is not Metric.ABSENT_DAY and not rule.on_absent_day:
        return False
    return (
        rule.holds_on(one.day) and rule.who.fits_day(one.day, one.schedule_label) and rule.who.fits(person.on(one.day))
    )


def _of_stage(day: Day, stage: StageOutcome) -> Iterator[Happening]:
    absent = day.status is Status.ABSENT or day.absent
    at, tags = stage.due_at.isoformat(), (stage.code, stage.kind, stage.measure)

    def made(metric: Metric, minutes: int = 0) -> Happening:
        return Happening(day.day, at, metric, stage.code, minutes, tags, day.schedule_label, absent)

    if stage.excuse is Excuse.FLEX and stage.raw_minutes > 0:
        yield made(Metric.FLEX_USED)
    if stage.excuse is not Excuse.NONE:
        return
    if stage.missing:
        yield made(Metric.MISSING)
    elif stage.minutes > 0 and stage.measure == Measure.ARRIVAL:
        yield made(Metric.LATE_MIN, stage.minutes)
    elif stage.minutes > 0 and stage.measure == Measure.DEPARTURE:
        yield made(Metric.EARLY_MIN, stage.minutes)


def _of_event(day: Day, event: EventOutcome) -> Iterator[Happening]:
    if event.attended or event.excuse is not Excuse.NONE or day.status in _BY_REASON:
        return
    absent = day.status is Status.ABSENT or day.absent
    yield Happening(
        day.day,
        f"~{event.event_id}",
        Metric.EVENT_MISSED,
        event.name,
        tags=(event.kind,),
        schedule_label=day.schedule_label,
        whole_day_absent=absent,
    )
