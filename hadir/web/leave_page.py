"""Every page of leave: the tabs that its reader has use for, and the page itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right

_DECIDERS = frozenset({Right.DECIDE_ABSENCE, Right.VERIFY_ABSENCE})


def show(request: HttpRequest, user: User, template: str, context: dict[str, object]) -> HttpResponse:
    """Render a page below `web/leave/`; `tab` in the context names the open one."""
    return render(request, f"web/leave/{template}", {"leave_tabs": tabs(user), **context})


def tabs(user: User) -> list[tuple[str, str, str]]:
    """(address, key, label) of the tabs. They grant nothing."""
    sees = permissions.holds_somewhere(user, Right.SEE_ABSENCES)
    found = []
    if user.employee_id is not None:
        found.append(("my_leave", "own", _("Saya")))
        # A superior named by a decision heads no unit and holds no right of a role, so everybody has an inbox.
        found.append(("leave_inbox", "inbox", _("Menunggu saya")))
    elif any(permissions.holds_somewhere(user, right) for right in _DECIDERS):
        found.append(("leave_inbox", "inbox", _("Menunggu saya")))
    if sees:
        found.append(("leave_team", "team", _("Kalender tim")))
    if sees or user.employee_id is not None:
        found.append(("duty_letters", "letters", _("Surat tugas")))
    if sees:
        found.append(("leave_ledgers", "ledgers", _("Saldo pegawai")))
    found.append(("leave_types", "types", _("Ketentuan")))
    return found
