"""The doctor finds what is wrong, says what to do, and fails exactly when Hadir could not serve."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections import namedtuple
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hadir.cli import checkup_database, checkups, doctor
from hadir.cli.checkups import Finding, Level
from hadir.cli.main import app
from hadir.config import Config, ensure_demo_keys, load

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Config:
    for name in [name for name in os.environ if name.startswith("HADIR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HADIR_MODE", "demo")
    monkeypatch.setenv("HADIR_VAR_DIR", str(tmp_path / "var"))
    return load()


@pytest.mark.parametrize(("level", "status"), [(Level.OK, 0), (Level.WARN, 0), (Level.FAIL, 1)])
def test_only_a_failure_fails(config: Config, monkeypatch: pytest.MonkeyPatch, level: Level, status: int) -> None:
    monkeypatch.setattr(doctor, "CHECKS", (lambda _config: Finding("thing", level, "state", "do this"),))
    plain = CliRunner().invoke(app, ["doctor"])
    assert plain.exit_code == status
    assert "do this" in plain.stdout
    as_json = CliRunner().invoke(app, ["doctor", "--json"])
    assert json.loads(as_json.stdout) == [{"name": "thing", "level": level, "found": "state", "remedy": "do this"}]
    assert as_json.exit_code == status


def test_settings_that_cannot_be_read_are_a_finding_too(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HADIR_HTTP_PORT", "many")
    result = CliRunner().invoke(app, ["doctor", "--json"])
    assert result.exit_code == 1
    assert "HADIR_HTTP_PORT" in json.loads(result.stdout)[0]["remedy"]


@pytest.mark.parametrize(("free", "level"), [(10**8, Level.FAIL), (10**9, Level.WARN), (10**11, Level.OK)])
def test_disk_space_is_judged(config: Config, monkeypatch: pytest.MonkeyPatch, free: int, level: Level) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 0, free))
    assert checkups.disk(config).level is level


def test_a_var_folder_that_cannot_be_made_fails(config: Config) -> None:
    config.var_dir.write_text("a file stands in the way")
    assert checkups.var_folder(config).level is Level.FAIL


def test_production_without_secrets_fails_and_names_them(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HADIR_MODE", "production")
    finding = checkups.settings(load())
    assert finding.level is Level.FAIL
    assert "HADIR_TEMPLATE_KEYS" in finding.remedy


def test_a_misspelt_setting_is_noticed(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checkups.settings(config).level is Level.OK
    monkeypatch.setenv("HADIR_HTTP_PROT", "9000")
    finding = checkups.settings(config)
    assert finding.level is Level.WARN
    assert "HADIR_HTTP_PROT → HADIR_HTTP_PORT" in finding.remedy


def test_keys_that_everybody_can_read_fail(config: Config) -> None:
    ensure_demo_keys(config)
    assert checkups.keys(config).level is Level.OK
    (config.keys_dir / "receipt_key").chmod(0o644)
    assert checkups.keys(config).level is Level.FAIL


def test_missing_weights_fail_with_the_command_that_brings_them(config: Config) -> None:
    for check in (checkups.weight_files, checkups.engine):
        finding = check(config)
        assert finding.level is Level.FAIL
        assert "hadir models fetch" in finding.remedy


def test_a_stopped_database_is_told_not_started(config: Config) -> None:
    finding = checkup_database.database(config)
    assert (finding.level, finding.remedy) == (Level.WARN, "hadir db start")
    assert not config.postgres_dir.exists()


def test_a_database_server_that_does_not_answer_fails_without_showing_the_password(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HADIR_DATABASE_URL", "postgresql://hadir:very-secret@127.0.0.1:9/hadir")
    finding = checkup_database.database(load())
    assert finding.level is Level.FAIL
    assert "very-secret" not in finding.found + finding.remedy


def test_the_port_is_free_or_served(config: Config) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        chosen = config.model_copy(update={"http_port": server.getsockname()[1]})
        free = checkups.port(chosen)
        server.listen()
        served = checkups.port(chosen)
    assert free.found != served.found
    assert served.remedy


@pytest.mark.parametrize("check", [checkups.python, checkups.memory, checkups.clock, checkups.node])
def test_checks_of_the_machine_end_with_a_line(config: Config, check: checkups.Check) -> None:
    assert check(config).found
