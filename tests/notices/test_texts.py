"""Every kind has its sentences, in both languages, and its titles leave nothing out that leaves Hadir."""

from __future__ import annotations

import string
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from hadir.notices import texts
from hadir.notices.rules import Channel, Group, Kind

FACTS = {"role_text": "Auditor", "scope_text": "seluruh daerah", "from_on": "2025-03-03"}


def test_nothing_is_without_a_text() -> None:
    assert set(texts.TEMPLATES) == set(Kind)
    assert set(texts.GROUPS) == set(Group)
    assert set(texts.CHANNELS) == set(Channel)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", ["id", "en"])
def test_both_languages_tell_the_same_facts(kind: Kind, language: str) -> None:
    template = texts.TEMPLATES[kind]
    with translation.override("id"):
        indonesian, needed = str(template.title), texts.facts_needed(kind)
    with translation.override(language):
        assert texts.facts_needed(kind) == needed
        assert (str(template.title) == indonesian) is (language == "id")


@pytest.mark.parametrize("kind", list(Kind))
def test_what_leaves_hadir_has_no_place_for_facts(kind: Kind) -> None:
    template = texts.TEMPLATES[kind]
    for text in (str(template.title), str(template.outside)):
        assert not [name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name]


def test_facts_are_written_for_the_reader() -> None:
    with translation.override("id"):
        assert texts.body_of("role_granted", FACTS, UTC) == "Auditor, seluruh daerah, mulai 3 Maret 2025."
    with translation.override("en"):
        body = texts.body_of("role_granted", FACTS, UTC)
    assert "3 March 2025" in body or "March 3, 2025" in body


def test_moments_are_told_on_the_readers_clock() -> None:
    facts = {"number": "7", "due_at": "2025-03-03T17:30:00+00:00"}
    with translation.override("id"):
        assert "4 Maret 2025" in texts.body_of("privacy_request_due", facts, ZoneInfo("Asia/Jakarta"))
        assert "3 Maret 2025" in texts.body_of("privacy_request_due", facts, UTC)


def test_a_notice_of_another_version_still_shows() -> None:
    with translation.override("id"):
        assert texts.title_of("long_gone") == "Pemberitahuan"
        assert texts.body_of("long_gone", {}, UTC) == ""
        assert texts.body_of("enrolment_rejected", {}, UTC).startswith("Alasan: …")
