"""The allowance: one's own months, an agency's list, and every month explained line by line."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hadir.accounts import oversight, permissions
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people.models import OrgUnit
from hadir.periods.rules import Month
from hadir.recap.allowance import explaining, reckoning, selectors, texts
from hadir.web.access import signed_in
from hadir.web.listing import page_of, search_word


@never_cache
@require_GET
@signed_in
def tpp(request: HttpRequest, user: User) -> HttpResponse:
    """One's own months; whoever has none is led to what he may see."""
    if user.employee_id is None:
        return redirect("tpp_agency" if permissions.holds_somewhere(user, Right.SEE_ALLOWANCE) else "tpp_rules")
    return render(request, "web/tpp/own.html", {**frame(user, "own"), "months": selectors.months_of(user.employee_id)})


@never_cache
@require_GET
@signed_in
def tpp_agency(request: HttpRequest, user: User) -> HttpResponse:
    """An agency's month, person by person."""
    agencies = selectors.agencies_for(user)
    if not agencies:
        permissions.require(user, Right.SEE_ALLOWANCE)
    chosen = _chosen(agencies, request.GET.get("opd", ""))
    month = month_or(request.GET.get("bulan", ""), Month.of(permissions.today_for(user)))
    context: dict[str, Any] = frame(user, "agency") | {"agencies": agencies, "month": month, "chosen": chosen}
    if chosen is not None:
        oversight.note_list_seen(user, "recap.allowances_seen", right=Right.SEE_ALLOWANCE, unit_id=chosen.pk)
        found, word = selectors.results_of(chosen.pk, month), search_word(request)
        if word:
            found = found.filter(employee__name__icontains=word)
        context |= {
            "page": page_of(request, found, 50),
            "run": selectors.run_of(chosen.pk, month),
            "totals": selectors.totals_of(chosen.pk, month),
            "word": word,
            "may_reckon": _may_reckon(user, chosen.pk),
        }
    return render(request, "web/tpp/agency.html", context)


@require_POST
@signed_in
def tpp_reckon(request: HttpRequest, user: User) -> HttpResponse:
    """Have an agency's month reckoned anew."""
    agency = _chosen(selectors.agencies_for(user), request.POST.get("opd", ""))
    if agency is None:
        raise NotFound("allowance_result_not_found", texts.RESULT_NOT_FOUND)
    month = month_or(request.POST.get("bulan", ""), Month.of(permissions.today_for(user)))
    reckoning.ask(user, unit_id=agency.pk, month=month, now=timezone.now())
    messages.success(request, _("Hitungan diminta. Muat ulang halaman ini sebentar lagi."))
    return redirect(f"{reverse('tpp_agency')}?opd={agency.pk}&bulan={month}")


@never_cache
@require_GET
@signed_in
def tpp_person(request: HttpRequest, user: User, employee_id: int, month: str) -> HttpResponse:
    """One person's month: every deduction with its sentence and its basis."""
    found = month_or(month, None)
    if found is None:
        raise NotFound("allowance_result_not_found", texts.RESULT_NOT_FOUND)
    result, lines = selectors.result_for(user, employee_id, found)
    if user.employee_id != employee_id:
        audit.record_look(
            actor=user.actor,
            subject=f"employee:{employee_id}",
            what="recap.allowance_seen",
            unit_id=result.unit_id,
            right=Right.SEE_ALLOWANCE,
        )
    own = user.employee_id == employee_id
    context = frame(user, "own" if own else "agency") | {
        "result": result,
        "lines": [explaining.said_of(line) for line in lines],
        "month": found,
        "own": own,
        "run": selectors.run_of(result.unit_id, found),
    }
    return render(request, "web/tpp/person.html", context)


def frame(user: User, tab: str) -> dict[str, Any]:
    """What the tabs of every page need."""
    return {
        "tab": tab,
        "has_own": user.employee_id is not None,
        "sees_agencies": permissions.holds_somewhere(user, Right.SEE_ALLOWANCE),
        "manages": permissions.holds_somewhere(user, Right.MANAGE_ALLOWANCE_RULES),
        "waiting": selectors.waiting_for(user),
    }


def month_or(text: str, otherwise: Month | None) -> Any:
    """The month of an address; `otherwise` when it cannot be read."""
    try:
        return Month.parse(text)
    except ValueError:
        return otherwise


def _chosen(agencies: list[OrgUnit], text: str) -> OrgUnit | None:
    found = next((one for one in agencies if str(one.pk) == text), None)
    return found or (agencies[0] if len(agencies) == 1 or not text else None) if agencies else None


def _may_reckon(user: User, unit_id: int) -> bool:
    return any(permissions.has(user, right, unit_id) for right in (Right.PREPARE_RECAP, Right.VERIFY_RECAP))
