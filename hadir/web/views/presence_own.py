"""What became of the own check-ins, objecting to it, and the declaration of a face that is like another's."""

from __future__ import annotations

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
from hadir.attendance.presence import lookalikes as declarations
from hadir.attendance.presence import reviewing, selectors, texts
from hadir.attendance.presence.lookalikes import Declared
from hadir.attendance.presence.models import ReviewCase
from hadir.attendance.presence.reviewing_rules import Kind, Part, State, Verdict
from hadir.leave.papers import Paper
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError, NotPermitted
from hadir.people import selectors as people
from hadir.schedules import selectors as schedules
from hadir.web.access import signed_in
from hadir.web.forms_presence import LookalikeForm, ObjectionForm
from hadir.web.listing import page_of, show_refusal
from hadir.web.presence_page import said, show
from hadir.web.second_person import take_decision

_MAX_PAPERS_BYTES = 6 * 1024 * 1024  # a file; the service's sentence names the exact limit


@never_cache
@require_GET
@signed_in
def own_reviews(request: HttpRequest, user: User) -> HttpResponse:
    """Every check-in of the reader that somebody looked at or will."""
    if user.employee_id is None:
        raise NotPermitted("not_an_employee", texts.NO_EMPLOYEE)
    return show(request, user, "own_reviews.html", {"tab": "own", "page": page_of(request, selectors.own_cases(user))})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def own_review(request: HttpRequest, user: User, case_id: int) -> HttpResponse:
    """What was found, who said what, and, while there is time, the objection."""
    case = selectors.own_case(user, case_id)
    form = ObjectionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        attached = [Paper(file.name, file.read(_MAX_PAPERS_BYTES)) for file in form.cleaned_data.get("papers") or []]
        try:
            made = reviewing.object_to(
                user, case.pk, text=form.cleaned_data["text"], attached=attached, now=timezone.now()
            )
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Keberatan %(number)s diajukan.") % {"number": made.reference})
            return redirect("own_review", made.pk)
    return show(request, user, "own_review.html", _context(user, case, form))


def _context(user: User, case: ReviewCase, form: ObjectionForm) -> dict[str, Any]:
    objection = ReviewCase.objects.filter(about=case).first()
    today = permissions.today_for(user)
    is_upheld = case.state == State.CLOSED and case.verdict == Verdict.UPHELD and case.kind != Kind.OBJECTION
    assessment = getattr(case.punch, "assessment", None)
    return {
        "tab": "own",
        "case": case,
        "punch": case.punch,
        "stage": schedules.stage_name(case.punch.stage),
        "decisions": [one for one in case.decisions.all() if one.part != Part.LOOK and case.state == State.CLOSED],
        "reasons": said(assessment.reasons) if assessment else [],
        "objection": objection,
        "may_object": is_upheld and objection is None and case.objection_until and today <= case.objection_until,
        "papers": case.papers.defer("sealed", "sealed_key"),
        "zone": case.employee.work_place.zone,
        "form": form,
    }


# --- lookalikes


@never_cache
@require_GET
@signed_in
def lookalikes(request: HttpRequest, user: User) -> HttpResponse:
    """Declarations about the reader and in the reader's units, with what may be done about each."""
    today = permissions.today_for(user)
    units = permissions.units_for(user, Right.DECLARE_LOOKALIKES)
    rows = [
        {
            "row": row,
            "may_decide": row.is_open and declarations.may_decide(user, row),
            "may_withdraw": row.is_open and user.pk in row.authors,
            "may_end": row.status == "confirmed" and row.valid_to is None and row.employee.unit_id in units,
            "is_over": declarations.is_over(row, today),
        }
        for row in declarations.declared_for(user)[:200]
    ]
    context = {"tab": "lookalikes", "rows": rows, "may_declare": user.employee_id is not None or bool(units)}
    return show(request, user, "lookalikes.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def lookalike_new(request: HttpRequest, user: User) -> HttpResponse:
    """For oneself, or for somebody of the own units."""
    choices = _people(user)
    if not choices:
        permissions.require(user, Right.DECLARE_LOOKALIKES)
    form = LookalikeForm(request.POST or None, people=choices, initial={"valid_from": permissions.today_for(user)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        declared = Declared(int(data["employee"]), data["other"], data["why"], data["valid_from"])
        try:
            declarations.declare(user, data=declared, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Usulan dibuat. Orang kedua harus menyetujuinya."))
            return redirect("lookalikes")
    return show(request, user, "lookalike_form.html", {"tab": "lookalikes", "form": form})


def _people(user: User) -> list[tuple[int, str]]:
    found = [(user.employee.pk, _("Saya sendiri"))] if user.employee is not None else []
    staff = people.employees_in(permissions.units_for(user, Right.DECLARE_LOOKALIKES)).filter(active=True)
    others = staff.exclude(pk=user.employee_id or 0).order_by("name", "id")
    return [*found, *((one.pk, f"{one.full_name} · {one.nip}") for one in others)]


@require_POST
@signed_in
def lookalike_decide(request: HttpRequest, user: User, lookalike_id: int) -> HttpResponse:
    """The second person's word, or taking it back."""

    def decide(confirm: bool, reason: str) -> object:
        return declarations.decide(user, lookalike_id, confirm=confirm, reason=reason, now=timezone.now())

    def withdraw() -> object:
        return declarations.withdraw(user, lookalike_id, now=timezone.now())

    return take_decision(request, "lookalikes", decide, withdraw)


@require_POST
@signed_in
def lookalike_end(request: HttpRequest, user: User, lookalike_id: int) -> HttpResponse:
    """From tomorrow on the code is not asked for any more."""
    try:
        declarations.end(user, lookalike_id, note=request.POST.get("reason", ""), now=timezone.now())
    except HadirError as error:
        if error.http_status in (403, 404):
            raise
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Catatan diakhiri."))
    return redirect("lookalikes")
