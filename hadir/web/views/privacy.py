"""The desk of the data protection officer: requests by remaining time, and the privacy notice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.enrolment import selectors as enrolments
from hadir.lib.errors import HadirError, NotFound
from hadir.people.models import TimeZone
from hadir.privacy import exports, registers, requests, rules, selectors
from hadir.privacy.models import DataRequest, NoticeDraft
from hadir.privacy.rules import RequestKind, RequestState
from hadir.privacy.texts import DECLINE_GROUNDS, KINDS, STATES, STEPS, URGENCIES
from hadir.web.access import signed_in
from hadir.web.forms_privacy import AnswerForm, DeclineForm, DraftForm, NoteForm, PaperRequestForm
from hadir.web.listing import page_of, show_refusal


def _may_see_queue(user: User) -> None:
    """Officers and auditors, and operators for the corrections of their own people."""
    wide = (Right.HANDLE_PRIVACY_REQUESTS, Right.SEE_PRIVACY_REGISTERS)
    if not any(permissions.has(user, right) for right in wide) and not permissions.units_for(
        user, Right.MANAGE_EMPLOYEES
    ):
        permissions.require(user, Right.HANDLE_PRIVACY_REQUESTS)


@never_cache
@require_GET
@signed_in
def queue(request: HttpRequest, user: User) -> HttpResponse:
    """Open requests, the least time left first; `?selesai=1` shows the finished ones."""
    _may_see_queue(user)
    shows_closed = request.GET.get("selesai") == "1"
    page = page_of(request, selectors.closed_for(user) if shows_closed else selectors.queue_for(user))
    context = {
        "page": page,
        "rows": [_row(row) for row in page],
        "shows_closed": shows_closed,
        "is_officer": permissions.has(user, Right.HANDLE_PRIVACY_REQUESTS),
    }
    return render(request, "web/privacy/queue.html", context)


def _row(row: DataRequest) -> dict[str, Any]:
    now = timezone.now()
    state = RequestState(row.state)
    step = rules.urgency(row.due_at, now=now, is_open=state in rules.OPEN_STATES)
    return {
        "row": row,
        "kind": KINDS[RequestKind(row.kind)],
        "state": STATES[state],
        "urgency": step.value,
        "urgency_name": URGENCIES[step],
        "left": rules.remaining(row.due_at, now),
        "zone": row.employee.work_place.zone,
    }


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def paper_new(request: HttpRequest, user: User) -> HttpResponse:
    """Enter a request that came by letter or at the counter, for whoever wrote it."""
    permissions.require(user, Right.HANDLE_PRIVACY_REQUESTS)
    zone, now = permissions.zone_for(user), timezone.now()
    with timezone.override(zone):
        form = PaperRequestForm(request.POST or None, initial={"received_at": now})
        if request.method == "POST" and form.is_valid():
            data = {**form.cleaned_data, "kind": RequestKind(form.cleaned_data["kind"])}
            try:
                made = requests.register_paper(user, requests.PaperRequest(**data), now=now)
            except HadirError as error:
                if error.http_status in {403, 404}:
                    raise
                show_refusal(form, error)
            else:
                messages.success(request, _("Permintaan nomor %(number)s dicatat.") % {"number": made.pk})
                return redirect("privacy_request", made.pk)
        lead = _(
            "Waktu dibaca menurut %(zone)s. Jam 3 x 24 berjalan sejak surat tiba di kantor, bukan sejak dicatat. "
            "Pastikan dahulu bahwa pengirimnya benar orang itu."
        ) % {"zone": TimeZone(zone.key).name}
        context = {"form": form, "title": _("Catat permintaan tertulis"), "lead": lead, "back": "privacy_queue"}
        return render(request, "web/privacy/form.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
@signed_in
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth ships no types for it
def paper_copy(request: HttpRequest, user: User, request_id: int) -> HttpResponse:
    """The ZIP of a request on paper, to hand over to somebody who cannot sign in."""
    export, plain = exports.hand_over(user, request_id, now=timezone.now())
    response = HttpResponse(plain, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="salinan-data-permintaan-{export.request_id}.zip"'
    return response


@never_cache
@require_GET
@signed_in
def request_page(request: HttpRequest, user: User, request_id: int) -> HttpResponse:
    """One request: who asks what, what was done, and what comes next."""
    return _show(request, user, request_id)


def _show(request: HttpRequest, user: User, request_id: int, **forms: Form) -> HttpResponse:
    row = selectors.request_for(user, request_id)
    is_open = RequestState(row.state) in rules.OPEN_STATES
    is_own = row.employee_id == user.employee_id
    is_officer = permissions.has(user, Right.HANDLE_PRIVACY_REQUESTS) and not is_own
    done = {step.code for step in row.steps.all()}
    context = {
        **_row(row),
        "steps": [(step, STEPS.get(step.code, step.code)) for step in row.steps.all()],
        "ground": DECLINE_GROUNDS.get(row.ground, ""),
        "is_open": is_open,
        "is_own": is_own,
        "may_take_up": is_officer and row.state == RequestState.RECEIVED.value,
        "may_decide": is_officer and row.state == RequestState.IN_PROGRESS.value,
        "may_carry_out": is_officer
        and row.state == RequestState.IN_PROGRESS.value
        and row.kind in {RequestKind.RESTRICTION.value, RequestKind.DELETION.value}
        and not done & {"restricted", "deleted"},
        "may_hand_over": is_officer and selectors.is_copy_to_hand_over(user, row.pk),
        "may_lift": is_officer and selectors.is_face_restricted(row),
        "may_correct": is_open
        and not is_own
        and row.kind == RequestKind.CORRECTION.value
        and permissions.has(user, Right.MANAGE_EMPLOYEES, row.employee.unit),
        "sees_employee": permissions.has(user, Right.SEE_EMPLOYEES, row.employee.unit),
        "answer_form": forms.get("answer_form", AnswerForm(prefix="answer")),
        "decline_form": forms.get("decline_form", DeclineForm(prefix="decline")),
        "note_form": forms.get("note_form", NoteForm(prefix="note")),
    }
    return render(request, "web/privacy/request.html", context, status=422 if forms else 200)


@require_POST
@signed_in
def request_deed(request: HttpRequest, user: User, request_id: int, deed: str) -> HttpResponse:
    """One of the steps with a request; what needs words brings a form."""
    now = timezone.now()
    plain: dict[str, Callable[[], object]] = {
        "mulai": lambda: requests.take_up(user, request_id, now=now),
        "jalankan": lambda: requests.carry_out(user, request_id, now=now),
    }
    if deed in plain:
        plain[deed]()
        messages.success(request, _("Tersimpan."))
        return redirect("privacy_request", request_id)
    return _worded_deed(request, user, request_id, deed)


def _worded_deed(request: HttpRequest, user: User, request_id: int, deed: str) -> HttpResponse:
    now = timezone.now()
    post = request.POST
    forms: dict[str, tuple[str, Form, Callable[[dict[str, Any]], object]]] = {
        "jawab": (
            "answer_form",
            AnswerForm(post, prefix="answer"),
            lambda data: requests.answer(user, request_id, text=data["answer"], now=now),
        ),
        "tolak": (
            "decline_form",
            DeclineForm(post, prefix="decline"),
            lambda data: requests.decline(user, request_id, ground=data["ground"], text=data["answer"], now=now),
        ),
        "diperbaiki": (
            "note_form",
            NoteForm(post, prefix="note"),
            lambda data: requests.report_corrected(user, request_id, note=data["note"], now=now),
        ),
        "cabut-batas": (
            "note_form",
            NoteForm(post, prefix="note"),
            lambda data: requests.lift_restriction(user, request_id, reason=data["note"], now=now),
        ),
    }
    if deed not in forms:
        raise NotFound("deed_unknown", _("Tindakan ini tidak dikenal."))
    name, form, do = forms[deed]
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except HadirError as error:
            if error.http_status in {403, 404}:
                raise
            show_refusal(form, error)
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("privacy_request", request_id)
    return _show(request, user, request_id, **{name: form})


# --- the notice


@never_cache
@require_GET
@signed_in
def notices(request: HttpRequest, user: User) -> HttpResponse:
    """Versions, the draft, and how many of each unit have read the current one."""
    permissions.require(user, Right.SEE_PRIVACY_REGISTERS)
    current = enrolments.current_notice()
    reading = selectors.reading_by_unit(current) if current else []
    context = {
        "current": current,
        "versions": enrolments.notice_versions(),
        "draft": selectors.draft(),
        "reading": reading,
        "may_publish": permissions.has(user, Right.PUBLISH_NOTICE),
        "now": timezone.now(),
    }
    return render(request, "web/privacy/notices.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def notice_draft(request: HttpRequest, user: User) -> HttpResponse:
    """Write the next version in both languages; saving leads to the preview."""
    permissions.require(user, Right.PUBLISH_NOTICE)
    if request.method == "POST" and request.POST.get("buang") == "1":
        registers.drop_draft(user, now=timezone.now())
        messages.success(request, _("Rancangan dibuang."))
        return redirect("privacy_notices")
    form = DraftForm(request.POST or None, initial=_draft_values(selectors.draft()))
    if request.method == "POST" and form.is_valid():
        try:
            registers.write_draft(user, data=registers.DraftData(**form.cleaned_data), now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            return redirect("privacy_notice_publish")
    return render(request, "web/privacy/notice_draft.html", {"form": form, "draft": selectors.draft()})


def _draft_values(draft: NoticeDraft | None) -> dict[str, object]:
    """The draft; without one the current version, to begin from."""
    names = ("text_id", "text_en", "changes_id", "changes_en", "legal_basis", "effective_on")
    if draft is not None:
        return {name: getattr(draft, name) for name in names}
    current = enrolments.current_notice()
    return {name: getattr(current, name) for name in ("text_id", "text_en", "legal_basis")} if current else {}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def notice_publish(request: HttpRequest, user: User) -> HttpResponse:
    """The draft as people will see it, in both languages; one button publishes it."""
    permissions.require(user, Right.PUBLISH_NOTICE)
    if request.method == "POST":
        notice = registers.publish_draft(user, now=timezone.now())
        messages.success(request, _("Pemberitahuan versi %(number)s terbit.") % {"number": notice.version})
        return redirect("privacy_notices")
    draft = selectors.draft()
    if draft is None:
        return redirect("privacy_notice_draft")
    return render(request, "web/privacy/notice_preview.html", {"draft": draft})
