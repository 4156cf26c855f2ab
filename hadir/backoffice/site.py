"""The back office: lists, filters and forms for plain records, at /kantor/ (ADR 0028).

Accounts here know no `is_staff` and no Django permissions: each kind of record names the right that shows it and the
right that changes it, and every change is made by a service. Unfold's own scripts (Alpine) evaluate expressions in
attributes, so these pages, and no others, allow `unsafe-eval`; inline scripts stay forbidden.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from csp.constants import NONCE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite

from hadir.accounts.models import User

# Unfold colours and places a few elements by style attributes.
_relaxed = csp_update({"script-src": [SELF, NONCE, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]})


class BackOffice(UnfoldAdminSite):  # type: ignore[misc]  # Unfold's class is untyped
    """Shown to whoever may see at least one kind of record; signing in and out stays where everybody does it."""

    site_title = site_header = _("Hadir: kantor")
    index_title = _("Data")
    enable_nav_sidebar = False
    index_template = "web/backoffice_index.html"  # without Django's own list of deeds, which is never written

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and any(record.has_view_permission(request) for record in self._registry.values())

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        inner: Any = super().admin_view(view, cacheable)
        return cast(Callable[..., HttpResponse], _relaxed(inner))

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The site's own sign-in; who is signed in and may see nothing here goes home."""
        del extra_context
        if request.user.is_authenticated:
            return redirect("home")
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("backoffice:index"))

    @method_decorator(never_cache)
    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        del request, extra_context
        return redirect("account_logout")


site = BackOffice(name="backoffice")
