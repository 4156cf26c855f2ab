"""Who may also be at another work place, or within an area that a letter names, and on which days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.notices import services as notices
from hadir.notices.rules import Kind
from hadir.people import selectors as people
from hadir.people.models import Employee, WorkPlace
from hadir.people.saving import lock, save
from hadir.places import shapes, texts
from hadir.places.area_models import PlaceAssignment
from hadir.places.shapes import NamedArea

_LONGEST_FREE = 366  # days within an area that is no work place: a letter, not a second home


@dataclass(frozen=True, slots=True)
class AssignmentData:
    """One work place, or an area that is none (letters only); `last` None: until further notice."""

    first: date
    last: date | None
    basis: str
    place_id: int | None = None
    area: NamedArea | None = None


@transaction.atomic
def assign(actor: Authority, employee_id: int, data: AssignmentData, *, now: datetime) -> PlaceAssignment:
    """Let somebody also be at another work place. The person is told.

    Raises `NotPermitted` (also not_oneself), `NotFound`, `InvalidInput` (assignment_invalid with fields), `Conflict`
    (assigned_already).
    """
    employee = people.employee(employee_id)
    actor.require(Right.ASSIGN_WORK_PLACES, employee.unit_id)
    if actor.actor.employee_id == employee.pk:
        raise NotPermitted("not_oneself", texts.NOT_ONESELF)
    wrong = _faults(data)
    if data.first < now.astimezone(employee.work_place.zone).date():
        wrong["first"] = texts.DAY_PAST
    if data.place_id is None:
        wrong["work_place"] = texts.PLACE_NEEDED
    elif data.place_id == employee.work_place_id:
        wrong["work_place"] = texts.OWN_PLACE
    _refuse(wrong)
    place = _place(data.place_id)
    lock(employee)
    if _on(data.first, data.last).filter(employee=employee, work_place=place).exists():
        raise Conflict("assigned_already", texts.ASSIGNED_ALREADY)
    row = _new(employee, data, actor, now)
    save(row)
    _tell(row, place.name)
    _record(actor, "assign", row, Right.ASSIGN_WORK_PLACES)
    return row


@transaction.atomic
def end(actor: Authority, assignment_id: int, *, last: date | None, now: datetime) -> PlaceAssignment:
    """Let it end on a day, or at once (None: yesterday was its last day). Raises as `assign`, `Conflict`
    (assignment_over, assignment_of_letter)."""
    row = _locked(assignment_id)
    actor.require(Right.ASSIGN_WORK_PLACES, row.employee.unit_id)
    if row.source:
        raise Conflict("assignment_of_letter", texts.ASSIGNMENT_OF_LETTER)
    today = now.astimezone(row.employee.work_place.zone).date()
    if row.cancelled_at or (row.last is not None and row.last < today):
        raise Conflict("assignment_over", texts.ASSIGNMENT_OVER)
    if last is not None and last < today - timedelta(days=1):
        _refuse({"last": texts.DAY_PAST})
    _shorten(row, last if last is not None else today - timedelta(days=1), actor, now)
    _record(actor, "end_assignment", row, Right.ASSIGN_WORK_PLACES)
    return row


# --- letters: two people have looked at them; their slice asks for the rights and tells the people


@transaction.atomic
def assign_by_letter(
    actor: Authority, source: str, employee_ids: Sequence[int], data: AssignmentData, *, now: datetime
) -> list[PlaceAssignment]:
    """What a confirmed letter says about where its people may be: one place, or one area. Raises `InvalidInput`."""
    _refuse(check_letter(data) | _faults(data))
    rows = []
    for employee in Employee.objects.filter(pk__in=employee_ids).select_related("unit"):
        row = _new(employee, data, actor, now)
        row.source = source
        save(row)
        _record(actor, "assign", row, None)
        rows.append(row)
    return rows


def check_letter(data: AssignmentData) -> dict[str, object]:
    """Sentences by field (work_place, area, last) about what a letter says of its place; empty when it is in order."""
    wrong: dict[str, object] = {}
    one_of_them = (data.place_id is None) != (data.area is None)
    if not one_of_them or (data.place_id and not WorkPlace.objects.filter(pk=data.place_id).exists()):
        wrong["work_place"] = texts.PLACE_NEEDED
    if data.area is not None:
        found = [texts.fault(one) for one in shapes.faults(data.area.shape) if not one.asks]
        if not data.area.name.strip():
            found.append(str(texts.AREA_NAMELESS))
        if found:
            wrong["area"] = " ".join(found)
        if data.last is None or (data.last - data.first).days >= _LONGEST_FREE:
            wrong["last"] = str(texts.SPAN_LONG).format(days=_LONGEST_FREE)
    return wrong


@transaction.atomic
def end_by_letter(
    actor: Authority, *, source: str, from_day: date, now: datetime, employee_ids: Collection[int] | None = None
) -> int:
    """A letter ends from a day on, for everybody or for some; how many assignments it ended."""
    rows = PlaceAssignment.objects.select_for_update(of=("self",)).select_related("employee").filter(source=source)
    rows = rows.filter(cancelled_at=None, last__gte=from_day)
    if employee_ids is not None:
        rows = rows.filter(employee_id__in=employee_ids)
    ended = list(rows)
    for row in ended:
        _shorten(row, from_day - timedelta(days=1), actor, now)
        _record(actor, "end_assignment", row, None)
    return len(ended)


def stored(area: NamedArea) -> dict[str, object]:
    """An area as rows keep it."""
    return {"name": area.name.strip()[:100], **shapes.encode(shapes.rounded(area.shape))}


def restored(value: Mapping[str, Any] | None) -> NamedArea | None:
    """Back from what `stored` has made."""
    return NamedArea(value["name"], shapes.decode(value)) if value else None


# --- parts


def _place(place_id: int | None) -> WorkPlace:
    found = WorkPlace.objects.filter(pk=place_id).first() if place_id is not None else None
    if found is None:
        raise NotFound("work_place_not_found", texts.PLACE_NOT_FOUND)
    return found


def _faults(data: AssignmentData) -> dict[str, object]:
    wrong: dict[str, object] = {}
    if data.last is not None and data.last < data.first:
        wrong["last"] = texts.SPAN_BACKWARDS
    if not data.basis.strip():
        wrong["basis"] = texts.BASIS_NEEDED
    return wrong


def _refuse(wrong: dict[str, object]) -> None:
    if wrong:
        raise InvalidInput("assignment_invalid", texts.ASSIGNMENT_INVALID, fields=wrong)


def _on(first: date, last: date | None) -> QuerySet[PlaceAssignment]:
    rows = PlaceAssignment.objects.filter(Q(last__isnull=True) | Q(last__gte=first), cancelled_at=None)
    return rows.filter(first__lte=last) if last is not None else rows


def _new(employee: Employee, data: AssignmentData, actor: Authority, now: datetime) -> PlaceAssignment:
    return PlaceAssignment(
        employee=employee,
        work_place_id=data.place_id,
        area=stored(data.area) if data.area else None,
        first=data.first,
        last=data.last,
        basis=data.basis.strip()[:300],
        assigned_at=now,
        assigned_by=actor.actor.id,
        assigned_by_label=actor.actor.label[:200],
    )


def _shorten(row: PlaceAssignment, last: date, actor: Authority, now: datetime) -> None:
    """Its new last day; before its first one means that it never counted."""
    if last < row.first:
        row.cancelled_at = now
    else:
        row.last = last
    row.ended_at, row.ended_by_label = now, actor.actor.label[:200]
    row.save(update_fields=["last", "ended_at", "ended_by_label", "cancelled_at"])


def _locked(assignment_id: int) -> PlaceAssignment:
    rows = PlaceAssignment.objects.select_for_update(of=("self",)).select_related("employee__work_place")
    found = rows.filter(pk=assignment_id).first()
    if found is None:
        raise NotFound("assignment_not_found", texts.ASSIGNMENT_NOT_FOUND)
    return found


def _tell(row: PlaceAssignment, place: str) -> None:
    with seeing_everything("who has to be told; the other learns nothing of the account"):
        accounts = list(User.objects.filter(employee=row.employee_id, is_active=True).values_list("pk", flat=True))
    facts: dict[str, str | int] = {"place": place, "first_on": row.first.isoformat(), "basis": row.basis}
    notices.send(
        Kind.PLACE_ASSIGNED,
        user_ids=accounts,
        facts=facts,
        link=reverse("own_places"),
        about=f"place_assignment:{row.pk}",
    )


def _record(actor: Authority, deed: str, row: PlaceAssignment, right: Right | None) -> None:
    detail: dict[str, object] = {
        "assignment": row.pk,
        "place": row.work_place_id,
        "area": row.area,
        "first": row.first.isoformat(),
        "last": row.last.isoformat() if row.last else None,
        "cancelled": row.cancelled_at is not None,
        "basis": row.basis,
        "source": row.source,
    }
    audit.record(
        f"places.{deed}",
        actor=actor.actor,
        subject=f"employee:{row.employee_id}",
        detail=detail,
        unit_id=row.employee.unit_id,
        right=right,
    )
