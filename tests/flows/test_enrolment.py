"""Recording a face: notice, capture, a second person, withdrawal. Real engine, real database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hadir.accounts import invitations
from hadir.audit.models import AuditEntry
from hadir.capture.keys import key_ring
from hadir.enrolment import selectors, services, vault
from hadir.enrolment.models import DataKey, Enrolment, Status
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted, Unavailable
from hadir.lib.sealing import KeyRing, new_key
from tests.cast import SYSTEM, Cast, bare
from tests.faces import OTHER, OWN
from tests.flows.actor import Actor
from tests.flows.conftest import enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(office: Cast) -> Enrolment:
    """Budi's face, recorded and waiting for a decision."""
    actor = Actor(office.budi)
    actor.acknowledge_notice()
    assert actor.enrol(OWN)["status"] == "pending"
    return Enrolment.objects.get()


def test_nobody_is_recorded_before_reading_the_notice(office: Cast) -> None:
    response = Actor(office.budi).post("/capture-sessions", {"purpose": "enrolment"})
    assert (response.status_code, response.json()["code"]) == (409, "notice_unread")


def test_a_newer_notice_must_be_read_again(office: Cast) -> None:
    Actor(office.budi).acknowledge_notice()
    services.publish_notice(SYSTEM, text_id="Baru", text_en="New", legal_basis="Perbup 2", now=timezone.now())
    assert Actor(office.budi).post("/capture-sessions", {"purpose": "enrolment"}).json()["code"] == "notice_unread"
    with pytest.raises(Conflict, match="notice_outdated"):
        services.acknowledge_notice(office.budi, version=1, now=timezone.now())


def test_a_recorded_face_waits_for_a_second_person(waiting: Enrolment, office: Cast) -> None:
    assert waiting.status == Status.PENDING
    assert selectors.template_of(waiting.employee_id) is None, "no check-in with a face that nobody vouched for"
    assert [case.pk for case in selectors.queue_for(office.siti)] == [waiting.pk]


def test_approval_makes_the_template_valid_and_destroys_the_portrait(waiting: Enrolment, office: Cast) -> None:
    assert services.portrait_for(office.siti, waiting.pk).startswith(b"\xff\xd8\xff")
    services.approve(office.siti, waiting.pk, now=timezone.now())
    waiting.refresh_from_db()
    assert (waiting.status, waiting.sealed_portrait) == (Status.APPROVED, None)
    template = selectors.template_of(waiting.employee_id)
    assert template is not None
    assert template.vector.shape == (128,)
    with pytest.raises(NotFound, match="portrait_gone"):
        services.portrait_for(office.siti, waiting.pk)


def test_every_look_at_a_portrait_is_logged(waiting: Enrolment, office: Cast) -> None:
    services.portrait_for(office.siti, waiting.pk)
    entry = AuditEntry.objects.get(action="enrolment.portrait_seen")
    assert entry.actor_id == office.siti.pk
    assert entry.subject == f"employee:{waiting.employee_id}"


def test_a_rejection_needs_a_reason_and_destroys_everything(waiting: Enrolment, office: Cast) -> None:
    with pytest.raises(InvalidInput, match="reason_missing"):
        services.reject(office.siti, waiting.pk, reason="  ", now=timezone.now())
    services.reject(office.siti, waiting.pk, reason="Foto orang lain", now=timezone.now())
    waiting.refresh_from_db()
    assert (waiting.status, waiting.sealed_template, waiting.sealed_portrait) == (Status.REJECTED, None, None)
    with pytest.raises(Conflict, match="already_decided"):
        services.approve(office.siti, waiting.pk, now=timezone.now())


def test_nobody_approves_the_own_face(office: Cast) -> None:
    siti = Actor(office.siti)
    siti.acknowledge_notice()
    siti.enrol(OTHER)
    case = Enrolment.objects.get()
    with pytest.raises(NotPermitted, match="second_person_needed"):
        services.approve(office.siti, case.pk, now=timezone.now())
    services.approve(office.rahma, case.pk, now=timezone.now())


