"""`hadir serve`: database, face engine pool, worker and web server as one thing that starts and stops together."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import typer

from hadir.cli import checkup_database
from hadir.cli.checkups import Level
from hadir.cli.django_commands import set_up_migrated
from hadir.cli.worker import kept_worker
from hadir.config import Config, load_site
from hadir.lib.errors import Conflict, Unavailable
from hadir.lib.language import _
from hadir.postgres.service import cluster_of

_log = logging.getLogger(__name__)
_STOP_WAIT_S = 15


def serve() -> None:
    """Run until Ctrl-C or SIGTERM. What this process started is stopped again, in reverse order."""
    config = load_site()
    stop = threading.Event()
    with _database(config), engine_pool(config), kept_worker(config) as jobs, _web(config) as web:
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, lambda *_args: stop.set())
        typer.echo(_("Hadir berjalan di {url} (Ctrl-C untuk berhenti).").format(url=config.base_url))
        while not stop.wait(0.5):
            jobs.tend()
            if web.poll() is not None:
                raise Unavailable(
                    "web_server_ended",
                    _("Server web berhenti sendiri (kode {code}). Periksa apakah port {port} sudah dipakai.").format(
                        code=web.returncode, port=config.http_port
                    ),
                )
        typer.echo(_("Menghentikan Hadir …"))


@contextmanager
def _database(config: Config) -> Iterator[None]:
    """Our own server runs while we do, unless somebody had started it before."""
    own = None if config.database_url else cluster_of(config)
    was_running = own is None or own.status().state == "running"
    try:
        set_up_migrated()
        _web_log_in_is_weak(config)
        yield
    finally:
        if own is not None and not was_running:
            own.stop()


def _web_log_in_is_weak(config: Config) -> None:
    """In production the site does not start over a log-in that could read or change everything (ADR 0023)."""
    finding = checkup_database.web_log_in(config)
    if finding.level is Level.OK:
        return
    if not config.is_demo:
        raise Unavailable("web_log_in_too_strong", f"{finding.found} {finding.remedy}")
    _log.warning("web log-in: %s", finding.found)


@contextmanager
def engine_pool(config: Config) -> Iterator[Any]:
    """The face engine's workers on the socket where the web workers look for them."""
    from hadir.capture.engine import socket_path
    from hadir.faceengine.jpeg import FrameLimits
    from hadir.faceengine.pool import EnginePool, PoolOptions, SocketTaken

    options = PoolOptions(
        config.models_dir,
        workers=config.engine_workers,
        queue=config.engine_queue,
        precision=config.engine_precision,
        next_precision=config.engine_next,
        frame_timeout_s=config.engine_timeout_s,
        limits=FrameLimits(config.frame_max_bytes, config.frame_max_pixels),
    )
    try:
        pool = EnginePool(socket_path(), options)
        pool.start()
    except SocketTaken as error:
        raise Conflict(
            "already_running", _("Hadir sudah berjalan untuk folder var ini. Hentikan dahulu yang lama.")
        ) from error
    try:
        yield pool
    finally:
        pool.stop()


@contextmanager
def _web(config: Config) -> Iterator[subprocess.Popen[bytes]]:
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "hadir.wsgi:application"),
        *("--host", config.http_host, "--port", str(config.http_port), "--no-ws"),
        *("--workers", str(config.web_workers), "--blocking-threads", str(config.web_threads)),
        *("--log-level", config.log_level.lower(), "--respawn-failed-workers"),
    ]
    # An own process group: Ctrl-C reaches only us, and we stop the parts in order.
    web = subprocess.Popen(command, start_new_session=True)
    try:
        yield web
    finally:
        web.terminate()
        try:
            web.wait(_STOP_WAIT_S)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(web.pid, signal.SIGKILL)
            web.wait()
