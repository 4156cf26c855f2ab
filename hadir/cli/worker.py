"""`hadir worker`: the process that does the jobs; and its keeper, the part of `hadir serve` that has it running."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Annotated

import psycopg
import typer

from hadir.cli.django_commands import set_up_migrated
from hadir.config import Config
from hadir.lib.errors import HadirError, Unavailable
from hadir.lib.language import _
from hadir.postgres.service import cluster_of

_log = logging.getLogger(__name__)
_STOP_WAIT_S = 15  # longer than the worker's own patience with its jobs
_STEADY_S = 60.0  # who has run that long is not dying at once
_LONGEST_PAUSE_S = 60.0
_CONNECT_S = 2


def worker(
    concurrency: Annotated[
        int | None, typer.Option(min=1, max=64, help=_("Pekerjaan serentak. Bawaan: HADIR_WORKER_CONCURRENCY."))
    ] = None,
    once: Annotated[bool, typer.Option("--once", help=_("Berhenti setelah antrean kosong."))] = False,
) -> None:
    """Do jobs until Ctrl-C or SIGTERM; jobs in work are finished first."""
    from django.db import OperationalError
    from procrastinate.exceptions import ConnectorException
    from psycopg_pool import PoolTimeout

    try:
        config = set_up_migrated()
        from hadir.jobs.worker import work

        work(concurrency=concurrency or config.worker_concurrency, once=once)
    except (OperationalError, ConnectorException, PoolTimeout) as error:
        raise Unavailable(
            "database_away", _("Basis data tidak menjawab, jadi pekerjaan tidak dapat dilakukan.")
        ) from error


class Keeper:
    """Keeps one worker process alive: started again when it died, with growing pauses, once the database answers."""

    def __init__(self, config: Config, command: Sequence[str] = (sys.executable, "-m", "hadir.cli.main", "worker")):
        self._config = config
        self._command = list(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._pause_s = 1.0
        self._not_before = 0.0

    @property
    def pid(self) -> int | None:
        """Of the worker that runs, None while there is none."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def tend(self) -> None:
        """Look after the worker; call it every now and then."""
        if self.pid is not None:
            return
        now = time.monotonic()
        if self._process is not None:
            code, self._process = self._process.returncode, None
            self._pause_s = 1.0 if now - self._began > _STEADY_S else min(self._pause_s * 2, _LONGEST_PAUSE_S)
            self._not_before = now + self._pause_s
            _log.warning("the worker ended (%s); it is started again in %.0f s", code, self._pause_s)
        if now < self._not_before:
            return
        if not _answers(self._config):
            self._not_before = now + self._pause_s
            return
        self._began = now
        # An own process group: Ctrl-C reaches only `serve`, which stops its parts in order.
        self._process = subprocess.Popen(self._command, start_new_session=True)

    def stop(self) -> None:
        """Let it finish what it does; what takes too long is left to be done again."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_WAIT_S)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None


@contextmanager
def kept_worker(config: Config) -> Iterator[Keeper]:
    """A worker for as long as the block runs; call `tend` in it."""
    keeper = Keeper(config)
    keeper.tend()
    try:
        yield keeper
    finally:
        keeper.stop()


def _answers(config: Config) -> bool:
    """Whether the database is there. Asked, never started: whoever stopped it wants it stopped."""
    try:
        url = config.database_url.get_secret_value() if config.database_url else cluster_of(config).url()
        psycopg.connect(url, connect_timeout=_CONNECT_S).close()
    except (psycopg.Error, HadirError):
        return False
    return True
