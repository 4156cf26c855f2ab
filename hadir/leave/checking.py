"""Whether an absence may be entered: the type's limits, what else is there, the balance, with exact figures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from hadir.leave import balances, counting, rules, texts, types
from hadir.leave.models import AbsenceRequest, AbsenceType, GrantedAbsence
from hadir.leave.rules import Counting, Decider, Fault, Stretch
from hadir.leave.service import since
from hadir.leave.spans import Category, Part
from hadir.lib.errors import InvalidInput
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.periods import selectors as periods
from hadir.periods.rules import Month

_LONGEST = timedelta(days=5 * 366)
_ROSTER_LOOK = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Ask:
    """What the form says. Times are clock times of the work place."""

    type_code: str
    first: date
    last: date
    reason: str
    part: Part = Part.FULL
    from_time: time | None = None
    to_time: time | None = None
    travel_days: int = 0
    times: int | None = None
    is_extension: bool = False
    is_exception: bool = False
    place: str = ""
    document_number: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What it comes to. `warnings` are sentences that do not stand in the way."""

    kind: AbsenceType
    days: tuple[date, ...]
    warnings: tuple[str, ...] = ()

    @property
    def by_year(self) -> dict[int, int]:
        return rules.by_year(self.days)


@dataclass(slots=True)
class _Refusals:
    """Sentences by field, in the order in which they were found."""

    fields: dict[str, object] = field(default_factory=dict)

    def add(self, name: str, sentence: object) -> None:
        self.fields.setdefault(name, str(sentence))

    def stop(self) -> None:
        if self.fields:
            first = str(next(iter(self.fields.values())))
            raise InvalidInput("invalid", str(texts.REQUEST_INVALID).format(first=first), fields=self.fields)


def check(
    employee: Employee, ask: Ask, *, today: date, has_papers: bool, without: int | None = None, again: bool = False
) -> Checked:
    """Everything at once; InvalidInput `invalid` with sentences by field.

    `without`: the request that is looked at again. `again`: at a decision, when it is no longer the asker's lateness
    or papers that are judged.
    """
    kind = types.find(ask.type_code, employee.employment_type, ask.first)
    if kind is None:
        raise InvalidInput("invalid", texts.NOT_FOR_YOU, fields={"type_code": texts.NOT_FOR_YOU})
    wrong = _Refusals()
    _check_form(kind, ask, wrong)
    wrong.stop()
    for fault, figures in _faults(employee, kind, ask, today=today, has_papers=has_papers):
        if not (again and fault in {Fault.TOO_LATE, Fault.DOCUMENT_MISSING}):
            wrong.add(texts.FAULT_FIELDS[fault], str(texts.FAULTS[fault]).format(**_worded(figures)))
    for sentence in conflicts(employee.pk, ask, without=without):
        wrong.add("first", sentence)
    days = tuple(counting.charged_days(kind, employee, ask.first, ask.last, travel_days=ask.travel_days))
    if not days and kind.counting != Counting.HOURS.value:
        wrong.add("first", texts.NO_DAYS)
    if kind.has_ledger:
        _check_balance(employee, kind, days, wrong, without=without)
    wrong.stop()
    return Checked(kind, days, tuple(_warnings(employee, ask)))


def _check_form(kind: AbsenceType, ask: Ask, wrong: _Refusals) -> None:
    by = {Decider.LETTER.value: texts.BY_LETTER_ONLY, Decider.INCIDENT.value: texts.BY_INCIDENT_ONLY}
    if kind.decider in by:
        wrong.add("type_code", by[kind.decider])
    _check_span(kind, ask, wrong)
    if not ask.reason.strip():
        wrong.add("reason", texts.REASON_MISSING)
    if kind.category == Category.DUTY.value:
        for name, sentence in (("place", texts.PLACE_MISSING), ("document_number", texts.NUMBER_MISSING)):
            if not getattr(ask, name).strip():
                wrong.add(name, sentence)


def _check_span(kind: AbsenceType, ask: Ask, wrong: _Refusals) -> None:
    if ask.last < ask.first:
        wrong.add("last", texts.SPAN_BACKWARDS)
    elif ask.last - ask.first > _LONGEST:
        wrong.add("last", texts.SPAN_TOO_LONG)
    if ask.part.value not in kind.parts:
        wrong.add("part", texts.PART_NOT_ALLOWED)
    if ask.part is Part.HOURS:
        if ask.first != ask.last:
            wrong.add("last", texts.HOURS_ONE_DAY)
        if ask.from_time is None or ask.to_time is None or ask.to_time <= ask.from_time:
            wrong.add("to_time", texts.HOURS_MISSING)


