"""Data saya: what Hadir holds about somebody, who looked at it, and what the person can ask."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.enrolment import selectors as enrolments
from hadir.enrolment.services import acknowledge_notice, own_employee
from hadir.lib.errors import HadirError
from hadir.privacy import exports, holdings, requests, rules, selectors
from hadir.privacy.models import DataRequest
from hadir.privacy.rules import RequestKind, RequestState
from hadir.privacy.texts import KINDS, STATES, STEPS
from hadir.web.access import signed_in
from hadir.web.forms_privacy import RequestForm
from hadir.web.listing import show_refusal


@never_cache
@require_GET
@signed_in
def own_data(request: HttpRequest, user: User) -> HttpResponse:
    """Everything in plain words: counts, looks, requests, copies, and the buttons."""
    if user.employee is None:
        context = {
            "holdings": holdings.of_account(user),
            "notice": enrolments.current_notice(timezone.now()),
            "controller": selectors.controller(),
        }
        return render(request, "web/privacy/own_account.html", context)
    return _show(request, user, RequestForm(initial={"kind": request.GET.get("jenis", "")}))


def _show(request: HttpRequest, user: User, form: RequestForm, status: int = 200) -> HttpResponse:
    person = own_employee(user, Right.REQUEST_OWN_DATA)
    now = timezone.now()
    notice = enrolments.current_notice(now)
    context: dict[str, Any] = {
        "person": person,
        "zone": person.work_place.zone,
        "holdings": holdings.of(person, user),
        "looks": holdings.looks_at(person, user),
        "requests": [_seen(row) for row in selectors.own_requests(user)[:20]],
        "exports": selectors.exports_of(user)[:5],
        "restriction": enrolments.restriction_of(person.pk),
        "notice": notice,
        "is_notice_read": notice is None or enrolments.has_acknowledged(person.pk, notice),
        "has_read_earlier": selectors.has_unread_notice(person.pk),
        "kinds": [(kind.value, KINDS[kind]) for kind in RequestKind],
        "controller": selectors.controller(),
        "form": form,
        "now": now,
    }
    return render(request, "web/privacy/own_data.html", context, status=status)


def _seen(row: DataRequest) -> dict[str, Any]:
    state = RequestState(row.state)
    is_open = state in rules.OPEN_STATES
    return {
        "row": row,
        "kind": KINDS[RequestKind(row.kind)],
        "state": STATES[state],
        "is_open": is_open,
        "left": rules.remaining(row.due_at, timezone.now()),
        "steps": [(step, STEPS.get(step.code, step.code)) for step in row.steps.all()],
    }


@require_POST
@signed_in
def own_request_new(request: HttpRequest, user: User) -> HttpResponse:
    form = RequestForm(request.POST)
    if form.is_valid():
        try:
            made = requests.open_request(
                user,
                kind=RequestKind(form.cleaned_data["kind"]),
                detail=form.cleaned_data["detail"],
                now=timezone.now(),
            )
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Permintaan nomor %(number)s diterima.") % {"number": made.pk})
            return redirect("own_data")
    return _show(request, user, form, status=422)


@require_POST
@signed_in
def own_request_recall(request: HttpRequest, user: User, request_id: int) -> HttpResponse:
    requests.recall(user, request_id, now=timezone.now())
    messages.success(request, _("Permintaan ditarik kembali."))
    return redirect("own_data")


@require_POST
@signed_in
def own_export_new(request: HttpRequest, user: User) -> HttpResponse:
    """A copy without asking anybody: made in the background."""
    exports.ask(user, now=timezone.now())
    messages.success(request, _("Salinan sedang disiapkan. Anda diberi tahu bila siap."))
    return redirect("own_data")


@never_cache
@require_GET
@signed_in
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth ships no types for it
def own_export_file(request: HttpRequest, user: User, export_id: int) -> HttpResponse:
    """The ZIP, after the password was asked again: a phone left on a desk must not hand out a life."""
    plain = exports.fetch(user, export_id, now=timezone.now())
    response = HttpResponse(plain, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="data-saya-{export_id}.zip"'
    return response


@never_cache
@require_GET
@signed_in
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth ships no types for it
def own_account_file(request: HttpRequest, user: User) -> HttpResponse:
    """The ZIP of an account that belongs to no employee, after the password was asked again."""
    response = HttpResponse(exports.fetch_of_account(user, now=timezone.now()), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="data-akun.zip"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def own_notice(request: HttpRequest, user: User) -> HttpResponse:
    """The notice in force, with what changed; read and acknowledged here without recording a face."""
    if user.employee is None:
        return _show_notice(request, is_read=None)
    person = own_employee(user, Right.REQUEST_OWN_DATA)
    if request.method == "POST":
        version = request.POST.get("version", "")
        acknowledge_notice(user, version=int(version) if version.isdecimal() else 0, now=timezone.now())
        messages.success(request, _("Terima kasih. Tercatat bahwa Anda sudah membacanya."))
        return redirect("own_data")
    notice = enrolments.current_notice()
    return _show_notice(request, is_read=notice is not None and enrolments.has_acknowledged(person.pk, notice))


def _show_notice(request: HttpRequest, *, is_read: bool | None) -> HttpResponse:
    """`is_read` None: to read only, for accounts of which no face can be recorded."""
    notice, language = enrolments.current_notice(), get_language() or "id"
    context = {
        "notice": notice,
        "text": notice.text(language) if notice else "",
        "changes": notice.changes(language) if notice else "",
        "is_read": is_read,
    }
    return render(request, "web/privacy/own_notice.html", context)
