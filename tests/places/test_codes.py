"""Screens and their codes through the services: who may use which, once, and who has guessed too often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hadir.accounts.models import User
from hadir.audit.models import AuditEntry
from hadir.audit.viewer import viewing_as
from hadir.lib.errors import NotFound
from hadir.lib.findings import Weight
from hadir.people.models import Employee
from hadir.places import assignments, codes, codes_rules, codes_texts, screens
from hadir.places.assignments import AssignmentData
from hadir.places.codes import CodeState
from hadir.places.models import SiteCodeTry, SiteCodeUse, SiteScreen
from hadir.places.screens import Shown, Traffic
from tests.cast import Cast

MORNING = datetime(2026, 3, 2, 0, 5, 7, tzinfo=UTC)  # a Monday, 07.05.07 in Jakarta: 13 seconds are left


def _after(seconds: float) -> datetime:
    return MORNING + timedelta(seconds=seconds)


def _person(user: User) -> Employee:
    assert user.employee is not None
    return user.employee


@pytest.fixture
def token(cast: Cast) -> str:
    """The address of a screen in the lobby of Budi's office."""
    return screens.open_screen(cast.siti, cast.setda_office.pk, now=MORNING)


@pytest.fixture
def shown(token: str) -> Shown:
    return screens.show(token, now=MORNING)


@pytest.fixture
def elsewhere(cast: Cast) -> Shown:
    return screens.show(screens.open_screen(cast.dedi, cast.dinkes_office.pk, now=MORNING), now=MORNING)


def test_digits_and_qr_of_a_screen_are_right_once_for_each_person(cast: Cast, shown: Shown) -> None:
    assert shown.seconds_left == 13
    budi, rahma = _person(cast.budi), _person(cast.rahma)
    verdict = codes.redeem(budi, f"{shown.code[:3]} {shown.code[3:]}", now=MORNING)
    assert (verdict.state, verdict.place_id, verdict.screen_id) == (
        CodeState.RIGHT,
        cast.setda_office.pk,
        shown.screen_id,
    )
    (finding,) = verdict.findings
    assert (finding.code, finding.weight, finding.facts["place"]) == ("places.code_right", Weight.GOOD, "Kantor Bupati")
    for again in (shown.code, shown.secret, f"https://hadir.example/k/{shown.secret}"):
        assert codes.redeem(budi, again, now=MORNING).state is CodeState.USED
    assert codes.redeem(rahma, shown.secret, now=MORNING).right
    assert SiteCodeUse.objects.count() == 2
    assert not SiteCodeTry.objects.exists()


def test_each_screen_of_a_place_has_its_own_code_and_they_are_used_up_together(cast: Cast, shown: Shown) -> None:
    second = screens.show(screens.open_screen(cast.siti, cast.setda_office.pk, now=MORNING), now=MORNING)
    assert second.code != shown.code
    assert codes.redeem(_person(cast.budi), second.code, now=MORNING).right
    assert codes.redeem(_person(cast.budi), shown.code, now=MORNING).state is CodeState.USED


@pytest.mark.parametrize(
    ("late_s", "state", "seconds"),
    [(32, CodeState.RIGHT, None), (33, CodeState.EXPIRED, 0), (200, CodeState.EXPIRED, 167)],
)
def test_a_late_code_is_told_apart_from_a_guess(
    cast: Cast, shown: Shown, late_s: int, state: CodeState, seconds: int | None
) -> None:
    verdict = codes.redeem(_person(cast.budi), shown.code, now=_after(late_s))
    assert verdict.state is state
    assert verdict.findings[0].facts.get("seconds") == seconds
    assert "sudah lewat" in codes.sentence(verdict) or state is CodeState.RIGHT


def test_a_code_of_a_place_without_business_there_is_named_and_counted(
    cast: Cast, shown: Shown, elsewhere: Shown
) -> None:
    for typed in (elsewhere.code, elsewhere.secret):
        verdict = codes.redeem(_person(cast.budi), typed, now=MORNING)
        assert (verdict.state, verdict.place_id) == (CodeState.ELSEWHERE, cast.dinkes_office.pk)
        assert verdict.findings[0].facts == {"place": "Kantor Dinas Kesehatan"}
    assert codes.redeem(_person(cast.dedi), elsewhere.code, now=MORNING).right
    assert SiteCodeTry.objects.filter(state="elsewhere").count() == 2
    assert not SiteCodeUse.objects.filter(employee=cast.budi.employee).exists()


