"""A person's career as a timeline, with changes from a day on; and the own one, with the superior of today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import oversight, permissions
from hadir.accounts import selectors as accounts
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.lib.errors import HadirError, NotFound
from hadir.people import careers
from hadir.people import selectors as people
from hadir.people.careers import TRACKS, PlacementData
from hadir.people.models import Dated, Employee
from hadir.people.selectors import Career
from hadir.people.texts import EMPLOYEE_NOT_FOUND, ENTRY_NOT_FOUND, THROUGH
from hadir.web.access import signed_in
from hadir.web.forms_organisation import DatedForm, EmploymentForm, GradeForm, PlacementForm, SuperiorForm
from hadir.web.listing import show_refusal

_SUGGESTED = 200
KINDS: dict[str, Promise] = {
    "placement": gettext_lazy("Penempatan dan jabatan"),
    "grade": gettext_lazy("Golongan"),
    "employment": gettext_lazy("Status kepegawaian"),
    "superior": gettext_lazy("Atasan langsung"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the drawn timeline. `kind` is empty for headships, which are changed at their unit."""

    row: Dated
    kind: str
    heading: str
    detail: str
    icon: str
    holds: bool


@never_cache
@require_GET
@signed_in
def career(request: HttpRequest, user: User, employee_id: int) -> HttpResponse:
    """The whole file for the agency where the person serves today; for an earlier one only the time spent there."""
    seen = permissions.units_for(user, Right.SEE_EMPLOYEES)
    person, known = accounts.visible_career(user, employee_id)
    oversight.note_person_seen(user, person, right=Right.SEE_EMPLOYEES)
    is_here = person.unit_id in seen
    may_manage = is_here and permissions.has(user, Right.MANAGE_EMPLOYEES, person.unit_id)
    today = careers.today_of(person)
    context = {
        "person": person,
        "steps": _steps(known, today),
        "is_here": is_here,
        "gaps": person.gaps.order_by("-last") if is_here else [],
        "may_manage": may_manage,
        "kinds": KINDS.items(),
        "may_assign_places": permissions.has(user, Right.ASSIGN_WORK_PLACES, person.unit_id),
        **(_superior(person, today) if is_here else {}),
    }
    return render(request, "web/career.html", context)


