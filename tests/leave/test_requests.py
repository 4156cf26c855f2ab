"""The way of a request, who may take which step, and what it does to the book and to the days."""

from __future__ import annotations

from datetime import date, time

import pytest

from hadir.accounts.roles import Role
from hadir.audit.models import AuditEntry
from hadir.audit.viewer import viewing_as
from hadir.leave import balances, ledger, requests, selectors, types
from hadir.leave.models import AbsenceRequest, GrantedAbsence, LedgerEntry
from hadir.leave.rules import Deed, State
from hadir.leave.spans import Part
from hadir.lib.authority import Actor
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.notices.models import Notice
from hadir.people import selectors as people
from hadir.people.rules import HeadKind
from hadir.periods.models import LockedMonth, StaleSpan
from hadir.schedules.calendar import rules as calendar_rules
from hadir.schedules.calendar import services as calendar
from tests.cast import SYSTEM, Cast, appoint, employ, grant, join, make_nip
from tests.leave.conftest import NOW, TODAY, Submit, an_ask

pytestmark = pytest.mark.django_db


def rest(cast: Cast, year: int = 2026) -> int:
    assert cast.budi.employee_id is not None
    return balances.rest_by_person([cast.budi.employee_id], "CT", year).get(cast.budi.employee_id, 0)


def grant_days(cast: Cast, year: int = 2026) -> None:
    person = people.employee(cast.budi.employee_id or 0)
    kind = types.find("CT", "PNS", TODAY)
    assert kind is not None
    ledger.grant_year(ledger.Book(person, kind, Actor(None, "uji"), NOW), year)


def problem(cast: Cast, **asked: object) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        requests.submit(cast.budi, ask=an_ask(**asked), now=NOW)
    return refused.value


def test_superior_then_verifier_grants_and_takes_the_days(kinds: Cast) -> None:
    asked = requests.submit(kinds.budi, ask=an_ask(), now=NOW).request
    assert (asked.state, asked.amount) == (State.SUPERIOR, 3)
    assert [one.user_id for one in Notice.objects.filter(kind="absence_requested")] == [kinds.joko.pk]
    assert [one.request.pk for one in selectors.waiting_for(kinds.joko)] == [asked.pk]
    requests.decide(kinds.joko, request_id=asked.pk, deed=Deed.APPROVE, now=NOW)
    assert GrantedAbsence.objects.count() == 0
    assert [one.as_superior for one in selectors.waiting_for(kinds.siti)] == [False]
    requests.decide(kinds.siti, request_id=asked.pk, deed=Deed.VERIFY, now=NOW)
    (absence,) = selectors.absences_of(kinds.budi.employee_id or 0, date(2026, 12, 1), date(2026, 12, 31))
    assert (absence.first, absence.last, absence.reference) == (asked.first, asked.last, asked.reference)
    assert rest(kinds) == 9
    span = StaleSpan.objects.get(cause="absence")
    assert (span.scope_id, span.first, span.last) == (kinds.budi.employee_id, asked.first, asked.last)
    assert [step.deed for step in asked.steps.all()] == ["submit", "approve", "verify"]
    assert asked.steps.all()[1].acting_as == "Kepala Bagian Umum"
    deeds = AuditEntry.objects.filter(subject=f"absence_request:{asked.pk}").values_list("action", flat=True)
    assert sorted(deeds) == ["leave.approve", "leave.submit", "leave.verify"]
    assert Notice.objects.filter(kind="absence_decided", user=kinds.budi).exists()


def test_by_the_hour_the_superior_alone_decides(granted: Submit) -> None:
    day = date(2026, 11, 17)
    found = granted(type_code="IK", first=day, last=day, part=Part.HOURS, from_time=time(9), to_time=time(11))
    assert (found.state, found.amount) == (State.GRANTED, 0)
    assert LedgerEntry.objects.count() == 0


def test_an_acting_head_decides_and_is_named_as_such(kinds: Cast) -> None:
    asked = requests.submit(kinds.budi, ask=an_ask(), now=NOW).request
    deputy = join(employ("Nia Contoh", make_nip("19810817", "200604", 2, 9), kinds.bagian_umum, kinds.setda_office))
    appoint(deputy, kinds.bagian_umum, HeadKind.PLH, valid_from=date(2026, 11, 1))
    with pytest.raises(NotPermitted):
        requests.decide(kinds.dedi, request_id=asked.pk, deed=Deed.APPROVE, now=NOW)
    requests.decide(deputy, request_id=asked.pk, deed=Deed.APPROVE, now=NOW)
    assert asked.steps.last().acting_as == "Plh. Kepala Bagian Umum"  # type: ignore[union-attr]


