"""Reading rule sets, amounts and reckonings. Callers pass what they may see, or an account that is asked here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Abs

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound, NotPermitted
from hadir.people import selectors as people
from hadir.people.models import EmploymentRecord, GradeRecord, OrgUnit, Placement, UnitKind
from hadir.periods.rules import Month
from hadir.recap.allowance import rows, texts
from hadir.recap.allowance.approval import Status
from hadir.recap.allowance.engine import Book
from hadir.recap.allowance.models import (
    AllowanceBase,
    AllowanceBaseList,
    AllowanceLine,
    AllowanceResult,
    AllowanceRuleSet,
    AllowanceRun,
    AllowanceSimulation,
    SimulatedMonth,
)
from hadir.recap.allowance.rules import Facts, Person, Rule, Terms
from hadir.recap.allowance.spans import Span, facts_of

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Amount:
    """`source`: which list says so, for the explanation."""

    rupiah: int
    source: str


@dataclass(frozen=True, slots=True)
class Paid:
    """One row of the list of allowances (`tpp_list`). Rupiah are None without an amount."""

    employee_id: int
    name: str
    nip: str
    unit_name: str
    base: int | None
    cut_percent: Any
    cut_rupiah: int | None
    net: int | None


# --- rule sets


def rule_sets() -> QuerySet[AllowanceRuleSet]:
    """Every set that was not withdrawn; tariffs are everybody's to read."""
    return AllowanceRuleSet.objects.exclude(status=Status.WITHDRAWN).select_related("unit")


def rule_sets_for(user: User) -> list[AllowanceRuleSet]:
    """Confirmed sets, and drafts for those who write or confirm them."""
    found = list(rule_sets())
    return [row for row in found if row.is_confirmed or sees_drafts(user, row.unit_id)]


def sees_drafts(user: User, unit_id: int | None) -> bool:
    rights = (Right.MANAGE_ALLOWANCE_RULES, Right.CONFIRM_ALLOWANCE_RULES)
    return any(permissions.has(user, right, unit_id) for right in rights)


def waiting_for(user: User) -> int:
    """How many sets and lists wait for a confirmation that this account may give."""
    if not permissions.has(user, Right.CONFIRM_ALLOWANCE_RULES):
        return 0
    waiting = [
        *AllowanceRuleSet.objects.filter(status=Status.PROPOSED).values_list("authors", flat=True),
        *AllowanceBaseList.objects.filter(status=Status.PROPOSED).values_list("authors", flat=True),
    ]
    return sum(1 for authors in waiting if user.pk not in authors)


def rule_set(set_id: int) -> AllowanceRuleSet:
    """With its lines. Raises `NotFound` (allowance_set_not_found)."""
    found = AllowanceRuleSet.objects.select_related("unit", "replaces").prefetch_related("rules").filter(pk=set_id)
    row = found.first()
    if row is None:
        raise NotFound("allowance_set_not_found", texts.SET_NOT_FOUND)
    return row


def in_force(line: Sequence[int], first: date, last: date) -> list[AllowanceRuleSet]:
    """Confirmed sets of the region and of those units that hold on a day of the span, with their lines."""
    return list(
        AllowanceRuleSet.objects.filter(
            Q(unit__isnull=True) | Q(unit_id__in=line),
            Q(valid_to__isnull=True) | Q(valid_to__gte=first),
            status=Status.CONFIRMED,
            valid_from__lte=last,
        ).prefetch_related("rules")
    )


def book_of(
    line: Sequence[int], month: Month, sets: Sequence[AllowanceRuleSet], *, under: AllowanceRuleSet | None = None
) -> Book | None:
    """The rules of a month for units of that line; the nearest set of each day counts. None when there is none.

    `under`: a draft that is taken to hold on every day, whatever it says itself.
    """
    nearest = [under] if under is not None else _nearest_by_day(line, month, sets)
    if under is not None:
        return Book(tuple(replace(rule, valid_from=None, valid_to=None) for rule in rows.rules_of(under)),
                    rows.terms_of(under))  # fmt: skip
    found: list[Rule] = []
    terms: Terms | None = None
    for chosen, first, last in _stretches(month, nearest):
        terms = rows.terms_of(chosen)
        found += [_within(rule, first, last) for rule in rows.rules_of(chosen) if _touches(rule, first, last)]
    return Book(tuple(found), terms) if terms is not None else None


def labels_of(book: Book) -> list[str]:
    return sorted({rule.version for rule in book.rules})


