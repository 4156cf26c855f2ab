"""The launch board, an agency's checklist, its network survey and its parallel run."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import oversight, permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError, InvalidInput
from hadir.lib.tables import Limits
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.rollout import old_lists, rules, selectors, services, texts
from hadir.rollout.models import PhaseName
from hadir.rollout.rules import Figures, Phase, Step
from hadir.web.access import signed_in
from hadir.web.forms_rollout import OldListForm, PhaseForm, SurveyForm, TargetForm
from hadir.web.listing import show_refusal
from hadir.web.tables import uploaded_table

_PROBE = bytes(200_000)  # what the survey downloads and uploads: about ten frames of a check-in
_LINES = 50
_LIST_LIMITS = Limits(rows=200_000)  # a year of a large agency


@never_cache
@require_GET
@signed_in
def launch_board(request: HttpRequest, user: User) -> HttpResponse:
    """Every agency with phase and progress, and the sum of the region."""
    agencies = selectors.agencies_for(user)
    if not agencies:
        permissions.require(user, Right.SEE_ROLLOUT)
    rows = selectors.standings(agencies, today=permissions.today_for(user), now=timezone.now())
    phases = Counter(row.phase for row in rows)
    context = {
        "rows": rows,
        "total": sum((row.figures for row in rows), Figures()),
        "phases": [(PhaseName(phase.value).label, phases[phase]) for phase in Phase],
        "steps": len(Step),
    }
    return render(request, "web/rollout/board.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def rollout_targets(request: HttpRequest, user: User) -> HttpResponse:
    """How much is enough before an agency goes on: what holds, what was decided, a new decision."""
    may_decide = permissions.has(user, Right.DECIDE_GO_LIVE)
    if request.method == "POST":
        permissions.require(user, Right.DECIDE_GO_LIVE)
    elif not permissions.holds_somewhere(user, Right.SEE_ROLLOUT):
        permissions.require(user, Right.SEE_ROLLOUT)
    today = permissions.today_for(user)
    now_holds = selectors.targets_on(today)
    shares = {name: round(getattr(now_holds, name) * 100) for name in ("joined", "ready", "tried", "agreement")}
    form = TargetForm(request.POST or None, initial={"operators": now_holds.operators, "starts_on": today} | shares)
    if request.method == "POST" and form.is_valid():
        data = services.TargetData(**form.cleaned_data)
        try:
            services.set_targets(user, data=data, today=today, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Batas kesiapan tersimpan."))
            return redirect("rollout_targets")
    decisions = selectors.target_decisions()[:20]
    context = {"form": form if may_decide else None, "decisions": decisions, "today": today}
    return render(request, "web/rollout/targets.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def rollout_agency(request: HttpRequest, user: User, unit_id: int) -> HttpResponse:
    """One agency: checklist, phase, survey, parallel run, enrolment days. The HR agency decides the phase here."""
    unit = selectors.agency_for(user, unit_id)
    today = permissions.today_for(user)
    (standing,) = selectors.standings([unit], today=today, now=timezone.now())
    form = PhaseForm(request.POST or None, initial={"starts_on": today, "phase": standing.phase.value})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        data = services.PhaseData(Phase(values.pop("phase")), **values)
        try:
            services.decide_phase(user, unit_id=unit.pk, data=data, today=today, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Tahap tersimpan. Operator OPD diberi tahu."))
            return redirect("rollout_agency", unit.pk)
    declared = [state.step for state in standing.steps if state.done]
    return render(
        request,
        "web/rollout/agency.html",
        {
            "unit": unit,
            "standing": standing,
            "phase_text": texts.PHASES[standing.phase],
            "phase_name": PhaseName(standing.phase.value).label,
            "lacking": [
                texts.STEPS[step].title
                for step in rules.lacking(Phase.LIVE, standing.figures, declared, standing.targets)
            ],
            "form": form,
            "may_decide": permissions.has(user, Right.DECIDE_GO_LIVE, unit),
            "may_prepare": permissions.has(user, Right.PREPARE_ROLLOUT, unit),
            "may_record": permissions.has(user, Right.ENROL_AT_DESK, unit),
            "decisions": selectors.decisions_about(unit.pk)[:20],
            "surveys": selectors.surveys_of(unit.pk)[:10],
            "lists": selectors.old_lists_of(unit.pk)[:10],
            "days": selectors.days_of(unit.pk)[:10],
            "today": today,
        },
    )


@require_POST
@signed_in
def rollout_step(request: HttpRequest, user: User, unit_id: int) -> HttpResponse:
    """Tick a declared step, or take the tick away."""
    unit = selectors.agency_for(user, unit_id)
    try:
        step = Step(request.POST.get("step", ""))
    except ValueError as error:
        raise InvalidInput("invalid", texts.STEP_MEASURED) from error
    done, note = request.POST.get("done") == "1", request.POST.get("note", "")
    services.mark_step(user, unit_id=unit.pk, step=step, done=done, note=note, now=timezone.now())
    messages.success(request, _("Langkah dicatat."))
    return redirect("rollout_agency", unit.pk)


# --- network survey


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def rollout_survey(request: HttpRequest, user: User, unit_id: int) -> HttpResponse:
    """Measure the line from the place itself; the page's script fills in the figures."""
    unit = selectors.agency_for(user, unit_id)
    permissions.require(user, Right.PREPARE_ROLLOUT, unit)
    places = people.work_places_in(people.ids_below([unit.pk]))
    form = SurveyForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        place = values.pop("work_place")
        services.note_survey(user, work_place_id=place.pk, data=services.SurveyData(**values), now=timezone.now())
        messages.success(request, _("Hasil ukur tersimpan."))
        return redirect("rollout_agency", unit.pk)
    return render(request, "web/rollout/survey.html", {"unit": unit, "form": form, "has_places": places.exists()})


