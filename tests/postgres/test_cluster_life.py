"""The embedded server starts, is reused, stops, and comes back after a crash with everything that was confirmed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from hadir.lib.errors import Unavailable
from hadir.postgres.cluster import Cluster
from hadir.postgres.runtime import runtime_dir
from tests.postgres.conftest import MakeCluster


def _query(cluster: Cluster, statement: str) -> object:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def test_a_new_cluster_starts_is_reused_and_stops(cluster: Cluster) -> None:
    assert cluster.status().state == "absent"
    first = cluster.start()
    assert first.state == "running"
    assert cluster.start().pid == first.pid
    assert cluster.ensure_database() is True
    assert cluster.ensure_database() is False
    assert cluster.stop() is True
    assert cluster.status().state == "stopped"
    assert cluster.stop() is False


def test_the_site_role_is_no_superuser_and_data_is_durable(cluster: Cluster) -> None:
    cluster.start()
    cluster.ensure_database()
    assert _query(cluster, "SELECT current_user") == "hadir"
    assert _query(cluster, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    for setting in ("data_checksums", "fsync", "synchronous_commit", "full_page_writes"):
        assert _query(cluster, f"SHOW {setting}") == "on"


def test_nothing_listens_on_the_network(cluster: Cluster) -> None:
    cluster.start()
    with psycopg.connect(cluster.url("postgres")) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert cluster.socket_dir.stat().st_mode & 0o777 == 0o700


def test_kill_9_loses_nothing_that_was_committed(cluster: Cluster) -> None:
    pid = cluster.start().pid
    cluster.ensure_database()
    _query(cluster, "CREATE TABLE punch AS SELECT 7 AS n")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while cluster.status().state == "running":  # the kernel takes a moment
        time.sleep(0.01)
    again = cluster.start()
    assert again.pid != pid
    assert _query(cluster, "SELECT n FROM punch") == 7


def test_a_stale_process_number_that_now_belongs_to_another_program_is_no_obstacle(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        (cluster.data_dir / "postmaster.pid").write_text(f"{stranger.pid}\n{cluster.data_dir}\n")
        assert cluster.status().state == "stopped"
        assert cluster.start().state == "running"
        assert stranger.poll() is None
        stranger.terminate()


def test_a_server_whose_socket_was_swept_away_is_started_anew(cluster: Cluster) -> None:
    pid = cluster.start().pid
    for file in cluster.socket_dir.iterdir():
        file.unlink()
    assert cluster.status().state == "stuck"
    assert cluster.start().pid != pid


def test_a_path_too_long_for_a_socket_and_with_spaces_works(make_cluster: MakeCluster, tmp_path: Path) -> None:
    var = tmp_path / ("kabupaten yang panjang namanya " * 4).strip() / "it's %20 here" / "var"
    cluster = make_cluster(var)
    cluster.start()
    cluster.ensure_database()
    assert _query(cluster, "SELECT 1") == 1
    with pytest.raises(OSError, match="too long"), socket.socket(socket.AF_UNIX) as probe:
        probe.bind(str(var / "pg" / ".s.PGSQL.5432"))


def test_two_starts_at_once_end_with_one_server(cluster: Cluster) -> None:
    other = Cluster(cluster.data_dir, runtime_dir(cluster.data_dir.parent))
    with ThreadPoolExecutor(2) as pool:
        pids = {status.pid for status in pool.map(lambda one: one.start(), (cluster, other))}
    assert len(pids) == 1


def test_an_unfinished_first_initialisation_is_begun_again(cluster: Cluster) -> None:
    leftover = cluster.data_dir.with_name("pg.new")
    leftover.mkdir(parents=True)
    (leftover / "PG_VERSION").write_text("18")
    assert cluster.start().state == "running"
    assert not leftover.exists()


def test_data_of_another_major_version_is_refused_by_name(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.data_dir / "PG_VERSION").write_text("15\n")
    with pytest.raises(Unavailable) as refusal:
        cluster.start()
    assert refusal.value.code == "postgres_version"
