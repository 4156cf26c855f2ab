"""Pages that belong to nobody: language, offline page and its service worker."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from hadir.accounts import services as accounts
from hadir.accounts.middleware import SESSION_LANGUAGE
from hadir.accounts.models import User
from hadir.web.access import signed_in

_OFFLINE_FILES = ("vendor/tabler.min.css", "web/hadir.css", "web/theme.js", "web/page.js", "web/img/logo.svg")


@require_GET
@signed_in
def menu(request: HttpRequest, user: User) -> HttpResponse:
    """Everything the account can open, for phones, whose bar at the bottom has room for four."""
    del user
    return render(request, "web/menu.html")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie, and in the account of whoever is signed in."""
    wanted = request.POST.get("language", "")
    language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(target if is_ours else reverse("home"))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )
    if isinstance(request.user, User):
        accounts.set_language(request.user, language=language)
        request.session[SESSION_LANGUAGE] = language
    return response


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows when there is no network. The same for everybody."""
    return render(request, "web/offline.html")


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Stands at the root because a worker rules only what lies below its own address."""
    files = [reverse("offline"), *(staticfiles_storage.url(name) for name in _OFFLINE_FILES)]
    version = hashlib.sha256("|".join(files).encode()).hexdigest()[:12]
    config = {"files": files, "offline": files[0], "cache": f"hadir-offline-{version}"}
    response = render(request, "web/sw.js", {"config_json": json.dumps(config)}, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response
