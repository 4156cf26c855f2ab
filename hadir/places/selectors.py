"""Reading places: areas and networks of a day, what waits for a second person, who may be where."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.second_person import Status
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people.models import Employee, OrgUnit, WorkPlace
from hadir.places import texts
from hadir.places.area_models import AreaVersion, NetworkVersion, PlaceAssignment
from hadir.places.rules import Shape


def on_day(day: date) -> Q:
    """Versions in force on the day."""
    began = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return Q(status=Status.CONFIRMED) & began & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def shapes_on(place_ids: Iterable[int], day: date) -> dict[int, tuple[Shape, ...]]:
    """The areas of those places on the day; a place without any is missing. One statement."""
    rows = AreaVersion.objects.filter(on_day(day), work_place_id__in=set(place_ids))
    return {row.work_place_id: tuple(shape for _name, shape in row.shapes) for row in rows if row.areas}


def drawn_on(place_ids: Iterable[int], day: date) -> set[int]:
    """Those places that have an area on the day. One statement."""
    rows = AreaVersion.objects.filter(on_day(day), work_place_id__in=set(place_ids)).exclude(areas=[])
    return set(rows.order_by().values_list("work_place_id", flat=True))


def place(work_place_id: int) -> WorkPlace:
    """With its unit; NotFound `work_place_not_found`. Where an office is, is public."""
    found = WorkPlace.objects.select_related("unit").filter(pk=work_place_id).first()
    if found is None:
        raise NotFound("work_place_not_found", texts.PLACE_NOT_FOUND)
    return found


def area_versions(work_place_id: int) -> QuerySet[AreaVersion]:
    """Every version of a place's areas, proposals too, the newest first."""
    return AreaVersion.objects.filter(work_place=work_place_id).order_by("-id")


def network_versions(*, work_place_id: int | None = None, unit_id: int | None = None) -> QuerySet[NetworkVersion]:
    """Every version of the networks of a place, or of a unit, proposals too, the newest first, with their networks."""
    rows = NetworkVersion.objects.filter(work_place=work_place_id, unit=unit_id)
    return rows.prefetch_related("networks").order_by("-id")


def networks_known(day: date) -> int:
    """How many networks of offices hold on a day."""
    return NetworkVersion.objects.filter(on_day(day), networks__isnull=False).count()


def waiting_for(user: User) -> list[AreaVersion | NetworkVersion]:
    """Proposals that the account may decide, the oldest first. Two statements beside those for the rights."""
    units = permissions.units_for(user, Right.CONFIRM_WORK_PLACES)
    if not units:
        return []
    open_ones = Q(status=Status.PROPOSED)
    areas = AreaVersion.objects.filter(open_ones, work_place__unit_id__in=units)
    networks = NetworkVersion.objects.filter(open_ones).filter(Q(work_place__unit_id__in=units) | Q(unit_id__in=units))
    found: list[AreaVersion | NetworkVersion] = [
        *areas.select_related("work_place__unit"),
        *networks.select_related("work_place__unit", "unit"),
    ]
    return sorted((row for row in found if user.pk not in row.authors), key=lambda row: row.proposed_at)


def units_planned_by(user: User) -> QuerySet[OrgUnit]:
    """Units whose networks the account may propose."""
    rows: QuerySet[OrgUnit] = OrgUnit.objects.filter(pk__in=permissions.units_for(user, Right.PLAN_WORK_PLACES))
    return rows.filter(closed_on__isnull=True)


# --- people


def place_ids_on(employee: Employee, day: date) -> set[int]:
    """Work places at which somebody may be on a day: the regular one and those of assignments. One statement."""
    rows = _counting(day).filter(employee=employee, work_place__isnull=False)
    return {employee.work_place_id, *rows.values_list("work_place_id", flat=True)}


def assignments_of(employee_id: int) -> QuerySet[PlaceAssignment]:
    """Everything that was ever assigned to somebody, the latest first."""
    return PlaceAssignment.objects.filter(employee=employee_id).select_related("work_place__unit")


def assigned_to(place_id: int, day: date, *, unit_ids: Collection[int]) -> QuerySet[PlaceAssignment]:
    """Who of those units may also be at the place on a day, by name."""
    rows = _counting(day).filter(work_place=place_id, employee__unit_id__in=unit_ids)
    return rows.select_related("employee__unit").order_by("employee__name", "id")


def _counting(day: date) -> QuerySet[PlaceAssignment]:
    rows = PlaceAssignment.objects.filter(cancelled_at=None, first__lte=day)
    return rows.filter(Q(last__isnull=True) | Q(last__gte=day))
