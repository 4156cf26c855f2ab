"""Whom an incident concerns: people placed in its units or at its places while it lasted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hadir.attendance.incidents.models import IncidentReport
from hadir.attendance.models import Punch
from hadir.audit.viewer import seeing_everything
from hadir.people import selectors as people
from hadir.people.models import Employee, OrgUnit, Placement, UnitKind

_SAMPLE = 20


@dataclass(frozen=True, slots=True)
class Agency:
    """Of one agency: how many people, and how many of them have no check-in within the window."""

    name: str
    people: int
    without: int


@dataclass(frozen=True, slots=True)
class Affected:
    """What a window comes to. `without`: people with no accepted check-in within it; `days`: local days it touches;
    `sample`: some of those without, by name."""

    people: int
    without: int
    days: int
    agencies: list[Agency] = field(default_factory=list)
    sample: list[Employee] = field(default_factory=list)


def people_at(place_ids: Collection[int], first: date, last: date) -> list[int]:
    """Everybody who served at those places on a day of the span, also who has left since. One statement."""
    served = Placement.objects.filter(superseded_at__isnull=True, valid_from__lte=last, work_place__in=place_ids)
    with seeing_everything("marks on days name people by number only; they are shown to nobody"):
        return list(served.exclude(valid_to__lt=first).order_by().values_list("employee_id", flat=True))


def affected(row: IncidentReport, *, first_at: datetime, last_at: datetime) -> Affected:
    """People and check-ins under a window, for whoever may see them. A fixed number of statements."""
    zone = ZoneInfo(row.zone)
    first, last = first_at.astimezone(zone).date(), last_at.astimezone(zone).date()
    seen = Punch.objects.filter(
        employee=OuterRef("employee"), accepted=True, recorded_at__gte=first_at, recorded_at__lt=last_at
    )
    placed = _placed(first, last).filter(_scope(row)).annotate(seen=Exists(seen))
    by_unit = placed.values("unit_id").annotate(
        n=Count("employee", distinct=True), without=Count("employee", distinct=True, filter=Q(seen=False))
    )
    agencies = _by_agency({line["unit_id"]: (line["n"], line["without"]) for line in by_unit})
    some = placed.filter(seen=False).order_by("employee__name", "employee_id").values_list("employee_id", flat=True)
    shown = list(dict.fromkeys(some[: _SAMPLE * 2]))[:_SAMPLE]
    named = {one.pk: one for one in Employee.objects.filter(pk__in=shown).select_related("unit")}
    return Affected(
        people=sum(one.people for one in agencies),
        without=sum(one.without for one in agencies),
        days=(last - first).days + 1,
        agencies=agencies,
        sample=[named[one] for one in shown if one in named],
    )


def _placed(first: date, last: date) -> QuerySet[Placement]:
    rows = Placement.objects.filter(superseded_at__isnull=True, valid_from__lte=last, employee__active=True)
    return rows.exclude(valid_to__lt=first).order_by()


def _scope(row: IncidentReport) -> Q:
    if row.is_regional:
        return Q()
    units = people.ids_below(row.unit_rows.order_by().values_list("unit_id", flat=True))
    return Q(unit_id__in=units) | Q(work_place_id__in=row.place_rows.order_by().values("work_place_id"))


def _by_agency(by_unit: dict[int, tuple[int, int]]) -> list[Agency]:
    lines = people.lines_of(by_unit)
    opds = dict(OrgUnit.objects.filter(kind=UnitKind.OPD).order_by().values_list("pk", "name"))
    sums: dict[str, tuple[int, int]] = {}
    for unit_id, (n, without) in by_unit.items():
        name = next((opds[one] for one in lines.get(unit_id, ()) if one in opds), "")
        before = sums.get(name, (0, 0))
        sums[name] = before[0] + n, before[1] + without
    return [Agency(name, *numbers) for name, numbers in sorted(sums.items())]
