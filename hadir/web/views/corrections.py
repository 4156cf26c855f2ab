"""Corrections of the own check-ins, what waits for whom, and one correction with its way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hadir.accounts import oversight, permissions
from hadir.accounts.models import User
from hadir.attendance.corrections import deciding, papers, ruling, selectors, services, texts
from hadir.attendance.corrections import rules as correction_rules
from hadir.attendance.corrections.models import Correction
from hadir.attendance.corrections.services import Ask
from hadir.audit import services as audit
from hadir.leave.papers import Paper
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError, InvalidInput, NotFound
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.periods import selectors as periods
from hadir.schedules import selectors as schedules
from hadir.web.access import signed_in
from hadir.web.forms_corrections import CorrectionForm, DayForm, DecisionForm
from hadir.web.listing import page_of, show_refusal
from hadir.web.records_page import show

_MAX_PAPERS_BYTES = 6 * 1024 * 1024  # a file; the service's sentence names the exact limit
_OF_OFFICES = (Right.PROPOSE_CORRECTION, Right.DECIDE_CORRECTION, Right.SEE_CORRECTION_STATISTICS)


@never_cache
@require_GET
@signed_in
def corrections(request: HttpRequest, user: User) -> HttpResponse:
    """What waits for the reader, the own corrections, and those of the reader's units (`?lihat=unit`)."""
    is_office = any(permissions.holds_somewhere(user, right) for right in _OF_OFFICES)
    if user.employee_id is None and not is_office:
        return redirect("incidents")
    of_units = is_office and (user.employee_id is None or request.GET.get("lihat") == "unit")
    if of_units:
        oversight.note_list_seen(user, "attendance.corrections_seen", right=Right.SEE_ATTENDANCE)
    rows = selectors.office_corrections(user) if of_units else selectors.own_corrections(user)
    context = {
        "tab": "corrections",
        "waiting": selectors.waiting_for(user),
        "page": page_of(request, rows),
        "of_units": of_units,
        "is_office": is_office,
        "has_own": user.employee_id is not None,
        "may_propose": permissions.holds_somewhere(user, Right.PROPOSE_CORRECTION),
    }
    return show(request, user, "corrections/list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def correction_new(request: HttpRequest, user: User) -> HttpResponse:
    """Ask for the own check-ins: first the day, then what was wrong on it."""
    permissions.require(user, Right.REQUEST_CORRECTION)
    if user.employee_id is None:
        raise NotFound("no_employee", texts.NO_EMPLOYEE)
    return ask_page(request, user, people.employee(user.employee_id), is_own=True)


def ask_page(request: HttpRequest, user: User, person: Employee, *, is_own: bool) -> HttpResponse:
    """The same for the own day and for somebody else's; the service checks who may."""
    today = permissions.today_for(user)
    day_form = DayForm(request.GET if "hari" in request.GET else None, initial={"hari": today})
    if not day_form.is_bound or not day_form.is_valid():
        return show(request, user, "corrections/day.html", {"form": day_form, "person": person, "is_own": is_own})
    day = day_form.cleaned_data["hari"]
    things = _things(person, day)
    rules = list(ruling.in_force(day))
    form = CorrectionForm(
        request.POST or None,
        request.FILES or None,
        things=things,
        reasons=[(one.reason, one.get_reason_display()) for one in rules if one.allowed],
        initial={"what": f"stage:{request.GET.get('tahap', '')}"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _send(user, person, day, form, is_own=is_own)
        except HadirError as error:
            show_refusal(form, _placed(error))
        else:
            messages.success(request, _("Koreksi %(number)s diajukan.") % {"number": made.reference})
            return redirect("correction", made.pk)
    context = {
        "form": form,
        "day": day,
        "person": person,
        "is_own": is_own,
        "things": things,
        "rules": rules,
        "is_locked": periods.is_locked(people.line_of(person.unit_id), day),
        "is_ahead": day > today,
    }
    return show(request, user, "corrections/form.html", context)


def _things(person: Employee, day: date) -> list[tuple[str, str]]:
    """What can be corrected on a day: each stage, each check-in that counts, each correction that counts."""
    zone = person.work_place.zone
    (plan,) = schedules.plan_of(person, day, day)
    seen = selectors.check_ins_of(person.pk, day)
    by_stage = {one.stage: one for one in reversed(seen)}
    found = []
    for stage in plan.stages:
        span = f"{stage.opens:%H.%M}–{stage.closes:%H.%M}"  # noqa: RUF001 - a span
        there = by_stage.get(stage.code)
        state = _("sudah absen %(at)s") % {"at": _hm(there.recorded_at, zone)} if there else _("belum ada absen")
        name = stage.name or schedules.stage_name(stage.code)
        found.append((f"stage:{stage.code}", _("Tambah absen %(name)s (%(span)s, %(state)s)") % {
            "name": name, "span": span, "state": state}))  # fmt: skip
    for one in seen:
        facts = {"at": _hm(one.recorded_at, zone), "name": schedules.stage_name(one.stage) or _("di luar tahap")}
        found.append((f"punch:{one.pk}", _("Batalkan absen pukul %(at)s (%(name)s)") % facts))
    for added in selectors.additions_of(person.pk, day):
        facts = {"at": _hm(added.at, zone), "number": added.reference}
        found.append((f"correction:{added.pk}", _("Batalkan koreksi %(number)s (pukul %(at)s)") % facts))
    return found


def _hm(moment: datetime | None, zone: Any) -> str:
    return f"{moment.astimezone(zone):%H.%M}" if moment else ""


def _send(user: User, person: Employee, day: date, form: CorrectionForm, *, is_own: bool) -> Correction:
    data = form.cleaned_data
    ask = _ask(day, data)
    attached = [Paper(file.name, file.read(_MAX_PAPERS_BYTES)) for file in data.get("papers") or []]
    now = timezone.now()
    if is_own:
        return services.request_own(user, ask=ask, attached=attached, now=now)
    return services.propose_for(user, employee_id=person.pk, ask=ask, attached=attached, now=now)


def _ask(day: date, data: dict[str, Any]) -> Ask:
    what, _colon, key = data["what"].partition(":")
    kind = correction_rules.Kind.ADD if what == "stage" else correction_rules.Kind.VOID
    reason = correction_rules.Reason(data["reason"])
    if what == "stage":
        return Ask(kind, day, reason, data["explanation"], stage=key, clock=data["clock"])
    if what == "punch":
        return Ask(kind, day, reason, data["explanation"], punch=UUID(key))
    return Ask(kind, day, reason, data["explanation"], target=int(key))


def _placed(error: HadirError) -> HadirError:
    """The form asks for stage and check-in in one field; the day stands above the form."""
    names = {"stage": "what", "punch": "what"}
    fields = {names.get(name, name): text for name, text in error.fields.items()}
    day = fields.pop("day", None)
    return type(error)(error.code, day or error.message, fields=fields)


# --- one correction


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def correction(request: HttpRequest, user: User, correction_id: int) -> HttpResponse:
    """One correction: its facts, the day's other check-ins, and what the reader may do about it."""
    row = selectors.correction_for(user, correction_id)
    is_own = row.employee_id == user.employee_id
    if not is_own:
        audit.record_look(
            actor=user.actor,
            subject=f"employee:{row.employee_id}",
            what="attendance.correction_seen",
            unit_id=row.unit_id,
            right=Right.DECIDE_CORRECTION,
        )
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        try:
            _do(user, row, request.POST.get("deed", ""), form)
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("correction", row.pk)
    is_open = not hasattr(row, "decision")
    may_decide = is_open and deciding.may_decide(user, row)
    context = {
        "tab": "corrections",
        "row": row,
        "is_own": is_own,
        "is_open": is_open,
        "may_decide": may_decide,
        "office": deciding.office_of(user, row.employee) if may_decide else "",
        "may_withdraw": is_open and row.requested_by == user.pk,
        "form": form,
        "stage": schedules.stage_name(row.stage),
        "check_ins": [(one, schedules.stage_name(one.stage)) for one in _seen(row)],
        "papers": row.papers.defer("sealed", "sealed_key"),
        "zone": row.employee.work_place.zone,
    }
    return show(request, user, "corrections/correction.html", context)


def _seen(row: Correction) -> list[Any]:
    return selectors.check_ins_of(row.employee_id, row.day)


def _do(user: User, row: Correction, deed: str, form: DecisionForm) -> None:
    now = timezone.now()
    if deed == "withdraw":
        services.withdraw(user, correction_id=row.pk, now=now)
    elif deed in {"approve", "reject"}:
        note = form.cleaned_data["note"] if form.is_valid() else ""
        services.decide(user, correction_id=row.pk, approve=deed == "approve", note=note, now=now)
    else:
        raise InvalidInput("invalid", _("Pilih salah satu tindakan."))


@never_cache
@require_GET
@signed_in
def correction_paper(request: HttpRequest, user: User, paper_id: int) -> HttpResponse:
    """Evidence as a file. Every look of others is logged by the service."""
    found = papers.read(user, paper_id)
    kind = "application/pdf" if found.kind == "pdf" else "image/jpeg"
    response = HttpResponse(found.content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="koreksi-{paper_id}.{found.name.rsplit(".", 1)[-1]}"'
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
