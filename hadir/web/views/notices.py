"""What one was told, and what one wants to be told where."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.lib.errors import HadirError, InvalidInput
from hadir.notices import selectors, services
from hadir.notices.delivering import zone_of
from hadir.notices.rules import Channel
from hadir.web.access import signed_in
from hadir.web.forms_notices import NoticeChoicesForm, ReminderForm, starting_point
from hadir.web.listing import page_of, show_refusal
from hadir.web.second_person import take_word, waiting_lines
from hadir.workdays.reminders import policies


@require_GET
@signed_in
def notices(request: HttpRequest, user: User) -> HttpResponse:
    """Everything one was told, the newest first."""
    page = page_of(request, selectors.own(user.pk))
    zone = zone_of(user)
    rows = [selectors.told(notice, zone) for notice in page]
    context = {"page": page, "rows": rows, "zone": zone, "has_unread": selectors.unread_count(user.pk) > 0}
    return render(request, "web/notices.html", context)


@require_GET
@signed_in
def notice(request: HttpRequest, user: User, notice_id: int) -> HttpResponse:
    """Where the link in a mail leads: the notice counts as read, and the page that it speaks of opens."""
    seen = services.mark_read(user.pk, notice_id, now=timezone.now())
    return redirect(seen.link or "notices")


@require_POST
@signed_in
def notice_read(request: HttpRequest, user: User, notice_id: int) -> HttpResponse:
    """Put one away without following it."""
    services.mark_read(user.pk, notice_id, now=timezone.now())
    return redirect("notices")


@require_POST
@signed_in
def notices_read(request: HttpRequest, user: User) -> HttpResponse:
    """Put all away."""
    services.mark_all_read(user.pk, now=timezone.now())
    messages.success(request, _("Semua pemberitahuan ditandai sudah dibaca."))
    return redirect("notices")


@require_http_methods(["GET", "POST"])
@signed_in
def notice_choices(request: HttpRequest, user: User) -> HttpResponse:
    """Which groups over which channels, quiet hours, and the number for WhatsApp where there is a gateway."""
    channels = [one for one in Channel if one is not Channel.GATEWAY or settings.CONFIG.gateway_url]
    reach = selectors.reach_of(user.pk)
    initial = {
        **starting_point(selectors.settled_choices(user.pk)),
        "quiet_begin": reach.quiet_begin,
        "quiet_end": reach.quiet_end,
        "phone": reach.phone,
    }
    form = NoticeChoicesForm(request.POST or None, channels=channels, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.choose(user.pk, form.choices())
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Pilihan pemberitahuan tersimpan."))
            return redirect("notices")
    context = {"form": form, "has_mail": bool(user.email), "has_gateway": Channel.GATEWAY in channels}
    return render(request, "web/notice_choices.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def reminders(request: HttpRequest, user: User) -> HttpResponse:
    """How the region reminds its people: for everybody to read, for the HR agency to propose and confirm."""
    today = permissions.today_for(user)
    form = None
    if permissions.has(user, Right.MANAGE_SCHEDULES):
        initial = {"valid_from": today, "before_min": 15, "digest": True}
        form = ReminderForm(request.POST or None, initial=initial)
    if request.method == "POST":
        permissions.require(user, Right.MANAGE_SCHEDULES)
        if form is not None and form.is_valid():
            try:
                policies.propose_policy(user, data=policies.PolicyData(**form.cleaned_data), now=timezone.now())
            except HadirError as error:
                show_refusal(form, error)
            else:
                messages.success(request, _("Usulan dibuat. Orang kedua harus menyetujuinya."))
                return redirect("reminders")
    context = {
        "form": form,
        "rows": policies.history(),
        "waiting": list(waiting_lines(user, policies.POLICIES)),
        "now_in_force": policies.policy_on(today),
    }
    return render(request, "web/reminders.html", context)


@require_POST
@signed_in
def reminders_decide(request: HttpRequest, user: User, policy_id: int) -> HttpResponse:
    """The second person's word on how people are reminded, or the proposal's withdrawal."""
    return take_word(request, user, policies.POLICIES, policy_id, back="reminders")
