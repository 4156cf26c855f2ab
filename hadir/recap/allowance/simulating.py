"""What a month would have been under a draft: reckoned from the kept days, compared, and never kept as a result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.jobs import queue
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import HadirError
from hadir.people.models import OrgUnit, UnitKind
from hadir.periods.rules import Month
from hadir.recap.allowance import selectors
from hadir.recap.allowance.engine import Book, derive
from hadir.recap.allowance.models import AllowanceRuleSet, AllowanceSimulation, SimulatedMonth
from hadir.recap.allowance.reckoning import MonthOf
from hadir.recap.allowance.rules import Terms

KEPT = timedelta(days=90)
# Upper ends, in percent of the whole allowance; the last class is open.
CLASSES = (0, 1, 2, 3, 5, 10, 20, 40, 100)
_NOTHING = Book((), Terms())


@dataclass(slots=True)
class Sums:
    """An agency in a comparison. Rupiah only of people whose allowance is known on both sides."""

    agency_id: int
    people: int = 0
    better: int = 0
    worse: int = 0
    before_percent: Decimal = Decimal(0)
    after_percent: Decimal = Decimal(0)
    before_rupiah: int = 0
    after_rupiah: int = 0
    without_amount: int = 0

    def add(self, row: SimulatedMonth) -> None:
        self.people += 1
        self.better += row.after_percent < row.before_percent
        self.worse += row.after_percent > row.before_percent
        self.before_percent += row.before_percent
        self.after_percent += row.after_percent
        if row.before_rupiah is None or row.after_rupiah is None:
            self.without_amount += 1
        else:
            self.before_rupiah += row.before_rupiah
            self.after_rupiah += row.after_rupiah

    def document(self) -> dict[str, Any]:
        count = Decimal(max(1, self.people))
        return {
            "agency_id": self.agency_id,
            "people": self.people,
            "better": self.better,
            "worse": self.worse,
            "before_mean": f"{self.before_percent / count:.2f}",
            "after_mean": f"{self.after_percent / count:.2f}",
            "before_rupiah": self.before_rupiah,
            "after_rupiah": self.after_rupiah,
            "without_amount": self.without_amount,
        }


@transaction.atomic
def ask(actor: Authority, *, set_id: int, month: Month, unit_id: int | None, now: datetime) -> AllowanceSimulation:
    """Let the queue compare a month. `unit_id`: one agency; None: every one in the set's scope.

    Raises `NotPermitted`, `NotFound` (allowance_set_not_found).
    """
    rule_set = selectors.rule_set(set_id)
    actor.require(Right.MANAGE_ALLOWANCE_RULES, rule_set.unit_id)
    row = AllowanceSimulation.objects.create(
        rule_set=rule_set,
        unit_id=rule_set.unit_id or unit_id,
        month=month.first,
        state="waiting",
        asked_at=now,
        asked_by_label=actor.actor.label[:200],
    )
    audit.record(
        "recap.simulate_rules",
        actor=actor.actor,
        subject=f"allowance_rules:{rule_set.pk}",
        detail={"month": str(month), "simulation": row.pk},
        unit_id=row.unit_id,
        right=Right.MANAGE_ALLOWANCE_RULES,
    )
    queue.defer("recap.simulate_allowance", simulation_id=row.pk)
    return row


def run(simulation_id: int) -> None:
    """The job of `ask`, agency by agency. Harmless to repeat."""
    row = AllowanceSimulation.objects.get(pk=simulation_id)
    _note(simulation_id, state="running", progress=0, error_code="")
    try:
        summary = _run(row)
    except HadirError as error:
        _note(simulation_id, state="failed", error_code=error.code, finished_at=timezone.now())
    except Exception:
        _note(simulation_id, state="failed", error_code="unexpected", finished_at=timezone.now())
        raise
    else:
        _note(simulation_id, state="done", progress=100, summary=summary, finished_at=timezone.now())


def forget(now: datetime) -> int:
    """Old simulations go with their people; returns how many."""
    old = AllowanceSimulation.objects.filter(asked_at__lt=now - KEPT)
    count = old.count()
    old.delete()
    return count


def _run(row: AllowanceSimulation) -> dict[str, Any]:
    month, draft = Month.of(row.month), selectors.rule_set(row.rule_set_id)
    agencies = [row.unit_id] if row.unit_id is not None else _agencies()
    SimulatedMonth.objects.filter(simulation=row).delete()
    sums, before, after = [], Counter[int](), Counter[int]()
    for done, agency_id in enumerate(agencies, start=1):
        people_rows = _agency(row, agency_id, month, draft)
        total = Sums(agency_id)
        for one in people_rows:
            total.add(one)
            before[class_of(one.before_percent)] += 1
            after[class_of(one.after_percent)] += 1
        if total.people:
            sums.append(total)
        _note(row.pk, progress=min(99, 100 * done // len(agencies)))
    return {
        "agencies": [one.document() for one in sums],
        "total": _total(sums).document(),
        "classes": [[before[number], after[number]] for number in range(len(CLASSES))],
    }


def _agency(
    row: AllowanceSimulation, agency_id: int, month: Month, draft: AllowanceRuleSet
) -> Sequence[SimulatedMonth]:
    with transaction.atomic(), seeing_everything("a simulation over an agency"):
        of_month = MonthOf(agency_id, month)
        present, other = of_month.book() or _NOTHING, of_month.book(under=draft) or _NOTHING
        found = []
        for person, days, amount in of_month.each():
            whole = amount.rupiah if amount else None
            old, new = derive(present, days, person, whole), derive(other, days, person, whole)
            found.append(
                SimulatedMonth(
                    simulation=row,
                    employee_id=person.employee_id,
                    agency_id=agency_id,
                    before_percent=old.cut_percent,
                    after_percent=new.cut_percent,
                    before_rupiah=old.cut_rupiah,
                    after_rupiah=new.cut_rupiah,
                )
            )
        SimulatedMonth.objects.bulk_create(found, batch_size=5_000)
    return found


def class_of(percent: Decimal) -> int:
    """The place of a percentage in `CLASSES`."""
    return next(number for number, end in enumerate(CLASSES) if percent <= end)


def _total(sums: Iterable[Sums]) -> Sums:
    total = Sums(0)
    for one in sums:
        total.people += one.people
        total.better += one.better
        total.worse += one.worse
        total.before_percent += one.before_percent
        total.after_percent += one.after_percent
        total.before_rupiah += one.before_rupiah
        total.after_rupiah += one.after_rupiah
        total.without_amount += one.without_amount
    return total


def _agencies() -> list[int]:
    return list(OrgUnit.objects.filter(kind=UnitKind.OPD).order_by("name", "pk").values_list("pk", flat=True))


def _note(simulation_id: int, **values: object) -> None:
    AllowanceSimulation.objects.filter(pk=simulation_id).update(**values)
