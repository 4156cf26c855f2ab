"""Work places: where they lie, over which networks they reach the site, and who may also be there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import oversight, permissions
from hadir.accounts.models import User
from hadir.enrolment.services import own_employee
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError
from hadir.people import selectors as people
from hadir.people.models import Employee, WorkPlace
from hadir.places import assignments, selectors, services, shapes
from hadir.places.area_models import AreaVersion, NetworkVersion, PlaceAssignment
from hadir.places.assignments import AssignmentData
from hadir.places.rules import Circle, Shape
from hadir.web.access import signed_in
from hadir.web.forms_places import AssignForm
from hadir.web.listing import show_refusal
from hadir.web.second_person import take_decision

_VERSIONS_SHOWN = 20


@never_cache
@require_GET
@signed_in
def work_place(request: HttpRequest, user: User, work_place_id: int) -> HttpResponse:
    """One place with its map: areas are everybody's to see, networks and people of duty only for who sets them."""
    if not permissions.holds_somewhere(user, Right.SEE_WORK_PLACES):
        permissions.require(user, Right.SEE_WORK_PLACES)
    place = selectors.place(work_place_id)
    today = timezone.now().astimezone(place.zone).date()
    may = _may(user, place.unit_id)
    versions = list(selectors.area_versions(place.pk)[:_VERSIONS_SHOWN])
    current = next((one for one in versions if _holds(one, today)), None)
    context: dict[str, Any] = {
        "place": place,
        "current": current,
        "areas": described(current.shapes if current else ()),
        "map": map_of(current.shapes if current else ()),
        "versions": [version_line(user, one, may, today) for one in versions],
        "may": may,
        "knows_networks": may["plan"] or may["confirm"],
    }
    if context["knows_networks"]:
        networks = list(selectors.network_versions(work_place_id=place.pk)[:_VERSIONS_SHOWN])
        context["networks"] = [version_line(user, one, may, today) for one in networks]
        context["network_now"] = next((one for one in networks if _holds(one, today)), None)
    units = permissions.units_for(user, Right.ASSIGN_WORK_PLACES)
    if units:
        context["sees_guests"] = True
        context["guests"] = selectors.assigned_to(place.pk, today, unit_ids=units)[:100]
    return render(request, "web/places/place.html", context)


@never_cache
@require_GET
@signed_in
def own_places(request: HttpRequest, user: User) -> HttpResponse:
    """Where I may check in today, and on which days elsewhere."""
    employee = own_employee(user, Right.CHECK_IN)
    today = timezone.now().astimezone(employee.work_place.zone).date()
    rows = list(selectors.assignments_of(employee.pk)[:50])
    here = [row for row in rows if _counts(row, today)]
    ids = {employee.work_place_id, *(row.work_place_id for row in here if row.work_place_id)}
    drawn = selectors.shapes_on(ids, today)
    named = {employee.work_place_id: employee.work_place.name}
    named |= {row.work_place.pk: row.work_place.name for row in here if row.work_place}
    found = [(named[place_id], shape) for place_id in named for shape in drawn.get(place_id, ())]
    found += [(row.area["name"], shapes.decode(row.area)) for row in here if row.area is not None]
    context = {
        "employee": employee,
        "today": today,
        "rows": [{"row": row, "counts": _counts(row, today)} for row in rows],
        "areas": described(found),
        "map": map_of(found),
    }
    return render(request, "web/places/own.html", context)


@require_POST
@signed_in
def areas_decide(request: HttpRequest, user: User, version_id: int) -> HttpResponse:
    row = AreaVersion.objects.filter(pk=version_id).first()
    back = reverse("work_place", args=[row.work_place_id]) if row else reverse("work_places")
    now = timezone.now()
    return take_decision(
        request, back,
        lambda confirm, reason: services.decide_areas(user, version_id, confirm=confirm, reason=reason, now=now),
        lambda: services.withdraw_areas(user, version_id, now=now),
    )  # fmt: skip


