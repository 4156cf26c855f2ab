"""A migrated database to copy test databases from: all migrations take half a minute, a copy takes a moment.

Kept on the test server under a name made from everything the migrations consist of, so a changed migration, or a
changed module that one imports, makes a new one. Nobody waits for another run to make it: whoever finds none migrates,
and keeps a copy if nobody else is at it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg
from django.apps import apps

_PREFIX = "hadir_template_"
_LOCK = 0x68616469  # any number that nothing else on this server locks
_IMPORTS = re.compile(r"^from (hadir[\w.]*) import ([\w, ]+)|^import (hadir[\w.]*)", re.MULTILINE)


def name() -> str:
    """The name that today's migrations give it."""
    digest = hashlib.sha256(version("django").encode())
    for path in sorted(_files()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return _PREFIX + digest.hexdigest()[:16]


@contextmanager
def held(url: str, wanted: str) -> Iterator[bool]:
    """Whether it can be copied from; it stays as long as the context is open."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock_shared(%s)", (_LOCK,))
        yield _exists(server, wanted)


def keep(url: str, migrated: str, wanted: str) -> None:
    """Copy a freshly migrated database, to which nobody is connected, and drop the templates of before; not while
    others copy theirs."""
    with psycopg.connect(url, autocommit=True) as server:
        is_free = server.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,)).fetchone()
        if is_free == (True,) and not _exists(server, wanted):
            _replace(server, migrated, wanted)


def _exists(server: psycopg.Connection, wanted: str) -> bool:
    return server.execute("SELECT FROM pg_database WHERE datname = %s", (wanted,)).fetchone() is not None


def _replace(server: psycopg.Connection, migrated: str, wanted: str) -> None:
    rows = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (_PREFIX,)).fetchall()
    for (old,) in rows:
        server.execute(f'DROP DATABASE IF EXISTS "{old}"')
    server.execute(f'CREATE DATABASE "{wanted}" TEMPLATE "{migrated}"')


def _files() -> set[Path]:
    """Migrations of every app, and the modules of ours that they import by name."""
    found: set[Path] = set()
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.migrations") is not None:
            found.update(Path(str(import_module(f"{app.name}.migrations").__file__)).parent.glob("*.py"))
    for path in [*found]:
        for module, names, plain in _IMPORTS.findall(path.read_text()):
            inside = [f"{module}.{one.strip()}" for one in names.split(",")] if module else []
            candidates = [plain or module, *inside]
            found.update(Path(spec.origin) for one in candidates if (spec := _spec(one)) and spec.origin)
    return found


def _spec(module: str) -> ModuleSpec | None:
    try:
        return find_spec(module)
    except (ModuleNotFoundError, ValueError):  # a name inside a module, not a module
        return None
