"""Reading incidents."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hadir.attendance.facts import Incident, IncidentState
from hadir.attendance.incidents.models import IncidentPlace, IncidentReport, IncidentUnit

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
