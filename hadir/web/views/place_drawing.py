"""Drawing areas and naming networks: tables that work without a map, and a map that fills the tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError
from hadir.people import selectors as people
from hadir.people.models import OrgUnit, WorkPlace
from hadir.places import importing, selectors, services
from hadir.places.reading import MAX_BYTES
from hadir.places.services import AreaData, NetworkData
from hadir.places.shapes import NamedArea
from hadir.web.access import signed_in
from hadir.web.forms_places import (
    AreaForm,
    ImportForm,
    NetworkForm,
    TypedArea,
    network_lines,
    press,
    read_areas,
    shown_areas,
    typed_areas,
)
from hadir.web.listing import show_refusal
from hadir.web.views.places import map_of, version_line


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def place_areas(request: HttpRequest, user: User, work_place_id: int) -> HttpResponse:
    """Draw the areas of a place and propose them. Buttons that only change the form send it and get it back."""
    place = selectors.place(work_place_id)
    permissions.require(user, Right.PLAN_WORK_PLACES, place.unit_id)
    today = timezone.now().astimezone(place.zone).date()
    if request.method == "GET":
        newest = selectors.area_versions(place.pk).filter(status__in=["proposed", "confirmed"]).first()
        areas = shown_areas(NamedArea(name, shape) for name, shape in (newest.shapes if newest else ()))
        form = AreaForm(initial={"valid_from": today})
        return _area_page(request, place, areas or [TypedArea(0, place.name)], form)
    areas, form = typed_areas(request.POST), AreaForm(request.POST)
    deed = request.POST.get("do", "propose")
    if deed == "file":
        areas = _from_file(request, areas)
    if deed != "propose":
        return _area_page(request, place, press(areas, deed), AreaForm(initial=request.POST.dict()))
    read = read_areas(areas)
    if form.is_valid() and read is not None:
        data = AreaData(read, form.cleaned_data["valid_from"], form.cleaned_data["legal_basis"],
                        form.cleaned_data["meant"])  # fmt: skip
        try:
            services.propose_areas(user, work_place_id=place.pk, data=data, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
            for one in areas:
                one.error = str(error.fields.get(f"area-{one.number}", ""))
        else:
            messages.success(request, _("Usulan area tersimpan. Orang lain yang berwenang mengesahkannya."))
            return redirect("work_place", place.pk)
    return _area_page(request, place, areas, form)


def _area_page(request: HttpRequest, place: WorkPlace, areas: list[TypedArea], form: AreaForm) -> HttpResponse:
    context = {"place": place, "areas": areas, "form": form, "map": map_of(())}
    return render(request, "web/places/areas.html", context)


def _from_file(request: HttpRequest, areas: list[TypedArea]) -> list[TypedArea]:
    """The areas of a file in place of those on the page; with problems the page stays as it was."""
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Pilih berkas dahulu."))
        return areas
    found, problems = importing.areas_of(*_content(file))
    for sentence in importing.sentences(problems)[:20]:
        messages.error(request, sentence)
    return areas if problems else shown_areas(found)


def _content(file: Any) -> tuple[str, bytes]:
    return str(file.name), file.read(MAX_BYTES + 1)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def areas_import(request: HttpRequest, user: User) -> HttpResponse:
    """Areas of several places from one file: everything in order becomes one proposal a place, else nothing."""
    if not permissions.holds_somewhere(user, Right.PLAN_WORK_PLACES):
        permissions.require(user, Right.PLAN_WORK_PLACES)
    form = ImportForm(request.POST or None, request.FILES or None, initial={"valid_from": people.today_in_region()})
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        plan = importing.plan(user, *_content(data["file"]))
        problems = importing.sentences(plan.problems)
        if not problems:
            try:
                made = importing.propose(
                    user, plan, valid_from=data["valid_from"], legal_basis=data["legal_basis"], now=timezone.now()
                )
            except HadirError as error:
                show_refusal(form, error)
            else:
                said = ngettext("%(n)s usulan tersimpan.", "%(n)s usulan tersimpan.", len(made)) % {"n": len(made)}
                messages.success(request, said)
                return redirect("work_places")
    return render(request, "web/places/import.html", {"form": form, "problems": problems})


# --- networks


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def place_networks(request: HttpRequest, user: User, work_place_id: int) -> HttpResponse:
    """Networks of one office."""
    place = selectors.place(work_place_id)
    permissions.require(user, Right.PLAN_WORK_PLACES, place.unit_id)
    today = timezone.now().astimezone(place.zone).date()
    return _networks(request, user, place, today, reverse("work_place", args=[place.pk]))


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def unit_networks(request: HttpRequest, user: User, unit_id: int) -> HttpResponse:
    """Networks that all offices of a unit share, and what became of proposals."""
    unit = people.unit(unit_id)
    if not permissions.has(user, Right.CONFIRM_WORK_PLACES, unit.pk):
        permissions.require(user, Right.PLAN_WORK_PLACES, unit.pk)
    return _networks(request, user, unit, people.today_in_region(), reverse("unit_networks", args=[unit.pk]))


def _networks(request: HttpRequest, user: User, owner: WorkPlace | OrgUnit, today: date, back: str) -> HttpResponse:
    """`owner`: whose networks; `back`: where to go after proposing."""
    mine: dict[str, int] = {"work_place_id" if isinstance(owner, WorkPlace) else "unit_id": owner.pk}
    unit_id = owner.unit_id if isinstance(owner, WorkPlace) else owner.pk
    versions = list(selectors.network_versions(**mine)[:20])
    newest = next((one for one in versions if one.status in ("proposed", "confirmed")), None)
    lines = [f"{one.network} {one.name}".strip() for one in newest.networks.all()] if newest else []
    form = NetworkForm(request.POST or None, initial={"valid_from": today, "networks": "\n".join(lines)})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        data = NetworkData(network_lines(values["networks"]), values["valid_from"], values["legal_basis"])
        try:
            services.propose_networks(user, **mine, data=data, now=timezone.now())
        except HadirError as error:
            _show_lines(form, error)
        else:
            messages.success(request, _("Usulan jaringan tersimpan. Orang lain yang berwenang mengesahkannya."))
            return redirect(back)
    may = {
        "plan": permissions.has(user, Right.PLAN_WORK_PLACES, unit_id),
        "confirm": permissions.has(user, Right.CONFIRM_WORK_PLACES, unit_id),
    }
    context: dict[str, Any] = {
        "owner": owner,
        "of_unit": isinstance(owner, OrgUnit),
        "form": form,
        "may": may,
        "back": back,
        "address": request.META.get("REMOTE_ADDR", ""),
        "versions": [version_line(user, one, may, today) for one in versions],
    }
    return render(request, "web/places/networks.html", context)


def _show_lines(form: NetworkForm, error: HadirError) -> None:
    """What is wrong with a line stands at the field that holds all of them."""
    said = False
    for name, sentence in error.fields.items():
        if name.startswith("network-"):
            number = int(name.removeprefix("network-")) + 1
            form.add_error("networks", _("Baris %(row)s: %(said)s") % {"row": number, "said": sentence})
            said = True
        elif name in form.fields:
            form.add_error(name, str(sentence))
            said = True
    if not said:
        form.add_error(None, str(error.message))
