"""`hadir engine change`: from the first command to the last, with an engine pool that has no nets."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from hadir.capture import engine
from hadir.cli import django_commands, main
from hadir.lib.errors import Conflict
from tests.enrolment.two_engines import NEW, OLD, TwoEngines


@pytest.fixture(autouse=True)
def _pool(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = TwoEngines(OLD, NEW)
    monkeypatch.setattr(engine, "service", lambda: pool)
    monkeypatch.setattr(django_commands, "set_up_migrated", lambda: None)  # the tests' database is set up


def _run(*words: str) -> str:
    result = CliRunner().invoke(main.app, ["engine", "change", *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.django_db
def test_status_says_what_speaks_against_switching() -> None:
    assert _run("status").strip()
    assert str(NEW) in _run("start", "--min-comparisons", "7")
    shown = _run("status")
    assert "prepared" in shown
    assert len([line for line in shown.splitlines() if line.startswith("- ")]) == 2
    with pytest.raises(Conflict, match="engine_change_step"):
        _run("switch")
    assert "abandoned" in _run("abandon")
