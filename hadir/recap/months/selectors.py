"""Sums of months, in a number of statements that does not depend on how many people there are.

Nothing here asks for rights except `agencies_for` and `agency_for`: callers pass the units they may see.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people import selectors as people
from hadir.people.models import Employee, OrgUnit, UnitKind
from hadir.periods.rules import Month
from hadir.recap.allowance.approval import Status
from hadir.recap.months import rules, texts
from hadir.recap.months.models import MonthPolicy
from hadir.recap.months.rules import UNDECIDED, Carried, Policy
from hadir.workdays import selectors as workdays
from hadir.workdays.selectors import MonthTotal

# What one sum cannot hold: days by reason, days by place of work, stages without check-in by stage.
_PARTS = """
WITH mine AS (
    SELECT employee_id, agency_id, status, reason_code, work_mode, missing, detail
    FROM workdays_dayrecord WHERE day BETWEEN %(first)s AND %(last)s AND unit_id = ANY(%(units)s)
        AND status NOT IN ('not_counted', 'pending')
)
SELECT employee_id, agency_id, 'reason', reason_code, count(*) FROM mine
WHERE reason_code <> '' AND status IN ('leave', 'duty', 'suspended') GROUP BY employee_id, agency_id, reason_code
UNION ALL
SELECT employee_id, agency_id, 'mode', work_mode, count(*) FROM mine
WHERE work_mode NOT IN ('', 'office') AND status IN ('present', 'incomplete') GROUP BY employee_id, agency_id, work_mode
UNION ALL
SELECT employee_id, agency_id, 'stage', stage ->> 0, count(*)
FROM mine CROSS JOIN LATERAL jsonb_array_elements(detail -> 'stages') stage
WHERE missing > 0 AND status <> 'absent' AND stage ->> 7 = '1' GROUP BY employee_id, agency_id, stage ->> 0
"""
# Minutes of everybody who has days in those units in the month, wherever he served, month by month since January.
_SINCE_JANUARY = """
SELECT employee_id, extract(month FROM day)::int, sum(late_min), sum(early_min) FROM workdays_dayrecord
WHERE employee_id = ANY(%s) AND day BETWEEN %s AND %s AND status NOT IN ('not_counted', 'pending')
    AND (late_min > 0 OR early_min > 0)
GROUP BY 1, 2
"""
_AGENCIES = """
SELECT agency_id, extract(year FROM day)::int, extract(month FROM day)::int, count(DISTINCT employee_id),
    count(*) FILTER (WHERE status IN ('leave', 'duty', 'suspended', 'present', 'incomplete', 'absent')),
    count(*) FILTER (WHERE status IN ('present', 'incomplete')),
    count(*) FILTER (WHERE absent),
    count(*) FILTER (WHERE status = 'leave'),
    count(*) FILTER (WHERE status = 'duty'),
    count(*) FILTER (WHERE late_min > 0 AND status <> 'pending'),
    count(*) FILTER (WHERE status = 'pending'),
    coalesce(sum(missing) FILTER (WHERE status <> 'pending'), 0),
    coalesce(sum(owed_min) FILTER (WHERE status <> 'pending'), 0),
    coalesce(sum(late_min) FILTER (WHERE status <> 'pending'), 0),
    coalesce(sum(early_min) FILTER (WHERE status <> 'pending'), 0),
    coalesce(sum(owed_min) FILTER (WHERE absent), 0)
