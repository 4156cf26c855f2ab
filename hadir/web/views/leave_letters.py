"""Duty letters: the list, a new one for many people, one with its decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.leave import letters, selectors, types
from hadir.leave.letters import LetterData
from hadir.leave.models import LetterState
from hadir.leave.papers import Paper
from hadir.leave.spans import Category
from hadir.lib.errors import HadirError, InvalidInput
from hadir.people import selectors as people
from hadir.people.models import OrgUnit, UnitKind
from hadir.places.shapes import NamedArea
from hadir.web.access import signed_in
from hadir.web.forms_leave import CancelForm, DecisionForm, LetterForm
from hadir.web.leave_page import show
from hadir.web.listing import page_of, show_refusal

_MAX_PAPERS_BYTES = 6 * 1024 * 1024


@never_cache
@require_GET
@signed_in
def duty_letters(request: HttpRequest, user: User) -> HttpResponse:
    """Letters of the own units, and those that name the reader."""
    context = {
        "tab": "letters",
        "page": page_of(request, selectors.letters_for(user)),
        "may_enter": bool(permissions.units_for(user, Right.ASSIGN_DUTY)),
    }
    return show(request, user, "letters.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def duty_letter_new(request: HttpRequest, user: User) -> HttpResponse:
    """One letter for many people. The head of the agency confirms it."""
    units = permissions.units_for(user, Right.ASSIGN_DUTY)
    if not units:
        permissions.require(user, Right.ASSIGN_DUTY)
    today = permissions.today_for(user)
    kinds = {
        one.code: one.name for one in types.on(today) if one.category in {Category.DUTY.value, Category.STUDY.value}
    }
    staff = people.employees_in(units).filter(active=True).order_by("name", "id")
    form = LetterForm(
        request.POST or None,
        request.FILES or None,
        people=staff,
        kinds=kinds.items(),
        initial={"dated_on": today, "first": today, "last": today},
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        chosen, files = values.pop("employees"), values.pop("papers")
        chosen_place, shape = values.pop("work_place"), values.pop("area")
        values["work_place_id"] = chosen_place.pk if chosen_place else None
        values["area"] = NamedArea(values["place"], shape) if shape else None
        attached = [Paper(file.name, file.read(_MAX_PAPERS_BYTES)) for file in files]
        try:
            letter = letters.enter_letter(
                user,
                unit_id=_agency(units),
                data=LetterData(**values),
                employee_ids=[one.pk for one in chosen],
                attached=attached,
                now=timezone.now(),
            )
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Surat tersimpan dan menunggu pengesahan kepala OPD."))
            return redirect("duty_letter", letter.pk)
    return show(request, user, "letter_form.html", {"form": form})


def _agency(units: set[int]) -> int:
    """The agency in whose name the letter is written: the one among the user's units, else the topmost unit."""
    agency = OrgUnit.objects.filter(pk__in=units, kind=UnitKind.OPD).order_by("pk").first()
    return agency.pk if agency is not None else min(units, key=lambda one: len(people.line_of(one)))


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def duty_letter(request: HttpRequest, user: User, letter_id: int) -> HttpResponse:
    """One letter: whom it names, and the head's decision."""
    row = selectors.letter_for(user, letter_id)
    deed = request.POST.get("deed", "")
    form, cancel_form = DecisionForm(request.POST or None), CancelForm(request.POST if deed == "cancel" else None)
    if request.method == "POST":
        try:
            if deed == "cancel":
                if not cancel_form.is_valid():
                    raise InvalidInput("invalid", _("Isi tanggal dan alasannya."))
                letters.cancel_letter(user, letter_id=row.pk, now=timezone.now(), **cancel_form.cleaned_data)
            else:
                note = form.cleaned_data["note"] if form.is_valid() else ""
                accept = deed == "confirm"
                letters.decide_letter(user, letter_id=row.pk, accept=accept, note=note, now=timezone.now())
        except InvalidInput as error:
            show_refusal(cancel_form if deed == "cancel" else form, error)
        else:
            messages.success(request, _("Tersimpan. Pegawai yang disebut diberi tahu."))
            return redirect("duty_letter", row.pk)
    members = [one.employee for one in row.members.select_related("employee__unit")]
    may_head = permissions.has(user, Right.DECIDE_ABSENCE, row.unit_id)
    context = {
        "row": row,
        "members": members,
        "papers": row.attachments.defer("sealed", "sealed_key"),
        "form": form,
        "cancel_form": cancel_form,
        "may_decide": may_head
        and row.state == LetterState.PROPOSED
        and row.entered_by != user.pk
        and user.employee_id not in {one.pk for one in members},
        "may_cancel": may_head and row.state == LetterState.CONFIRMED,
        "may_read_papers": permissions.has(user, Right.ASSIGN_DUTY, row.unit_id),
    }
    return show(request, user, "letter.html", context)
