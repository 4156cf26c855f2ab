"""Start, reuse and stop the embedded PostgreSQL.

No TCP: the server listens on a Unix socket in a folder that only its owner (and root) may enter, which is what lets it
trust local connections. Commands and the worker connect as the role `hadir`, which owns its databases and is no
superuser; web processes as `hadir_web`, which owns nothing (ADR 0023).
"""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from hadir.lib.errors import HadirError, Unavailable
from hadir.lib.language import _
from hadir.postgres import account as accounts
from hadir.postgres import binaries, process
from hadir.postgres.runtime import private_dir

ROLE = "hadir"
WEB_ROLE = "hadir_web"
DATABASE = "hadir"

_START_S = 120
_STOP_S = 60
_SHARED_MEMORY_WAIT_S = 15
_FREE_BYTES = 200_000_000  # a fresh cluster is 40 MB and its log of changes wants room to grow
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

# A small server shared with the face engine. Durability stays at PostgreSQL's strictest: a punch that was
# confirmed must survive a power cut.
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # One file a weekday, overwritten the week after: the log stays small without a rotation service.
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
}


@dataclass(frozen=True, slots=True)
class Status:
    """`state`: absent (never initialised), stopped, running, or stuck (process there, socket silent)."""

    state: str
    pid: int | None = None
    socket_dir: Path | None = None


class Cluster:
    """The server whose data lives in `data_dir`; `runtime_dir` names the short folder beside which its socket lives."""

    def __init__(self, data_dir: Path, runtime_dir: Path) -> None:
        self.data_dir = data_dir.absolute()
        self._default_socket_dir = runtime_dir.with_name(f"{runtime_dir.name}-pg")

    def start(self) -> Status:
        """Make the server answer: initialise on first use, reuse when running, recover after a crash."""
        with self._lock():
            found = self.status()
            if found.state == "running":
                return found
            if found.state == "stuck":
                self._stop_now()
            account = self._prepare()
            if found.state == "absent":
                self._initialise(account)
            self._check_version()
            self._launch(account)
            with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
                _ensure_roles(connection)
            return self.status()

    def stop(self) -> bool:
        """Stop cleanly (open transactions are rolled back). False when nothing was running."""
        if not self.data_dir.parent.exists():
            return False
        with self._lock():
            return self._stop_now()

    def status(self) -> Status:
        """What is there now; asks the process and the socket, not just files."""
        try:
            if not (self.data_dir / "PG_VERSION").exists():
                return Status("absent")
            server = process.find(self.data_dir)
        except PermissionError as error:
            raise Unavailable(
                "postgres_permission",
                _("Folder basis data {folder} milik akun lain. Jalankan sebagai akun yang membuatnya.").format(
                    folder=self.data_dir
                ),
            ) from error
        if server is None:
            return Status("stopped")
        return Status("running" if server.answers() else "stuck", server.pid, server.socket_dir)

    @property
    def socket_dir(self) -> Path:
        """Where the running server listens (it may have been started by another account), else where it would."""
        try:
            server = process.find(self.data_dir)
        except PermissionError:  # somebody else's data: connecting will say so, building an address need not
            server = None
        return server.socket_dir if server is not None else self._default_socket_dir

    def url(self, database: str = DATABASE, role: str = ROLE) -> str:
        """Connection address of a database over the socket."""
        return f"postgresql://{role}@/{quote(database, safe='')}?host={quote(str(self.socket_dir), safe='')}"

    def ensure_database(self, name: str = DATABASE) -> bool:
        """Create the database when missing; True when it was. The server must run."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            _ensure_roles(connection)
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return False
            try:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(ROLE))
                )
            except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                return False  # somebody was faster
            return True

    # --- steps of start and stop

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One starter or stopper at a time. The file stays: removing it would let two hold 'the' lock."""
        try:
            self.data_dir.parent.mkdir(parents=True, exist_ok=True)
            lock = self.data_dir.with_name(f"{self.data_dir.name}.lock").open("a")
        except OSError as error:
            raise _no_access(self.data_dir.parent, error) from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @property
    def _new_dir(self) -> Path:
        return self.data_dir.with_name(f"{self.data_dir.name}.new")

    def _prepare(self) -> accounts.Account:
        """Folders and account for a start. A cluster is made in a folder beside, so a broken attempt leaves none."""
        try:
            account = accounts.choose(self.data_dir)
            folder = self.data_dir
            if not (self.data_dir / "PG_VERSION").exists():
                folder = self._new_dir
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(mode=0o700)
            if not account.is_self:
                os.chown(folder, account.uid, account.gid)
            folder.chmod(0o700)
            private_dir(self._default_socket_dir, account.uid)
        except OSError as error:
            raise _no_access(self.data_dir.parent, error) from error
        return accounts.able(account, binaries.program("initdb"), binaries.shared_file(), folder)

    def _initialise(self, account: accounts.Account) -> None:
        if shutil.disk_usage(self._new_dir).free < _FREE_BYTES:
            raise _disk_full(self.data_dir, "")
        result = account.run(
            [str(binaries.program("initdb")), f"--pgdata={self._new_dir}", "--username=postgres", "--auth=trust",
             "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
             "--data-checksums", "--no-instructions"],
            _ENVIRONMENT,
        )  # fmt: skip
        if result.returncode != 0:
            shutil.rmtree(self._new_dir, ignore_errors=True)
            raise _explain(self.data_dir, result.stderr)
        if self.data_dir.exists():
            self.data_dir.rmdir()  # only an empty folder: never data that we did not understand
        self._new_dir.rename(self.data_dir)

    def _check_version(self) -> None:
        has = (self.data_dir / "PG_VERSION").read_text().strip()
        result = accounts.Account(os.geteuid(), os.getegid()).run([str(binaries.program("pg_config")), "--version"])
        wanted = result.stdout.removeprefix("PostgreSQL ").split(".")[0].strip()
        if has != wanted:
            raise Unavailable(
                "postgres_version",
                _(
                    "Data di {folder} dibuat PostgreSQL {has}, yang terpasang {wanted}. "
                    "Pindahkan dengan pg_dump versi lama."
                ).format(folder=self.data_dir, has=has, wanted=wanted),
            )

    def _launch(self, account: accounts.Account) -> None:
        self._sweep()
        log = self.data_dir / "start.log"
        settings = {**_SETTINGS, "unix_socket_directories": str(self._default_socket_dir)}
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
        command = [str(binaries.program("pg_ctl")), "start", "--wait", f"--timeout={_START_S}",
                   f"--pgdata={self.data_dir}", f"--log={log}", f"--options={options}"]  # fmt: skip
        since = time.time()
        deadline = time.monotonic() + _SHARED_MEMORY_WAIT_S
        while True:
            log.unlink(missing_ok=True)
            result = account.run(command, _ENVIRONMENT, timeout_s=_START_S + 30)
            if result.returncode == 0:
                return
            words = log.read_text(errors="replace") if log.exists() else ""
            # After kill -9 the server's children need a moment to notice and let go.
            if "shared memory block" not in words or time.monotonic() > deadline:
                raise _explain(self.data_dir, f"{result.stderr}\n{self._collected_log(since)}\n{words}")
            time.sleep(0.5)

    def _sweep(self) -> None:
        """Remove what a crash left behind. PostgreSQL itself keeps it while the process number is still taken: by
        another program, or by a dead process that its parent has not collected."""
        if process.find(self.data_dir) is None:
            (self.data_dir / "postmaster.pid").unlink(missing_ok=True)
            (self._default_socket_dir / process.SOCKET_NAME).unlink(missing_ok=True)
            (self._default_socket_dir / f"{process.SOCKET_NAME}.lock").unlink(missing_ok=True)

    def _collected_log(self, since: float) -> str:
        """End of the server's own log, which takes over from the start log, if written to after `since` (Unix time)."""
        times = {path: path.stat().st_mtime for path in (self.data_dir / "log").glob("*.log")}
        newest = max(times, key=lambda path: times[path], default=None)
        return newest.read_text(errors="replace")[-4000:] if newest is not None and times[newest] >= since else ""

    def _stop_now(self) -> bool:
        server = process.find(self.data_dir)
        if server is None:
            return False
        try:
            os.kill(server.pid, signal.SIGINT)  # "fast": sessions end, everything is written
        except PermissionError as error:
            raise _no_access(self.data_dir, error) from error
        deadline = time.monotonic() + _STOP_S
        while server.is_alive():
            if time.monotonic() > deadline:
                raise Unavailable(
                    "postgres_not_stopping",
                    _("PostgreSQL (proses {pid}) belum berhenti setelah {seconds} detik.").format(
                        pid=server.pid, seconds=_STOP_S
                    ),
                )
            time.sleep(0.05)
        return True


