"""What travels between web and engine processes: length-prefixed MessagePack, decoded into typed objects.

A worker that a hostile picture has taken over can send nothing but a well-formed answer: every field is
checked on arrival, arrays by shape and finiteness, embeddings also by length, because a long vector would
resemble everybody.
"""

from __future__ import annotations

import math
import socket
import struct
from typing import Any, cast

import msgspec
import numpy as np

from hadir.faceengine.crops import MAX_BYTES
from hadir.faceengine.embed import DIMENSIONS
from hadir.faceengine.engine import EngineId
from hadir.faceengine.mesh import POINTS
from hadir.faceengine.types import FrameAnalysis, Vector

_LENGTH = struct.Struct(">I")
_MAX_MESSAGE = 16 * 1024 * 1024
_LENGTH_TOLERANCE = 1e-3  # of an embedding's norm


class BadMessage(Exception):
    """What arrived is no message of this protocol."""


class Ping(msgspec.Struct, tag=True, frozen=True):
    """Who are you?"""


class Analyse(msgspec.Struct, tag=True, frozen=True):
    """One JPEG to be judged under a named policy of `engine.POLICIES`, by that engine (None: the first)."""

    jpeg: bytes
    policy: str
    engine: EngineId | None = None


class Pong(msgspec.Struct, tag=True, frozen=True):
    """The worker is ready. `others`: engines beside the first, while one takes the place of another."""

    engine: EngineId
    others: tuple[EngineId, ...] = ()


class Foreign(msgspec.Struct, tag=True, frozen=True):
    """The answer to a question for an engine that this worker does not run."""


class Analysed(msgspec.Struct, tag=True, frozen=True):
    """The answer to `Analyse`; `engine_ms` is the time spent inside the engine."""

    analysis: FrameAnalysis
    engine_ms: float


Request = Ping | Analyse
Reply = Pong | Analysed | Foreign


def _pack_array(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return [list(value.shape), np.ascontiguousarray(value, np.float32).tobytes()]
    raise NotImplementedError(f"cannot send {type(value)}")


def _unpack_array(kind: Any, value: Any) -> Any:
    shape, raw = msgspec.convert(value, tuple[list[int], bytes])
    if len(shape) not in (1, 2) or min(shape) < 0 or len(raw) != 4 * math.prod(shape):
        raise ValueError("array of the wrong size")
    array = np.frombuffer(raw, np.float32).reshape(shape)
    if not np.isfinite(array).all():
        raise ValueError("array with a value that is no number")
    return array


_encoder = msgspec.msgpack.Encoder(enc_hook=_pack_array)
_requests = msgspec.msgpack.Decoder(Request)
_replies = msgspec.msgpack.Decoder(Reply, dec_hook=_unpack_array)
_analyses = msgspec.msgpack.Decoder(FrameAnalysis, dec_hook=_unpack_array)


def send(connection: socket.socket, message: Request | Reply) -> None:
    body = _encoder.encode(message)
    connection.sendall(_LENGTH.pack(len(body)) + body)


def receive_request(connection: socket.socket) -> Request:
    """Raises `BadMessage`, and OSError when the connection breaks or the sender is too slow."""
    return cast(Request, _decoded(_requests, _receive(connection)))


def receive_reply(connection: socket.socket) -> Reply:
    """Raises as `receive_request`."""
    reply = cast(Reply, _decoded(_replies, _receive(connection)))
    if isinstance(reply, Analysed):
        _check(reply.analysis)
    return reply


def _decoded(decoder: msgspec.msgpack.Decoder[Any], body: bytes) -> Any:
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BadMessage(str(error)) from error


def _check(analysis: FrameAnalysis) -> None:
    face, mesh, embedding = analysis.detection, analysis.mesh, analysis.embedding
    _check_shape(face.points if face else None, (5, 2))
    _check_shape(mesh, (POINTS, 3))
    _check_shape(embedding, (DIMENSIONS,))
    for colour in (analysis.skin, analysis.background):
        if colour is not None and not all(0.0 <= part <= 255.0 for part in colour):
            raise BadMessage("a colour out of range")
    if analysis.crop is not None and not (analysis.crop[:2] == b"\xff\xd8" and len(analysis.crop) <= MAX_BYTES):
        raise BadMessage("a crop that is no small JPEG")
    if embedding is not None and abs(float(np.linalg.norm(embedding)) - 1.0) > _LENGTH_TOLERANCE:
        raise BadMessage("an embedding that is not of unit length")


def _check_shape(array: Vector | None, shape: tuple[int, ...]) -> None:
    if array is not None and array.shape != shape:
        raise BadMessage("array of the wrong shape")


def dump_analysis(analysis: FrameAnalysis) -> bytes:
    """For storing what a frame told until its session ends."""
    return _encoder.encode(analysis)


def load_analysis(data: bytes) -> FrameAnalysis:
    return _analyses.decode(data)


def _receive(connection: socket.socket) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size))
    if length > _MAX_MESSAGE:
        raise BadMessage("message too long")
    return _exactly(connection, length)


def _exactly(connection: socket.socket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = connection.recv(min(count - len(parts), 1 << 18))
        if not part:
            raise ConnectionError("the other side hung up")
        parts += part
    return bytes(parts)
