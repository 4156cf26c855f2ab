"""Every page of corrections, incidents and events: the tabs that its reader has use for, and the page itself."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right

_OF_CORRECTIONS = (Right.PROPOSE_CORRECTION, Right.DECIDE_CORRECTION, Right.SEE_CORRECTION_STATISTICS)


def show(request: HttpRequest, user: User, template: str, context: Mapping[str, object]) -> HttpResponse:
    """Render a page below `web/`; `tab` in the context names the open one."""
    return render(request, f"web/{template}", {"record_tabs": tabs(user), **context})


def tabs(user: User) -> list[tuple[str, str, str]]:
    """(address, key, label) of the tabs. They grant nothing."""
    found = []
    if user.employee_id is not None or any(permissions.holds_somewhere(user, right) for right in _OF_CORRECTIONS):
        found.append(("corrections", "corrections", _("Koreksi")))
    found += [("incidents", "incidents", _("Gangguan")), ("events", "events", _("Acara"))]
    if permissions.holds_somewhere(user, Right.SEE_CORRECTION_STATISTICS):
        found.append(("correction_statistics", "statistics", _("Statistik")))
    return found
