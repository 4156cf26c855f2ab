"""API tokens: the keys of other systems. Made after a fresh proof, confirmed by a second person, shown once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import api_tokens, permissions
from hadir.accounts.api_tokens import TokenData
from hadir.accounts.models import User
from hadir.accounts.rules import Scope
from hadir.lib.authority import Right
from hadir.lib.errors import InvalidInput
from hadir.people import selectors as people
from hadir.people.models import TimeZone
from hadir.web.access import elevated, signed_in
from hadir.web.forms_accounts import TokenForm
from hadir.web.listing import page_of, show_refusal


@never_cache
@require_GET
@signed_in
def tokens(request: HttpRequest, user: User) -> HttpResponse:
    """Every token with its scopes, its people and its last use."""
    if not permissions.holds_somewhere(user, Right.SEE_API_TOKENS):
        permissions.require(user, Right.SEE_API_TOKENS)
    page = page_of(request, api_tokens.visible_tokens(user))
    now = timezone.now()
    may_confirm = permissions.holds_somewhere(user, Right.CONFIRM_API_TOKEN)
    rows = [
        {
            "token": token,
            "alive": token.revoked_at is None and token.expires_at > now,
            "unconfirmed": api_tokens.needs_confirmation(token) and token.confirmed_at is None,
            "may_confirm": may_confirm and token.created_by_id != user.pk,
        }
        for token in page.object_list
    ]
    context = {
        "page": page,
        "rows": rows,
        "may_make": permissions.holds_somewhere(user, Right.MANAGE_API_TOKENS),
        "may_revoke": permissions.holds_somewhere(user, Right.REVOKE_API_TOKEN),
    }
    return render(request, "web/api_tokens.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@elevated(Right.MANAGE_API_TOKENS)
def token_new(request: HttpRequest, user: User) -> HttpResponse:
    """Make a token. Its secret is shown in this one answer only."""
    units = people.units_in(permissions.units_for(user, Right.MANAGE_API_TOKENS))
    suggested = permissions.today_for(user) + timedelta(days=180)
    form = TokenForm(request.POST or None, units=units, initial={"expires_on": suggested})
    if request.method == "POST" and form.is_valid():
        try:
            made = api_tokens.create_token(user, data=_data(form), now=timezone.now())
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            return render(request, "web/api_token_made.html", {"made": made})
    return render(request, "web/api_token_form.html", {"form": form})


@require_POST
@signed_in
def token_confirm(request: HttpRequest, user: User, token_id: int) -> HttpResponse:
    token = api_tokens.confirm_token(user, token_id, now=timezone.now())
    messages.success(request, _("Disetujui. Token %(name)s sekarang berlaku.") % {"name": token.name})
    return redirect("api_tokens")


@require_POST
@signed_in
def token_revoke(request: HttpRequest, user: User, token_id: int) -> HttpResponse:
    token = api_tokens.revoke_token(user, token_id, now=timezone.now())
    messages.success(request, _("Token %(name)s dicabut dan tidak berlaku lagi.") % {"name": token.name})
    return redirect("api_tokens")


def _data(form: TokenForm) -> TokenData:
    values = form.cleaned_data
    # To the end of the chosen day, in the zone where days of the region end last.
    ends = datetime.combine(values["expires_on"], time(23, 59, 59), tzinfo=ZoneInfo(TimeZone.WIB))
    return TokenData(
        name=values["name"],
        purpose=values["purpose"],
        scopes=frozenset(Scope(scope) for scope in values["scopes"]),
        expires_at=ends,
        unit_id=values["unit"].pk if values["unit"] else None,
        networks=values["networks"],
    )
