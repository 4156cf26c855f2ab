"""How many of an agency's people may work elsewhere on a day: a dated policy, counted over everything confirmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Q
from django.utils.dates import WEEKDAYS

from hadir.audit.viewer import seeing_everything
from hadir.lib.errors import InvalidInput
from hadir.people import selectors as people
from hadir.people.models import Employee, OrgUnit, UnitKind
from hadir.schedules import saying, texts
from hadir.schedules.book import Elsewhere
from hadir.schedules.instances import WorkMode
from hadir.schedules.models import WorkModeDay, WorkModePolicy
from hadir.schedules.planning import Planner
from hadir.schedules.proposals import Status

Line = tuple[int, ...]


def check(row: WorkModeDay, unit_id: int | None) -> None:
    """Whether the days of a proposal fit beside what is confirmed. Raises `InvalidInput` (quota_exceeded).

    `unit_id` is the unit of the proposal's person, or its own. A policy of a unit counts its people, the region's
    counts each agency.
    """
    if row.mode == WorkMode.OFFICE:
        return
    policies = _policies(row.first, row.last)
    if not policies:
        return
    with seeing_everything("how many work elsewhere, among people whom the asker may not see; only numbers come back"):
        staff = _staff(unit_id)
        lines = people.lines_of({unit for _person, unit in staff})
        planner = _with(Planner.load([person for person, _unit in staff], row.first, row.last), row)
    agencies = set(OrgUnit.objects.filter(kind=UnitKind.OPD).order_by().values_list("pk", flat=True))
    concerned = people.ids_below([unit_id]) if unit_id is not None else set(lines)
    for day in _days(row):
        _check_day(day, policies, [(person, lines[unit]) for person, unit in staff], planner, agencies, concerned)


def _check_day(
    day: date,
    policies: Sequence[WorkModePolicy],
    staff: Sequence[tuple[int, Line]],
    planner: Planner,
    agencies: set[int],
    concerned: set[int],
) -> None:
    total: Counter[tuple[int, int]] = Counter()
    elsewhere: Counter[tuple[int, int]] = Counter()
    touched: set[tuple[int, int]] = set()
    by_id = {policy.pk: policy for policy in policies}
    for person, line in staff:
        policy = _policy_on(policies, line, day)
        if policy is None:
            continue
        group = policy.unit_id or next((unit for unit in line if unit in agencies), line[-1])
        key = (policy.pk, group)
        total[key] += 1
        elsewhere[key] += planner.mode_of(person, line=line, day=day) is not WorkMode.OFFICE
        if line[0] in concerned:
            touched.add(key)
    for key in sorted(touched):
        policy, group = by_id[key[0]], key[1]
        if elsewhere[key] * 100 > total[key] * policy.max_percent:
            raise InvalidInput("quota_exceeded", _sentence(day, policy, group, elsewhere[key], total[key]))


def _sentence(day: date, policy: WorkModePolicy, group: int, elsewhere: int, total: int) -> str:
    pattern = texts.QUOTA_EXCEEDED if policy.max_percent else texts.DIRECT_SERVICE
    return str(pattern).format(
        day=f"{WEEKDAYS[day.weekday()]} {saying.day(day)}",
        unit=people.unit(group).name,
        elsewhere=elsewhere,
        people=total,
        share=round(elsewhere * 100 / total),
        most=policy.max_percent,
        basis=policy.legal_basis,
    )


def _staff(unit_id: int | None) -> list[tuple[int, int]]:
    """Active people, with their units, of every agency that the proposal may concern."""
    rows = Employee.objects.filter(active=True)
    if unit_id is not None:
        line = people.line_of(unit_id)
        agency = OrgUnit.objects.filter(pk__in=line, kind=UnitKind.OPD).values_list("pk", flat=True).first()
        rows = rows.filter(unit_id__in=people.ids_below([agency if agency is not None else unit_id]))
    return list(rows.order_by().values_list("pk", "unit_id"))


def _policies(first: date, last: date) -> list[WorkModePolicy]:
    """Confirmed ones that cover a day of the span, the latest beginning first."""
    rows = WorkModePolicy.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first), valid_from__lte=last)
    return list(rows.filter(status=Status.CONFIRMED).order_by("-valid_from", "-pk"))


def _policy_on(policies: Sequence[WorkModePolicy], line: Line, day: date) -> WorkModePolicy | None:
    """That of the nearest unit, the region's last."""
    covering = [one for one in policies if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)]
    for unit_id in (*line, None):
        found = next((one for one in covering if one.unit_id == unit_id), None)
        if found is not None:
            return found
    return None


def _with(planner: Planner, row: WorkModeDay) -> Planner:
    """The planner as if the row were confirmed."""
    proposed = Elsewhere(row.pk or 0, WorkMode(row.mode), row.first, row.last, frozenset(row.weekdays))
    if row.employee_id is not None:
        own = [proposed, *planner.modes.get(row.employee_id, ())]
        return replace(planner, modes={**planner.modes, row.employee_id: own})
    general = planner.book.modes
    modes = {**general, row.unit_id: [proposed, *general.get(row.unit_id, ())]}
    return replace(planner, book=replace(planner.book, modes=modes))


def _days(row: WorkModeDay) -> Iterator[date]:
    day = row.first
    while day <= row.last:
        if not row.weekdays or day.weekday() in row.weekdays:
            yield day
        day += timedelta(days=1)
