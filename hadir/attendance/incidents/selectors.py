"""Reading incidents."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.facts import Incident, IncidentState
from hadir.attendance.incidents import texts
from hadir.attendance.incidents.models import IncidentPlace, IncidentReport, IncidentUnit, OutageSign
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people.models import OrgUnit, WorkPlace

_ZONES = timedelta(hours=14)  # no local day begins or ends farther from UTC's


def between(first: date, last: date) -> list[Incident]:
    """Incidents whose window touches those local days, whatever their state, by number. Three statements."""
    begin = datetime.combine(first, time(0), UTC) - _ZONES
    end = datetime.combine(last + timedelta(days=1), time(0), UTC) + _ZONES
    reports = list(IncidentReport.objects.filter(first_at__lt=end, last_at__gt=begin).order_by("id"))
    if not reports:
        return []
    ids = [one.pk for one in reports]
    units: dict[int, set[int]] = {}
    for key, unit_id in IncidentUnit.objects.filter(incident__in=ids).order_by().values_list("incident", "unit"):
        units.setdefault(key, set()).add(unit_id)
    places: dict[int, set[int]] = {}
    for key, place in IncidentPlace.objects.filter(incident__in=ids).order_by().values_list("incident", "work_place"):
        places.setdefault(key, set()).add(place)
    return [_as_fact(one, frozenset(units.get(one.pk, ())), frozenset(places.get(one.pk, ()))) for one in reports]


def _as_fact(row: IncidentReport, units: frozenset[int], places: frozenset[int]) -> Incident:
    return Incident(
        id=row.pk,
        kind=row.kind,
        state=IncidentState(row.state),
        first_at=row.first_at,
        last_at=row.last_at,
        units=units,
        places=places,
        reference=row.reference_number,
    )


# --- for people


def incidents() -> QuerySet[IncidentReport]:
    """All of them, public as they are, the latest first."""
    return IncidentReport.objects.select_related("unit").order_by("-first_at", "-id")


def incident(incident_id: int) -> IncidentReport:
    """One; NotFound `incident_not_found`."""
    found = incidents().filter(pk=incident_id).first()
    if found is None:
        raise NotFound("incident_not_found", texts.NOT_FOUND)
    return found


def scope_names(row: IncidentReport) -> list[str]:
    """What it concerns, in words; empty: the region. Two statements."""
    units = OrgUnit.objects.filter(pk__in=row.unit_rows.order_by().values("unit_id")).order_by("name")
    places = WorkPlace.objects.filter(pk__in=row.place_rows.order_by().values("work_place_id")).order_by("name")
    return [*units.values_list("name", flat=True), *places.values_list("name", flat=True)]


def waiting_for(user: User) -> list[IncidentReport]:
    """Reports on which the user may decide, the oldest first."""
    if not permissions.has(user, Right.CONFIRM_INCIDENT):
        return []
    rows = IncidentReport.objects.filter(state=IncidentState.PROPOSED.value).exclude(reported_by=user.pk)
    return list(rows.select_related("unit").order_by("reported_at"))


def open_signs(user: User) -> QuerySet[OutageSign]:
    """What the server noticed and nobody has taken up, for whoever may report it."""
    units = permissions.units_for(user, Right.REPORT_INCIDENT)
    everywhere = permissions.has(user, Right.REPORT_INCIDENT)
    mine = Q(work_place__unit_id__in=units) | (Q(work_place__isnull=True) if everywhere else Q(pk__in=[]))
    rows = OutageSign.objects.filter(mine, incident__isnull=True, dropped_at__isnull=True)
    return rows.select_related("work_place__unit")
