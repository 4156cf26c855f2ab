"""Static files are collected when there is something to collect, and never twice for nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytest_django import Settings

from hadir.web import collecting


@pytest.fixture
def root(settings: Settings, tmp_path: Path) -> Path:
    """An own source folder with one file, and where files go."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "own.css").write_text("a {}")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path


def _write_later(path: Path, text: str) -> None:
    """A minute on, as files are when somebody has worked on them: Django compares seconds."""
    path.write_text(text)
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime + 60))


def test_nothing_is_done_until_a_file_changes(root: Path) -> None:
    assert collecting.collect()
    assert (root / "static" / "own.css").read_text() == "a {}"
    assert not collecting.collect()
    _write_later(root / "source" / "own.css", "a { color: red }")
    assert collecting.collect()
    assert (root / "static" / "own.css").read_text() == "a { color: red }"


def test_a_new_file_is_a_change_and_so_is_one_that_is_gone(root: Path) -> None:
    collecting.collect()
    (root / "source" / "new.css").write_text("b {}")
    assert collecting.collect()
    (root / "source" / "new.css").unlink()
    assert collecting.collect()


def test_what_was_interrupted_is_done_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    collecting.collect()
    (root / "source" / "own.css").write_text("a { color: blue }")
    with monkeypatch.context() as patch:
        patch.setattr(collecting, "call_command", cut_off)
        with pytest.raises(KeyboardInterrupt):
            collecting.collect()
    assert collecting.collect()
