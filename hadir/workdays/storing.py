"""Derived days into their table: all at once, only what differs, and never into a locked month.

The days of a pass are spooled, copied into a temporary table and merged from there in set statements, so their number
does not grow with the number of people. What a locked month would become is kept as a difference.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import Any

from django.db import connection

from hadir.workdays.encoding import COLUMNS, line_of
from hadir.workdays.shapes import Day

_IN_MEMORY = 64 << 20
_PIECE = 1 << 20

Mark = tuple[str, int, date, date, str]  # scope, number, first day, last day, cause


@dataclass(frozen=True, slots=True)
class Stored:
    """How many records were written, how many taken away, and how many locked days would differ."""

    days: int = 0
    changed: int = 0
    removed: int = 0
    differences: int = 0

    def __add__(self, other: Stored) -> Stored:
        return Stored(
            self.days + other.days,
            self.changed + other.changed,
            self.removed + other.removed,
            self.differences + other.differences,
        )


_TABLES = """
CREATE TEMPORARY TABLE IF NOT EXISTS workdays_wanted (
    employee_id bigint NOT NULL, first date NOT NULL, last date NOT NULL, cause text NOT NULL
) ON COMMIT DROP;
CREATE TEMPORARY TABLE IF NOT EXISTS workdays_new (LIKE workdays_dayrecord) ON COMMIT DROP;
TRUNCATE workdays_wanted, workdays_new
"""

# Whom the marks concern, each with joined spans. People of a unit: whoever is placed in it or below it on a day of the
# mark, in any tree of that time; one person more does no harm. Days whose own time has come are wanted too.
_WANTED = """
INSERT INTO workdays_wanted (employee_id, first, last, cause)
WITH RECURSIVE mark AS (
    SELECT * FROM unnest(%(scopes)s::text[], %(ids)s::bigint[], %(firsts)s::date[], %(lasts)s::date[],
        %(causes)s::text[]) AS given (scope, scope_id, first, last, cause)
), below (top, unit_id) AS (
    SELECT scope_id, scope_id FROM mark WHERE scope = 'unit'
    UNION
    SELECT below.top, record.unit_id FROM people_unitrecord record
    JOIN below ON record.parent_id = below.unit_id WHERE record.superseded_at IS NULL
), span AS (
    SELECT scope_id AS employee_id, first, last, cause FROM mark WHERE scope = 'employee'
    UNION ALL
    SELECT placed.employee_id, mark.first, mark.last, mark.cause FROM mark
    JOIN below ON mark.scope = 'unit' AND below.top = mark.scope_id
    JOIN people_placement placed ON placed.unit_id = below.unit_id AND placed.superseded_at IS NULL
        AND placed.valid_from <= mark.last AND (placed.valid_to IS NULL OR placed.valid_to >= mark.first)
    UNION ALL
    SELECT person.id, mark.first, mark.last, mark.cause FROM mark JOIN people_employee person ON mark.scope = 'region'
    UNION ALL
    SELECT employee_id, day, day, 'clock' FROM workdays_dayrecord
    WHERE changes_at <= %(due)s AND day BETWEEN %(first)s AND %(last)s
)
SELECT employee_id, lower(days), upper(days) - 1, cause
FROM (
    SELECT employee_id, unnest(range_agg(daterange(first, last, '[]'))) AS days,
        coalesce(min(cause) FILTER (WHERE cause <> 'clock'), 'clock') AS cause
    FROM span GROUP BY employee_id
) joined
"""
_NAMES = ", ".join(COLUMNS)
_COPY = f"COPY workdays_new ({_NAMES}) FROM STDIN"
_SET = ", ".join(f"{name} = EXCLUDED.{name}" for name in COLUMNS[2:])
_CHANGE = f"""
INSERT INTO workdays_dayrecord ({_NAMES})
SELECT {", ".join(f"fresh.{name}" for name in COLUMNS)} FROM workdays_new fresh
LEFT JOIN workdays_dayrecord kept ON kept.employee_id = fresh.employee_id AND kept.day = fresh.day
WHERE kept.digest IS DISTINCT FROM fresh.digest
    AND NOT fresh.agency_id = ANY(%(locked)s) AND NOT coalesce(kept.agency_id = ANY(%(locked)s), false)
ON CONFLICT (employee_id, day) DO UPDATE SET {_SET}
"""  # noqa: S608 - names of columns
_REMOVE = """
DELETE FROM workdays_dayrecord kept USING workdays_wanted wanted
WHERE kept.employee_id = wanted.employee_id AND kept.day BETWEEN wanted.first AND wanted.last
    AND NOT kept.agency_id = ANY(%(locked)s)
    AND NOT EXISTS (
        SELECT FROM workdays_new fresh WHERE fresh.employee_id = kept.employee_id AND fresh.day = kept.day
    )
