"""Who has which schedule, what holds for somebody on a day, Ramadan, days of work elsewhere."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError, InvalidInput
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.schedules import saying, seasons, selectors, services, texts
from hadir.schedules.instances import DayPlan, WorkMode
from hadir.schedules.models import Season
from hadir.schedules.proposals import Status
from hadir.schedules.services import AssignmentData, ModeData
from hadir.schedules.weeks import SeasonName
from hadir.web import schedule_shown
from hadir.web.access import signed_in
from hadir.web.forms_schedules import AssignmentForm, CheckForm, ModeForm, QuotaForm, SeasonForm
from hadir.web.listing import page_of, show_refusal
from hadir.web.views.schedules import frame


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def schedule_assignments(request: HttpRequest, user: User) -> HttpResponse:
    """The tree of units with what holds today, personal schedules, and the form for another one."""
    permissions.require(user, Right.SEE_SCHEDULES)
    context = frame(user, "assignments")
    form = None
    if context["may_propose"]:
        form = AssignmentForm(
            request.POST or None,
            units=people.units_in(selectors.units_to_write(user)),
            schedules=selectors.schedules_for(user),
            may_region=context["may_region"],
            initial={"valid_from": permissions.today_for(user)},
        )
    elif request.method == "POST":
        permissions.require(user, Right.PROPOSE_SCHEDULES)
    if form is not None and request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            schedule = values["schedule"]
            data = AssignmentData(
                schedule.pk if schedule else None,
                values["valid_from"],
                values["legal_basis"],
                values["valid_to"],
                **_scope(user, values),
            )
            services.propose_assignment(user, data=data, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            _said(request)
            return redirect("schedule_assignments")
    today = permissions.today_for(user)
    lives = [Status.PROPOSED, Status.CONFIRMED]
    context |= {
        "form": form,
        "units": selectors.hours_of_units(user, today),
        "planned": selectors.unit_assignments(user).filter(status__in=lives, valid_from__gt=today),
        "page": page_of(request, selectors.personal_assignments(user).filter(status__in=lives)),
    }
    return render(request, "web/schedules/assignments.html", context)


@never_cache
@require_http_methods(["GET"])
@signed_in
def schedule_check(request: HttpRequest, user: User) -> HttpResponse:
    """What holds for a person on a day, with its stages."""
    permissions.require(user, Right.SEE_SCHEDULES)
    own = user.employee.nip if user.employee is not None else ""
    start = {"nip": own, "day": permissions.today_for(user)}
    form = CheckForm(request.GET if "nip" in request.GET else None, initial=start)
    context = frame(user, "check") | {"form": form}
    if form.is_bound and form.is_valid():
        try:
            person = selectors.person_for(user, form.cleaned_data["nip"])
        except HadirError as error:
            form.add_error("nip", str(error.message))
        else:
            (plan,) = selectors.plan_of(person, form.cleaned_data["day"], form.cleaned_data["day"])
            context |= {"person": person, "plan": plan} | _explained(plan)
    return render(request, "web/schedules/check.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def schedule_seasons(request: HttpRequest, user: User) -> HttpResponse:
    """Ramadan over the years."""
    permissions.require(user, Right.SEE_SCHEDULES)
    context = frame(user, "seasons")
    form = SeasonForm(request.POST or None) if context["may_region"] else None
    if request.method == "POST" and form is None:
        permissions.require(user, Right.MANAGE_SCHEDULES)
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            seasons.propose_season(user, **form.cleaned_data, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            _said(request)
            return redirect("schedule_seasons")
    return render(request, "web/schedules/seasons.html", context | {"form": form, "rows": selectors.seasons()})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def schedule_season_change(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    """Other days for a Ramadan in force, or none: for the second person to decide."""
    permissions.require(user, Right.MANAGE_SCHEDULES)
    season = get_object_or_404(selectors.seasons(), pk=pk, status=Status.CONFIRMED, withdraws=False)
    form = SeasonForm(request.POST or None, initial={"first": season.first, "last": season.last})
    withdrawing = request.POST.get("deed") == "withdraw"
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            if withdrawing:
                made = seasons.propose_withdrawal(
                    user, season_id=pk, legal_basis=values["legal_basis"], now=timezone.now()
                )
            else:
                made = seasons.propose_season(user, **values, replaces=pk, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            _said(request, made)
            return redirect("schedule_seasons")
    return render(request, "web/schedules/season_change.html", frame(user, "seasons") | {"form": form, "row": season})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def schedule_modes(request: HttpRequest, user: User) -> HttpResponse:
    """Days of work at home or anywhere, and how many may."""
    permissions.require(user, Right.SEE_SCHEDULES)
    context = frame(user, "modes")
    units = people.units_in(selectors.units_to_write(user))
    form = None
    if context["may_propose"]:
        form = ModeForm(request.POST or None, units=units, may_region=context["may_region"])
    if request.method == "POST" and form is None:
        permissions.require(user, Right.PROPOSE_SCHEDULES)
    if form is not None and request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            data = ModeData(
                WorkMode(values["mode"]),
                values["first"],
                values["last"],
                values["legal_basis"],
                frozenset(int(day) for day in values["weekdays"]),
                **_scope(user, values),
            )
            services.propose_mode_days(user, data=data, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            _said(request)
            return redirect("schedule_modes")
    context |= {
        "form": form,
        "page": page_of(request, _living(selectors.mode_days(user))),
        "policies": _living(selectors.policies(user)),
    }
    return render(request, "web/schedules/modes.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def schedule_quota_new(request: HttpRequest, user: User) -> HttpResponse:
    """Another limit, for the region or a unit."""
    permissions.require(user, Right.MANAGE_SCHEDULES)
    form = QuotaForm(
        request.POST or None,
        units=people.units_in(selectors.units_to_write(user)),
        initial={"valid_from": permissions.today_for(user)},
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        unit = values.pop("unit")
        try:
            services.propose_quota(user, unit_id=unit.pk if unit else None, **values, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            _said(request)
            return redirect("schedule_modes")
    context = {"form": form, "title": _("Batas kerja di luar kantor"), "back": "../"}
    return render(request, "web/plain_form.html", context)


def _scope(user: User, values: dict[str, Any]) -> dict[str, int | None]:
    """A person by NIP, else a unit, else the region. Raises `InvalidInput` on `nip`."""
    if values["nip"]:
        try:
            person: Employee = selectors.person_for(user, values["nip"])
        except HadirError as error:
            raise InvalidInput(error.code, error.message, fields={"nip": error.message}) from error
        return {"employee_id": person.pk}
    return {"unit_id": values["unit"].pk if values["unit"] else None}


def _living(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(status__in=[Status.PROPOSED, Status.CONFIRMED])


def _said(request: HttpRequest, season: Season | None = None) -> None:
    said = [_("Usulan tersimpan. Orang lain yang berwenang harus menyetujuinya.")]
    messages.success(request, " ".join(said + (saying.season_changes(season) if season else [])))


def _explained(plan: DayPlan) -> dict[str, Any]:
    """Where the plan comes from, in words."""
    kind, _sep, number = plan.source.partition(":")
    source = {"employee": _("jam kerja pribadi"), "region": _("jam kerja daerah")}.get(kind, "")
    if kind == "unit":
        source = people.unit(int(number)).name
    instance = plan.instance
    return {
        "source": source,
        "off": texts.OFF_NAMES[plan.off] if plan.off else "",
        "mode": texts.MODE_NAMES[instance.mode] if instance else "",
        "season": texts.SEASON_NAMES[SeasonName.RAMADAN] if instance and instance.season else "",
        "stages": [(schedule_shown.stage_of_day(stage.due), stage.due) for stage in plan.stages],
    }
