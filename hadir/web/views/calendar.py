"""The year with its holidays, the versions it comes from, and how they are proposed and confirmed."""

from __future__ import annotations

import calendar as month_tables
import csv
import io
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError, InvalidInput
from hadir.lib.tables import Limits
from hadir.people import selectors as people
from hadir.schedules.calendar import decrees, reading, saying, selectors, services, texts
from hadir.schedules.calendar.models import CalendarVersion
from hadir.schedules.calendar.rules import KINDS, Collection, Kind, Line
from hadir.schedules.calendar.services import VersionData
from hadir.schedules.effect import effect_of
from hadir.schedules.instances import Holiday
from hadir.web.access import signed_in
from hadir.web.forms_calendar import CalendarImportForm, DecisionForm, HolidayForm, RemovalForm
from hadir.web.listing import show_refusal
from hadir.web.tables import uploaded_table

_LIMITS = Limits(rows=400)
# How a day's kind is told without colour.
_LETTERS = {Kind.NATIONAL: "N", Kind.JOINT: "B", Kind.LOCAL: "D", Kind.UNIT: "U"}


@never_cache
@require_GET
@signed_in
def calendar_year(request: HttpRequest, user: User) -> HttpResponse:
    """Twelve months with what is confirmed, as it concerns the reader, and the list of all days off."""
    _see(user)
    year = _year(request, user)
    found = selectors.holidays(date(year, 1, 1), date(year, 12, 31))
    line = people.line_of(user.employee.unit_id) if user.employee else ()
    today = permissions.today_for(user)
    own = {day: row for day in {row.day for row in found.all()} if (row := found.on(day, line)) is not None}
    units = _unit_names({row.unit_id for row in found.all() if row.unit_id is not None})
    context = _frame(user, year, "year") | {
        "months": [_month(year, number, own, today) for number in range(1, 13)],
        "rows": [_shown(row, units) for row in found.all()],
        "sources": sorted({(row.version_id, row.legal_basis) for row in found.all()}),
        "legend": [(kind, _LETTERS[kind], name) for kind, name in texts.KIND_NAMES.items()],
        "has_decree": selectors.in_force(year, Collection.DECREE, None) is not None,
    }
    return render(request, "web/calendar/year.html", context)


