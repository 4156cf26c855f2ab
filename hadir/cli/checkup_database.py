"""The doctor's look at the database: does it answer, does its clock agree, are all migrations applied."""

from __future__ import annotations

import os
import time

import psycopg

from hadir.cli.checkups import Finding, Level
from hadir.config import Config, load_site
from hadir.lib.errors import HadirError
from hadir.lib.language import _
from hadir.postgres.service import cluster_of, web_role, web_url
from hadir.postgres.web_access import Weakness, remedy, weaknesses

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


_SAID = {
    Weakness.SUPERUSER: _("akun proses web adalah superuser: aturan baris tidak berlaku baginya"),
    Weakness.BYPASSES_POLICIES: _("akun proses web boleh melewati aturan baris (BYPASSRLS)"),
    Weakness.OWNS_TABLES: _("akun proses web memiliki tabel: aturan baris tidak berlaku baginya"),
    Weakness.CHANGES_FACTS: _("akun proses web boleh mengubah fakta (absen, catatan audit)"),
    Weakness.NO_GRANTS: _("akun proses web belum diberi hak atas tabel"),
    Weakness.NO_POLICIES: _("tabel belum dijaga aturan baris"),
}


def web_log_in(config: Config) -> Finding:
    """Whether the second line stands: web processes own nothing, change no fact, and see rows by policies only."""
    url = web_url(config)
    if url is None:
        found = _("HADIR_DATABASE_WEB_URL kosong: proses web memakai akun pemilik tabel")
        return _not_weak(config, found, remedy(Weakness.OWNS_TABLES, ""))
    if config.database_url is None and cluster_of(config).status().state != "running":
        return Finding("web_log_in", Level.WARN, _("belum dapat diperiksa"), "hadir db start")
    try:
        found_all = weaknesses(url)
    except psycopg.Error as error:
        said = str(error).strip().splitlines()[0]
        return Finding("web_log_in", Level.FAIL, said, _("Periksa HADIR_DATABASE_WEB_URL; lalu: hadir migrate"))
    if found_all:
        return _not_weak(
            config, "; ".join(_SAID[one] for one in found_all), remedy(found_all[0], web_role(config) or "")
        )
    return Finding("web_log_in", Level.OK, _("terbatas: {role}").format(role=web_role(config)))


def _not_weak(config: Config, found: str, what_to_do: str) -> Finding:
    return Finding("web_log_in", Level.WARN if config.is_demo else Level.FAIL, found, what_to_do)


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