@never_cache
@csrf_protect
@require_http_methods(["GET", "POST"])
@signed_in
def rollout_probe(request: HttpRequest, user: User) -> HttpResponse:
    """Something to download, and somewhere to upload to, for the survey's clock. Nothing is kept."""
    if not permissions.units_for(user, Right.PREPARE_ROLLOUT):
        permissions.require(user, Right.PREPARE_ROLLOUT)
    if request.method == "POST":
        return HttpResponse(str(len(request.body)), content_type="text/plain")
    size = 0 if request.GET.get("kosong") else len(_PROBE)
    return HttpResponse(_PROBE[:size], content_type="application/octet-stream")


# --- parallel run


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def rollout_list_new(request: HttpRequest, user: User, unit_id: int) -> HttpResponse:
    """Upload what the old machines say."""
    unit = selectors.agency_for(user, unit_id)
    permissions.require(user, Right.PREPARE_ROLLOUT, unit)
    form = OldListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        file = values.pop("file")
        try:
            table = uploaded_table(file, limits=_LIST_LIMITS, header=old_lists.understood)
            data = services.ListData(name=file.name, **values)
            found = services.load_old_list(user, unit_id=unit.pk, table=table, data=data, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            return redirect("rollout_list", found.pk)
    return render(request, "web/rollout/list_new.html", {"unit": unit, "form": form})


@never_cache
@require_GET
@signed_in
def rollout_list(request: HttpRequest, user: User, list_id: int) -> HttpResponse:
    """The comparison: sums, the lines that differ, what could not be used of the file."""
    found = selectors.old_list_for(user, list_id)
    oversight.note_list_seen(user, "rollout.comparison_seen", right=Right.SEE_ROLLOUT, unit_id=found.unit_id)
    lines = selectors.comparison_of(found)
    wanted = request.GET.get("saring", "")
    shown = [line for line in lines if line.difference.value == wanted] if wanted else lines
    page = Paginator(shown, _LINES).get_page(request.GET.get("halaman"))
    names = {one.pk: one for one in people.employees_in(people.ids_below([found.unit_id])).filter(
        pk__in={line.employee_id for line in page})}  # fmt: skip
    tally = Counter(line.difference for line in lines)
    agreement = rules.agreement(lines)
    context = {
        "list": found,
        "page": page,
        "rows": [_shown(line, names) for line in page],
        "tally": [(kind.value, texts.DIFFERENCES[kind], tally[kind]) for kind in rules.Difference],
        "agreement": round(agreement * 100, 1) if agreement is not None else None,
        "wanted": wanted,
        "left_out": [(row, texts.LINE_FAULTS.get(code, code)) for row, code in found.left_out],
        "may_delete": permissions.has(user, Right.PREPARE_ROLLOUT, found.unit_id),
    }
    return render(request, "web/rollout/list.html", context)


@never_cache
@require_GET
@signed_in
def rollout_list_csv(request: HttpRequest, user: User, list_id: int) -> HttpResponse:
    """The whole comparison as a table, for the office's own checking."""
    found = selectors.old_list_for(user, list_id)
    oversight.note_list_seen(user, "rollout.comparison_seen", right=Right.SEE_ROLLOUT, unit_id=found.unit_id)
    lines = selectors.comparison_of(found)
    names = {one.pk: one for one in people.employees_in(people.ids_below([found.unit_id]))}
    text = io.StringIO("\ufeff")  # Excel's mark for UTF-8
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["nip", "nama", "hasil", "mesin_lama", "hadir"])
    for line in lines:
        shown = _shown(line, names)
        person = shown["person"]
        # An apostrophe keeps Excel from rounding the NIP.
        who = [f"'{person.nip}", person.full_name] if person else ["", ""]
        writer.writerow([*who, str(shown["what"]), _iso(shown["old"]), _iso(shown["new"])])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="perbandingan-{found.pk}.csv"'
    return response


@require_POST
@signed_in
def rollout_list_delete(request: HttpRequest, user: User, list_id: int) -> HttpResponse:
    """Take a wrong file away again."""
    unit_id = selectors.old_list_for(user, list_id).unit_id
    services.delete_old_list(user, list_id=list_id)
    messages.success(request, _("Daftar dihapus."))
    return redirect("rollout_agency", unit_id)


def _shown(line: rules.Line, names: dict[int, Employee]) -> dict[str, Any]:
    """Moments in the zone of the person's work place."""
    person = names.get(line.employee_id)
    zone = person.work_place.zone if person else None
    return {
        "person": person,
        "what": texts.DIFFERENCES[line.difference],
        "kind": line.difference.value,
        "old": line.old.astimezone(zone) if line.old else None,
        "new": line.new.astimezone(zone) if line.new else None,
        "apart_min": round(line.apart.total_seconds() / 60) if line.apart is not None else None,
    }


def _iso(moment: Any) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S") if moment else ""