def test_an_assignment_makes_the_code_of_another_place_right_on_its_days(cast: Cast, elsewhere: Shown) -> None:
    budi = _person(cast.budi)
    data = AssignmentData(
        first=MORNING.date(), last=MORNING.date(), basis="Surat tugas 7/2026", place_id=cast.dinkes_office.pk
    )
    assignments.assign(cast.siti, budi.pk, data, now=MORNING)
    assert codes.redeem(budi, elsewhere.code, now=MORNING).place_id == cast.dinkes_office.pk
    assert SiteCodeUse.objects.get().work_place_id == cast.dinkes_office.pk
    tomorrow = MORNING + timedelta(days=1)
    there = screens.show(screens.open_screen(cast.dedi, cast.dinkes_office.pk, now=tomorrow), now=tomorrow)
    assert codes.redeem(budi, there.code, now=tomorrow).state is CodeState.ELSEWHERE


def test_without_an_open_screen_no_code_is_right(cast: Cast, shown: Shown) -> None:
    (row,) = screens.open_screens(cast.siti, now=MORNING)
    screens.close_screen(cast.siti, row.pk, now=MORNING)
    assert codes.redeem(_person(cast.budi), shown.code, now=MORNING).state is CodeState.WRONG


def test_five_wrong_codes_close_the_codes_for_this_person_and_nobody_else(cast: Cast, shown: Shown) -> None:
    budi = _person(cast.budi)
    for number in range(5):
        assert codes.redeem(budi, "nonsense", now=_after(number)).state is CodeState.WRONG
    verdict = codes.redeem(budi, shown.code, now=_after(5))
    assert (verdict.state, verdict.retry_after_s) == (CodeState.LIMITED, 15 * 60 - 5 + 1)
    assert "15 menit" in codes.sentence(verdict)
    assert SiteCodeTry.objects.count() == 5, "what is not looked at fills no table"
    assert codes.redeem(_person(cast.rahma), shown.code, now=_after(5)).right
    later = screens.show(screens.open_screen(cast.siti, cast.setda_office.pk, now=_after(901)), now=_after(901))
    assert codes.redeem(budi, later.code, now=_after(901)).right


def test_a_code_that_was_noted_in_time_may_be_redeemed_for_five_minutes(cast: Cast, shown: Shown) -> None:
    budi = _person(cast.budi)
    assert codes.note(budi, shown.secret, now=_after(20)).right
    assert codes.note(budi, shown.secret, now=_after(200)).right, "saying it again is no new arrival"
    assert codes.redeem(_person(cast.rahma), shown.secret, now=_after(200)).state is CodeState.EXPIRED
    assert codes.redeem(budi, shown.secret, now=_after(321)).state is CodeState.EXPIRED
    assert codes.redeem(budi, shown.secret, now=_after(319)).right
    assert codes.redeem(budi, shown.secret, now=_after(319)).state is CodeState.USED


def test_a_code_costs_one_statement_and_one_insert(cast: Cast, shown: Shown) -> None:
    person = _person(cast.budi)
    assert person.work_place.time_zone, "read before"
    with CaptureQueriesContext(connection) as captured:
        assert codes.redeem(person, shown.code, now=MORNING).right
    assert [query["sql"].split()[0] for query in captured] == ["WITH", "INSERT"]


