"""The camera page of a check-in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.attendance.alternative import reading as alternative
from hadir.attendance.presence.asking import is_light_asked
from hadir.enrolment import selectors as enrolments
from hadir.enrolment.services import own_employee
from hadir.schedules import selectors as schedules
from hadir.schedules.texts import stage_name
from hadir.web.access import signed_in
from hadir.web.camera_config import camera_config
from hadir.web.device_config import device_config


@never_cache
@require_GET
@signed_in
def checkin(request: HttpRequest, user: User) -> HttpResponse:
    """Camera page; somebody without a valid recording is led to the recording first, or to
    the way without a face where that is allowed."""
    person = own_employee(user, Right.CHECK_IN)
    recorded = enrolments.approved_of(person.pk)
    no_face = recorded is None or enrolments.is_restricted(person.pk)
    if no_face and alternative.permission_on(person, timezone.now()) is not None:
        return redirect("alternative")
    if recorded is None or enrolments.is_outdated(recorded):
        return redirect("enrol")
    now = timezone.now()
    stage = schedules.stage_at(person, now)
    context = {
        "config": camera_config(request, purpose="checkin", time_zone=person.work_place.time_zone),
        "device": device_config(user),
        "shows_light": is_light_asked(person, timezone.localdate(now, person.work_place.zone)),
        "stage_name": stage_name(stage.code, stage.name) if stage else "",
    }
    return render(request, "web/checkin.html", context)
