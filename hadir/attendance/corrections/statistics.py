"""Who asks for corrections, who approves them, for whom: BPK's question about records that insiders edit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.corrections.counting import percent, standing_out
from hadir.attendance.corrections.models import Correction
from hadir.attendance.corrections.rules import Outcome
from hadir.lib.authority import Right
from hadir.people import selectors as people
from hadir.people.models import Employee

_APPROVED = Q(decision__outcome=Outcome.APPROVED.value)
_REJECTED = Q(decision__outcome=Outcome.REJECTED.value)
_MOST_ROWS = 30


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody's or an agency's numbers. `people`: how many different people they were about."""

    name: str
    n: int
    approved: int
    rejected: int
    people: int
    stands_out: bool = False
    per_hundred: int | None = None

    @property
    def share(self) -> int:
        return percent(self.approved, self.approved + self.rejected)


@dataclass(frozen=True, slots=True)
class MonthBar:
    month: date
    approved: int
    rejected: int
    waiting: int

    @property
    def n(self) -> int:
        return self.approved + self.rejected + self.waiting


@dataclass(frozen=True, slots=True)
class Statistics:
    """Corrections that were asked for in a span, in the units that the reader oversees; withdrawn ones left out."""

    total: int = 0
    approved: int = 0
    rejected: int = 0
    months: list[MonthBar] = field(default_factory=list)
    deciders: list[Line] = field(default_factory=list)
    proposers: list[Line] = field(default_factory=list)
    agencies: list[Line] = field(default_factory=list)
    subjects: list[Line] = field(default_factory=list)
    reasons: list[tuple[str, int]] = field(default_factory=list)


def statistics(user: User, *, first: date, last: date) -> Statistics:
    """By day of the correction, both days included. A fixed number of statements."""
    units = permissions.units_for(user, Right.SEE_CORRECTION_STATISTICS)
    rows = Correction.objects.filter(employee__unit_id__in=units, day__range=(first, last)).order_by()
    rows = rows.exclude(decision__outcome=Outcome.WITHDRAWN.value)
    months = [
        MonthBar(row["month"], row["good"], row["bad"], row["n"] - row["good"] - row["bad"])
        for row in _counted(rows.annotate(month=TruncMonth("day")), "month").order_by("month")
    ]
    reasons = _counted(rows, "reason").order_by("-n", "reason")
    return Statistics(
        total=sum(bar.n for bar in months),
        approved=sum(bar.approved for bar in months),
        rejected=sum(bar.rejected for bar in months),
        months=months,
        deciders=_lines(
            _counted(rows.filter(decision__isnull=False), "decision__decided_by", "decision__decided_by_label"),
            "decision__decided_by",
            "decision__decided_by_label",
        ),
        proposers=_lines(
            _counted(rows.filter(is_own=False), "requested_by", "requested_by_label"),
            "requested_by",
            "requested_by_label",
        ),
        agencies=_agencies(rows),
        subjects=_subjects(rows),
        reasons=[(row["reason"], row["n"]) for row in reasons],
    )


def _counted(rows: QuerySet[Correction], *names: str) -> Any:
    return rows.values(*names).annotate(
        n=Count("id"),
        good=Count("id", filter=_APPROVED),
        bad=Count("id", filter=_REJECTED),
        people=Count("employee", distinct=True),
    )


def _lines(counted: Any, key: str, name: str) -> list[Line]:
    found = list(counted.order_by("-n", name))
    out = standing_out({row[key]: row["n"] for row in found})
    return [
        Line(row[name], row["n"], row["good"], row["bad"], row["people"], row[key] in out) for row in found[:_MOST_ROWS]
    ]


def _agencies(rows: QuerySet[Correction]) -> list[Line]:
    found = list(_counted(rows, "unit", "unit__name").order_by("-n", "unit__name"))
    staff = _staff({row["unit"] for row in found})
    rates = {row["unit"]: percent(row["n"], staff.get(row["unit"], 0)) for row in found}
    out = standing_out(rates)
    return [
        Line(
            *(row["unit__name"], row["n"], row["good"], row["bad"], row["people"]),
            stands_out=row["unit"] in out,
            per_hundred=rates[row["unit"]],
        )
        for row in found
    ]


def _staff(agency_ids: set[int]) -> dict[int, int]:
    """Active people today of each agency with all below it. Two statements."""
    counts = people.count_by_unit(people.ids_below(agency_ids))
    lines = people.lines_of(counts)
    found: dict[int, int] = {}
    for unit_id, n in counts.items():
        for above in lines.get(unit_id, ()):
            if above in agency_ids:
                found[above] = found.get(above, 0) + n
    return found


def _subjects(rows: QuerySet[Correction]) -> list[Line]:
    found = list(_counted(rows, "employee").order_by("-n", "employee"))
    out = standing_out({row["employee"]: row["n"] for row in found})
    top = found[:_MOST_ROWS]
    names = {one.pk: one.full_name for one in Employee.objects.filter(pk__in=[row["employee"] for row in top])}
    return [
        Line(
            names.get(row["employee"], str(row["employee"])),
            *(row["n"], row["good"], row["bad"], row["people"]),
            stands_out=row["employee"] in out,
        )
        for row in top
    ]