def test_the_database_lets_nobody_use_a_code_twice_or_forget_it(cast: Cast, shown: Shown) -> None:
    codes.redeem(_person(cast.budi), shown.code, now=MORNING)
    used = SiteCodeUse.objects.get()
    with pytest.raises(IntegrityError, match="places_code_used_once"), transaction.atomic():
        SiteCodeUse.objects.create(employee=used.employee, work_place=used.work_place, window=used.window)
    for statement in ("UPDATE places_sitecodeuse SET used_at = NULL", "DELETE FROM places_sitecodeuse"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_others_see_no_codes_of_a_person(cast: Cast, shown: Shown) -> None:
    codes.redeem(_person(cast.budi), shown.code, now=MORNING)
    codes.redeem(_person(cast.budi), "0", now=MORNING)
    for viewer, seen in ((cast.budi, 1), (cast.siti, 1), (cast.dedi, 0), (cast.made, 0)):
        with viewing_as(viewer.pk):
            assert (SiteCodeUse.objects.count(), SiteCodeTry.objects.count()) == (seen, seen), viewer


def test_tries_are_forgotten_after_ninety_days_and_uses_are_not(cast: Cast, shown: Shown) -> None:
    codes.redeem(_person(cast.budi), shown.code, now=MORNING)
    codes.redeem(_person(cast.budi), "0", now=MORNING)
    codes.redeem(_person(cast.budi), "0", now=MORNING + timedelta(days=80))
    assert codes.forget_tries(now=MORNING + timedelta(days=90, seconds=1)) == 1
    assert codes.forget_tries(now=MORNING + timedelta(days=90, seconds=1)) == 0
    assert (SiteCodeTry.objects.count(), SiteCodeUse.objects.count()) == (1, 1)
    assert AuditEntry.objects.get(action="places.code_tries_destroyed").detail == {"count": 1}


# --- screens


def test_an_officer_opens_the_screen_and_closing_it_ends_it_at_once(cast: Cast, token: str) -> None:
    (row,) = screens.open_screens(cast.siti, now=MORNING)
    with pytest.raises(NotFound):
        screens.close_screen(cast.dedi, row.pk, now=MORNING)
    screens.close_screen(cast.siti, row.pk, now=MORNING)
    with pytest.raises(NotFound, match="screen_unknown"):
        screens.show(token, now=MORNING)
    actions = list(AuditEntry.objects.filter(action__startswith="places.screen").values_list("action", flat=True))
    assert sorted(actions) == ["places.screen_closed", "places.screen_opened"]


def test_a_screen_is_over_by_night_and_belongs_to_its_own_office(cast: Cast, token: str) -> None:
    with pytest.raises(NotFound):
        screens.show(token, now=MORNING + screens.SCREEN_LIFE)
    for stranger in (cast.dedi, cast.budi, cast.made, cast.agus):
        with pytest.raises(NotFound):
            screens.open_screen(stranger, cast.setda_office.pk, now=MORNING)
    assert not screens.open_screens(cast.dedi, now=MORNING)


def test_a_screen_says_when_it_was_last_seen_without_writing_at_every_look(cast: Cast, token: str) -> None:
    for seconds in (0, 20, 40, 70):
        screens.show(token, now=_after(seconds))
    assert SiteScreen.objects.get().last_seen_at == _after(70)
    with CaptureQueriesContext(connection) as captured:
        screens.show(token, now=_after(90))
    assert not any(query["sql"].startswith("UPDATE") for query in captured)


def test_each_screen_counts_what_came_of_its_codes(cast: Cast, shown: Shown, elsewhere: Shown) -> None:
    codes.redeem(_person(cast.budi), shown.code, now=MORNING)
    codes.redeem(_person(cast.rahma), shown.code, now=MORNING)
    codes.redeem(_person(cast.siti), shown.code, now=_after(100))
    codes.redeem(_person(cast.dedi), shown.code, now=MORNING)
    found = screens.traffic_of([shown.screen_id, elsewhere.screen_id], since=MORNING)
    assert found == {shown.screen_id: Traffic(people=2, late=1, strangers=1)}
    assert screens.traffic_of([shown.screen_id], since=_after(101)) == {}


def test_codes_are_known_to_the_key_and_not_to_the_database(shown: Shown, cast: Cast) -> None:
    assert codes.key_of(cast.setda_office.pk) != codes.key_of(cast.dinkes_office.pk)
    for table in (SiteScreen, SiteCodeTry, SiteCodeUse):
        assert shown.code not in str(list(table.objects.values()))
        assert shown.secret not in str(list(table.objects.values()))


def test_every_state_has_its_sentences() -> None:
    assert set(codes_texts.STATES) == set(CodeState)
    assert set(codes_texts.FINDINGS) == {f"places.code_{state.value}" for state in CodeState}
    assert timedelta(minutes=5) == codes_rules.ARRIVAL_LIFE, "said on the page"
