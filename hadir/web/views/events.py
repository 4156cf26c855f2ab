"""Events: the month's list, announcing one or a weekly one, one event, and the policies."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.events import cancelling, planning, selectors, texts
from hadir.attendance.events import policies as policing
from hadir.attendance.events.models import PlannedEvent
from hadir.attendance.events.planning import EventData, SeriesData
from hadir.attendance.events.rules import Kind
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError, InvalidInput
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.periods.rules import Month
from hadir.web.access import signed_in
from hadir.web.forms_events import EventForm, NoteForm, PolicyForm, SeriesForm
from hadir.web.listing import show_refusal
from hadir.web.records_page import show
from hadir.web.second_person import show_proposal, take_word, waiting_lines


@never_cache
@require_GET
@signed_in
def events(request: HttpRequest, user: User) -> HttpResponse:
    """The own events of the next two weeks, lists that wait, and a month's calendar."""
    today = permissions.today_for(user)
    month = _month(request, today)
    own = selectors.upcoming_of(people.employee(user.employee_id), today) if user.employee_id else []
    planned = list(selectors.planned(month.first, month.last))
    context = {
        "tab": "events",
        "own": own,
        "has_own": user.employee_id is not None,
        "waiting": selectors.waiting_for(user),
        "weeks": _weeks(month, planned, today),
        "planned": planned,
        "month": month,
        "weekdays": texts.WEEKDAYS,
        "series": [(one, texts.WEEKDAYS[one.weekday]) for one in selectors.series_for(user)],
        "may_manage": permissions.holds_somewhere(user, Right.MANAGE_EVENTS),
    }
    return show(request, user, "events/list.html", context)


def _month(request: HttpRequest, today: date) -> Month:
    try:
        return Month.parse(request.GET.get("bulan", ""))
    except ValueError:
        return Month.of(today)


