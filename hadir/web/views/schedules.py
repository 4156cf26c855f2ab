"""Schedules with their weeks, their wordings over time, and the form for a whole week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError
from hadir.people import selectors as people
from hadir.schedules import differing, presets, selectors, services
from hadir.schedules.models import ScheduleVersion, WorkSchedule
from hadir.schedules.proposals import Status
from hadir.schedules.services import ScheduleData
from hadir.schedules.weeks import SeasonName, Week
from hadir.web import schedule_shown
from hadir.web.access import signed_in
from hadir.web.forms_schedules import (
    DayRows,
    ScheduleForm,
    StageRows,
    VersionForm,
    day_rows,
    stage_rows,
    weeks_from,
)
from hadir.web.listing import show_refusal

Weeks = Mapping[SeasonName, Week]


def frame(user: User, tab: str) -> dict[str, Any]:
    """What the tabs of all pages of hours need."""
    return {
        "tab": tab,
        "may_region": permissions.has(user, Right.MANAGE_SCHEDULES),
        "may_propose": permissions.holds_somewhere(user, Right.PROPOSE_SCHEDULES),
        "may_confirm": permissions.holds_somewhere(user, Right.CONFIRM_SCHEDULES),
        "waiting": len(selectors.waiting_for(user)),
    }


@never_cache
@require_GET
@signed_in
def list_schedules(request: HttpRequest, user: User) -> HttpResponse:
    """Every schedule in sight with the week that holds today."""
    permissions.require(user, Right.SEE_SCHEDULES)
    rows = list(selectors.schedules_for(user))
    current = selectors.versions_in_force([row.pk for row in rows], permissions.today_for(user))
    weeks = selectors.weeks_of(list(current.values()))
    season = request.GET.get("musim", SeasonName.NORMAL.value)
    shown = [_shown(row, current.get(row.pk), weeks, season) for row in rows]
    seasons = [(SeasonName.NORMAL.value, _("Hari biasa")), (SeasonName.RAMADAN.value, _("Ramadan"))]
    context = frame(user, "schedules") | {"rows": shown, "season": season, "seasons": seasons}
    return render(request, "web/schedules/list.html", context)


@never_cache
@require_GET
@signed_in
def schedule(request: HttpRequest, user: User, schedule_id: int) -> HttpResponse:
    """One schedule: every wording, what each changed, and who works by it."""
    row = selectors.schedule_for(user, schedule_id)
    versions = list(selectors.versions_of(row.pk))
    weeks = selectors.weeks_of(versions)
    told = [version for version in versions if version.status == Status.CONFIRMED]
    history = []
    for version in versions:
        before = next((one for one in told if (one.valid_from, one.pk) < (version.valid_from, version.pk)), None)
        changes = differing.changes(weeks.get(before.pk, {}), weeks.get(version.pk, {})) if before else []
        history.append(
            {
                "version": version,
                "weeks": schedule_shown.weeks(weeks.get(version.pk, {})),
                "terms": schedule_shown.terms(version),
                "before": before,
                "changes": schedule_shown.changes(changes),
            }
        )
    context = frame(user, "schedules") | {
        "schedule": row,
        "history": history,
        "in_force": selectors.versions_in_force([row.pk], permissions.today_for(user)).get(row.pk),
        "may_write": _may_write(user, row.unit_id),
    }
    return render(request, "web/schedules/schedule.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def schedule_new(request: HttpRequest, user: User) -> HttpResponse:
    """Choose a pattern (`?pola=`), then change what differs and propose."""
    _require_writer(user)
    found = presets.presets()
    preset = found.get(request.GET.get("pola", ""))
    if preset is None:
        context = frame(user, "schedules") | {
            "presets": [{"preset": one, "weeks": schedule_shown.weeks(one.weeks)} for one in found.values()]
        }
        return render(request, "web/schedules/presets.html", context)
    form = ScheduleForm(
        request.POST or None,
        units=people.units_in(selectors.units_to_write(user)),
        may_region=permissions.has(user, Right.MANAGE_SCHEDULES),
        initial={
            "name": preset.name,
            "legal_basis": preset.legal_basis,
            "exception_basis": preset.exception_basis,
            "valid_from": permissions.today_for(user),
        },
    )
    rows = _rows(request, preset.weeks)
    if request.method == "POST" and _all_valid(form, rows):
        unit = form.cleaned_data["unit"]
        data = ScheduleData(form.cleaned_data["name"], unit.pk if unit else None, preset.by_roster)
        version = form.data_with({} if preset.by_roster else weeks_from(*rows), preset.code)
        try:
            made = services.create_schedule(user, data=data, version=version, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Usulan tersimpan. Orang lain yang berwenang harus menyetujuinya."))
            return redirect("schedule", made.schedule_id)
    return _editor(request, user, form, rows, preset=preset, by_roster=preset.by_roster)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def version_new(request: HttpRequest, user: User, schedule_id: int) -> HttpResponse:
    """Another wording, beginning with the latest one."""
    row = selectors.schedule_for(user, schedule_id)
    permissions.require(user, _right(row.unit_id), row.unit_id)
    latest = selectors.versions_of(row.pk).filter(status=Status.CONFIRMED).first()
    form = VersionForm(request.POST or None, initial=_initial(latest) | {"valid_from": permissions.today_for(user)})
    weeks = selectors.weeks_of([latest]).get(latest.pk, {}) if latest else {}
    rows = _rows(request, weeks)
    if request.method == "POST" and _all_valid(form, rows):
        data = form.data_with({} if row.by_roster else weeks_from(*rows), latest.preset if latest else "")
        try:
            services.propose_version(user, schedule_id=row.pk, data=data, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Usulan tersimpan. Orang lain yang berwenang harus menyetujuinya."))
            return redirect("schedule", row.pk)
    return _editor(request, user, form, rows, schedule=row, by_roster=row.by_roster)


def _editor(
    request: HttpRequest, user: User, form: VersionForm, rows: tuple[BaseFormSet[Any], BaseFormSet[Any]], **more: Any
) -> HttpResponse:
    days, stages = rows
    seasons = [
        (name, list(zip(days.forms[begin : begin + 7], WEEKDAYS.values(), strict=False)))
        for name, begin in ((_("Hari biasa"), 0), (_("Ramadan (kosongkan bila sama)"), 7))
    ]
    context = frame(user, "schedules") | more | {"form": form, "days": days, "stages": stages, "seasons": seasons}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/schedules/editor.html", context, status=status)


def _rows(request: HttpRequest, weeks: Weeks) -> tuple[BaseFormSet[Any], BaseFormSet[Any]]:
    own = {(stage.code, stage.name) for week in weeks.values() for rule in week.values() for stage in rule.stages}
    codes = sorted((code, name) for code, name in own if name and code != "roll_call")
    data = request.POST if request.method == "POST" else None
    days = DayRows(data, prefix="d", initial=day_rows(weeks))
    stages = StageRows(data, prefix="s", initial=stage_rows(weeks), form_kwargs={"codes": codes})
    return days, stages


def _all_valid(form: VersionForm, rows: tuple[BaseFormSet[Any], BaseFormSet[Any]]) -> bool:
    return all([form.is_valid(), rows[0].is_valid(), rows[1].is_valid()])


def _initial(version: ScheduleVersion | None) -> dict[str, Any]:
    if version is None:
        return {}
    names = ("legal_basis", "exception_basis", "flex_kind", "flex_limit_min", "flex_fixed_min", "works_on_holidays")
    return {name: getattr(version, name) for name in names}


def _shown(
    row: WorkSchedule, version: ScheduleVersion | None, weeks: Mapping[int, Weeks], season: str
) -> dict[str, Any]:
    drawn = schedule_shown.weeks(weeks.get(version.pk, {})) if version else []
    wanted = next((week for week in drawn if week.season == season), None)
    return {
        "schedule": row,
        "version": version,
        "week": wanted or (drawn[0] if drawn else None),
        "as_usual": not wanted,
    }


def _right(unit_id: int | None) -> Right:
    return Right.MANAGE_SCHEDULES if unit_id is None else Right.PROPOSE_SCHEDULES


def _may_write(user: User, unit_id: int | None) -> bool:
    return permissions.has(user, _right(unit_id), unit_id)


def _require_writer(user: User) -> None:
    if not permissions.holds_somewhere(user, Right.PROPOSE_SCHEDULES):
        permissions.require(user, Right.PROPOSE_SCHEDULES)
