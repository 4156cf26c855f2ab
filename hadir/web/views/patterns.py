"""Odd patterns of check-ins: the list, one pattern with its people, and what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.patterns import handling, rules, selectors
from hadir.attendance.patterns.models import Pattern
from hadir.attendance.patterns.rules import Kind, State
from hadir.attendance.patterns.texts import HARMLESS, STATES
from hadir.audit import services as audit
from hadir.lib.authority import Right
from hadir.lib.errors import InvalidInput, NotPermitted
from hadir.web.access import signed_in
from hadir.web.forms_patterns import HandlingForm
from hadir.web.listing import page_of, show_refusal


@never_cache
@require_GET
@signed_in
def patterns(request: HttpRequest, user: User) -> HttpResponse:
    """Those of the own units, the open ones first asked for."""
    if not permissions.holds_somewhere(user, Right.SEE_PATTERNS):
        permissions.require(user, Right.SEE_PATTERNS)
    wanted = request.GET.get("saring", State.OPEN.value)
    state = State(wanted) if wanted in set(State) else None
    page = page_of(request, selectors.patterns_for(user, state=state))
    context = {
        "page": page,
        "rows": [(row, selectors.sentence(row)) for row in page],
        "filters": [*((state.value, text) for state, text in STATES.items()), ("semua", _("Semua"))],
        "chosen": state.value if state else "semua",
        "limits": rules.limits(),
    }
    return render(request, "web/patterns/list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def pattern(request: HttpRequest, user: User, pattern_id: int) -> HttpResponse:
    """One pattern: what was seen, what it may mean, whom it concerns. Seeing the names is noted."""
    row = selectors.pattern_for(user, pattern_id)
    audit.record_look(
        actor=user.actor,
        subject=f"pattern:{row.pk}",
        what="attendance.pattern_people_seen",
        unit_id=None,
        right=Right.SEE_PATTERNS,
    )
    form = HandlingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            handling.handle(user, row.pk, outcome=data["outcome"], note=data["note"], now=timezone.now())
        except (InvalidInput, NotPermitted) as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("pattern", row.pk)
    people, elsewhere = selectors.people_for(user, row)
    context = {
        "row": row,
        "seen": selectors.sentence(row),
        "harmless": HARMLESS[Kind(row.kind)],
        "people": people,
        "elsewhere": elsewhere.people,
        "point": _point(row),
        "form": form,
        "may_handle": row.state == State.OPEN.value and permissions.holds_somewhere(user, Right.HANDLE_PATTERNS),
    }
    return render(request, "web/patterns/pattern.html", context)


def _point(row: Pattern) -> str:
    return row.key.replace(",", ", ") if row.kind == Kind.SHARED else ""
