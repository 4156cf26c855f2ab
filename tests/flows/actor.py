"""Somebody of the cast before a camera, over HTTP, with one of the test faces."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.conf import settings
from django.test import Client
from django.utils import timezone

from hadir.accounts.models import User
from hadir.bench.performer import TRIED_ENOUGH, Performer
from hadir.capture.script import Prompt
from hadir.enrolment import selectors, services
from tests.faces import reel

API = "/api/v1"


class Before(Protocol):
    """Whoever or whatever the camera is shown."""

    def next_frame(self, prompt: Prompt) -> bytes: ...


@dataclass
class Session:
    """An open capture session as the page holds it."""

    id: str
    nonce: str
    prompt: Prompt
    next_seq: int = 1


@dataclass
class Actor:
    user: User
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.sign_in()

    def sign_in(self) -> None:
        """Also after a jump in time, which ends the log-in."""
        self.client.force_login(self.user, backend=settings.AUTHENTICATION_BACKENDS[0])

    # --- the page's requests

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self.client.post(f"{API}{path}", data=json.dumps(body), content_type="application/json")

    def open(self, purpose: str = "checkin", **more: Any) -> Session:
        response = self.post("/capture-sessions", {"purpose": purpose, **more})
        assert response.status_code == 201, response.content
        body = response.json()
        return Session(body["session"], body["nonce"], Prompt(body["prompt"]["code"]))

    def send(self, session: Session, jpeg: bytes, *, seq: int | None = None, nonce: str | None = None) -> Any:
        """One frame; the raw response."""
        return self.client.post(
            f"{API}/capture-sessions/{session.id}/frames",
            data=jpeg,
            content_type="image/jpeg",
            headers={
                "X-Hadir-Nonce": nonce or session.nonce,
                "X-Hadir-Seq": str(session.next_seq if seq is None else seq),
            },
        )

    def finish(self, session: Session, path: str = "/checkins", **more: Any) -> Any:
        return self.post(path, {"session": session.id, "nonce": session.nonce, **more})

    # --- what a person does

    def play(
        self,
        session: Session,
        before: Before,
        *,
        most: int = 90,
        after_each: Callable[[dict[str, Any]], None] = lambda _answer: None,
    ) -> dict[str, Any]:
        """Feed the camera until the script is done, the session failed or `most` frames are over; the last answer.
        Whoever cannot do a movement asks for another one, as anybody may."""
        answer: dict[str, Any] = {}
        tried = 0
        for _frame in range(most):
            response = self.send(session, before.next_frame(session.prompt))
            assert response.status_code == 200, response.content
            answer = response.json()
            session.next_seq += 1
            prompt = Prompt(answer["prompt"]["code"])
            tried, session.prompt = tried + 1 if session.prompt is prompt else 0, prompt
            if answer["state"] != "running":
                break
            if tried >= TRIED_ENOUGH and prompt is not Prompt.LOOK_STRAIGHT:
                self.ask_for_another(session)
                tried = 0
            after_each(answer)
        return answer

    def ask_for_another(self, session: Session) -> None:
        headers = {"X-Hadir-Nonce": session.nonce}
        response = self.client.post(f"{API}/capture-sessions/{session.id}/another", headers=headers)
        if response.status_code == 200:
            session.prompt = Prompt(response.json()["prompt"]["code"])

    def follow(self, session: Session, face: str, *, most: int = 90) -> dict[str, Any]:
        """Follow the prompts to the end (or until `most` frames). The last answer."""
        return self.play(session, Performer(reel(face)), most=most)

    def check_in(self, face: str, **more: Any) -> dict[str, Any]:
        """A whole check-in; the verdict."""
        session = self.open(**more)
        assert self.follow(session, face)["state"] == "complete"
        response = self.finish(session)
        assert response.status_code == 201, response.content
        verdict: dict[str, Any] = response.json()
        return verdict

    def acknowledge_notice(self) -> None:
        notice = selectors.current_notice()
        assert notice is not None
        services.acknowledge_notice(self.user, version=notice.version, now=timezone.now())

    def enrol(self, face: str, **more: Any) -> dict[str, Any]:
        session = self.open("enrolment", **more)
        assert self.follow(session, face)["state"] == "complete"
        response = self.finish(session, "/enrolments", **more)
        assert response.status_code == 201, response.content
        answer: dict[str, Any] = response.json()
        return answer

    def approved_by(self, approver: User) -> None:
        assert self.user.employee_id is not None
        case = selectors.latest_of(self.user.employee_id)
        assert case is not None
        services.approve(approver, case.pk, now=timezone.now())
