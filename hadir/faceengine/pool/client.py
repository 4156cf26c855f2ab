"""The web side of the pool."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from hadir.faceengine.engine import POLICIES, EngineId
from hadir.faceengine.pool.messages import (
    Analyse,
    Analysed,
    BadMessage,
    Foreign,
    Ping,
    Pong,
    Reply,
    Request,
    receive_reply,
    send,
)
from hadir.faceengine.types import FrameAnalysis, Reason


class EngineBusy(Exception):
    """The bounded queue is full: ask the person for patience, keep the time they came."""


class EngineDown(Exception):
    """No worker answers: no punch, a clear page, the fallback path."""


class EngineService(Protocol):
    """What the site knows of a face engine, wherever it runs (this pool, Ray Serve on other machines)."""

    def engine_id(self) -> EngineId:
        """Raises `EngineDown`."""

    def engine_ids(self) -> tuple[EngineId, ...]:
        """Every engine that runs there, the first one first; two while one takes the place of another.

        Raises `EngineDown`.
        """

    def submit(self, frames: Sequence[bytes], policy: str, engine: EngineId | None = None) -> list[FrameAnalysis]:
        """One analysis a frame, in order, by that engine (None: the first). Raises `EngineBusy`, `EngineDown`."""


class PoolClient:
    """Talks to the pool that listens on `socket_path`. Thread-safe: a connection a request."""

    def __init__(self, socket_path: Path, *, timeout_s: float = 5.0) -> None:
        self._address = str(socket_path)
        self._timeout_s = timeout_s
        self._ids: tuple[EngineId, ...] = ()

    def engine_id(self) -> EngineId:
        return self.engine_ids()[0]

    def engine_ids(self) -> tuple[EngineId, ...]:
        if not self._ids:
            try:
                reply = self._ask(Ping())
            except (ConnectionError, TimeoutError, EngineBusy) as error:
                raise EngineDown(str(error)) from error
            if not isinstance(reply, Pong):
                raise EngineDown("the engine gave an answer that does not fit the question")
            self._ids = (reply.engine, *reply.others)
        return self._ids

    def submit(self, frames: Sequence[bytes], policy: str, engine: EngineId | None = None) -> list[FrameAnalysis]:
        return [self._one(frame, policy, engine) for frame in frames]

    def timed(self, frame: bytes, policy: str, engine: EngineId | None = None) -> tuple[FrameAnalysis, float]:
        """One frame and the milliseconds it took inside the engine (for benchmarks). ValueError: no such policy."""
        if policy not in POLICIES:
            raise ValueError(f"unknown policy {policy!r}")
        reply = self._ask(Analyse(frame, policy, engine))
        if isinstance(reply, Foreign):
            self._ids = ()  # other engines run there now: ask again who
            raise EngineDown(f"engine {engine} does not run there")
        if not isinstance(reply, Analysed):
            raise EngineDown("the engine gave an answer that does not fit the question")
        return reply.analysis, reply.engine_ms

    def _one(self, frame: bytes, policy: str, engine: EngineId | None) -> FrameAnalysis:
        try:
            return self.timed(frame, policy, engine)[0]
        except TimeoutError as error:
            # Nobody took the request off the queue in time: more load than engine.
            raise EngineBusy("the engine did not answer in time") from error
        except ConnectionError:
            # The worker that held this frame is gone: the frame is lost, the next one finds another worker.
            return FrameAnalysis(0, 0, (Reason.TIMEOUT,))

    def _ask(self, request: Request) -> Reply:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(self._timeout_s)
            try:
                connection.connect(self._address)
            except BlockingIOError as error:
                raise EngineBusy("the queue is full") from error
            except OSError as error:
                raise EngineDown(f"no engine is listening: {error}") from error
            send(connection, request)
            try:
                return receive_reply(connection)
            except BadMessage as error:
                raise EngineDown(f"the engine gave an answer that cannot be: {error}") from error
