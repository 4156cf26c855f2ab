"""Rosters of units: the grid of a month, filling, loading, publishing."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlsxwriter
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.leave import selectors as leave
from hadir.leave.spans import Category, Part
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError, NotFound
from hadir.lib.tables import Limits
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.periods.rules import Month
from hadir.periods.selectors import is_locked
from hadir.schedules.calendar import selectors as calendar
from hadir.schedules.rosters import grid, saying, selectors, services, texts
from hadir.schedules.rosters.checking import Member
from hadir.schedules.rosters.grid import FREE, Cell
from hadir.schedules.rosters.models import Roster
from hadir.web.access import signed_in
from hadir.web.forms_rosters import RosterFileForm, RosterFillForm, RosterOpenForm
from hadir.web.listing import page_of, show_refusal
from hadir.web.tables import uploaded_table

# 25 people of 31 days stay below the number of fields that Django takes from a form.
_PEOPLE = 25
_LIMITS = Limits(rows=2_000)
_SEEING = (Right.MANAGE_ROSTERS, Right.DECIDE_SWAPS, Right.SEE_RECAP)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def rosters_board(request: HttpRequest, user: User) -> HttpResponse:
    """Rosters of one's units, and a form that opens the next."""
    managed = permissions.units_for(user, Right.MANAGE_ROSTERS)
    seen = _seen_units(user)
    if not seen or (request.method == "POST" and not managed):
        permissions.require(user, Right.MANAGE_ROSTERS)
    initial = {"month": str(Month.of(permissions.today_for(user)).next)}
    form = RosterOpenForm(request.POST or None, units=people.units_in(managed), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        found = services.open_roster(user, unit_id=values["unit"].pk, month=values["month"])
        return redirect("roster", found.pk)
    page = page_of(request, selectors.rosters_of(seen))
    context = {"page": page, "form": form if managed else None, "tab": "rosters", **tabs_for(user)}
    return render(request, "web/rosters/board.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def roster(request: HttpRequest, user: User, roster_id: int) -> HttpResponse:
    """The month as a table of people and days; sent back, its cells are saved, all or none."""
    found, may_manage = _roster_for(user, roster_id)
    sent: _Sent | None = None
    if request.method == "POST":
        cells = _sent_cells(request, selectors.month_of(found))
        reason = request.POST.get("reason", "")
        try:
            n = services.set_cells(user, found.pk, cells=cells, reason=reason, now=timezone.now())
        except HadirError as error:
            sent = _Sent(cells, fault=str(error.message))
        else:
            messages.success(request, _("Tersimpan: %(n)s perubahan.") % {"n": n})
            return redirect(f"{request.path}?halaman={request.GET.get('halaman', '1')}")
    return _show(request, user, found, may_manage, sent)


@require_POST
@signed_in
def roster_fill(request: HttpRequest, user: User, roster_id: int) -> HttpResponse:
    """Write a pattern for the ticked people."""
    found, may_manage = _roster_for(user, roster_id)
    named = _named(selectors.members(found))
    form = RosterFillForm(request.POST, people=named, month=selectors.month_of(found))
    if form.is_valid():
        values = form.cleaned_data
        fill = services.Fill(
            values["pattern"], values["people"], values["first"], values["last"], values["shift_by"] or 0
        )
        try:
            n = services.fill_pattern(user, found.pk, fill=fill, reason=values["reason"], now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Terisi: %(n)s hari dinas.") % {"n": n})
            return redirect("roster", found.pk)
    return _show(request, user, found, may_manage, _Sent(fill_form=form))


@require_POST
@signed_in
def roster_import(request: HttpRequest, user: User, roster_id: int) -> HttpResponse:
    """Write the cells of a table."""
    found, may_manage = _roster_for(user, roster_id)
    form = RosterFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            table = uploaded_table(form.cleaned_data["file"], limits=_LIMITS, header=grid.understood)
            reason = form.cleaned_data["reason"]
            n = services.load_table(user, found.pk, table=table, reason=reason, now=timezone.now())
        except services.TableRefused as refused:
            form.add_error("file", [str(refused.message), *refused.sentences])
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Dimuat: %(n)s perubahan.") % {"n": n})
            return redirect("roster", found.pk)
    return _show(request, user, found, may_manage, _Sent(file_form=form))


@require_POST
@signed_in
def roster_publish(request: HttpRequest, user: User, roster_id: int) -> HttpResponse:
    """Put it in force."""
    found, may_manage = _roster_for(user, roster_id)
    remarks = request.POST.get("remarks", "")
    try:
        services.publish(user, found.pk, remarks=remarks, away=_away(found), now=timezone.now())
    except HadirError as error:
        return _show(request, user, found, may_manage, _Sent(publish_fault=str(error.message)))
    messages.success(request, _("Roster diumumkan. Setiap pegawai di dalamnya diberi tahu."))
    return redirect("roster", found.pk)


@require_GET
@signed_in
def roster_template(request: HttpRequest, user: User, roster_id: int) -> HttpResponse:
    """The month as a workbook in the form that is read again."""
    found, _may_manage = _roster_for(user, roster_id)
    members = selectors.members(found)
    persons = selectors.names_of([one.employee_id for one in members])
    content = _workbook(found, [persons[one.employee_id] for one in members if one.employee_id in persons])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="roster-{found.unit.code}-{found.month:%Y-%m}.xlsx"'
    return response


def tabs_for(user: User) -> dict[str, bool]:
    """Which tabs of the duty pages somebody has."""
    return {
        "sees_rosters": bool(_seen_units(user)),
        "sees_shifts": permissions.holds_somewhere(user, Right.SEE_SCHEDULES),
    }


def _seen_units(user: User) -> set[int]:
    found: set[int] = set()
    for right in _SEEING:
        found |= permissions.units_for(user, right)
    return found


def _roster_for(user: User, roster_id: int) -> tuple[Roster, bool]:
    """The roster and whether the account fills it. One that may not be seen looks like one that does not exist."""
    found = selectors.roster(roster_id)
    if found.unit_id not in _seen_units(user):
        raise NotFound("roster_not_found", texts.NO_SUCH_ROSTER)
    return found, permissions.has(user, Right.MANAGE_ROSTERS, found.unit_id)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What was sent and refused, to be shown again as it was typed."""

    cells: dict[Cell, str] = field(default_factory=dict)
    fault: str = ""
    publish_fault: str = ""
    fill_form: RosterFillForm | None = None
    file_form: RosterFileForm | None = None


def _show(request: HttpRequest, user: User, found: Roster, may_manage: bool, sent: _Sent | None = None) -> HttpResponse:
    sent = sent or _Sent()
    month = selectors.month_of(found)
    members = selectors.members(found)
    persons = selectors.names_of([one.employee_id for one in members])
    shown = [one for one in members if one.employee_id in persons]
    page = Paginator(shown, _PEOPLE).get_page(request.GET.get("halaman"))
    codes = selectors.codes_for(found.unit_id, month.first, month.last)
    findings = services.check(found, away=_away(found))
    names = {pk: person.full_name for pk, person in persons.items()}
    named = [(one.employee_id, names[one.employee_id]) for one in shown]
    context = {
        "roster": found,
        "month": month,
        "days": _days(found, month),
        "page": page,
        "rows": _rows(page, persons, selectors.cells(found), sent.cells, month),
        "shifts": codes.rows,
        "findings": [
            (one.is_excusable, saying.finding(one, unit=found.unit.name, names=names)) for one in findings[:50]
        ],
        "more_findings": max(0, len(findings) - 50),
        "may_manage": may_manage,
        "locked": is_locked(people.line_of(found.unit_id), found.month),
        "fault": sent.fault,
        "publish_fault": sent.publish_fault,
        "reason": request.POST.get("reason", "") if sent.cells else "",
        "remarks": request.POST.get("remarks", "") if sent.publish_fault else "",
        "fill_form": sent.fill_form or RosterFillForm(people=named, month=month),
        "file_form": sent.file_form or RosterFileForm(),
        "changes": selectors.changes_of(found)[:50],
        "tab": "rosters",
        **tabs_for(user),
    }
    status = 422 if sent.fault or sent.publish_fault else 200
    return render(request, "web/rosters/roster.html", context, status=status)


def _days(found: Roster, month: Month) -> list[dict[str, Any]]:
    line = people.line_of(found.unit_id)
    holidays = calendar.holidays(month.first, month.last)
    return [{"day": day, "holiday": holidays.on(day, line), "is_sunday": day.weekday() == 6} for day in month.days()]


def _rows(
    page: Page[Member], persons: dict[int, Employee], cells: dict[Cell, str], sent: dict[Cell, str], month: Month
) -> list[dict[str, Any]]:
    """One a person: what stands in each day, what was typed before what is stored."""
    return [
        {
            "person": persons[one.employee_id],
            "cells": [
                {
                    "day": day,
                    "name": f"c-{one.employee_id}-{day:%d}",
                    "code": sent.get((one.employee_id, day), cells.get((one.employee_id, day), "")),
                    "serves": day in one.zones,
                }
                for day in month.days()
            ],
        }
        for one in page
    ]


def _sent_cells(request: HttpRequest, month: Month) -> dict[Cell, str]:
    """Fields `c-<person>-<day>`; what is no code stays as typed and is refused by the service."""
    found: dict[Cell, str] = {}
    for name, text in request.POST.items():
        parts = re.fullmatch(r"c-([0-9]{1,17})-([0-9]{2})", name)
        if parts is None or not 1 <= int(parts[2]) <= month.last.day:
            continue
        code = grid.code_of(str(text))
        day = date(month.year, month.number, int(parts[2]))
        found[int(parts[1]), day] = code if code is not None else str(text).strip()[:10]
    return found


def _named(members: Sequence[Member]) -> list[tuple[int, str]]:
    persons = selectors.names_of([one.employee_id for one in members])
    return [(one.employee_id, persons[one.employee_id].full_name) for one in members if one.employee_id in persons]


def _away(found: Roster) -> set[Cell]:
    """Days of full leave of the people of the roster."""
    month = selectors.month_of(found)
    ids = [one.employee_id for one in selectors.members(found)]
    return {
        (person, day)
        for person, absences in leave.absent_in(ids, month.first, month.last).items()
        for absence in absences
        if absence.part is Part.FULL and absence.category is Category.LEAVE
        for day in grid.days_between(max(absence.first, month.first), min(absence.last, month.last))
    }


def _workbook(found: Roster, persons: Sequence[Employee]) -> bytes:
    month = selectors.month_of(found)
    cells = selectors.cells(found)
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet(f"{found.month:%Y-%m}")
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
    sheet.write_row(0, 0, ["nip", "nama", *(str(day.day) for day in month.days())], bold)
    for row, person in enumerate(persons, start=1):
        sheet.write_string(row, 0, person.nip, text)
        sheet.write_string(row, 1, person.full_name)
        for column, day in enumerate(month.days(), start=2):
            sheet.write_string(row, column, cells.get((person.pk, day), ""))
    sheet.set_column(0, 0, 22, text)
    sheet.set_column(1, 1, 32)
    sheet.set_column(2, 32, 4)
    sheet.freeze_panes(1, 2)
    codes = selectors.codes_for(found.unit_id, month.first, month.last)
    legend = book.add_worksheet("kode")
    legend.write_row(0, 0, ["kode", "nama", "mulai", "selesai"], bold)
    for row, shift in enumerate(codes.rows, start=1):
        legend.write_row(row, 0, [shift.code, shift.name, f"{shift.starts:%H:%M}", f"{shift.ends:%H:%M}"])
    legend.write_row(len(codes.rows) + 1, 0, [FREE, str(texts.FREE_NAME), "", ""])
    book.close()
    return content.getvalue()
