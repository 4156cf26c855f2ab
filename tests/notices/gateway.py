"""A WhatsApp gateway for tests: what docs/operations.md asks of one, over real HTTP on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

TOKEN = "rahasia-gerbang"


@dataclass
class Gateway:
    """`messages` are those it accepted, by number; `answers` are the statuses to give before it accepts any."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    messages: list[dict[str, str]] = field(default_factory=list)
    requests: int = 0

    def take(self, handler: BaseHTTPRequestHandler) -> int:
        self.requests += 1
        body: Any = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        if handler.headers["Authorization"] != f"Bearer {TOKEN}":
            return 401
        if set(body) != {"to", "text", "id"} or handler.headers["Idempotency-Key"] != body["id"]:
            return 400
        if self.answers:
            return self.answers.pop(0)
        if body["id"] not in {message["id"] for message in self.messages}:
            self.messages.append(body)
        return 202


@contextmanager
def running_gateway() -> Iterator[Gateway]:
    """One on a free port, until the block ends."""
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status = gateway.take(self)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", gateway.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            """Nobody reads here; a redirect that was followed would."""
            gateway.requests += 1
            self.send_error(405)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway.url = f"http://127.0.0.1:{server.server_port}/pesan"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
