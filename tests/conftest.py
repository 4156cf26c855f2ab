"""Starts the test database and brings on the cast."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase
from pytest_django import DjangoDbBlocker

from hadir import config as hadir_config
from hadir.accounts import database_guard
from hadir.accounts.models import User
from hadir.capture import engine
from hadir.faceengine.pool import EnginePool, PoolOptions
from hadir.notices.models import Notice
from hadir.periods.models import StaleSpan
from hadir.postgres.cluster import WEB_ROLE, Cluster
from hadir.postgres.service import cluster_of, database_url
from scripts import messages
from tests import template_database
from tests.cast import CAST_TABLES, Cast, find_cast, make_cast

_WAS_RUNNING = pytest.StashKey[bool]()

# How long an example takes says how busy the machine is, not whether a rule holds.
hypothesis.settings.register_profile(
    "hadir", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], parent=hypothesis.settings.default
)
hypothesis.settings.load_profile("hadir")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Remember whether the server ran already. Workers of a run leave that to the process that started them."""
    cluster = _own_cluster()
    session.config.stash[_WAS_RUNNING] = (
        cluster is None or hasattr(session.config, "workerinput") or cluster.status().state == "running"
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A server that this run has started stops with it, unless another run has come to use it meanwhile."""
    cluster = _own_cluster()
    if cluster is None or session.config.stash.get(_WAS_RUNNING, True) or cluster.status().state != "running":
        return
    if not _runs(database_url(hadir_config.load_site())):
        cluster.stop()


def _own_cluster() -> Cluster | None:
    """The embedded server; None when the tests use one of somebody else's."""
    config = hadir_config.load_site()
    return None if config.database_url else cluster_of(config)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """The server for all tests, and a database of this process's own: two runs at once must not meet."""
    _drop_orphans(database_url(hadir_config.load_site()))


@pytest.fixture(scope="session")
def _template(django_db_modify_db_settings: None) -> Iterator[Callable[[], None]]:
    """Copy the database from a migrated template where there is one; else what is called makes one of it."""
    url, wanted = database_url(hadir_config.load_site()), template_database.name()
    with ExitStack() as until_copied:
        is_there = until_copied.enter_context(template_database.held(url, wanted))
        if is_there:
            connection.settings_dict["TEST"]["TEMPLATE"] = wanted
        else:
            until_copied.close()

        def copied() -> None:
            until_copied.close()
            if not is_there:
                connection.close()
                template_database.keep(url, connection.settings_dict["NAME"], wanted)

        yield copied


@pytest.fixture(scope="session")
def django_db_setup(_template: Callable[[], None], django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """After the migrations, what `hadir migrate` does after them: grants and row policies."""
    with django_db_blocker.unblock():
        _template()
        database_guard.apply(WEB_ROLE)


def _runs(url: str) -> dict[str, int]:
    """Databases of test runs on that server (of browser tests too), with the process ids in their names."""
    with psycopg.connect(url, autocommit=True) as server:
        pattern = r"^hadir_(test|browser)_\d+$"
        rows = server.execute("SELECT datname FROM pg_database WHERE datname ~ %s", (pattern,)).fetchall()
    return {name: int(name.rpartition("_")[2]) for (name,) in rows}


def _drop_orphans(url: str) -> None:
    """Remove the databases of runs that were killed."""
    for name, pid in _runs(url).items():
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            with psycopg.connect(url, autocommit=True) as server:
                server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        except PermissionError:
            continue  # alive, and somebody else's


@pytest.fixture(scope="session", autouse=True)
def _english() -> None:
    """The compiled catalogue is no part of the repository; a stale one would make tests of English lie."""
    messages.compile_catalogue()


@pytest.fixture(scope="session", autouse=True)
def _flush_may_empty_append_only_tables() -> Iterator[None]:
    """Tests with real transactions empty all tables afterwards, which the append-only triggers refuse on purpose."""
    case_class: Any = TransactionTestCase  # its hook is private to Django
    flush = case_class._fixture_teardown

    def teardown(case: Any) -> None:
        _triggers("DISABLE")
        try:
            flush(case)
            _empty_the_queue()
        finally:
            _triggers("ENABLE")

    case_class._fixture_teardown = teardown
    yield
    case_class._fixture_teardown = flush


def _empty_the_queue() -> None:
    """Its tables are not Django's, so Django's flush does not know them."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def _triggers(verb: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE %s", [r"%\_append\_only\_%"]
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER {trigger}")


@pytest.fixture(scope="session")
def _cast_rows() -> dict[str, bytes]:
    """What the services stored for the cast, table by table, the first time a test of this run wanted it."""
    return {}


@pytest.fixture
def cast(db: None, _cast_rows: dict[str, bytes]) -> Cast:
    """See `tests.cast`. Entered through the services once a run, copied back for every later test."""
    with connection.cursor() as cursor:
        if not _cast_rows:
            made = make_cast()
            _forget_what_was_told()
            _cast_rows.update({model._meta.db_table: _copied(cursor, model._meta.db_table) for model in CAST_TABLES})
            return made
        for table, rows in _cast_rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(rows)
    return find_cast()


def _copied(cursor: Any, table: str) -> bytes:
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(copy)


def _forget_what_was_told() -> None:
    """Later tests get the rows of the cast without the jobs, notices and marks that making them brought; the first
    too."""
    Notice.objects.all().delete()
    StaleSpan.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture(scope="session")
def pool() -> Iterator[EnginePool]:
    """The real engine for all flows. One worker; large queue, because nothing there is about patience. Its socket is
    this process's own."""
    from tests.faces import MODELS  # renders heads: not for tests that show none

    own = engine.socket_path().with_name(f"engine-{os.getpid()}.sock")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "socket_path", lambda: own)
        engine.service.cache_clear()
        with EnginePool(own, PoolOptions(MODELS, workers=1)) as running:
            yield running
        engine.service.cache_clear()


@pytest.fixture
def browser_of() -> Callable[[User], Client]:
    """A browser in which somebody is signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return make
