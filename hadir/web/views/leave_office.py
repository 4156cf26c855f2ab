"""The team's calendar, the terms of every type, and the book of days as offices see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import oversight, permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.audit import services as audit
from hadir.leave import balances, ledger, opening, selectors, texts, types, wording
from hadir.leave.models import AbsenceType
from hadir.leave.spans import Absence, Category, Part
from hadir.lib.errors import HadirError, NotFound
from hadir.lib.tables import Limits
from hadir.people import selectors as people
from hadir.people.models import Employee, EmploymentType
from hadir.periods.rules import Month
from hadir.schedules.proposals import Status
from hadir.web.access import signed_in
from hadir.web.forms_leave import AdjustmentForm, OpeningForm, TypeForm
from hadir.web.leave_page import show
from hadir.web.listing import page_of, search_word, show_refusal
from hadir.web.second_person import take_word, waiting_lines
from hadir.web.tables import uploaded_table

_TEAM_ROWS = 50
_LIMITS = Limits(rows=20_000)


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one person: the code is the text, `title` the whole name, `mark` the colour's name."""

    day: date
    code: str = ""
    title: str = ""
    mark: str = ""
    is_weekend: bool = False


@never_cache
@require_GET
@signed_in
def leave_team(request: HttpRequest, user: User) -> HttpResponse:
    """Who is away when: a month of the people whom the reader leads or serves."""
    units = permissions.units_for(user, Right.SEE_ABSENCES)
    if not units:
        permissions.require(user, Right.SEE_ABSENCES)
    month = _month(request, permissions.today_for(user))
    word = search_word(request)
    staff = people.employees_in(units).filter(active=True, name__icontains=word).order_by("name", "id")
    page = page_of(request, staff, _TEAM_ROWS)
    oversight.note_list_seen(user, "leave.team_seen", right=Right.SEE_ABSENCES)
    away = selectors.absent_in([one.pk for one in page], month.first, month.last)
    rows = [{"person": one, "cells": _cells(month, away.get(one.pk, [])), "away": away.get(one.pk, [])} for one in page]
    context = {"tab": "team", "page": page, "rows": rows, "days": list(month.days()), "month": month, "word": word}
    return show(request, user, "team.html", context)


def _month(request: HttpRequest, today: date) -> Month:
    try:
        return Month.parse(request.GET.get("bulan", ""))
    except ValueError:
        return Month.of(today)


_MARKS = {
    Category.LEAVE: "leave",
    Category.DUTY: "duty",
    Category.STUDY: "duty",
    Category.PERMISSION: "hours",
}


def _cells(month: Month, away: list[Absence]) -> list[Cell]:
    cells = []
    for day in month.days():
        here = [one for one in away if one.first <= day <= one.last]
        first = next(iter(here), None)
        is_weekend = day.weekday() > 4
        if first is None:
            cells.append(Cell(day, is_weekend=is_weekend))
            continue
        short = f"{first.type_code}{'' if first.part is Part.FULL else '½'}"
        title = ", ".join(one.label for one in here)
        cells.append(Cell(day, short, title, _MARKS.get(first.category, "leave"), is_weekend))
    return cells


# --- terms


@require_GET
@signed_in
def leave_types(request: HttpRequest, user: User) -> HttpResponse:
    """What holds today for whom, by which law. Everybody may read it."""
    today = permissions.today_for(user)
    coming = AbsenceType.objects.filter(valid_from__gt=today, status=Status.CONFIRMED).order_by("valid_from")
    rows = [_card(one) for one in types.on(today).order_by("category", "name", "id")]
    context = {
        "tab": "types",
        "rows": rows,
        "coming": [_card(one) for one in coming],
        "waiting": [(_card(one.row), one) for one in waiting_lines(user, types.TYPES)],
        "may_edit": permissions.has(user, Right.MANAGE_LEAVE_RULES),
    }
    return show(request, user, "types.html", context)


