"""One's own duties, asking a colleague to swap, and the decisions of superiors."""

from __future__ import annotations

from datetime import date
from typing import Any

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
from hadir.lib.errors import HadirError, NotFound
from hadir.periods.rules import Month
from hadir.schedules.rosters import selectors, swaps, texts
from hadir.schedules.rosters.models import ShiftType, SwapRequest
from hadir.schedules.rosters.swaps import SwapData
from hadir.web.access import signed_in
from hadir.web.forms_rosters import SwapForm
from hadir.web.listing import show_refusal
from hadir.web.views.rosters import tabs_for


@never_cache
@require_GET
@signed_in
def own_shifts(request: HttpRequest, user: User) -> HttpResponse:
    """One's own month by the published rosters."""
    if not permissions.holds_somewhere(user, Right.SEE_SCHEDULES):
        permissions.require(user, Right.SEE_SCHEDULES)
    tabs = tabs_for(user)
    if user.employee_id is None:
        return redirect("rosters" if tabs["sees_rosters"] else "shift_types")
    today = permissions.today_for(user)
    month = _month(request, today)
    context = {
        "month": month,
        "days": selectors.own_days(user.employee_id, month.first, month.last),
        "today": today,
        "zone": timezone.get_current_timezone_name(),
        "tab": "own",
        "waiting": swaps.asked_of(user),
        **tabs,
    }
    return render(request, "web/rosters/own.html", context)


@never_cache
@require_GET
@signed_in
def swaps_board(request: HttpRequest, user: User) -> HttpResponse:
    """What one was asked, has asked, and has to decide."""
    decides = bool(permissions.units_for(user, Right.DECIDE_SWAPS))
    if user.employee_id is None and not decides:
        permissions.require(user, Right.SWAP_SHIFTS)
    to_decide = [_shown(one) for one in swaps.for_decision(user)] if decides else []
    mine = [_shown(one) for one in swaps.own(user)]
    context = {
        "rows": mine,
        "to_decide": to_decide,
        "decides": decides,
        "me": user.employee_id,
        "tab": "swaps",
        **tabs_for(user),
    }
    return render(request, "web/rosters/swaps.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def swap_new(request: HttpRequest, user: User) -> HttpResponse:
    """Ask a colleague, for one of one's own days (`?hari=`)."""
    permissions.require(user, Right.SWAP_SHIFTS)
    day = _asked_day(request)
    if user.employee_id is None or day is None:
        raise NotFound("swap_not_found", texts.SWAP_NOT_PLANNED)
    mine = selectors.own_days(user.employee_id, day, day)
    if not mine:
        raise NotFound("swap_not_found", texts.SWAP_NOT_PLANNED)
    partners = [
        (person.pk, f"{person.full_name}: {_duty(shift)}")
        for person, shift in selectors.colleagues(user.employee_id, day)
    ]
    form = SwapForm(request.POST or None, partners=partners, day=day)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        data = SwapData(values["partner"], day, values["other_day"], values["reason"])
        try:
            swaps.ask(user, data=data, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Permintaan dikirim kepada rekan. Sesudah ia setuju, atasan memutuskan."))
            return redirect("swaps")
    context = {"form": form, "mine": mine[0], "duty": _duty(mine[0].shift), "has_partners": bool(partners)}
    return render(request, "web/rosters/swap_new.html", context)


@require_POST
@signed_in
def swap_answer(request: HttpRequest, user: User, swap_id: int) -> HttpResponse:
    """Agree or decline as the colleague."""
    swaps.answer(user, swap_id, agree=request.POST.get("answer") == "yes", now=timezone.now())
    messages.success(request, _("Jawaban Anda tercatat."))
    return redirect("swaps")


@require_POST
@signed_in
def swap_withdraw(request: HttpRequest, user: User, swap_id: int) -> HttpResponse:
    """Take one's own request back."""
    swaps.withdraw(user, swap_id, now=timezone.now())
    messages.success(request, _("Permintaan ditarik."))
    return redirect("swaps")


@require_POST
@signed_in
def swap_decide(request: HttpRequest, user: User, swap_id: int) -> HttpResponse:
    """Approve or reject as a superior; a refusal by the rules is said on the list."""
    approve, reason = request.POST.get("decision") == "confirm", request.POST.get("reason", "")
    try:
        swaps.decide(user, swap_id, approve=approve, reason=reason, now=timezone.now())
    except HadirError as error:
        if error.http_status in (403, 404) and error.code != "swap_own":
            raise
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Tukar dinas disetujui.") if approve else _("Tukar dinas ditolak."))
    return redirect("swaps")


def _duty(shift: ShiftType | None) -> str:
    if shift is None:
        return str(texts.FREE_NAME)
    return f"{shift.name} {shift.starts:%H.%M}–{shift.ends:%H.%M}"  # noqa: RUF001 - as times are written here


def _shown(swap: SwapRequest) -> dict[str, Any]:
    """A request with the codes that would change hands."""

    def code(person: int, day: date) -> str:
        return str(swap.codes.get(f"{person}:{day.isoformat()}", ""))

    days = sorted({swap.day, swap.other_day})
    pairs = [(day, code(swap.asker_id, day), code(swap.partner_id, day)) for day in days]
    return {"swap": swap, "pairs": pairs}


def _month(request: HttpRequest, today: date) -> Month:
    """`?bulan=2026-10`, this month when it cannot be right."""
    try:
        found = Month.parse(request.GET.get("bulan", ""))
    except ValueError:
        return Month.of(today)
    return found if 2000 <= found.year <= 2199 else Month.of(today)


def _asked_day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("hari", ""))
    except ValueError:
        return None
