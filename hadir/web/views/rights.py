"""Who holds which role, and proposals that wait for a second person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import holdings, permissions, proposals, services
from hadir.accounts.models import User
from hadir.accounts.roles import NEVER_GRANTED, Role, needs_second_person
from hadir.accounts.services import GrantData
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError, InvalidInput
from hadir.people import selectors as people
from hadir.web.access import signed_in
from hadir.web.forms import ReasonForm
from hadir.web.forms_accounts import GIVABLE, RoleForm
from hadir.web.listing import page_of, search_word, show_refusal


@never_cache
@require_GET
@signed_in
def grants(request: HttpRequest, user: User) -> HttpResponse:
    """Who holds what, where and until when, in the units whose roles the viewer may see."""
    units = _units_for(user, Right.SEE_GRANTS)
    today = permissions.today_for(user)
    rows = holdings.running(holdings.visible_grants(user), today)
    word, role = search_word(request), request.GET.get("peran", "")
    if word:
        rows = rows.filter(Q(user__display_name__icontains=word) | Q(user__username__startswith=word))
    if role in Role.values:
        rows = rows.filter(role=role)
    context = {
        "page": page_of(request, rows),
        "word": word,
        "role": role,
        "roles": [(choice.value, choice.label) for choice in Role if choice not in NEVER_GRANTED],
        "today": today,
        "heads": _heads(units, today) if not word and role in {"", Role.OPD_HEAD} else [],
        "may_grant": permissions.holds_somewhere(user, Right.GRANT_OPD_OPERATOR),
    }
    return render(request, "web/grants.html", context)


@never_cache
@require_GET
@signed_in
def grants_of(request: HttpRequest, user: User, user_id: int) -> HttpResponse:
    """One person's roles, those that ended too, and what may be done about them."""
    return _show_person(request, user, user_id)


@require_POST
@signed_in
def grant_end(request: HttpRequest, user: User, grant_id: int) -> HttpResponse:
    """Take a role away today."""
    grant = services.revoke_grant(user, grant_id=grant_id, now=timezone.now())
    messages.success(request, _("Peran dicabut."))
    return redirect("grants_of", grant.user_id)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def grant_new(request: HttpRequest, user: User) -> HttpResponse:
    """Give a role, or propose one that needs a second person."""
    units = people.units_in(_units_for(user, Right.GRANT_OPD_OPERATOR))
    initial = {"valid_from": permissions.today_for(user), "login": request.GET.get("siapa", "")[:150]}
    form = RoleForm(request.POST or None, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            account = holdings.account_by_login(form.cleaned_data["login"])
            asked = _give_or_propose(request, user, account, form)
        except HadirError as error:
            show_refusal(form, error)
        else:
            return redirect("proposals") if asked else redirect("grants_of", account.pk)
    return render(request, "web/grant_form.html", {"form": form})


@never_cache
@require_GET
@signed_in
def proposals_inbox(request: HttpRequest, user: User) -> HttpResponse:
    """Proposals that wait, those of the viewer's own decision first, and what became of the latest others."""
    return _show_inbox(request, user)


@require_POST
@signed_in
def proposal_confirm(request: HttpRequest, user: User, proposal_id: int) -> HttpResponse:
    grant = proposals.confirm_grant(user, proposal_id, now=timezone.now())
    messages.success(request, _("Disetujui. %(name)s memegang peran itu.") % {"name": grant.user.display_name})
    return redirect("proposals")


@require_POST
@signed_in
def proposal_decline(request: HttpRequest, user: User, proposal_id: int) -> HttpResponse:
    """No, with a reason. A missing reason is shown beside its own field, not on a page of its own."""
    form = ReasonForm(request.POST, prefix=f"p{proposal_id}")
    if form.is_valid():
        try:
            proposals.decline_grant(user, proposal_id, reason=form.cleaned_data["reason"], now=timezone.now())
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Usulan ditolak. Pengusul akan melihat alasannya."))
            return redirect("proposals")
    return _show_inbox(request, user, refused={proposal_id: form})


@require_POST
@signed_in
def proposal_withdraw(request: HttpRequest, user: User, proposal_id: int) -> HttpResponse:
    proposals.withdraw_proposal(user, proposal_id, now=timezone.now())
    messages.success(request, _("Usulan ditarik."))
    return redirect("proposals")


def _heads(units: set[int], today: date) -> list[dict[str, object]]:
    """Whoever has the duties of a head today: rights that nobody granted, so they must be seen too."""
    rows = sorted(people.heads_of(units, today).values(), key=lambda row: row.employee.name)
    names = {unit.pk: unit.name for unit in people.units_in({row.unit_id for row in rows})}
    return [{"head": row, "unit": names.get(row.unit_id, "")} for row in rows]


def _show_person(request: HttpRequest, user: User, user_id: int) -> HttpResponse:
    account = holdings.visible_account(user, user_id)
    context = {
        "account": account,
        "grants": holdings.visible_grants(user).filter(user=account).order_by("-valid_from", "-id"),
        "derived": [role.label for role in (Role.SUPERIOR, Role.OPD_HEAD) if role in permissions.roles_of(account)],
        "may_end": account.pk != user.pk and permissions.holds_somewhere(user, Right.GRANT_OPD_OPERATOR),
        "may_grant": account.pk != user.pk and permissions.holds_somewhere(user, Right.GRANT_OPD_OPERATOR),
        "endable": {role.value for role in GIVABLE},
        "today": permissions.today_for(user),
    }
    return render(request, "web/grants_of.html", context)


def _show_inbox(request: HttpRequest, user: User, *, refused: dict[int, ReasonForm] | None = None) -> HttpResponse:
    _units_for(user, Right.SEE_GRANTS)
    now = timezone.now()
    decides = permissions.units_for(user, Right.CONFIRM_GRANT)
    seen = holdings.visible_proposals(user)
    rows = [
        {
            "proposal": row,
            "mine": row.proposed_by_id == user.pk,
            "decides": row.unit_id in decides and user.pk not in {row.proposed_by_id, row.user_id},
            "form": (refused or {}).get(row.pk) or ReasonForm(prefix=f"p{row.pk}"),
        }
        for row in holdings.waiting(seen, now)
    ]
    context = {
        "waiting": sorted(rows, key=lambda row: not row["decides"]),
        "page": page_of(request, holdings.past(seen, now)),
        "now": now,
        "may_grant": permissions.holds_somewhere(user, Right.GRANT_OPD_OPERATOR),
    }
    return render(request, "web/proposals.html", context)


def _give_or_propose(request: HttpRequest, user: User, account: User, form: RoleForm) -> bool:
    """True when the role now waits for a second person."""
    values: dict[str, Any] = {name: form.cleaned_data[name] for name in ("valid_from", "valid_to", "legal_basis")}
    data = GrantData(Role(form.cleaned_data["role"]), form.cleaned_data["unit"].pk, **values)
    if needs_second_person(data.role):
        proposals.propose_grant(user, user_id=account.pk, data=data, now=timezone.now())
        messages.success(request, _("Diusulkan. Petugas kepegawaian lain atau kepala OPD harus menyetujuinya."))
        return True
    services.grant_role(user, user_id=account.pk, data=data)
    messages.success(request, _("Peran diberikan."))
    return False


def _units_for(user: User, right: Right) -> set[int]:
    found = permissions.units_for(user, right)
    if not found:
        permissions.require(user, right)
    return found
