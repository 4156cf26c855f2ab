"""Brings grants and row policies in the database to what `table_register` and `row_classes` say.

Run as the owner of the tables, at the end of every `hadir migrate`: new tables, changed roles and a new log-in of the
web all reach the database in the same way, and repeating it changes nothing.
"""

from __future__ import annotations

from typing import LiteralString

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from hadir.accounts import row_classes
from hadir.accounts.table_register import REGISTER, Access
from hadir.audit import row_guard


@transaction.atomic
def apply(web_role: str | None) -> None:
    """Policies on every table of the register, and to `web_role`, where there is one, exactly the register's grants."""
    with connection.cursor() as cursor:
        cursor.execute(row_classes.functions())
        there = tables(cursor)
        for name in sorted(there):
            entry = REGISTER.get(name)
            cursor.execute(entry.rows if entry and entry.rows else row_guard.unguard(name))
        _close_to_others(cursor)
        if web_role is not None:
            _grant(cursor, web_role, there)


def tables(cursor: CursorWrapper) -> set[str]:
    """Every table of the site's schema."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name for (name,) in cursor.fetchall()}


def exists(role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def _close_to_others(cursor: CursorWrapper) -> None:
    """What PostgreSQL gives to everybody by itself: making tables (before version 15) and calling functions."""
    cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    cursor.execute(f"REVOKE EXECUTE ON FUNCTION {', '.join(row_classes.NAMES)} FROM PUBLIC")


def _grant(cursor: CursorWrapper, web_role: str, there: set[str]) -> None:
    role = sql.Identifier(web_role)

    def run(statement: LiteralString, **parts: sql.Composable) -> None:
        cursor.execute(sql.SQL(statement).format(role=role, **parts))

    for what in ("TABLES", "SEQUENCES"):
        run("REVOKE ALL ON ALL {what} IN SCHEMA public FROM {role}", what=sql.SQL(what))
    run("REVOKE CREATE ON SCHEMA public FROM {role}")
    run("GRANT USAGE ON SCHEMA public TO {role}")
    run("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
    run("GRANT EXECUTE ON FUNCTION {names} TO {role}", names=sql.SQL(", ".join(row_classes.NAMES)))
    for access in Access:
        named = sorted(name for name, entry in REGISTER.items() if entry.access is access and name in there)
        if access is not Access.NONE and named:
            listed = sql.SQL(", ").join(map(sql.Identifier, named))
            run("GRANT {access} ON {tables} TO {role}", access=sql.SQL(access.value), tables=listed)
