"""The inbox: one list of everything that waits for this person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hadir.accounts.models import User
from hadir.web import inbox
from hadir.web.access import signed_in


@never_cache
@require_GET
@signed_in
def work_inbox(request: HttpRequest, user: User) -> HttpResponse:
    piles = inbox.piles_for(user, timezone.now())
    context = {"piles": piles, "count": inbox.count(piles), "zone": user.zone}
    return render(request, "web/inbox.html", context)
