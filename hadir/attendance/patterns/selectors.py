"""Reading patterns: an office's own, and what a check-in in the making should know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.patterns import queries, rules
from hadir.attendance.patterns.models import Pattern, PatternPerson
from hadir.attendance.patterns.rules import Limits, State
from hadir.attendance.patterns.texts import SEEN, UNKNOWN
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.lib.findings import Finding, Weight
from hadir.places.rules import COARSE_M, Position, distance_m


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How many people of a pattern belong to other offices: a number, no names."""

    people: int


def patterns_for(user: User, *, state: State | None = None) -> QuerySet[Pattern]:
    """Patterns with somebody in the units where the user may see them, the newest first, with `own_people`: how many
    of them belong there."""
    units = permissions.units_for(user, Right.SEE_PATTERNS)
    rows = Pattern.objects.filter(people__employee__unit_id__in=units)
    if state is not None:
        rows = rows.filter(state=state.value)
    return rows.annotate(own_people=Count("people", distinct=True)).order_by("-last", "-id")


def pattern_for(user: User, pattern_id: int, *, lock: bool = False) -> Pattern:
    """Raises `NotFound` (pattern_unknown), also for patterns of other offices."""
    if not patterns_for(user).filter(pk=pattern_id).exists():
        raise NotFound("pattern_unknown", UNKNOWN)
    rows = Pattern.objects.select_for_update() if lock else Pattern.objects
    return rows.get(pk=pattern_id)


def people_for(user: User, pattern: Pattern) -> tuple[list[PatternPerson], Elsewhere]:
    """Whom it concerns among the people whom the user may see, and how many others."""
    units = permissions.units_for(user, Right.SEE_PATTERNS)
    rows = list(
        pattern.people.filter(employee__unit_id__in=units)
        .select_related("employee__unit", "employee__work_place")
        .order_by("employee__unit__name", "employee__name", "employee_id")
    )
    with seeing_everything("how many, not who: people of other offices stay unnamed"):
        everybody = PatternPerson.objects.filter(pattern=pattern).count()
    return rows, Elsewhere(everybody - len(rows))


def units_in(pattern: Pattern) -> dict[int, int]:
    """Every person of a pattern with the unit, whoever looks: who may handle it hangs on all of them."""
    with seeing_everything("whether a single office may handle it"):
        return dict(PatternPerson.objects.filter(pattern=pattern).values_list("employee_id", "employee__unit_id"))


def sentence(pattern: Pattern) -> str:
    """What was seen, in the reader's language."""
    return str(SEEN[rules.Kind(pattern.kind)]).format(**pattern.facts)


# --- a check-in in the making


def live_findings(
    employee_id: int,
    *,
    at: datetime,
    day: date,
    position: Position | None,
    zone_off_h: float = 0.0,
) -> tuple[Finding, ...]:
    """What the last weeks say about a check-in that is being made. One statement.

    `day`: the day to which it belongs; `zone_off_h`: hours between the phone's zone and that of the work place.
    A position less certain than `places.rules.COARSE_M` says nothing, as in the search.
    """
    by = rules.limits()
    usable = position if position is not None and position.accuracy <= COARSE_M else None
    with seeing_everything("whether others stand at exactly the same point: a number, no names"):
        known = queries.standing(
            employee_id,
            latitude=usable.latitude if usable else None,
            longitude=usable.longitude if usable else None,
            since=day - timedelta(days=by.days_back),
        )
    zone = (Finding("patterns.zone", Weight.NOTE, {"hours": round(abs(zone_off_h), 1)}),) if zone_off_h else ()
    return (*zone, *_findings(known, at, usable, by))


def _findings(known: queries.Standing, at: datetime, position: Position | None, by: Limits) -> Iterator[Finding]:
    if known.has_pattern:
        yield Finding("patterns.open", Weight.DOUBT)
    if position is None:
        return
    if rules.is_round(position.latitude, position.longitude, by):
        yield Finding("patterns.round", Weight.DOUBT)
    yield from _at_the_same_point(known, by)
    leap = _leap(known, at, position, by)
    if leap is not None:
        yield leap


def _at_the_same_point(known: queries.Standing, by: Limits) -> Iterator[Finding]:
    """This check-in included: it is one more at the point."""
    days, share = known.days_here + 1, (known.own_here + 1) / (known.own + 1)
    if known.others_here + 1 >= by.shared_people and days >= by.shared_days:
        grade = rules.shared_grade(known.others_here + 1, share, by)
        if grade is not None:
            weight = Weight.GRAVE if grade is rules.Grade.GRAVE else Weight.DOUBT
            yield Finding("patterns.same_spot_people", weight, {"people": known.others_here})
    if days >= by.frozen_days and share >= by.frozen_share:
        yield Finding("patterns.same_spot_days", Weight.DOUBT, {"days": days})


def _leap(known: queries.Standing, at: datetime, position: Position, by: Limits) -> Finding | None:
    if known.before is None:
        return None
    before_at, latitude, longitude, accuracy = known.before
    km = distance_m(Position(latitude, longitude, 0.0), position) / 1000
    uncertain, seconds = (accuracy + position.accuracy) / 1000, (at - before_at).total_seconds()
    if accuracy > COARSE_M or not rules.is_impossible(km, uncertain, seconds, by):
        return None
    return Finding("patterns.travel", Weight.GRAVE, {"km": round(km), "minutes": round(seconds / 60)})
