"""My leave, a new request, one request with its way, and what waits for whom."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.attendance.events import selectors as events
from hadir.audit import services as audit
from hadir.leave import balances, checking, deciding, papers, requests, rules, selectors, texts, types, wording
from hadir.leave.checking import Ask
from hadir.leave.models import AbsenceRequest, AbsenceType
from hadir.leave.papers import Paper
from hadir.leave.rules import Decider, Deed, State
from hadir.lib.errors import HadirError, InvalidInput, NotFound
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.web.access import signed_in
from hadir.web.forms_leave import AskForm, CancelForm, DecisionForm
from hadir.web.leave_page import show
from hadir.web.listing import page_of, show_refusal

_ASKED_FOR = frozenset({Decider.SUPERIOR.value, Decider.VERIFIER.value})
_EVENTS_LOOK = timedelta(days=62)
_MAX_PAPERS_BYTES = 6 * 1024 * 1024  # a file; the service's sentence names the exact limit


@never_cache
@require_GET
@signed_in
def my_leave(request: HttpRequest, user: User) -> HttpResponse:
    """What is left, how it came about, and what was asked for. Offices without an own record go to their work."""
    if user.employee_id is None:
        seen = permissions.holds_somewhere(user, Right.SEE_ABSENCES)
        return redirect("leave_team" if seen else "leave_types")
    person = people.employee(user.employee_id)
    today = permissions.today_for(user)
    years = [found for year in (today.year, today.year + 1) for found in balances.balances_of(person, year)]
    context = {
        "tab": "own",
        "balances": [one for one in years if one.year == today.year or one.entries],
        "page": page_of(request, selectors.own_requests(user)),
        "waiting": len(selectors.waiting_for(user)),
        "superior": _superior_name(person, today),
    }
    return show(request, user, "own.html", context)


def _superior_name(person: Employee, today: date) -> str:
    found = deciding.superior(person, today)
    if found is None:
        return ""
    name = people.employee(found.employee_id).full_name
    return f"{name} ({found.office})" if found.office else name


@require_GET
@signed_in
def leave_choose(request: HttpRequest, user: User) -> HttpResponse:
    """Which kind, with its terms in sentences."""
    person = _own(user)
    today = permissions.today_for(user)
    asked = [one for one in types.for_employment(person.employment_type, today) if one.decider in _ASKED_FOR]
    rest = {one.kind.code: one for one in balances.balances_of(person, today.year)}
    rows = [{"kind": one, "terms": wording.terms(one), "balance": rest.get(one.code)} for one in asked]
    return show(request, user, "choose.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def leave_new(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Ask for an absence of one kind."""
    person = _own(user)
    today = permissions.today_for(user)
    kind = types.find(code, person.employment_type, today)
    if kind is None or kind.decider not in _ASKED_FOR:
        raise NotFound("leave_type_unknown", texts.NOT_FOR_YOU)
    form = AskForm(request.POST or None, request.FILES or None, kind=kind, initial={"first": today, "last": today})
    if request.method == "POST" and form.is_valid():
        try:
            ask = Ask(type_code=kind.code, **form.values())
            done = requests.submit(user, ask=ask, attached=_papers(form), now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            return _submitted(request, done)
    return show(request, user, "form.html", _form_context(user, person, kind, form))


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def leave_complete(request: HttpRequest, user: User, request_id: int) -> HttpResponse:
    """Hand in again what was returned."""
    person = _own(user)
    row = selectors.own_requests(user).filter(pk=request_id, state=State.RETURNED.value).first()
    if row is None:
        raise NotFound("request_not_found", texts.REQUEST_NOT_FOUND)
    kind = types.find(row.type.code, person.employment_type, permissions.today_for(user)) or row.type
    initial = asdict(requests.ask_of(row))
    form = AskForm(request.POST or None, request.FILES or None, kind=kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            ask = Ask(type_code=kind.code, **form.values())
            done = requests.complete(user, request_id=row.pk, ask=ask, attached=_papers(form), now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            return _submitted(request, done)
    return show(request, user, "form.html", _form_context(user, person, kind, form) | {"row": row})


def _form_context(user: User, person: Employee, kind: AbsenceType, form: AskForm) -> dict[str, Any]:
    today = permissions.today_for(user)
    rest = next((one for one in balances.balances_of(person, today.year) if one.kind.code == kind.code), None)
    return {
        "kind": kind,
        "form": form,
        "terms": wording.terms(kind),
        "balance": rest,
        "superior": _superior_name(person, today),
    }


def _submitted(request: HttpRequest, done: requests.Submitted) -> HttpResponse:
    messages.success(request, _("Permohonan %(number)s diajukan.") % {"number": done.request.reference})
    for warning in (*done.warnings, *_events_met(done.request)):
        messages.warning(request, warning)
    return redirect("absence_request", done.request.pk)


def _events_met(row: AbsenceRequest) -> list[str]:
    """Ceremonies and roll calls at which the person is expected on those days. Leave knows nothing of events: the slice
    of events stands above it, so that this page brings both together."""
    if row.last - row.first > _EVENTS_LOOK:
        return []
    line = people.line_of(row.employee.unit_id)
    return [
        _("Bertepatan dengan %(event)s, %(day)s.") % {"event": one.name, "day": checking.worded(one.day)}
        for one in events.between(row.first, row.last)
        if not one.units.isdisjoint(line) or row.employee_id in one.people
    ]


def _papers(form: AskForm) -> list[Paper]:
    return [Paper(file.name, file.read(_MAX_PAPERS_BYTES)) for file in form.cleaned_data.get("papers") or []]


def _own(user: User) -> Employee:
    permissions.require(user, Right.REQUEST_ABSENCE)
    if user.employee_id is None:
        raise NotFound("no_employee", texts.NO_EMPLOYEE)
    return people.employee(user.employee_id)


# --- one request


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def absence_request(request: HttpRequest, user: User, request_id: int) -> HttpResponse:
    """One request: its facts, its way, and what the reader may do about it."""
    row = selectors.request_for(user, request_id)
    if row.employee_id != user.employee_id:
        audit.record_look(
            actor=user.actor,
            subject=f"absence_request:{row.pk}",
            what="leave.request_seen",
            unit_id=row.employee.unit_id,
            right=Right.SEE_ABSENCES,
        )
    deed = request.POST.get("deed", "")
    form, cancel_form = DecisionForm(request.POST or None), CancelForm(request.POST if deed == "cancel" else None)
    if request.method == "POST":
        try:
            _do(user, row, deed, form, cancel_form)
        except InvalidInput as error:
            show_refusal(cancel_form if deed == "cancel" else form, error)
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("absence_request", row.pk)
    context = {
        "row": row,
        "steps": [{"step": one, "text": texts.DEEDS[Deed(one.deed)]} for one in row.steps.all()],
        "events": _events_met(row) if row.state in rules.OPEN_STATES else [],
        "papers": row.attachments.defer("sealed", "sealed_key"),
        "form": form,
        "cancel_form": cancel_form,
        **_possible(user, row),
    }
    return show(request, user, "request.html", context)


def _do(user: User, row: AbsenceRequest, deed: str, form: DecisionForm, cancel_form: CancelForm) -> None:
    now = timezone.now()
    if deed == "withdraw":
        requests.withdraw(user, request_id=row.pk, now=now)
    elif deed == "cancel":
        if not cancel_form.is_valid():
            raise InvalidInput("invalid", _("Isi tanggal dan alasannya."))
        requests.cancel(user, request_id=row.pk, now=now, **cancel_form.cleaned_data)
    else:
        if deed not in {one.value for one in (Deed.APPROVE, Deed.VERIFY, Deed.RETURN, Deed.REJECT, Deed.POSTPONE)}:
            raise InvalidInput("invalid", _("Pilih salah satu tindakan."))
        note = form.cleaned_data["note"] if form.is_valid() else ""
        requests.decide(user, request_id=row.pk, deed=Deed(deed), note=note, now=now)


def _possible(user: User, row: AbsenceRequest) -> dict[str, Any]:
    """What the reader may do next; the services have the last word."""
    today = permissions.today_for(user)
    is_own = row.employee_id == user.employee_id
    office = None if is_own else deciding.office_of(user, row, today)
    verifies = not is_own and deciding.may_verify(user, row)
    waits_for_superior, waits_for_verifier = row.state == State.SUPERIOR, row.state == State.VERIFIER
    granted = row.state == State.GRANTED
    return {
        "is_own": is_own,
        "office": office,
        "may_decide": waits_for_superior and office is not None,
        "may_verify": waits_for_verifier and verifies,
        "may_postpone": waits_for_superior and row.type.has_ledger,
        "may_withdraw": is_own and (row.state in rules.OPEN_STATES or (granted and today < row.first)),
        "may_cancel": granted and (office is not None or verifies) and today <= row.last,
        "may_complete": is_own and row.state == State.RETURNED,
        "may_read_papers": is_own
        or office is not None
        or permissions.has(user, Right.VERIFY_ABSENCE, row.employee.unit_id),
        "next_superior": _superior_name(row.employee, today) if waits_for_superior else "",
    }


@never_cache
@require_GET
@signed_in
def leave_paper(request: HttpRequest, user: User, attachment_id: int) -> HttpResponse:
    """A paper as a file. Every look of others is logged by the service."""
    found = papers.read(user, attachment_id)
    kind = "application/pdf" if found.kind == "pdf" else "image/jpeg"
    response = HttpResponse(found.content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="lampiran-{attachment_id}.{found.name.rsplit(".", 1)[-1]}"'
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@never_cache
@require_GET
@signed_in
def leave_inbox(request: HttpRequest, user: User) -> HttpResponse:
    """Everything on which the reader's word is needed next."""
    return show(
        request,
        user,
        "inbox.html",
        {"tab": "inbox", "rows": selectors.waiting_for(user), "letters": selectors.letters_waiting_for(user)},
    )
