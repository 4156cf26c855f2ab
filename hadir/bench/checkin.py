"""Whole check-ins over HTTP: log in, open, stream frames, finish; what was acknowledged must exist."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from hadir.bench.performer import Reel, play
from hadir.capture.script import Prompt


class BenchError(Exception):
    """The site gave an answer that a benchmark cannot go on with."""


@dataclass(frozen=True, slots=True)
class Account:
    login: str
    password: str
    reel: Reel


@dataclass(slots=True)
class Tally:
    """What one client saw. Milliseconds are request time only, without the time of rendering or thinking."""

    checkin_ms: list[float] = field(default_factory=list)
    frames: int = 0
    acknowledged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    waits: int = 0
    reviewed: int = 0


@dataclass(frozen=True, slots=True)
class _Answer:
    state: str
    prompt: Prompt
    wait_ms: int

    @classmethod
    def of(cls, answer: Any) -> _Answer:
        return cls(answer["state"], Prompt(answer["prompt"]["code"]), answer["wait_ms"])


class Browser:
    """One signed-in client with one kept connection; cookies and CSRF as a browser does it."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._origin = base_url
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        self._cookies: dict[str, str] = {}
        self.spent_ms = 0.0
        self.waits = 0

    def sign_in(self, login: str, password: str) -> None:
        self._request("GET", "/akun/login/", b"", {})
        form = urlencode({"login": login, "password": password, "csrfmiddlewaretoken": self._token()}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": self._origin}
        status, _body = self._request("POST", "/akun/login/", form, headers)
        if status != 302:
            raise BenchError(f"signing in as {login} was answered with {status}")

    def post(self, path: str, body: bytes, content_type: str, headers: dict[str, str]) -> Any:
        """JSON of a good answer; patience where the server asks for it."""
        while True:
            sent = {"Content-Type": content_type, "X-CSRFToken": self._token(), "Referer": self._origin, **headers}
            status, answer = self._request("POST", path, body, sent)
            if status == 503:
                self.waits += 1
                time.sleep(float(json.loads(answer).get("retry_after_s", 1)))
                continue
            if status not in (200, 201):
                raise BenchError(f"{path} was answered with {status}: {answer[:200].decode(errors='replace')}")
            return json.loads(answer)

    def _token(self) -> str:
        return next((value for name, value in self._cookies.items() if name.endswith("csrf")), "")

    def _request(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        started = time.perf_counter()
        self._connection.request(method, path, body, {**headers, "Cookie": cookies, "Accept-Language": "id"})
        response = self._connection.getresponse()
        answer = response.read()
        self.spent_ms += (time.perf_counter() - started) * 1e3
        for line in response.headers.get_all("Set-Cookie") or []:
            found = re.match(r"([^=]+)=([^;]*)", line)
            if found:
                self._cookies[found[1]] = found[2]
        return response.status, answer


def check_in(browser: Browser, reel: Reel, sent: list[bytes] | None = None) -> tuple[dict[str, Any], int, float]:
    """One whole check-in: the verdict, frames sent (and kept in `sent`), milliseconds of requests."""
    before = browser.spent_ms
    opened = browser.post("/api/v1/capture-sessions", b'{"purpose": "checkin"}', "application/json", {})
    session, nonce = opened["session"], opened["nonce"]

    def send(seq: int, jpeg: bytes) -> _Answer:
        headers = {"X-Hadir-Nonce": nonce, "X-Hadir-Seq": str(seq)}
        if sent is not None:
            sent.append(jpeg)
        return _Answer.of(browser.post(f"/api/v1/capture-sessions/{session}/frames", jpeg, "image/jpeg", headers))

    def another() -> _Answer | None:
        path, headers = f"/api/v1/capture-sessions/{session}/another", {"X-Hadir-Nonce": nonce}
        try:
            return _Answer.of(browser.post(path, b"", "application/json", headers))
        except BenchError:
            return None

    frames = play(reel, Prompt(opened["prompt"]["code"]), send, another)
    finish = json.dumps({"session": session, "nonce": nonce}).encode()
    verdict: dict[str, Any] = browser.post("/api/v1/checkins", finish, "application/json", {})
    return verdict, frames, browser.spent_ms - before


def run_clients(base_url: str, accounts: Sequence[Account], *, seconds: float) -> tuple[Tally, float]:
    """All accounts at once for so long. The joined tally and the seconds it really took."""
    tallies = [Tally() for _account in accounts]
    ready = threading.Barrier(len(accounts) + 1)
    threads = [
        threading.Thread(target=_client, args=(base_url, account, tally, ready, seconds))
        for account, tally in zip(accounts, tallies, strict=True)
    ]
    for thread in threads:
        thread.start()
    ready.wait(120)
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    return _joined(tallies), time.perf_counter() - started


def _client(base_url: str, account: Account, tally: Tally, ready: threading.Barrier, seconds: float) -> None:
    browser = Browser(base_url)
    try:
        browser.sign_in(account.login, account.password)
    finally:
        ready.wait(120)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        try:
            verdict, frames, spent = check_in(browser, account.reel)
        except (BenchError, OSError, http.client.HTTPException) as error:
            tally.errors.append(f"{type(error).__name__}: {error}")
            return
        tally.frames += frames
        tally.checkin_ms.append(spent)
        if verdict["accepted"]:
            tally.acknowledged.append(verdict["receipt_url"])
            tally.reviewed += verdict["outcome"]["code"] == "review"
        else:
            tally.refused.append(verdict["code"])
    tally.waits = browser.waits


def _joined(tallies: Sequence[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.checkin_ms += tally.checkin_ms
        whole.acknowledged += tally.acknowledged
        whole.refused += tally.refused
        whole.errors += tally.errors
        whole.frames += tally.frames
        whole.waits += tally.waits
        whole.reviewed += tally.reviewed
    return whole
