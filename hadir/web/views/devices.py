"""Phones in the eyes of the office: whose is bound, who asks for another, which one serves several people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hadir.accounts import oversight, permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.devices import alarms, binding, requests, selectors, texts
from hadir.lib.errors import HadirError, NotFound
from hadir.people.models import Employee
from hadir.web.access import signed_in
from hadir.web.forms_devices import AlarmForm, DecisionForm, OfficerEndForm
from hadir.web.listing import page_of, search_word, show_refusal


def _show(request: HttpRequest, user: User, template: str, context: dict[str, Any]) -> HttpResponse:
    """Every page has the tabs, with how much waits."""
    units = selectors.decided_units(user)
    waiting, alarms_ = selectors.waiting_for(user, units), selectors.open_alarms_for(user, units)
    counts = {"requests": len(waiting), "alarms": len(alarms_)}
    return render(request, f"web/devices/{template}", {"counts": counts, **context})


def _look(user: User) -> None:
    """The right to see phones anywhere, and a note that a list of people was shown."""
    if not permissions.holds_somewhere(user, Right.SEE_DEVICES):
        permissions.require(user, Right.SEE_DEVICES)
    oversight.note_list_seen(user, "devices.list_seen", right=Right.SEE_DEVICES)


@never_cache
@require_GET
@signed_in
def devices(request: HttpRequest, user: User) -> HttpResponse:
    """People of the own units and the phone of each; `?saring=` bound or none."""
    _look(user)
    chosen = request.GET.get("saring", "")
    word = search_word(request)
    page = page_of(request, selectors.people_for(user, name=word, state=chosen))
    bound = selectors.bound_devices([person.pk for person in page])
    context = {
        "tab": "devices",
        "page": page,
        "rows": [(person, bound.get(person.pk)) for person in page],
        "word": word,
        "search_label": _("Cari nama pegawai"),
        "chosen": chosen,
        "filters": [("", _("Semua")), ("bound", _("Sudah terikat")), ("none", _("Belum terikat"))],
    }
    return _show(request, user, "list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def device_person(request: HttpRequest, user: User, employee_id: int) -> HttpResponse:
    """One person's phones. An officer makes a code for whoever stands before him, or ends a phone."""
    person = selectors.person_for(user, employee_id)
    may_decide = permissions.has(user, Right.DECIDE_REBINDING, person.unit_id) and person.pk != user.employee_id
    deed = request.POST.get("deed", "")
    form = OfficerEndForm(request.POST if deed == "end" else None)
    code = ""
    if request.method == "POST":
        try:
            if deed == "code":
                code = binding.make_code(user, person.pk, now=timezone.now())
            elif deed == "end" and form.is_valid():
                binding.end_for(user, person.pk, note=form.cleaned_data["note"], now=timezone.now())
                messages.success(request, _("Ikatan ponsel diakhiri, dan pegawai sudah diberi tahu."))
                return redirect("device_person", person.pk)
        except HadirError as error:
            if deed == "end":
                show_refusal(form, error)
            else:
                messages.error(request, str(error.message))
    else:
        oversight.note_person_seen(user, person, right=Right.SEE_DEVICES)
    context = {
        "tab": "devices",
        "person": person,
        "bound": selectors.bound_device(person.pk),
        "earlier": list(selectors.earlier_devices(person.pk)[:20]),
        "waiting": selectors.waiting_request(person.pk),
        "may_decide": may_decide,
        "form": form,
        "code": f"{code[:4]} {code[4:]}" if code else "",
    }
    return _show(request, user, "person.html", context)


@never_cache
@require_GET
@signed_in
def device_requests(request: HttpRequest, user: User) -> HttpResponse:
    """What waits, and what was decided."""
    _look(user)
    decided = selectors.requests_for(user).exclude(status="waiting")
    context = {"tab": "requests", "waiting": selectors.waiting_for(user), "page": page_of(request, decided)}
    return _show(request, user, "requests.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def device_request(request: HttpRequest, user: User, request_id: int) -> HttpResponse:
    """One request with what an officer needs: the phone of today, why another, whether the key is known."""
    row = selectors.visible_request(user, request_id)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        approve = request.POST.get("deed") == "approve"
        try:
            requests.decide(user, row.pk, approve=approve, note=form.cleaned_data["note"], now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
            row = selectors.visible_request(user, request_id)
        else:
            done = _("Ponsel baru terikat, yang lama berakhir.") if approve else _("Permintaan ditolak.")
            messages.success(request, done)
            return redirect("device_requests")
    may_decide = permissions.has(user, Right.DECIDE_REBINDING, row.employee.unit_id)
    context = {
        "tab": "requests",
        "row": row,
        "bound": selectors.bound_device(row.employee_id),
        "form": form,
        "is_own": row.employee_id == user.employee_id,
        "may_decide": may_decide and row.employee_id != user.employee_id and row.status == "waiting",
    }
    return _show(request, user, "request.html", context)


@never_cache
@require_GET
@signed_in
def device_alarms(request: HttpRequest, user: User) -> HttpResponse:
    """Phones that serve several people."""
    _look(user)
    context = {"tab": "alarms", "page": page_of(request, selectors.alarms_for(user))}
    return _show(request, user, "alarms.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def device_alarm(request: HttpRequest, user: User, alarm_id: int) -> HttpResponse:
    """One alarm, and what an officer found."""
    row = selectors.alarms_for(user).filter(pk=alarm_id).first()
    if row is None:
        raise NotFound("device_alarm_not_found", texts.ALARM_NOT_FOUND)
    form = AlarmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            alarms.handle(user, row.pk, outcome=data["outcome"], note=data["note"], now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Hasil pemeriksaan dicatat."))
            return redirect("device_alarms")
    is_involved = user.employee_id in (row.employee_id, row.other_id)
    context = {
        "tab": "alarms",
        "row": row,
        "form": form,
        "is_involved": is_involved,
        "may_handle": bool(permissions.units_for(user, Right.DECIDE_REBINDING)) and not is_involved,
        "visible": set(_visible(user, row.employee_id, row.other_id)),
    }
    return _show(request, user, "alarm.html", context)


def _visible(user: User, *employee_ids: int) -> list[int]:
    """Those of the people whose page the reader may open."""
    units = permissions.units_for(user, Right.SEE_DEVICES)
    return list(Employee.objects.filter(pk__in=employee_ids, unit_id__in=units).values_list("pk", flat=True))
