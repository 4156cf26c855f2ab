"""The own account: security overview and the invitation with which it begins."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import invitations, selectors, services
from hadir.accounts.adapter import sign_in
from hadir.accounts.models import User
from hadir.lib.errors import InvalidInput
from hadir.web.access import signed_in
from hadir.web.forms import InvitationForm
from hadir.web.listing import show_refusal


@require_GET
@signed_in
def security(request: HttpRequest, user: User) -> HttpResponse:
    """Password, mail address, second factors, face data, language: everything about the own account."""
    context = {"has_mfa": is_mfa_enabled(user), "employee": user.employee}
    return render(request, "web/security.html", context)


@require_POST
@signed_in
def end_sessions(request: HttpRequest, user: User) -> HttpResponse:
    """Sign out everywhere, this browser included."""
    services.end_own_sessions(user)
    messages.success(request, _("Semua perangkat sudah dikeluarkan. Masuklah lagi."))
    return redirect("account_login")


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Set the first password through the link. Using it up is a POST, so that link previews do not."""
    invited = selectors.open_invitation(token, now=timezone.now()).user
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = invitations.accept_invitation(token, password=form.cleaned_data["password"], now=timezone.now())
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Kata sandi tersimpan. Selamat datang di Hadir."))
            return sign_in(request, account, redirect_to=reverse("home"))
    response = render(request, "web/invitation.html", {"form": form, "invited": invited})
    response["Referrer-Policy"] = "no-referrer"  # the address is the secret
    return response
