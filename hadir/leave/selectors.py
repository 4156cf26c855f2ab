"""Reading absences, requests and balances."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.roles import KEPT_APART
from hadir.leave import deciding, texts
from hadir.leave.models import (
    AbsenceRequest,
    AdjustmentProposal,
    DutyLetter,
    GrantedAbsence,
    LedgerEntry,
    LetterMember,
    LetterState,
    RequestStep,
)
from hadir.leave.rules import Deed, EntryKind, State
from hadir.leave.spans import Absence, Category, Part
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people import selectors as people
from hadir.people import streaming
from hadir.people.models import Employee, OrgUnit, UnitKind
from hadir.people.texts import EMPLOYEE_NOT_FOUND

_STREAM = """
SELECT g.employee_id, g.id, t.code, t.name, t.category, g.first, g.last, g.part, g.from_time, g.to_time,
    t.counts_as_work, g.reference
FROM leave_grantedabsence g JOIN leave_absencetype t ON t.id = g.type_id
WHERE g.ended_at IS NULL AND g.employee_id = ANY(%s) AND g.first <= %s AND g.last >= %s
ORDER BY g.employee_id, g.first, g.id
"""


def stream(employee_ids: Sequence[int], first: date, last: date) -> Iterator[tuple[int, Absence]]:
    """Granted absences that touch the span, ordered by employee. One statement, inside a transaction."""
    for row in streaming.rows(_STREAM, [list(employee_ids), last, first]):
        yield row[0], _absence(row)


def absences_of(employee_id: int, first: date, last: date) -> list[Absence]:
    """Granted absences of one person that touch the span, by day. One statement."""
    rows = GrantedAbsence.objects.filter(employee_id=employee_id, ended_at=None, first__lte=last, last__gte=first)
    return [_absence(row) for row in rows.order_by("first", "id").values_list(*_FIELDS)]


_FIELDS = (
    *("employee_id", "id", "type__code", "type__name", "type__category", "first", "last", "part"),
    *("from_time", "to_time", "type__counts_as_work", "reference"),
)


def _absence(row: tuple[Any, ...]) -> Absence:
    employee_id, key, code, label, category, first, last, part, from_time, to_time, as_work, reference = row
    return Absence(
        id=key,
        employee_id=employee_id,
        type_code=code,
        label=label,
        category=Category(category),
        first=first,
        last=last,
        part=Part(part),
        from_time=from_time,
        to_time=to_time,
        counts_as_work=as_work,
        reference=reference,
    )


# --- for people


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of an inbox. `as_superior`: the first word; otherwise the verifier's."""

    request: AbsenceRequest
    as_superior: bool


def own_requests(user: User) -> QuerySet[AbsenceRequest]:
    """The account's own requests, the newest first."""
    return AbsenceRequest.objects.filter(employee=user.employee_id or 0).select_related("type")


def request_for(user: User, request_id: int) -> AbsenceRequest:
    """A request that the user asked for, decides on or may see; NotFound for anything else."""
    rows = AbsenceRequest.objects.select_related("type", "employee__unit", "employee__work_place")
    found = rows.filter(pk=request_id).first()
    if found is None or not _may_see(user, found):
        raise NotFound("request_not_found", texts.REQUEST_NOT_FOUND)
    return found


def _may_see(user: User, request: AbsenceRequest) -> bool:
    return (
        request.employee_id == user.employee_id
        or permissions.has(user, Right.SEE_ABSENCES, request.employee.unit_id)
        or deciding.office_of(user, request, permissions.today_for(user)) is not None
    )


def waiting_for(user: User) -> list[Waiting]:
    """Requests on which the user's word is needed next, the oldest first. A fixed number of statements."""
    today = permissions.today_for(user)
    rows = AbsenceRequest.objects.select_related("type", "employee__unit", "employee__work_place")
    asked = rows.filter(state=State.SUPERIOR.value).exclude(employee=user.employee_id or 0).order_by("submitted_at")
    found = [Waiting(one, True) for one in _mine_to_decide(user, list(asked), today)]
    units = permissions.units_for(user, Right.VERIFY_ABSENCE)
    if units:
        to_verify = rows.filter(state=State.VERIFIER.value, employee__unit_id__in=units)
        approved = RequestStep.objects.filter(request=OuterRef("pk"), deed=Deed.APPROVE.value, by=user.pk)
        mine = to_verify.exclude(employee=user.employee_id or 0).exclude(Exists(approved)).order_by("submitted_at")
        found += [Waiting(one, False) for one in mine]
    return found


def _mine_to_decide(user: User, asked: Sequence[AbsenceRequest], today: date) -> list[AbsenceRequest]:
    """Those whose direct superior the user is; without one, those of the agency that the user heads."""
    if user.employee_id is None or not permissions.roles_of(user).isdisjoint(KEPT_APART):
        return []
    above = people.superiors_of({one.employee_id for one in asked}, today)
    without = [one for one in asked if one.employee_id not in above]
    headed = people.headed_units(user.employee_id, today) if without else set()
    agencies = set(OrgUnit.objects.filter(pk__in=headed, kind=UnitKind.OPD).values_list("pk", flat=True))
    below = people.ids_below(agencies) if agencies else set()
    return [
        one
        for one in asked
        if above.get(one.employee_id) == user.employee_id
        or (one.employee_id not in above and one.employee.unit_id in below)
    ]