def _nearest_by_day(
    line: Sequence[int], month: Month, sets: Sequence[AllowanceRuleSet]
) -> list[AllowanceRuleSet | None]:
    order = {unit_id: place for place, unit_id in enumerate(line)}

    def near(row: AllowanceRuleSet) -> int:
        return len(order) if row.unit_id is None else order.get(row.unit_id, len(order) + 1)

    fitting = sorted((row for row in sets if row.unit_id is None or row.unit_id in order), key=near)
    return [next((row for row in fitting if _holds(row, day)), None) for day in month.days()]


def _holds(row: AllowanceRuleSet | AllowanceBaseList, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def _stretches(month: Month, nearest: Sequence[AllowanceRuleSet | None]) -> list[tuple[AllowanceRuleSet, date, date]]:
    """Runs of days under the same set."""
    found: list[tuple[AllowanceRuleSet, date, date]] = []
    for day, row in zip(month.days(), nearest, strict=True):
        if row is None:
            continue
        if found and found[-1][0].pk == row.pk and found[-1][2] == day - _A_DAY:
            found[-1] = (row, found[-1][1], day)
        else:
            found.append((row, day, day))
    return found


def _touches(rule: Rule, first: date, last: date) -> bool:
    return (rule.valid_from is None or rule.valid_from <= last) and (rule.valid_to is None or rule.valid_to >= first)


def _within(rule: Rule, first: date, last: date) -> Rule:
    return replace(rule, valid_from=max(rule.valid_from or first, first), valid_to=min(rule.valid_to or last, last))


# --- people and their amounts


def people_of(employee_ids: Collection[int], month: Month) -> dict[int, Person]:
    """What they were over the month. Four statements, however many they are."""
    span = Q(valid_from__lte=month.last) & (Q(valid_to__isnull=True) | Q(valid_to__gte=month.first))
    current = span & Q(superseded_at__isnull=True, employee_id__in=employee_ids)
    placed = (
        Placement.objects.filter(current)
        .order_by()
        .values_list("employee_id", "valid_from", "valid_to", "unit_id", "position_level", "job_class")
    )
    graded = (
        GradeRecord.objects.filter(current).order_by().values_list("employee_id", "valid_from", "valid_to", "grade")
    )
    employed = (
        EmploymentRecord.objects.filter(current)
        .order_by()
        .values_list("employee_id", "valid_from", "valid_to", "employment_type")
    )
    spans: dict[int, list[Span]] = {one: [] for one in employee_ids}
    for who, first, last, unit_id, level, job_class in placed:
        spans[who].append(Span(first, last, {"unit": unit_id, "position_level": level, "job_class": job_class}))
    for who, first, last, grade in graded:
        spans[who].append(Span(first, last, {"grade": grade}))
    for who, first, last, kind in employed:
        spans[who].append(Span(first, last, {"employment_type": kind}))
    units = {one.values["unit"] for found in spans.values() for one in found if "unit" in one.values}
    lines = people.lines_on(units, month.last)  # type: ignore[arg-type]
    return {who: Person(who, facts_of(found, month.first, month.last, lines)) for who, found in spans.items()}


class Amounts:
    """The amounts that hold on the last day of a month: two statements, then answers from memory."""

    def __init__(self, day: date, line: Sequence[int] | None = None) -> None:
        """`line`: only lists of those units and the region; None: of every unit."""
        lists = AllowanceBaseList.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day), status=Status.CONFIRMED, valid_from__lte=day
        )
        if line is not None:
            lists = lists.filter(Q(unit__isnull=True) | Q(unit_id__in=line))
        self._lists = {row.unit_id or 0: row for row in lists}
        self._by: dict[tuple[int, str, object], int] = {}
        for row in AllowanceBase.objects.filter(base_list__in=self._lists.values()).order_by():
            self._by[row.base_list_id, *key_of(row)] = row.rupiah

    def of(self, employee_id: int, facts: Facts) -> Amount | None:
        """Of the person before that of the class before that of the level; of each the nearest unit's."""
        scopes = [row for unit in (*facts.line, 0) if (row := self._lists.get(unit)) is not None]
        for kind, value in (("person", employee_id), ("class", facts.job_class), ("level", facts.position_level)):
            for row in scopes:
                found = self._by.get((row.pk, kind, value))
                if found is not None:
                    return Amount(found, f"{row.name}: {row.legal_basis}"[:300])
        return None


def key_of(row: AllowanceBase) -> tuple[str, object]:
    if row.employee_id is not None:
        return "person", row.employee_id
    return ("class", row.job_class) if row.job_class is not None else ("level", row.position_level)


def amounts_for(row: AllowanceBaseList, employee_id: int | None, units: Collection[int]) -> QuerySet[AllowanceBase]:
    """Amounts by class and level, those of people in the units, and one's own."""
    seen = Q(employee__isnull=True) | Q(employee_id=employee_id) | Q(employee__unit_id__in=units)
    return row.amounts.filter(seen).select_related("employee")


