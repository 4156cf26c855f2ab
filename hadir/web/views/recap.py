"""The recap of an agency's month, and of the whole region with charts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hadir.accounts import oversight, permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.people import selectors as people
from hadir.people.models import OrgUnit
from hadir.periods.rules import Month
from hadir.recap.exports.lists import NAMES, List
from hadir.recap.exports.services import Format
from hadir.recap.journals import selectors as journals
from hadir.recap.months import rules
from hadir.recap.months import selectors as months
from hadir.recap.months.selectors import AgencyMonth, PersonMonth
from hadir.recap.signing import selectors as signing
from hadir.web.access import signed_in
from hadir.web.listing import search_word
from hadir.web.recap_page import asked_month, frame

_ROWS = 50
_LOW = Decimal(-1)
_SORTS: dict[str, tuple[Any, Callable[[PersonMonth], Any]]] = {
    "nama": (_("Nama"), lambda one: one.name.casefold()),
    "kerja": (_("Hari kerja"), lambda one: one.total.owed_days),
    "hadir": (_("Hadir"), lambda one: one.total.present),
    "tk": (_("Tanpa keterangan"), lambda one: one.total.absent),
    "cuti": (_("Cuti / izin"), lambda one: one.total.leave),
    "dinas": (_("Dinas"), lambda one: one.total.duty),
    "terlambat": (_("Terlambat (menit)"), lambda one: one.total.late_min),
    "cepat": (_("Pulang cepat (menit)"), lambda one: one.total.early_min),
    "kosong": (_("Tahap tanpa absen"), lambda one: one.total.gaps),
    "persen": (_("Kehadiran (%)"), lambda one: one.percent if one.percent is not None else _LOW),
}
_FORMATS = [(Format.XLSX, "XLSX"), (Format.PDF, "PDF"), (Format.CSV, _("CSV (Excel)")), (Format.RFC_CSV, "CSV (RFC)")]


@dataclass(frozen=True, slots=True)
class Sums:
    """Above the table."""

    people: int
    percent: Decimal | None
    absent: int
    late_days: int
    leave: int
    pending: int


@never_cache
@require_GET
@signed_in
def recap(request: HttpRequest, user: User) -> HttpResponse:
    """An agency's month, person by person; whoever heads a unit below one sees that unit."""
    agencies = list(months.agencies_for(user))
    units = permissions.units_for(user, Right.SEE_RECAP)
    if not units:
        permissions.require(user, Right.SEE_RECAP)
    month = asked_month(request, user)
    chosen = _chosen(user, agencies, request.GET.get("opd", ""))
    scope = months.units_of(chosen.pk) if chosen is not None else units
    oversight.note_list_seen(user, "recap.recap_seen", right=Right.SEE_RECAP, unit_id=chosen.pk if chosen else None)
    rows = months.recap(scope, month)
    if chosen is not None:
        rows = [one for one in rows if one.total.agency_id == chosen.pk]
    context = (
        frame(user, "recap", month)
        | _table(request, rows)
        | {
            "agencies": agencies,
            "chosen": chosen,
            "sums": _sums(rows),
            "policy": months.policy_of(month),
            "before": month.previous,
            "after": month.next,
        }
    )
    if chosen is not None:
        context |= {
            "closing": signing.closing_of(chosen, month),
            "changed": journals.changed_people(chosen.pk, month),
            "exports": _exports(user, chosen),
        }
    return render(request, "web/recap/month.html", context)


