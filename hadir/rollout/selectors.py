"""Reading the roll-out: phases, checklists, figures of agencies, comparisons, queues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from hadir.accounts import permissions
from hadir.accounts import selectors as accounts
from hadir.accounts.models import User
from hadir.attendance import selectors as attendance
from hadir.audit.viewer import seeing_everything
from hadir.enrolment import selectors as enrolments
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people import selectors as people
from hadir.people.models import Employee, OrgUnit, UnitKind
from hadir.people.texts import UNIT_NOT_FOUND
from hadir.places import selectors as areas
from hadir.rollout import rules, texts
from hadir.rollout.models import (
    EnrolmentDay,
    OldList,
    OldPunch,
    PhaseDecision,
    StepMark,
    SurveyReading,
    TargetDecision,
    Ticket,
)
from hadir.rollout.rules import Figures, Phase, Span, Step, Targets

# A trial is judged by what happened lately, not by the first day's curiosity.
TRIAL_DAYS = 14
_SURVEY_FRESH = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class StepState:
    """One line of a checklist."""

    step: Step
    done: bool
    mark: StepMark | None = None

    @property
    def text(self) -> texts.StepText:
        return texts.STEPS[self.step]

    @property
    def is_measured(self) -> bool:
        return self.step in rules.MEASURED


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one agency stands today."""

    unit: OrgUnit
    phase: Phase
    figures: Figures
    steps: tuple[StepState, ...]
    targets: Targets = rules.TARGETS

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)


def agencies_for(user: User) -> list[OrgUnit]:
    """Agencies (OPD) whose roll-out the user may see, by name. An operator of a part sees the whole agency's name."""
    seen = permissions.units_for(user, Right.SEE_ROLLOUT)
    return list(OrgUnit.objects.filter(pk__in=seen, kind=UnitKind.OPD).order_by("name"))


def agency_for(user: User, unit_id: int) -> OrgUnit:
    """One of `agencies_for`; NotFound for anything else, so that guessing ids teaches nothing."""
    found = next((unit for unit in agencies_for(user) if unit.pk == unit_id), None)
    if found is None:
        raise NotFound("unit_not_found", UNIT_NOT_FOUND)
    return found


def phases_on(unit_ids: Collection[int], day: date) -> dict[int, Phase]:
    """The phase of each unit on a day, that of its agency. Two statements for any number of units."""
    lines = people.lines_of(unit_ids)
    spans = _spans({unit_id for line in lines.values() for unit_id in line})
    return {
        unit_id: rules.phase_on(next((spans[one] for one in line if one in spans), ()), day)
        for unit_id, line in lines.items()
    }


def phase_of(employee: Employee, day: date) -> Phase:
    """The phase of somebody's agency on a day."""
    return phases_on([employee.unit_id], day).get(employee.unit_id, Phase.PREPARING)


def counts_on(unit_ids: Collection[int], day: date) -> dict[int, bool]:
    """Whether punches of the units' people count on a day. The month (recap) asks this before anything else."""
    return {unit_id: phase is Phase.LIVE for unit_id, phase in phases_on(unit_ids, day).items()}


def spans_of_agencies() -> dict[int, list[Span]]:
    """Phases of every agency over time, for whoever derives many days (`rules.counts`). One statement."""
    return _spans(None)


def standings(units: Collection[OrgUnit], *, today: date, now: datetime) -> list[Standing]:
    """Every agency with phase, figures and checklist. A fixed number of statements, however many agencies."""
    figures = _figures(units, today=today, now=now)
    phases = phases_on([unit.pk for unit in units], today)
    marks = _marks([unit.pk for unit in units])
    targets = targets_on(today)
    return [_standing(unit, phases[unit.pk], figures[unit.pk], marks.get(unit.pk, {}), targets) for unit in units]


def targets_on(day: date) -> Targets:
    """How much is enough on a day; the software's advice where nothing has been decided."""
    row = TargetDecision.objects.filter(starts_on__lte=day).order_by("-starts_on", "-id").first()
    if row is None:
        return rules.TARGETS
    shares = {name: getattr(row, name) / 100 for name in ("joined", "ready", "tried", "agreement")}
    return Targets(operators=row.operators, **shares)


def target_decisions() -> QuerySet[TargetDecision]:
    """Every decision about what is enough, the newest first."""
    return TargetDecision.objects.order_by("-starts_on", "-id")


def decisions_about(unit_id: int) -> QuerySet[PhaseDecision]:
    """Every decision about an agency's phase, the newest first."""
    return PhaseDecision.objects.filter(unit_id=unit_id).order_by("-starts_on", "-id")


def surveys_of(unit_id: int) -> QuerySet[SurveyReading]:
    """Measurements at the agency's work places, the newest first."""
    places = people.work_places_in(people.ids_below([unit_id]))
    return SurveyReading.objects.filter(work_place__in=places).select_related("work_place").order_by("-measured_at")


# --- parallel run


def old_lists_of(unit_id: int) -> QuerySet[OldList]:
    """The agency's uploaded lists, the newest first, each with the number of its lines (`lines`)."""
    return OldList.objects.filter(unit_id=unit_id).annotate(lines=Count("punches")).order_by("-uploaded_at", "-id")


def old_list_for(user: User, list_id: int) -> OldList:
    """One list of an agency whose roll-out the user may see."""
    units = permissions.units_for(user, Right.SEE_ROLLOUT)
    found = OldList.objects.select_related("unit").filter(pk=list_id, unit_id__in=units).first()
    if found is None:
        raise NotFound("list_not_found", texts.LIST_NOT_FOUND)
    return found