def _faults(
    employee: Employee, kind: AbsenceType, ask: Ask, *, today: date, has_papers: bool
) -> list[tuple[Fault, dict[str, object]]]:
    before = GrantedAbsence.objects.filter(employee=employee, type__code=kind.code, ended_at=None)
    has_number = bool(ask.document_number.strip()) and kind.category == Category.DUTY.value
    return rules.faults(
        terms_of(kind),
        rules.Asked(
            Stretch(ask.first, ask.last),
            travel_days=ask.travel_days,
            times=ask.times,
            is_extension=ask.is_extension,
            is_exception=ask.is_exception,
            has_document=has_papers or has_number,
        ),
        rules.Standing(since(employee), today, tuple(Stretch(*pair) for pair in before.values_list("first", "last"))),
    )


def terms_of(kind: AbsenceType) -> rules.Terms:
    """The row as the rules see it."""
    return rules.Terms(**{name: getattr(kind, name) for name in rules.Terms.__dataclass_fields__})


def _check_balance(
    employee: Employee, kind: AbsenceType, days: Collection[date], wrong: _Refusals, *, without: int | None
) -> None:
    for year, asked in rules.by_year(days).items():
        rest = balances.available(employee, kind, year, without=without)
        if asked > rest:
            unit = kind.get_counting_display()
            sentence = str(texts.TOO_FEW_DAYS).format(
                type=kind.name.lower(), year=year, rest=max(rest, 0), asked=asked, unit=unit
            )
            wrong.add("last", sentence)


# --- what else is there


def conflicts(employee_id: int, ask: Ask, *, without: int | None = None) -> list[str]:
    """Sentences about granted absences and waiting requests of the person that meet the asked hours. Two statements."""
    return [_overlap(row) for row in _met([employee_id], ask, without)]


def conflicts_of(people_asked: Sequence[Employee], ask: Ask) -> list[tuple[Employee, str]]:
    """The same for many people, each with the sentence. Two statements."""
    by_id = {one.pk: one for one in people_asked}
    return [(by_id[row.employee_id], _overlap(row)) for row in _met(list(by_id), ask, None)]


def _met(employee_ids: Collection[int], ask: Ask, without: int | None) -> list[GrantedAbsence | AbsenceRequest]:
    span = {"employee_id__in": employee_ids, "first__lte": ask.last, "last__gte": ask.first}
    granted = GrantedAbsence.objects.filter(ended_at=None, **span)
    waiting = AbsenceRequest.objects.filter(state__in=[one.value for one in rules.OPEN_STATES], **span)
    waiting = waiting.exclude(pk=without or 0)
    rows: list[GrantedAbsence | AbsenceRequest] = [*granted.select_related("type"), *waiting.select_related("type")]
    return [row for row in rows if _meets(row, ask)]


def _overlap(row: GrantedAbsence | AbsenceRequest) -> str:
    return str(texts.OVERLAPS).format(
        what=row.type.name.lower(), first=worded(row.first), last=worded(row.last), reference=row.reference
    )


def _meets(row: GrantedAbsence | AbsenceRequest, ask: Ask) -> bool:
    """Whether two absences on the same days take the same hours. Halves and hours leave room for each other."""
    parts = {Part(row.part), ask.part}
    if Part.FULL in parts or (len(parts) == 1 and Part.HOURS not in parts):
        return True
    if parts == {Part.HOURS}:
        return row.from_time < ask.to_time and ask.from_time < row.to_time  # type: ignore[operator]  # both are hours
    return False


# --- what should be known


def _warnings(employee: Employee, ask: Ask) -> list[str]:
    found = []
    locked = locked_in(employee, ask.first, ask.last)
    if locked:
        found.append(str(texts.MONTH_LOCKED).format(months=", ".join(_month(one) for one in locked)))
    if ask.last - ask.first <= _ROSTER_LOOK:
        duty = counting.roster_days(employee, ask.first, ask.last)
        if duty:
            found.append(str(texts.ON_ROSTER).format(days=", ".join(worded(day) for day in duty)))
    return found


def locked_in(employee: Employee, first: date, last: date) -> list[Month]:
    """Months of the span that are locked for the person's agency."""
    line = people.line_of(employee.unit_id)
    return sorted({month for _unit, month in periods.locked(line, first, last)})


def worded(day: date) -> str:
    """A day as the reader writes it."""
    return formats.date_format(day, "j F Y")


def _month(month: Month) -> str:
    return formats.date_format(month.first, "F Y")


def _worded(figures: dict[str, object]) -> dict[str, object]:
    units = {"day": _("hari"), "month": _("bulan")}
    return {
        name: worded(value) if isinstance(value, date) else units.get(str(value), value) if name == "unit" else value
        for name, value in figures.items()
    }
