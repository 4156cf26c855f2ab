"""The pool: same answers as the engine, and nothing that happens to a worker costs more than its frame."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import stat
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import numpy as np
import pytest

from hadir.faceengine.engine import CHECK_IN
from hadir.faceengine.pool import EngineBusy, EngineDown, EnginePool, PoolClient, PoolOptions
from hadir.faceengine.pool.messages import Analyse, send
from hadir.faceengine.pool.options import WorkerOptions
from hadir.faceengine.pool.server import SocketTaken
from hadir.faceengine.types import Reason, Vector
from tests import faces

pytestmark = pytest.mark.weights

PHOTO = faces.PERSON_A[1]
QUEUE = 4


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EnginePool]:
    """One worker, started by a process that knows secrets."""
    path = tmp_path_factory.mktemp("pool") / "engine.sock"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HADIR_SECRET_KEY", "known-to-the-web-only")
        patch.setenv("PGPASSWORD", "known-to-the-web-only")
        with EnginePool(path, PoolOptions(faces.MODELS, queue=QUEUE)) as running:
            yield running


@contextmanager
def _halted(pool: EnginePool) -> Iterator[int]:
    """The only worker stands still, as if a frame had hung it."""
    (pid,) = pool.worker_pids()
    os.kill(pid, signal.SIGSTOP)
    try:
        yield pid
    finally:
        os.kill(pid, signal.SIGCONT)


def _eventually(condition: Callable[[], bool], *, within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def _is_running(pid: int) -> bool:
    """False too for one that has ended and waits for its parent to notice."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _works(pool: EnginePool) -> bool:
    (analysis,) = pool.client().submit([faces.photo_bytes(PHOTO)], "photo")
    return analysis.usable


# Answers


def _same(a: Vector | None, b: Vector | None) -> bool:
    return np.array_equal(a, b) if a is not None and b is not None else a is b


def test_answers_are_those_of_the_engine(pool: EnginePool) -> None:
    frames = [faces.photo_bytes(PHOTO), b"", b"no picture", faces.photo_bytes(faces.OTHERS[0])]
    answers = pool.client().submit(frames, "check_in")
    for frame, answer in zip(frames, answers, strict=True):
        expected = faces.engine().analyse(frame, CHECK_IN)
        assert (answer.width, answer.height, answer.reasons) == (expected.width, expected.height, expected.reasons)
        assert answer.pose == expected.pose
        assert answer.quality == expected.quality
        assert answer.bona_fide == expected.bona_fide
        assert _same(answer.embedding, expected.embedding)
        assert _same(answer.mesh, expected.mesh)
    assert answers[0].usable


def test_engine_id_is_that_of_the_engine(pool: EnginePool) -> None:
    assert pool.client().engine_id() == faces.engine().id


def test_a_picture_over_the_limits_is_refused_with_its_reason(pool: EnginePool) -> None:
    (answer,) = pool.client().submit([b"\xff\xd8\xff" + bytes(1_500_000)], "check_in")
    assert answer.reasons == (Reason.TOO_LARGE,)


def test_an_unknown_policy_is_the_callers_mistake(pool: EnginePool) -> None:
    with pytest.raises(ValueError, match="unknown policy"):
        pool.client().submit([b""], "lenient")


# What a worker knows and may do


def test_workers_hold_no_secrets(pool: EnginePool) -> None:
    (pid,) = pool.worker_pids()
    environment = Path(f"/proc/{pid}/environ").read_bytes()
    assert b"PATH=" in environment
    assert b"known-to-the-web-only" not in environment


def test_workers_leave_no_core_dumps_and_have_a_memory_ceiling(pool: EnginePool) -> None:
    (pid,) = pool.worker_pids()
    limits = {line[:26].strip(): line[26:].split() for line in Path(f"/proc/{pid}/limits").read_text().splitlines()}
    assert limits["Max core file size"][:2] == ["0", "0"]
    assert limits["Max address space"][0].isdecimal()


def test_only_the_owner_reaches_the_socket(pool: EnginePool) -> None:
    assert stat.S_IMODE(pool.socket_path.stat().st_mode) == 0o600


def test_a_second_pool_leaves_the_first_ones_socket_alone(pool: EnginePool) -> None:
    second = EnginePool(pool.socket_path, PoolOptions(faces.MODELS))
    with pytest.raises(SocketTaken):
        second.start()
    second.stop()
    assert _works(pool)


# Broken requests


