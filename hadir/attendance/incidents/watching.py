"""What the server notices by itself: suggestions with their numbers, without any effect until somebody reports one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Max, Min

from hadir.attendance.incidents import rules
from hadir.attendance.incidents.models import OutageSign, Pulse
from hadir.attendance.incidents.rules import Sign
from hadir.attendance.models import Punch
from hadir.capture.models import CaptureSession
from hadir.people import selectors as people
from hadir.people.models import WorkPlace
from hadir.schedules.calendar import selectors as calendar

_WEEKS_BACK = 6
_KEY = 1


@transaction.atomic
def beat(*, now: datetime) -> OutageSign | None:
    """The server is at work. After a gap in which nothing was recorded either: a sign, else None."""
    pulse = Pulse.objects.select_for_update().filter(pk=_KEY).first()
    last = pulse.beaten_at if pulse else None
    Pulse.objects.update_or_create(pk=_KEY, defaults={"beaten_at": now})
    if last is None or not rules.gap(last, now) or _somebody_came(last, now):
        return None
    minutes = int((now - last).total_seconds() // 60)
    return _note(_Found(Sign.DOWN, last, now, {"minutes": minutes}), now)


def _somebody_came(first: datetime, last: datetime) -> bool:
    """Then the server was there, and only its worker was not."""
    edge = timedelta(minutes=1)
    inside = (first + edge, last - edge)
    return (
        Punch.objects.filter(recorded_at__range=inside).exists()
        or CaptureSession.objects.filter(opened_at__range=inside).exists()
    )


@transaction.atomic
def look_at(day: date, *, now: datetime) -> list[OutageSign]:
    """Silent stages and crowds of a day that is over. Again changes nothing. A fixed number of statements, then one
    for each sign."""
    found = [*_silences(day), *_crowds(day)]
    return [sign for one in found if (sign := _note(one, now)) is not None]


@dataclass(frozen=True, slots=True)
class _Found:
    sign: Sign
    first_at: datetime
    last_at: datetime
    facts: Mapping[str, int]
    place_id: int | None = None
    stage: str = ""


@dataclass(slots=True)
class _Stage:
    """Check-ins of one stage at one place: of the day, of the same weekday before, and when they came."""

    seen: int
    before: list[int]
    first_at: datetime | None = None
    last_at: datetime | None = None


def _silences(day: date) -> list[_Found]:
    compared = [day - timedelta(weeks=weeks) for weeks in range(_WEEKS_BACK + 1)]
    rows = (
        Punch.objects.filter(work_day__in=compared, accepted=True)
        .exclude(stage="")
        .order_by()
        .values_list("work_place_id", "stage", "work_day")
        .annotate(n=Count("employee", distinct=True), first=Min("recorded_at"), last=Max("recorded_at"))
    )
    stages: dict[tuple[int, str], _Stage] = {}
    for place_id, stage, on, n, first, last in rows:
        one = stages.setdefault((place_id, stage), _Stage(0, []))
        if on == day:
            one.seen = n
            continue
        one.before.append(n)
        shift = day - on
        one.first_at = min(one.first_at or first + shift, first + shift)
        one.last_at = max(one.last_at or last + shift, last + shift)
    off = _places_off(day, {place_id for place_id, _stage in stages})
    found = []
    for (place_id, stage), one in sorted(stages.items()):
        usual = rules.is_silent(one.seen, one.before)
        if usual and place_id not in off and one.first_at and one.last_at and one.first_at < one.last_at:
            facts = {"usual": usual, "seen": one.seen}
            found.append(_Found(Sign.SILENCE, one.first_at, one.last_at, facts, place_id, stage))
    return found


def _places_off(day: date, place_ids: Iterable[int]) -> set[int]:
    """Places whose unit has a holiday on the day: silence is what one expects there."""
    places = dict(WorkPlace.objects.filter(pk__in=set(place_ids)).values_list("pk", "unit_id"))
    lines = people.lines_of(places.values())
    days_off = calendar.holidays(day, day)
    return {key for key, unit_id in places.items() if days_off.on(day, lines.get(unit_id, ())) is not None}


def _crowds(day: date) -> list[_Found]:
    """An hour in which many were asked for patience. Their arrival was noted: this explains a queue, no more."""
    begin = datetime.combine(day, time(0), people.zone_of_region()).astimezone(UTC)
    asked = CaptureSession.objects.filter(
        noted_at__gte=begin, noted_at__lt=begin + timedelta(days=1), patience_asked_at__isnull=False
    )
    span = asked.aggregate(n=Count("employee", distinct=True), first=Min("noted_at"), last=Max("noted_at"))
    if span["n"] < rules.BUSY_PEOPLE or span["first"] >= span["last"]:
        return []
    return [_Found(Sign.BUSY, span["first"], span["last"], {"seen": span["n"]})]


def _note(found: _Found, now: datetime) -> OutageSign | None:
    sign, made = OutageSign.objects.get_or_create(
        sign=found.sign.value,
        work_place_id=found.place_id,
        stage=found.stage,
        first_at=found.first_at,
        defaults={"last_at": found.last_at, "facts": dict(found.facts), "noticed_at": now},
    )
    return sign if made else None