FROM workdays_dayrecord
WHERE day BETWEEN %s AND %s AND unit_id = ANY(%s) AND status <> 'not_counted'
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """One person's month in one agency. `reasons`, `modes`, `stages`: counts by code."""

    total: MonthTotal
    name: str = ""
    nip: str = ""
    unit: str = ""
    reasons: Mapping[str, int] = field(default_factory=dict)
    modes: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, int] = field(default_factory=dict)
    percent: Decimal | None = None
    carried: Carried = rules.NOTHING

    @property
    def employee_id(self) -> int:
        return self.total.employee_id

    @property
    def wfh(self) -> int:
        """Days of work elsewhere, at home or anywhere."""
        return sum(self.modes.values())

    @property
    def lost_min(self) -> int:
        """Minutes not served: late, early, and days without reason as a whole."""
        return self.total.late_min + self.total.early_min + self.total.absent_min

    def figures(self) -> dict[str, Any]:
        """What signatures and the lock bind: numbers only, in a fixed form."""
        total = self.total
        return {
            "employee": total.employee_id,
            "owed_days": total.owed_days,
            "present": total.present,
            "absent": total.absent,
            "leave": total.leave,
            "duty": total.duty,
            "suspended": total.suspended,
            "pending": total.pending,
            "no_plan": total.no_plan,
            "late_days": total.late_days,
            "early_days": total.early_days,
            "missing": total.gaps,
            "owed_min": total.owed_min,
            "worked_min": total.worked_min,
            "late_min": total.late_min,
            "early_min": total.early_min,
            "made_up_min": total.made_up_min,
            "reasons": dict(sorted(self.reasons.items())),
            "modes": dict(sorted(self.modes.items())),
            "stages": dict(sorted(self.stages.items())),
            "percent": str(self.percent) if self.percent is not None else None,
            "converted_days": self.carried.days,
            "rest_min": self.carried.rest,
            "year_days": self.carried.days_so_far,
        }


@dataclass(frozen=True, slots=True)
class AgencyMonth:
    """A month of an agency as a whole."""

    agency_id: int
    month: Month
    people: int
    owed_days: int
    present: int
    absent: int
    leave: int
    duty: int
    late_days: int
    pending: int
    missing: int
    owed_min: int
    late_min: int
    early_min: int
    absent_min: int

    @property
    def lost_min(self) -> int:
        return self.late_min + self.early_min + self.absent_min

    @property
    def percent(self) -> Decimal | None:
        return rules.attendance_percent(self.owed_min, self.late_min, self.early_min, self.absent_min)

    @property
    def absent_percent(self) -> Decimal | None:
        """Days without reason among days with duty."""
        if not self.owed_days:
            return None
        return Decimal(100) - (rules.attendance_percent(self.owed_days, self.absent, 0) or Decimal(0))


# --- policies


def policies() -> list[MonthPolicy]:
    """Everything that was decided or waits, the latest first."""
    return list(MonthPolicy.objects.exclude(status=Status.WITHDRAWN))


def policy_row(month: Month) -> MonthPolicy | None:
    """The decided row that holds for a month."""
    return MonthPolicy.objects.filter(status=Status.CONFIRMED, valid_from__lte=month.first).first()


def policy_of(month: Month) -> Policy:
    """What holds for a month; `UNDECIDED` where nobody has decided."""
    row = policy_row(month)
    return row.policy() if row is not None else UNDECIDED


def policies_since_january(month: Month) -> list[Policy]:
    """One for each month from January to that one. One statement."""
    rows = list(MonthPolicy.objects.filter(status=Status.CONFIRMED, valid_from__lte=month.first))
    found = []
    for number in range(1, month.number + 1):
        first = date(month.year, number, 1)
        row = next((one for one in rows if one.valid_from <= first), None)
        found.append(row.policy() if row is not None else UNDECIDED)
    return found


# --- agencies


def agencies_for(user: User, right: Right = Right.SEE_RECAP) -> QuerySet[OrgUnit]:
    """Agencies of which the account may see the whole recap, by name."""
    units = permissions.units_for(user, right)
    found: QuerySet[OrgUnit] = OrgUnit.objects.filter(pk__in=units, kind=UnitKind.OPD)
    return found.order_by("name", "pk")


def agency_for(user: User, unit_id: int, right: Right = Right.SEE_RECAP) -> OrgUnit:
    """Raises `NotFound` (recap_agency_not_found), also for an agency of which the account may see nothing."""
    found = agencies_for(user, right).filter(pk=unit_id).first()
    if found is None:
        raise NotFound("recap_agency_not_found", texts.AGENCY_NOT_FOUND)
    return found


