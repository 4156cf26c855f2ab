"""How far an engine change is, what the comparison says, and who must be recorded again."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.enrolment.change import selectors
from hadir.enrolment.change.rules import BINS, Cell, Figures
from hadir.enrolment.change.texts import BLOCKERS
from hadir.enrolment.models import ChangeState
from hadir.web.access import signed_in
from hadir.web.listing import page_of

# The way of a change, in order; turning back and giving up are shown as marks instead.
_WAY = (
    ChangeState.PREPARED,
    ChangeState.EMBEDDING,
    ChangeState.SHADOW,
    ChangeState.SWITCHED,
    ChangeState.FINISHED,
)
_WIDTH, _HEIGHT = 600, 220


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of the drawing: `points` as SVG wants them, in a box of 600 x 220."""

    css: str
    points: str


@never_cache
@require_GET
@signed_in
def engine_change(request: HttpRequest, user: User) -> HttpResponse:
    """Figures of everybody together; names only where the viewer may see people anyway."""
    permissions.require(user, Right.SEE_ENGINE_CHANGE)
    change = selectors.latest_change()
    if change is None:
        return render(request, "web/engine_change.html", {"change": None})
    report = selectors.report(change)
    is_open = change.state not in selectors.OVER
    context = {
        "change": change,
        "report": report,
        "engines": selectors.engines_of(change),
        "steps": [(state.label, change.state == state) for state in _WAY],
        "blockers": [BLOCKERS[blocker] for blocker in report.blockers] if is_open else [],
        "coverage": round(100 * report.progress.coverage),
        "curves": _curves(report.old, "old") + _curves(report.new, "new"),
        "again": page_of(request, selectors.to_record_again_for(user, change)) if is_open else None,
        "again_count": selectors.count_to_record_again(change) if is_open else 0,
    }
    return render(request, "web/engine_change.html", context)


def _curves(figures: Figures, name: str) -> list[Curve]:
    kinds = (("genuine", figures.genuine), ("impostor", figures.impostor))
    return [Curve(f"{name} {kind}", _points(cells)) for kind, cells in kinds if cells]


def _points(cells: tuple[Cell, ...]) -> str:
    """Share of the comparisons in each bin, the highest bin at the top of the box."""
    counts = {cell.bin: cell.count for cell in cells}
    top = max(counts.values())
    first, last = max(0, min(counts) - 1), min(BINS - 1, max(counts) + 1)
    return " ".join(
        f"{(one + 0.5) * _WIDTH / BINS:.1f},{_HEIGHT - 10 - counts.get(one, 0) / top * (_HEIGHT - 30):.1f}"
        for one in range(first, last + 1)
    )
