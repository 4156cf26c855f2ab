"""When each stage of the day takes check-ins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.lib.errors import HadirError
from hadir.people import selectors as people
from hadir.schedules import selectors, services
from hadir.schedules.rules import StageCode
from hadir.schedules.services import WindowData
from hadir.schedules.texts import STAGE_NAMES
from hadir.web.access import signed_in
from hadir.web.forms import StageForm
from hadir.web.listing import show_refusal


@require_http_methods(["GET", "POST"])
@signed_in
def stage_windows(request: HttpRequest, user: User) -> HttpResponse:
    """Windows in force, what was in force before, and a form that sets a new one from a day on."""
    may_set = bool(unit_ids := permissions.units_for(user, Right.MANAGE_STAGES))
    if not may_set:
        unit_ids = permissions.units_for(user, Right.SEE_STRUCTURE)
    if not unit_ids or (request.method == "POST" and not may_set):
        permissions.require(user, Right.MANAGE_STAGES)
    today = permissions.today_for(user)
    form = StageForm(request.POST or None, units=people.units_in(unit_ids), initial={"valid_from": today})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        unit = data.pop("unit")
        window = WindowData(code=StageCode(data.pop("code")), unit_id=unit.pk if unit else None, **data)
        try:
            services.set_stage_window(user, data=window, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Jam absen tersimpan."))
            return redirect("stage_windows")
    groups = [
        (name, [row for row in selectors.history(unit_ids) if row.code == code.value])
        for code, name in STAGE_NAMES.items()
    ]
    return render(
        request, "web/stage_windows.html", {"form": form if may_set else None, "groups": groups, "today": today}
    )
