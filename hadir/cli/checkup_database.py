"""The doctor's look at the database: does it answer, does its clock agree, are all migrations applied."""

from __future__ import annotations

import os
import time

import psycopg

from hadir.cli.checkups import Finding, Level
from hadir.config import Config, load_site
from hadir.lib.errors import HadirError
from hadir.lib.language import _
from hadir.postgres.service import cluster_of

_CONNECT_S = 5
_CLOCK_S = 2.0  # more between two machines makes arrival times and session ends disagree


def database(config: Config) -> Finding:
    """Never starts anything: a stopped embedded server is what one finds before `hadir serve`."""
    if config.database_url is not None:
        return _answering(config.database_url.get_secret_value(), _("server sendiri"))
    try:
        status = cluster_of(config).status()
    except HadirError as error:
        return Finding("database", Level.FAIL, error.code, str(error.message))
    if status.state != "running":
        found = _("PostgreSQL bawaan tidak berjalan ({state})").format(state=status.state)
        return Finding("database", Level.WARN, found, "hadir db start")
    return _answering(cluster_of(config).url(), _("PostgreSQL bawaan, proses {pid}").format(pid=status.pid))


def _answering(url: str, what: str) -> Finding:
    try:
        with psycopg.connect(url, connect_timeout=_CONNECT_S) as connection:
            row = connection.execute("SELECT extract(epoch FROM clock_timestamp()), current_setting('server_version')")
            theirs, version = row.fetchone() or (0, "?")
    except psycopg.Error as error:
        remedy = _("Periksa HADIR_DATABASE_URL, atau jalankan: hadir db start")
        return Finding("database", Level.FAIL, str(error).strip().splitlines()[0], remedy)
    difference = abs(float(theirs) - time.time())
    if difference > _CLOCK_S:
        found = _("jam server basis data berbeda {seconds:.0f} detik").format(seconds=difference)
        return Finding("database", Level.FAIL, found, _("Sinkronkan jam kedua mesin dengan NTP."))
    return Finding("database", Level.OK, f"{what}, {version}")


def migrations(_config: Config) -> Finding:
    """Asks Django, so it needs the secrets that Django's settings need."""
    try:
        load_site()
        pending = _pending()
    except HadirError as error:
        return Finding("migrations", Level.WARN, error.code, str(error.message))
    except _database_errors() as error:
        found = str(error).strip().splitlines()[0]
        return Finding("migrations", Level.WARN, found, _("Basis data harus berjalan dulu: hadir db start"))
    if pending:
        found = _("{n} migrasi belum dijalankan").format(n=pending)
        return Finding("migrations", Level.FAIL, found, "hadir migrate")
    return Finding("migrations", Level.OK, _("semua sudah dijalankan"))


def _database_errors() -> tuple[type[Exception], ...]:
    from django.db import Error

    return (Error,)


def _pending() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hadir.settings")
    import django
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if not apps.ready:
        django.setup()
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
