"""One engine process: takes connections off the shared socket, one frame at a time, and dies rather than hang.

Started by `server.EnginePool` as `python -m hadir.faceengine.pool.worker OPTIONS` with the listening socket
inherited. It may use only the memory it was given.
"""

from __future__ import annotations

import gc
import logging
import os
import resource
import signal
import socket
import sys
import time
from pathlib import Path

import msgspec

from hadir.faceengine.engine import POLICIES, Engine
from hadir.faceengine.jpeg import FrameLimits
from hadir.faceengine.pool.messages import Analyse, Analysed, BadMessage, Foreign, Pong, receive_request, send
from hadir.faceengine.pool.options import WorkerOptions
from hadir.faceengine.runtime import PrecisionChoice

_log = logging.getLogger("hadir.engine")
_ORPHAN_CHECK_S = 1.0
_CLIENT_PATIENCE_S = 2.0


def main(options: WorkerOptions) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to the supervisor, which stops workers itself
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # an alarm ends the process even inside native code
    if options.cpu is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {options.cpu})
    engines = [_engine(options, precision) for precision in (options.precision, options.next_precision) if precision]
    gc.collect()
    gc.freeze()  # what is loaded stays: the collector need not look at it again
    _confine(options.memory_mib)
    listener = socket.socket(fileno=options.listener_fd)
    listener.settimeout(_ORPHAN_CHECK_S)
    while os.getppid() == options.supervisor_pid:
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            continue
        with connection:
            connection.settimeout(_CLIENT_PATIENCE_S)
            try:
                _serve(connection, engines, options.frame_timeout_s)
            except ConnectionError:
                pass  # the caller has given up waiting; nobody is left to be told
            except (OSError, BadMessage) as error:
                _log.warning("request dropped: %s", type(error).__name__)


def _engine(options: WorkerOptions, precision: PrecisionChoice) -> Engine:
    limits = FrameLimits(options.max_bytes, options.max_pixels)
    engine = Engine(Path(options.models_dir), precision=precision, limits=limits)
    engine.warm_up()
    return engine


def _serve(connection: socket.socket, engines: list[Engine], frame_timeout_s: float) -> None:
    request = receive_request(connection)
    if not isinstance(request, Analyse):
        ids = [engine.id for engine in engines]
        send(connection, Pong(ids[0], tuple(other for other in ids[1:] if other != ids[0])))
        return
    engine = next((one for one in engines if request.engine in (None, one.id)), None)
    if engine is None:
        send(connection, Foreign())
        return
    if request.policy not in POLICIES:
        raise BadMessage("unknown policy")
    signal.setitimer(signal.ITIMER_REAL, frame_timeout_s)
    started = time.perf_counter()
    analysis = engine.analyse(request.jpeg, POLICIES[request.policy])
    elapsed_ms = (time.perf_counter() - started) * 1e3
    signal.setitimer(signal.ITIMER_REAL, 0)
    send(connection, Analysed(analysis, elapsed_ms))


def _confine(memory_mib: int) -> None:
    """After loading: no core dumps (they would hold faces), a ceiling over what is mapped now."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    statm = Path("/proc/self/statm")
    if statm.exists():  # the address space is counted on Linux only
        mapped = int(statm.read_text().split()[0]) * resource.getpagesize()
        ceiling = mapped + memory_mib * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


if __name__ == "__main__":
    main(msgspec.json.decode(sys.argv[1], type=WorkerOptions))
