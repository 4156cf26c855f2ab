"""Areas of several work places from one file: each row is matched with a place, each place gets one proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.people.models import WorkPlace
from hadir.places import reading, services, texts
from hadir.places.area_models import AreaVersion
from hadir.places.reading import Line, Problem
from hadir.places.services import AreaData
from hadir.places.shapes import NamedArea


@dataclass(slots=True)
class Found:
    """What a file means for one work place."""

    place: WorkPlace
    areas: list[NamedArea] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """`problems` by row; with any, nothing is proposed."""

    places: tuple[Found, ...]
    problems: tuple[Problem, ...]


def plan(user: User, file_name: str, content: bytes) -> Plan:
    """What a file would propose. Places are looked for among those whose areas the account may draw. Writes nothing."""
    read = reading.read(file_name, content)
    places = list(
        WorkPlace.objects.filter(unit_id__in=permissions.units_for(user, Right.PLAN_WORK_PLACES)).select_related("unit")
    )
    by_name: dict[str, list[WorkPlace]] = {}
    for place in places:
        by_name.setdefault(place.name.casefold(), []).append(place)
    problems, found = list(read.problems), dict[int, Found]()
    for line in read.lines:
        matched = by_name.get(line.place.casefold(), [])
        if len(matched) != 1:
            problems.append(Problem(line.row, "place_twice" if matched else "place_unknown", line.place))
            continue
        one = found.setdefault(matched[0].pk, Found(matched[0]))
        one.areas.append(NamedArea(line.name, line.shape))
        one.rows.append(line.row)
    for one in found.values():
        problems.extend(_wrong(one))
    return Plan(tuple(found.values()), tuple(sorted(problems, key=lambda problem: problem.row)))


def areas_of(file_name: str, content: bytes) -> tuple[list[NamedArea], tuple[Problem, ...]]:
    """The areas of a file for one place, whatever place its rows name; for drawing on from there."""
    read = reading.read(file_name, content)
    return [_named(line) for line in read.lines], read.problems


@transaction.atomic
def propose(user: User, plan: Plan, *, valid_from: date, legal_basis: str, now: datetime) -> list[AreaVersion]:
    """One proposal for each place, all or none. Raises as `services.propose_areas`."""
    return [
        services.propose_areas(
            user, work_place_id=one.place.pk, data=AreaData(one.areas, valid_from, legal_basis), now=now
        )
        for one in plan.places
    ]


def sentences(problems: Sequence[Problem]) -> list[str]:
    """Each problem with its row."""
    return [_sentence(one) for one in problems]


def _sentence(problem: Problem) -> str:
    said = str(texts.FILE_PROBLEMS[problem.code]).format(what=problem.what)
    return str(texts.IN_ROW).format(row=problem.row, said=said) if problem.row else said


def _named(line: Line) -> NamedArea:
    return NamedArea(line.name, line.shape)


def _wrong(found: Found) -> list[Problem]:
    wrong = services.area_faults(AreaData(found.areas, date.max, ""))
    return [
        Problem(found.rows[int(key.removeprefix("area-"))] if key else found.rows[0], "area_wrong", str(sentence))
        for key, sentence in wrong.items()
    ]
