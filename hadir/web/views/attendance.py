"""Receipt, history and the board of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET

from hadir.accounts import oversight, permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.attendance import receipts, selectors, services
from hadir.attendance.alternative.texts import METHODS
from hadir.attendance.presence import assessing
from hadir.attendance.presence import selectors as reviews
from hadir.attendance.presence.texts import OUTCOMES
from hadir.attendance.rules import DecisionCode, Method
from hadir.attendance.selectors import BoardRow
from hadir.attendance.texts import DECISIONS
from hadir.enrolment.services import own_employee
from hadir.people import selectors as people
from hadir.places.rules import PlaceNote
from hadir.places.texts import PLACES
from hadir.rollout import selectors as rollout
from hadir.schedules import selectors as schedules
from hadir.web.access import signed_in
from hadir.web.listing import page_of, search_word
from hadir.workdays import explaining
from hadir.workdays import selectors as workdays
from hadir.workdays.selectors import Standing
from hadir.workdays.shapes import Status
from hadir.workdays.texts import LOOKS

_BOARD_ROWS = 200


@never_cache
@require_GET
@signed_in
def receipt(request: HttpRequest, user: User, punch_id: UUID) -> HttpResponse:
    """What was recorded, in words, with the signed line that proves it."""
    punch = selectors.own_punch(user, punch_id)
    context = {
        "punch": punch,
        "sentence": DECISIONS[DecisionCode(punch.code)],
        "place": PLACES[PlaceNote(punch.place_note)],
        "stage_name": schedules.stage_name(punch.stage),
        "method": METHODS[Method(punch.method)],
        "phase": rollout.phase_of(punch.employee, punch.work_day).value,
        "outcome": OUTCOMES[assessing.outcome_of(punch)] if punch.accepted else "",
        "review": reviews.case_of_punch(punch) if punch.accepted else None,
    }
    return render(request, "web/receipt.html", context)


@never_cache
@require_GET
@signed_in
def receipt_file(request: HttpRequest, user: User, punch_id: UUID) -> HttpResponse:
    """The signed receipt as a file, for `hadir receipt verify`."""
    punch = selectors.own_punch(user, punch_id)
    response = HttpResponse(f"{punch.receipt}\n", content_type="application/jose")
    name = f"hadir-{punch.work_day.isoformat()}-{str(punch.pk)[:8]}.jws"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@cache_control(max_age=3600, public=True)
@require_GET
def receipt_keys(request: HttpRequest) -> HttpResponse:
    """The public key (JWKS) with which anybody checks a receipt without asking us."""
    return JsonResponse(receipts.public_keys(services.receipt_key()), content_type="application/jwk-set+json")


@never_cache
@require_GET
@signed_in
def history(request: HttpRequest, user: User) -> HttpResponse:
    """Every own attempt, refusals with their reason too."""
    person = own_employee(user, Right.SEE_OWN_HISTORY)
    page = page_of(request, selectors.history_of(person.pk))
    under_review = reviews.cases_of_punches([punch.pk for punch in page.object_list])
    rows = [
        {
            "punch": punch,
            "sentence": DECISIONS[DecisionCode(punch.code)],
            "place": PLACES[PlaceNote(punch.place_note)],
            "stage_name": schedules.stage_name(punch.stage),
            "method": METHODS[Method(punch.method)],
            "review": under_review.get(punch.pk),
        }
        for punch in page.object_list
    ]
    return render(request, "web/history.html", {"page": page, "rows": rows})


@never_cache
@require_GET
@signed_in
def board(request: HttpRequest, user: User) -> HttpResponse:
    """Today, person by person. `board_rows` is the part that the page asks for again and again."""
    context = _board(request, user)
    oversight.note_list_seen(user, "attendance.board_seen", right=Right.SEE_ATTENDANCE, unit_id=context["unit"])
    return render(request, "web/board.html", context)


@never_cache
@require_GET
@signed_in
def board_rows(request: HttpRequest, user: User) -> HttpResponse:
    """The board's changing part; 204 when nothing changed since the version that the page shows."""
    context = _board(request, user)
    if request.GET.get("versi") == context["board"].version:
        return HttpResponse(status=204)
    oversight.note_list_seen(user, "attendance.board_seen", right=Right.SEE_ATTENDANCE, unit_id=context["unit"])
    return render(request, "web/parts/board_rows.html", context)


def _board(request: HttpRequest, user: User) -> dict[str, Any]:
    allowed = permissions.units_for(user, Right.SEE_ATTENDANCE)
    if not allowed:
        permissions.require(user, Right.SEE_ATTENDANCE)
    asked = request.GET.get("unit", "")
    chosen = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in allowed else None
    units = people.ids_below([chosen]) if chosen is not None else None
    day = _asked_day(request, permissions.today_for(user))
    found = selectors.board(user, unit_ids=units, day=day)
    standing = workdays.standing_on(allowed if units is None else allowed & units, day)
    word, missing = search_word(request), request.GET.get("saring") == "belum"
    names = {code: schedules.stage_name(code) for code in found.counts}
    page = Paginator([row for row in found.rows if _fits(row, word, missing)], _BOARD_ROWS).get_page(
        request.GET.get("halaman")
    )
    return {
        "board": replace(found, version=f"{found.version}|{standing.version}"),
        "page": page,
        "states": _states([row.employee.pk for row in page], day),
        "now": timezone.now(),
        "is_today": day == permissions.today_for(user),
        "zone": _zone(user),
        "stage_names": names,
        "method_names": METHODS,
        "counts": [*((name, found.counts[code]) for code, name in names.items()), *_standing_counts(standing)],
        "units": people.units_in(allowed),
        "unit": chosen,
        "word": word,
        "missing": missing,
    }


def _asked_day(request: HttpRequest, today: date) -> date:
    """An earlier day that was asked for; else today."""
    try:
        return min(date.fromisoformat(request.GET.get("hari", "")), today)
    except ValueError:
        return today


def _states(employee_ids: list[int], day: date) -> dict[int, dict[str, str]]:
    """What the day comes to for those people as yet, in words, and its look."""
    found = workdays.days_of_people_on(employee_ids, day)
    return {key: {"text": explaining.short_of(one), "look": LOOKS[one.status]} for key, one in found.items()}


def _standing_counts(standing: Standing) -> list[tuple[str, int]]:
    by_status = standing.by_status
    return [
        (gettext("terlambat"), standing.late),
        (gettext("cuti atau tugas luar"), by_status.get(Status.LEAVE, 0) + by_status.get(Status.DUTY, 0)),
        (gettext("tanpa keterangan"), by_status.get(Status.ABSENT, 0)),
    ]


def _fits(row: BoardRow, word: str, missing: bool) -> bool:
    if missing and (row.by_stage or row.outside):
        return False
    text = f"{row.employee.full_name} {row.employee.nip}".casefold()
    return word.casefold() in text


def _zone(user: User) -> Any:
    return user.employee.work_place.zone if user.employee is not None else timezone.get_current_timezone()
