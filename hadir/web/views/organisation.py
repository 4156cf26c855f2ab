"""New units, and work places: plain records. The tree and the page of a unit stand in `units`."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.lib.errors import HadirError, InvalidInput, NotFound
from hadir.people import selectors as people
from hadir.people import services
from hadir.people.models import UnitKind, WorkPlace
from hadir.people.services import WorkPlaceData
from hadir.places import selectors as places
from hadir.web.access import signed_in
from hadir.web.forms import UnitForm, WorkPlaceForm
from hadir.web.listing import page_of, search_word, show_refusal


@require_http_methods(["GET", "POST"])
@signed_in
def unit_new(request: HttpRequest, user: User) -> HttpResponse:
    parents = people.units_in(_units_for(user, Right.MANAGE_UNITS)).filter(closed_on__isnull=True)
    initial = {"parent": request.GET.get("di-bawah", ""), "kind": UnitKind.UNIT}
    form = UnitForm(request.POST or None, parents=parents, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.create_unit(
                user, parent_id=data["parent"].pk, name=data["name"], code=data["code"], kind=data["kind"]
            )
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Unit dibuat."))
            return redirect("units")
    return _form_page(request, form, _("Tambah unit"), back="units")


@require_GET
@signed_in
def work_places(request: HttpRequest, user: User) -> HttpResponse:
    """Places of the units in which one draws or confirms; for others all of them: where offices are is public."""
    if not permissions.holds_somewhere(user, Right.SEE_WORK_PLACES):
        permissions.require(user, Right.SEE_WORK_PLACES)
    may_set = bool(permissions.units_for(user, Right.MANAGE_WORK_PLACES))
    rights = (Right.MANAGE_WORK_PLACES, Right.PLAN_WORK_PLACES, Right.CONFIRM_WORK_PLACES)
    mine = set().union(*(permissions.units_for(user, right) for right in rights))
    rows = people.work_places_in(mine or people.all_unit_ids())
    word = search_word(request)
    if word:
        rows = rows.filter(Q(name__icontains=word) | Q(unit__name__icontains=word))
    page = page_of(request, rows)
    context = {
        "page": page,
        "word": word,
        "may_set": may_set,
        "may_plan": permissions.holds_somewhere(user, Right.PLAN_WORK_PLACES),
        "drawn": places.drawn_on([one.pk for one in page], people.today_in_region()),
    }
    return render(request, "web/work_places.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def work_place_new(request: HttpRequest, user: User) -> HttpResponse:
    tree = people.units_in(_units_for(user, Right.MANAGE_WORK_PLACES))
    form = WorkPlaceForm(request.POST or None, units=tree)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            services.create_work_place(user, unit_id=data.pop("unit").pk, data=WorkPlaceData(**data))
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Tempat kerja dibuat."))
            return redirect("work_places")
    return _form_page(request, form, _("Tambah tempat kerja"), back="work_places")


@require_http_methods(["GET", "POST"])
@signed_in
def work_place_edit(request: HttpRequest, user: User, work_place_id: int) -> HttpResponse:
    place = _place(user, work_place_id)
    initial = {name: getattr(place, name) for name in WorkPlaceData.__dataclass_fields__}
    form = WorkPlaceForm(request.POST or None, units=people.units_in([]), fixed_unit=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_work_place(user, work_place_id=place.pk, data=WorkPlaceData(**form.cleaned_data))
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("work_places")
    return _form_page(request, form, _("Ubah tempat kerja"), back="work_places")


def _units_for(user: User, right: Right) -> set[int]:
    found = permissions.units_for(user, right)
    if not found:
        permissions.require(user, right)
    return found


def _place(user: User, work_place_id: int) -> WorkPlace:
    found = people.work_places_in(_units_for(user, Right.MANAGE_WORK_PLACES)).filter(pk=work_place_id).first()
    if found is None:
        raise NotFound("work_place_not_found", _("Tempat kerja tidak ditemukan."))
    return found


def _form_page(request: HttpRequest, form: Form, title: str, *, back: str) -> HttpResponse:
    """A page that is nothing but one form; `back`: name of the page to return to."""
    return render(request, "web/plain_form.html", {"form": form, "title": title, "back": reverse(back)})