def base_lists() -> QuerySet[AllowanceBaseList]:
    return AllowanceBaseList.objects.exclude(status=Status.WITHDRAWN).select_related("unit")


def base_list(list_id: int) -> AllowanceBaseList:
    """Raises `NotFound` (allowance_list_not_found)."""
    found = AllowanceBaseList.objects.select_related("unit").filter(pk=list_id).first()
    if found is None:
        raise NotFound("allowance_list_not_found", texts.LIST_NOT_FOUND)
    return found


# --- what was reckoned


def agencies_for(user: User) -> list[OrgUnit]:
    """Agencies whose allowances the account may see."""
    units = permissions.units_for(user, Right.SEE_ALLOWANCE)
    return list(OrgUnit.objects.filter(pk__in=units, kind=UnitKind.OPD).order_by("name"))


def run_of(unit_id: int, month: Month) -> AllowanceRun | None:
    return AllowanceRun.objects.filter(unit_id=unit_id, month=month.first).first()


def results_of(unit_id: int, month: Month) -> QuerySet[AllowanceResult]:
    found = AllowanceResult.objects.filter(unit_id=unit_id, month=month.first)
    return found.select_related("employee__unit").order_by("employee__name", "employee_id")


def totals_of(unit_id: int, month: Month) -> dict[str, Any]:
    """People, sums in rupiah, and how many have no amount. One statement."""
    found = AllowanceResult.objects.filter(unit_id=unit_id, month=month.first)
    return found.aggregate(
        people=Count("pk"),
        cut_people=Count("pk", filter=Q(cut_percent__gt=0)),
        without_amount=Count("pk", filter=Q(base_rupiah__isnull=True)),
        base=Sum("base_rupiah"),
        cut=Sum("cut_rupiah"),
        net=Sum("net_rupiah"),
    )


def simulations_of(row: AllowanceRuleSet) -> QuerySet[AllowanceSimulation]:
    return AllowanceSimulation.objects.filter(rule_set=row).select_related("unit")


def tpp_list(agency_id: int, month: Month) -> list[Paid]:
    """Everybody's allowance of a month in an agency, by name. One statement; callers have asked SEE_ALLOWANCE."""
    return [
        Paid(
            row.employee_id,
            row.employee.full_name,
            row.employee.nip,
            row.employee.unit.name,
            row.base_rupiah,
            row.cut_percent,
            row.cut_rupiah,
            row.net_rupiah,
        )
        for row in results_of(agency_id, month)
    ]


def months_of(employee_id: int) -> list[AllowanceResult]:
    """One person's reckoned months, the latest first."""
    return list(AllowanceResult.objects.filter(employee=employee_id).select_related("unit").order_by("-month", "pk"))


def result_for(user: User, employee_id: int, month: Month) -> tuple[AllowanceResult, list[AllowanceLine]]:
    """A person's month with its lines and their rules, for himself or for whoever may see it: `NotFound` otherwise."""
    own = user.employee_id == employee_id
    found = (
        AllowanceResult.objects.filter(employee=employee_id, month=month.first)
        .select_related("unit", "employee__unit")
        .order_by("-pk")
    )
    result = next((row for row in found if own or permissions.has(user, Right.SEE_ALLOWANCE, row.unit_id)), None)
    if result is None:
        raise NotFound("allowance_result_not_found", texts.RESULT_NOT_FOUND)
    return result, list(result.lines.select_related("rule__rule_set"))


def simulation_for(user: User, simulation_id: int) -> AllowanceSimulation:
    """Raises `NotFound` (allowance_simulation_not_found)."""
    found = AllowanceSimulation.objects.select_related("rule_set", "unit").filter(pk=simulation_id).first()
    if found is not None:
        try:
            user.require(Right.MANAGE_ALLOWANCE_RULES, found.unit_id)
        except NotPermitted:
            found = None
    if found is None:
        raise NotFound("allowance_simulation_not_found", texts.SIMULATION_NOT_FOUND)
    return found


def biggest_changes(row: AllowanceSimulation) -> QuerySet[SimulatedMonth]:
    """Everybody for whom something would change, the greatest change first."""
    by = F("after_percent") - F("before_percent")
    found = SimulatedMonth.objects.filter(simulation=row).exclude(after_percent=F("before_percent"))
    return found.annotate(by=by).select_related("employee__unit").order_by(Abs(by).desc(), "employee_id")


def by_unit(rows_of: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Names of the agencies that a summary names."""
    ids = {int(row["agency_id"]) for row in rows_of}
    return dict(OrgUnit.objects.filter(pk__in=ids).values_list("pk", "name"))
