"""Hours: which schedules there are, who has which, what waits for a decision."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hadir.accounts.models import User
from hadir.schedules import selectors
from hadir.web.access import signed_in


@require_GET
@signed_in
def list_schedules(request: HttpRequest, user: User) -> HttpResponse:
    """Every schedule in sight with the week that holds today."""
    return render(request, "web/schedules/list.html", {"schedules": selectors.schedules_for(user)})