@never_cache
@require_GET
@signed_in
def recap_region(request: HttpRequest, user: User) -> HttpResponse:
    """Every agency beside the others, and the year so far: for the HR agency and whoever oversees the region."""
    permissions.require(user, Right.SEE_RECAP)
    month = asked_month(request, user)
    oversight.note_list_seen(user, "recap.recap_seen", right=Right.SEE_RECAP)
    agencies = list(months.agencies_for(user))
    found = months.agency_months(people.all_unit_ids(), Month(month.year, 1).first, month.last)
    by_agency = {one.agency_id: one for one in found if one.month == month}
    closings = {one.unit.pk: one for one in signing.closings(agencies, month)}
    rows = [
        {"unit": unit, "sums": by_agency.get(unit.pk), "closing": closings[unit.pk]}
        for unit in agencies
        if unit.pk in by_agency or unit.closed_on is None
    ]
    context = frame(user, "region", month) | {
        "rows": rows,
        "year": _year(found, month),
        "total": _region_sums([one for one in found if one.month == month]),
        "locked": sum(one.is_locked for one in closings.values()),
        "before": month.previous,
        "after": month.next,
        "waiting": journals.waiting_by_month([unit.pk for unit in agencies])[:10],
        "names": {unit.pk: unit.name for unit in agencies},
    }
    return render(request, "web/recap/region.html", context)


# --- parts


def _chosen(user: User, agencies: list[OrgUnit], asked: str) -> OrgUnit | None:
    """The agency that was asked for, else one's own, else the first; None where there is none to choose."""
    if asked.isascii() and asked.isdigit():
        return months.agency_for(user, int(asked))
    line = people.line_of(user.employee.unit_id) if user.employee is not None else ()
    own = next((one for one in agencies if one.pk in line), None)
    return own or (agencies[0] if agencies else None)


def _table(request: HttpRequest, rows: list[PersonMonth]) -> dict[str, Any]:
    """Searched, sorted, one page of it. The heads of columns lead to the other order."""
    word = search_word(request)
    if word:
        rows = [one for one in rows if word.casefold() in one.name.casefold() or word in one.nip]
    asked = request.GET.get("urut", "nama")
    name, down = asked.removeprefix("-"), asked.startswith("-")
    if name not in _SORTS:
        name, down = "nama", False
    ordered = sorted(rows, key=_SORTS[name][1], reverse=down)
    heads = [
        {
            "title": title,
            "to": key if key == name and down else f"-{key}" if key == name or key != "nama" else key,
            "sort": ("descending" if down else "ascending") if key == name else "",
        }
        for key, (title, _key) in _SORTS.items()
    ]
    return {"page": Paginator(ordered, _ROWS).get_page(request.GET.get("halaman")), "heads": heads, "word": word}


def _sums(rows: list[PersonMonth]) -> Sums:
    return Sums(
        people=len(rows),
        percent=rules.mean_percent([one.total.owed_min for one in rows], [one.lost_min for one in rows]),
        absent=sum(one.total.absent for one in rows),
        late_days=sum(one.total.late_days for one in rows),
        leave=sum(one.total.leave for one in rows),
        pending=sum(one.total.pending for one in rows),
    )


def _exports(user: User, unit: OrgUnit) -> list[tuple[str, Any, list[tuple[str, Any]]]]:
    if not permissions.has(user, Right.EXPORT_RECAP, unit):
        return []
    needed = {List.ALLOWANCE: Right.SEE_ALLOWANCE, List.LEAVE: Right.SEE_ABSENCES}
    formats = [(one.value, name) for one, name in _FORMATS]
    return [
        (one.value, name, formats)
        for one, name in NAMES.items()
        if one not in needed or permissions.has(user, needed[one], unit)
    ]


def _year(found: list[AgencyMonth], month: Month) -> list[dict[str, Any]]:
    """The region month by month."""
    rows = []
    for number in range(1, month.number + 1):
        of_month = [one for one in found if one.month.number == number]
        if of_month:
            rows.append({"month": Month(month.year, number), "sums": _region_sums(of_month)})
    return rows


def _region_sums(found: list[AgencyMonth]) -> dict[str, Any]:
    return {
        "people": sum(one.people for one in found),
        "absent": sum(one.absent for one in found),
        "late_days": sum(one.late_days for one in found),
        "leave": sum(one.leave for one in found),
        "duty": sum(one.duty for one in found),
        "percent": rules.mean_percent([one.owed_min for one in found], [one.lost_min for one in found]),
    }
