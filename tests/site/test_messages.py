"""English is complete, and what it says reaches the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from scripts import messages


def test_every_sentence_has_its_english() -> None:
    assert list(messages.problems()) == []


def catalogue_of(path: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """What is extracted from a package that holds this one file."""
    package = path.parent
    path.write_text(source, encoding="utf-8")
    monkeypatch.setattr(messages, "PACKAGE", package)
    monkeypatch.setattr(messages, "CATALOGUE", package / "locale" / "django.po")
    monkeypatch.setattr(messages, "foreign", messages._empty)
    return messages.extracted()


def translate(catalogue: Catalog, english: str) -> None:
    for message in catalogue:
        if message.id:
            message.string = english


def test_sentences_are_found_in_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = 'A = gettext_lazy("Satu")\nB = _("Dua " "kata")\nC = ngettext("%(n)s hari", "%(n)s hari", n)\n'
    found = catalogue_of(tmp_path / "a.py", source, monkeypatch)
    assert {str(message.id) for message in found if message.id} == {"Satu", "Dua kata", "('%(n)s hari', '%(n)s hari')"}


def test_sentences_are_found_whatever_a_file_calls_the_function(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "from django.utils.translation import gettext_lazy as _later, pgettext as _of\n"
    source += 'A = _later("Satu")\nB = _of("bulan", "Mei")\nC = later("Bukan")\n'
    found = catalogue_of(tmp_path / "a.py", source, monkeypatch)
    assert {(message.id, message.context) for message in found if message.id} == {("Satu", None), ("Mei", "bulan")}


def test_sentences_are_found_in_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = """{% load i18n %}
        <p title="{% translate 'Judul' %}">it's {{ _("Saring")|upper }}</p>
          {% blocktranslate trimmed with name=user %}
            Halo,
            {{ name }}
          {% endblocktranslate %}"""
    found = catalogue_of(tmp_path / "a.html", source, monkeypatch)
    assert {message.id for message in found if message.id} == {"Judul", "Saring", "Halo, %(name)s"}


@pytest.mark.parametrize(
    ("english", "complaint"),
    [("", "no English for"), ("Hello", "other placeholders"), ("Hello, %(name)s", None)],
)
def test_missing_and_broken_english_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, english: str, complaint: str | None
) -> None:
    catalogue = catalogue_of(tmp_path / "a.py", 'A = _("Halo, %(name)s")\n', monkeypatch)
    translate(catalogue, english)
    messages.CATALOGUE.parent.mkdir()
    messages.CATALOGUE.write_text(messages.as_text(catalogue), encoding="utf-8")
    found = list(messages.problems())
    assert [complaint in line for line in found] == [True] if complaint else found == []


def test_a_sentence_that_left_the_code_makes_the_catalogue_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = catalogue_of(tmp_path / "a.py", 'A = _("Satu")\n', monkeypatch)
    translate(catalogue, "One")
    messages.CATALOGUE.parent.mkdir()
    messages.CATALOGUE.write_text(messages.as_text(catalogue), encoding="utf-8")
    (tmp_path / "a.py").write_text("", encoding="utf-8")
    assert "stale" in " ".join(messages.problems())
