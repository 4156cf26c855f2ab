"""A real site for the browser: own folder and database, engine pool and web server as `hadir serve` runs them."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg.conninfo import make_conninfo

from hadir import config as hadir_config
from hadir.postgres.cluster import WEB_ROLE
from hadir.postgres.runtime import runtime_dir
from hadir.postgres.service import database_url
from tests import template_database
from tests.faces import MODELS, VAR

ROOT = Path(__file__).resolve().parents[2]
_START_WAIT_S = 60.0

# Whose faces are recorded: Tamara's receipt is shown, Fajar's template outdated; Gita is before the cameras; Nadia's
# account is attacked.
RECORDED = ("Tamara", "Fajar", "Gita", "Nadia")


@dataclass(frozen=True)
class Site:
    base_url: str
    database: str
    environment: dict[str, str]
    stage: dict[str, Any]

    def login_of(self, name: str) -> str:
        login: str = self.stage["people"][name]["login"]
        return login

    def employee_of(self, name: str) -> int:
        employee: int = self.stage["people"][name]["employee"]
        return employee

    def rows(self, query: LiteralString, **values: object) -> list[tuple[Any, ...]]:
        """What the database holds: tests of pages end with what was really kept."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            return connection.execute(query, values).fetchall()

    def change(self, statement: LiteralString, **values: object) -> None:
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(statement, values)


@contextmanager
def serve(folder: Path) -> Iterator[Site]:
    """Migrate, serve and set the stage; stop and remove everything afterwards. Static files stay for the next run."""
    server = database_url(hadir_config.load_site())
    name = f"hadir_browser_{os.getpid()}"
    (folder / "models").symlink_to(MODELS)
    (folder / "static").symlink_to(VAR / "browser-static")
    (VAR / "browser-static").mkdir(exist_ok=True)
    with _database(server, name) as database:
        port = _free_port()
        base_url = f"http://127.0.0.1:{port}"
        environment = os.environ | {
            "HADIR_MODE": "demo",
            "HADIR_VAR_DIR": str(folder),
            "HADIR_DATABASE_URL": database,
            "HADIR_DATABASE_WEB_URL": make_conninfo(database, user=WEB_ROLE),
            "HADIR_HTTP_PORT": str(port),
            "HADIR_BASE_URL": base_url,
            "HADIR_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "hadir.settings",
        }
        _run("-m", "hadir.cli.main", "migrate", environment=environment)
        try:
            with _process("-m", "hadir.cli.main", "serve", environment=environment, port=port, log=folder / "site.log"):
                stage = json.loads(
                    _run("-m", "tests.browser.stage", *RECORDED, environment=environment).splitlines()[-1]
                )  # mails come before it
                yield Site(base_url, database, environment, stage)
        finally:
            shutil.rmtree(runtime_dir(folder), ignore_errors=True)


@contextmanager
def _database(server: str, name: str) -> Iterator[str]:
    with (
        template_database.held(server, template_database.name()) as is_there,
        psycopg.connect(server, autocommit=True) as connection,
    ):
        template = template_database.name() if is_there else "template1"
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield make_conninfo(server, dbname=name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _process(*command: str, environment: dict[str, str], port: int, log: Path) -> Iterator[None]:
    with log.open("w") as output:
        process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        _wait_for(port, process, log)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _run(*command: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_WAIT_S
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError(f"the site does not run:\n{log.read_text()}")
