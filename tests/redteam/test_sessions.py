"""Whose session it is, whose face is on file, and what the edge takes."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from hadir.attendance.models import Punch
from hadir.capture.models import CaptureFrame
from hadir.capture.script import Prompt
from hadir.enrolment import selectors, services
from hadir.enrolment.models import Enrolment, Status
from hadir.lib.errors import HadirError
from tests.faces import reel
from tests.flows.actor import API
from tests.redteam.conftest import LIVE, OTHER_LIVE, Scene
from tests.redteam.scene import Caller, Ending, head, somewhere

pytestmark = pytest.mark.django_db


def test_a_session_is_its_person_s_alone(scene: Scene) -> None:
    """The accomplice knows number and nonce of the owner's session, and has a log-in of her own."""
    place, budi, rahma = somewhere(), scene.budi, scene.rahma
    session = budi.open(position=place)
    foreign = rahma.send(session, head(OTHER_LIVE).next_frame(Prompt.LOOK_STRAIGHT))
    scene.stopped("frames_into_anothers_session", Ending.of(foreign))
    assert budi.play(session, head(LIVE))["state"] == "complete", "the owner has noticed nothing"
    rahma.sent[session.id] = budi.sent[session.id]
    scene.stopped("finish_by_another", rahma.end(session, phone=scene.her_phone, place=place))
    scene.honest(budi.end(session, phone=scene.phone, place=place))


def test_of_two_sessions_at_once_the_later_one_counts(scene: Scene) -> None:
    place, budi = somewhere(), scene.budi
    first = budi.open(position=place)
    budi.play(first, head(LIVE))
    second = Caller(budi.user)
    scene.honest(second.attempt(head(LIVE), phone=scene.phone, place=place))
    scene.stopped("two_sessions", budi.end(first, phone=scene.phone, place=place))


# --- recording faces


def test_a_face_recorded_under_another_s_account_opens_nothing(scene: Scene) -> None:
    """The accomplice is known under her own name: the officer sees the same face twice, and nothing is valid until
    somebody else has looked."""
    rahma = scene.rahma
    scene.budi.acknowledge_notice()
    assert scene.budi.enrol(OTHER_LIVE)["status"] == "pending"
    scene.stopped("foreign_enrolment", scene.budi.attempt(head(OTHER_LIVE), phone=scene.phone, place=somewhere()))
    case = Enrolment.objects.get(status=Status.PENDING)
    assert [one.other_id for one in case.findings.all()] == [rahma.user.employee_id]
    with pytest.raises(HadirError):
        services.approve(scene.budi.user, case.pk, now=case.captured_at)
    assert selectors.queue_for(scene.cast.siti).filter(pk=case.pk).exists()
    scene.honest(scene.budi.attempt(head(LIVE), phone=scene.phone, place=somewhere()))


def test_a_first_face_is_nobody_s_until_somebody_has_vouched(scene: Scene) -> None:
    """Under an account that had none; the face is then found once more when its real owner is recorded elsewhere."""
    joko = Caller(scene.cast.joko)
    joko.acknowledge_notice()
    assert joko.enrol(OTHER_LIVE)["status"] == "pending"
    response = joko.post("/capture-sessions", {"purpose": "checkin"})
    scene.stopped("first_face_is_foreign", Ending.of(response))
    dedi = Caller(scene.cast.dedi)
    dedi.acknowledge_notice()
    assert dedi.enrol(OTHER_LIVE)["status"] == "pending"
    case = Enrolment.objects.get(employee=dedi.user.employee)
    assert [one.other_id for one in case.findings.all()] == [joko.user.employee_id]


# --- the edge

VECTOR = [0.125] * 128
INJECTIONS: list[dict[str, Any]] = [
    {name: VECTOR} for name in ("embedding", "template", "vector", "probe", "features", "face")
] + [
    {"similarity": 0.99},
    {"accepted": True},
    {"outcome": "accept"},
    {"liveness": {"total_odds": 9.0}},
    {"employee": 1},
    {"state": "complete"},
    {"signed": {"key": "k", "statement": "AA", "signature": "AA", "trusted": True}},
    {"signed": {"key": "k" * 700, "statement": "AA", "signature": "AA"}},
    {"site_code": "1" * 300},
    {"passkey": VECTOR},
]


def test_no_end_takes_a_template(scene: Scene) -> None:
    """Every way into the check-in gets every such field, in a session that is complete but for it."""
    place, budi = somewhere(), scene.budi
    session = budi.open(position=place)
    budi.play(session, head(LIVE))
    base = {"session": session.id, "nonce": session.nonce}
    for more in INJECTIONS:
        for path in ("/checkins", "/enrolments"):
            scene.stopped("template_in_the_request", Ending.of(budi.post(path, base | more)))
        opening = budi.post("/capture-sessions", {"purpose": "checkin", **more})
        scene.stopped("template_in_the_request", Ending.of(opening))
    raw = json.dumps(base | {"embedding": VECTOR})
    for kind in ("text/plain", "application/x-npy", "application/octet-stream", "multipart/form-data; boundary=x"):
        response = budi.client.post(f"{API}/checkins", data=raw, content_type=kind)
        assert 400 <= response.status_code < 500, (kind, response.content)
    for number in ("NaN", "1e999", "-Infinity"):
        odd = f'{{"purpose": "checkin", "position": {{"latitude": {number}, "longitude": 111.2, "accuracy": 5}}}}'
        response = budi.client.post(f"{API}/capture-sessions", data=odd, content_type="application/json")
        scene.stopped("template_in_the_request", Ending.of(response))
    scene.honest(budi.end(session, phone=scene.phone, place=place))


def test_a_picture_is_a_picture_and_nothing_else(scene: Scene) -> None:
    """Glued to an archive, a script or a vector, or of another format: no such frame moves a session on."""
    good = reel(LIVE).frames[Prompt.LOOK_STRAIGHT][-1]
    vector = json.dumps({"embedding": VECTOR}).encode()
    frames = [
        b"PK\x03\x04" + good, good + b"PK\x05\x06" + bytes(18), good + b"<script>alert(1)</script>",
        good + vector, good + good, vector, b"\x93NUMPY\x01\x00" + bytes(600), b"GIF89a" + good,
        b"\x89PNG\r\n\x1a\n" + good, good[:-2], b"",
    ]  # fmt: skip
    budi = scene.budi
    session = budi.open(position=somewhere())
    for number, jpeg in enumerate(frames, start=1):
        response = budi.send(session, jpeg, seq=number)
        assert response.status_code == 200, response.content
        assert response.json()["progress"] == 0.0, number
    scene.stopped("pictures_with_a_second_meaning", budi.end(session, phone=scene.phone))
    assert not CaptureFrame.objects.filter(session__pk=session.id, sealed_jpeg__isnull=False).exists()
    session.next_seq = len(frames) + 1
    assert budi.play(session, head(LIVE))["state"] == "complete", "and a good one does"


def test_the_way_without_a_face_is_for_who_may_take_it(scene: Scene) -> None:
    before = Punch.objects.count()
    body = {"id": str(uuid4()), "method": "pin_code", "pin": "408271", "site_code": scene.code()}
    scene.stopped("way_without_a_face", Ending.of(scene.budi.post("/checkins-alternative", body)))
    assert Punch.objects.count() == before
