"""Screens at work places, and the address that their QR holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hadir.accounts import permissions as rights
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.attendance.alternative import reading as alternative
from hadir.enrolment import selectors as enrolments
from hadir.enrolment.services import own_employee
from hadir.lib.errors import Expired
from hadir.places import codes, screens
from hadir.places.screens import SILENT_AFTER, Shown, Traffic
from hadir.web.access import signed_in

_STATISTICS_OF = timedelta(hours=24)


@never_cache
@require_GET
def site_screen(request: HttpRequest, token: str) -> HttpResponse:
    """The code for whoever stands before the screen. The address is the secret; a script keeps it fresh, and where
    none runs the page loads itself again."""
    return _shown(request, token, "web/site_screen.html")


@never_cache
@require_GET
def site_screen_now(request: HttpRequest, token: str) -> HttpResponse:
    """The changing part of the screen."""
    return _shown(request, token, "web/parts/site_screen_now.html")


@never_cache
@require_GET
@signed_in
def site_code(request: HttpRequest, user: User, secret: str) -> HttpResponse:
    """Opened by the phone's own camera: the code is taken now, then the person goes on to check in.

    Raises `Expired` (site_code_expired and others) with what to do, when it is no longer the code.
    """
    person, now = own_employee(user, Right.CHECK_IN), timezone.now()
    verdict = codes.note(person, secret, now=now)
    if not verdict.right:
        raise Expired(f"site_code_{verdict.state.value}", codes.sentence(verdict))
    no_face = enrolments.approved_of(person.pk) is None or enrolments.is_restricted(person.pk)
    by_pin = no_face and alternative.permission_on(person, now) is not None
    return redirect(f"{reverse('alternative' if by_pin else 'checkin')}?{urlencode({'kode': secret})}")


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def site_screens(request: HttpRequest, user: User) -> HttpResponse:
    """Open and close the screens of the own work places, and see how they are used. A new address is shown once."""
    if not rights.units_for(user, Right.OPEN_SITE_SCREEN):
        rights.require(user, Right.OPEN_SITE_SCREEN)
    link, now = "", timezone.now()
    if request.method == "POST":
        asked = request.POST.get("place", ""), request.POST.get("close", "")
        place, close = (int(word) if word.isascii() and word.isdigit() and len(word) < 12 else 0 for word in asked)
        if close:
            screens.close_screen(user, close, now=now)
            messages.success(request, _("Layar ditutup."))
            return redirect("site_screens")
        token = screens.open_screen(user, place, now=now)
        link = request.build_absolute_uri(reverse("site_screen", args=[token]))
    opened = screens.open_screens(user, now=now)
    traffic = screens.traffic_of([screen.pk for screen in opened], since=now - _STATISTICS_OF)
    rows = [
        (screen, traffic.get(screen.pk, Traffic()), _silent(screen.last_seen_at or screen.opened_at, now))
        for screen in opened
    ]
    context = {"places": screens.places_for(user), "rows": rows, "link": link}
    return render(request, "web/site_screens.html", context)


def _silent(last_seen_at: datetime, now: datetime) -> bool:
    return now - last_seen_at > SILENT_AFTER


def _shown(request: HttpRequest, token: str, template: str) -> HttpResponse:
    shown = screens.show(token, now=timezone.now())
    context = {
        "shown": shown,
        "zone": shown.work_place.zone,
        "qr": _qr(shown),
        "fresh_url": reverse("site_screen_now", args=[token]),
        "version": static("web/site-screen.js"),
    }
    response = render(request, template, context)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _qr(shown: Shown) -> SafeString:
    """The address as squares. Level M: a quarter of a screen's glare may be lost, and the squares stay large."""
    address = settings.CONFIG.base_url.rstrip("/") + reverse("site_code", args=[shown.secret])
    drawn = segno.make_qr(address, error="m").svg_inline(omitsize=True, border=4, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308 - squares, drawn here
