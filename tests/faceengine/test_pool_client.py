"""The web side trusts no worker: an answer that cannot be is refused, whoever sends it. Needs no weights."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import numpy as np
import pytest

from hadir.faceengine.engine import EngineId
from hadir.faceengine.pool import EngineBusy, EngineDown, PoolClient
from hadir.faceengine.pool.messages import Ping, dump_analysis, load_analysis, receive_request, send
from hadir.faceengine.types import Box, Detection, FrameAnalysis, Reason, Vector

Answer = Callable[[bytes], PoolClient]


@pytest.fixture
def worker_that_answers(tmp_path: Path) -> Iterator[Answer]:
    """A client whose only worker takes one request and sends back these bytes."""
    threads = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(tmp_path / "engine.sock"))
        listener.listen(1)

        def start(answer: bytes) -> PoolClient:
            def work() -> None:
                connection, _ = listener.accept()
                with connection:
                    receive_request(connection)
                    connection.sendall(answer)

            threads.append(Thread(target=work))
            threads[-1].start()
            return PoolClient(tmp_path / "engine.sock", timeout_s=2)

        yield start
        for thread in threads:
            thread.join()


def _message(body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + body


def _array(array: Vector) -> list[Any]:
    return [list(array.shape), array.astype(np.float32).tobytes()]


def _unit(dimensions: int = 128) -> Vector:
    return np.full(dimensions, dimensions**-0.5, np.float32)


def _analysed(**fields: Any) -> bytes:
    analysis = {"width": 480, "height": 640, "reasons": [], **fields}
    return _message(msgspec.msgpack.encode({"type": "Analysed", "analysis": analysis, "engine_ms": 1.0}))


def _detection(points: Vector) -> dict[str, Any]:
    return {"box": {"x": 1.0, "y": 2.0, "w": 3.0, "h": 4.0}, "points": _array(points), "score": 0.9}


def test_a_well_formed_answer_arrives_whole(worker_that_answers: Answer) -> None:
    mesh, points = np.arange(1404, dtype=np.float32).reshape(468, 3), np.ones((5, 2), np.float32)
    answer = _analysed(embedding=_array(_unit()), mesh=_array(mesh), detection=_detection(points))
    (analysis,) = worker_that_answers(answer).submit([b"frame"], "check_in")
    assert analysis.usable
    assert np.array_equal(analysis.embedding, _unit())  # type: ignore[arg-type]
    assert np.array_equal(analysis.mesh, mesh)  # type: ignore[arg-type]
    assert analysis.detection is not None
    assert analysis.detection.box == Box(1, 2, 3, 4)


_NAN = _unit()
_NAN = np.where(np.arange(128) == 7, np.nan, _NAN).astype(np.float32)

IMPOSSIBLE = {
    "garbage": _message(b"\xc1\xc1"),
    "too long": struct.pack(">I", 1 << 31),
    "deep nesting": _message(b"\x82\xa4type\xa4Pong\xa1x" + b"\x91" * 100_000 + b"\xc0"),
    "an answer to another question": _message(
        msgspec.msgpack.encode({"type": "Pong", "engine": {"name": "a", "version": "b"}})
    ),
    "unknown reason": _analysed(reasons=["because"]),
    "embedding with no number": _analysed(embedding=_array(_NAN)),
    "infinite embedding": _analysed(embedding=_array(_unit() * np.inf)),
    "embedding that resembles everybody": _analysed(embedding=_array(_unit() * 50)),
    "embedding of nothing": _analysed(embedding=_array(_unit() * 0)),
    "embedding of the wrong size": _analysed(embedding=_array(_unit(64))),
    "embedding as a matrix": _analysed(embedding=_array(_unit().reshape(2, 64))),
    "array with fewer bytes than its shape": _analysed(embedding=[[128], b"\x00" * 508]),
    "array with a negative shape": _analysed(embedding=[[-2, -64], _unit().tobytes()]),
    "array with an absurd shape": _analysed(embedding=[[1 << 62, 4], b""]),
    "array without dimensions": _analysed(embedding=[[], b"\x00" * 4]),
    "array of many dimensions": _analysed(embedding=[[128, 1, 1], _unit().tobytes()]),
    "no array at all": _analysed(embedding="none"),
    "crop that is no JPEG": _analysed(embedding=_array(_unit()), crop=b"<svg>"),
    "crop of a whole film": _analysed(embedding=_array(_unit()), crop=b"\xff\xd8" + b"\x00" * 300_000),
    "mesh of the wrong size": _analysed(mesh=_array(np.ones((467, 3), np.float32))),
    "points of the wrong size": _analysed(detection=_detection(np.ones((4, 2), np.float32))),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_an_answer_that_cannot_be_is_refused(worker_that_answers: Answer, name: str) -> None:
    with pytest.raises(EngineDown):
        worker_that_answers(IMPOSSIBLE[name]).submit([b"frame"], "check_in")


@pytest.mark.parametrize("answer", [b"", b"\x00\x00", struct.pack(">I", 100) + b"half"])
def test_a_worker_that_dies_over_a_frame_loses_that_frame_only(worker_that_answers: Answer, answer: bytes) -> None:
    (analysis,) = worker_that_answers(answer).submit([b"frame"], "check_in")
    assert analysis == FrameAnalysis(0, 0, (Reason.TIMEOUT,))


def test_a_worker_that_dies_over_its_name_is_down(worker_that_answers: Answer) -> None:
    with pytest.raises(EngineDown):
        worker_that_answers(b"").engine_id()


def test_nobody_listening_is_down(tmp_path: Path) -> None:
    client = PoolClient(tmp_path / "nobody.sock")
    with pytest.raises(EngineDown):
        client.engine_id()
    with pytest.raises(EngineDown):
        client.submit([b"frame"], "check_in")


def test_a_socket_that_its_pool_left_behind_is_down(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(tmp_path / "left.sock"))
    with pytest.raises(EngineDown):
        PoolClient(tmp_path / "left.sock").submit([b"frame"], "check_in")


def test_nobody_taking_the_question_is_busy_for_a_frame_and_down_for_the_name(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(tmp_path / "slow.sock"))
        listener.listen(8)
        client = PoolClient(tmp_path / "slow.sock", timeout_s=0.1)
        with pytest.raises(EngineBusy):
            client.submit([b"frame"], "check_in")
        with pytest.raises(EngineBusy):
            client.submit([bytes(4_000_000)], "check_in")
        with pytest.raises(EngineDown):
            client.engine_id()


def test_a_full_queue_is_down_for_the_name(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener, socket.socket(socket.AF_UNIX) as waiting:
        listener.bind(str(tmp_path / "full.sock"))
        listener.listen(0)
        waiting.connect(str(tmp_path / "full.sock"))
        with pytest.raises(EngineDown):
            PoolClient(tmp_path / "full.sock", timeout_s=0.1).engine_id()


def test_the_name_is_asked_once(worker_that_answers: Answer) -> None:
    pong = msgspec.msgpack.encode({"type": "Pong", "engine": {"name": "net", "version": "1"}})
    client = worker_that_answers(_message(pong))
    assert client.engine_id() == client.engine_id() == EngineId("net", "1")


def test_a_worker_without_the_engine_that_is_asked_for_is_down_for_it(worker_that_answers: Answer) -> None:
    answer = _message(msgspec.msgpack.encode({"type": "Foreign"}))
    with pytest.raises(EngineDown, match="does not run there"):
        worker_that_answers(answer).submit([b"frame"], "check_in", EngineId("net", "2"))


def test_two_engines_are_told_the_first_one_first(worker_that_answers: Answer) -> None:
    ids = [{"name": "net", "version": version} for version in ("1", "2")]
    pong = msgspec.msgpack.encode({"type": "Pong", "engine": ids[0], "others": ids[1:]})
    assert worker_that_answers(_message(pong)).engine_ids() == (EngineId("net", "1"), EngineId("net", "2"))


def test_messages_travel_in_pieces() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        send(ours, Ping())
        whole = theirs.recv(100)
        for byte in whole[:-1]:
            ours.sendall(bytes([byte]))
        ours.sendall(whole[-1:])
        assert receive_request(theirs) == Ping()


def test_a_stored_analysis_is_read_back_as_it_was() -> None:
    detection = Detection(Box(1, 2, 3, 4), np.ones((5, 2), np.float32), 0.5)
    before = FrameAnalysis(10, 20, (Reason.BLURRED, Reason.COVERED), detection, eyes_open=0.4, embedding=_unit())
    after = load_analysis(dump_analysis(before))
    assert (after.width, after.height, after.reasons, after.eyes_open) == (10, 20, before.reasons, 0.4)
    assert after.detection is not None
    assert np.array_equal(after.detection.points, detection.points)
    assert np.array_equal(after.embedding, _unit())  # type: ignore[arg-type]
    assert after.mesh is None
