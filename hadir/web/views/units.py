"""The organisation as a tree, and the page of one unit: who heads it, who serves there, how it has changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.lib.errors import HadirError, NotFound
from hadir.people import heads, structure
from hadir.people import selectors as people
from hadir.people.heads import HeadData
from hadir.people.models import Headship, OrgUnit, UnitKind
from hadir.people.rules import HeadKind
from hadir.people.structure import UnitChange
from hadir.people.texts import UNIT_NOT_FOUND
from hadir.web.access import signed_in
from hadir.web.forms_organisation import HeadForm, LastDayForm, UnitChangeForm
from hadir.web.listing import page_of, show_refusal

_SUGGESTED = 200  # names offered while typing a NIP


@dataclass(frozen=True, slots=True)
class Node:
    """A unit of the drawn tree; `people` counts its own active people, None where the viewer may not know."""

    unit: OrgUnit
    people: int | None
    head: Headship | None
    is_open: bool
    children: list[Node] = field(default_factory=list)


@require_GET
@signed_in
def units(request: HttpRequest, user: User) -> HttpResponse:
    """The units that the viewer may see, each with its head of today."""
    seen, today = _seen_units(user), people.today_in_region()
    closed = request.GET.get("tertutup") == "1"
    rows = people.units_in(seen)
    if not closed:
        rows = rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=today))
    counted = permissions.units_for(user, Right.SEE_EMPLOYEES)
    context = {
        "roots": _tree(list(rows), people.count_by_unit(counted), counted, today),
        "shows_closed": closed,
        "may_add": bool(permissions.units_for(user, Right.MANAGE_UNITS)),
    }
    return render(request, "web/units.html", context)


@require_GET
@signed_in
def unit(request: HttpRequest, user: User, unit_id: int) -> HttpResponse:
    return _show(request, user, unit_id)


@require_http_methods(["GET", "POST"])
@signed_in
def unit_edit(request: HttpRequest, user: User, unit_id: int) -> HttpResponse:
    """New name, code or parent from a day on."""
    permissions.require(user, Right.MANAGE_UNITS, unit_id)
    row = people.unit(unit_id)
    parents = people.units_in(permissions.units_for(user, Right.MANAGE_UNITS)).filter(closed_on__isnull=True)
    initial = {"name": row.name, "code": row.code, "parent": row.parent_id, "valid_from": people.today_in_region()}
    is_region = row.kind == UnitKind.REGION
    form = UnitChangeForm(request.POST or None, parents=parents, is_region=is_region, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        parent = data.pop("parent", None)
        try:
            structure.change_unit(
                user, unit_id=unit_id, change=UnitChange(parent_id=parent.pk if parent else None, **data)
            )
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("unit", unit_id)
    return _form_page(request, form, _("Ubah nama atau tempat unit"), reverse("unit", args=[unit_id]))


@require_http_methods(["GET", "POST"])
@signed_in
def unit_close(request: HttpRequest, user: User, unit_id: int) -> HttpResponse:
    permissions.require(user, Right.MANAGE_UNITS, unit_id)
    row = people.unit(unit_id)
    form = LastDayForm(request.POST or None, initial={"last_day": people.today_in_region()})
    if request.method == "POST" and form.is_valid():
        try:
            structure.close_unit(user, unit_id=unit_id, **form.cleaned_data)
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Unit ditutup mulai hari sesudahnya."))
            return redirect("unit", unit_id)
    title = _("Tutup %(name)s") % {"name": row.name}
    return _form_page(request, form, title, reverse("unit", args=[unit_id]))


@require_POST
@signed_in
def unit_reopen(request: HttpRequest, user: User, unit_id: int) -> HttpResponse:
    structure.reopen_unit(user, unit_id=unit_id)
    messages.success(request, _("Unit dibuka lagi."))
    return redirect("unit", unit_id)


@require_http_methods(["GET", "POST"])
@signed_in
def head_new(request: HttpRequest, user: User, unit_id: int) -> HttpResponse:
    """Appoint a head. Somebody of another agency is appointed by the HR agency, which sees all people."""
    permissions.require(user, Right.MANAGE_HEADS, heads.asked_at(unit_id))
    row = people.unit(unit_id)
    seen = people.employees_in(permissions.units_for(user, Right.SEE_EMPLOYEES)).filter(active=True)
    form = HeadForm(request.POST or None, people=seen, initial={"valid_from": people.today_in_region()})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        person, kind = data.pop("employee"), HeadKind(data.pop("kind"))
        try:
            heads.appoint_head(user, unit_id=unit_id, data=HeadData(employee_id=person.pk, kind=kind, **data))
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Kepala unit ditetapkan."))
            return redirect("unit", unit_id)
    title = _("Tetapkan kepala %(name)s") % {"name": row.name}
    near = seen.filter(unit_id__in=people.ids_below([unit_id]))[:_SUGGESTED]
    return _form_page(request, form, title, reverse("unit", args=[unit_id]), suggestions=near)


@require_http_methods(["GET", "POST"])
@signed_in
def head_end(request: HttpRequest, user: User, unit_id: int, headship_id: int) -> HttpResponse:
    permissions.require(user, Right.MANAGE_HEADS, heads.asked_at(unit_id))
    row = _headship(unit_id, headship_id)
    form = LastDayForm(request.POST or None, initial={"last_day": people.today_in_region()})
    del form.fields["legal_basis"]
    if request.method == "POST" and form.is_valid():
        try:
            heads.end_headship(user, headship_id=row.pk, last_day=form.cleaned_data["last_day"])
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Masa jabatan berakhir pada tanggal itu."))
            return redirect("unit", unit_id)
    title = _("Akhiri masa %(name)s") % {"name": row.employee.full_name}
    return _form_page(request, form, title, reverse("unit", args=[unit_id]))


@require_POST
@signed_in
def head_withdraw(request: HttpRequest, user: User, unit_id: int, headship_id: int) -> HttpResponse:
    heads.withdraw_headship(user, headship_id=_headship(unit_id, headship_id).pk)
    messages.success(request, _("Penetapan dibatalkan; catatannya tetap tersimpan."))
    return redirect("unit", unit_id)


def _show(request: HttpRequest, user: User, unit_id: int) -> HttpResponse:
    if unit_id not in _seen_units(user):
        raise NotFound("unit_not_found", UNIT_NOT_FOUND)
    row, today = people.unit(unit_id), people.today_in_region()
    sees_people = permissions.has(user, Right.SEE_EMPLOYEES, unit_id)
    line = [upper for upper in reversed(people.line_of(unit_id)) if upper != unit_id]
    names = {upper.pk: upper for upper in OrgUnit.objects.filter(pk__in=line)}
    staff = people.employees_in([unit_id] if sees_people else []).filter(active=True)
    context = {
        "unit": row,
        "above": [names[upper] for upper in line],
        "head": people.head_of(unit_id, today),
        "headships": people.headships_of(unit_id),
        "records": people.unit_history(unit_id),
        "children": people.units_in(set(row.children.values_list("pk", flat=True))),
        "page": page_of(request, staff),
        "sees_people": sees_people,
        "today": today,
        "may_manage": permissions.has(user, Right.MANAGE_UNITS, unit_id),
        "may_appoint": permissions.has(user, Right.MANAGE_HEADS, heads.asked_at(unit_id)),
        "may_network": permissions.has(user, Right.PLAN_WORK_PLACES, unit_id)
        or permissions.has(user, Right.CONFIRM_WORK_PLACES, unit_id),
    }
    return render(request, "web/unit.html", context)


def _seen_units(user: User) -> set[int]:
    """The tree is for whoever sees its people, and for those who oversee the structure."""
    seen = permissions.units_for(user, Right.SEE_EMPLOYEES) | permissions.units_for(user, Right.SEE_STRUCTURE)
    if not seen:
        permissions.require(user, Right.SEE_STRUCTURE)
    return seen


def _tree(rows: list[OrgUnit], counts: dict[int, int], counted: set[int], today: date) -> list[Node]:
    """The rows, which come in drawing order, as nodes below each other; those whose parent is not seen are roots."""
    on_duty = people.heads_of([row.pk for row in rows], today)
    nodes: dict[int, Node] = {}
    roots: list[Node] = []
    for row in rows:
        number = counts.get(row.pk, 0) if row.pk in counted else None
        node = Node(row, number, on_duty.get(row.pk), is_open=row.kind == UnitKind.REGION)
        nodes[row.pk] = node
        above = nodes.get(row.parent_id or 0)
        (above.children if above is not None else roots).append(node)
    return roots


def _headship(unit_id: int, headship_id: int) -> Headship:
    found = people.headships_of(unit_id).filter(pk=headship_id).first()
    if found is None:
        raise NotFound("entry_not_found", _("Catatan itu tidak ditemukan atau sudah diganti."))
    return found


def _form_page(request: HttpRequest, form: Any, title: str, back: str, suggestions: Any = ()) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "suggestions": suggestions}
    return render(request, "web/dated_form.html", context)
