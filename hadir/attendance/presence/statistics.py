"""How reviews went, by agency: how many, what came out, how long they took, how far reviewers agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.presence.models import Assessment, ReviewCase
from hadir.attendance.presence.reviewing_rules import Agreement, Kind, State, Verdict, agreement
from hadir.attendance.presence.rules import Outcome
from hadir.lib.authority import Right
from hadir.people import selectors as people

_PAIRS = """
SELECT review.unit_id, first.verdict, look.verdict
FROM presence_reviewcase review
JOIN presence_reviewdecision first ON first.case_id = review.id AND first.part = 'first'
JOIN presence_reviewdecision look ON look.case_id = review.id AND look.part = 'look'
WHERE review.unit_id = ANY(%s) AND review.day BETWEEN %s AND %s
"""


@dataclass(frozen=True, slots=True)
class AgencyFigures:
    """One agency between two days. `late`: open and over time; `days`: mean from opening to end, None while none
    has ended; `by_outcome`: what became of all check-ins."""

    name: str
    by_outcome: dict[Outcome, int]
    by_kind: dict[Kind, int]
    open: int
    late: int
    genuine: int
    upheld: int
    days: float | None
    agreement: Agreement

    @property
    def total(self) -> int:
        return sum(self.by_outcome.values())


def figures_for(user: User, first: date, last: date) -> list[AgencyFigures]:
    """The agencies whose statistics the reader may see, by name. A fixed number of statements."""
    units = permissions.units_for(user, Right.SEE_REVIEW_STATISTICS)
    if not units:
        permissions.require(user, Right.SEE_REVIEW_STATISTICS)
    today = permissions.today_for(user)
    cases: dict[int, list[tuple[str, str, str, date, float | None]]] = {}
    rows = ReviewCase.objects.filter(unit_id__in=units, day__range=(first, last))
    for unit_id, kind, state, verdict, due_on, opened_at, closed_at in rows.values_list(
        "unit_id", "kind", "state", "verdict", "due_on", "opened_at", "closed_at"
    ):
        took = (closed_at - opened_at).total_seconds() / 86_400 if closed_at else None
        cases.setdefault(unit_id, []).append((kind, state, verdict, due_on, took))
    outcomes: dict[int, Counter[Outcome]] = {}
    assessed = Assessment.objects.filter(unit_id__in=units, day__range=(first, last)).order_by()
    for unit_id, outcome, count in assessed.values_list("unit_id", "outcome").annotate(n=Count("pk")):
        outcomes.setdefault(unit_id, Counter())[Outcome(outcome)] = count
    pairs = _pairs(units, first, last)
    names = {unit.pk: unit.name for unit in people.units_in(set(cases) | set(outcomes))}
    found = [
        _figures(
            names[unit_id], outcomes.get(unit_id, Counter()), cases.get(unit_id, []), pairs.get(unit_id, []), today
        )
        for unit_id in names
    ]
    return sorted(found, key=lambda one: one.name)


def _pairs(units: set[int], first: date, last: date) -> dict[int, list[tuple[Verdict, Verdict]]]:
    found: dict[int, list[tuple[Verdict, Verdict]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, [list(units), first, last])
        for unit_id, one, two in cursor.fetchall():
            found.setdefault(unit_id, []).append((Verdict(one), Verdict(two)))
    return found


def _figures(
    name: str,
    by_outcome: Counter[Outcome],
    cases: list[tuple[str, str, str, date, float | None]],
    pairs: list[tuple[Verdict, Verdict]],
    today: date,
) -> AgencyFigures:
    took = [days for *_rest, days in cases if days is not None]
    is_open = [due_on for _kind, state, _verdict, due_on, _days in cases if state != State.CLOSED]
    ends = Counter(verdict for _kind, _state, verdict, _due, _days in cases)
    return AgencyFigures(
        name=name,
        by_outcome=dict(by_outcome),
        by_kind=dict(Counter(Kind(kind) for kind, *_rest in cases)),
        open=len(is_open),
        late=sum(due_on < today for due_on in is_open),
        genuine=ends[Verdict.GENUINE.value],
        upheld=ends[Verdict.UPHELD.value],
        days=sum(took) / len(took) if took else None,
        agreement=agreement(pairs),
    )