"""
# Days of locked months beside what they would be now. `same`: nothing that counts differs. Other words in the
# explanation alone (a decree that repeats a day of the last one) are no reason for a journal.
_COUNTS = "((to_jsonb({row}) - 'digest' - 'changes_at') #- '{{detail,trace}}')"
_COMPARED = f"""
    SELECT coalesce(fresh.employee_id, kept.employee_id) AS employee_id, coalesce(fresh.day, kept.day) AS day,
        coalesce(kept.unit_id, fresh.unit_id) AS unit_id, coalesce(kept.agency_id, fresh.agency_id) AS agency_id,
        to_jsonb(kept) - 'digest' AS before, to_jsonb(fresh) - 'digest' AS after,
        coalesce(fresh.digest, 0) AS digest,
        {_COUNTS.format(row="kept")} IS NOT DISTINCT FROM {_COUNTS.format(row="fresh")} AS same
    FROM (
        SELECT kept.* FROM workdays_dayrecord kept JOIN workdays_wanted wanted
        ON kept.employee_id = wanted.employee_id AND kept.day BETWEEN wanted.first AND wanted.last
    ) kept
    FULL JOIN workdays_new fresh ON fresh.employee_id = kept.employee_id AND fresh.day = kept.day
    WHERE fresh.agency_id = ANY(%(locked)s) OR kept.agency_id = ANY(%(locked)s)
"""  # noqa: S608 - names of this module
_FORGET_DIFFERENCES = f"""
DELETE FROM workdays_daydifference open USING ({_COMPARED}) same
WHERE open.state = 'open' AND open.employee_id = same.employee_id AND open.day = same.day
    AND same.same
"""  # noqa: S608 - a text of this module
_NOTE_DIFFERENCES = f"""
INSERT INTO workdays_daydifference (employee_id, day, unit_id, agency_id, before, after, digest, cause, state, found_at,
    decided_by_label)
SELECT found.employee_id, found.day, found.unit_id, found.agency_id, found.before, found.after, found.digest,
    (SELECT min(cause) FROM workdays_wanted wanted WHERE wanted.employee_id = found.employee_id), 'open', %(now)s, ''
FROM ({_COMPARED}) found
WHERE NOT found.same
    AND NOT EXISTS (
        SELECT FROM workdays_daydifference refused WHERE refused.employee_id = found.employee_id
        AND refused.day = found.day AND refused.state = 'rejected' AND refused.digest = found.digest
    )
ON CONFLICT (employee_id, day) WHERE state = 'open' DO UPDATE
SET before = EXCLUDED.before, after = EXCLUDED.after, digest = EXCLUDED.digest, cause = EXCLUDED.cause,
    found_at = EXCLUDED.found_at
WHERE workdays_daydifference.digest <> EXCLUDED.digest
"""  # noqa: S608 - a text of this module


def want(marks: Iterable[Mark], first: date, last: date, *, due: datetime | None) -> list[tuple[int, date, date]]:
    """Write down whose days are to be derived, and give them back in the order of people and days.

    Marks must lie within the span. `due`: also days of it whose own time to change has come by then.
    """
    rows = list(marks)
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], [], []]
    names = ("scopes", "ids", "firsts", "lasts", "causes")
    values = {**dict(zip(names, columns, strict=True)), "due": due, "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        cursor.execute(_WANTED, values)
        cursor.execute("SELECT employee_id, first, last FROM workdays_wanted ORDER BY employee_id, first")
        return list(cursor.fetchall())


def store(days: Iterable[Day], locked: Collection[int], now: datetime) -> Stored:
    """Put derived days in the place of what is kept for the days wanted. `locked`: agencies whose month is."""
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as spool, _undisturbed():
        count = 0
        for day in days:
            spool.write(line_of(day).encode())
            count += 1
        spool.seek(0)
        with connection.cursor() as cursor:
            with cursor.copy(_COPY) as copy:
                while piece := spool.read(_PIECE):
                    copy.write(piece)
            cursor.execute("ANALYZE workdays_wanted, workdays_new")
    return merge(count, locked, now)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the search for cycles: a pass makes millions of objects and not one cycle, and the search for them would
    cost a tenth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def merge(count: int, locked: Collection[int], now: datetime) -> Stored:
    """From the temporary tables into the kept ones."""
    values: dict[str, Any] = {"locked": sorted(locked), "now": now}
    differences = 0
    with connection.cursor() as cursor:
        if locked:
            cursor.execute(_FORGET_DIFFERENCES, values)
            cursor.execute(_NOTE_DIFFERENCES, values)
            differences = cursor.rowcount
        cursor.execute(_REMOVE, values)
        removed = cursor.rowcount
        cursor.execute(_CHANGE, values)
        return Stored(count, cursor.rowcount, removed, differences)
