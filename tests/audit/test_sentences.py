"""Every action that the code records can be read as a sentence, in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from hadir.audit.sentences import GROUPS, SENTENCES, actor_name, sentence, subject_name
from tests.audit.recorded_actions import recorded_actions


def test_every_recorded_action_has_a_sentence_and_a_group() -> None:
    recorded = recorded_actions()
    assert len(recorded) > 50, "the code was not read"
    missing = {action: where for action, where in recorded.items() if action not in SENTENCES}
    assert missing == {}, "add a sentence to hadir/audit/sentences.py"
    assert {action.partition(".")[0] for action in recorded} <= set(GROUPS)


@pytest.mark.parametrize("language", ["id", "en"])
def test_sentences_name_who_and_what(language: str) -> None:
    with translation.override(language):
        for action in SENTENCES:
            text = sentence(action, actor="Siti", subject="pegawai 7")
            assert "%" not in text
            assert text.endswith(".")
            assert action not in text, "a sentence, not the action's name"


def test_an_action_of_a_family_takes_the_sentence_of_the_family() -> None:
    assert sentence("people.change_grade", actor="Siti", subject="x") == "Siti mencatat perubahan pada x."
    assert sentence("people.change_nip", actor="Siti", subject="x") == "Siti membetulkan NIP x."


def test_an_answer_and_a_refusal_to_a_request_read_differently() -> None:
    assert (
        sentence("privacy.request_answered", actor="Dewi", subject="x") == "Dewi menjawab permintaan data pribadi (x)."
    )
    assert (
        sentence("privacy.request_declined", actor="Dewi", subject="x") == "Dewi menolak permintaan data pribadi (x)."
    )


def test_an_unknown_action_is_named() -> None:
    assert sentence("future.deed", actor="Siti", subject="x") == "Siti: future.deed pada x."


def test_subjects_and_actors_are_readable() -> None:
    assert subject_name("employee:12", "Budi Contoh") == "pegawai Budi Contoh"
    assert subject_name("employee:12") == "pegawai 12"
    assert subject_name("data-keys") == "data-keys"
    assert actor_name("anonymous") == "Seseorang yang belum masuk"
    assert actor_name("Siti (1985)") == "Siti (1985)"
