"""Enrolment days: plan, desks, the recording at a desk, the waiting room's screen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import oversight, permissions
from hadir.accounts.models import User
from hadir.enrolment import selectors as enrolments
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, HadirError, InvalidInput
from hadir.people import selectors as people
from hadir.rollout import enrolment_days, selectors, texts
from hadir.rollout.models import EnrolmentDay, Ticket, TicketState
from hadir.web.access import signed_in
from hadir.web.camera_config import camera_config
from hadir.web.forms_rollout import EnrolmentDayForm
from hadir.web.listing import page_of, show_refusal

_MAX_DIGITS = 6


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def enrolment_day_new(request: HttpRequest, user: User, unit_id: int) -> HttpResponse:
    """Plan a day; everybody not recorded yet gets a number."""
    unit = selectors.agency_for(user, unit_id)
    permissions.require(user, Right.ENROL_AT_DESK, unit)
    form = EnrolmentDayForm(
        request.POST or None,
        places=people.work_places_for(unit.pk),
        initial={"held_on": permissions.today_for(user)},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        data = enrolment_days.DayData(values["work_place"].pk, values["held_on"], values["desks"])
        try:
            day = enrolment_days.plan_day(user, unit_id=unit.pk, data=data, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Hari perekaman siap, nomor antrean sudah dibagikan."))
            return redirect("enrolment_day", day.pk)
    return render(request, "web/rollout/day_new.html", {"unit": unit, "form": form})


@never_cache
@require_GET
@signed_in
def enrolment_day(request: HttpRequest, user: User, day_id: int) -> HttpResponse:
    """The desk's page: who is here now, call the next, and the whole queue. `?meja=` remembers the desk."""
    day = selectors.day_for(user, day_id)
    oversight.note_list_seen(user, "rollout.queue_seen", right=Right.SEE_ROLLOUT, unit_id=day.unit_id)
    desk = _number(request.GET.get("meja", ""))
    chosen = request.GET.get("saring", "")
    queue = selectors.queue_of(day)
    if chosen in TicketState.values:
        queue = queue.filter(state=chosen)
    here = selectors.queue_of(day).filter(state=TicketState.CALLED, desk=desk).first() if desk else None
    context = {
        "day": day,
        "desk": desk,
        "desks": range(1, day.desks + 1),
        "here": here,
        "tally": selectors.tally_of(day),
        "states": [(state.value, state.label) for state in TicketState],
        "chosen": chosen,
        "page": page_of(request, queue, 50),
        "may_record": permissions.has(user, Right.ENROL_AT_DESK, day.unit_id),
    }
    return render(request, "web/rollout/day.html", context)


@require_POST
@signed_in
def enrolment_day_act(request: HttpRequest, user: User, day_id: int) -> HttpResponse:
    """What a desk can do: call, call out of turn, set aside, add newcomers, close the day."""
    desk = _number(request.POST.get("meja", ""))
    back = f"{reverse('enrolment_day', args=[day_id])}{f'?meja={desk}' if desk else ''}"
    try:
        _act(request, user, day_id, desk)
    except (Conflict, InvalidInput) as error:
        messages.error(request, str(error.message))
    return redirect(back)


def _act(request: HttpRequest, user: User, day_id: int, desk: int) -> None:
    deed, now = request.POST.get("deed", ""), timezone.now()
    if deed == "next":
        enrolment_days.call_next(user, day_id=day_id, desk=desk, now=now)
    elif deed == "call":
        number = _number(request.POST.get("number", ""))
        enrolment_days.call_number(user, day_id=day_id, number=number, desk=desk, now=now)
    elif deed in {"absent", "failed", "waiting"}:
        ticket_id, note = _number(request.POST.get("ticket", "")), request.POST.get("note", "")
        enrolment_days.set_aside(user, ticket_id=ticket_id, state=TicketState(deed), note=note, now=now)
    elif deed == "add":
        added = enrolment_days.add_missing(user, day_id=day_id)
        messages.success(request, _("%(n)d orang ditambahkan ke antrean.") % {"n": added})
    elif deed == "close":
        enrolment_days.close_day(user, day_id=day_id, now=now)
        messages.success(request, _("Hari perekaman ditutup."))
    else:
        raise InvalidInput("invalid", texts.TICKET_NOT_CALLED)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def enrolment_desk(request: HttpRequest, user: User, ticket_id: int) -> HttpResponse:
    """The person is here: who it is, the notice to read, then the camera."""
    ticket = enrolment_days.ticket_for(user, ticket_id)
    if ticket.state != TicketState.CALLED:  # done, or set aside at another desk
        return redirect(_desk_url(ticket))
    notice = enrolments.current_notice()
    if request.method == "POST":
        version = _number(request.POST.get("version", ""))
        enrolment_days.acknowledge(user, ticket_id=ticket.pk, version=version, now=timezone.now())
        return redirect("enrolment_desk", ticket.pk)
    context: dict[str, Any] = {"ticket": ticket, "person": ticket.employee, "notice": notice}
    if notice is None or not enrolments.has_acknowledged(ticket.employee_id, notice):
        context["text"] = notice.text(get_language() or "id") if notice else ""
        return render(request, "web/rollout/desk_notice.html", context)
    config = camera_config(request, purpose="enrolment", time_zone=ticket.employee.work_place.time_zone)
    config["extra"] = {"ticket": ticket.pk}
    config["urls"]["home"] = _desk_url(ticket)
    config["texts"]["to_home"] = _("Kembali ke meja")
    return render(request, "web/rollout/desk_camera.html", context | {"config": config, "back": _desk_url(ticket)})


@never_cache
@require_GET
@signed_in
def enrolment_screen(request: HttpRequest, user: User, day_id: int) -> HttpResponse:
    """For a screen in the waiting room: numbers and desks, no names."""
    day = selectors.day_for(user, day_id)
    part = request.headers.get("HX-Request") == "true"
    template = "web/rollout/screen_numbers.html" if part else "web/rollout/screen.html"
    return render(request, template, _screen(day))


def _screen(day: EnrolmentDay) -> dict[str, object]:
    return {"day": day, "called": selectors.called_numbers(day), "tally": selectors.tally_of(day)}


def _desk_url(ticket: Ticket) -> str:
    return f"{reverse('enrolment_day', args=[ticket.day_id])}?meja={ticket.desk or ''}"


def _number(text: str) -> int:
    """A number somebody may have typed; 0 for anything that is none."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= _MAX_DIGITS * 2 else 0