@pytest.mark.parametrize("who", ["dedi", "made", "budi"])
def test_other_offices_platform_operators_and_employees_see_no_case(waiting: Enrolment, office: Cast, who: str) -> None:
    stranger = getattr(office, who)
    assert not selectors.queue_for(stranger).exists()
    for look in (
        lambda: services.portrait_for(stranger, waiting.pk),
        lambda: services.approve(stranger, waiting.pk, now=timezone.now()),
        lambda: services.reject(stranger, waiting.pk, reason="x", now=timezone.now()),
    ):
        with pytest.raises(NotFound, match="enrolment_unknown"):
            look()


def test_the_same_face_under_another_nip_is_reported_and_not_refused(office: Cast) -> None:
    enrolled(office.budi, office.siti, OWN)
    rahma = Actor(office.rahma)
    rahma.acknowledge_notice()
    assert rahma.enrol(OWN)["status"] == "pending"
    case = selectors.queue_for(office.siti).get()
    assert [finding.other_id for finding in case.findings.all()] == [office.budi.employee_id]


def test_different_faces_are_not_reported(office: Cast) -> None:
    enrolled(office.budi, office.siti, OWN)
    rahma = Actor(office.rahma)
    rahma.acknowledge_notice()
    rahma.enrol(OTHER)
    assert not selectors.queue_for(office.siti).get().findings.exists()


def test_recording_again_keeps_the_old_template_until_the_new_one_is_approved(office: Cast) -> None:
    """The second recording shows another face, so that the template that counts can be told."""
    budi = enrolled(office.budi, office.siti, OWN)
    first = Enrolment.objects.get()
    budi.enrol(OTHER)
    assert [budi.check_in(face)["accepted"] for face in (OWN, OTHER)] == [True, False]
    budi.approved_by(office.siti)
    first.refresh_from_db()
    assert (first.status, first.sealed_template) == (Status.SUPERSEDED, None)
    assert [budi.check_in(face)["accepted"] for face in (OWN, OTHER)] == [False, True]


def test_a_retry_of_a_refused_recording_gets_the_same_answer(office: Cast) -> None:
    budi = Actor(office.budi)
    budi.acknowledge_notice()
    for _attempt in range(8):  # a script is measured from the face that began it: another one cannot always follow it
        session = budi.open("enrolment")
        budi.follow(session, OTHER, most=5)  # two people in one recording
        if budi.follow(session, OWN)["state"] == "complete":
            break
    first, again = budi.finish(session, "/enrolments"), budi.finish(session, "/enrolments")
    assert first.json()["code"] == "person_changed"
    assert first.json() == again.json()
    assert not Enrolment.objects.exists()


def test_two_cases_at_once_are_refused(waiting: Enrolment, office: Cast) -> None:
    response = Actor(office.budi).post("/capture-sessions", {"purpose": "enrolment"})
    assert (response.status_code, response.json()["code"]) == (409, "enrolment_pending")


def test_withdrawal_destroys_the_key_so_that_no_backup_opens(office: Cast) -> None:
    budi = enrolled(office.budi, office.siti, OWN)
    backup = Enrolment.objects.select_related("data_key").get()
    services.withdraw(office.budi, backup.employee_id, reason="pindah", now=timezone.now())
    assert Enrolment.objects.get().status == Status.WITHDRAWN
    key = DataKey.objects.get()
    assert (key.sealed, key.destroyed_at is not None) == (None, True)
    backup.data_key = key  # the restored row finds no key any more
    with pytest.raises(Unavailable, match="data_unreadable"):
        vault.open_template(backup)
    assert budi.post("/capture-sessions", {"purpose": "checkin"}).json()["code"] == "not_enrolled"
    services.withdraw(office.budi, backup.employee_id, reason="", now=timezone.now())  # harmless again


