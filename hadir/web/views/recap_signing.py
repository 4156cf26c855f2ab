"""Closing an agency's month: where it stands, what is open, signing, returning, locking, exporting."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError, InvalidInput, NotFound
from hadir.people.models import OrgUnit
from hadir.periods.rules import Month
from hadir.recap.exports import services as exports
from hadir.recap.exports.lists import List
from hadir.recap.journals import selectors as journals
from hadir.recap.months import selectors as months
from hadir.recap.months import texts as month_texts
from hadir.recap.months.rules import RIGHT_FOR, Stage
from hadir.recap.signing import selectors, services, texts
from hadir.recap.signing.rules import Check, Item
from hadir.recap.signing.selectors import Closing
from hadir.web.access import signed_in
from hadir.web.forms_recap import LockForm, ReturnForm, SignForm
from hadir.web.listing import show_refusal
from hadir.web.recap_page import frame, month_of

# Where to go about something open, for whoever finds the page.
_LINKS = {
    Check.REQUESTS: "leave_inbox",
    Check.NO_PLAN: "rosters",
    Check.CORRECTIONS: "corrections",
    Check.INCIDENTS: "incidents",
    Check.ALLOWANCE: "tpp_agency",
}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def recap_signing(request: HttpRequest, user: User, unit_id: int, month: str) -> HttpResponse:
    """Timeline, checklist, and the deeds of whoever's turn it is."""
    unit, of = months.agency_for(user, unit_id), month_of(month)
    closing = selectors.closing_of(unit, of)
    sign_form, return_form = SignForm(), ReturnForm(stages=[one.stage for one in closing.standing.signed])
    if request.method == "POST" and request.POST.get("deed") == "return":
        return_form = ReturnForm(request.POST, stages=[one.stage for one in closing.standing.signed])
        if return_form.is_valid() and _return(request, user, unit, of, return_form):
            return redirect("recap_signing", unit.pk, str(of))
    elif request.method == "POST":
        sign_form = SignForm(request.POST)
        if sign_form.is_valid() and _sign(request, user, unit, of, closing.standing.next, sign_form):
            return redirect("recap_signing", unit.pk, str(of))
    context = _context(user, unit, closing) | {"sign_form": sign_form, "return_form": return_form}
    return render(request, "web/recap/signing.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def recap_lock(request: HttpRequest, user: User, unit_id: int, month: str) -> HttpResponse:
    """What follows from locking, and the tick that it is understood."""
    unit, of = months.agency_for(user, unit_id), month_of(month)
    permissions.require(user, Right.LOCK_PERIOD, unit)
    closing = selectors.closing_of(unit, of)
    form = LockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.sign(
                user,
                unit_id=unit.pk,
                month=of,
                stage=Stage.LOCK,
                now=timezone.now(),
                understood=form.cleaned_data["understood"],
            )
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Bulan sedang dikunci. Ini makan waktu beberapa detik."))
            return redirect("recap_signing", unit.pk, str(of))
    return render(request, "web/recap/lock.html", _context(user, unit, closing) | {"form": form})


@never_cache
@require_GET
@signed_in
def recap_state(request: HttpRequest, user: User, unit_id: int, month: str) -> HttpResponse:
    """Whether the lock is done: asked by the page until it is."""
    unit, of = months.agency_for(user, unit_id), month_of(month)
    closing = selectors.closing_of(unit, of)
    response = render(request, "web/recap/state.html", {"closing": closing, "month": of, "unit": unit})
    if not closing.is_locking:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@signed_in
def recap_export(request: HttpRequest, user: User, unit_id: int, month: str) -> HttpResponse:
    """One list as a file."""
    unit, of = months.agency_for(user, unit_id), month_of(month)
    try:
        what = List(request.GET.get("isi", List.RECAP.value))
        file_format = exports.Format(request.GET.get("format", exports.Format.XLSX.value))
    except ValueError as error:
        raise InvalidInput("invalid", _("Daftar atau bentuk berkas ini tidak ada.")) from error
    made = exports.export(user, unit_id=unit.pk, month=of, what=what, file_format=file_format, now=timezone.now())
    response = FileResponse(made.file, as_attachment=True, filename=made.name, content_type=made.media_type)
    response["Cache-Control"] = "no-store"
    return cast(HttpResponse, response)  # for the type checker a streamed answer is none


# --- parts


def _context(user: User, unit: OrgUnit, closing: Closing) -> dict[str, Any]:
    month = closing.month
    with seeing_everything("sums of an agency that the account may see; shown as counts"):
        rows = months.recap_of_agency(unit.pk, month)
    found = selectors.found_in(unit.pk, month, rows, now=timezone.now())
    items = selectors.checklist(closing, found)
    standing = closing.standing
    may_next = standing.next is not None and permissions.has(user, RIGHT_FOR[standing.next], unit)
    is_open = not closing.is_locked and not closing.is_locking
    last = standing.signed[-1] if standing.signed else None
    return frame(user, "recap", month) | {
        "unit": unit,
        "closing": closing,
        "timeline": _timeline(closing),
        "steps": list(closing.row.steps.all()) if closing.row is not None else [],
        "deeds": month_texts.STAGES,
        "next_name": month_texts.DEEDS[standing.next] if standing.next is not None else "",
        "items": [_shown(item, unit, month) for item in items],
        "blocked": any(item.blocks for item in items),
        "is_lock_next": standing.next is Stage.LOCK,
        "may_sign": may_next and is_open and not standing.has_signed(user.pk, user.employee_id),
        "has_signed": standing.has_signed(user.pk, user.employee_id),
        "may_return": bool(standing.signed) and is_open and (may_next or (last is not None and last.person == user.pk)),
        "found": found,
        "rejects": month_texts.OPEN_REQUESTS[closing.policy.open_requests],
        "journals": journals.journals_of(unit.pk, month) if closing.is_locked else [],
        "differences": len(journals.open_differences(unit.pk, month)) if closing.is_locked else 0,
        "is_intact": selectors.is_intact(closing.row) if closing.is_locked and closing.row else True,
        "may_propose": permissions.has(user, Right.PROPOSE_JOURNAL, unit),
    }


def _timeline(closing: Closing) -> list[dict[str, Any]]:
    """Every stage in order, with the signature that holds."""
    rows = list(closing.row.steps.all()) if closing.row is not None else []
    signed = {
        one.stage: next(row for row in reversed(rows) if row.stage == one.stage.value and row.deed == "signed")
        for one in closing.standing.signed
    }
    return [
        {"name": month_texts.STAGES[stage], "row": signed.get(stage), "is_next": stage is closing.standing.next}
        for stage in closing.stages
    ]


def _shown(item: Item, unit: OrgUnit, month: Month) -> dict[str, Any]:
    text = texts.CHECKS[item.check]
    return {"title": text.title, "hint": text.hint, "item": item, "url": _url(item.check, unit, month)}


def _url(check: Check, unit: OrgUnit, month: Month) -> str:
    try:
        url = reverse(_LINKS[check])
    except (KeyError, NoReverseMatch):
        return ""
    return f"{url}?opd={unit.pk}&bulan={month}" if check is Check.ALLOWANCE else url


def _sign(request: HttpRequest, user: User, unit: OrgUnit, of: Month, stage: Stage | None, form: Form) -> bool:
    if stage is None or stage is Stage.LOCK:
        raise NotFound("recap_agency_not_found", month_texts.AGENCY_NOT_FOUND)
    try:
        services.sign(user, unit_id=unit.pk, month=of, stage=stage, now=timezone.now(), note=form.cleaned_data["note"])
    except HadirError as error:
        show_refusal(form, error)
        return False
    messages.success(request, _("Tanda tangan dicatat. Yang berikutnya diberi tahu."))
    return True


def _return(request: HttpRequest, user: User, unit: OrgUnit, of: Month, form: Form) -> bool:
    stage, reason = Stage(form.cleaned_data["stage"]), form.cleaned_data["reason"]
    try:
        services.send_back(user, unit_id=unit.pk, month=of, stage=stage, reason=reason, now=timezone.now())
    except HadirError as error:
        show_refusal(form, error)
        return False
    messages.success(request, _("Bulan dikembalikan. Yang sudah menandatangani diberi tahu."))
    return True