def _weeks(month: Month, planned: list[PlannedEvent], today: date) -> list[list[dict[str, Any]]]:
    """Rows of seven cells; empty ones before the first and after the last day."""
    by_day: dict[date, list[PlannedEvent]] = {}
    for one in planned:
        if one.cancelled_at is None:
            by_day.setdefault(one.day, []).append(one)
    cells: list[dict[str, Any]] = [{} for _n in range(month.first.weekday())]
    cells += [{"day": day, "events": by_day.get(day, []), "today": day == today} for day in month.days()]
    cells += [{} for _n in range(-len(cells) % 7)]
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def event_new(request: HttpRequest, user: User) -> HttpResponse:
    """Announce one event."""
    form = EventForm(request.POST or None, **_choices(user), initial={"day": permissions.today_for(user)})
    if request.method == "POST" and form.is_valid():
        try:
            row = planning.plan(user, data=_event_data(user, form), now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Acara dijadwalkan."))
            return redirect("event", row.pk)
    context = {"tab": "events", "form": form, "title": _("Acara baru")}
    return show(request, user, "events/form.html", context)


def _choices(user: User) -> dict[str, Any]:
    units = permissions.units_for(user, Right.MANAGE_EVENTS)
    if not units:
        permissions.require(user, Right.MANAGE_EVENTS)
    return {"units": people.units_in(units), "places": people.work_places_in(units).order_by("name")}


def _event_data(user: User, form: EventForm) -> EventData:
    data = form.cleaned_data
    mine = permissions.units_for(user, Right.MANAGE_EVENTS)
    known = dict(Employee.objects.filter(nip__in=data["people"], unit_id__in=mine).values_list("nip", "pk"))
    missing = [nip for nip in data["people"] if nip not in known]
    if missing:
        text = _("NIP ini tidak ada di unit Anda: %(numbers)s.") % {"numbers": ", ".join(missing[:5])}
        raise InvalidInput("invalid", text, fields={"people": text})
    return EventData(
        kind=Kind(data["kind"]),
        name=data["name"],
        unit_id=data["unit"].pk,
        work_place_id=data["place"].pk,
        day=data["day"],
        times=form.times(),
        legal_basis=data["legal_basis"],
        unit_ids=frozenset(one.pk for one in data["units"]),
        people_ids=frozenset(known.values()),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def series_new(request: HttpRequest, user: User) -> HttpResponse:
    """Announce an event of every week."""
    form = SeriesForm(request.POST or None, **_choices(user), initial={"first": permissions.today_for(user)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = SeriesData(
            kind=Kind(data["kind"]),
            name=data["name"],
            unit_id=data["unit"].pk,
            work_place_id=data["place"].pk,
            weekday=data["weekday"],
            times=form.times(),
            first=data["first"],
            last=data["last"],
            legal_basis=data["legal_basis"],
        )
        try:
            planning.plan_series(user, data=wanted, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Acara mingguan dijadwalkan."))
            return redirect("events")
    context = {"tab": "events", "form": form, "title": _("Acara setiap minggu")}
    return show(request, user, "events/form.html", context)


@require_POST
@signed_in
def series_end(request: HttpRequest, user: User, series_id: int) -> HttpResponse:
    """No further days."""
    planning.end_series(user, series_id=series_id, now=timezone.now())
    messages.success(request, _("Acara mingguan berakhir; hari yang belum tiba dibatalkan."))
    return redirect("events")


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def event(request: HttpRequest, user: User, event_id: int) -> HttpResponse:
    """One event: when, where, who is expected; for its keepers the lists, and cancelling it."""
    row = selectors.event(event_id)
    form = NoteForm(request.POST or None)
    if request.method == "POST":
        try:
            messages.success(request, _cancel(request, user, row, form))
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            return redirect("event", row.pk)
    lists = selectors.lists_of(user, row)
    listed = {one.unit_id for one in lists}
    context = {
        "tab": "events",
        "row": row,
        "zone": row.work_place.zone,
        "units": selectors.expected_units(row),
        "named": row.person_rows.count() if permissions.has(user, Right.MANAGE_EVENTS, row.unit_id) else 0,
        "by_check_in": policing.in_force(row.day).filter(kind=row.kind, by_check_in=True).exists(),
        "lists": lists,
        "to_open": [one for one in selectors.agencies_for(user, row) if one.pk not in listed],
        "has_begun": timezone.now() >= row.opens_at,
        "may_cancel": row.cancelled_at is None and permissions.has(user, Right.MANAGE_EVENTS, row.unit_id),
        "is_over": timezone.now() >= row.closes_at,
        "is_asker": row.cancel_asked_by == user.pk,
        "form": form,
    }
    return show(request, user, "events/event.html", context)


def _cancel(request: HttpRequest, user: User, row: PlannedEvent, form: NoteForm) -> str:
    """Cancel, ask for it, or decide what another asked for; the sentence that says which."""
    note, now = form.cleaned_data["note"] if form.is_valid() else "", timezone.now()
    deed = request.POST.get("deed")
    if deed in ("accept_cancel", "refuse_cancel"):
        accept = deed == "accept_cancel"
        cancelling.decide_cancel(user, event_id=row.pk, accept=accept, note=note, now=now)
        return _("Acara dibatalkan.") if accept else _("Pembatalan ditolak; acara tetap dihitung.")
    changed = cancelling.cancel(user, event_id=row.pk, note=note, now=now)
    return _("Acara dibatalkan.") if changed.cancelled_at else _("Pembatalan diminta. Orang lain harus menyetujuinya.")


# --- policies


@require_GET
@signed_in
def policies(request: HttpRequest, user: User) -> HttpResponse:
    """Whether a check-in counts as attendance, by kind."""
    rows = list(policing.in_force(permissions.today_for(user)))
    context = {
        "tab": "events",
        "rows": rows,
        "waiting": list(waiting_lines(user, policing.POLICIES)),
        "others": [row for row in policing.history() if row not in rows],
        "may_manage": permissions.has(user, Right.MANAGE_SCHEDULES),
    }
    return show(request, user, "events/policies.html", context)


@require_POST
@signed_in
def policy_decide(request: HttpRequest, user: User, policy_id: int) -> HttpResponse:
    """The second person's word on a proposed policy, or its withdrawal."""
    return take_word(request, user, policing.POLICIES, policy_id, back="event_policies")


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def policy_new(request: HttpRequest, user: User) -> HttpResponse:
    """A policy for a kind from a day on."""
    permissions.require(user, Right.MANAGE_SCHEDULES)
    form = PolicyForm(request.POST or None, initial={"valid_from": permissions.today_for(user)})
    if request.method == "POST" and form.is_valid():
        try:
            policing.propose_policy(user, data=form.data_for_service(), now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Usulan dibuat. Orang kedua harus menyetujuinya."))
            return redirect("event_policies")
    return show_proposal(request, form, _("Ketentuan acara baru"), back="event_policies")
