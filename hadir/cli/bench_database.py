"""Databases that exist for the length of a measurement."""

from __future__ import annotations

import psycopg
from psycopg import errors, sql


def create(url: str, name: str) -> None:
    """A new, empty database beside the one of the address."""
    _run(url, "CREATE DATABASE {}", name)


def drop(url: str, name: str) -> None:
    """Take it away. PostgreSQL ends its own cleaners by itself (autovacuum belongs to the server, so that FORCE is not
    allowed to); whoever else still holds it is sent away."""
    try:
        _run(url, "DROP DATABASE IF EXISTS {}", name)
    except errors.ObjectInUse:
        _run(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def close_connections() -> None:
    """Those of this process, so that the database can go."""
    from django.conf import settings

    if settings.configured:
        from django.db import connections

        connections.close_all()


def _run(url: str, statement: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
