"""Reading day records. Nothing here asks for rights: callers pass the people or units that they may see."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.models import Count, Min, Q, Sum

from hadir.audit.viewer import seeing_everything
from hadir.people import selectors as people
from hadir.people.models import Employee, Placement
from hadir.people.streaming import rows
from hadir.periods import selectors as periods
from hadir.periods.models import StaleSpan
from hadir.periods.rules import Month, Scope
from hadir.workdays.encoding import COLUMNS, from_document
from hadir.workdays.encoding import day_of as decoded
from hadir.workdays.facts import Gathered
from hadir.workdays.models import DayClock, DayDifference, DayRecord, DifferenceState
from hadir.workdays.shapes import Day, Status
from hadir.workdays.texts import LOOKS, code_from

_NAMES = COLUMNS[:21]
_STREAM = f"SELECT {', '.join(_NAMES)} FROM workdays_dayrecord WHERE day BETWEEN %s AND %s"  # noqa: S608 - own columns


@dataclass(frozen=True, slots=True)
class Difference:
    """A day of a locked month as it is kept and as its facts lead to it."""

    row: DayDifference
    before: Day | None
    after: Day | None


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """One person's month in one agency, as one statement sums it up. Days that wait are in none of the sums of minutes.

    `owed_days`: days with duty, leave and absence included; `present`: there, faultless or not. `absent_min` and
    `absent_missing`: owed minutes and stages of days without reason, which `owed_min` and `missing` hold too.
    """

    employee_id: int
    agency_id: int
    days: int
    owed_days: int
    present: int
    faultless: int
    absent: int
    leave: int
    duty: int
    suspended: int
    pending: int
    no_plan: int
    late_days: int
    early_days: int
    missing: int
    owed_min: int
    worked_min: int
    late_min: int
    early_min: int
    made_up_min: int
    incident_days: int
    corrected_days: int
    absent_min: int
    absent_missing: int

    @property
    def gaps(self) -> int:
        """Stages without check-in on days on which somebody was there: a day without reason counts once, as such."""
        return self.missing - self.absent_missing


_TOTALS = """
SELECT employee_id, agency_id, count(*),
    count(*) FILTER (WHERE status IN ('leave', 'duty', 'suspended', 'present', 'incomplete', 'absent')),
    count(*) FILTER (WHERE status IN ('present', 'incomplete')),
    count(*) FILTER (WHERE status = 'present'),
    count(*) FILTER (WHERE absent),
    count(*) FILTER (WHERE status = 'leave'),
    count(*) FILTER (WHERE status = 'duty'),
    count(*) FILTER (WHERE status = 'suspended'),
    count(*) FILTER (WHERE status = 'pending'),
    count(*) FILTER (WHERE status = 'no_plan'),
    count(*) FILTER (WHERE late_min > 0 AND status <> 'pending'),
    count(*) FILTER (WHERE early_min > 0 AND status <> 'pending'),
    coalesce(sum(missing) FILTER (WHERE status <> 'pending'), 0),
    coalesce(sum(owed_min) FILTER (WHERE status <> 'pending'), 0),
    coalesce(sum(worked_min) FILTER (WHERE status <> 'pending'), 0),
    coalesce(sum(late_min) FILTER (WHERE status <> 'pending'), 0),
    coalesce(sum(early_min) FILTER (WHERE status <> 'pending'), 0),
    coalesce(sum(made_up_min) FILTER (WHERE status <> 'pending'), 0),
    count(*) FILTER (WHERE has_incident),
    count(*) FILTER (WHERE corrected),
    coalesce(sum(owed_min) FILTER (WHERE absent), 0),
    coalesce(sum(missing) FILTER (WHERE absent), 0)
