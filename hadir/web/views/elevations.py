"""Sensitive rights: opening them with a fresh proof and a reason, closing them, and the list of openings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import elevations, permissions
from hadir.accounts.adapter import proved_at
from hadir.accounts.models import User
from hadir.accounts.roles import RIGHTS_NEEDING_ELEVATION
from hadir.accounts.rules import closing_time
from hadir.accounts.texts import RIGHT_NAMES
from hadir.lib.authority import Right
from hadir.lib.errors import InvalidInput, NotFound
from hadir.web.access import ELEVATIONS, open_here, signed_in
from hadir.web.forms_accounts import ElevationForm
from hadir.web.listing import page_of, show_refusal


@never_cache
@require_GET
@signed_in
def elevations_list(request: HttpRequest, user: User) -> HttpResponse:
    """Sensitive rights that were opened: the own ones, and everybody's for who reads the log."""
    context = {
        "page": page_of(request, elevations.visible_elevations(user)),
        "now": timezone.now(),
        "sees_all": permissions.holds_somewhere(user, Right.SEE_AUDIT_LOG),
        "names": RIGHT_NAMES,
        "mine": [
            (right, RIGHT_NAMES[right])
            for right in sorted(RIGHTS_NEEDING_ELEVATION)
            if permissions.holds_somewhere(user, right)
        ],
    }
    return render(request, "web/elevations.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def elevation_open(request: HttpRequest, user: User, right: str) -> HttpResponse:
    """First the proof of who is there (allauth's page), then the reason, then back to where it was needed."""
    wanted = _right(right)
    if not permissions.holds_somewhere(user, wanted):
        permissions.require(user, wanted)
    proved, now = proved_at(request), timezone.now()
    if proved is None or closing_time(proved, now) is None:
        query = QueryDict(mutable=True)
        query["next"] = request.get_full_path()
        return redirect(f"{reverse('account_reauthenticate')}?{query.urlencode()}")
    form = ElevationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            elevation = elevations.open_elevation(user, right=wanted, reason=reason, proved_at=proved, now=now)
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            kept = [other.pk for other in open_here(request, user)]
            request.session[ELEVATIONS] = [*kept, elevation.pk]
            messages.success(request, _("Kewenangan terbuka. Lanjutkan pekerjaan Anda di sini."))
            return redirect(_next_of(request))
    context = {"form": form, "name": RIGHT_NAMES[wanted], "closes_at": closing_time(proved, now)}
    return render(request, "web/elevation_form.html", context)


@require_POST
@signed_in
def elevation_close(request: HttpRequest, user: User, elevation_id: int) -> HttpResponse:
    elevations.close_elevation(user, elevation_id, now=timezone.now())
    messages.success(request, _("Kewenangan ditutup."))
    return redirect("elevations")


def _right(value: str) -> Right:
    if value not in {right.value for right in RIGHTS_NEEDING_ELEVATION}:
        raise NotFound("right_unknown", _("Kewenangan ini tidak dikenal."))
    return Right(value)


def _next_of(request: HttpRequest) -> str:
    """Where the right was needed; home when that is not a page of this site."""
    target = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and ours else reverse("elevations")