def test_only_the_person_or_the_own_office_withdraws(office: Cast) -> None:
    enrolled(office.budi, office.siti, OWN)
    employee_id = Enrolment.objects.get().employee_id
    for stranger in (office.dedi, office.made):
        with pytest.raises(NotPermitted):
            services.withdraw(stranger, employee_id, reason="", now=timezone.now())
    services.withdraw(office.siti, employee_id, reason="permintaan tertulis", now=timezone.now())


def test_a_template_is_bound_to_its_person_and_engine(office: Cast) -> None:
    enrolled(office.budi, office.siti, OWN)
    row = Enrolment.objects.select_related("data_key").get()
    row.engine_version = "1-other"
    with pytest.raises(Unavailable, match="data_unreadable"):
        vault.open_template(row)


def test_a_template_of_another_engine_version_asks_for_a_new_recording(office: Cast) -> None:
    budi = enrolled(office.budi, office.siti, OWN)
    session = budi.open()
    budi.follow(session, OWN)
    row = Enrolment.objects.select_related("data_key").get()
    from hadir.faceengine.engine import EngineId

    older = EngineId("older", "1")
    row.sealed_template = vault.seal_template(row.data_key, vault.open_template(row), older)
    row.engine_name, row.engine_version = older.name, older.version
    row.save()
    assert budi.finish(session).json()["code"] == "engine_changed"
    assert budi.post("/capture-sessions", {"purpose": "checkin"}).json()["code"] == "engine_changed"


def test_rotation_wraps_every_key_anew_and_old_ring_no_longer_opens(
    office: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(office.budi, office.siti, OWN)
    old = key_ring()
    before = selectors.template_of(office.budi.employee_id or 0)
    ring = KeyRing({"k2": new_key(), old.active_id: old._keys[old.active_id]})
    monkeypatch.setattr(vault, "key_ring", lambda: ring)
    assert services.rotate_keys(SYSTEM) == 1
    assert services.rotate_keys(SYSTEM) == 0
    assert DataKey.objects.get().kek_id == "k2"
    after = selectors.template_of(office.budi.employee_id or 0)
    assert before is not None
    assert after is not None
    assert (before.vector == after.vector).all()


def test_keys_are_rotated_only_from_the_server(office: Cast) -> None:
    for user in (office.made, office.siti):
        with pytest.raises(NotPermitted):
            services.rotate_keys(user)


def test_the_database_itself_asks_for_a_second_person(waiting: Enrolment) -> None:
    with pytest.raises(IntegrityError, match="enrolment_second_person"), transaction.atomic():
        Enrolment.objects.filter(pk=waiting.pk).update(decided_by=waiting.submitted_by)


def test_acknowledgements_are_facts(office: Cast) -> None:
    Actor(office.budi).acknowledge_notice()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM enrolment_noticeacknowledgement")


def test_who_handed_out_the_link_does_not_approve_the_face(office: Cast, waiting: Enrolment) -> None:
    """Siti could have opened Budi's account with the link herself; Rahma vouches, and after a month Siti may too."""
    now = timezone.now()
    account = waiting.employee.user
    invitations.restore_access(office.siti, user_id=account.pk, link=bare, now=now)
    with pytest.raises(NotPermitted, match="link_holder"):
        services.approve(office.siti, waiting.pk, now=now)
    with pytest.raises(NotPermitted, match="link_holder"):
        services.approve(office.siti, waiting.pk, now=now + timedelta(days=29))
    services.approve(office.rahma, waiting.pk, now=now)


def test_an_old_link_is_forgotten(office: Cast, waiting: Enrolment) -> None:
    now = timezone.now()
    invitations.restore_access(office.siti, user_id=waiting.employee.user.pk, link=bare, now=now)
    services.approve(office.siti, waiting.pk, now=now + timedelta(days=31))
