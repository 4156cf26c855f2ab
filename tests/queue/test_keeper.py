"""The worker of `hadir serve`: started again when it dies, not while the database is away, stopped with the rest."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from hadir.cli import worker
from hadir.cli.worker import Keeper
from hadir.config import load_site

SLEEPER = (sys.executable, "-c", "import time; time.sleep(60)")


class Clock:
    """Time that passes when the test says so."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(worker, "time", clock)
    return clock


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    state = {"answers": True}
    monkeypatch.setattr(worker, "_answers", lambda _config: state["answers"])
    return state


def die(keeper: Keeper) -> int:
    assert keeper.pid is not None
    pid = keeper.pid
    os.kill(pid, signal.SIGKILL)
    for _moment in range(100):
        if keeper.pid is None:
            return pid
        time.sleep(0.05)
    raise AssertionError("still alive")


def test_a_worker_that_dies_is_started_again_after_a_pause(clock: Clock, database: dict[str, bool]) -> None:
    keeper = Keeper(load_site(), SLEEPER)
    try:
        keeper.tend()
        first = die(keeper)
        keeper.tend()
        assert keeper.pid is None
        clock.now += 2.5
        keeper.tend()
        assert keeper.pid not in {None, first}
    finally:
        keeper.stop()
    assert keeper.pid is None


def test_a_worker_that_keeps_dying_is_left_alone_longer_each_time(clock: Clock, database: dict[str, bool]) -> None:
    keeper = Keeper(load_site(), SLEEPER)
    pauses = []
    try:
        for _death in range(3):
            keeper.tend()
            die(keeper)
            keeper.tend()
            died = clock.now
            while keeper.pid is None:
                clock.now += 1
                keeper.tend()
            pauses.append(clock.now - died)
    finally:
        keeper.stop()
    assert pauses == sorted(set(pauses))


def test_no_worker_while_the_database_is_away(clock: Clock, database: dict[str, bool]) -> None:
    database["answers"] = False
    keeper = Keeper(load_site(), SLEEPER)
    keeper.tend()
    assert keeper.pid is None
    database["answers"] = True
    clock.now += 2
    try:
        keeper.tend()
        assert keeper.pid is not None
    finally:
        keeper.stop()
