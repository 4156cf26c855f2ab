"""Every page of proof of presence: the tabs that its reader has use for, and the page itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.attendance.findings import sentence

_OF_REVIEWS = (Right.SEE_REVIEWS, Right.REVIEW_CHECK_INS, Right.CONFIRM_REVIEW)


def show(request: HttpRequest, user: User, template: str, context: Mapping[str, object]) -> HttpResponse:
    """Render a page below `web/presence/`; `tab` in the context names the open one."""
    return render(request, f"web/presence/{template}", {"presence_tabs": tabs(user), **context})


def tabs(user: User) -> list[tuple[str, str, str]]:
    """(address, key, label) of the tabs. They grant nothing."""
    found = []
    if any(permissions.holds_somewhere(user, right) for right in _OF_REVIEWS):
        found.append(("reviews", "reviews", _("Pemeriksaan")))
    if user.employee_id is not None:
        found.append(("own_reviews", "own", _("Tentang saya")))
    found.append(("presence_policies", "policies", _("Syarat")))
    found.append(("lookalikes", "lookalikes", _("Wajah mirip")))
    if permissions.holds_somewhere(user, Right.SEE_REVIEW_STATISTICS):
        found.append(("review_statistics", "statistics", _("Statistik")))
    return found


def said(stored: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Findings or reasons as they are stored, as sentences with their weight, the gravest first."""
    found = [(sentence(str(one["code"]), one.get("facts") or {}), int(one["weight"])) for one in stored]
    return sorted(found, key=lambda pair: -pair[1])
