"""The doctor compares the state of an engine change with the engines that run."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hadir.capture import engine
from hadir.cli import checkup_engine
from hadir.cli.checkups import Level
from hadir.config import Config, load
from hadir.enrolment.change import services
from hadir.enrolment.change.rules import Limits
from hadir.lib.authority import System
from tests.enrolment.two_engines import NEW, OLD, TwoEngines

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> TwoEngines:
    found = TwoEngines(OLD, NEW)
    monkeypatch.setattr(engine, "service", lambda: found)
    monkeypatch.setattr(checkup_engine, "_pending", list)
    return found


def _config(*, two: bool = True) -> Config:
    return load().model_copy(update={"engine_next": "bf16" if two else None})


def _start() -> None:
    services.start(System("test"), limits=Limits(0.95, 200, 0.01), now=NOW)


def test_two_engines_without_a_change_are_one_too_many(pool: TwoEngines) -> None:
    finding = checkup_engine.engine_change(_config())
    assert finding.level is Level.WARN
    assert "HADIR_ENGINE_NEXT" in finding.remedy
    pool.ids = (OLD,)
    assert checkup_engine.engine_change(_config(two=False)).level is Level.OK


def test_a_change_wants_both_its_engines(pool: TwoEngines) -> None:
    _start()
    assert checkup_engine.engine_change(_config()).level is Level.OK
    pool.ids = (OLD,)
    finding = checkup_engine.engine_change(_config())
    assert finding.level is Level.WARN
    assert str(NEW) in finding.found


def test_a_change_without_the_setting_is_told_even_while_nothing_runs(pool: TwoEngines) -> None:
    _start()
    pool.down = True
    assert checkup_engine.engine_change(_config()).level is Level.OK
    finding = checkup_engine.engine_change(_config(two=False))
    assert finding.level is Level.WARN
    assert "HADIR_ENGINE_NEXT" in finding.found


def test_templates_of_an_engine_that_does_not_run_are_a_failure(pool: TwoEngines) -> None:
    engine.activate(NEW, now=NOW)
    pool.ids = (OLD,)
    finding = checkup_engine.engine_change(_config(two=False))
    assert finding.level is Level.FAIL
    assert str(NEW) in finding.found
