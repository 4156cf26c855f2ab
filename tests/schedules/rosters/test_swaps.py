"""Exchanging duties: asked by one, agreed by the other, decided by a superior, checked twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from hadir.accounts.models import User
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotFound, NotPermitted
from hadir.notices.models import Notice
from hadir.periods.models import StaleSpan
from hadir.schedules.rosters import resting, selectors, services, swaps
from hadir.schedules.rosters.models import RosterChange, SwapRequest, SwapState
from hadir.schedules.rosters.swaps import SwapData
from tests.cast import SYSTEM, Cast, appoint, join
from tests.schedules.rosters.duties import NOW, Ward, head_of, make_ward, planned

TODAY = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
DAY, OTHER = date(2026, 10, 12), date(2026, 10, 14)


@pytest.fixture
def ward(cast: Cast) -> Ward:
    return make_ward(cast)


@pytest.fixture
def ani(ward: Ward) -> User:
    return join(ward.ani)


@pytest.fixture
def beni(ward: Ward) -> User:
    return join(ward.beni)


@pytest.fixture
def head(ward: Ward, cast: Cast) -> User:
    return head_of(ward, cast)


@pytest.fixture(autouse=True)
def _a_day_in_october() -> object:
    with time_machine.travel(TODAY, tick=False):
        yield


def ask(user: User, ward: Ward, *, day: date = DAY, other: date = DAY, partner: int | None = None) -> SwapRequest:
    data = SwapData(partner or ward.beni.pk, day, other, "Anak sakit")
    return swaps.ask(user, data=data, now=TODAY)


def codes(ward: Ward, day: date) -> tuple[str, str]:
    found = selectors.entries(ward.people, day, day)

    def code(person: int) -> str:
        shift = found[person, day].shift
        return shift.code if shift is not None else "L"

    return code(ward.ani.pk), code(ward.beni.pk)


def test_nothing_moves_before_the_superior_has_decided(ward: Ward, ani: User, beni: User, head: User) -> None:
    planned(ward, ("P", "S", "L"))
    swap = ask(ani, ward)
    assert Notice.objects.filter(kind="swap_asked", user=beni).exists()
    swaps.answer(beni, swap.pk, agree=True, now=TODAY)
    assert codes(ward, DAY) == ("P", "S")
    assert Notice.objects.filter(kind="swap_waits", user=head).exists()
    StaleSpan.objects.all().delete()
    swaps.decide(head, swap.pk, approve=True, reason="", now=TODAY)
    assert codes(ward, DAY) == ("S", "P")
    assert codes(ward, OTHER) == ("P", "S")
    assert {row.reason for row in RosterChange.objects.all()} == {f"Tukar dinas {swap.pk}: Anak sakit"}
    assert set(StaleSpan.objects.values_list("scope_id", "first", "last")) == {
        (ward.ani.pk, DAY, DAY),
        (ward.beni.pk, DAY, DAY),
    }
    assert Notice.objects.filter(kind="swap_decided").count() == 2


def test_of_two_days_both_are_exchanged_a_free_day_included(ward: Ward, ani: User, beni: User, head: User) -> None:
    planned(ward, ("P P P P P P P P P P P P P L", "L L L L L L L L L L L S L S", "L"))
    assert codes(ward, DAY) == ("P", "S")
    assert codes(ward, OTHER) == ("L", "S")
    swap = ask(ani, ward, other=OTHER)
    swaps.answer(beni, swap.pk, agree=True, now=TODAY)
    swaps.decide(head, swap.pk, approve=True, reason="", now=TODAY)
    assert codes(ward, DAY) == ("S", "P")
    assert codes(ward, OTHER) == ("S", "L")
    assert RosterChange.objects.count() == 4


def test_the_colleague_may_decline_and_the_asker_take_it_back(ward: Ward, ani: User, beni: User, head: User) -> None:
    planned(ward, ("P", "S", "L"))
    first = ask(ani, ward)
    with pytest.raises(Conflict, match="swap_waiting"):
        ask(ani, ward)
    swaps.answer(beni, first.pk, agree=False, now=TODAY)
    with pytest.raises(Conflict, match="swap_decided"):
        swaps.answer(beni, first.pk, agree=True, now=TODAY)
    second = ask(ani, ward)
    swaps.withdraw(ani, second.pk, now=TODAY)
    states = set(SwapRequest.objects.values_list("state", flat=True))
    assert states == {SwapState.DECLINED, SwapState.WITHDRAWN}
    with pytest.raises(Conflict, match="swap_decided"):
        swaps.decide(head, second.pk, approve=True, reason="", now=TODAY)
    assert codes(ward, DAY) == ("P", "S")


def test_nobody_decides_for_himself_and_nobody_of_elsewhere(
    cast: Cast, ward: Ward, ani: User, beni: User, head: User
) -> None:
    planned(ward, ("P", "S", "L"))
    swap = ask(ani, ward)
    for user in (ani, head, cast.dedi):
        with pytest.raises(NotFound):
            swaps.answer(user, swap.pk, agree=True, now=TODAY)
    swaps.answer(beni, swap.pk, agree=True, now=TODAY)
    for user in (ani, beni, cast.dedi, cast.rahma, cast.joko, cast.wati):
        with pytest.raises(NotPermitted):
            swaps.decide(user, swap.pk, approve=True, reason="", now=TODAY)
    assert list(swaps.for_decision(cast.rahma)) == []
    assert list(swaps.for_decision(head)) == [swap]


def test_a_head_who_swaps_does_not_decide(cast: Cast, ward: Ward, ani: User, beni: User) -> None:

    planned(ward, ("P", "S", "L"))
    appoint(beni, ward.unit)
    swap = ask(ani, ward)
    swaps.answer(beni, swap.pk, agree=True, now=TODAY)
    with pytest.raises(NotPermitted, match="swap_own"):
        swaps.decide(beni, swap.pk, approve=True, reason="", now=TODAY)
    assert list(swaps.for_decision(beni)) == []


def test_a_rejection_wants_a_reason(ward: Ward, ani: User, beni: User, head: User) -> None:
    planned(ward, ("P", "S", "L"))
    swap = ask(ani, ward)
    swaps.answer(beni, swap.pk, agree=True, now=TODAY)
    with pytest.raises(InvalidInput, match="reason_missing"):
        swaps.decide(head, swap.pk, approve=False, reason=" ", now=TODAY)
    swaps.decide(head, swap.pk, approve=False, reason="Kekurangan orang", now=TODAY)
    assert codes(ward, DAY) == ("P", "S")


def test_the_rules_of_rest_are_checked_when_asked_and_again_when_decided(
    cast: Cast, ward: Ward, ani: User, beni: User, head: User
) -> None:
    planned(ward, ("P", "M", "L"))
    swap = ask(ani, ward)
    swaps.answer(beni, swap.pk, agree=True, now=TODAY)
    rule = resting.propose_rest(
        cast.wati, min_rest_min=480, valid_from=date(2026, 1, 1), legal_basis="Perbup 5/2026", now=NOW
    )
    resting.decide_rest(SYSTEM, rule.pk, confirm=True, reason="", now=NOW)
    with pytest.raises(Conflict, match="swap_rules") as caught:
        swaps.decide(head, swap.pk, approve=True, reason="", now=TODAY)
    assert "Ani Contoh hanya beristirahat 0 jam antara dua dinas, 12-13 Okt 2026" in str(caught.value.message)
    with pytest.raises(Conflict, match="swap_rules"):
        ask(ani, ward, day=OTHER, other=OTHER)


def test_a_roster_that_changed_meanwhile_is_not_swapped(
    cast: Cast, ward: Ward, ani: User, beni: User, head: User
) -> None:
    roster = planned(ward, ("P", "S", "L"))
    swap = ask(ani, ward)
    swaps.answer(beni, swap.pk, agree=True, now=TODAY)
    services.set_cells(cast.dedi, roster.pk, cells={(ward.beni.pk, DAY): "L"}, reason="Cuti", now=TODAY)
    with pytest.raises(Conflict, match="swap_stale"):
        swaps.decide(head, swap.pk, approve=True, reason="", now=TODAY)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"partner_id": 0}, "swap_self"),
        ({"reason": "  "}, "swap_reason"),
        ({"day": date(2026, 10, 1)}, "swap_past"),
        ({"other_day": date(2026, 10, 4)}, "swap_past"),
        ({"day": date(2026, 11, 3)}, "swap_not_planned"),
    ],
)
def test_what_cannot_be_swapped(ward: Ward, ani: User, data: dict[str, object], code: str) -> None:
    planned(ward, ("P", "S", "L"))
    values = {"partner_id": ward.beni.pk, "day": DAY, "other_day": DAY, "reason": "x", **data}
    if values["partner_id"] == 0:
        values["partner_id"] = ward.ani.pk
    with pytest.raises(InvalidInput, match=code):
        swaps.ask(ani, data=SwapData(**values), now=TODAY)  # type: ignore[arg-type]


def test_equal_duties_drafts_and_people_of_elsewhere_are_no_swap(cast: Cast, ward: Ward, ani: User) -> None:
    roster = planned(ward, ("P", "P", "L"), publish=False)
    with pytest.raises(InvalidInput, match="swap_not_planned"):
        ask(ani, ward)
    services.publish(SYSTEM, roster.pk, remarks="x", now=NOW)
    with pytest.raises(InvalidInput, match="swap_same"):
        ask(ani, ward)
    with pytest.raises(HadirError):
        ask(ani, ward, partner=cast.budi.employee_id)
    with pytest.raises(NotPermitted):
        swaps.ask(cast.wati, data=SwapData(ward.ani.pk, DAY, DAY, "x"), now=TODAY)