def _message(body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + body


BROKEN_REQUESTS = {
    "nothing": b"",
    "half a length": b"\x00\x00",
    "garbage": _message(os.urandom(200)),
    "a length without end": struct.pack(">I", 0xFFFFFFFF) + b"x" * 1000,
    "half a message": struct.pack(">I", 1000) + b"x" * 10,
    "an empty message": _message(b""),
    "deep nesting": _message(b"\x91" * 100_000),
    "deep nesting in an unknown field": _message(b"\x82\xa4type\xa4Ping\xa1x" + b"\x91" * 100_000 + b"\xc0"),
    "unknown kind": _message(msgspec.msgpack.encode({"type": "Shutdown"})),
    "missing field": _message(msgspec.msgpack.encode({"type": "Analyse", "jpeg": b""})),
    "text for bytes": _message(msgspec.msgpack.encode({"type": "Analyse", "jpeg": 5, "policy": "check_in"})),
    "unknown policy": _message(msgspec.msgpack.encode({"type": "Analyse", "jpeg": b"", "policy": "lenient"})),
    "an answer": _message(msgspec.msgpack.encode({"type": "Pong", "engine": {"name": "a", "version": "b"}})),
}


@pytest.mark.parametrize("name", BROKEN_REQUESTS)
def test_a_broken_request_gets_no_answer_and_harms_nobody(pool: EnginePool, name: str) -> None:
    before = pool.worker_pids()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(3)
        connection.connect(str(pool.socket_path))
        connection.sendall(BROKEN_REQUESTS[name])
        connection.shutdown(socket.SHUT_WR)
        try:
            answer = connection.recv(1)
        except ConnectionResetError:
            answer = b""
    assert answer == b""
    assert pool.client().engine_id() == faces.engine().id
    assert pool.worker_pids() == before
    assert _is_running(before[0])


def test_a_caller_who_leaves_early_harms_nobody(pool: EnginePool) -> None:
    before = pool.worker_pids()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(str(pool.socket_path))
        send(connection, Analyse(faces.photo_bytes(PHOTO), "check_in"))
    assert _works(pool)
    assert pool.worker_pids() == before


# Workers that die or hang


def test_a_killed_worker_costs_what_it_was_at_and_comes_back(pool: EnginePool) -> None:
    assert _works(pool)
    (pid,) = pool.worker_pids()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(3)
        connection.connect(str(pool.socket_path))
        connection.sendall(BROKEN_REQUESTS["half a message"])
        assert _eventually(lambda: _unread(connection) == 0, within_s=2), "the worker waits for the other half"
        os.kill(pid, signal.SIGKILL)
        assert connection.recv(1) == b""
    assert _works(pool), "the next frame waits in the queue for the new worker"
    assert pool.worker_pids() != [pid]


def _unread(connection: socket.socket) -> int:
    """Bytes sent that the other side has not taken yet."""
    answer = fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, struct.pack("i", 0))
    count: int = struct.unpack("i", answer)[0]
    return count


def test_a_frame_that_hangs_its_worker_ends_in_time_for_the_caller(pool: EnginePool) -> None:
    impatient = PoolClient(pool.socket_path, timeout_s=0.2)
    with _halted(pool):
        started = time.monotonic()
        with pytest.raises(EngineBusy):
            impatient.submit([faces.photo_bytes(PHOTO)], "photo")
        assert time.monotonic() - started < 2
    assert _works(pool)


def test_a_full_queue_says_so_at_once(pool: EnginePool) -> None:
    with _halted(pool):
        waiting = []
        try:
            while True:
                waiting.append(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
                waiting[-1].settimeout(0.5)
                waiting[-1].connect(str(pool.socket_path))
                assert len(waiting) <= QUEUE + 2, "the queue has no end"
        except BlockingIOError:
            pass
        started = time.monotonic()
        with pytest.raises(EngineBusy, match="full"):
            pool.client().submit([b""], "check_in")
        assert time.monotonic() - started < 0.5
        for connection in waiting:
            connection.close()
    assert _eventually(lambda: _is_free(pool), within_s=5)
    assert _works(pool)


def _is_free(pool: EnginePool) -> bool:
    try:
        pool.client().submit([b""], "check_in")
    except EngineBusy:
        return False
    return True


def test_a_frame_that_takes_too_long_ends_its_worker_and_is_lost(tmp_path: Path) -> None:
    """Also: a queue of one is enough to start, and to stop twice is no harm."""
    path = tmp_path / "engine.sock"
    pool = EnginePool(path, PoolOptions(faces.MODELS, queue=1, frame_timeout_s=0.001))
    pool.start()
    try:
        (analysis,) = pool.client().submit([faces.photo_bytes(PHOTO)], "photo")
        assert analysis.reasons == (Reason.TIMEOUT,)
        assert not analysis.usable
    finally:
        pids = pool.worker_pids()
        pool.stop()
    assert not any(map(_is_running, pids))
    assert not path.exists()
    path.touch()  # somebody else's by now
    pool.stop()
    assert path.exists()


def test_without_weights_the_pool_says_that_it_cannot_start(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pool = EnginePool(tmp_path / "engine.sock", PoolOptions(tmp_path))
    with pytest.raises(EngineDown, match="exit code"):
        pool.start()
    assert "weights_missing" in capfd.readouterr().err
    assert not pool.socket_path.exists()


# Supervisors that die

_SUPERVISOR = """
import sys, time
from pathlib import Path
from hadir.faceengine.pool import EnginePool, PoolOptions
pool = EnginePool(Path(sys.argv[1]), PoolOptions(Path(sys.argv[2])))
pool.start()
print(*pool.worker_pids(), flush=True)
time.sleep(60)
"""


def test_workers_end_with_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SUPERVISOR, str(tmp_path / "engine.sock"), str(faces.MODELS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        pids = [int(word) for word in supervisor.stdout.readline().split()]
        supervisor.kill()
    assert pids
    assert _eventually(lambda: not any(map(_is_running, pids)), within_s=5)


def test_a_worker_whose_supervisor_died_while_it_loaded_ends_at_once(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(tmp_path / "engine.sock"))
        listener.listen(1)
        told = WorkerOptions(
            listener_fd=listener.fileno(),
            supervisor_pid=os.getppid(),  # not the parent that the worker will find
            models_dir=str(faces.MODELS),
            precision="auto",
            frame_timeout_s=1,
            memory_mib=512,
            max_bytes=1000,
            max_pixels=1000,
            cpu=None,
        )
        command = [sys.executable, "-m", "hadir.faceengine.pool.worker", msgspec.json.encode(told).decode()]
        ended = subprocess.run(command, pass_fds=[listener.fileno()], timeout=30, check=False)
    assert ended.returncode == 0