FROM workdays_dayrecord
WHERE day BETWEEN %s AND %s AND {scope} AND status <> 'not_counted'
GROUP BY employee_id, agency_id
ORDER BY employee_id, agency_id
"""


def day_of(employee_id: int, day: date) -> Day | None:
    """The kept record of one day; None when there is none."""
    found = _records(Q(employee_id=employee_id, day=day))
    return found[0] if found else None


def days(employee_ids: Collection[int], month: Month) -> dict[int, dict[date, Day]]:
    """Kept days of a month by person and day. One statement."""
    found: dict[int, dict[date, Day]] = {}
    for day in _records(Q(employee_id__in=employee_ids, day__range=(month.first, month.last))):
        found.setdefault(day.employee_id, {})[day.day] = day
    return found


def days_on(unit_ids: Collection[int], day: date) -> dict[int, Day]:
    """One day of everybody who served in those units on it, by person. One statement."""
    return {one.employee_id: one for one in _records(Q(unit_id__in=unit_ids, day=day))}


def days_of_people_on(employee_ids: Collection[int], day: date) -> dict[int, Day]:
    """One day of those people, by person. One statement."""
    return {one.employee_id: one for one in _records(Q(employee_id__in=employee_ids, day=day))}


@dataclass(frozen=True, slots=True)
class Standing:
    """How the people of some units stand on a day; `version` changes when any of their records does."""

    by_status: dict[Status, int]
    late: int
    version: str


def standing_on(unit_ids: Collection[int], day: date) -> Standing:
    """Counted in the database: one statement."""
    kept = DayRecord.objects.filter(unit_id__in=unit_ids, day=day).order_by()
    rows = kept.values_list("status").annotate(
        n=Count("employee_id"), late=Count("employee_id", filter=Q(late_min__gt=0)), digest=Sum("digest")
    )
    found = list(rows)
    return Standing(
        by_status={Status(status): n for status, n, _late, _digest in found},
        late=sum(late for _status, _n, late, _digest in found),
        version=str(sum(digest for *_rest, digest in found)),
    )


def days_of_units(unit_ids: Collection[int], month: Month) -> dict[int, dict[date, Day]]:
    """Days of a month that belong to those units, by person and day. One statement."""
    found: dict[int, dict[date, Day]] = {}
    for day in _records(Q(unit_id__in=unit_ids, day__range=(month.first, month.last))):
        found.setdefault(day.employee_id, {})[day.day] = day
    return found


def stream_days(
    month: Month, *, agency_ids: Collection[int] | None = None, employee_ids: Collection[int] | None = None
) -> Iterator[Day]:
    """Kept days of a month in the order of people and days, of those agencies or people (neither: of everybody). One
    statement, read as it comes; only inside a transaction."""
    sql: str = _STREAM
    values: list[object] = [month.first, month.last]
    if agency_ids is not None:
        sql, values = f"{sql} AND agency_id = ANY(%s)", [*values, list(agency_ids)]
    if employee_ids is not None:
        sql, values = f"{sql} AND employee_id = ANY(%s)", [*values, list(employee_ids)]
    with closing(rows(f"{sql} ORDER BY employee_id, day", values)) as found:
        for row in found:
            yield decoded((*row[:20], msgspec.json.decode(row[20])))  # Django hands JSON out of plain cursors as text


def month_totals(unit_ids: Collection[int] | None, month: Month) -> list[MonthTotal]:
    """Sums of a month for everybody with days in those units (None: in the region), by person and agency. One
    statement, which counts in the database."""
    scope = "true" if unit_ids is None else "unit_id = ANY(%s)"
    values: list[Any] = [month.first, month.last, *([] if unit_ids is None else [list(unit_ids)])]
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS.format(scope=scope), values)
        return [MonthTotal(*row) for row in cursor.fetchall()]


def agencies_counted(month: Month) -> set[int]:
    """Agencies with people whose days counted at the end of the month. One statement."""
    rows = DayRecord.objects.filter(day=month.last).exclude(status=Status.NOT_COUNTED.value)
    return set(rows.order_by().values_list("agency_id", flat=True).distinct())


def differences(agency_ids: Collection[int], month: Month, *, state: str = DifferenceState.OPEN) -> list[Difference]:
    """What locked days of those agencies would be, in the order of days. One statement."""
    found = DayDifference.objects.filter(
        agency_id__in=agency_ids, day__range=(month.first, month.last), state=state
    ).order_by("day", "employee_id", "pk")
    return [Difference(row, _document(row.before), _document(row.after)) for row in found]


def waiting(employee_id: int, line: Sequence[int], first: date, last: date) -> bool:
    """Whether a day of the span is marked and not derived yet. `line`: the person's unit and the units above it."""
    mine = Q(scope=Scope.EMPLOYEE, scope_id=employee_id) | Q(scope=Scope.UNIT, scope_id__in=line)
    return StaleSpan.objects.filter(mine | Q(scope=Scope.REGION), first__lte=last, last__gte=first).exists()


def waiting_in(unit_ids: Collection[int], first: date, last: date) -> int:
    """How many marks wait that may concern people of those units."""
    mine = (
        Q(scope=Scope.EMPLOYEE, scope_id__in=_people_of(unit_ids))
        | Q(scope=Scope.EMPLOYEE, scope_id__in=_placed_in(unit_ids, first, last))
        | Q(scope=Scope.UNIT, scope_id__in=unit_ids)
        | Q(scope=Scope.REGION)
    )
    return StaleSpan.objects.filter(mine, first__lte=last, last__gte=first).count()


