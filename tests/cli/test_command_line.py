"""The command line starts light, ends with a sentence, and every command explains itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from typer.testing import CliRunner

from hadir.cli import main
from hadir.lib import language as language_module
from hadir.lib.errors import Unavailable


def _python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


def test_the_command_line_loads_neither_django_nor_the_nets() -> None:
    result = _python(
        "import sys, hadir.cli.main; print([m for m in ('django', 'openvino', 'cv2') if m in sys.modules])"
    )
    assert result.stdout.strip() == "[]", result.stderr


def test_an_expected_error_is_one_sentence_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise Unavailable("disk_full", "Ruang habis.")

    monkeypatch.setattr(main, "app", broken)
    with pytest.raises(SystemExit) as end:
        main.run()
    assert end.value.code == 1
    assert capsys.readouterr().err.strip().endswith("[disk_full]: Ruang habis.")


def test_every_command_explains_itself() -> None:
    command = typer.main.get_command(main.app)
    silent = []
    todo = [("hadir", command)]
    while todo:
        name, one = todo.pop()
        todo += [(f"{name} {inner}", child) for inner, child in getattr(one, "commands", {}).items()]
        if not one.help:
            silent.append(name)
    assert not silent


def test_fresh_keys_are_files_and_variables_that_production_accepts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hadir.config import load_site

    result = CliRunner().invoke(main.app, ["keys", "new", str(tmp_path / "keys")])
    assert result.exit_code == 0
    for name in [name for name in os.environ if name.startswith("HADIR_")]:
        monkeypatch.delenv(name)
    for line in result.stdout.splitlines():
        variable, _equals, path = line.partition("=")
        monkeypatch.setenv(variable, path)
    monkeypatch.setenv("HADIR_ALLOWED_HOSTS", "hadir.example.go.id")
    assert load_site().template_key_ring[0].id == "k1"
    again = CliRunner().invoke(main.app, ["keys", "new", str(tmp_path / "keys")])
    assert "_FILE=" not in again.stdout


@pytest.mark.parametrize(
    ("language", "sentence"), [("id_ID.UTF-8", "Galat"), ("C.UTF-8", "Galat"), ("en_GB.UTF-8", "Error"), ("", "Galat")]
)
def test_the_terminal_speaks_indonesian_unless_it_asks_for_english(
    language: str, sentence: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="en")
    catalogue.add("Galat", "Error")
    with (folder / "django.mo").open("wb") as out:
        write_mo(out, catalogue)
    for name in ("HADIR_LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", language)
    monkeypatch.setattr(language_module, "_LOCALE_DIR", tmp_path)
    language_module._catalogue.cache_clear()
    try:
        assert language_module._("Galat") == sentence
    finally:
        language_module._catalogue.cache_clear()
