"""Starts the workers, restarts those that die, stops them all."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import msgspec

from hadir.faceengine.jpeg import FrameLimits
from hadir.faceengine.pool.client import EngineDown, PoolClient
from hadir.faceengine.pool.options import WorkerOptions
from hadir.faceengine.runtime import Precision, PrecisionChoice

_log = logging.getLogger(__name__)
_LOOK_EVERY_S = 0.2
_READY_PAUSE_S = 0.05
_RESTART_PAUSE_S = 2.0  # for a worker that dies young: do not spin


@dataclass(frozen=True, slots=True)
class PoolOptions:
    """`queue`: frames that may wait before callers are told to come again; `frame_timeout_s`: then the worker dies."""

    models_dir: Path
    workers: int = 1
    queue: int = 64
    precision: PrecisionChoice = "auto"
    next_precision: Precision | None = None  # a second engine beside the first, while it takes its place
    frame_timeout_s: float = 2.0
    memory_mib: int = 512
    limits: FrameLimits = field(default_factory=FrameLimits)


class SocketTaken(Exception):
    """Another pool serves this socket."""


@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    started: float


class EnginePool:
    """A supervised set of workers on one Unix socket. Use as a context manager, or `start` and `stop`."""

    def __init__(self, socket_path: Path, options: PoolOptions) -> None:
        self.socket_path = socket_path
        self.options = options
        self._listener: socket.socket | None = None
        self._workers: list[_Worker] = []
        self._stopping = threading.Event()
        self._watch: threading.Thread | None = None

    def start(self, *, wait_s: float = 60.0) -> None:
        """Listen, start the workers and wait until one answers. Raises `SocketTaken`, `EngineDown` with the reason."""
        if self._taken():
            raise SocketTaken(str(self.socket_path))
        with contextlib.suppress(FileNotFoundError):
            self.socket_path.unlink()  # left by a pool that was killed
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(self.socket_path))
        self.socket_path.chmod(0o600)
        self._listener.listen(self.options.queue)
        self._workers = [self._spawn(index) for index in range(self.options.workers)]
        self._await_ready(wait_s)
        self._watch = threading.Thread(target=self._supervise, name="engine-pool", daemon=True)
        self._watch.start()

    def stop(self) -> None:
        """End all workers and remove the socket. Harmless when already stopped."""
        self._stopping.set()
        if self._watch:
            self._watch.join()
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            try:
                worker.process.wait(3)
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
        if self._listener is None:
            return
        self._listener.close()
        self._listener = None
        with contextlib.suppress(FileNotFoundError):
            self.socket_path.unlink()

    def __enter__(self) -> EnginePool:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def client(self) -> PoolClient:
        return PoolClient(self.socket_path, timeout_s=self.options.frame_timeout_s + 3.0)

    def worker_pids(self) -> list[int]:
        return [worker.process.pid for worker in self._workers]

    def _taken(self) -> bool:
        """Whether somebody listens there: a living pool's socket must not be swept away."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(1.0)
            try:
                probe.connect(str(self.socket_path))
            except (FileNotFoundError, ConnectionRefusedError):
                return False
            except OSError:
                return True  # listening, but its queue is full
            return True

    def _spawn(self, index: int) -> _Worker:
        assert self._listener is not None
        cpus = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        told = WorkerOptions(
            listener_fd=self._listener.fileno(),
            supervisor_pid=os.getpid(),
            models_dir=str(self.options.models_dir),
            precision=self.options.precision,
            next_precision=self.options.next_precision,
            frame_timeout_s=self.options.frame_timeout_s,
            memory_mib=self.options.memory_mib,
            max_bytes=self.options.limits.max_bytes,
            max_pixels=self.options.limits.max_pixels,
            cpu=cpus[index] if 1 < self.options.workers <= len(cpus) else None,
        )
        command = [sys.executable, "-m", "hadir.faceengine.pool.worker", msgspec.json.encode(told).decode()]
        process = subprocess.Popen(
            command, pass_fds=[told.listener_fd], stdin=subprocess.DEVNULL, env=_bare_environment()
        )
        return _Worker(process, time.monotonic())

    def _await_ready(self, wait_s: float) -> None:
        deadline = time.monotonic() + wait_s
        client = PoolClient(self.socket_path, timeout_s=0.5)
        while True:
            try:
                client.engine_id()
                return
            except EngineDown as error:
                codes = [worker.process.poll() for worker in self._workers]
                if all(code is not None for code in codes) or time.monotonic() > deadline:
                    self.stop()
                    raise EngineDown(f"no engine worker became ready (exit codes {codes})") from error
                time.sleep(_READY_PAUSE_S)

    def _supervise(self) -> None:
        while not self._stopping.wait(_LOOK_EVERY_S):
            for index, worker in enumerate(self._workers):
                code = worker.process.poll()
                if code is None:
                    continue
                if time.monotonic() - worker.started < _RESTART_PAUSE_S:
                    continue
                _log.warning("engine worker %d ended with code %s and is started again", index, code)
                try:
                    self._workers[index] = self._spawn(index)
                except OSError:  # no process to be had just now: the next look tries again
                    _log.exception("engine worker %d cannot be started", index)


def _bare_environment() -> dict[str, str]:
    """Workers get no secrets: only what Python and the runtime need to start."""
    keep = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "PYTHONPATH")
    return {name: os.environ[name] for name in keep if name in os.environ} | {"OMP_NUM_THREADS": "1"}