def comparison_of(old_list: OldList) -> list[rules.Line]:
    """The old machines' list beside Hadir's accepted punches of the same people and days."""
    old = [rules.Stamp(*row) for row in OldPunch.objects.filter(old_list=old_list).values_list("employee_id", "at")]
    units = people.ids_below([old_list.unit_id])
    new = [
        rules.Stamp(employee_id, at)
        for employee_id, at in attendance.stamps_between(units, old_list.first_day, old_list.last_day)
    ]
    return rules.compare(old, new, tolerance=timedelta(minutes=old_list.tolerance_min))


# --- enrolment days


def days_of(unit_id: int) -> QuerySet[EnrolmentDay]:
    """The agency's enrolment days, the newest first, with counts of their tickets."""
    return (
        EnrolmentDay.objects.filter(unit_id=unit_id)
        .select_related("work_place")
        .annotate(people=Count("tickets"), finished=Count("tickets", filter=Q(tickets__state="done")))
        .order_by("-held_on", "-id")
    )


def day_for(user: User, day_id: int, right: Right = Right.SEE_ROLLOUT) -> EnrolmentDay:
    """One enrolment day in the user's units; NotFound for anything else."""
    units = permissions.units_for(user, right)
    rows = EnrolmentDay.objects.select_related("unit", "work_place")
    found = rows.filter(pk=day_id, unit_id__in=units).first()
    if found is None:
        raise NotFound("day_not_found", texts.DAY_NOT_FOUND)
    return found


def queue_of(day: EnrolmentDay) -> QuerySet[Ticket]:
    """All tickets of a day with their people, by number."""
    return day.tickets.select_related("employee__unit").order_by("number")


def called_numbers(day: EnrolmentDay) -> list[tuple[int, int]]:
    """Number and desk of those who are called, for the waiting room's screen: no names."""
    rows = day.tickets.filter(state="called").order_by("desk").values_list("number", "desk")
    return [(number, desk) for number, desk in rows if desk is not None]


def tally_of(day: EnrolmentDay) -> dict[str, int]:
    """How many tickets are in which state."""
    rows = day.tickets.order_by().values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(("waiting", "called", "done", "absent", "failed"), 0) | dict(rows)


# --- figures


def _spans(unit_ids: Collection[int] | None) -> dict[int, list[Span]]:
    found: dict[int, dict[date, Span]] = {}  # a later word about the same day wins
    rows = PhaseDecision.objects.order_by("id")
    for row in rows if unit_ids is None else rows.filter(unit_id__in=unit_ids):
        found.setdefault(row.unit_id, {})[row.starts_on] = Span(Phase(row.phase), row.starts_on)
    return {unit_id: list(spans.values()) for unit_id, spans in found.items()}


def _marks(unit_ids: Collection[int]) -> dict[int, dict[Step, StepMark]]:
    found: dict[int, dict[Step, StepMark]] = {}
    rows = StepMark.objects.filter(unit_id__in=unit_ids).order_by("unit_id", "step", "-id").distinct("unit_id", "step")
    for row in rows:
        found.setdefault(row.unit_id, {})[Step(row.step)] = row
    return found


def _standing(unit: OrgUnit, phase: Phase, figures: Figures, marks: dict[Step, StepMark], targets: Targets) -> Standing:
    declared = {step for step, mark in marks.items() if mark.done}
    steps = tuple(StepState(step, rules.is_done(step, figures, declared, targets), marks.get(step)) for step in Step)
    return Standing(unit, phase, figures, steps, targets)


def _figures(units: Collection[OrgUnit], *, today: date, now: datetime) -> dict[int, Figures]:
    """Counts by unit, summed up to the agencies."""
    above = people.lines_of(people.ids_below(unit.pk for unit in units))
    places = people.work_places_in(above)
    drawn = areas.drawn_on([place.pk for place in places], today)
    surveyed = set(
        SurveyReading.objects.filter(work_place__in=places, measured_at__gte=now - _SURVEY_FRESH)
        .values_list("work_place_id", flat=True)
    )  # fmt: skip
    with seeing_everything("the board shows numbers of faces and punches to those who may see neither"):
        counted = {
            "people": people.count_by_unit(above),
            "joined": accounts.joined_by_unit(above),
            "ready": enrolments.ready_by_unit(above),
            "pending": enrolments.pending_by_unit(above),
            "operators": accounts.operators_by_unit(above, today),
            "tried": attendance.seen_by_unit(above, since=today - timedelta(days=TRIAL_DAYS)),
            "places": Counter(place.unit_id for place in places),
            "places_on_map": Counter(place.unit_id for place in places if place.pk in drawn),
            "places_surveyed": Counter(place.unit_id for place in places if place.pk in surveyed),
        }
        agreed = _agreements([unit.pk for unit in units])
    return {
        unit.pk: Figures(
            **{name: _sum_below(unit.pk, by_unit, above) for name, by_unit in counted.items()},
            agreement=agreed.get(unit.pk),
        )
        for unit in units
    }


def _sum_below(unit_id: int, by_unit: dict[int, int], above: dict[int, tuple[int, ...]]) -> int:
    return sum(n for one, n in by_unit.items() if unit_id in above.get(one, ()))


def _agreements(unit_ids: Iterable[int]) -> dict[int, float | None]:
    """Of each agency's newest list. Few agencies are in a parallel run at the same time."""
    newest = OldList.objects.filter(unit_id__in=unit_ids).order_by("unit_id", "-uploaded_at", "-id").distinct("unit_id")
    return {row.unit_id: row.agreement for row in newest}
