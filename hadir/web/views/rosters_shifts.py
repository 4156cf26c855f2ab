"""Kinds of shifts and rules of rest: proposed by agencies, confirmed by the HR agency."""

from __future__ import annotations

from datetime import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError
from hadir.people import selectors as people
from hadir.schedules.rosters import resting, saying, selectors, shifts
from hadir.schedules.rosters.models import ShiftStage, ShiftType
from hadir.schedules.rosters.rules import Anchor
from hadir.schedules.rosters.shifts import ShiftData
from hadir.web.access import signed_in
from hadir.web.forms_rosters import RestForm, ShiftForm
from hadir.web.listing import page_of, show_refusal
from hadir.web.second_person import show_proposal, take_decision, take_word
from hadir.web.views.rosters import tabs_for


@never_cache
@require_GET
@signed_in
def shift_types(request: HttpRequest, user: User) -> HttpResponse:
    """Every kind of shift with its hours and stages, and the rest between them; hours are everybody's to read."""
    if not permissions.holds_somewhere(user, Right.SEE_SCHEDULES):
        permissions.require(user, Right.SEE_SCHEDULES)
    proposes = permissions.units_for(user, Right.PROPOSE_SCHEDULES)
    confirms = permissions.units_for(user, Right.CONFIRM_SCHEDULES)
    may_rest = permissions.has(user, Right.MANAGE_SCHEDULES)
    confirms_rest = permissions.has(user, Right.CONFIRM_SCHEDULES)
    page = page_of(request, selectors.shift_types(people.all_unit_ids()))
    context = {
        "page": page,
        "rows": [
            {
                "shift": one,
                "may_decide": one.is_open and one.unit_id in confirms and user.pk not in one.authors,
                "may_withdraw": one.is_open and one.unit_id in proposes,
                "stages": [_stage(one, stage) for stage in one.stages.all()],
            }
            for one in page
        ],
        "rests": [
            {
                "rule": one,
                "key": f"rest-{one.pk}",
                "duration": saying.duration(one.min_rest_min),
                "may_decide": one.is_open and confirms_rest and user.pk not in one.authors,
                "may_withdraw": one.is_open and may_rest,
            }
            for one in selectors.rest_rules()[:20]
        ],
        "may_propose": bool(proposes),
        "may_rest": may_rest,
        "tab": "shifts",
        **tabs_for(user),
    }
    return render(request, "web/rosters/shifts.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def shift_new(request: HttpRequest, user: User) -> HttpResponse:
    """Propose a kind of shift, or other hours of one that there is."""
    units = permissions.units_for(user, Right.PROPOSE_SCHEDULES)
    if not units:
        permissions.require(user, Right.PROPOSE_SCHEDULES)
    initial = {"valid_from": permissions.today_for(user)}
    form = ShiftForm(request.POST or None, units=people.units_in(units), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            shifts.propose_shift(user, data=ShiftData(**form.values()), now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Usulan dibuat. Badan kepegawaian memutuskan."))
            return redirect("shift_types")
    return show_proposal(request, form, _("Usulkan jenis dinas"), back="shift_types")


@require_POST
@signed_in
def shift_decide(request: HttpRequest, user: User, shift_id: int) -> HttpResponse:
    """Confirm, reject, or take back."""

    def decide(confirm: bool, reason: str) -> object:
        return shifts.decide_shift(user, shift_id, confirm=confirm, reason=reason, now=timezone.now())

    def withdraw() -> object:
        return shifts.withdraw_shift(user, shift_id, now=timezone.now())

    return take_decision(request, "shift_types", decide, withdraw)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def rest_new(request: HttpRequest, user: User) -> HttpResponse:
    """Propose how long people rest between two shifts."""
    permissions.require(user, Right.MANAGE_SCHEDULES)
    form = RestForm(request.POST or None, initial={"valid_from": permissions.today_for(user)})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            resting.propose_rest(
                user,
                min_rest_min=int(values["hours"] * 60),
                valid_from=values["valid_from"],
                legal_basis=values["legal_basis"],
                now=timezone.now(),
            )
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Usulan dibuat. Orang kedua harus menyetujuinya."))
            return redirect("shift_types")
    return show_proposal(request, form, _("Usulkan jeda antar dinas"), back="shift_types")


@require_POST
@signed_in
def rest_decide(request: HttpRequest, user: User, rule_id: int) -> HttpResponse:
    """Confirm or reject a rule of rest, or take it back."""
    return take_word(request, user, resting.RULES, rule_id, back="shift_types")


def _stage(shift: ShiftType, stage: ShiftStage) -> dict[str, object]:
    """A stage with its minutes as clock times."""
    anchor = shift.starts if stage.anchor == Anchor.START else shift.ends
    return {
        "name": stage.name,
        "opens": _clock(anchor, stage.opens_min),
        "due": _clock(anchor, stage.due_min),
        "closes": _clock(anchor, stage.closes_min),
    }


def _clock(anchor: time, minutes: int) -> str:
    total = (anchor.hour * 60 + anchor.minute + minutes) % (24 * 60)
    return f"{total // 60:02}.{total % 60:02}"
