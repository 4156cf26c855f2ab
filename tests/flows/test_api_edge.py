"""The JSON edge under bad input: always a defined answer, never a 500, nothing half-written."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from django.test import Client

from hadir.attendance.models import Punch
from hadir.capture.models import CaptureSession
from hadir.capture.script import Prompt
from hadir.enrolment.models import Enrolment
from tests.cast import Cast
from tests.faces import OWN, reel
from tests.flows.actor import API, Actor

pytestmark = pytest.mark.django_db

GOOD_JPEG = reel(OWN).frames[Prompt.LOOK_STRAIGHT][-1]


def garbage(rng: random.Random) -> bytes:
    """Random bytes, cut pictures, flipped bits, foreign formats, glued files."""
    kind = rng.randrange(6)
    if kind == 0:
        return rng.randbytes(rng.randrange(0, 2000))
    if kind == 1:
        return GOOD_JPEG[: rng.randrange(len(GOOD_JPEG))]
    if kind == 2:
        damaged = bytearray(GOOD_JPEG)
        for _flip in range(rng.randrange(1, 30)):
            damaged[rng.randrange(2, 700)] ^= 1 << rng.randrange(8)  # the headers, where decoders break
        return bytes(damaged)
    if kind == 3:
        return rng.choice([b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF0000WEBP", b"%PDF-1.7", b"<svg/>"]) + rng.randbytes(
            90
        )
    if kind == 4:
        return GOOD_JPEG + rng.randbytes(rng.randrange(1, 50))
    return b"\xff\xd8\xff" + rng.randbytes(rng.randrange(0, 400))


def test_a_thousand_garbage_frames_write_nothing_and_break_nothing(budi: Actor) -> None:
    rng = random.Random(7)
    session = budi.open()
    for seq in range(1, 300):
        response = budi.send(session, garbage(rng), seq=seq)
        assert response.status_code == 200, response.content
        assert response.json()["state"] in ("running", "failed")
    statuses = {
        budi.send(
            session, garbage(rng), seq=rng.randrange(-5, 10_000), nonce=rng.choice([None, "x" * 43, ""])
        ).status_code
        for _frame in range(701)
    }
    assert statuses <= {200, 404, 409, 422}
    assert CaptureSession.objects.get(pk=session.id).state in ("running", "failed")
    assert not Punch.objects.exists()


BODIES: list[Any] = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"checkin"',
    b'{"purpose": "sabotage"}',
    b'{"purpose": "checkin", "nip": "199001012015031003"}',
    b'{"purpose": "checkin", "position": {"latitude": 91, "longitude": 0, "accuracy": 1}}',
    b'{"purpose": "checkin", "position": {"latitude": NaN, "longitude": 0, "accuracy": 1}}',
    b'{"purpose": "checkin", "position": {"latitude": 1e400, "longitude": 0, "accuracy": 1}}',
    b'{"purpose": "checkin", "client_time": "yesterday"}',
    b'{"purpose": "checkin", "client_time": "2026-01-01T00:00:00"}',
    b'{"purpose": "checkin", "device": {"label": "' + b"x" * 300 + b'"}}',
    b'{"purpose": "checkin", "device": {"label": "\\u0000"}}',
    b"\xff\xfe\x00",
    b'{"purpose": ' + b"[" * 5000 + b"]" * 5000 + b"}",
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize("path", ["/capture-sessions", "/checkins", "/checkins-alternative", "/enrolments"])
def test_bad_bodies_are_explained_in_the_reader_s_language(budi: Actor, path: str, body: bytes) -> None:
    before = CaptureSession.objects.count()
    response = budi.client.post(f"{API}{path}", data=body, content_type="application/json")
    assert response.status_code in (400, 404, 422), response.content
    answer = response.json()
    assert set(answer) <= {"code", "message", "fields"}
    assert answer["message"]
    assert CaptureSession.objects.count() == before
    assert not Punch.objects.exists()
    assert Enrolment.objects.count() == 1


def test_the_nip_is_never_taken_from_the_request(budi: Actor) -> None:
    response = budi.post("/capture-sessions", {"purpose": "checkin", "nip": "198503152010012001"})
    assert response.status_code == 422
    assert response.json()["fields"] == {"nip": "Isian ini tidak dikenal."}


@pytest.mark.parametrize("path", ["/capture-sessions", "/checkins", "/checkins-alternative", "/enrolments"])
def test_nobody_gets_in_without_signing_in(path: str) -> None:
    response = Client().post(f"{API}{path}", data=b"{}", content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (401, "signed_out")


def test_a_request_from_another_site_is_refused(budi: Actor) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = budi.client.cookies
    response = strict.post(f"{API}/capture-sessions", data=b'{"purpose":"checkin"}', content_type="application/json")
    assert response.status_code == 403
    assert not CaptureSession.objects.filter(purpose="checkin").exists()


def test_a_platform_operator_has_no_face_to_check_in_with(office: Cast) -> None:
    response = Actor(office.made).post("/capture-sessions", {"purpose": "checkin"})
    assert (response.status_code, response.json()["code"]) == (403, "not_an_employee")


def test_errors_speak_english_to_who_reads_english(budi: Actor) -> None:
    budi.client.post("/bahasa/", {"language": "en"})
    response = budi.post("/capture-sessions", {"purpose": "sabotage"})
    assert response.json()["message"] == "The request does not fit."


def test_an_oversized_frame_is_refused_before_it_is_read(budi: Actor) -> None:
    session = budi.open()
    response = budi.send(session, b"\xff\xd8\xff" + bytes(1_600_000))
    assert (response.status_code, response.json()["code"]) == (422, "frame_too_large")


def test_the_openapi_document_names_every_operation(budi: Actor) -> None:
    document = json.loads(budi.client.get(f"{API}/openapi.json").content)
    assert set(document["paths"]) == {
        "/api/v1/capture-sessions",
        "/api/v1/capture-sessions/{session}/another",
        "/api/v1/capture-sessions/{session}/frames",
        "/api/v1/checkins",
        "/api/v1/checkins-alternative",
        "/api/v1/enrolments",
        "/api/v1/site-codes",
        "/api/v1/people/{nip}",
        "/api/v1/attendance/{nip}/{day}",
        "/api/v1/health",
    }


def test_a_database_that_is_away_asks_for_patience(budi: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from hadir.capture import sessions

    def gone(*_args: object) -> None:
        raise OperationalError("server closed the connection")

    session = budi.open()
    monkeypatch.setattr(sessions, "plain_read", gone)
    response = budi.send(session, GOOD_JPEG)
    assert (response.status_code, response.json()["code"]) == (503, "database_away")
    assert response.headers["Retry-After"] == "1"