def letters_for(user: User) -> QuerySet[DutyLetter]:
    """Letters of the user's units, and those that name the user, the newest first."""
    units = permissions.units_for(user, Right.ASSIGN_DUTY) | permissions.units_for(user, Right.SEE_ABSENCES)
    named = Q(pk__in=LetterMember.objects.filter(employee=user.employee_id or 0).values("letter"))
    rows = DutyLetter.objects.filter(Q(unit_id__in=units) | named & Q(state=LetterState.CONFIRMED))
    return rows.select_related("unit", "type").annotate(people=Count("members")).order_by("-entered_at", "-id")


def letter_for(user: User, letter_id: int) -> DutyLetter:
    """One of `letters_for`; NotFound for anything else."""
    found = letters_for(user).filter(pk=letter_id).first()
    if found is None:
        raise NotFound("letter_not_found", texts.LETTER_NOT_FOUND)
    return found


def letters_waiting_for(user: User) -> list[DutyLetter]:
    """Letters that the user as head may confirm, the oldest first."""
    units = permissions.units_for(user, Right.DECIDE_ABSENCE)
    rows = DutyLetter.objects.filter(unit_id__in=units, state=LetterState.PROPOSED).exclude(entered_by=user.pk)
    named = LetterMember.objects.filter(letter=OuterRef("pk"), employee=user.employee_id or 0)
    return list(rows.exclude(Exists(named)).select_related("unit", "type").order_by("entered_at"))


def absent_in(employee_ids: Collection[int], first: date, last: date) -> dict[int, list[Absence]]:
    """Granted absences of many people that touch the span, by person. One statement."""
    rows = GrantedAbsence.objects.filter(
        employee_id__in=employee_ids, ended_at=None, first__lte=last, last__gte=first
    ).order_by("employee", "first", "id")
    found: dict[int, list[Absence]] = {}
    for row in rows.values_list(*_FIELDS):
        found.setdefault(row[0], []).append(_absence(row))
    return found


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One person's account of a type in a year, for lists: what came, what went, what is left, in days."""

    employee: Employee
    type_code: str
    opening: int
    granted: int
    carried_in: int
    used: int
    returned: int
    adjusted: int
    carried_out: int
    lapsed: int

    @property
    def rest(self) -> int:
        came = self.opening + self.granted + self.carried_in + self.returned + self.adjusted
        return came - self.used - self.carried_out - self.lapsed


def ledger_rows(unit_ids: Collection[int], year: int) -> list[LedgerRow]:
    """Accounts of everybody active in those units who has one, by name. Two statements; rights are the caller's."""
    persons = people.employees_in(unit_ids).filter(active=True).order_by("name", "id")
    by_id = {one.pk: one for one in persons}
    sums: dict[tuple[int, str], dict[str, int]] = {}
    rows = LedgerEntry.objects.filter(employee_id__in=by_id, year=year).order_by()
    moved = rows.annotate(out=Q(valid_on=date(year, 12, 31)))
    for who, code, kind, out, days in moved.values_list("employee_id", "type_code", "kind", "out").annotate(
        n=Sum("days")
    ):
        name = _COLUMNS_OF[EntryKind(kind)] if kind != EntryKind.CARRY.value else "carried_out" if out else "carried_in"
        line = sums.setdefault((who, code), {})
        line[name] = line.get(name, 0) + (-days if name in _GOING else days)
    names = ("opening", "granted", "carried_in", "used", "returned", "adjusted", "carried_out", "lapsed")
    order = {who: place for place, who in enumerate(by_id)}
    return [
        LedgerRow(by_id[who], code, **{name: line.get(name, 0) for name in names})
        for (who, code), line in sorted(sums.items(), key=lambda item: (order[item[0][0]], item[0][1]))
    ]


_COLUMNS_OF = {
    EntryKind.OPENING: "opening",
    EntryKind.GRANT: "granted",
    EntryKind.USE: "used",
    EntryKind.RETURN: "returned",
    EntryKind.ADJUST: "adjusted",
    EntryKind.LAPSE: "lapsed",
}
_GOING = frozenset({"used", "carried_out", "lapsed"})


def ledger_person_for(user: User, employee_id: int) -> Employee:
    """Somebody whose book the user may see; NotFound for anybody else."""
    units = permissions.units_for(user, Right.SEE_ABSENCES)
    found = people.employees_in(units).filter(pk=employee_id).first()
    if found is None:
        raise NotFound("employee_not_found", EMPLOYEE_NOT_FOUND)
    return found


def proposals_for(user: User) -> QuerySet[AdjustmentProposal]:
    """Adjustments in the user's units that wait for a decision."""
    units = permissions.units_for(user, Right.ADJUST_LEAVE_LEDGER)
    rows = AdjustmentProposal.objects.filter(decided_at__isnull=True, employee__unit_id__in=units)
    return rows.select_related("employee__unit").order_by("proposed_at")
