"""Reviews of check-ins from the office's side: the queue, one review, its pictures, the figures."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hadir.accounts import oversight, permissions
from hadir.accounts.models import User
from hadir.attendance import looking
from hadir.attendance.alternative.texts import METHODS
from hadir.attendance.models import Punch
from hadir.attendance.presence import deciding, papers, reviewing, selectors
from hadir.attendance.presence import statistics as figures
from hadir.attendance.presence.models import ReviewCase
from hadir.attendance.presence.reviewing import Word
from hadir.attendance.presence.reviewing_rules import Kind, Part, Verdict
from hadir.attendance.presence.rules import Outcome
from hadir.attendance.presence.texts import KINDS, OUTCOME_NAMES
from hadir.attendance.rules import Method
from hadir.audit import services as audit
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError, InvalidInput
from hadir.places import selectors as places
from hadir.places.rules import Circle, PlaceNote, Shape
from hadir.places.texts import PLACES
from hadir.schedules import selectors as schedules
from hadir.web.access import elevated, signed_in
from hadir.web.forms_presence import WordForm
from hadir.web.listing import page_of, show_refusal
from hadir.web.presence_page import said, show


@never_cache
@require_GET
@signed_in
def reviews(request: HttpRequest, user: User) -> HttpResponse:
    """What waits for the reader, what is over time, and all of the reader's units."""
    if not any(permissions.holds_somewhere(user, right) for right in deciding.SEEING):
        return redirect("own_reviews") if user.employee_id else redirect("presence_policies")
    oversight.note_list_seen(user, "presence.reviews_seen", right=Right.SEE_REVIEWS)
    sees_late = permissions.holds_somewhere(user, Right.CONFIRM_REVIEW)
    context = {
        "tab": "reviews",
        "queue": selectors.queue_for(user),
        "late": list(selectors.late_cases(user)[:50]) if sees_late else [],
        "page": page_of(request, selectors.office_cases(user)),
        "today": permissions.today_for(user),
    }
    return show(request, user, "reviews.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def review(request: HttpRequest, user: User, case_id: int) -> HttpResponse:
    """One check-in under review: why, the facts, what was said, and what the reader may say."""
    case = selectors.case_for(user, case_id)
    if request.method == "GET":
        audit.record_look(
            actor=user.actor,
            subject=f"employee:{case.employee_id}",
            what="presence.review_seen",
            unit_id=case.unit_id,
            right=Right.SEE_REVIEWS,
        )
    form = WordForm(request.POST or None)
    if request.method == "POST":
        try:
            _say(user, case, request.POST, form)
        except InvalidInput as error:
            show_refusal(form, error)
        except HadirError as error:
            if error.http_status == 404:
                raise
            messages.error(request, str(error.message))
            return redirect("review", case.pk)
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("review", case.pk)
    return show(request, user, "review.html", _context(user, case, form))


def _say(user: User, case: ReviewCase, posted: Any, form: WordForm) -> None:
    part, _colon, verdict = posted.get("word", "").partition(":")
    if part not in set(Part) or verdict not in set(Verdict):
        raise InvalidInput("invalid", _("Pilih salah satu keputusan."))
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    reviewing.decide(user, case.pk, Word(Part(part), Verdict(verdict), reason), now=timezone.now())


def _context(user: User, case: ReviewCase, form: WordForm) -> dict[str, object]:
    today = permissions.today_for(user)
    superior = deciding.superior_id(user)
    part = deciding.part_for(user, case, today, superior=superior)
    is_blind = part is Part.LOOK
    assessment = getattr(case.punch, "assessment", None)
    return {
        "tab": "reviews",
        "case": case,
        "punch": case.punch,
        "kind": KINDS[Kind(case.kind)],
        "part": part,
        "is_blind": is_blind,
        "decisions": [] if is_blind else [one for one in case.decisions.all() if one.part != Part.LOOK],
        "objection_of": list(case.about.decisions.all()) if case.about else [],
        "objections": [] if is_blind else list(case.objections.all()),
        "assessment": assessment,
        "reasons": said(assessment.reasons) if assessment else [],
        "answered": said(assessment.answered) if assessment else [],
        "findings": said(assessment.findings) if assessment else [],
        "facts": facts_of(case.punch),
        "map": map_of(case.punch),
        "pictures": looking.how_many(case.punch),
        "may_see_pictures": permissions.has(user, Right.SEE_EVIDENCE, case.unit_id),
        "papers": case.papers.defer("sealed", "sealed_key"),
        "zone": case.employee.work_place.zone,
        "is_late": case.state != "closed" and case.due_on < today,
        "form": form,
    }


def facts_of(punch: Punch) -> dict[str, object]:
    """What is written with the check-in, in words."""
    return {
        "stage": schedules.stage_name(punch.stage),
        "place": PLACES[PlaceNote(punch.place_note)],
        "method": METHODS[Method(punch.method)],
        "camera": (punch.device or {}).get("label", ""),
        "clock_off": round((punch.client_time - punch.recorded_at).total_seconds()) if punch.client_time else None,
    }


def map_of(punch: Punch) -> dict[str, object] | None:
    """Where the phone said it was, for the map: the script reads it, and without it the text says the same."""
    if punch.latitude is None or punch.longitude is None:
        return None
    shapes = places.shapes_on([punch.work_place_id], punch.work_day).get(punch.work_place_id, ())
    return {
        "latitude": punch.latitude,
        "longitude": punch.longitude,
        "accuracy": punch.accuracy_m,
        "areas": [_shape(one) for one in shapes],
    }


def _shape(one: Shape) -> dict[str, object]:
    if isinstance(one, Circle):
        return {"centre": [one.latitude, one.longitude], "radius": one.radius_m}
    return {"points": [list(point) for point in one.points]}


@never_cache
@require_GET
@signed_in
@elevated(Right.SEE_EVIDENCE)
def review_pictures(request: HttpRequest, user: User, case_id: int) -> HttpResponse:
    """The pictures, marked with who looks and when. One look, noted, which the person finds among the own data."""
    case = selectors.case_for(user, case_id)
    found = looking.pictures(user, case_id)
    shown = [(one, f"data:image/jpeg;base64,{base64.b64encode(one.jpeg).decode()}") for one in found]
    context = {"tab": "reviews", "case": case, "pictures": shown, "looked_at": timezone.now()}
    answer = show(request, user, "pictures.html", context)
    answer["Cache-Control"] = "no-store, private"
    return answer


@never_cache
@require_GET
@signed_in
def objection_paper(request: HttpRequest, user: User, paper_id: int) -> HttpResponse:
    """A file beside an objection. Every look of others is logged by the service."""
    opened = papers.read(user, paper_id)
    kind = "application/pdf" if opened.kind == "pdf" else "image/jpeg"
    answer = HttpResponse(opened.content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{opened.name}"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@never_cache
@require_GET
@signed_in
def statistics(request: HttpRequest, user: User) -> HttpResponse:
    """The last ninety days, by agency."""
    last = permissions.today_for(user)
    first = last - timedelta(days=89)
    found = figures.figures_for(user, first, last)
    oversight.note_list_seen(user, "presence.review_statistics_seen", right=Right.SEE_REVIEW_STATISTICS)
    context = {
        "tab": "statistics",
        "rows": [(one, _bars(one), [(KINDS[kind], n) for kind, n in one.by_kind.items()]) for one in found],
        "first": first,
        "last": last,
    }
    return show(request, user, "statistics.html", context)


def _bars(one: figures.AgencyFigures) -> list[dict[str, object]]:
    """Outcomes as parts of one line of 300 units, each with its number in words beside it."""
    total, at = one.total or 1, 0.0
    bars: list[dict[str, object]] = []
    for outcome in (Outcome.ACCEPT, Outcome.SAMPLE, Outcome.REVIEW, Outcome.REFUSED):
        n = one.by_outcome.get(outcome, 0)
        width = 300 * n / total
        bars.append(
            {"name": OUTCOME_NAMES[outcome], "key": outcome.value, "n": n, "x": f"{at:.1f}", "width": f"{width:.1f}"}
        )
        at += width
    return bars
