"""Who is looking: the signed-in account behind a request, typed; and whether a sensitive right is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from hadir.accounts import permissions
from hadir.accounts.models import Elevation, User
from hadir.lib.authority import Right

P = ParamSpec("P")


def signed_in(
    view: Callable[Concatenate[HttpRequest, User, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Sends strangers to the sign-in page and hands the account to the view, in which times are those of the person's
    own zone. Rights are the services' business."""

    @wraps(view)
    def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return redirect_to_login(request.get_full_path())
        with timezone.override(permissions.zone_for(user)):
            return view(request, user, *args, **kwargs)

    wrapper.for_signed_in = True  # type: ignore[attr-defined]  # read by the test of all views
    return wrapper


# Session key: ids of the elevations that were opened in this browser. One opened elsewhere opens nothing here.
ELEVATIONS = "hadir_elevations"


def elevated(
    right: Right, *, page: str = ""
) -> Callable[
    [Callable[Concatenate[HttpRequest, User, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, User, P], HttpResponse],
]:
    """Below `signed_in`: lets the view run only while the right is open in this browser, else leads to opening it.

    Who does not hold the right at all is refused, not asked for a password. `page` names the page to come back to when
    the view answers with a file: a browser that is sent to a file stays where it was, and nothing seems to happen.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, User, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, User, P], HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, user: User, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not permissions.holds_somewhere(user, right):
                permissions.require(user, right)
            if not any(elevation.right == right for elevation in open_here(request, user)):
                return _to_opening(request, right, page)
            return view(request, user, *args, **kwargs)

        wrapper.elevated_right = right  # type: ignore[attr-defined]  # read by the test of all views
        return wrapper

    return decorate


def open_here(request: HttpRequest, user: User) -> list[Elevation]:
    """Elevations that are open and were opened in this browser; no statement for who opened none."""
    ids = request.session.get(ELEVATIONS, [])
    return list(permissions.open_elevations(user, timezone.now()).filter(pk__in=ids)) if ids else []


def _to_opening(request: HttpRequest, right: Right, page: str) -> HttpResponse:
    """A form that was sent cannot be kept: the person comes back to the page it stood on and sends it again."""
    came_from = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "")
    if page:
        came_from = f"{reverse(page)}?{request.GET.urlencode()}"
    query = QueryDict(mutable=True)
    query["next"] = came_from
    return redirect(f"{reverse('elevation_open', args=[right.value])}?{query.urlencode()}")
