"""What an attacker's program can do over HTTP: hold a session, feed it pictures, and sign what suits it."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from hadir.attendance.presence.models import Assessment
from hadir.bench.performer import Performer, Sitting
from hadir.capture.script import Prompt
from hadir.places.rules import Circle
from hadir.places.shapes import NamedArea
from tests import faces
from tests.attack_kit.camera import Camera
from tests.attack_kit.cues import INTERVAL_S, Cue
from tests.attack_kit.species import SPECIES
from tests.attack_kit.species import Cast as Victims
from tests.devices.phones import SoftPhone, text_of
from tests.flows.actor import Actor, Before, Session

MORNING = datetime(2026, 11, 23, 0, 20, tzinfo=UTC)  # Monday 07:20 WIB
DAY = date(2026, 11, 23)
OFFICE = NamedArea("Gedung utama", Circle(-2.6301847, 111.2302519, 120))
Place = dict[str, float]


def somewhere(latitude: float = -2.6301847, longitude: float = 111.2302519) -> Place:
    """A fix as a receiver delivers it, within some ten metres; the office unless said otherwise."""
    stray = random.Random().uniform
    return {
        "latitude": round(latitude + stray(-2e-4, 2e-4), 7),
        "longitude": round(longitude + stray(-2e-4, 2e-4), 7),
        "accuracy": round(stray(6, 20), 3),
    }


# --- who is before the camera


def head(face: str, seed: int | None = None) -> Performer:
    """The warped head that stands for a live person everywhere in the tests; injected, it is the best of all fakes.

    Somebody sits down anew each time, unless `seed` says how.
    """
    return Performer(faces.reel(face), Sitting(seed))


class Presented:
    """A species of the attack kit that follows prompts as they come."""

    _WAY, _TO_AND_FRO = (0.5, 1.0, 1.25, 1.5), (1.25, 1.0, 1.25, 1.5)

    def __init__(self, species: str, victim: str, accomplice: str, *, again: str = "", seed: int = 5) -> None:
        rng = np.random.default_rng(seed)
        heads = Victims(faces.head(victim), faces.head(accomplice), faces.head(again) if again else None)
        self._shown, self._camera = SPECIES[species](heads, rng), Camera(rng)
        self._prompt, self._frames, self._steps, self._at_s = Prompt.LOOK_STRAIGHT, 0, 0, 0.0

    def next_frame(self, prompt: Prompt) -> bytes:
        if prompt is not self._prompt:
            self._prompt, self._frames, self._steps = prompt, 0, self._steps + 1
        way = self._WAY if self._frames < 4 else self._TO_AND_FRO
        share = 1.0 if prompt is Prompt.LOOK_STRAIGHT else way[self._frames % 4]
        self._frames, self._at_s = self._frames + 1, self._at_s + INTERVAL_S
        cue = Cue(prompt, prompt, share, self._steps, self._at_s)
        return self._camera.film(self._shown.scene(cue), cue)


class Film:
    """Frames that were filmed before, in their own order, whatever is asked for."""

    def __init__(self, frames: list[bytes]) -> None:
        self._frames: Iterator[bytes] = iter(frames * 20)

    def next_frame(self, prompt: Prompt) -> bytes:
        return next(self._frames)


# --- how it ended


@dataclass(frozen=True, slots=True)
class Ending:
    """`kind`: accepted, review, second step, refused (a verdict was given), rejected (the request was not taken).
    `why`: codes of the reasons."""

    kind: str
    why: tuple[str, ...]
    body: dict[str, Any]

    @classmethod
    def of(cls, response: Any) -> Ending:
        body: dict[str, Any] = response.json()
        if response.status_code >= 400:
            return cls("rejected", (body["code"],), body)
        if body["second_step"]:
            return cls("second step", tuple(one["code"] for one in body["second_step"]["reasons"]), body)
        if not body["accepted"]:
            return cls("refused", (body["code"],), body)
        if body["outcome"]["code"] != "review":  # accept, and sample: it counts whoever looks at it
            return cls("accepted", (), body)
        punch = body["receipt_url"].strip("/").rpartition("/")[2]
        reasons = Assessment.objects.get(punch_id=punch).reasons
        return cls("review", tuple(one["code"] for one in reasons), body)


# --- the program


@dataclass
class Caller(Actor):
    """Somebody with the account's password and a program in place of the page. `sent`: frames by session and number."""

    sent: dict[str, dict[int, bytes]] = field(default_factory=dict)

    def send(self, session: Session, jpeg: bytes, *, seq: int | None = None, nonce: str | None = None) -> Any:
        response = super().send(session, jpeg, seq=seq, nonce=nonce)
        if response.status_code == 200:
            self.sent.setdefault(session.id, {}).setdefault(session.next_seq if seq is None else seq, jpeg)
        return response

    def frames_of(self, session: Session) -> list[bytes]:
        return [jpeg for _seq, jpeg in sorted(self.sent.get(session.id, {}).items())]

    def statement(self, session: Session, place: Place | None, *, code: str | None = None) -> dict[str, Any]:
        """What the honest page writes about a session."""
        chain = hashlib.sha256(session.nonce.encode()).digest()
        frames = self.frames_of(session)
        for jpeg in frames:
            chain = hashlib.sha256(chain + hashlib.sha256(jpeg).digest()).digest()
        return {
            "v": 1,
            "session": session.id,
            "nonce_digest": hashlib.sha256(session.nonce.encode()).hexdigest(),
            "chain": chain.hex(),
            "frames": len(frames),
            "position": place,
            "client_time": datetime.now(UTC).isoformat(),
            "opened_ms": 1000.5,
            "finished_ms": 9000.25,
            "site_code": code,
        }

    def attempt(  # every part of a check-in, each for an attack to choose
        self,
        before: Before,
        *,
        phone: SoftPhone | None = None,
        place: Place | None = None,
        code: Callable[[], str] | None = None,
        without: bool = False,
        **facts: Any,
    ) -> Ending:
        """A whole check-in. `code`: asked when the end comes, as a person at the screen would read it then."""
        session = self.open(**(facts | {"position": place} if place else facts))
        self.play(session, before)
        return self.end(session, phone=phone, place=place, code=code() if code else None, without=without)

    def end(
        self,
        session: Session,
        *,
        phone: SoftPhone | None = None,
        place: Place | None = None,
        code: str | None = None,
        without: bool = False,
    ) -> Ending:
        shown: dict[str, Any] = {}
        if phone is not None:
            shown["signed"] = signed(phone, self.statement(session, place, code=code))
        if code is not None:
            shown["site_code"] = code
        return Ending.of(self.finish(session, without_second_step=without, **shown))


def signed(phone: SoftPhone, statement: dict[str, Any]) -> dict[str, str]:
    message = json.dumps(statement).encode()
    return {"key": phone.jwk, "statement": text_of(message), "signature": text_of(phone.sign(message))}
