"""Whose phone signed: keys and signatures that are not the owner's, and statements changed on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from hadir.devices import passkeys, requests
from hadir.devices.binding import Phone
from hadir.devices.models import Alarm
from hadir.devices.requests import Ask
from hadir.devices.rules import AskReason, SessionFacts
from tests.devices.passkeys import SoftPasskey
from tests.devices.phones import SoftPhone, text_of
from tests.flows.actor import Session
from tests.flows.conftest import enrolled
from tests.redteam.conftest import LIVE, OTHER_LIVE, Scene
from tests.redteam.scene import Caller, Ending, Place, head, signed, somewhere

pytestmark = pytest.mark.django_db


def test_only_the_own_phone_signs_for_its_owner(scene: Scene) -> None:
    """Another's phone, none at all, and one that has just been made, each with a living face at the right place."""
    scene.honest(scene.budi.attempt(head(LIVE), phone=scene.phone, place=somewhere()))
    scene.stopped("accomplices_phone", scene.budi.attempt(head(LIVE), phone=scene.her_phone, place=somewhere()))
    scene.stopped("fresh_key", scene.budi.attempt(head(LIVE), phone=SoftPhone(), place=somewhere()))
    scene.stopped("no_signature", scene.budi.attempt(head(LIVE), place=somewhere(), code=scene.code))


def test_one_phone_for_two_people_is_noticed(scene: Scene) -> None:
    shared = SoftPhone()
    scene.stopped("fresh_key", scene.rahma.attempt(head(OTHER_LIVE), phone=shared, place=somewhere()))
    scene.stopped("one_phone_for_two", scene.budi.attempt(head(LIVE), phone=shared, place=somewhere()))
    assert Alarm.objects.exists(), "and somebody is told"


def test_asking_for_another_phone_makes_it_nobody_s(scene: Scene) -> None:
    thief = SoftPhone()
    requests.ask(scene.budi.user, Phone(thief.key, "Chrome · Android"), data=Ask(AskReason.NEW), now=timezone.now())
    ending = scene.budi.attempt(head(LIVE), phone=thief, place=somewhere(), code=scene.code)
    scene.stopped("waiting_phone", ending)
    scene.honest(scene.budi.attempt(head(LIVE), phone=scene.phone, place=somewhere()))


def test_recording_a_face_anew_gives_nobody_a_phone(scene: Scene) -> None:
    """Joko's face is on file, a phone is not. The thief records himself and does not wait for the officer."""
    enrolled(scene.cast.joko, scene.cast.siti, OTHER_LIVE)
    thief, phone = Caller(scene.cast.joko), SoftPhone()
    session = thief.open("enrolment")
    assert thief.play(session, head(LIVE))["state"] == "complete"
    done = thief.finish(session, "/enrolments", signed=signed(phone, thief.statement(session, None)))
    assert done.json()["status"] == "pending"
    scene.stopped("phone_by_recording", thief.attempt(head(OTHER_LIVE), phone=phone, place=somewhere()))
    scene.honest(scene.budi.attempt(head(LIVE), phone=scene.phone, place=somewhere()))


@pytest.mark.parametrize("made_before", [timedelta(minutes=1), timedelta(days=30)])
def test_a_passkey_made_just_now_proves_the_password_and_nothing_else(scene: Scene, made_before: timedelta) -> None:
    """The control is the owner's own passkey, made a month ago."""
    key, budi = SoftPasskey(), scene.budi
    key.register(budi.user, at=timezone.now() - made_before)
    place = somewhere()
    session = budi.open(position=place)
    budi.play(session, head(LIVE))
    statement = budi.statement(session, place)
    digests = (bytes.fromhex(statement["nonce_digest"]), bytes.fromhex(statement["chain"]))
    options = passkeys.challenge(budi.user, SessionFacts(UUID(session.id), *digests))
    assert options is not None
    done = budi.finish(session, signed=signed(SoftPhone(), statement), passkey=key.answer(options))
    if made_before < timedelta(days=1):
        scene.stopped("new_passkey", Ending.of(done))
    else:
        scene.honest(Ending.of(done))


# --- what was signed


Change = Callable[[dict[str, Any]], dict[str, Any]]
ALTERED: dict[str, Change] = {
    "altered_position": lambda honest: honest | {"position": somewhere()},
    "altered_chain": lambda honest: honest | {"chain": "0" * 64},
    "altered_time": lambda honest: honest | {"finished_ms": honest["finished_ms"] + 1},
}


def _performed(scene: Scene, place: Place) -> Session:
    session = scene.budi.open(position=place)
    assert scene.budi.play(session, head(LIVE))["state"] == "complete"
    return session


@pytest.mark.parametrize("name", ALTERED)
def test_a_statement_is_not_altered_after_signing(scene: Scene, name: str) -> None:
    place = somewhere()
    session = _performed(scene, place)
    honest = scene.budi.statement(session, place)
    genuine, forged = signed(scene.phone, honest), signed(SoftPhone(), ALTERED[name](honest))
    done = scene.budi.finish(session, signed=genuine | {"statement": forged["statement"]})
    scene.stopped(name, Ending.of(done))


def test_the_owner_s_key_under_another_s_signature(scene: Scene) -> None:
    place = somewhere()
    session = _performed(scene, place)
    honest = scene.budi.statement(session, place)
    genuine, forged = signed(scene.phone, honest), signed(SoftPhone(), honest)
    done = scene.budi.finish(session, signed=genuine | {"signature": forged["signature"]})
    scene.stopped("broken_signature", Ending.of(done))


def test_an_earlier_signature_is_good_for_its_own_session_only(scene: Scene) -> None:
    place = somewhere()
    session = _performed(scene, place)
    genuine = signed(scene.phone, scene.budi.statement(session, place))
    scene.honest(Ending.of(scene.budi.finish(session, signed=genuine)))
    later = _performed(scene, place)
    scene.stopped("replayed_signature", Ending.of(scene.budi.finish(later, signed=genuine)))


def test_a_position_changed_on_the_way_is_not_the_one_that_was_signed(scene: Scene) -> None:
    session = _performed(scene, somewhere())  # what the proxy says at the beginning
    home = somewhere(-2.6501847, 111.2302519)
    scene.stopped("tampered_position", scene.budi.end(session, phone=scene.phone, place=home))


def test_a_key_is_not_taken_in_another_spelling(scene: Scene) -> None:
    """A private key sent along, other curves, points beside the curve: broken, never a crash."""
    place = somewhere()
    session = _performed(scene, place)
    genuine = signed(scene.phone, scene.budi.statement(session, place))
    off_curve = f'{{"crv":"P-256","kty":"EC","x":"{text_of(bytes(32))}","y":"{text_of(bytes(31) + b"a")}"}}'
    done = scene.budi.finish(session, signed=genuine | {"key": off_curve})
    scene.stopped("broken_signature", Ending.of(done))