def _card(kind: AbsenceType) -> dict[str, Any]:
    whose = [str(label) for value, label in EmploymentType.choices if value in kind.employment_types]
    return {"kind": kind, "terms": wording.terms(kind), "whose": ", ".join(whose)}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def leave_type_edit(request: HttpRequest, user: User, type_id: int | None = None) -> HttpResponse:
    """New terms from a day on. What held before stays readable."""
    permissions.require(user, Right.MANAGE_LEAVE_RULES)
    old = None
    if type_id is not None:
        old = AbsenceType.objects.filter(pk=type_id, status=Status.CONFIRMED).first()
        if old is None:
            raise NotFound("leave_type_unknown", texts.NOT_FOR_YOU)
    names = TypeForm.base_fields
    initial = {name: getattr(old, name) for name in names} if old else {}
    form = TypeForm(request.POST or None, initial=initial | {"valid_from": permissions.today_for(user)})
    if request.method == "POST" and form.is_valid():
        try:
            types.propose_type(user, data=form.data_for_service(), now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Usulan dibuat. Orang kedua harus menyetujuinya."))
            return redirect("leave_types")
    history = types.history(old.code) if old else []
    return show(request, user, "type_form.html", {"form": form, "old": old, "history": history})


@require_POST
@signed_in
def leave_type_decide(request: HttpRequest, user: User, type_id: int) -> HttpResponse:
    """The second person's word on proposed terms, or their withdrawal."""
    return take_word(request, user, types.TYPES, type_id, back="leave_types")


# --- the book


@never_cache
@require_GET
@signed_in
def leave_ledgers(request: HttpRequest, user: User) -> HttpResponse:
    """Accounts of a year, by name."""
    units = permissions.units_for(user, Right.SEE_ABSENCES)
    if not units:
        permissions.require(user, Right.SEE_ABSENCES)
    year = _year(request, permissions.today_for(user))
    word = search_word(request)
    page = page_of(request, people.employees_in(units).filter(active=True, name__icontains=word).order_by("name", "id"))
    oversight.note_list_seen(user, "leave.ledgers_seen", right=Right.SEE_ABSENCES)
    rest = balances.rest_by_person([one.pk for one in page], "CT", year)
    may_adjust = permissions.has(user, Right.ADJUST_LEAVE_LEDGER)
    context = {
        "tab": "ledgers",
        "page": page,
        "rows": [(one, rest.get(one.pk)) for one in page],
        "year": year,
        "word": word,
        "may_adjust": may_adjust,
        "proposals": selectors.proposals_for(user) if may_adjust else [],
    }
    return show(request, user, "ledgers.html", context)


def _year(request: HttpRequest, today: date) -> int:
    asked = request.GET.get("tahun", "")
    return int(asked) if asked.isdecimal() and 2000 <= int(asked) < 2100 else today.year


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def leave_ledger(request: HttpRequest, user: User, employee_id: int) -> HttpResponse:
    """One person's book; the HR agency proposes adjustments here, another of its people decides."""
    person = selectors.ledger_person_for(user, employee_id)
    audit.record_look(
        actor=user.actor,
        subject=f"employee:{person.pk}",
        what="leave.ledger_seen",
        unit_id=person.unit_id,
        right=Right.SEE_ABSENCES,
    )
    year = _year(request, permissions.today_for(user))
    accounts = balances.balances_of(person, year)
    kinds = [(one.kind.code, one.kind.name) for one in accounts]
    form = AdjustmentForm(request.POST or None, kinds=kinds, initial={"year": year})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        code = values.pop("type_code")
        try:
            ledger.propose_adjustment(user, employee_id=person.pk, code=code, now=timezone.now(), **values)
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Usulan tersimpan. Petugas BKPSDM lain yang memutuskannya."))
            return redirect("leave_ledger", person.pk)
    return show(request, user, "ledger.html", _ledger_context(user, person, accounts, form, year))


def _ledger_context(
    user: User, person: Employee, accounts: list[balances.Balance], form: AdjustmentForm, year: int
) -> dict[str, Any]:
    may_adjust = permissions.has(user, Right.ADJUST_LEAVE_LEDGER, person.unit_id) and person.pk != user.employee_id
    return {
        "person": person,
        "accounts": accounts,
        "form": form,
        "year": year,
        "may_adjust": may_adjust,
        "proposals": selectors.proposals_for(user).filter(employee=person) if may_adjust else [],
    }


@require_POST
@signed_in
def leave_adjustment(request: HttpRequest, user: User, proposal_id: int) -> HttpResponse:
    """The second person's word on an adjustment."""
    accept = request.POST.get("deed") == "accept"
    row = ledger.decide_adjustment(user, proposal_id=proposal_id, accept=accept, now=timezone.now())
    messages.success(request, _("Keputusan tersimpan."))
    return redirect("leave_ledger", row.employee_id)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def leave_opening(request: HttpRequest, user: User) -> HttpResponse:
    """Opening balances from a file: all of it or nothing."""
    permissions.require(user, Right.ADJUST_LEAVE_LEDGER)
    form = OpeningForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = uploaded_table(file, limits=_LIMITS, header=opening.understood)
            count = opening.load(user, table=table, name=file.name, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("%(count)d saldo awal tersimpan.") % {"count": count})
            return redirect("leave_ledgers")
    return show(request, user, "opening.html", {"form": form})