def units_of(agency_id: int) -> set[int]:
    """The agency with all its units."""
    return people.ids_below([agency_id])


# --- sums


def recap(unit_ids: Collection[int], month: Month, *, carried: bool = True) -> list[PersonMonth]:
    """Everybody with days in those units, by name. Six statements, however many they are."""
    totals = workdays.month_totals(unit_ids, month)
    if not totals:
        return []
    since_january = policies_since_january(month)
    policy = since_january[-1]
    parts = _parts(unit_ids, month)
    names = _names({one.employee_id for one in totals})
    accounts = carried_by_person({one.employee_id for one in totals}, month, since_january) if carried else {}
    found = [_person(one, parts.get((one.employee_id, one.agency_id), {}), names, policy, accounts) for one in totals]
    return sorted(found, key=lambda one: (one.name.casefold(), one.employee_id))


def recap_of_agency(agency_id: int, month: Month) -> list[PersonMonth]:
    """The recap that an agency signs: days that belong to it, also of people who have moved on."""
    return [one for one in recap(units_of(agency_id), month) if one.total.agency_id == agency_id]


def recap_by_person(agency_id: int, month: Month, employee_ids: Collection[int]) -> dict[int, PersonMonth]:
    """Only of those people."""
    wanted = set(employee_ids)
    return {one.employee_id: one for one in recap_of_agency(agency_id, month) if one.employee_id in wanted}


def carried_by_person(
    employee_ids: Collection[int], month: Month, since_january: Sequence[Policy]
) -> dict[int, Carried]:
    """The running account of minutes of those people at the end of the month. No statement where nothing converts."""
    if not any(one.converts for one in since_january):
        return {}
    minutes: dict[int, dict[int, tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SINCE_JANUARY, [list(employee_ids), date(month.year, 1, 1), month.last])
        for who, number, late, early in cursor.fetchall():
            minutes.setdefault(who, {})[number] = (late, early)
    return {
        who: rules.carry(
            (policy.minutes(*minutes.get(who, {}).get(number, (0, 0))), policy)
            for number, policy in enumerate(since_january, start=1)
        )[-1]
        for who in employee_ids
    }


def agency_months(unit_ids: Collection[int], first: date, last: date) -> list[AgencyMonth]:
    """Sums by agency and month. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_AGENCIES, [first, last, list(unit_ids)])
        return [AgencyMonth(row[0], Month(row[1], row[2]), *row[3:]) for row in cursor.fetchall()]


def _parts(unit_ids: Collection[int], month: Month) -> dict[tuple[int, int], dict[str, dict[str, int]]]:
    found: dict[tuple[int, int], dict[str, dict[str, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, {"first": month.first, "last": month.last, "units": list(unit_ids)})
        for who, agency, kind, code, count in cursor.fetchall():
            found.setdefault((who, agency), {}).setdefault(kind, {})[code] = count
    return found


def _names(employee_ids: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """Name, number and unit. Whoever may see a day may read whose it is, also of somebody who has moved on."""
    with seeing_everything("names beside days that the caller has already found visible"):
        rows = Employee.objects.filter(pk__in=employee_ids).select_related("unit").order_by()
        return {row.pk: (row.full_name, row.nip, row.unit.name) for row in rows}


def _person(
    total: MonthTotal,
    parts: Mapping[str, Mapping[str, int]],
    names: Mapping[int, tuple[str, str, str]],
    policy: Policy,
    accounts: Mapping[int, Carried],
) -> PersonMonth:
    name, nip, unit = names.get(total.employee_id, ("", "", ""))
    imputed = policy.missing_min * total.gaps + total.absent_min
    return PersonMonth(
        total=total,
        name=name,
        nip=nip,
        unit=unit,
        reasons=parts.get("reason", {}),
        modes=parts.get("mode", {}),
        stages=parts.get("stage", {}),
        percent=rules.attendance_percent(total.owed_min, total.late_min, total.early_min, imputed),
        carried=accounts.get(total.employee_id, rules.NOTHING),
    )
