"""An enrolment day: numbers, desks, a recording at a desk that somebody else approves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.enrolment import services as enrolment
from hadir.enrolment.models import Enrolment, NoticeAcknowledgement
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotFound, NotPermitted
from hadir.rollout import enrolment_days, selectors
from hadir.rollout.models import EnrolmentDay, Ticket, TicketState
from tests.cast import Cast
from tests.faces import OWN
from tests.flows.actor import Actor

NOW = datetime(2025, 3, 31, 1, 0, tzinfo=UTC)


@pytest.fixture
def day(cast: Cast) -> EnrolmentDay:
    data = enrolment_days.DayData(cast.setda_office.pk, date(2025, 3, 31), desks=2)
    return enrolment_days.plan_day(cast.siti, unit_id=cast.setda.pk, data=data, now=NOW)


def numbers(day: EnrolmentDay) -> list[str]:
    return [ticket.employee.name for ticket in selectors.queue_of(day)]


def call(user: User, day: EnrolmentDay, desk: int = 1) -> Ticket:
    return enrolment_days.call_next(user, day_id=day.pk, desk=desk, now=NOW)


def test_everybody_not_recorded_gets_a_number_by_name(cast: Cast, day: EnrolmentDay) -> None:
    assert numbers(day) == sorted(numbers(day))
    assert {"Siti Contoh", "Rahma Contoh", "Budi Contoh"} <= set(numbers(day))
    assert "Dedi Contoh" not in numbers(day)
    assert enrolment_days.add_missing(cast.siti, day_id=day.pk) == 0


def test_one_open_day_a_place_and_date(cast: Cast, day: EnrolmentDay) -> None:
    data = enrolment_days.DayData(cast.setda_office.pk, date(2025, 3, 31), desks=1)
    with pytest.raises(Conflict, match="day_exists"):
        enrolment_days.plan_day(cast.siti, unit_id=cast.setda.pk, data=data, now=NOW)
    enrolment_days.close_day(cast.siti, day_id=day.pk, now=NOW)
    assert enrolment_days.plan_day(cast.siti, unit_id=cast.setda.pk, data=data, now=NOW).pk != day.pk


@pytest.mark.parametrize("who", ["dedi", "budi", "wati", "made", "agus"])
def test_others_plan_and_call_nobody(cast: Cast, day: EnrolmentDay, who: str) -> None:
    user = getattr(cast, who)
    data = enrolment_days.DayData(cast.setda_office.pk, date(2025, 4, 1), desks=1)
    with pytest.raises(NotPermitted):
        enrolment_days.plan_day(user, unit_id=cast.setda.pk, data=data, now=NOW)
    with pytest.raises(NotFound):
        call(user, day)


def test_a_place_of_another_agency_is_refused(cast: Cast) -> None:
    data = enrolment_days.DayData(cast.dinkes_office.pk, date(2025, 4, 1), desks=1)
    with pytest.raises(InvalidInput, match="place_elsewhere"):
        enrolment_days.plan_day(cast.siti, unit_id=cast.setda.pk, data=data, now=NOW)


def test_a_desk_serves_one_number_at_a_time(cast: Cast, day: EnrolmentDay) -> None:
    first = call(cast.siti, day)
    with pytest.raises(Conflict, match="desk_busy"):
        call(cast.siti, day)
    second = call(cast.rahma, day, desk=2)
    assert (first.number, second.number) == (1, 2)
    assert selectors.called_numbers(day) == [(1, 1), (2, 2)]
    with pytest.raises(InvalidInput, match="no_such_desk"):
        call(cast.siti, day, desk=3)


def test_who_does_not_come_is_called_again_later(cast: Cast, day: EnrolmentDay) -> None:
    ticket = call(cast.siti, day)
    enrolment_days.set_aside(cast.siti, ticket_id=ticket.pk, state=TicketState.ABSENT, note="", now=NOW)
    with pytest.raises(Conflict, match="ticket_not_called"):
        enrolment_days.called_ticket(cast.siti, ticket.pk)
    again = enrolment_days.call_number(cast.siti, day_id=day.pk, number=1, desk=1, now=NOW)
    assert (again.pk, again.state) == (ticket.pk, "called")
    with pytest.raises(NotFound):
        enrolment_days.call_number(cast.siti, day_id=day.pk, number=99, desk=2, now=NOW)


def test_when_nobody_waits_the_desk_is_told(cast: Cast, day: EnrolmentDay) -> None:
    day.tickets.update(state="absent")
    with pytest.raises(Conflict, match="nobody_waits"):
        call(cast.siti, day)


def test_after_closing_nothing_moves(cast: Cast, day: EnrolmentDay) -> None:
    call(cast.siti, day)
    enrolment_days.close_day(cast.siti, day_id=day.pk, now=NOW)
    with pytest.raises(Conflict, match="day_closed"):
        call(cast.siti, day, desk=2)
    assert selectors.called_numbers(day) == []


@pytest.mark.weights
def test_a_face_recorded_at_a_desk_is_approved_by_somebody_else(office: Cast, day: EnrolmentDay) -> None:
    number = next(one.number for one in selectors.queue_of(day) if one.employee == office.budi.employee)
    ticket = enrolment_days.call_number(office.siti, day_id=day.pk, number=number, desk=1, now=NOW)
    officer = Actor(office.siti)
    refused = officer.post("/capture-sessions", {"purpose": "enrolment", "ticket": ticket.pk})
    assert refused.json()["code"] == "notice_unread"
    enrolment_days.acknowledge(office.siti, ticket_id=ticket.pk, version=1, now=NOW)
    assert NoticeAcknowledgement.objects.get(employee=office.budi.employee).witnessed_by == office.siti.pk
    answer = officer.enrol(OWN, ticket=ticket.pk)
    assert answer["status"] == "pending", answer
    case = Enrolment.objects.get(employee=office.budi.employee)
    assert case.submitted_by == office.siti.pk
    ticket.refresh_from_db()
    assert ticket.state == "done"
    with pytest.raises(NotPermitted, match="second_person_needed"):
        enrolment.approve(office.siti, case.pk, now=NOW)
    assert enrolment.approve(office.rahma, case.pk, now=NOW).status == "approved"


@pytest.mark.weights
def test_a_desk_of_another_agency_records_nobody_here(office: Cast, day: EnrolmentDay) -> None:
    ticket = call(office.siti, day)
    answer = Actor(office.dedi).post("/capture-sessions", {"purpose": "enrolment", "ticket": ticket.pk})
    assert (answer.status_code, answer.json()["code"]) == (404, "ticket_not_found")


def test_an_officer_does_not_record_himself_at_a_desk(cast: Cast, day: EnrolmentDay) -> None:
    number = next(one.number for one in selectors.queue_of(day) if one.employee == cast.siti.employee)
    ticket = enrolment_days.call_number(cast.siti, day_id=day.pk, number=number, desk=1, now=NOW)
    with pytest.raises(HadirError, match="not_oneself"):
        enrolment_days.begin(cast.siti, ticket_id=ticket.pk, facts={}, now=NOW)


def test_the_waiting_room_sees_numbers_and_no_names(cast: Cast, day: EnrolmentDay, browser_of: Any) -> None:
    ticket = call(cast.siti, day)
    client: Client = browser_of(cast.siti)
    page = client.get(reverse("enrolment_screen", args=[day.pk])).content.decode()
    assert f"<b>{ticket.number}</b>" in page
    assert "Contoh" not in page.split("<main")[1].split("</main")[0]


def test_a_desk_works_its_queue_in_the_browser(cast: Cast, day: EnrolmentDay, browser_of: Any) -> None:
    client: Client = browser_of(cast.siti)
    act, page = reverse("enrolment_day_act", args=[day.pk]), reverse("enrolment_day", args=[day.pk])
    assert client.post(act, {"deed": "next", "meja": "1"}).url == f"{page}?meja=1"  # type: ignore[attr-defined]
    ticket = Ticket.objects.get(state="called")
    shown = client.get(f"{page}?meja=1").content.decode()
    assert ticket.employee.full_name in shown
    client.post(act, {"deed": "failed", "meja": "1", "ticket": str(ticket.pk), "note": "silau"})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.note) == ("failed", "silau")
    for wrong in ({"deed": "next", "meja": "x"}, {"deed": "?"}, {"deed": "call", "number": "abc", "meja": "1"}):
        assert client.post(act, wrong).status_code in {302, 404}
    assert client.get(reverse("enrolment_desk", args=[ticket.pk])).status_code == 302
    assert browser_of(cast.dedi).get(page).status_code == 404
