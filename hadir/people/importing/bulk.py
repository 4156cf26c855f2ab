"""Many rows in one statement: arrays go in, PostgreSQL unfolds them. No COPY: row-level security forbids it.

Table and column names come from this package only; values always travel as parameters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

Rows = Sequence[Sequence[Any]]
SIZE = 5_000


def insert(table: str, columns: Mapping[str, str], rows: Rows, *, also: str = "", returning: str = "id") -> list[Any]:
    """Add rows whose cells stand in the order of `columns` (name -> type); returns `returning` of each.

    `also` names a column that is set to the time of the transaction.
    """
    found: list[Any] = []
    names = ", ".join(columns)
    target, source = (f"{names}, {also}", f"{names}, now()") if also else (names, names)
    sql = f"INSERT INTO {table} ({target}) SELECT {source} FROM {_unfolded(columns)} RETURNING {returning}"  # noqa: S608
    with connection.cursor() as cursor:
        for start in range(0, len(rows), SIZE):
            cursor.execute(sql, _arrays(columns, rows[start : start + SIZE]))
            found.extend(cursor.fetchall())
    return found


def update(table: str, columns: Mapping[str, str], rows: Rows) -> None:
    """Set columns by the first one, which is the key."""
    key, *others = columns
    changes = ", ".join(f"{name} = given.{name}" for name in others)
    sql = (
        f"UPDATE {table} SET {changes} FROM (SELECT * FROM {_unfolded(columns)}) AS given "  # noqa: S608
        f"WHERE {table}.{key} = given.{key}"
    )
    with connection.cursor() as cursor:
        for start in range(0, len(rows), SIZE):
            cursor.execute(sql, _arrays(columns, rows[start : start + SIZE]))


def by_keys(select: str, keys: Sequence[Any]) -> list[Any]:
    """Rows of a statement with one `= ANY(%s)`, asked in portions."""
    found: list[Any] = []
    with connection.cursor() as cursor:
        for start in range(0, len(keys), SIZE):
            cursor.execute(select, [list(keys[start : start + SIZE])])
            found.extend(cursor.fetchall())
    return found


def run(statement: str, keys: Sequence[Any]) -> None:
    """A statement with one `= ANY(%s)` and no answer."""
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(keys)])


def _unfolded(columns: Mapping[str, str]) -> str:
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    return f"unnest({arrays}) AS row_given({', '.join(columns)})"


def _arrays(columns: Mapping[str, str], rows: Rows) -> list[list[Any]]:
    return [[row[place] for row in rows] for place in range(len(columns))]
