"""SQL of the row policies: which rows of a table a web connection sees. Text only; nothing is run here.

A policy asks functions (`hadir.accounts.row_classes`) about the viewer of `hadir.audit.viewer`. Each call stands in
brackets of its own, so that PostgreSQL makes it once a statement, and the cheap and likely answer, the own row, comes
first. A policy holds for reading and for writing: what one may not see one may not insert or change either.

The owner of the tables (migrations, command line, worker) is not bound by policies.
"""

from __future__ import annotations

import re

POLICY = "hadir_row_guard"

_ALL = "(SELECT hadir_sees_everything())"
_OWN_EMPLOYEE = "(SELECT hadir_viewer_employee())"
_OWN_USER = "(SELECT hadir_viewer())"


def by_unit(table: str, column: str = "unit_id", *, row_class: str, also: str = "", lastly: str = "") -> str:
    """Rows of the units for which the viewer holds a right of the class. A row without a unit belongs to the region:
    whoever holds such a right in the whole region sees it. What `also` (asked first) and `lastly` open is open for
    reading only."""
    held_there = of_units(column, row_class)
    return policy(table, _or(also, held_there, lastly), writing=held_there if also or lastly else "")


def by_employee(table: str, column: str = "employee_id", *, row_class: str, also: str = "", lastly: str = "") -> str:
    """The person's own rows, and those of the people in units for which the viewer holds a right of the class."""
    held_there = held(column, row_class)
    return policy(table, _or(own_employee(column), also, held_there, lastly))


def own(table: str, column: str = "user_id", *, also: str = "") -> str:
    """The account's own rows only."""
    return policy(table, _or(own_user(column), also, _ALL))


def by_user(table: str, column: str = "user_id", *, row_class: str, also: str = "", writing: str = "") -> str:
    """The account's own rows, and those of accounts of people in units with a right of the class."""
    seen = _or(own_user(column), also, _everywhere(row_class), in_users(column, row_class))
    return policy(table, seen, writing=writing)


def by_parent(table: str, column: str, parent: str, key: str = "id", *, also: str = "") -> str:
    """Rows whose parent row the viewer sees: the parent's own policy decides."""
    _check(parent)
    seen = f"EXISTS (SELECT FROM {parent} parent WHERE parent.{key} = {table}.{column})"
    return policy(table, _or(also, _ALL, seen))


def by_person_of(table: str, column: str, parent: str, *, row_class: str, or_own: bool = True) -> str:
    """Rows whose parent row the viewer sees and, of its person, holds a right of this further class, or is it."""
    _check(parent)
    person = _or(own_employee("parent.employee_id") if or_own else "", in_people("parent.employee_id", row_class))
    seen = f"EXISTS (SELECT FROM {parent} parent WHERE parent.id = {table}.{column} AND ({person}))"
    return policy(table, _or(_everywhere(row_class), seen))


def by_right(table: str, *, row_class: str) -> str:
    """Rows that belong to no person and no unit: for whoever holds a right of the class anywhere."""
    return policy(table, _or(f"(SELECT hadir_viewer_holds('{row_class}'))"))


def policy(table: str, condition: str, *, writing: str = "") -> str:
    """Replace the table's policy, whatever it was. `writing` is what a new or changed row has to fulfil where seeing
    it is not enough."""
    _check(table)
    check = f" WITH CHECK (\n    {writing}\n)" if writing else ""
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
        f"DROP POLICY IF EXISTS {POLICY} ON {table};\n"
        f"CREATE POLICY {POLICY} ON {table} USING (\n    {condition}\n){check};"
    )


def table_of(sql: str) -> str:
    """The table that a policy made here is for."""
    found = re.match(r"ALTER TABLE ([a-z_]+) ", sql)
    if found is None:
        raise ValueError("not a policy of this module")
    return found[1]


def unguard(table: str) -> str:
    """Take the guard away."""
    _check(table)
    return f"DROP POLICY IF EXISTS {POLICY} ON {table};\nALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"


# --- conditions, for the `also` of a policy


def own_employee(column: str) -> str:
    return f"{column} = {_OWN_EMPLOYEE}"


def own_user(column: str) -> str:
    return f"{column} = {_OWN_USER}"


def of_units(column: str, row_class: str) -> str:
    return _or(_everywhere(row_class), in_units(column, row_class))


def somebody_else_s(column: str, unit_column: str, row_class: str) -> str:
    """For writing: what nobody may do for himself, and others with a right of the class for the unit."""
    return f"{column} IS DISTINCT FROM {_OWN_USER} AND ({of_units(unit_column, row_class)})"


def in_units(column: str, row_class: str) -> str:
    return f"{column} IN (SELECT hadir_viewer_units('{row_class}'))"


def in_people(column: str, row_class: str) -> str:
    return f"{column} IN (SELECT hadir_viewer_people('{row_class}'))"


def held(column: str, row_class: str) -> str:
    """A second class of rights that opens the same rows of people."""
    return _or(_everywhere(row_class), in_people(column, row_class))


def in_users(column: str, row_class: str) -> str:
    return f"{column} IN (SELECT hadir_viewer_accounts('{row_class}'))"


def _everywhere(row_class: str) -> str:
    return f"(SELECT hadir_viewer_everywhere('{row_class}'))"


def _or(*conditions: str) -> str:
    return "\n    OR ".join(condition for condition in conditions if condition)


def _check(table: str) -> None:
    if not re.fullmatch(r"[a-z_]{1,63}", table):
        raise ValueError(f"not a plain table name: {table!r}")
