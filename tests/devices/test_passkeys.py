"""A passkey's answer counts for one session, on our page, by the person, and for nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from hadir.devices import passkeys
from hadir.devices.rules import SessionFacts
from hadir.lib.findings import Weight
from tests.cast import Cast
from tests.devices.passkeys import FLAG, PRESENT_AND_VERIFIED, SoftPasskey
from tests.devices.phones import NOW, Session

pytestmark = pytest.mark.django_db

LONG_AGO = NOW - timedelta(days=30)


def facts(session: Session) -> SessionFacts:
    return SessionFacts(session.id, session.nonce_digest, session.chain)


@pytest.fixture
def key(cast: Cast) -> SoftPasskey:
    made = SoftPasskey()
    made.register(cast.budi, at=LONG_AGO)
    return made


def options_for(cast: Cast, session: Session) -> dict[str, Any]:
    found = passkeys.challenge(cast.budi, facts(session))
    assert found is not None
    travelled: dict[str, Any] = json.loads(json.dumps(found))
    return travelled


def test_without_a_passkey_there_is_nothing_to_ask(cast: Cast) -> None:
    assert passkeys.challenge(cast.budi, facts(Session())) is None


def test_a_fresh_answer_by_the_person_is_good(cast: Cast, key: SoftPasskey) -> None:
    session = Session()
    options = options_for(cast, session)
    assert options["userVerification"] == "required"
    assert len(options["allowCredentials"]) == 1
    found = passkeys.verify(cast.budi, facts(session), key.answer(options), now=NOW)
    assert (found.ok, found.backed_up) == (True, False)
    assert [(one.code, one.weight) for one in found.findings] == [("devices.passkey", Weight.GOOD)]
    assert Authenticator.objects.get().last_used_at is not None


@pytest.mark.parametrize(("flags", "backed_up"), [(FLAG.BE, False), (FLAG.BE | FLAG.BS, True)])
def test_a_passkey_that_may_be_copied_counts_for_less(
    cast: Cast, key: SoftPasskey, flags: FLAG, backed_up: bool
) -> None:
    session = Session()
    answer = key.answer(options_for(cast, session), flags=PRESENT_AND_VERIFIED | flags)
    found = passkeys.verify(cast.budi, facts(session), answer, now=NOW)
    assert (found.ok, found.backed_up) == (True, backed_up)
    assert [(one.code, one.weight) for one in found.findings] == [("devices.passkey_synced", Weight.NOTE)]


def test_a_passkey_made_just_before_proves_no_phone(cast: Cast) -> None:
    key, session = SoftPasskey(), Session()
    key.register(cast.budi, at=NOW - timedelta(minutes=5))
    found = passkeys.verify(cast.budi, facts(session), key.answer(options_for(cast, session)), now=NOW)
    assert found.ok
    assert [one.code for one in found.findings] == ["devices.passkey_new"]


@pytest.mark.parametrize(
    "other",
    [
        lambda session: Session(),
        lambda session: replace(session, chain=b"\0" * 32),
        lambda session: replace(session, nonce_digest=b"\0" * 32),
    ],
)
def test_an_answer_is_for_its_own_session_and_frames(cast: Cast, key: SoftPasskey, other: Any) -> None:
    session = Session()
    answer = key.answer(options_for(cast, other(session)))
    found = passkeys.verify(cast.budi, facts(session), answer, now=NOW)
    assert not found.ok
    assert [(one.code, one.weight) for one in found.findings] == [("devices.passkey_broken", Weight.GRAVE)]


def test_an_answer_without_the_person_or_from_elsewhere_is_none(cast: Cast, key: SoftPasskey) -> None:
    session = Session()
    options = options_for(cast, session)
    stranger, phisher = SoftPasskey(), SoftPasskey(origin="https://hadir.example.net")
    stranger.register(cast.joko, at=LONG_AGO)
    phisher.register(cast.budi, at=LONG_AGO)
    broken = key.answer(options)
    broken["response"]["signature"] = broken["response"]["signature"][:-4] + "AAAA"
    answers = [
        key.answer(options, flags=FLAG.UP),
        key.answer(options, flags=FLAG.UV),
        key.answer(options, type="webauthn.create"),
        key.answer(options, origin="http://localhost:1"),
        stranger.answer(options),
        phisher.answer(options),
        broken,
        {},
        {"id": 7},
        {"response": None},
        {**key.answer(options), "padding": "x" * 10_000},
    ]
    for answer in answers:
        assert not passkeys.verify(cast.budi, facts(session), answer, now=NOW).ok
