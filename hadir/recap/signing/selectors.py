"""Where the closing of months stands, and what lies in its way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from hadir.attendance.corrections.models import Correction, CorrectionDecision
from hadir.attendance.facts import IncidentState
from hadir.attendance.incidents import selectors as incidents
from hadir.audit.viewer import seeing_everything
from hadir.leave.models import AbsenceRequest
from hadir.leave.rules import OPEN_STATES
from hadir.people import selectors as people
from hadir.people.models import OrgUnit, WorkPlace
from hadir.periods import selectors as periods
from hadir.periods.rules import Month
from hadir.recap.allowance import selectors as allowance
from hadir.recap.months import selectors as months
from hadir.recap.months.rules import Policy, Stage
from hadir.recap.months.selectors import PersonMonth
from hadir.recap.signing import rules
from hadir.recap.signing.models import ClosingState, FrozenTotal, MonthClosing
from hadir.recap.signing.rules import Found, Item, Standing
from hadir.workdays import selectors as workdays


@dataclass(frozen=True, slots=True)
class Closing:
    """An agency's month as its pages show it. `row` is None before the first signature."""

    unit: OrgUnit
    month: Month
    row: MonthClosing | None
    policy: Policy
    stages: tuple[Stage, ...]
    standing: Standing

    @property
    def is_locked(self) -> bool:
        return self.row is not None and self.row.state == ClosingState.LOCKED

    @property
    def is_locking(self) -> bool:
        return self.row is not None and self.row.state == ClosingState.LOCKING


def closing_of(unit: OrgUnit, month: Month) -> Closing:
    """Three statements at most."""
    row = MonthClosing.objects.filter(unit=unit, month=month.first).prefetch_related("steps").first()
    return _closing(unit, month, row, months.policy_of(month))


def closings(units: Sequence[OrgUnit], month: Month) -> list[Closing]:
    """Of many agencies. Three statements."""
    rows = MonthClosing.objects.filter(unit__in=units, month=month.first).prefetch_related("steps")
    by_unit = {row.unit_id: row for row in rows}
    policy = months.policy_of(month)
    return [_closing(unit, month, by_unit.get(unit.pk), policy) for unit in units]


def _closing(unit: OrgUnit, month: Month, row: MonthClosing | None, policy: Policy) -> Closing:
    if row is None:
        return Closing(unit, month, None, policy, policy.stages, rules.standing(policy.stages, ()))
    own = row.policy.policy() if row.policy is not None else policy
    return Closing(unit, month, row, own, row.order, row.standing())


def frozen(closing: MonthClosing) -> list[FrozenTotal]:
    return list(closing.totals.order_by("employee_id"))


def is_intact(closing: MonthClosing) -> bool:
    """Whether the frozen sums still are those that the lock bound."""
    return rules.digest_of(row.figures for row in frozen(closing)) == closing.digest


# --- the checklist


def found_in(unit_id: int, month: Month, rows: Sequence[PersonMonth], *, now: datetime) -> Found:
    """What lies open in an agency's month, whoever looks: counts, never whose. A fixed number of statements."""
    with seeing_everything("counts of what is open before a month is signed; no rows leave this function"):
        units = months.units_of(unit_id)
        ids = [one.employee_id for one in rows]
        requests = AbsenceRequest.objects.filter(
            employee_id__in=ids,
            first__lte=month.last,
            last__gte=month.first,
            state__in=[one.value for one in OPEN_STATES],
        ).count()
        decided = CorrectionDecision.objects.filter(correction=OuterRef("pk"))
        corrections = Correction.objects.filter(
            ~Exists(decided), employee_id__in=ids, day__range=(month.first, month.last)
        ).count()
        return Found(
            is_over=people.today_in_region(now) > month.last,
            people=len(rows),
            marks=workdays.waiting_in(units | set(people.line_of(unit_id)), month.first, month.last),
            pending=sum(one.total.pending for one in rows),
            no_plan=sum(one.total.no_plan for one in rows),
            requests=requests,
            corrections=corrections,
            incidents=_proposed_incidents(unit_id, units, month),
            allowance_lacks=_allowance_lacks(unit_id, month),
            digest=rules.digest_of(one.figures() for one in rows),
        )


def checklist(closing: Closing, found: Found) -> list[Item]:
    return rules.checklist(found, closing.policy, closing.standing)


def _proposed_incidents(unit_id: int, units: Collection[int], month: Month) -> int:
    concerned = set(units) | set(people.line_of(unit_id))
    places = set(WorkPlace.objects.filter(unit_id__in=units).values_list("pk", flat=True))
    return sum(
        (not one.units and not one.places) or not one.units.isdisjoint(concerned) or not one.places.isdisjoint(places)
        for one in incidents.between(month.first, month.last)
        if one.state is IncidentState.PROPOSED
    )


def _allowance_lacks(unit_id: int, month: Month) -> bool:
    line = people.line_of(unit_id)
    if not allowance.in_force(line, month.first, month.last):
        return False
    run = allowance.run_of(unit_id, month)
    return run is None or run.state != "done"


def locked_months(unit_id: int) -> list[Month]:
    """The latest first."""
    rows = MonthClosing.objects.filter(unit=unit_id, state=ClosingState.LOCKED).order_by("-month")
    return [row.of for row in rows]


def is_locked(unit_id: int, month: Month) -> bool:
    return periods.is_locked([unit_id], month.first)
