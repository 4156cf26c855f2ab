"""What agencies ask of a check-in: in force, proposed, before; and what a proposal would have meant last week."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.presence import policies as ruling
from hadir.attendance.presence.models import PresencePolicy
from hadir.attendance.presence.rules import Demand, Outcome, Step, Thing
from hadir.attendance.presence.texts import DEMAND_MEANINGS, DEMANDS, OUTCOME_NAMES, STEPS, THINGS
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError
from hadir.people import selectors as people
from hadir.web.access import signed_in
from hadir.web.forms_presence import PolicyForm
from hadir.web.listing import page_of, show_refusal
from hadir.web.presence_page import show
from hadir.web.second_person import take_word, waiting_lines

_SHOWN = (Outcome.ACCEPT, Outcome.SAMPLE, Outcome.SECOND_STEP, Outcome.REVIEW)
_SHARES = ("sample", "doubt_sample", "second_look")


@never_cache
@require_GET
@signed_in
def policies(request: HttpRequest, user: User) -> HttpResponse:
    """In force today, waiting for the second person, and everything before."""
    permissions.require(user, Right.SEE_PRESENCE_POLICY)
    rows = ruling.shown_to(user, permissions.today_for(user))
    waiting = [
        (_shown(line.row), line, _preview(line.row, user))
        for line in waiting_lines(user, ruling.RULES)
        if ruling.concerns(user, line.row)
    ]
    history = ruling.history_for(user).exclude(pk__in=[row.pk for row in rows])
    page = page_of(request, history)
    context = {
        "tab": "policies",
        "rows": [_shown(row) for row in rows],
        "waiting": waiting,
        "page": page,
        "others": [_shown(row) for row in page.object_list],
        "demands": [(DEMANDS[one], DEMAND_MEANINGS[one]) for one in Demand],
        "may_manage": permissions.holds_somewhere(user, Right.MANAGE_PRESENCE_POLICY),
    }
    return show(request, user, "policies.html", context)


def _shown(row: PresencePolicy) -> dict[str, Any]:
    """A policy in words."""
    asked = row.asked()
    return {
        "row": row,
        "things": [(THINGS[thing], DEMANDS[asked.of(thing)], asked.of(thing).value) for thing in Thing],
        "steps": [STEPS[step] for step in Step if step in asked.steps],
        "shares": {name: getattr(row, name) / 100 for name in _SHARES},
    }


def _preview(row: PresencePolicy, user: User) -> dict[str, Any]:
    return _table(ruling.preview(row.asked(), ruling.units_under(row.unit_id), today=permissions.today_for(user)))


def _table(found: ruling.Preview) -> dict[str, Any]:
    return {
        "total": found.total,
        "is_cut": found.is_cut,
        "rows": [(OUTCOME_NAMES[one], found.before.get(one, 0), found.after.get(one, 0)) for one in _SHOWN],
    }


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def policy_new(request: HttpRequest, user: User) -> HttpResponse:
    """A policy from a day on. "Preview" shows what it would have meant for the last week and saves nothing."""
    if not permissions.holds_somewhere(user, Right.MANAGE_PRESENCE_POLICY):
        permissions.require(user, Right.MANAGE_PRESENCE_POLICY)
    form = PolicyForm(request.POST or None, units=_units(user), initial=_initial(request, user))
    found = None
    if request.method == "POST" and form.is_valid():
        data = form.data_for_service()
        if request.POST.get("deed") == "preview":
            allowed = permissions.units_for(user, Right.MANAGE_PRESENCE_POLICY)
            units = ruling.units_under(data.unit_id) & allowed
            found = _table(ruling.preview(form.requirements(), units, today=permissions.today_for(user)))
        else:
            try:
                ruling.propose_policy(user, data=data, now=timezone.now())
            except HadirError as error:
                show_refusal(form, error)
            else:
                messages.success(request, _("Usulan dibuat. Orang kedua harus menyetujuinya."))
                return redirect("presence_policies")
    context = {
        "tab": "policies",
        "form": form,
        "preview": found,
        "demands": [(DEMANDS[one], DEMAND_MEANINGS[one]) for one in Demand],
    }
    return show(request, user, "policy_form.html", context)


def _units(user: User) -> list[tuple[Any, str]]:
    region = [("", _("Seluruh daerah"))] if permissions.has(user, Right.MANAGE_PRESENCE_POLICY) else []
    return [*region, *((unit.pk, unit.name) for unit in ruling.agencies_for(user))]


def _initial(request: HttpRequest, user: User) -> dict[str, Any]:
    """What holds today, to be changed."""
    unit = request.GET.get("opd", "")
    today = permissions.today_for(user)
    region = people.region()
    start = int(unit) if unit.isascii() and unit.isdigit() else (region.pk if region else 0)
    row = ruling.policy_on(start, today)
    values = model_to_dict(row) if row is not None else model_to_dict(PresencePolicy())
    values |= {name: values[name] / 100 for name in _SHARES}
    return {**values, "unit": unit, "valid_from": today, "legal_basis": ""}


@require_POST
@signed_in
def policy_decide(request: HttpRequest, user: User, policy_id: int) -> HttpResponse:
    """The second person's word on a proposed policy, or its withdrawal."""
    return take_word(request, user, ruling.RULES, policy_id, back="presence_policies")