@never_cache
@require_GET
@signed_in
def own_career(request: HttpRequest, user: User) -> HttpResponse:
    """Who is my superior today, and what is on record about my own career."""
    permissions.require(user, Right.SEE_OWN_HISTORY)
    if user.employee is None:
        raise NotFound("employee_not_found", EMPLOYEE_NOT_FOUND)
    today = careers.today_of(user.employee)
    steps = _steps(people.career_of(user.employee.pk), today)
    gaps = user.employee.gaps.order_by("-last")
    context = {"person": user.employee, "steps": steps, "gaps": gaps, "is_own": True}
    context |= _superior(user.employee, today)
    return render(request, "web/career.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def career_change(request: HttpRequest, user: User, employee_id: int, kind: str) -> HttpResponse:
    """Something new from a day on."""
    person = _managed(user, employee_id, kind)
    form = _form(request, user, person, kind, _values_of(person, kind))
    if request.method == "POST" and form.is_valid():
        try:
            _CHANGES[kind](user, person, dict(form.cleaned_data))
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Perubahan tersimpan dan berlaku mulai tanggal itu."))
            return redirect("career", person.pk)
    return _form_page(request, user, person, form, _("Ubah mulai tanggal: %(what)s") % {"what": KINDS[kind]})


@require_http_methods(["GET", "POST"])
@signed_in
def career_correct(request: HttpRequest, user: User, employee_id: int, kind: str, record_id: int) -> HttpResponse:
    """A row that was wrong from the beginning. It is kept, marked as replaced."""
    person = _managed(user, employee_id, kind)
    row = _row(person, kind, record_id)
    initial = {name.removesuffix("_id"): getattr(row, name) for name in TRACKS[kind].columns}
    if kind == "superior":
        initial["superior"] = people.employee(initial["superior"]).nip
    initial |= {"valid_from": row.valid_from, "legal_basis": row.legal_basis}
    form = _form(request, user, person, kind, initial)
    form.fields.pop("valid_to", None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        dated = {"valid_from": data.pop("valid_from"), "legal_basis": data.pop("legal_basis")}
        try:
            careers.correct_record(user, kind=kind, record_id=record_id, values=_as_columns(data), **dated)
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Catatan diperbaiki; yang lama tetap tersimpan."))
            return redirect("career", person.pk)
    withdraw = reverse("career_withdraw", args=[person.pk, kind, record_id])
    title = _("Perbaiki catatan: %(what)s") % {"what": KINDS[kind]}
    return _form_page(request, user, person, form, title, withdraw=withdraw)


@require_POST
@signed_in
def career_withdraw(request: HttpRequest, user: User, employee_id: int, kind: str, record_id: int) -> HttpResponse:
    person = _managed(user, employee_id, kind)
    _row(person, kind, record_id)
    try:
        careers.withdraw_record(user, kind=kind, record_id=record_id)
    except HadirError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Catatan dibatalkan; isinya tetap tersimpan sebagai jejak."))
    return redirect("career", person.pk)


def _managed(user: User, employee_id: int, kind: str) -> Employee:
    """A person for whom the viewer answers; anybody else, and any other kind, is not found."""
    person = people.employees_in(permissions.units_for(user, Right.MANAGE_EMPLOYEES)).filter(pk=employee_id).first()
    if person is None or kind not in KINDS:
        raise NotFound("employee_not_found", EMPLOYEE_NOT_FOUND)
    return person


def _row(person: Employee, kind: str, record_id: int) -> Any:
    track = TRACKS[kind]
    owned = {track.owner: person.pk, "pk": record_id}
    found = track.model._default_manager.filter(superseded_at__isnull=True, **owned).first()
    if found is None:
        raise NotFound("entry_not_found", ENTRY_NOT_FOUND)
    return found


def _form(request: HttpRequest, user: User, person: Employee, kind: str, initial: dict[str, Any]) -> DatedForm:
    data = request.POST if request.method == "POST" else None
    initial.setdefault("valid_from", careers.today_of(person))
    if kind == "placement":
        tree = people.units_in(permissions.units_for(user, Right.MANAGE_EMPLOYEES)).filter(closed_on__isnull=True)
        places = people.work_places_in(permissions.units_for(user, Right.SEE_EMPLOYEES) | _above(person))
        return PlacementForm(data, initial=initial, units=tree, work_places=places)
    if kind == "superior":
        return SuperiorForm(data, initial=initial, people=_seen(user).exclude(pk=person.pk))
    return {"grade": GradeForm, "employment": EmploymentForm}[kind](data, initial=initial)


def _above(person: Employee) -> set[int]:
    return set(people.line_of(person.unit_id))


def _seen(user: User) -> Any:
    return people.employees_in(permissions.units_for(user, Right.SEE_EMPLOYEES)).filter(active=True)


def _values_of(person: Employee, kind: str) -> dict[str, Any]:
    if kind != "placement":
        return {"grade": person.grade, "employment_type": person.employment_type}
    held = people.placement_on(person.pk, careers.today_of(person))
    if held is None:
        return {"unit": person.unit_id, "work_place": person.work_place_id, "position_title": person.position}
    return {name.removesuffix("_id"): getattr(held, name) for name in TRACKS["placement"].columns}


def _as_columns(data: dict[str, Any]) -> dict[str, object]:
    """Form fields as the dated columns: relations by their id."""
    return {
        f"{name}_id" if name in {"unit", "work_place", "superior"} else name: getattr(value, "pk", value)
        for name, value in data.items()
    }


def _place(user: User, person: Employee, data: dict[str, Any]) -> None:
    dated = {"valid_from": data.pop("valid_from"), "legal_basis": data.pop("legal_basis")}
    placed = PlacementData(unit_id=data.pop("unit").pk, work_place_id=data.pop("work_place").pk, **data)
    careers.place_employee(user, employee_id=person.pk, data=placed, **dated)


_CHANGES: dict[str, Callable[[User, Employee, dict[str, Any]], object]] = {
    "placement": _place,
    "grade": lambda user, person, data: careers.change_grade(user, employee_id=person.pk, **data),
    "employment": lambda user, person, data: careers.change_employment(user, employee_id=person.pk, **data),
    "superior": lambda user, person, data: careers.set_superior(
        user, employee_id=person.pk, superior_id=data.pop("superior").pk, **data
    ),
}


def _superior(person: Employee, today: date) -> dict[str, Any]:
    found = people.found_superiors([person.pk], today).get(person.pk)
    if found is None:
        return {"superior": None}
    return {
        "superior": people.employee(found.employee_id),
        "through": THROUGH[found.through],
        "through_unit": people.unit(found.unit_id) if found.unit_id is not None else None,
        "is_acting": found.is_acting,
    }


def _steps(known: Career, today: date) -> list[Step]:
    """Everything in one line, what begins last first."""
    steps = [
        *(
            _step(
                row,
                "placement",
                row.position_title or _("Penempatan"),
                " · ".join(filter(None, (row.unit.name, row.work_place.name, row.get_position_level_display()))),
                today,
            )
            for row in known.placements
        ),
        *(_step(row, "grade", _("Golongan %(g)s") % {"g": row.get_grade_display()}, "", today) for row in known.grades),
        *(_step(row, "employment", row.get_employment_type_display(), "", today) for row in known.employments),
        *(
            _step(row, "superior", _("Atasan dengan keputusan"), row.superior.full_name, today)
            for row in known.superiors
        ),
        *(
            _step(row, "", _("Kepala %(unit)s") % {"unit": row.unit.name}, row.get_kind_display(), today)
            for row in known.headships
        ),
    ]
    return sorted(steps, key=lambda step: step.row.valid_from, reverse=True)


_ICONS = {"placement": "briefcase", "grade": "stairs-up", "employment": "id-badge-2", "superior": "user-up", "": "star"}


def _step(row: Dated, kind: str, heading: str, detail: str, today: date) -> Step:
    holds = row.valid_from <= today and (row.valid_to is None or row.valid_to >= today)
    return Step(row, kind, heading, detail, _ICONS[kind], holds)


def _form_page(
    request: HttpRequest, user: User, person: Employee, form: DatedForm, title: str, *, withdraw: str = ""
) -> HttpResponse:
    opd = people.opd_of(person.unit)
    near = _seen(user).filter(unit_id__in=people.ids_below([opd.pk if opd else person.unit_id]))
    context = {
        "form": form,
        "title": title,
        "person": person,
        "back": reverse("career", args=[person.pk]),
        "withdraw": withdraw,
        "suggestions": near[:_SUGGESTED] if isinstance(form, SuperiorForm) else (),
    }
    return render(request, "web/dated_form.html", context)
