"""Pauses, chain and another movement over HTTP, with a real person's frames."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from hadir.bench.performer import Performer
from hadir.capture.models import CaptureSession
from hadir.capture.script import Prompt
from tests.faces import OWN, reel
from tests.flows.actor import Actor

pytestmark = pytest.mark.django_db


def test_the_chain_holds_every_frame_that_was_answered(budi: Actor, no_face: bytes) -> None:
    session, performer = budi.open(), Performer(reel(OWN))
    chain = hashlib.sha256(session.nonce.encode()).digest()
    for jpeg in (performer.next_frame(session.prompt), no_face, performer.next_frame(session.prompt)):
        assert budi.send(session, jpeg).status_code == budi.send(session, jpeg).status_code == 200, "and its retry"
        session.next_seq += 1
        chain = hashlib.sha256(chain + hashlib.sha256(jpeg).digest()).digest()
    row = CaptureSession.objects.get(pk=session.id)
    assert (bytes(row.chain), row.last_seq) == (chain, 3)


def test_a_prompt_waits_for_its_moment_and_the_page_is_told(
    budi: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "CONFIG", settings.CONFIG.model_copy(update={"script_pauses": True}))
    with time_machine.travel("2026-11-23T00:20:00Z", tick=False) as clock:
        budi.sign_in()
        session, performer = budi.open(), Performer(reel(OWN))
        first = budi.send(session, performer.next_frame(session.prompt)).json()
        assert 300 <= first["wait_ms"] <= 1200
        session.next_seq += 1
        early = budi.send(session, performer.next_frame(session.prompt)).json()
        assert (early["prompt"]["code"], early["hint"], early["wait_ms"]) == ("look_straight", None, first["wait_ms"])
        session.next_seq += 1
        clock.shift(timedelta(milliseconds=first["wait_ms"]))
        due = budi.send(session, performer.next_frame(session.prompt)).json()
        assert due["prompt"]["code"] != "look_straight"
        assert due["wait_ms"] == 350


def test_a_movement_is_replaced_twice_and_no_more(budi: Actor) -> None:
    session, performer = budi.open(), Performer(reel(OWN))

    def another() -> tuple[int, str]:
        headers = {"X-Hadir-Nonce": session.nonce}
        response = budi.client.post(f"/api/v1/capture-sessions/{session.id}/another", headers=headers)
        body = response.json()
        return response.status_code, body["prompt"]["code"] if "prompt" in body else body["code"]

    assert another() == (409, "no_other_movement"), "looking straight is no movement"
    for _frame in range(2):
        answer = budi.send(session, performer.next_frame(session.prompt)).json()
        session.next_seq += 1
    asked = [answer["prompt"]["code"], another()[1], another()[1]]
    assert len(set(asked)) == 3
    assert another() == (409, "no_other_movement")
    session.prompt = Prompt(asked[-1])
    assert budi.follow(session, OWN)["state"] == "complete"
