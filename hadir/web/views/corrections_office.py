"""Corrections from the office's side: proposing for somebody, the region's rules, and the statistics."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import oversight, permissions
from hadir.accounts.models import User
from hadir.attendance.corrections import ruling, texts
from hadir.attendance.corrections import statistics as figures
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError, NotFound
from hadir.people import selectors as people
from hadir.periods.rules import Month
from hadir.web.access import signed_in
from hadir.web.forms_corrections import RuleForm
from hadir.web.listing import page_of, search_word, show_refusal
from hadir.web.records_page import show
from hadir.web.second_person import show_proposal, take_word, waiting_lines
from hadir.web.views.corrections import ask_page

_MONTHS_SHOWN = 6
_HEIGHT = 120  # of the bars' area, in units of the drawing


@never_cache
@require_GET
@signed_in
def choose_person(request: HttpRequest, user: User) -> HttpResponse:
    """For whom."""
    units = permissions.units_for(user, Right.PROPOSE_CORRECTION)
    if not units:
        permissions.require(user, Right.PROPOSE_CORRECTION)
    word = search_word(request)
    staff = people.employees_in(units).filter(active=True, name__icontains=word).exclude(pk=user.employee_id or 0)
    page = page_of(request, staff.order_by("name", "id"))
    context = {"tab": "corrections", "page": page, "word": word, "search_label": _("Cari nama pegawai")}
    return show(request, user, "corrections/choose.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def correction_for(request: HttpRequest, user: User, employee_id: int) -> HttpResponse:
    """Propose a correction for somebody of the own units."""
    units = permissions.units_for(user, Right.PROPOSE_CORRECTION)
    person = people.employees_in(units).filter(pk=employee_id, active=True).first()
    if person is None:
        raise NotFound("employee_not_found", texts.EMPLOYEE_NOT_FOUND)
    return ask_page(request, user, person, is_own=False)


# --- rules


@require_GET
@signed_in
def rules(request: HttpRequest, user: User) -> HttpResponse:
    """What the region takes today, and what it took before."""
    today = permissions.today_for(user)
    now = list(ruling.in_force(today))
    context = {
        "tab": "corrections",
        "rows": now,
        "waiting": list(waiting_lines(user, ruling.RULES)),
        "others": [row for row in ruling.history() if row.pk not in {one.pk for one in now}],
        "may_manage": permissions.has(user, Right.MANAGE_SCHEDULES),
    }
    return show(request, user, "corrections/rules.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def rule_new(request: HttpRequest, user: User) -> HttpResponse:
    """A better rule for a reason, from a day on."""
    permissions.require(user, Right.MANAGE_SCHEDULES)
    today = permissions.today_for(user)
    old = ruling.in_force(today).filter(reason=request.GET.get("alasan", "")).first()
    initial: dict[str, Any] = model_to_dict(old) if old else {"allowed": True}
    form = RuleForm(request.POST or None, initial=initial | {"valid_from": today})
    if request.method == "POST" and form.is_valid():
        try:
            ruling.propose_rule(user, data=form.data_for_service(), now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Usulan dibuat. Orang kedua harus menyetujuinya."))
            return redirect("correction_rules")
    return show_proposal(request, form, _("Ketentuan koreksi baru"), back="correction_rules")


@require_POST
@signed_in
def rule_decide(request: HttpRequest, user: User, rule_id: int) -> HttpResponse:
    """The second person's word on a proposed rule, or its withdrawal."""
    return take_word(request, user, ruling.RULES, rule_id, back="correction_rules")


# --- statistics


@never_cache
@require_GET
@signed_in
def statistics(request: HttpRequest, user: User) -> HttpResponse:
    """Six months up to the asked one, in numbers and bars."""
    if not permissions.holds_somewhere(user, Right.SEE_CORRECTION_STATISTICS):
        permissions.require(user, Right.SEE_CORRECTION_STATISTICS)
    oversight.note_list_seen(user, "attendance.correction_statistics_seen", right=Right.SEE_CORRECTION_STATISTICS)
    last = _month(request, permissions.today_for(user))
    first = last
    for _step in range(_MONTHS_SHOWN - 1):
        first = first.previous
    found = figures.statistics(user, first=first.first, last=last.last)
    reasons = dict(texts.REASONS)
    context = {
        "tab": "statistics",
        "found": found,
        "bars": _bars(found.months, first),
        "reasons": [(reasons[reason], n) for reason, n in found.reasons],
        "first": first,
        "last": last,
        "before": last.previous,
        "after": last.next,
    }
    return show(request, user, "corrections/statistics.html", context)


def _month(request: HttpRequest, today: date) -> Month:
    try:
        return Month.parse(request.GET.get("bulan", ""))
    except ValueError:
        return Month.of(today)


def _bars(months: list[figures.MonthBar], first: Month) -> list[dict[str, object]]:
    """One column a month, also of months without any: approved below, then rejected, then waiting."""
    known = {Month.of(one.month): one for one in months}
    most = max((one.n for one in months), default=1) or 1
    bars: list[dict[str, object]] = []
    month = first
    for place in range(_MONTHS_SHOWN):
        one = known.get(month, figures.MonthBar(month.first, 0, 0, 0))
        parts, top = [], _HEIGHT
        for name, n in (("good", one.approved), ("bad", one.rejected), ("wait", one.waiting)):
            height = round(_HEIGHT * n / most)
            top -= height
            parts.append({"name": name, "y": top + 20, "height": height})
        x = place * 60 + 10
        bars.append({"bar": one, "x": x, "middle": x + 20, "parts": parts, "label_y": top + 14})
        month = month.next
    return bars
