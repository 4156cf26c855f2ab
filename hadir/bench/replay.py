"""A month of positions as phones report them, with shared false points among them: who is found, and who wrongly.

Replays the case of Kabupaten Cirebon (January 2026): 1,329 people who passed false coordinates on to each other, found
because exactly the same coordinates came back day after day. The honest people around them are made hard on purpose:
a part of them gets positions from the office's Wi-Fi, which do repeat, between people too; some check in at a desk
computer that never moves; some browsers blunt the position.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

import numpy as np
from django.db import connection

from hadir.attendance.patterns import rules
from hadir.attendance.patterns.rules import Grade, Kind
from hadir.attendance.patterns.searching import Found, look
from hadir.bench import recap_region
from hadir.faceengine.evaluation.pad import wilson
from hadir.periods.rules import Month

_DEGREE_M = 111_320.0
_GROUPS = (5, 60)  # people who share one false point


class Manner(StrEnum):
    """How somebody's positions come about. Shares of honest people stand in `_HONEST`."""

    RECEIVER = "receiver"  # satellite receiver: never the same twice
    MIXED = "mixed"  # half of them by the office's Wi-Fi, out of forty points
    DESK = "desk"  # a desk computer: one of three points of the office
    BLUNT = "blunt"  # a browser that rounds
    ALWAYS_FALSE = "always_false"
    HALF_FALSE = "half_false"


_HONEST = {Manner.RECEIVER: 0.62, Manner.MIXED: 0.34, Manner.DESK: 0.035, Manner.BLUNT: 0.005}
_FALSE = {Manner.ALWAYS_FALSE: 0.7, Manner.HALF_FALSE: 0.3}


@dataclass(frozen=True, slots=True)
class Person:
    """`point`: the false one, for those who use it."""

    id: int
    office: int
    manner: Manner
    point: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    employee_id: int
    at: datetime
    day: date
    latitude: float
    longitude: float
    accuracy: float


def cast(people: list[tuple[int, int]], cheaters: int, random: np.random.Generator) -> list[Person]:
    """Give everybody a manner. `people`: (employee, office). Cheaters sit together in groups of five to sixty."""
    order = random.permutation(len(people))
    cast_as: list[Person] = []
    begin = 0
    while begin < cheaters:
        size = min(int(random.integers(*_GROUPS, endpoint=True)), cheaters - begin)
        if cheaters - begin - size < _GROUPS[0]:
            size = cheaters - begin  # nobody is left over in a group that is too small to be one
        point = (*_somewhere(people[order[begin]][1], random, 60.0), float(random.choice([5.0, 10.0, 20.0])))
        for index in order[begin : begin + size]:
            employee, office = people[index]
            cast_as.append(Person(employee, office, _drawn(_FALSE, random), point))
        begin += size
    rest = (people[index] for index in order[cheaters:])
    cast_as += [Person(employee, office, _drawn(_HONEST, random)) for employee, office in rest]
    return cast_as


def fixes(people: list[Person], month: Month, random: np.random.Generator) -> Iterator[Fix]:
    """Two positions on every working day of the month, in the morning and in the afternoon."""
    days = [day for day in month.days() if day.weekday() < 5]
    spots = {person.office: _spots(person.office, random) for person in people}
    for person in people:
        desk = spots[person.office][int(random.integers(0, 3))]
        for day in days:
            for hour in (0, 9):  # UTC
                seconds = float(random.normal(0, 600))
                at = datetime(day.year, day.month, day.day, hour, 20, tzinfo=UTC) + timedelta(seconds=seconds)
                yield Fix(person.id, at, day, *_position(person, spots[person.office], desk, random))


def measure(*, employees: int, cheaters: int, month: Month, seed: int = 0) -> dict[str, Any]:
    """In an empty database with a region."""
    random = np.random.default_rng(seed)
    recap_region.settle(employees)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, work_place_id FROM people_employee ORDER BY id")
        people = cast(cursor.fetchall(), cheaters, random)
        store(fixes(people, month, random))
        cursor.execute("ANALYZE attendance_punch")
    begun = time.perf_counter()
    found = look(month.first, month.last, rules.limits())
    took = time.perf_counter() - begun
    return {"employees": employees, "cheaters": cheaters, "search_s": round(took, 2), **tally(people, found)}


