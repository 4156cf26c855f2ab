"""Whether the web's log-in is as weak as it has to be (ADR 0023). Asked of the database itself, over that log-in."""

from __future__ import annotations

from enum import StrEnum

import psycopg

_CONNECT_S = 5


class Weakness(StrEnum):
    """Why row policies or the protection of facts would not hold for this log-in."""

    SUPERUSER = "superuser"
    BYPASSES_POLICIES = "bypasses_policies"
    OWNS_TABLES = "owns_tables"
    CHANGES_FACTS = "changes_facts"
    NO_GRANTS = "no_grants"
    NO_POLICIES = "no_policies"


# The order is that of the remedies. An owner's member could take the owner's role on, so it counts as owner.
_ASK = r"""
WITH ours AS (
    SELECT oid, relowner FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
)
SELECT
    (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
    (SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user),
    EXISTS (SELECT FROM ours WHERE pg_has_role(relowner, 'MEMBER')),
    EXISTS (
        SELECT FROM pg_trigger WHERE tgname LIKE '%\_append\_only\_%'
            AND has_table_privilege(tgrelid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
    ),
    NOT EXISTS (SELECT FROM ours WHERE has_table_privilege(oid, 'SELECT')),
    NOT EXISTS (SELECT FROM pg_policy WHERE polrelid IN (SELECT oid FROM ours))
"""


def weaknesses(url: str) -> list[Weakness]:
    """What is wrong with the log-in of this address, worst first. Raises `psycopg.Error` when nobody answers."""
    with psycopg.connect(url, connect_timeout=_CONNECT_S) as connection:
        row = connection.execute(_ASK).fetchone()
    assert row is not None  # a SELECT without FROM has one row
    return [weakness for weakness, found in zip(Weakness, row, strict=True) if found]


def remedy(weakness: Weakness, role: str) -> str:
    """The SQL, or the command, that mends it."""
    if weakness in (Weakness.SUPERUSER, Weakness.BYPASSES_POLICIES):
        return f'ALTER ROLE "{role}" NOSUPERUSER NOBYPASSRLS;'
    if weakness is Weakness.OWNS_TABLES:
        return (
            "CREATE ROLE hadir_web LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '…'; -- HADIR_DATABASE_WEB_URL; hadir migrate"
        )
    return "hadir migrate"
