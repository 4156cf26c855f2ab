"""The list of who came, on the phone: search, tick, hand in; another person confirms."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hadir.accounts.models import User
from hadir.attendance.events import listing, selectors
from hadir.attendance.events.models import AttendanceList, AttendanceTick
from hadir.attendance.events.rules import ListState
from hadir.audit import services as audit
from hadir.lib.authority import Right
from hadir.lib.errors import InvalidInput
from hadir.web.access import signed_in
from hadir.web.forms_events import NoteForm
from hadir.web.listing import page_of, search_word, show_refusal
from hadir.web.records_page import show

_ROWS = 50


@require_POST
@signed_in
def list_open(request: HttpRequest, user: User, event_id: int, unit_id: int) -> HttpResponse:
    """Begin, or go on with, an agency's list."""
    row = listing.open_list(user, event_id=event_id, unit_id=unit_id, now=timezone.now())
    return redirect("event_list", row.pk)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def event_list(request: HttpRequest, user: User, list_id: int) -> HttpResponse:
    """Everybody who is expected, with a tick for whoever is there."""
    row = selectors.list_for(user, list_id)
    form = NoteForm(request.POST or None)
    if request.method == "POST":
        try:
            _do(user, row, request.POST.get("deed", ""), form)
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("event_list", row.pk)
    audit.record_look(
        actor=user.actor,
        subject=f"event:{row.event_id}",
        what="attendance.event_list_seen",
        unit_id=row.unit_id,
        right=Right.MANAGE_EVENTS,
    )
    word = search_word(request)
    page = page_of(request, selectors.expected_of(row).filter(name__icontains=word), _ROWS)
    ticked = set(AttendanceTick.objects.filter(list=row).values_list("employee_id", flat=True))
    is_open = row.state == ListState.OPEN.value
    context = {
        "tab": "events",
        "row": row,
        "page": page,
        "word": word,
        "search_label": _("Cari nama pegawai"),
        "people": [(one, one.pk in ticked) for one in page],
        "present": len(ticked),
        "expected": selectors.expected_of(row).count(),
        "is_open": is_open,
        "waits": row.state == ListState.HANDED_IN.value,
        "is_author": user.pk in row.authors,
        "form": form,
    }
    return show(request, user, "events/attendance.html", context)


def _do(user: User, row: AttendanceList, deed: str, form: NoteForm) -> None:
    now = timezone.now()
    if deed == "hand_in":
        listing.hand_in(user, list_id=row.pk, now=now)
    elif deed == "confirm":
        listing.confirm(user, list_id=row.pk, now=now)
    elif deed == "return":
        note = form.cleaned_data["note"] if form.is_valid() else ""
        listing.send_back(user, list_id=row.pk, note=note, now=now)
    else:
        raise InvalidInput("invalid", _("Pilih salah satu tindakan."))


@require_POST
@signed_in
def tick(request: HttpRequest, user: User, list_id: int, employee_id: int) -> HttpResponse:
    """One person is there, or is not; answers with the person's line, or with the page where htmx is not there."""
    present = request.POST.get("hadir") == "1"
    listing.tick(user, list_id=list_id, employee_id=employee_id, present=present, now=timezone.now())
    if request.headers.get("HX-Request") != "true":
        return redirect("event_list", list_id)
    row = selectors.list_for(user, list_id)
    expected = selectors.expected_of(row)
    context = {
        "row": row,
        "person": expected.get(pk=employee_id),
        "is_present": present,
        "is_open": True,
        "just_ticked": True,
        "present": AttendanceTick.objects.filter(list=row).count(),
        "expected": expected.count(),
    }
    return render(request, "web/events/person.html", context)
