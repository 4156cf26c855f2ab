"""Requests by the person: clocks, states, who may do what, and what really happens to the data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from hadir.accounts.models import User
from hadir.audit.models import AuditEntry
from hadir.enrolment import selectors as enrolment
from hadir.enrolment.models import Enrolment, Status
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.notices.models import Notice
from hadir.privacy import reminders, requests, selectors
from hadir.privacy.models import DataRequest
from hadir.privacy.rules import RequestKind
from tests.cast import Cast
from tests.privacy.faces import give_face

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def ask(user: User, kind: RequestKind = RequestKind.RESTRICTION, detail: str = "") -> DataRequest:
    return requests.open_request(user, kind=kind, detail=detail, now=NOW)


def kinds_sent(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("id").values_list("kind", flat=True))


def test_the_clock_runs_three_times_twenty_four_hours_from_the_request(office: Cast) -> None:
    made = ask(office.budi)
    assert made.due_at == NOW + timedelta(hours=72)
    assert "pasal 41" in made.clock.legal_basis
    assert [step.code for step in made.steps.all()] == ["received"]
    assert kinds_sent(office.dewi) == ["privacy_request_received"]
    assert AuditEntry.objects.filter(action="privacy.request_opened", actor_id=office.budi.pk).exists()


def test_one_open_request_of_a_kind_and_words_where_words_are_needed(office: Cast) -> None:
    ask(office.budi)
    with pytest.raises(Conflict, match="request_open"):
        ask(office.budi)
    for kind in (RequestKind.CORRECTION, RequestKind.OBJECTION):
        with pytest.raises(InvalidInput, match="detail_missing"):
            ask(office.budi, kind, " ")


def test_restriction_really_restricts_and_is_lifted_by_words(office: Cast) -> None:
    give_face(office.budi)
    made = ask(office.budi)
    requests.take_up(office.dewi, made.pk, now=NOW)
    with pytest.raises(Conflict, match="not_carried_out"):
        requests.answer(office.dewi, made.pk, text="Sudah.", now=NOW)
    requests.carry_out(office.dewi, made.pk, now=NOW)
    assert enrolment.is_restricted(made.employee_id)
    requests.answer(office.dewi, made.pk, text="Dibatasi mulai hari ini.", now=NOW)
    made.refresh_from_db()
    assert (made.state, made.answer) == ("answered", "Dibatasi mulai hari ini.")
    assert kinds_sent(office.budi) == ["privacy_request_answered"]
    requests.lift_restriction(office.dewi, made.pk, reason="Diminta pegawai", now=NOW)
    assert not enrolment.is_restricted(made.employee_id)


def test_deletion_destroys_the_face_and_keeps_the_record(office: Cast) -> None:
    give_face(office.budi)
    made = ask(office.budi, RequestKind.DELETION)
    requests.take_up(office.dewi, made.pk, now=NOW)
    requests.carry_out(office.dewi, made.pk, now=NOW)
    assert Enrolment.objects.get().status == Status.WITHDRAWN
    assert [step.code for step in made.steps.all()] == ["received", "in_progress", "deleted"]


def test_corrections_are_carried_out_by_the_opd_and_answered_by_the_officer(office: Cast) -> None:
    made = ask(office.budi, RequestKind.CORRECTION, "Gelar saya S.Kom.")
    assert kinds_sent(office.siti) == ["privacy_request_received"]
    assert kinds_sent(office.dedi) == []
    requests.take_up(office.dewi, made.pk, now=NOW)
    for stranger in (office.dedi, office.budi, office.dewi):
        with pytest.raises(NotFound, match="request_unknown"):
            requests.report_corrected(stranger, made.pk, note="x", now=NOW)
    with pytest.raises(Conflict, match="not_carried_out"):
        requests.answer(office.dewi, made.pk, text="Sudah", now=NOW)
    requests.report_corrected(office.siti, made.pk, note="Gelar belakang diisi S.Kom.", now=NOW)
    requests.answer(office.dewi, made.pk, text="Gelar Anda sudah diperbaiki.", now=NOW)


def test_a_refusal_names_its_ground_and_its_reason(office: Cast) -> None:
    made = ask(office.budi)
    requests.take_up(office.dewi, made.pk, now=NOW)
    with pytest.raises(InvalidInput, match="ground_missing"):
        requests.decline(office.dewi, made.pk, ground="because", text="x", now=NOW)
    with pytest.raises(InvalidInput, match="words_missing"):
        requests.decline(office.dewi, made.pk, ground="art_41_2", text=" ", now=NOW)
    requests.decline(office.dewi, made.pk, ground="art_41_2", text="Diwajibkan undang-undang.", now=NOW)
    with pytest.raises(Conflict, match="already_decided"):
        requests.decline(office.dewi, made.pk, ground="art_41_2", text="lagi", now=NOW)


def test_nobody_but_the_officer_handles_requests(office: Cast) -> None:
    made = ask(office.budi)
    for other in (office.siti, office.dedi, office.made, office.agus, office.budi):
        with pytest.raises(NotPermitted):
            requests.take_up(other, made.pk, now=NOW)
    with pytest.raises(Conflict, match="not_taken_up"):
        requests.answer(office.dewi, made.pk, text="x", now=NOW)


def test_the_person_recalls_the_own_request_only(office: Cast) -> None:
    made = ask(office.budi)
    with pytest.raises(NotFound, match="request_unknown"):
        requests.recall(office.siti, made.pk, now=NOW)
    requests.recall(office.budi, made.pk, now=NOW)
    made.refresh_from_db()
    assert made.state == "recalled"


def test_who_sees_which_requests(office: Cast) -> None:
    correction = ask(office.budi, RequestKind.CORRECTION, "x")
    restriction = ask(office.budi)
    assert set(selectors.queue_for(office.dewi)) == {correction, restriction}
    assert list(selectors.queue_for(office.siti)) == [correction]
    for stranger in (office.dedi, office.made, office.budi):
        assert not selectors.queue_for(stranger).exists()
        with pytest.raises(NotFound):
            selectors.request_for(stranger, correction.pk)


def test_reminders_go_out_at_24_and_6_hours_and_when_overdue_and_once_each(office: Cast) -> None:
    made = ask(office.budi)
    counts = [
        reminders.send_due(now=made.due_at - timedelta(hours=left))
        for left in (48, 24, 20, 6, 5, 0, -1)
    ]  # fmt: skip
    assert counts == [0, 1, 0, 1, 0, 1, 0]
    assert kinds_sent(office.dewi).count("privacy_request_due") == 3


def test_an_answered_request_is_not_reminded_of(office: Cast) -> None:
    made = ask(office.budi)
    requests.recall(office.budi, made.pk, now=NOW)
    assert reminders.send_due(now=made.due_at) == 0


def test_steps_are_facts(office: Cast) -> None:
    ask(office.budi)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_requeststep SET note = 'x'")


def test_the_whole_way_over_the_pages(office: Cast, browser_of: Callable[[User], Client]) -> None:
    budi, dewi = browser_of(office.budi), browser_of(office.dewi)
    response = budi.post(reverse("own_request_new"), {"kind": "objection", "detail": "Absen 3 November ditolak"})
    assert response.status_code == 302
    made = DataRequest.objects.get()
    queue = dewi.get(reverse("privacy_queue")).content.decode()
    assert "Budi Contoh" in queue
    assert "Sisa 71 jam" in queue
    page = reverse("privacy_request", args=[made.pk])
    assert dewi.post(reverse("privacy_request_deed", args=[made.pk, "mulai"])).status_code == 302
    refused = dewi.post(reverse("privacy_request_deed", args=[made.pk, "jawab"]), {"answer-answer": ""})
    assert refused.status_code == 422
    dewi.post(reverse("privacy_request_deed", args=[made.pk, "jawab"]), {"answer-answer": "Absen itu kini diperiksa."})
    assert "Absen itu kini diperiksa." in dewi.get(page).content.decode()
    assert "Absen itu kini diperiksa." in budi.get(reverse("own_data")).content.decode()
    for stranger in (office.dedi, office.made):
        assert browser_of(stranger).get(page).status_code in {403, 404}
    assert dewi.post(reverse("privacy_request_deed", args=[made.pk, "apa-saja"])).status_code == 404


def test_an_operator_mends_the_record_over_the_pages(office: Cast, browser_of: Callable[[User], Client]) -> None:
    budi, siti = browser_of(office.budi), browser_of(office.siti)
    budi.post(reverse("own_request_new"), {"kind": "correction", "detail": "Gelar saya S.Kom."})
    made = DataRequest.objects.get()
    assert "Budi Contoh" in siti.get(reverse("privacy_queue")).content.decode()
    deed = reverse("privacy_request_deed", args=[made.pk, "diperbaiki"])
    assert siti.post(deed, {"note-note": ""}).status_code == 422
    assert siti.post(deed, {"note-note": "Gelar diisi."}).status_code == 302
    assert made.steps.filter(code="corrected").exists()
    assert browser_of(office.dedi).post(deed, {"note-note": "x"}).status_code == 404


def test_looks_are_shown_to_the_person_in_words(office: Cast, browser_of: Callable[[User], Client]) -> None:
    case = give_face(office.budi, status=Status.PENDING)
    browser_of(office.siti).get(reverse("enrolment_portrait", args=[case.pk]))
    page = browser_of(office.budi).get(reverse("own_data")).content.decode()
    assert "Foto perekaman Anda" in page
    assert "Siti Contoh" in page
    assert office.siti.username not in page


def test_a_form_without_a_choice_is_shown_again(office: Cast, browser_of: Callable[[User], Client]) -> None:
    response = browser_of(office.budi).post(reverse("own_request_new"), {"kind": "everything"})
    assert response.status_code == 422
    assert not DataRequest.objects.exists()


def test_the_queue_costs_the_same_for_one_as_for_many(
    office: Cast,
    browser_of: Callable[[User], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for user in (office.budi, office.siti, office.rahma, office.dedi):
        for kind in (RequestKind.RESTRICTION, RequestKind.DELETION):
            ask(user, kind)
    dewi = browser_of(office.dewi)
    dewi.get(reverse("privacy_queue"))
    with django_assert_max_num_queries(20):
        assert dewi.get(reverse("privacy_queue")).content.decode().count("Contoh ·") >= 4
