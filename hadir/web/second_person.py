"""Pages of dated rules: what waits for a second person, and that person's word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError
from hadir.schedules.proposals import Proposed

Row = TypeVar("Row", bound=Proposed)


def with_may_decide(user: User, rows: Iterable[Row]) -> list[tuple[Row, bool]]:
    """Each proposal for the whole region, and whether this account may decide it."""
    confirms = permissions.has(user, Right.CONFIRM_SCHEDULES)
    return [(row, confirms and user.pk not in row.authors) for row in rows]


def take_decision(request: HttpRequest, back: str, decide: Callable[[bool, str], object]) -> HttpResponse:
    """Pass the posted word on to a service and go back; what is refused is said on the page."""
    try:
        decide(request.POST.get("decision") == "confirm", request.POST.get("reason", ""))
    except HadirError as error:
        if error.http_status in (403, 404) and error.code != "second_person_needed":
            raise
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Keputusan tercatat."))
    return redirect(back)
