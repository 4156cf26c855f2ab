"""A database for measuring an import: fresh, migrated, with a region, removed afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hadir.cli import bench_database
from hadir.config import load
from hadir.postgres.service import cluster_of


def measure_import(*, employees: int) -> dict[str, Any]:
    """Figures of `hadir.bench.importing.measure` in a database of its own on the embedded server."""
    with fresh_database():
        from hadir.cli.django_commands import set_up_migrated

        set_up_migrated()
        from django.utils import timezone

        from hadir.bench.importing import measure
        from hadir.cli.founding import found_region

        found_region(name="Kabupaten Ukur", code="UKUR")
        return measure(employees=employees, now=timezone.now(), today=timezone.localdate())


@contextmanager
def fresh_database() -> Iterator[None]:
    """This process is told of it by the environment, before Django is set up."""
    config = load()
    folder = config.var_dir / f"bench-import-{os.getpid()}"
    cluster = cluster_of(config)
    was_running = cluster.status().state == "running"
    cluster.start()
    cluster.ensure_database()
    database = f"hadir_bench_{os.getpid()}"
    bench_database.create(cluster.url(), database)
    os.environ.update(HADIR_MODE="demo", HADIR_VAR_DIR=str(folder), HADIR_DATABASE_URL=cluster.url(database))
    os.environ.update(HADIR_LOG_LEVEL="ERROR")
    Path(folder / "static").mkdir(parents=True, exist_ok=True)
    try:
        command = [sys.executable, "-m", "hadir.cli.main", "migrate"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        yield
    finally:
        bench_database.close_connections()
        bench_database.drop(cluster.url(), database)
        shutil.rmtree(folder, ignore_errors=True)
        if not was_running:
            cluster.stop()
