"""What waits for a second person, what it would touch, and the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError
from hadir.people import selectors as people
from hadir.schedules import checks, deciding, differing, reach, saying, selectors, texts
from hadir.schedules.deciding import Kind
from hadir.schedules.instances import WorkMode
from hadir.schedules.models import ScheduleAssignment, ScheduleVersion, Season, WorkModeDay, WorkModePolicy
from hadir.schedules.proposals import Proposed, Status
from hadir.web import schedule_shown
from hadir.web.access import signed_in
from hadir.web.forms_schedules import ReasonForm
from hadir.web.listing import show_refusal
from hadir.web.views.schedules import frame

KIND_NAMES = {
    Kind.VERSION: lazy("Versi jam kerja"),
    Kind.ASSIGNMENT: lazy("Penetapan jam kerja"),
    Kind.SEASON: lazy("Ramadan"),
    Kind.MODE_DAYS: lazy("Hari kerja di luar kantor"),
    Kind.QUOTA: lazy("Batas kerja di luar kantor"),
}


@never_cache
@require_GET
@signed_in
def schedule_proposals(request: HttpRequest, user: User) -> HttpResponse:
    """Everything that waits, the oldest first."""
    permissions.require(user, Right.SEE_SCHEDULES)
    rows = [
        {"row": row, "kind": deciding.kind_of(row), "about": about(row), "kind_name": _kind_name(row)}
        for row in selectors.waiting_for(user)
    ]
    return render(request, "web/schedules/proposals.html", frame(user, "proposals") | {"rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def schedule_proposal(request: HttpRequest, user: User, kind: str, pk: int) -> HttpResponse:
    """One proposal: what it says, what it changes, whom it touches, and the decision."""
    row = _find(user, kind, pk)
    place = deciding.place_of(row)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = _decide(user, request.POST.get("decision", ""), Kind(kind), pk, form.cleaned_data["reason"])
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, done)
            return redirect("schedule_proposals")
    right = Right.MANAGE_SCHEDULES if place.unit_id is None else Right.PROPOSE_SCHEDULES
    context: dict[str, Any] = frame(user, "proposals") | {
        "row": row,
        "about": about(row),
        "kind_name": _kind_name(row),
        "form": form,
        "may_decide": permissions.has(user, Right.CONFIRM_SCHEDULES, place.unit_id) and user.pk not in row.authors,
        "is_author": user.pk in row.authors,
        "may_withdraw": permissions.has(user, right, place.unit_id),
    }
    if row.is_open:
        context["reach"] = reach.reach_of(row, people.today_in_region())
    if isinstance(row, ScheduleVersion):
        context |= _wording(row)
    if isinstance(row, Season):
        context["season_changes"] = saying.season_changes(row)
    return render(request, "web/schedules/proposal.html", context)


def about(row: Proposed) -> str:
    """One line that says what is proposed."""
    if isinstance(row, ScheduleVersion):
        return f"{row.schedule.name}, {_span(row.valid_from, row.valid_to)}"
    if isinstance(row, ScheduleAssignment):
        name = row.schedule.name if row.schedule else str(texts.NO_OWN_SCHEDULE)
        return f"{_whose(row)}: {name}, {_span(row.valid_from, row.valid_to)}"
    if isinstance(row, WorkModeDay):
        return f"{_whose(row)}: {texts.MODE_NAMES[WorkMode(row.mode)]}, {_span(row.first, row.last)}"
    if isinstance(row, Season):
        return _season(row)
    if isinstance(row, WorkModePolicy):
        unit = row.unit.name if row.unit else _("Seluruh daerah")
        return f"{unit}: {row.max_percent} %, {_span(row.valid_from, row.valid_to)}"
    return ""


def _season(row: Season) -> str:
    """`19 Februari 2026 - 20 Maret 2026, menggantikan 18 Februari 2026 - 19 Maret 2026`."""
    own = _span(row.first, row.last)
    if row.replaces is None:
        return own
    if row.withdraws:
        return _("pencabutan %(span)s") % {"span": own}
    return _("%(span)s, menggantikan %(old)s") % {"span": own, "old": _span(row.replaces.first, row.replaces.last)}


def _span(first: Any, last: Any) -> str:
    if last is None:
        return _("mulai %(day)s") % {"day": saying.day(first)}
    return f"{saying.day(first)} - {saying.day(last)}"


def _whose(row: ScheduleAssignment | WorkModeDay) -> str:
    if row.employee is not None:
        return row.employee.full_name
    return row.unit.name if row.unit is not None else _("Seluruh daerah")


def _kind_name(row: Proposed) -> str:
    return str(KIND_NAMES[deciding.kind_of(row)])


def _find(user: User, kind: str, pk: int) -> Proposed:
    """A proposal in sight; 404 for the others."""
    if kind not in set(Kind):
        raise Http404
    row = deciding.find(Kind(kind), pk)
    if not selectors.sees(user, row):
        raise Http404
    return row


def _decide(user: User, decision: str, kind: Kind, pk: int, reason: str) -> str:
    now = timezone.now()
    if decision == "confirm":
        deciding.confirm(user, kind=kind, pk=pk, reason=reason, now=now)
        return _("Disetujui. Hari yang berubah dihitung ulang.")
    if decision == "withdraw":
        deciding.withdraw(user, kind=kind, pk=pk, now=now)
        return _("Usulan ditarik.")
    deciding.reject(user, kind=kind, pk=pk, reason=reason, now=now)
    return _("Usulan ditolak.")


def _wording(row: ScheduleVersion) -> dict[str, Any]:
    """The week, what it changes, and where it is not the law's."""
    earlier = selectors.versions_of(row.schedule_id).filter(status=Status.CONFIRMED, valid_from__lte=row.valid_from)
    before = earlier.exclude(pk=row.pk).first()
    weeks = selectors.weeks_of([row, before] if before else [row])
    own = weeks.get(row.pk, {})
    changes = differing.changes(weeks.get(before.pk, {}), own) if before else []
    return {
        "weeks": schedule_shown.weeks(own),
        "terms": schedule_shown.terms(row),
        "before": before,
        "changes": schedule_shown.changes(changes),
        "off_law": [saying.off_law(one) for one in checks.off_law(own, row.valid_from)],
    }
