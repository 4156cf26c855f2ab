"""Days and months: one's own, a person's, and the table of an office."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateformat import time_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hadir.accounts import oversight, permissions
from hadir.accounts.models import User
from hadir.enrolment.services import own_employee
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people import selectors as people
from hadir.people.models import Employee, OrgUnit, UnitKind
from hadir.periods.rules import Month
from hadir.web.access import signed_in
from hadir.workdays import explaining, selectors
from hadir.workdays.models import DayRecord
from hadir.workdays.selectors import PersonMonth
from hadir.workdays.shapes import Day
from hadir.workdays.sums import sums_of
from hadir.workdays.texts import LEGEND, LOOKS, STATUS_NAMES, code_of

_GRID_ROWS = 250
_DAY_UNKNOWN = _("Tidak ada catatan untuk hari itu.")


@never_cache
@require_GET
@signed_in
def my_month(request: HttpRequest, user: User) -> HttpResponse:
    """One's own month as a calendar; every day leads to its explanation."""
    person = own_employee(user, Right.SEE_OWN_HISTORY)
    context = _month_context(request, person, timezone.now())
    return render(request, "web/workdays/my_month.html", context)


@never_cache
@require_GET
@signed_in
def my_day(request: HttpRequest, user: User, day: str) -> HttpResponse:
    """Why one's own day came to what it did."""
    person = own_employee(user, Right.SEE_OWN_HISTORY)
    context = _day_context(person, _day(day), timezone.now())
    return render(request, "web/workdays/day.html", context | {"is_own": True})


@never_cache
@require_GET
@signed_in
def person_month(request: HttpRequest, user: User, employee_id: int) -> HttpResponse:
    """Somebody's month for superiors, operators, the HR agency and auditors. The look is noted."""
    person = _visible(user, employee_id)
    oversight.note_person_seen(user, person, right=Right.SEE_RECAP)
    context = _month_context(request, person, timezone.now())
    return render(request, "web/workdays/person_month.html", context)


@never_cache
@require_GET
@signed_in
def person_day(request: HttpRequest, user: User, employee_id: int, day: str) -> HttpResponse:
    """Why somebody's day came to what it did. The look is noted."""
    person = _visible(user, employee_id)
    oversight.note_person_seen(user, person, right=Right.SEE_RECAP)
    context = _day_context(person, _day(day), timezone.now())
    return render(request, "web/workdays/day.html", context | {"is_own": person.pk == user.employee_id})


@never_cache
@require_GET
@signed_in
def month_grid(request: HttpRequest, user: User) -> HttpResponse:
    """People by days for one unit and all below it, readable for two hundred and printable on A4."""
    allowed = permissions.units_for(user, Right.SEE_RECAP)
    if not allowed:
        permissions.require(user, Right.SEE_RECAP)
    units = list(people.units_in(allowed))
    chosen = _chosen_unit(request, user, units)
    month = _month(request, permissions.today_for(user))
    below = people.ids_below([chosen.pk]) & allowed
    cells = selectors.cells_of(below, month)
    persons = Employee.objects.filter(pk__in=cells).select_related("unit").order_by("name", "pk")
    page = Paginator(persons, _GRID_ROWS).get_page(request.GET.get("halaman"))
    oversight.note_list_seen(user, "workdays.month_seen", right=Right.SEE_RECAP, unit_id=chosen.pk)
    days = list(month.days())
    context = {
        "units": units,
        "unit": chosen,
        "days": days,
        "page": page,
        "rows": [(person, [(day, cells[person.pk].get(day)) for day in days]) for person in page],
        "legend": LEGEND,
        "waiting": selectors.waiting_in(below, month.first, month.last),
        **_months(month, permissions.today_for(user)),
    }
    return render(request, "web/workdays/grid.html", context)


# --- parts