def _ensure_roles(connection: psycopg.Connection[Any]) -> None:
    """The owner may create databases (tests need that) and not step over row security or triggers. It may take on the
    web's role, to see what the web sees; the web's role is a member of nothing."""
    made = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    if ROLE not in made:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
    if WEB_ROLE not in made:
        web, owner = sql.Identifier(WEB_ROLE), sql.Identifier(ROLE)
        with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):  # somebody was faster
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOBYPASSRLS").format(web))
        connection.execute(sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(web, owner))


def _explain(folder: Path, words: str) -> HadirError:
    """The server's own words, with a sentence for the two causes that people can mend."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    tail = "\n".join(lines[-8:])
    if "No space left on device" in words or "Disk quota exceeded" in words:
        return _disk_full(folder, tail)
    if "Permission denied" in words:
        message = _("PostgreSQL tidak boleh membaca atau menulis {folder}. Periksa pemilik dan izinnya.\n{tail}")
        return Unavailable("postgres_permission", message.format(folder=folder, tail=tail))
    message = _("PostgreSQL di {folder} tidak dapat dimulai. Kata-kata terakhirnya:\n{tail}")
    return Unavailable("postgres_failed", message.format(folder=folder, tail=tail))


def _disk_full(folder: Path, tail: str) -> HadirError:
    message = _("Ruang disk untuk basis data di {folder} habis. Kosongkan minimal 200 MB, lalu jalankan lagi.\n{tail}")
    return Unavailable("postgres_disk_full", message.format(folder=folder, tail=tail).strip())


def _no_access(folder: Path, error: OSError) -> HadirError:
    message = _("Tidak dapat memakai folder {folder} untuk basis data: {reason}. Periksa pemilik dan izinnya.")
    return Unavailable("postgres_permission", message.format(folder=folder, reason=error.strerror))
