"""Accounts: who can sign in, closing and reopening."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hadir.accounts import holdings, permissions, services
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.web.access import signed_in
from hadir.web.listing import page_of, search_word


@never_cache
@require_GET
@signed_in
def accounts(request: HttpRequest, user: User) -> HttpResponse:
    """Everybody who can sign in, or could."""
    permissions.require(user, Right.SEE_GRANTS)
    rows, word, chosen = holdings.all_accounts(), search_word(request), request.GET.get("saring", "")
    if word:
        rows = rows.filter(Q(display_name__icontains=word) | Q(username__startswith=word.replace(" ", "")))
    if chosen == "tertutup":
        rows = rows.filter(is_active=False)
    elif chosen == "bukan-pegawai":
        rows = rows.filter(employee__isnull=True)
    context = {
        "page": page_of(request, rows),
        "word": word,
        "chosen": chosen,
        "may_close": permissions.has(user, Right.MANAGE_ACCOUNTS),
    }
    return render(request, "web/accounts.html", context)


@require_POST
@signed_in
def account_active(request: HttpRequest, user: User, user_id: int) -> HttpResponse:
    """Close an account, or open a closed one again."""
    if request.POST.get("active") == "1":
        account = services.activate_user(user, user_id=user_id)
        messages.success(request, _("Akun %(name)s dibuka lagi.") % {"name": account.display_name})
    else:
        account = services.deactivate_user(user, user_id=user_id, now=timezone.now())
        messages.success(request, _("Akun %(name)s ditutup; semua sesinya berakhir.") % {"name": account.display_name})
    return redirect("accounts")
