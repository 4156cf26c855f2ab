"""Outages and disasters: the list, reporting one, deciding on it, and its minutes (berita acara)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.facts import IncidentState
from hadir.attendance.incidents import reach, reporting, rules, selectors, texts
from hadir.attendance.incidents.models import IncidentReport, OutageSign
from hadir.attendance.incidents.reporting import Report, Verdict
from hadir.attendance.incidents.rules import Kind, Sign
from hadir.audit import services as audit
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError, InvalidInput
from hadir.people import selectors as people
from hadir.schedules import selectors as schedules
from hadir.web.access import signed_in
from hadir.web.forms_incidents import DropForm, IncidentForm, VerdictForm
from hadir.web.listing import page_of, show_refusal
from hadir.web.records_page import show


@never_cache
@require_GET
@signed_in
def incidents(request: HttpRequest, user: User) -> HttpResponse:
    """All incidents, what waits for a decision, and what the server noticed by itself."""
    signs = [_shown(one) for one in selectors.open_signs(user)[:20]]
    context = {
        "tab": "incidents",
        "page": page_of(request, selectors.incidents()),
        "waiting": selectors.waiting_for(user),
        "signs": signs,
        "may_report": permissions.holds_somewhere(user, Right.REPORT_INCIDENT),
        "may_drop": permissions.has(user, Right.CONFIRM_INCIDENT),
    }
    return show(request, user, "incidents/list.html", context)


def _shown(sign: OutageSign) -> dict[str, object]:
    text = str(texts.SIGNS[Sign(sign.sign)]) % {"usual": "", "seen": "", "minutes": "", **sign.facts}
    return {"sign": sign, "text": text, "stage": schedules.stage_name(sign.stage)}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def incident_new(request: HttpRequest, user: User) -> HttpResponse:
    """Report an incident; `?tanda=` takes up what the server noticed."""
    if not permissions.holds_somewhere(user, Right.REPORT_INCIDENT):
        permissions.require(user, Right.REPORT_INCIDENT)
    sign = _sign(request, user)
    units = permissions.units_for(user, Right.REPORT_INCIDENT)
    form = IncidentForm(
        request.POST or None,
        initial=_initial(sign),
        units=people.units_in(units),
        places=people.work_places_in(units).order_by("name"),
        everywhere=permissions.has(user, Right.REPORT_INCIDENT),
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = reporting.report(user, data=_report(form, sign), now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Laporan %(number)s menunggu penetapan.") % {"number": row.reference_number})
            return redirect("incident", row.pk)
    context = {"tab": "incidents", "form": form, "sign": _shown(sign) if sign else None}
    return show(request, user, "incidents/form.html", context)


def _sign(request: HttpRequest, user: User) -> OutageSign | None:
    key = request.GET.get("tanda", "")
    return selectors.open_signs(user).filter(pk=int(key)).first() if key.isdigit() and len(key) < 12 else None


def _initial(sign: OutageSign | None) -> dict[str, Any]:
    if sign is None:
        return {"kind": Kind.OUTAGE.value}
    found: dict[str, Any] = {
        "kind": Kind.OUTAGE.value,
        "first_at": sign.first_at,
        "last_at": sign.last_at,
        "what_happened": _shown(sign)["text"],
    }
    if sign.work_place_id is None:
        return found | {"is_regional": True}
    return found | {"places": [sign.work_place_id]}


def _report(form: IncidentForm, sign: OutageSign | None) -> Report:
    data = form.cleaned_data
    return Report(
        kind=Kind(data["kind"]),
        title=data["title"],
        what_happened=data["what_happened"],
        first_at=data["first_at"],
        last_at=data["last_at"],
        reference=data["reference"],
        is_regional=bool(data.get("is_regional")),
        unit_ids=frozenset(one.pk for one in data["units"]),
        place_ids=frozenset(one.pk for one in data["places"]),
        sign=sign.pk if sign else None,
    )


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def incident(request: HttpRequest, user: User, incident_id: int) -> HttpResponse:
    """One incident; for the HR agency also whom it concerns, and the decision."""
    row = selectors.incident(incident_id)
    zone = ZoneInfo(row.zone)
    decides = permissions.has(user, Right.CONFIRM_INCIDENT)
    with timezone.override(zone):  # the window is read and written on the clock on which it was reported
        initial = {"first_at": row.first_at, "last_at": row.last_at}
        form = VerdictForm(request.POST or None, kind=row.kind, initial=initial)
        if request.method == "POST":
            try:
                done = _decide(user, row, request.POST.get("deed", ""), form)
            except InvalidInput as error:
                show_refusal(form, error)
            else:
                if done:
                    messages.success(request, _("Tersimpan."))
                    return redirect("incident", row.pk)
        context = {
            "tab": "incidents",
            "row": row,
            "scope": selectors.scope_names(row),
            "form": form,
            "decides": decides,
            "is_open": row.state == IncidentState.PROPOSED.value,
            "is_own": row.reported_by == user.pk,
            "affected": _affected(user, row, form) if decides else None,
            "zone": zone,
        }
        return show(request, user, "incidents/incident.html", context)


def _decide(user: User, row: IncidentReport, deed: str, form: VerdictForm) -> bool:
    """Whether the posted deed settled the incident; trying a narrower window settles nothing."""
    if deed == "reject":
        form.is_valid()
        reporting.reject(user, incident_id=row.pk, note=form.cleaned_data.get("note", ""), now=timezone.now())
        return True
    if deed not in ("confirm", "preview") or not form.is_valid():
        raise InvalidInput("invalid", _("Isi waktunya, lalu pilih salah satu tindakan."))
    verdict = Verdict(**form.cleaned_data)
    if deed == "preview":
        reporting.check_window(row, verdict.first_at, verdict.last_at)
        return False
    reporting.confirm(user, incident_id=row.pk, verdict=verdict, now=timezone.now())
    return True


def _affected(user: User, row: IncidentReport, form: VerdictForm) -> reach.Affected:
    first, last = _window(row, form)
    audit.record_look(
        actor=user.actor,
        subject=f"incident:{row.pk}",
        what="attendance.incident_people_seen",
        unit_id=None,
        right=Right.CONFIRM_INCIDENT,
    )
    return reach.affected(row, first_at=first, last_at=last)


def _window(row: IncidentReport, form: VerdictForm) -> tuple[datetime, datetime]:
    """The window of the form where it can be one, so that a narrower one can be tried before deciding."""
    if form.is_bound and form.is_valid():
        first, last = form.cleaned_data["first_at"], form.cleaned_data["last_at"]
        if rules.narrows(first, last, row.reported_first_at, row.reported_last_at):
            return first, last
    return row.first_at, row.last_at


@never_cache
@require_GET
@signed_in
def minutes(request: HttpRequest, user: User, incident_id: int) -> HttpResponse:
    """The minutes of a confirmed incident, for printing and wet signatures. Numbers only, no names of employees."""
    row = selectors.incident(incident_id)
    if row.state != IncidentState.CONFIRMED.value:
        return redirect("incident", row.pk)
    zone = ZoneInfo(row.zone)
    decides = permissions.has(user, Right.CONFIRM_INCIDENT)
    context = {
        "tab": "incidents",
        "row": row,
        "scope": selectors.scope_names(row),
        "region": people.region(),
        "affected": reach.affected(row, first_at=row.first_at, last_at=row.last_at) if decides else None,
        "zone": zone,
    }
    return show(request, user, "incidents/minutes.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def sign_drop(request: HttpRequest, user: User, sign_id: int) -> HttpResponse:
    """Nothing came of what the server noticed."""
    permissions.require(user, Right.CONFIRM_INCIDENT)
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reporting.drop_sign(user, sign_id=sign_id, note=form.cleaned_data["note"], now=timezone.now())
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Tanda dikesampingkan."))
            return redirect("incidents")
    return show(request, user, "incidents/drop.html", {"tab": "incidents", "form": form})