def derived_now(employee_id: int, first: date, last: date, now: datetime, *, ahead: bool = False) -> dict[date, Day]:
    """One person's days as their facts lead to them at this moment, without keeping them. `ahead`: days to come too.

    Callers see to it that every fact of the person is visible to the statements (`seeing_everything`).
    """
    with transaction.atomic(), closing(Gathered([employee_id], first, last, now, ahead=ahead)) as gathered:
        return {day.day: day for day in gathered.days_of(employee_id, [(first, last)])}


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """One person's month to look at. `days`: kept ones, and derived at this moment where none is kept or the kept one
    waits to be derived again; those after `today` are planned only. `locked`: kept days that stay whatever happens,
    because the month is locked in the agency in which the person served on them; `is_locked`: all of them do."""

    month: Month
    today: date
    days: dict[date, Day]
    fresh: frozenset[date]
    locked: frozenset[date]
    is_locked: bool

    @property
    def is_partly_locked(self) -> bool:
        return bool(self.locked) and not self.is_locked


def month_of(person: Employee, month: Month, now: datetime) -> PersonMonth:
    """A month as it is now. Callers have asked whether the viewer may see the person.

    A fixed number of statements; none of the facts are read when every day is kept and nothing waits.
    """
    today = now.astimezone(person.work_place.zone).date()
    kept = days([person.pk], month).get(person.pk, {})
    lines = people.lines_of({person.unit_id, *(day.unit_id for day in kept.values())})
    agencies = periods.locked_months(month.first, month.last).get(month, set())
    locked = frozenset(day for day, one in kept.items() if one.agency_id in agencies)
    found, wanted = kept, _to_derive(person, lines, month, kept, locked, today)
    fresh: dict[date, Day] = {}
    if wanted:
        with seeing_everything("one person's days follow from facts that the viewer need not see one by one"):
            derived = derived_now(person.pk, min(wanted), max(wanted), now, ahead=True)
        # as the store does it: nothing enters or leaves a locked month
        fresh = {day: derived[day] for day in wanted if day in derived and derived[day].agency_id not in agencies}
        stays = {day: one for day, one in kept.items() if day not in wanted or day in derived}
        found = stays | fresh
    is_locked = locked.issuperset(found) if found else not agencies.isdisjoint(lines.get(person.unit_id, ()))
    return PersonMonth(month, today, found, frozenset(fresh), locked, is_locked)


def _to_derive(
    person: Employee,
    lines: dict[int, tuple[int, ...]],
    month: Month,
    kept: dict[date, Day],
    locked: frozenset[date],
    today: date,
) -> set[date]:
    """Days without a record, and all that no lock holds when one of them waits. None before the records began."""
    since = DayClock.objects.aggregate(first=Min("since"))["first"] or today
    open_days = {day for day in month.days() if day >= since and day not in locked}
    line = sorted({unit_id for line in lines.values() for unit_id in line})
    if open_days and waiting(person.pk, line, month.first, min(month.last, today)):
        return open_days
    return open_days - kept.keys()


@dataclass(frozen=True, slots=True)
class Cell:
    """One day in the month's table."""

    status: Status
    code: str

    @property
    def look(self) -> str:
        return LOOKS[self.status]


def cells_of(unit_ids: Collection[int], month: Month) -> dict[int, dict[date, Cell]]:
    """The table of a month for those units, by person and day, without what only an explanation needs. One
    statement."""
    found: dict[int, dict[date, Cell]] = {}
    names = ("employee_id", "day", "status", "reason_code", "late_min", "early_min", "missing", "detail__events")
    kept = DayRecord.objects.filter(unit_id__in=unit_ids, day__range=(month.first, month.last))
    for employee_id, day, status, reason, late, early, missing, events in kept.order_by().values_list(*names):
        missed = any(not attended and not excuse for _id, _kind, _name, attended, excuse in events or ())
        lacks = (("T", late), ("P", early), ("K", missing), ("A", missed))
        letters = "".join(letter for letter, is_so in lacks if is_so)
        cell = Cell(Status(status), code_from(Status(status), reason, letters))
        found.setdefault(employee_id, {})[day] = cell
    return found


def _placed_in(unit_ids: Collection[int], first: date, last: date) -> Any:
    """Also who serves there and has no record yet, because the placement came late."""
    placed = Placement.objects.filter(unit_id__in=unit_ids, superseded_at__isnull=True, valid_from__lte=last)
    return placed.exclude(valid_to__lt=first).order_by().values("employee_id")


def _people_of(unit_ids: Collection[int]) -> Any:
    return DayRecord.objects.filter(unit_id__in=unit_ids).values("employee_id").distinct()


def _records(condition: Q) -> list[Day]:
    found = DayRecord.objects.filter(condition).order_by("employee_id", "day").values_list(*_NAMES)
    return [decoded(row) for row in found]


def _document(found: Any) -> Day | None:
    return from_document(found) if found is not None else None
