"""Checking in without a face, as the person sees it: one page, plain forms, no script needed."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.attendance.alternative import checkins, permissions, pins, reading
from hadir.attendance.alternative.checkins import Attempt, Outcome
from hadir.attendance.alternative.permissions import Wanted
from hadir.attendance.models import PermissionStatus
from hadir.attendance.rules import DecisionCode
from hadir.attendance.texts import DECISIONS
from hadir.capture import engine
from hadir.enrolment.services import own_employee
from hadir.lib.errors import Conflict, HadirError, InvalidInput, TooMany
from hadir.people.models import Employee
from hadir.schedules import selectors as schedules
from hadir.schedules.texts import stage_name
from hadir.web.access import signed_in
from hadir.web.forms import PlainForm
from hadir.web.forms_alternative import AttemptForm, CodeForm, OfficerForm, PermissionForm, PinForm
from hadir.web.listing import show_refusal


@never_cache
@sensitive_post_parameters("pin", "site_code")
@require_http_methods(["GET", "POST"])
@signed_in
def alternative(request: HttpRequest, user: User) -> HttpResponse:
    """Everything about the own way without a face; a POST is an attempt."""
    person = own_employee(user, Right.CHECK_IN)
    forms: dict[str, AttemptForm] = {}
    if request.method == "POST":
        by_officer = request.POST.get("way") == "officer"
        form: AttemptForm = (OfficerForm if by_officer else CodeForm)(request.POST, prefix="o" if by_officer else "c")
        if form.is_valid():
            answered = _attempt(request, user, form, by_officer=by_officer)
            if answered is not None:
                return answered
        forms = {"officer_form" if by_officer else "code_form": _with_new_id(form)}
    context: dict[str, Any] = {**_standing(person), **forms}
    scanned = request.GET.get("kode", "")[:60]
    if scanned and not forms:  # opened by the phone's own camera: the code has arrived, only the PIN is missing
        context |= {"scanned": True, "code_form": CodeForm(prefix="c", initial={"id": uuid4(), "site_code": scanned})}
    return render(request, "web/alternative.html", context)


def _attempt(request: HttpRequest, user: User, form: AttemptForm, *, by_officer: bool) -> HttpResponse | None:
    """The way on after an attempt; None when the form is to be shown again with what is wrong."""
    values = form.cleaned_data
    attempt, now = Attempt(values["id"], values["pin"]), timezone.now()
    try:
        if by_officer:
            done = checkins.ask_officer(user, attempt, now=now)
        else:
            done = checkins.with_code(user, attempt, site_code=values["site_code"], now=now)
    except (Conflict, TooMany) as error:
        show_refusal(form, error)
        return None
    if done.punch is None:
        return redirect("alternative")
    if done.punch.accepted:
        return redirect("receipt", done.punch.pk)
    form.add_error(_field_of(done), str(DECISIONS[DecisionCode(done.punch.code)]))
    return None


def _field_of(done: Outcome) -> str | None:
    code = done.punch.code if done.punch else ""
    return "site_code" if code.startswith("site_code") else {"pin_wrong": "pin"}.get(code)


def _with_new_id(form: AttemptForm) -> AttemptForm:
    """The next press is a new attempt; PIN and code are typed again, because a browser must not keep them."""
    form.data = {**form.data.dict(), form.add_prefix("id"): str(uuid4())}  # type: ignore[attr-defined]  # a QueryDict
    return form


def _standing(person: Employee) -> dict[str, Any]:
    """What the page shows: permission, PIN, a request that waits for an officer, the engine's health."""
    now = timezone.now()
    stage = schedules.stage_at(person, now)
    permission = reading.permission_on(person, now)
    return {
        "person": person,
        "now": now,
        "zone": person.work_place.zone,
        "stage_name": stage_name(stage.code, stage.name) if stage else "",
        "permission": permission,
        "pending": reading.requests_of(person.pk).filter(status=PermissionStatus.PENDING).first(),
        "last": reading.requests_of(person.pk).first(),
        "has_pin": pins.has_pin(person.pk),
        "waiting": reading.awaiting(person.pk, now=now),
        "code_form": CodeForm(prefix="c", initial={"id": uuid4()}),
        "officer_form": OfficerForm(prefix="o", initial={"id": uuid4()}),
        "engine_down": permission is None and engine.running_engine() is None,
        "noted_at": reading.noted_arrival(person, now=now) if permission is None else None,
    }


@never_cache
@require_GET
@signed_in
def alternative_waiting(request: HttpRequest, user: User, request_id: UUID) -> HttpResponse:
    """Whether the officer has answered: the page asks every few seconds, without a script by a link."""
    person = own_employee(user, Right.CHECK_IN)
    punch = reading.answer_to(person.pk, request_id)
    if punch is None:
        return HttpResponse(status=204) if request.headers.get("HX-Request") else redirect("alternative")
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=200)
        response["HX-Redirect"] = request.build_absolute_uri(request.path)
        return response
    return redirect("receipt", punch.pk) if punch.accepted else redirect("history")


@never_cache
@sensitive_post_parameters("pin", "again")
@require_http_methods(["GET", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth ships no types for it
@signed_in
def alternative_pin(request: HttpRequest, user: User) -> HttpResponse:
    """Set the own PIN. Whoever finds an open browser must not be able to: the password is asked first."""
    own_employee(user, Right.CHECK_IN)
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pins.set_pin(user, pin=form.cleaned_data["pin"], now=timezone.now())
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("PIN tersimpan."))
            return redirect("alternative")
    return _form(request, form, _("PIN saya"), "alternative")


@require_http_methods(["GET", "POST"])
@signed_in
def alternative_request(request: HttpRequest, user: User) -> HttpResponse:
    """Ask for the permission."""
    person = own_employee(user, Right.CHECK_IN)
    today = schedules.day_of(person, timezone.now())
    form = PermissionForm(request.POST or None, initial={"valid_from": today})
    if request.method == "POST" and form.is_valid():
        try:
            permissions.request_own(user, Wanted(**form.cleaned_data), now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Permintaan terkirim. Petugas akan memutuskannya."))
            return redirect("alternative")
    return _form(request, form, _("Minta izin absen tanpa wajah"), "alternative")


@require_POST
@signed_in
def alternative_take_back(request: HttpRequest, user: User, permission_id: int) -> HttpResponse:
    """The person gives the own permission up, or takes the request back."""
    permissions.give_up(user, permission_id, now=timezone.now())
    messages.success(request, _("Izin diakhiri."))
    return redirect("alternative")


def _form(request: HttpRequest, form: PlainForm, title: str, back: str) -> HttpResponse:
    return render(request, "web/plain_form.html", {"form": form, "title": title, "back": reverse(back)})