def tally(people: list[Person], found: list[Found]) -> dict[str, Any]:
    """Who was found by the shared point, and how many honest people by that or anything else."""
    false = {person.id for person in people if person.point is not None}
    honest = len(people) - len(false)
    shared: dict[Grade, set[int]] = {grade: set() for grade in Grade}
    wrongly: Counter[str] = Counter()
    touched: set[int] = set()
    for one in found:
        who = {hit.employee_id for hit in one.hits}
        if one.kind is Kind.SHARED:
            shared[one.grade] |= who
        wrongly[f"{one.kind.value}_{one.grade.value}"] += len(who - false)
        touched |= who - false
    everybody = shared[Grade.DOUBT] | shared[Grade.GRAVE]
    falsely = everybody - false
    low, high = wilson(len(falsely), max(honest, 1))
    return {
        "found": len(false & everybody),
        "found_grave": len(false & shared[Grade.GRAVE]),
        "missed": len(false - everybody),
        "false_alarms": len(falsely),
        "false_alarm_rate": round(len(falsely) / max(honest, 1), 5),
        "false_alarm_ci": [round(low, 5), round(high, 5)],
        "false_grave": len(shared[Grade.GRAVE] - false),
        "honest_touched_by_anything": round(len(touched) / max(honest, 1), 5),
        "honest_by_kind": dict(sorted(wrongly.items())),
    }


def store(rows: Iterator[Fix]) -> None:
    """As accepted check-ins, in two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_REPLAYED)
        with cursor.copy("COPY replayed FROM STDIN") as copy:
            for row in rows:
                copy.write_row((row.employee_id, row.at, row.day, row.latitude, row.longitude, row.accuracy))
        cursor.execute(_STORE)
        cursor.execute("DROP TABLE replayed")


_REPLAYED = """
CREATE TEMP TABLE replayed
    (employee_id bigint, at timestamptz, day date, latitude float8, longitude float8, accuracy float8)
"""
_STORE = """
INSERT INTO attendance_punch (id, session_id, employee_id, recorded_at, decided_at, accepted, code, work_day, time_zone,
    stage, work_place_id, place_note, latitude, longitude, accuracy_m, device, engine, evidence_digest, receipt, method,
    witness_label)
SELECT gen_random_uuid(), gen_random_uuid(), fix.employee_id, at, at, true, 'accepted', day, place.time_zone, '',
    place.id, 'inside', fix.latitude, fix.longitude, accuracy, '{}', 'ukur', repeat('0', 64), 'ukur', 'face', ''
FROM replayed fix
JOIN people_employee person ON person.id = fix.employee_id
JOIN people_workplace place ON place.id = person.work_place_id
"""


def _drawn(shares: dict[Manner, float], random: np.random.Generator) -> Manner:
    return list(shares)[int(random.choice(len(shares), p=list(shares.values())))]


def _centre(office: int) -> tuple[float, float]:
    return -2.0 - office * 0.013, 111.0 + office * 0.017


def _somewhere(office: int, random: np.random.Generator, spread_m: float) -> tuple[float, float]:
    """A point near an office with the seven decimals that browsers deliver."""
    latitude, longitude = _centre(office)
    north, east = random.normal(0, spread_m / _DEGREE_M, 2)
    return round(float(latitude + north), 7), round(float(longitude + east), 7)


def _spots(office: int, random: np.random.Generator) -> list[tuple[float, float, float]]:
    """Points that the office's Wi-Fi gives, with their accuracy; the first ones the most often."""
    return [(*_somewhere(office, random, 25.0), round(float(random.uniform(12, 60)), 3)) for _spot in range(40)]


def _position(
    person: Person,
    spots: list[tuple[float, float, float]],
    desk: tuple[float, float, float],
    random: np.random.Generator,
) -> tuple[float, float, float]:
    manner = person.manner
    if manner is Manner.ALWAYS_FALSE or (manner is Manner.HALF_FALSE and random.random() < 0.5):
        assert person.point is not None
        return person.point
    if manner is Manner.DESK and random.random() < 0.95:
        return desk
    if manner is Manner.MIXED and random.random() < 0.5:
        return spots[min(int(random.exponential(10)), len(spots) - 1)]
    if manner is Manner.BLUNT:
        latitude, longitude = _somewhere(person.office, random, 15.0)
        return round(latitude, 3), round(longitude, 3), 100.0
    return (*_somewhere(person.office, random, 12.0), round(float(random.lognormal(2.4, 0.5)), 3))
