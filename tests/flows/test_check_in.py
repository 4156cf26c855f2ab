"""From the camera to the signed record, with real faces, the real engine and the real database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import close_old_connections, connection
from django.utils import timezone

from hadir.attendance import receipts, services
from hadir.attendance.models import Evidence, Punch
from hadir.audit.models import AuditEntry
from hadir.bench.performer import Performer, with_comment
from hadir.capture.models import CaptureFrame, CaptureSession
from hadir.capture.script import Prompt
from hadir.enrolment.models import Enrolment
from tests.cast import Cast
from tests.faces import OTHER, OWN, reel
from tests.flows.actor import Actor
from tests.flows.conftest import enrolled
from tests.presence.conftest import policy

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 23, 0, 20, tzinfo=UTC)  # Monday 07:20 WIB
STRAIGHT = Prompt.LOOK_STRAIGHT


@contextmanager
def at(moment: datetime, *people: Actor) -> Iterator[Any]:
    """Another moment, in which these people have signed in."""
    with time_machine.travel(moment) as clock:
        for person in people:
            person.sign_in()
        yield clock


def straight(face: str, comment: bytes) -> bytes:
    return with_comment(reel(face).frames[STRAIGHT][-1], comment)


def test_an_employee_checks_in_with_another_photo_of_the_same_face(budi: Actor) -> None:
    with at(MORNING, budi):
        verdict = budi.check_in(OWN, position={"latitude": -2.63, "longitude": 111.23, "accuracy": 12.0})
    assert verdict["accepted"] is True
    assert verdict["code"] == "accepted"
    assert verdict["stage"]["code"] == "morning"
    punch = Punch.objects.get()
    assert punch.recorded_at >= MORNING
    assert str(punch.work_day) == "2026-11-23"
    assert (punch.latitude, punch.longitude, punch.accuracy_m) == (-2.63, 111.23, 12.0)
    claims = receipts.verify(punch.receipt, services.receipt_key())
    assert (claims["jti"], claims["sub"], claims["stage"]) == (str(punch.pk), budi.user.username, "morning")
    assert claims["evidence"] == punch.evidence_digest


def test_somebody_else_with_the_account_is_refused_and_the_attempt_is_kept(budi: Actor) -> None:
    verdict = budi.check_in(OTHER)
    assert (verdict["accepted"], verdict["code"], verdict["receipt_url"]) == (False, "not_matched", None)
    punch = Punch.objects.get()
    assert (punch.accepted, punch.receipt) == (False, "")
    assert AuditEntry.objects.filter(action="attendance.check_in", detail__code="not_matched").count() == 1


def test_the_second_time_in_a_stage_is_recorded_as_again(budi: Actor) -> None:
    with at(MORNING, budi) as clock:
        assert budi.check_in(OWN)["code"] == "accepted"
        clock.shift(timedelta(minutes=5))
        assert budi.check_in(OWN)["code"] == "accepted_again"


def test_outside_every_window_the_fact_is_kept_without_a_stage(budi: Actor) -> None:
    with at(datetime(2026, 11, 23, 14, 0, tzinfo=UTC), budi):  # 21:00 WIB
        verdict = budi.check_in(OWN)
    assert (verdict["code"], verdict["stage"]) == ("accepted_outside_window", None)


def test_no_score_and_no_vector_ever_leaves(budi: Actor) -> None:
    session = budi.open()
    performer = Performer(reel(OWN))
    body = budi.send(session, performer.next_frame(STRAIGHT)).json()
    assert set(body) == {"seq", "state", "hint", "prompt", "progress", "wait_ms", "light"}
    verdict = budi.check_in(OWN)
    told = {"accepted", "code", "message", "stage", "recorded_at", "receipt_url", "retry", "outcome", "second_step"}
    assert set(verdict) == told
    punch = Punch.objects.get()
    claims = receipts.verify(punch.receipt, services.receipt_key())
    assert not {"score", "similarity", "embedding", "distance"} & set(claims)


def test_what_was_measured_is_gone_when_the_session_ends(budi: Actor) -> None:
    session = budi.open()
    budi.follow(session, OWN)
    kept = CaptureFrame.objects.filter(session__pk=session.id, sealed__isnull=False)
    assert kept.count() >= 5
    budi.finish(session)
    assert kept.count() == 0
    assert CaptureFrame.objects.filter(session__pk=session.id).count() >= 5, "the digests stay against replay"


def test_evidence_is_encrypted_and_has_a_date_on_which_it_goes(budi: Actor) -> None:
    budi.check_in(OWN)
    evidence = Evidence.objects.get()
    assert not bytes(evidence.sealed_jpeg).startswith(b"\xff\xd8")
    assert services.open_evidence(evidence.punch).startswith(b"\xff\xd8\xff")
    assert services.destroy_overdue_evidence(now=timezone.now()) == 0
    assert services.destroy_overdue_evidence(now=evidence.destroy_after) == 1
    assert Punch.objects.count() == 1, "the fact outlives its picture"


@pytest.mark.parametrize("statement", ["UPDATE attendance_punch SET code = 'accepted'", "DELETE FROM attendance_punch"])
def test_the_database_refuses_to_change_a_punch(budi: Actor, statement: str) -> None:
    from django.db import IntegrityError, transaction

    budi.check_in(OTHER)
    Evidence.objects.all().delete()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# --- refusals of the protocol


def test_a_still_photo_that_never_turns_gets_nowhere(budi: Actor) -> None:
    session = budi.open()
    for number in range(20):
        answer = budi.send(session, straight(OWN, bytes([number]))).json()
        session.next_seq += 1
    assert answer["state"] == "running"
    assert answer["hint"]["code"] == "further"
    response = budi.finish(session)
    assert (response.status_code, response.json()["code"]) == (409, "session_incomplete")
    assert not Punch.objects.exists()


def test_an_empty_room_and_a_crowd_are_told_apart(budi: Actor, two_faces: bytes, no_face: bytes) -> None:
    session = budi.open()
    assert budi.send(session, no_face, seq=1).json()["hint"]["code"] == "no_face"
    assert budi.send(session, two_faces, seq=2).json()["hint"]["code"] == "several_faces"


def test_a_replayed_frame_ends_the_session_as_a_refusal(budi: Actor) -> None:
    old = budi.open()
    frame = straight(OWN, b"seen before")
    assert budi.send(old, frame).status_code == 200
    session = budi.open()
    answer = budi.send(session, frame).json()
    assert (answer["state"], answer["hint"]["code"]) == ("failed", "frame_replayed")
    verdict = budi.finish(session).json()
    assert (verdict["accepted"], verdict["code"]) == (False, "frame_replayed")
    assert Punch.objects.get().code == "frame_replayed"


def test_another_person_s_frame_is_a_replay_too(budi: Actor, office: Cast) -> None:
    rahma = enrolled(office.rahma, office.siti, OTHER)
    frame = straight(OTHER, b"captured on the way")
    rahma.send(rahma.open(), frame)
    session = budi.open()
    assert budi.send(session, frame).json()["state"] == "failed"


def test_the_same_picture_twice_in_a_row_is_a_slow_camera_not_a_replay(budi: Actor) -> None:
    session = budi.open()
    frame = straight(OWN, b"slow")
    budi.send(session, frame, seq=1)
    answer = budi.send(session, frame, seq=2).json()
    assert (answer["state"], answer["hint"]["code"]) == ("running", "new_frame_needed")


def test_a_retry_of_a_frame_gets_the_same_answer_and_moves_nothing(budi: Actor) -> None:
    session = budi.open()
    frame = straight(OWN, b"retry")
    first = budi.send(session, frame, seq=1)
    again = budi.send(session, frame, seq=1)
    assert first.json() == again.json()
    assert CaptureFrame.objects.filter(session__pk=session.id).count() == 1


def test_a_frame_out_of_order_is_refused_with_the_number_expected(budi: Actor) -> None:
    session = budi.open()
    response = budi.send(session, straight(OWN, b"early"), seq=3)
    assert response.status_code == 409
    assert (response.json()["code"], response.json()["fields"]) == ("frame_out_of_order", {"expected": 1})
    assert budi.send(session, straight(OWN, b"now"), seq=1).status_code == 200


def test_other_bytes_under_a_number_already_taken_are_refused(budi: Actor) -> None:
    session = budi.open()
    budi.send(session, straight(OWN, b"one"), seq=1)
    response = budi.send(session, straight(OWN, b"two"), seq=1)
    assert (response.status_code, response.json()["code"]) == (409, "frame_conflict")


def test_an_expired_session_takes_no_frame_and_finishes_as_a_refusal(budi: Actor) -> None:
    with at(MORNING, budi) as clock:
        session = budi.open()
        clock.shift(timedelta(seconds=61))
        response = budi.send(session, straight(OWN, b"late"))
        assert (response.status_code, response.json()["code"]) == (410, "session_expired")
        verdict = budi.finish(session).json()
    assert (verdict["accepted"], verdict["code"], verdict["retry"]) == (False, "session_expired", True)


def test_a_double_finish_gives_the_same_record(budi: Actor) -> None:
    session = budi.open()
    budi.follow(session, OWN)
    first, second = budi.finish(session), budi.finish(session)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Punch.objects.count() == 1


def test_a_new_session_ends_the_one_before(budi: Actor) -> None:
    old = budi.open()
    budi.open()
    answer = budi.send(old, straight(OWN, b"old")).json()
    assert (answer["state"], answer["hint"]["code"]) == ("failed", "superseded")


@pytest.mark.parametrize("case", ["another person", "wrong nonce", "no such session"])
def test_a_session_belongs_to_one_person_and_one_nonce(budi: Actor, office: Cast, case: str) -> None:
    session = budi.open()
    frame = straight(OWN, b"whose?")
    if case == "another person":
        response = Actor(office.rahma).send(session, frame)
    elif case == "wrong nonce":
        response = budi.send(session, frame, nonce="x" * 43)
    else:
        session.id = "00000000-0000-4000-8000-000000000000"
        response = budi.send(session, frame)
    assert (response.status_code, response.json()["code"]) == (404, "session_unknown")


def test_an_enrolment_session_cannot_be_used_for_a_check_in(budi: Actor) -> None:
    session = budi.open("enrolment")
    budi.follow(session, OWN)
    assert budi.finish(session).json()["code"] == "session_unknown"


def test_a_person_swapped_in_the_middle_is_noticed(budi: Actor) -> None:
    """A script is measured from the face that began it, so it is not always that another one can follow it at all."""
    for _attempt in range(8):
        session = budi.open()
        budi.follow(session, OTHER, most=5)  # somebody else begins …
        if budi.follow(session, OWN)["state"] == "complete":  # … and Budi takes over
            break
    assert budi.finish(session).json()["code"] == "person_changed"


def test_without_a_recorded_face_there_is_nothing_to_compare_with(office: Cast) -> None:
    response = Actor(office.budi).post("/capture-sessions", {"purpose": "checkin"})
    assert (response.status_code, response.json()["code"]) == (409, "not_enrolled")


def test_ten_failures_close_the_face_path_for_the_day(budi: Actor) -> None:
    with at(MORNING, budi) as clock:
        for number in range(10):
            old = budi.open()
            frame = straight(OWN, b"again %d" % number)
            budi.send(old, frame)
            session = budi.open()
            budi.send(session, frame)
            budi.finish(session)
        response = budi.post("/capture-sessions", {"purpose": "checkin"})
        assert (response.status_code, response.json()["code"]) == (409, "too_many_refusals")
        clock.shift(timedelta(days=1))
        budi.sign_in()
        assert budi.open().prompt is STRAIGHT


# --- the server's own trouble


def test_a_busy_server_makes_nobody_late(budi: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    from hadir.capture import engine
    from hadir.faceengine.pool import EngineBusy

    class Busy:
        def submit(self, frames: Any, policy: str, _engine: Any = None) -> Any:
            raise EngineBusy("full")

    with at(MORNING, budi) as clock:
        session = budi.open()
        monkeypatch.setattr(engine, "service", Busy)
        response = budi.send(session, straight(OWN, b"patience"))
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "2"
        assert response.json()["code"] == "engine_busy"
        monkeypatch.undo()
        clock.shift(timedelta(minutes=3))
        budi.check_in(OWN)
    punch = Punch.objects.get()
    assert punch.recorded_at - MORNING < timedelta(seconds=30), "the first time is kept"
    assert punch.decided_at - MORNING >= timedelta(minutes=3)


def test_a_dead_engine_means_no_punch_and_a_clear_answer(budi: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    from hadir.capture import engine
    from hadir.faceengine.pool import PoolClient

    session = budi.open()
    nobody = PoolClient(engine.socket_path().with_name("nobody.sock"))
    monkeypatch.setattr(engine, "service", lambda: nobody)
    response = budi.send(session, straight(OWN, b"anybody?"))
    assert (response.status_code, response.json()["code"]) == (503, "engine_down")
    assert not Punch.objects.exists()


def test_a_tampered_template_opens_for_nobody(budi: Actor) -> None:
    session = budi.open()
    budi.follow(session, OWN)
    row = Enrolment.objects.get()
    changed = bytearray(bytes(row.sealed_template or b""))
    changed[-1] ^= 1
    row.sealed_template = bytes(changed)
    row.save(update_fields=["sealed_template"])
    response = budi.finish(session)
    assert (response.status_code, response.json()["code"]) == (503, "data_unreadable")
    assert not Punch.objects.exists()
    assert CaptureSession.objects.get(pk=session.id).state == "complete", "nothing half-written"


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_record(budi: Actor) -> None:
    session = budi.open()
    budi.follow(session, OWN)
    codes: list[int] = []

    def press() -> None:
        try:
            codes.append(Actor(budi.user).finish(session).status_code)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=press) for _press in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 200, 200, 201]
    assert Punch.objects.count() == 1


def test_where_colours_are_asked_for_the_page_says_so_and_lets_them_be_left_off(budi: Actor, office: Cast) -> None:
    with at(MORNING, budi):
        assert b"data-colours" not in budi.client.get("/hadir/").content
        policy(office, light="required")
        assert b"data-colours" in budi.client.get("/hadir/").content