@never_cache
@require_GET
@signed_in
def calendar_versions(request: HttpRequest, user: User) -> HttpResponse:
    """Everything ever proposed for a year, and the ways to propose more."""
    _see(user)
    year = _year(request, user)
    decree = decrees.decrees().get(year)
    proposed = selectors.versions(year, people.all_unit_ids())
    context = _frame(user, year, "versions") | {
        "versions": proposed,
        "decree": decree,
        "decree_taken": any(row.collection == Collection.DECREE.value and _lives(row) for row in proposed),
    }
    return render(request, "web/calendar/versions.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def calendar_version(request: HttpRequest, user: User, version_id: int) -> HttpResponse:
    """One version: its days, what it changes, whom it concerns; the second person decides here."""
    _see(user)
    version = selectors.version(version_id)
    may_manage = permissions.has(user, Right.MANAGE_CALENDAR, version.unit_id)
    may_confirm = permissions.has(user, Right.CONFIRM_CALENDAR, version.unit_id)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        confirm = request.POST.get("decision") == "confirm"
        try:
            services.decide(user, version.pk, confirm=confirm, reason=form.cleaned_data["reason"], now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            done = _("Kalender ditetapkan. Hari yang berubah dihitung ulang.") if confirm else _("Usulan ditolak.")
            messages.success(request, done)
            return redirect("calendar_version", version.pk)
    context = {
        "version": version,
        "rows": [(line, texts.KIND_NAMES[line.kind]) for line in selectors.lines_of(version.pk)],
        "difference": _said_difference(version),
        "effect": effect_of(version) if version.is_open and (may_manage or may_confirm) else None,
        "form": form,
        "may_manage": may_manage,
        "may_confirm": may_confirm and version.is_open and user.pk not in version.authors,
        "is_author": version.is_open and user.pk in version.authors,
        "removal": RemovalForm(),
        "collection": texts.COLLECTION_NAMES[Collection(version.collection)],
        "has_joint": Kind.JOINT in version.kinds,
    }
    return render(request, "web/calendar/version.html", context)


@require_POST
@signed_in
def calendar_withdraw(request: HttpRequest, user: User, version_id: int) -> HttpResponse:
    """Take a proposal back."""
    version = services.withdraw(user, version_id, now=timezone.now())
    messages.success(request, _("Usulan ditarik."))
    return redirect("calendar_version", version.pk)


@require_POST
@signed_in
def calendar_day_out(request: HttpRequest, user: User, version_id: int) -> HttpResponse:
    """Take a day out: of a proposal at once, of a calendar in force by a proposal of its own."""
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError as error:
        raise InvalidInput("invalid", _("Tanggalnya tidak terbaca.")) from error
    version = selectors.version(version_id)
    if version.is_open:
        services.amend(user, version.pk, remove=[day], now=timezone.now())
        messages.success(request, _("Hari dikeluarkan dari usulan."))
        return redirect("calendar_version", version.pk)
    source = request.POST.get("source", "")
    change = services.propose_removal(user, version.pk, day=day, source=source, now=timezone.now())
    messages.success(request, _("Usulan dibuat. Orang kedua harus menyetujuinya."))
    return redirect("calendar_version", change.pk)


@require_POST
@signed_in
def calendar_decree(request: HttpRequest, user: User) -> HttpResponse:
    """Propose the decree that comes with Hadir."""
    year = request.POST.get("year", "")
    version = services.propose_decree(
        user, year=int(year) if year.isascii() and year.isdigit() else 0, now=timezone.now()
    )
    messages.success(request, _("SKB dimuat sebagai usulan. Cocokkan dengan naskahnya sebelum disetujui."))
    return redirect("calendar_version", version.pk)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def calendar_import(request: HttpRequest, user: User) -> HttpResponse:
    """Propose the days of a file."""
    units = _manages(user)
    initial = {"year": _year(request, user)}
    form = CalendarImportForm(request.POST or None, request.FILES or None, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        collection, unit = Collection(values["collection"]), values["unit"]
        kinds = KINDS[collection, unit is not None]
        try:
            lines, sentences = _lines_of(values["file"], values["year"], kinds)
            if sentences:
                form.add_error("file", [str(texts.FILE_REFUSED), *sentences])
            else:
                data = VersionData(values["year"], collection, values["source"], lines, unit.pk if unit else None)
                version = services.propose(user, data=data, now=timezone.now())
                messages.success(request, _("Usulan dibuat. Orang kedua harus menyetujuinya."))
                return redirect("calendar_version", version.pk)
        except HadirError as error:
            show_refusal(form, error)
    return render(request, "web/calendar/import.html", {"form": form, "kinds": list(texts.KIND_NAMES.values())})


@require_GET
@signed_in
def calendar_example(request: HttpRequest, user: User) -> HttpResponse:
    """A table in the right form, as Excel opens it here."""
    _see(user)
    text = io.StringIO("\ufeff")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["tanggal", "nama", "jenis", "dasar"])
    writer.writerow(["17/08/2026", "Proklamasi Kemerdekaan", "nasional", "SKB 1497/2025"])
    writer.writerow(["24/12/2026", "Cuti bersama Natal", "cuti bersama", "SKB 1497/2025"])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="contoh-kalender.csv"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def calendar_day_new(request: HttpRequest, user: User) -> HttpResponse:
    """Propose a local day off."""
    form = HolidayForm(request.POST or None, units=_manages(user))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        unit = values["unit"]
        kind = Kind.UNIT if unit else Kind.LOCAL
        add = [Line(day, values["name"], kind, values["basis"]) for day in form.days()]
        try:
            version = services.propose_days(
                user,
                year=add[0].day.year,
                unit_id=unit.pk if unit else None,
                source=values["basis"],
                add=add,
                now=timezone.now(),
            )
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Usulan dibuat. Orang kedua harus menyetujuinya."))
            return redirect("calendar_version", version.pk)
    return render(request, "web/calendar/day_new.html", {"form": form, "back": reverse("calendar")})


def _lines_of(file: UploadedFile[bytes], year: int, kinds: tuple[Kind, ...]) -> tuple[tuple[Line, ...], list[str]]:
    """The days of an uploaded file, or sentences about what is wrong with it."""
    head = file.read(200)
    file.seek(0)
    events = reading.is_calendar(head)
    if events:
        content = file.read(reading.MAX_ICS_BYTES + 1)
        found = reading.read_calendar(content, year=year, kinds=kinds, zone=people.zone_of_region())
    else:
        table = uploaded_table(file, limits=_LIMITS, header=reading.understood)
        found = reading.read_table(table, year=year, kinds=kinds)
    return found.lines, saying.sentences(found.faults, kinds=kinds, events=events)


def _see(user: User) -> None:
    if not permissions.holds_somewhere(user, Right.SEE_SCHEDULES):
        permissions.require(user, Right.SEE_SCHEDULES)


def _manages(user: User) -> Any:
    """Units for which the account may propose; refuses who may nowhere."""
    unit_ids = permissions.units_for(user, Right.MANAGE_CALENDAR)
    if not unit_ids:
        permissions.require(user, Right.MANAGE_CALENDAR)
    return people.units_in(unit_ids)


def _year(request: HttpRequest, user: User) -> int:
    """`?tahun=`, this year when it cannot be right."""
    asked = request.GET.get("tahun", "")
    if asked.isascii() and asked.isdigit() and 2000 <= int(asked[:5]) <= 2199:
        return int(asked)
    return permissions.today_for(user).year


def _frame(user: User, year: int, tab: str) -> dict[str, Any]:
    """What the pages of a year share."""
    return {
        "year": year,
        "before": year - 1,
        "after": year + 1,
        "tab": tab,
        "may_manage": bool(permissions.units_for(user, Right.MANAGE_CALENDAR)),
        "waiting": selectors.waiting_versions().filter(year=year).count(),
    }


def _lives(version: CalendarVersion) -> bool:
    return version.status in {"proposed", "confirmed"}


def _unit_names(unit_ids: set[int]) -> dict[int, str]:
    return {unit.pk: unit.name for unit in people.units_in(unit_ids)} if unit_ids else {}


def _shown(row: Holiday, units: dict[int, str]) -> dict[str, Any]:
    return {
        "day": row.day,
        "name": row.name,
        "kind": row.kind,
        "kind_name": texts.KIND_NAMES[Kind(row.kind)],
        "unit": units.get(row.unit_id) if row.unit_id is not None else None,
        "version_id": row.version_id,
    }


def _month(year: int, number: int, own: dict[date, Holiday], today: date) -> dict[str, Any]:
    weeks = [
        [_day(day, own.get(day), today) if day.month == number else None for day in week]
        for week in month_tables.Calendar().monthdatescalendar(year, number)
    ]
    return {"first": date(year, number, 1), "weeks": weeks}


def _day(day: date, holiday: Holiday | None, today: date) -> dict[str, Any]:
    kind = Kind(holiday.kind) if holiday is not None else None
    return {
        "day": day,
        "name": holiday.name if holiday is not None else "",
        "kind": kind.value if kind is not None else "",
        "kind_name": texts.KIND_NAMES[kind] if kind is not None else "",
        "letter": _LETTERS[kind] if kind is not None else "",
        "is_sunday": day.weekday() == 6,
        "is_today": day == today,
    }


def _said_difference(version: CalendarVersion) -> dict[str, Any]:
    found = selectors.difference_of(version)
    return {
        "any": bool(found),
        "added": [(line, texts.KIND_NAMES[line.kind]) for line in found.added],
        "removed": [(line, texts.KIND_NAMES[line.kind]) for line in found.removed],
        "changed": [
            (before, texts.KIND_NAMES[before.kind], after, texts.KIND_NAMES[after.kind])
            for before, after in found.changed
        ],
    }
