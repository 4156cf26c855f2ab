"""What a month would have been under a draft: asked for, waited for, shown with a chart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hadir.accounts import oversight, permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.lib.errors import InvalidInput
from hadir.people.models import OrgUnit, UnitKind
from hadir.periods.rules import Month
from hadir.recap.allowance import selectors, simulating, texts
from hadir.recap.allowance.models import AllowanceSimulation
from hadir.web.access import signed_in
from hadir.web.forms_allowance import SimulationForm
from hadir.web.listing import page_of
from hadir.web.views.allowance import frame, month_or

_CHART = (720, 240)  # width and height of the drawing's own units
_FOOT = 34


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: place and size in the drawing, and the number it stands for."""

    x: float
    y: float
    width: float
    height: float
    count: int
    kind: str


@dataclass(frozen=True, slots=True)
class Group:
    x: float
    label: str
    bars: tuple[Bar, Bar]


@require_POST
@signed_in
def tpp_simulate(request: HttpRequest, user: User, set_id: int) -> HttpResponse:
    """Ask for a simulation."""
    units = permissions.units_for(user, Right.MANAGE_ALLOWANCE_RULES)
    form = SimulationForm(request.POST, units=OrgUnit.objects.filter(pk__in=units, kind=UnitKind.OPD))
    month: Month | None = month_or(request.POST.get("month", ""), None)
    if not form.is_valid() or month is None:
        raise InvalidInput("month_unreadable", texts.MONTH_UNREADABLE)
    unit = form.cleaned_data["unit"]
    row = simulating.ask(user, set_id=set_id, month=month, unit_id=unit.pk if unit else None, now=timezone.now())
    return redirect("tpp_simulation", row.pk)


@never_cache
@require_GET
@signed_in
def tpp_simulation(request: HttpRequest, user: User, simulation_id: int) -> HttpResponse:
    """The comparison by agency, by size of the cut, and the people for whom most would change."""
    row = selectors.simulation_for(user, simulation_id)
    oversight.note_list_seen(user, "recap.simulation_seen", right=Right.MANAGE_ALLOWANCE_RULES, unit_id=row.unit_id)
    context = frame(user, "rules") | {"row": row, "month": Month.of(row.month), "busy": _busy(row)}
    if row.state == "done":
        names = selectors.by_unit(row.summary["agencies"])
        classes = row.summary["classes"]
        context |= {
            "total": row.summary["total"],
            "agencies": [one | {"name": names.get(one["agency_id"], "")} for one in row.summary["agencies"]],
            "groups": chart(classes),
            "classes": [(label, *pair) for label, pair in zip(class_labels(), classes, strict=True)],
            "size": _CHART,
            "floor": _CHART[1] - _FOOT,
            "page": page_of(request, selectors.biggest_changes(row), 50),
        }
    return render(request, "web/tpp/simulation.html", context)


@never_cache
@require_GET
@signed_in
def tpp_simulation_state(request: HttpRequest, user: User, simulation_id: int) -> HttpResponse:
    """How far it is; when it is over the page loads itself anew."""
    row = selectors.simulation_for(user, simulation_id)
    response = render(request, "web/tpp/simulation_state.html", {"row": row})
    if not _busy(row):
        response["HX-Refresh"] = "true"
    return response


def class_labels() -> list[str]:
    """0 %, up to 1 %, over 1 to 2 %, ..."""
    ends = simulating.CLASSES
    labels = ["0 %", _("sampai %(high)s %%") % {"high": ends[1]}]
    return labels + [f"{low} - {high} %" for low, high in pairwise(ends[1:])]


def chart(classes: list[list[int]]) -> list[Group]:
    """Pairs of bars, before and after, in the units of the drawing."""
    width, height = _CHART
    most = max((count for pair in classes for count in pair), default=0) or 1
    step = width / len(classes)
    floor = height - _FOOT
    found = []
    for number, (pair, label) in enumerate(zip(classes, class_labels(), strict=True)):
        bars = []
        for place, (kind, count) in enumerate(zip(("before", "after"), pair, strict=True)):
            tall = round((floor - 24) * count / most, 1)
            x = round(number * step + step * (0.12 + 0.4 * place), 1)
            bars.append(Bar(x, round(floor - tall, 1), round(step * 0.36, 1), tall, count, kind))
        found.append(Group(round(number * step + step / 2, 1), label, (bars[0], bars[1])))
    return found


def _busy(row: AllowanceSimulation) -> bool:
    return row.state in {"waiting", "running"}
