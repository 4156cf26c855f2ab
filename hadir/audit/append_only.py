"""Makes a table of facts append-only in the database: no UPDATE, DELETE or TRUNCATE, whoever asks.

A slice with a fact table adds `RunSQL(protect("table"), unprotect("table"))` to its migration, after a
dependency on audit 0001, which creates the function that refuses.
"""

from __future__ import annotations

import re

CREATE_FUNCTION = """
CREATE FUNCTION hadir_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
"""
DROP_FUNCTION = "DROP FUNCTION hadir_refuse_change();"


def protect(table: str) -> str:
    """SQL that attaches the refusal. Row triggers alone would let TRUNCATE through."""
    _check(table)
    return (
        f"CREATE TRIGGER {table}_append_only_row BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION hadir_refuse_change();\n"
        f"CREATE TRIGGER {table}_append_only_table BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION hadir_refuse_change();"
    )


def unprotect(table: str) -> str:
    """SQL that takes the refusal away again, for the way back of a migration."""
    _check(table)
    return f"DROP TRIGGER {table}_append_only_row ON {table};\nDROP TRIGGER {table}_append_only_table ON {table};"


def _check(table: str) -> None:
    if not re.fullmatch(r"[a-z_]{1,45}", table):
        raise ValueError(f"not a plain table name: {table!r}")