@require_POST
@signed_in
def networks_decide(request: HttpRequest, user: User, version_id: int) -> HttpResponse:
    row = NetworkVersion.objects.filter(pk=version_id).first()
    back = reverse("work_places")
    if row is not None:
        back = (
            reverse("work_place", args=[row.work_place_id])
            if row.work_place_id
            else reverse("unit_networks", args=[row.unit_id])
        )
    now = timezone.now()
    return take_decision(
        request, back,
        lambda confirm, reason: services.decide_networks(user, version_id, confirm=confirm, reason=reason, now=now),
        lambda: services.withdraw_networks(user, version_id, now=now),
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def employee_places(request: HttpRequest, user: User, employee_id: int) -> HttpResponse:
    """Where somebody may also check in: entered by the person's own agency."""
    person = _assigned_person(user, employee_id)
    today = timezone.now().astimezone(person.work_place.zone).date()
    places = WorkPlace.objects.exclude(pk=person.work_place_id).select_related("unit")
    form = AssignForm(request.POST or None, places=places, initial={"first": today})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wish = AssignmentData(data["first"], data["last"], data["basis"], data["work_place"].pk)
        try:
            assignments.assign(user, person.pk, wish, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Penugasan tersimpan. Pegawai sudah diberi tahu."))
            return redirect("employee_places", person.pk)
    elif request.method == "GET":
        oversight.note_person_seen(user, person, right=Right.ASSIGN_WORK_PLACES)
    rows = list(selectors.assignments_of(person.pk)[:100])
    context = {
        "person": person,
        "form": form,
        "rows": [
            {
                "row": row,
                "counts": _counts(row, today),
                "may_end": not row.source and row.cancelled_at is None and (row.last is None or row.last >= today),
            }
            for row in rows
        ],
        "is_self": user.employee_id == person.pk,
        "may_assign_places": True,
    }
    return render(request, "web/places/person.html", context)


@require_POST
@signed_in
def assignment_end(request: HttpRequest, user: User, assignment_id: int) -> HttpResponse:
    """It ends at once: yesterday was its last day."""
    row = assignments.end(user, assignment_id, last=None, now=timezone.now())
    messages.success(request, _("Penugasan diakhiri."))
    return redirect("employee_places", row.employee_id)


# --- what several pages show


def map_of(areas: Iterable[tuple[str, Shape]]) -> dict[str, Any]:
    """What the script of the map reads: shapes, and where pictures come from, if from anywhere."""
    return {
        "areas": [{"name": name, **shapes.encode(shape)} for name, shape in areas],
        "tiles": settings.CONFIG.map_tiles,
        "credit": settings.CONFIG.map_credit if settings.CONFIG.map_tiles else "",
    }


def described(areas: Iterable[tuple[str, Shape]]) -> list[dict[str, Any]]:
    """The same in words, for whoever sees no map."""
    return [
        {
            "name": name,
            "circle": shape if isinstance(shape, Circle) else None,
            "points": [] if isinstance(shape, Circle) else shape.points,
            "size_m2": round(shapes.area_m2(shape)),
        }
        for name, shape in areas
    ]


def version_line(user: User, row: AreaVersion | NetworkVersion, may: dict[str, bool], today: date) -> dict[str, Any]:
    """A version, and what this account may do about it."""
    return {
        "row": row,
        "holds": _holds(row, today),
        "may_decide": row.is_open and may["confirm"] and user.pk not in row.authors,
        "may_withdraw": row.is_open and may["plan"],
        "areas": described(row.shapes) if isinstance(row, AreaVersion) else [],
        "map": map_of(row.shapes) if isinstance(row, AreaVersion) and row.is_open else None,
        "networks": [] if isinstance(row, AreaVersion) else list(row.networks.all()),
    }


def _may(user: User, unit_id: int) -> dict[str, bool]:
    rights = {
        "plan": Right.PLAN_WORK_PLACES,
        "confirm": Right.CONFIRM_WORK_PLACES,
        "set": Right.MANAGE_WORK_PLACES,
    }
    return {name: permissions.has(user, right, unit_id) for name, right in rights.items()}


def _holds(row: AreaVersion | NetworkVersion, today: date) -> bool:
    began = row.valid_from is None or row.valid_from <= today
    return row.status == "confirmed" and began and (row.valid_to is None or row.valid_to >= today)


def _counts(row: PlaceAssignment, today: date) -> bool:
    return row.cancelled_at is None and row.first <= today and (row.last is None or row.last >= today)


def _assigned_person(user: User, employee_id: int) -> Employee:
    """Somebody whose places the account sets; anybody else looks like one who does not exist."""
    person = people.employees_in(permissions.units_for(user, Right.ASSIGN_WORK_PLACES)).filter(pk=employee_id).first()
    if person is None:
        permissions.require(user, Right.ASSIGN_WORK_PLACES, people.employee(employee_id).unit_id)
    assert person is not None
    return person