def test_whoever_stands_above_the_superior_may_decide_but_not_verify_too(kinds: Cast) -> None:
    asked = requests.submit(kinds.budi, ask=an_ask(), now=NOW).request
    requests.decide(kinds.rahma, request_id=asked.pk, deed=Deed.APPROVE, now=NOW)
    with pytest.raises(NotPermitted) as refused:
        requests.decide(kinds.rahma, request_id=asked.pk, deed=Deed.VERIFY, now=NOW)
    assert refused.value.code == "same_decider"
    requests.decide(kinds.siti, request_id=asked.pk, deed=Deed.VERIFY, now=NOW)


def test_nobody_decides_about_himself(kinds: Cast) -> None:
    asked = requests.submit(kinds.siti, ask=an_ask(), now=NOW).request
    for deed in (Deed.APPROVE, Deed.REJECT):
        with pytest.raises(NotPermitted):
            requests.decide(kinds.siti, request_id=asked.pk, deed=deed, note="x", now=NOW)
    requests.decide(kinds.rahma, request_id=asked.pk, deed=Deed.APPROVE, now=NOW)
    with pytest.raises(NotPermitted) as refused:
        requests.decide(kinds.siti, request_id=asked.pk, deed=Deed.VERIFY, now=NOW)
    assert refused.value.code == "not_oneself"


def test_without_anybody_above_the_request_says_what_to_do(kinds: Cast) -> None:
    with pytest.raises(Conflict) as refused:
        requests.submit(kinds.rahma, ask=an_ask(), now=NOW)
    assert refused.value.code == "no_superior"
    assert AbsenceRequest.objects.count() == 0


def test_a_returned_request_is_completed_and_decided_anew(kinds: Cast) -> None:
    asked = requests.submit(kinds.budi, ask=an_ask(), now=NOW).request
    with pytest.raises(InvalidInput):
        requests.decide(kinds.joko, request_id=asked.pk, deed=Deed.RETURN, now=NOW)
    requests.decide(kinds.joko, request_id=asked.pk, deed=Deed.RETURN, note="Tanggalnya keliru", now=NOW)
    assert Notice.objects.filter(kind="absence_returned", user=kinds.budi).count() == 1
    done = requests.complete(kinds.budi, request_id=asked.pk, ask=an_ask(last=date(2026, 12, 8)), now=NOW).request
    assert (done.state, done.amount) == (State.SUPERIOR, 2)


def test_postponed_days_may_be_carried_over(kinds: Cast) -> None:
    grant_days(kinds)
    asked = requests.submit(kinds.budi, ask=an_ask(), now=NOW).request
    requests.decide(kinds.joko, request_id=asked.pk, deed=Deed.POSTPONE, note="Pemilu", now=NOW)
    kind = types.find("CT", "PNS", TODAY)
    assert kind is not None
    account = balances.account(kinds.budi.employee_id or 0, kind, 2026)
    assert (account.own, account.deferred, account.end(kind).carried) == (12, 3, 9)


def test_withdrawn_before_the_first_day_everything_goes_back(granted: Submit, kinds: Cast) -> None:
    found = granted()
    requests.withdraw(kinds.budi, request_id=found.pk, now=NOW)
    assert rest(kinds) == 12
    assert not selectors.absences_of(kinds.budi.employee_id or 0, date(2026, 12, 1), date(2026, 12, 31))
    with pytest.raises(Conflict):
        requests.withdraw(kinds.budi, request_id=found.pk, now=NOW)
    with pytest.raises(NotFound):
        requests.withdraw(kinds.siti, request_id=found.pk, now=NOW)


def test_cancelled_on_the_way_only_the_rest_goes_back(granted: Submit, kinds: Cast) -> None:
    found = granted()
    with pytest.raises(NotPermitted):
        requests.cancel(kinds.budi, request_id=found.pk, from_day=date(2026, 12, 8), note="x", now=NOW)
    requests.cancel(kinds.joko, request_id=found.pk, from_day=date(2026, 12, 8), note="Dipanggil", now=NOW)
    (left,) = selectors.absences_of(kinds.budi.employee_id or 0, date(2026, 12, 1), date(2026, 12, 31))
    assert (left.first, left.last) == (date(2026, 12, 7), date(2026, 12, 7))
    assert rest(kinds) == 11
    requests.cancel(kinds.siti, request_id=found.pk, from_day=date(2026, 12, 7), note="Batal", now=NOW)
    assert rest(kinds) == 12


def test_too_few_days_are_told_with_figures(granted: Submit, kinds: Cast) -> None:
    granted(first=date(2026, 12, 1), last=date(2026, 12, 11))  # nine working days
    found = problem(kinds, first=date(2026, 12, 14), last=date(2026, 12, 18))
    assert found.fields["last"] == "Sisa cuti tahunan 2026: 3 hari, diminta 5 hari kerja."


