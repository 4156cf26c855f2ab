"""One step more at the end of a check-in: nothing is used up, the arrival stays, and either way it ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hadir.accounts.models import User
from hadir.attendance.models import Punch
from hadir.attendance.presence import assessing, lookalikes
from hadir.attendance.presence.lookalikes import Declared
from hadir.attendance.presence.models import Assessment, EvidencePicture, ReviewCase, SecondStep
from hadir.attendance.presence.policies import RULES, PolicyData, propose_policy
from hadir.capture.models import CaptureSession
from hadir.places import screens
from tests.cast import SYSTEM, Cast
from tests.faces import OWN
from tests.flows.actor import Actor, Session
from tests.flows.test_check_in import MORNING, at

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)


def ask_for(office: Cast, **values: object) -> None:
    """The region's policy from long ago on, so that other days' tests hold too."""
    data = PolicyData(unit_id=None, valid_from=date(2025, 1, 1), legal_basis="Perbup 7/2026", **values)  # type: ignore[arg-type]
    row = propose_policy(office.wati, data=data, now=timezone.now())
    RULES.decide(SYSTEM, row.pk, confirm=True, reason="", now=timezone.now())


def completed(budi: Actor) -> Session:
    session = budi.open()
    assert budi.follow(session, OWN)["state"] == "complete"
    return session


def code_for(officer: User, place_id: int) -> str:
    now = timezone.now()
    return screens.show(screens.open_screen(officer, place_id, now=now), now=now).code


def test_asked_for_the_code_and_given_it(budi: Actor, office: Cast) -> None:
    ask_for(office, place="required", offers_code=True, sample=0, doubt_sample=0)
    with at(MORNING, budi) as clock:
        session = completed(budi)
        first = budi.finish(session)
        assert first.status_code == 200
        body = first.json()
        assert (body["accepted"], body["code"], body["second_step"]["kinds"]) == (False, "second_step", ["site_code"])
        assert body["second_step"]["reasons"][0]["text"]
        assert not Punch.objects.exists()
        assert CaptureSession.objects.get(pk=session.id).state == "complete"
        clock.shift(timedelta(minutes=2))
        wrong = budi.finish(session, site_code="000000").json()
        assert (wrong["code"], wrong["second_step"]["tries_left"]) == ("second_step", 2)
        code = code_for(office.siti, office.setda_office.pk)
        done = budi.finish(session, site_code=code)
        assert done.status_code == 201
        assert (done.json()["accepted"], done.json()["outcome"]["code"]) == (True, "accept")
        assert budi.finish(session, site_code=code).json() == done.json(), "the same session, the same answer"
    punch = Punch.objects.get()
    assert punch.recorded_at - MORNING < timedelta(seconds=30), "the arrival is that of the session"
    assessment = Assessment.objects.get()
    assert (assessment.outcome, assessment.step, assessment.place_id) == ("accept", "site_code", office.setda_office.pk)
    assert [one["code"] for one in assessment.answered]
    assert not ReviewCase.objects.exists()


def test_going_on_without_it_is_a_case_for_a_reviewer(budi: Actor, office: Cast) -> None:
    ask_for(office, place="required", offers_code=True)
    with at(MORNING, budi):
        session = completed(budi)
        budi.finish(session)
        done = budi.finish(session, without_second_step=True).json()
    assert (done["accepted"], done["outcome"]["code"]) == (True, "review")
    case = ReviewCase.objects.get()
    assert (case.kind, case.unit_id, case.due_on) == ("risk", office.setda.pk, DAY + timedelta(days=5))
    assert Assessment.objects.get().step == "declined"
    pictures = list(EvidencePicture.objects.order_by("number"))
    assert len(pictures) >= 5
    assert assessing.open_picture(pictures[0])[:2] == b"\xff\xd8"
    assert bytes(pictures[0].sealed_jpeg)[:2] != b"\xff\xd8"


def test_three_wrong_codes_end_in_a_review(budi: Actor, office: Cast) -> None:
    ask_for(office, place="required", offers_code=True)
    with at(MORNING, budi):
        session = completed(budi)
        budi.finish(session)
        assert budi.finish(session, site_code="000000").json()["second_step"]["tries_left"] == 2
        assert budi.finish(session, site_code="000001").json()["second_step"]["tries_left"] == 1
        done = budi.finish(session, site_code="000002").json()
    assert (done["accepted"], done["outcome"]["code"]) == (True, "review")
    assert Assessment.objects.get().step == "failed"


def test_a_lookalike_always_needs_the_code(budi: Actor, office: Cast) -> None:
    declared = Declared(office.budi.employee_id or 0, "", "Saudara kembar", date(2025, 1, 1))
    row = lookalikes.declare(office.budi, data=declared, now=timezone.now())
    lookalikes.decide(office.siti, row.pk, confirm=True, reason="", now=timezone.now())
    with at(MORNING, budi):
        session = completed(budi)
        body = budi.finish(session).json()
        assert body["second_step"]["kinds"] == ["site_code"]
        assert SecondStep.objects.get().reasons == ["presence.lookalike"]
        done = budi.finish(session, site_code=code_for(office.siti, office.setda_office.pk)).json()
    assert done["outcome"]["code"] == "accept"


def test_without_a_policy_nothing_is_asked_and_everything_is_written_down(budi: Actor) -> None:
    with at(MORNING, budi):
        done = budi.finish(completed(budi)).json()
    assert done["outcome"]["code"] in {"accept", "review"}
    assessment = Assessment.objects.get()
    assert {one["code"] for one in assessment.findings} >= {"devices.unsigned", "places.no_position"}
    assert "similarity" not in str(assessment.findings)


def test_finishing_takes_few_statements(budi: Actor) -> None:
    """Of them two for the log-in and two around the transaction."""
    with at(MORNING, budi):
        budi.finish(completed(budi))  # the plan of the day is known from now on
        session = completed(budi)
        with CaptureQueriesContext(connection) as asked:
            budi.finish(session)
    assert len(asked) <= 24
