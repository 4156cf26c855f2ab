"""The searches over history, each one statement over a span of days: their number does not grow with the people.

Every query answers (key, employee_id, punches, days, first, last, then the numbers of its kind). `_FIX` is what they
share: accepted check-ins with a position that says something.
"""

# ruff: noqa: S608 - every statement here is ours; values go in as parameters

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from django.db import connection

from hadir.attendance.patterns.rules import Kind, Limits
from hadir.places.rules import COARSE_M

_FIX = """
fix AS (
    SELECT employee_id, work_day, recorded_at, stage, latitude, longitude, accuracy_m FROM attendance_punch
    WHERE accepted AND work_day BETWEEN %(first)s AND %(last)s AND latitude IS NOT NULL AND accuracy_m <= %(coarse_m)s
)
"""
_AT_POINT = f"""
WITH {_FIX}, own AS (
    SELECT employee_id, count(*) AS fixes FROM fix GROUP BY employee_id
), at_point AS (
    SELECT latitude, longitude, employee_id, count(*) AS punches, count(DISTINCT work_day) AS days,
        min(work_day) AS first, max(work_day) AS last
    FROM fix GROUP BY latitude, longitude, employee_id
)
"""
_SHARED = f"""{_AT_POINT}, habitual AS (
    SELECT at_point.*, at_point.punches::float8 / own.fixes AS share
    FROM at_point JOIN own USING (employee_id)
    WHERE at_point.days >= %(shared_days)s AND at_point.punches >= own.fixes * %(shared_doubt_share)s
), crowded AS (
    SELECT latitude, longitude, percentile_cont(0.5) WITHIN GROUP (ORDER BY share) AS middle_share
    FROM habitual GROUP BY latitude, longitude HAVING count(*) >= %(shared_people)s
)
SELECT latitude::text || ',' || longitude::text, employee_id, punches, days, first, last, middle_share
FROM habitual JOIN crowded USING (latitude, longitude)
"""
_FROZEN = f"""{_AT_POINT}
SELECT employee_id::text, employee_id, punches, days, first, last, punches::float8 / fixes
FROM at_point JOIN own USING (employee_id)
WHERE days >= %(frozen_days)s AND punches >= fixes * %(frozen_share)s
"""
_ACCURACY = f"""
WITH {_FIX}
SELECT employee_id::text, employee_id, count(*), count(DISTINCT work_day), min(work_day), max(work_day),
    min(accuracy_m)
FROM fix GROUP BY employee_id
HAVING count(DISTINCT (latitude, longitude)) >= %(accuracy_fixes)s AND min(accuracy_m) = max(accuracy_m)
"""
_ROUND = f"""
WITH {_FIX}
SELECT employee_id::text, employee_id, count(*), count(DISTINCT work_day), min(work_day), max(work_day), 0.0
FROM fix
WHERE abs(latitude - round(latitude::numeric, %(round_decimals)s)::float8) < 1e-9
    AND abs(longitude - round(longitude::numeric, %(round_decimals)s)::float8) < 1e-9
GROUP BY employee_id HAVING count(*) >= %(round_fixes)s
"""
# Great-circle distance after the haversine formula, kilometres.
_TRAVEL = f"""
WITH {_FIX}, step AS (
    SELECT employee_id, work_day, recorded_at, accuracy_m, latitude, longitude,
        lag(recorded_at) OVER by_person AS before_at, lag(accuracy_m) OVER by_person AS before_m,
        lag(latitude) OVER by_person AS before_lat, lag(longitude) OVER by_person AS before_lon
    FROM fix WINDOW by_person AS (PARTITION BY employee_id ORDER BY recorded_at)
), leap AS (
    SELECT employee_id, work_day, extract(epoch FROM recorded_at - before_at)::float8 AS seconds,
        2 * 6371.0088 * asin(least(1.0, sqrt(
            sin(radians(latitude - before_lat) / 2) ^ 2
            + cos(radians(latitude)) * cos(radians(before_lat)) * sin(radians(longitude - before_lon) / 2) ^ 2
        ))) - (accuracy_m + before_m) / 1000 AS km
    FROM step WHERE before_at IS NOT NULL
), impossible AS (
    SELECT * FROM leap WHERE km >= %(travel_min_km)s AND (seconds <= 0 OR km / (seconds / 3600)
        > CASE WHEN km >= %(travel_air_km)s THEN %(travel_air_kmh)s ELSE %(travel_road_kmh)s END)
)
SELECT employee_id::text, employee_id, count(*), count(DISTINCT work_day), min(work_day), max(work_day),
    max(km), min(seconds) / 60
FROM impossible GROUP BY employee_id
"""
_CLOCK = """
WITH off AS (
    SELECT employee_id, work_day, extract(epoch FROM client_time - recorded_at)::float8 / 60 AS minutes
    FROM attendance_punch
    WHERE accepted AND work_day BETWEEN %(first)s AND %(last)s AND client_time IS NOT NULL
)
SELECT employee_id::text, employee_id, count(*), count(DISTINCT work_day), min(work_day), max(work_day),
    max(minutes) - min(minutes)
FROM off GROUP BY employee_id HAVING count(*) >= 2 AND max(minutes) - min(minutes) >= %(clock_min)s
"""
# The middle three quarters of the days: one day that differs must not hide the habit of a machine.
_CLOCKWORK = """
WITH came AS (
    SELECT employee_id, stage, work_day,
        extract(epoch FROM (recorded_at AT TIME ZONE time_zone)::time)::float8 AS second
    FROM attendance_punch
    WHERE accepted AND stage <> '' AND work_day BETWEEN %(first)s AND %(last)s
), spread AS (
    SELECT employee_id, stage, count(*) AS punches, count(DISTINCT work_day) AS days, min(work_day) AS first,
        max(work_day) AS last, percentile_cont(0.875) WITHIN GROUP (ORDER BY second)
            - percentile_cont(0.125) WITHIN GROUP (ORDER BY second) AS seconds
    FROM came GROUP BY employee_id, stage
)
SELECT employee_id::text, employee_id, sum(punches)::bigint, max(days), min(first), max(last), max(seconds)
FROM spread WHERE days >= %(clockwork_days)s AND seconds <= %(clockwork_s)s GROUP BY employee_id
"""
_ZONE = """
WITH told AS (
    SELECT employee_id, work_day, (device ->> 'utc_offset_min')::int / 60.0
        - extract(epoch FROM recorded_at AT TIME ZONE time_zone - recorded_at AT TIME ZONE 'UTC') / 3600 AS hours
    FROM attendance_punch
    WHERE accepted AND work_day BETWEEN %(first)s AND %(last)s AND device ? 'utc_offset_min'
)
SELECT employee_id::text, employee_id, count(*), count(DISTINCT work_day), min(work_day), max(work_day),
    max(abs(hours))::float8
FROM told WHERE hours <> 0 GROUP BY employee_id HAVING count(DISTINCT work_day) >= %(zone_days)s
"""
_QUERIES: Mapping[Kind, str] = {
    Kind.SHARED: _SHARED,
    Kind.FROZEN: _FROZEN,
    Kind.ACCURACY: _ACCURACY,
    Kind.ROUND: _ROUND,
    Kind.TRAVEL: _TRAVEL,
    Kind.CLOCK: _CLOCK,
    Kind.CLOCKWORK: _CLOCKWORK,
    Kind.ZONE: _ZONE,
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One person in one pattern. `numbers`: those of the kind, in the order of its query."""

    kind: Kind
    key: str
    employee_id: int
    punches: int
    days: int
    first: date
    last: date
    numbers: tuple[float, ...]


def hits(first: date, last: date, limits: Limits) -> Iterator[Hit]:
    """Everything odd between two days, kind by kind."""
    values: dict[str, Any] = {**msgspec.to_builtins(limits), "coarse_m": COARSE_M, "first": first, "last": last}
    for kind, query in _QUERIES.items():
        with connection.cursor() as cursor:
            cursor.execute(query, values)
            for key, employee_id, punches, days, begin, end, *numbers in cursor.fetchall():
                yield Hit(kind, key, employee_id, punches, days, begin, end, tuple(float(one) for one in numbers))


# What a check-in that is being made adds to the person's own and everybody's last days: one statement.
_LIVE = """
WITH mine AS (
    SELECT recorded_at, work_day, latitude, longitude, accuracy_m FROM attendance_punch
    WHERE employee_id = %(employee)s AND accepted AND work_day >= %(since)s AND latitude IS NOT NULL
), before AS (
    SELECT recorded_at, latitude, longitude, accuracy_m FROM mine ORDER BY recorded_at DESC LIMIT 1
)
SELECT
    (SELECT count(DISTINCT work_day) FROM mine WHERE latitude = %(latitude)s AND longitude = %(longitude)s),
    (SELECT count(*) FROM mine),
    (SELECT count(*) FROM mine WHERE latitude = %(latitude)s AND longitude = %(longitude)s),
    (SELECT count(DISTINCT employee_id) FROM attendance_punch
        WHERE latitude = %(latitude)s AND longitude = %(longitude)s AND accepted AND work_day >= %(since)s
            AND employee_id <> %(employee)s),
    EXISTS (SELECT FROM patterns_patternperson person JOIN patterns_pattern pattern ON pattern.id = person.pattern_id
        WHERE person.employee_id = %(employee)s AND pattern.state <> 'explained' AND pattern.grade = 'grave'
            AND pattern.last >= %(since)s),
    before.recorded_at, before.latitude, before.longitude, before.accuracy_m
FROM (SELECT 1) always LEFT JOIN before ON true
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a position fits what is already known: own days and check-ins at exactly this point, own check-ins with a
    position, other people there, an unsettled grave pattern, and the check-in before."""

    days_here: int
    own: int
    own_here: int
    others_here: int
    has_pattern: bool
    before: tuple[Any, float, float, float] | None


def standing(employee_id: int, *, latitude: float | None, longitude: float | None, since: date) -> Standing:
    """One statement. Without a position only the check-in before and the pattern are found."""
    values: dict[str, Any] = {"employee": employee_id, "since": since, "latitude": latitude, "longitude": longitude}
    with connection.cursor() as cursor:
        cursor.execute(_LIVE, values)
        days_here, own, own_here, others_here, has_pattern, *before = cursor.fetchone()
    return Standing(
        days_here, own, own_here, others_here, has_pattern, tuple(before) if before[0] is not None else None
    )
