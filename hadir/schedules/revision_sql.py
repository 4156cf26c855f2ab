"""SQL that renews the token of `ScheduleRevision` with every change of a table: see `book`."""

from __future__ import annotations

import re

# Run by whoever changes a schedule, with the owner's rights: the web's log-in only reads the token.
CREATE_FUNCTION = """
CREATE FUNCTION hadir_schedules_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO schedules_schedulerevision (id, token) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET token = EXCLUDED.token;
    RETURN NULL;
END
$$;
"""
DROP_FUNCTION = "DROP FUNCTION hadir_schedules_changed();"


def watch(table: str) -> str:
    """Renew the token after every statement that changes the table."""
    _check(table)
    return (
        f"CREATE TRIGGER {table}_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION hadir_schedules_changed();"
    )


def unwatch(table: str) -> str:
    """The way back."""
    _check(table)
    return f"DROP TRIGGER {table}_changed ON {table};"


def _check(table: str) -> None:
    if not re.fullmatch(r"[a-z_]{1,50}", table):
        raise ValueError(f"not a plain table name: {table!r}")