def test_days_that_wait_count_as_taken(kinds: Cast) -> None:
    requests.submit(kinds.budi, ask=an_ask(first=date(2026, 12, 1), last=date(2026, 12, 11)), now=NOW)
    found = problem(kinds, first=date(2026, 12, 14), last=date(2026, 12, 18))
    assert "3 hari" in str(found.fields["last"])


def test_across_the_year_each_year_pays_its_days(granted: Submit, kinds: Cast) -> None:
    granted(first=date(2026, 12, 30), last=date(2027, 1, 5))
    assert (rest(kinds), rest(kinds, 2027)) == (10, 9)  # 30, 31 December; 1, 4, 5 January without a calendar


def test_overlap_is_refused_with_what_is_there(granted: Submit, kinds: Cast) -> None:
    first = granted()
    found = problem(kinds, type_code="CAP", first=date(2026, 12, 9), last=date(2026, 12, 10))
    assert first.reference in str(found.fields["first"])
    assert "7 Desember 2026" in str(found.fields["first"])


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"type_code": "ZZ"}, "type_code"),
        ({"last": date(2026, 12, 6)}, "last"),
        ({"part": Part.MORNING}, "part"),
        ({"reason": " "}, "reason"),
        ({"type_code": "TKD"}, "type_code"),
        ({"type_code": "KH"}, "type_code"),
        ({"first": date(2026, 12, 12), "last": date(2026, 12, 13)}, "first"),
        ({"first": date(2026, 11, 13), "last": date(2026, 11, 13)}, "first"),
        ({"type_code": "CAP", "last": date(2027, 1, 7)}, "last"),
        ({"type_code": "CS", "last": date(2026, 12, 8)}, "papers"),
        ({"type_code": "CM", "last": date(2027, 3, 6)}, "times"),
        ({"type_code": "DL"}, "place"),
        ({"type_code": "IT", "part": Part.HOURS}, "last"),
    ],
)
def test_impossible_requests_name_the_field(kinds: Cast, asked: dict[str, object], name: str) -> None:
    assert name in problem(kinds, **asked).fields
    assert AbsenceRequest.objects.count() == 0


def test_a_locked_month_is_told_before(kinds: Cast) -> None:
    LockedMonth.objects.create(unit=kinds.setda, month=date(2026, 11, 1), locked_at=NOW, locked_by_label="uji")
    day = date(2026, 11, 13)
    done = requests.submit(kinds.budi, ask=an_ask(type_code="CAP", first=day, last=day), now=NOW)
    assert ["jurnal koreksi" in one for one in done.warnings] == [True]


def test_another_agency_sees_and_does_nothing(kinds: Cast) -> None:
    asked = requests.submit(kinds.budi, ask=an_ask(), now=NOW).request
    with pytest.raises(NotFound):
        selectors.request_for(kinds.dedi, asked.pk)
    assert selectors.waiting_for(kinds.dedi) == []
    for user in (kinds.made, kinds.agus, kinds.wati):
        with pytest.raises(NotPermitted):
            requests.decide(user, request_id=asked.pk, deed=Deed.APPROVE, now=NOW)
    with viewing_as(kinds.dedi.pk):
        assert selectors.own_requests(kinds.dedi).count() == 0


def test_a_head_who_runs_the_platform_decides_nothing(kinds: Cast) -> None:
    asked = requests.submit(kinds.budi, ask=an_ask(), now=NOW).request
    grant(SYSTEM, kinds.joko, Role.PLATFORM_OPERATOR)
    with pytest.raises(NotPermitted):
        requests.decide(kinds.joko, request_id=asked.pk, deed=Deed.APPROVE, now=NOW)


def test_days_that_became_holidays_come_back_with_the_rest(granted: Submit, kinds: Cast) -> None:
    """Three days were taken; the middle one is a holiday by now. Called off, all three come back, not two."""
    found = granted()
    assert rest(kinds) == 9
    line = calendar_rules.Line(date(2026, 12, 8), "Hari Jadi", calendar_rules.Kind.LOCAL)
    data = calendar.VersionData(2026, calendar_rules.Collection.LOCAL, "Perbup 9/2026", [line])
    version = calendar.propose(SYSTEM, data=data, now=NOW)
    calendar.decide(SYSTEM, version.pk, confirm=True, reason="", now=NOW)
    requests.cancel(kinds.joko, request_id=found.pk, from_day=found.first, note="Dipanggil kembali", now=NOW)
    assert rest(kinds) == 12
