"""The inbox: what waits for whom, from all slices, and nothing for those who have nothing to decide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from hadir.accounts.models import User
from hadir.accounts.permissions import today_for
from hadir.leave import requests, types
from hadir.leave.checking import Ask
from hadir.leave.rules import Deed
from hadir.schedules import services as schedules
from hadir.schedules.instances import WorkMode
from hadir.schedules.services import ModeData
from hadir.web import inbox
from tests.cast import SYSTEM, Cast

NOW = datetime.now(UTC)


def asked(user: User) -> int:
    """Somebody asks for a day of leave in two weeks; returns the request's number."""
    types.seed_types(SYSTEM)
    day = today_for(user) + timedelta(days=14)
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return requests.submit(user, ask=Ask("CT", day, day, "Keperluan keluarga"), now=NOW).request.pk


def codes(user: User) -> set[str]:
    return {pile.code for pile in inbox.piles_for(user, NOW)}


def page(user: User, name: str = "work_inbox") -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_request_waits_for_the_superior_then_for_the_operator_and_for_nobody_else(cast: Cast) -> None:
    number = asked(cast.budi)

    assert "leave" in codes(cast.joko)
    for other in (cast.budi, cast.siti, cast.dedi, cast.made, cast.wati, cast.agus):
        assert "leave" not in codes(other), other

    requests.decide(cast.joko, request_id=number, deed=Deed.APPROVE, now=NOW)
    assert "leave" not in codes(cast.joko)
    assert "leave" in codes(cast.siti)
    assert "leave" not in codes(cast.dedi)


def test_the_page_names_the_person_and_leads_to_the_decision(cast: Cast) -> None:
    number = asked(cast.budi)

    shown = page(cast.joko)

    assert "Budi Contoh" in shown
    assert reverse("absence_request", args=[number]) in shown
    assert "Budi Contoh" not in page(cast.dedi)


def test_the_front_page_says_how_much_waits(cast: Cast) -> None:
    asked(cast.budi)

    assert "1 hal menunggu Anda" in page(cast.joko, "home")
    assert "menunggu Anda" not in page(cast.budi, "home")


def test_nothing_waits_says_what_will_appear_here(cast: Cast) -> None:
    assert "Tidak ada yang menunggu Anda" in page(cast.budi)


def test_whoever_proposed_does_not_find_it_in_the_own_inbox(cast: Cast) -> None:
    day = today_for(cast.siti) + timedelta(days=10)
    data = ModeData(WorkMode.HOME, day, day, "SE 1/2026", employee_id=cast.budi.employee_id)
    schedules.propose_mode_days(cast.siti, data=data, now=NOW)
    assert "hours" in codes(cast.wati)
    assert "hours" not in codes(cast.siti) | codes(cast.dedi)

    schedules.propose_mode_days(
        cast.wati,
        data=ModeData(WorkMode.HOME, day, day, "SE 2/2026", employee_id=cast.siti.employee_id),
        now=NOW,
    )
    (pile,) = [one for one in inbox.piles_for(cast.wati, NOW) if one.code == "hours"]
    assert pile.count == 1, "the HR officer's own proposal waits for another one"


@pytest.mark.parametrize("who", ["budi", "joko", "siti", "rahma", "wati"])
def test_statements_do_not_grow_with_what_waits(
    cast: Cast, who: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    user: User = getattr(cast, who)
    with django_assert_max_num_queries(150) as before:
        inbox.piles_for(user, NOW)
    first = len(before.captured_queries)
    asked(cast.budi)
    day = today_for(cast.siti) + timedelta(days=10)
    for n in range(3):
        later = day + timedelta(days=n)
        data = ModeData(WorkMode.HOME, later, later, "SE 1/2026", employee_id=cast.budi.employee_id)
        schedules.propose_mode_days(cast.siti, data=data, now=NOW)

    with django_assert_max_num_queries(first + 12):
        inbox.piles_for(user, NOW)