def _visible(user: User, employee_id: int) -> Employee:
    """Somebody of the units whose recap the account may see, or who had days there. NotFound for anybody else."""
    allowed = permissions.units_for(user, Right.SEE_RECAP)
    found = Employee.objects.select_related("unit", "work_place").filter(pk=employee_id).first()
    if found is not None and (
        found.unit_id in allowed or DayRecord.objects.filter(employee_id=employee_id, unit_id__in=allowed).exists()
    ):
        return found
    raise NotFound("employee_not_found", _("Pegawai tidak ditemukan di unit yang dapat Anda lihat."))


def _chosen_unit(request: HttpRequest, user: User, units: list[OrgUnit]) -> OrgUnit:
    """The asked unit; else the own one, the first agency, or the first unit that may be seen."""
    asked = request.GET.get("unit", "")
    by_id = {unit.pk: unit for unit in units}
    if asked.isascii() and asked.isdigit() and int(asked) in by_id:
        return by_id[int(asked)]
    own = user.employee.unit_id if user.employee is not None else None
    line = [unit_id for unit_id in people.line_of(own) if unit_id in by_id] if own is not None else []
    agency = next((unit for unit in units if unit.kind == UnitKind.OPD), units[0])
    return by_id[line[-1]] if line else agency


def _month(request: HttpRequest, today: date) -> Month:
    try:
        return Month.parse(request.GET.get("bulan", ""))
    except ValueError:
        return Month.of(today)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFound("day_not_found", _DAY_UNKNOWN) from error


def _months(month: Month, today: date) -> dict[str, Any]:
    """The month and those beside it; two months ahead is as far as plans are shown."""
    farthest = Month.of(today).next.next
    return {
        "month": month,
        "previous": str(month.previous) if month.year > 2000 else "",
        "next": str(month.next) if month < farthest else "",
    }


def _month_context(request: HttpRequest, person: Employee, now: datetime) -> dict[str, Any]:
    today = now.astimezone(person.work_place.zone).date()
    shown = selectors.month_of(person, _month(request, today), now)
    past = [day for key, day in shown.days.items() if key <= today]
    return {
        "person": person,
        "shown": shown,
        "weeks": list(_weeks(shown, person.work_place.zone)),
        "sums": sums_of(past),
        "today": today,
        **_months(shown.month, today),
    }


def _weeks(shown: PersonMonth, zone: ZoneInfo) -> Iterator[list[dict[str, Any]]]:
    """Rows of seven days from Monday on; days of the neighbour months are empty."""
    for week in calendar.Calendar().monthdatescalendar(shown.month.year, shown.month.number):
        yield [_square(day, shown, zone) if Month.of(day) == shown.month else {} for day in week]


def _square(day: date, shown: PersonMonth, zone: ZoneInfo) -> dict[str, Any]:
    found = shown.days.get(day)
    square: dict[str, Any] = {"day": day, "is_today": day == shown.today, "is_ahead": day > shown.today}
    if found is None:
        return square
    return square | {
        "look": LOOKS[found.status] if day <= shown.today or LOOKS[found.status] != "wait" else "ahead",
        "code": code_of(found),
        "text": explaining.short_of(found) if day <= shown.today or not found.stages else _hours(found, zone),
        "status": found.status.value,
    }


def _hours(day: Day, zone: ZoneInfo) -> str:
    """The hours of a duty to come, on the clock of the work place."""
    if day.starts_at is None or day.ends_at is None:
        return day.schedule_label
    return " - ".join(time_format(moment.astimezone(zone), "H.i") for moment in (day.starts_at, day.ends_at))


def _day_context(person: Employee, day: date, now: datetime) -> dict[str, Any]:
    shown = selectors.month_of(person, Month.of(day), now)
    found = shown.days.get(day)
    if found is None:
        raise NotFound("day_not_found", _DAY_UNKNOWN)
    return {
        "person": person,
        "day": day,
        "found": found,
        "look": LOOKS[found.status],
        "status_name": STATUS_NAMES[found.status],
        "lines": explaining.explain(found),
        "is_fresh": day in shown.fresh,
        "is_ahead": day > shown.today,
        "is_locked": day in shown.locked,
        "month": shown.month,
    }
