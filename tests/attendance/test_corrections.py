"""The way of a correction: who asks, who decides, what it does to the day, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from hadir.accounts.models import User
from hadir.attendance.corrections import papers, ruling, selectors, services
from hadir.attendance.corrections.models import Correction, CorrectionPaper
from hadir.attendance.corrections.rules import Kind, Reason
from hadir.attendance.corrections.ruling import RuleData
from hadir.attendance.corrections.services import Ask
from hadir.attendance.corrections.statistics import statistics
from hadir.attendance.facts import Seen, Void
from hadir.audit.models import AuditEntry
from hadir.audit.viewer import viewing_as
from hadir.leave.papers import Paper
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotFound, NotPermitted
from hadir.notices.models import Notice
from hadir.people.models import Employee
from hadir.periods import services as periods
from hadir.periods.models import StaleSpan
from hadir.periods.rules import Month
from tests.attendance.conftest import MONDAY, NOW, CheckIn
from tests.cast import SYSTEM, Cast, employ, make_nip
from tests.colleagues import colleague
from tests.leave.papers import a_pdf

pytestmark = pytest.mark.django_db
PDF = a_pdf()


def add(**more: object) -> Ask:
    values: dict[str, object] = {
        "kind": Kind.ADD,
        "day": MONDAY,
        "reason": Reason.DEVICE_BROKEN,
        "explanation": "Listrik padam di kantor",
        "stage": "morning",
        "clock": time(7, 20),
    }
    return Ask(**(values | more))  # type: ignore[arg-type]  # tests name the fields


def in_force(cast: Cast, data: RuleData) -> None:
    """Proposed by one of the HR agency, confirmed by another."""
    row = ruling.propose_rule(cast.wati, data=data, now=NOW)
    ruling.decide_rule(colleague(cast), row.pk, confirm=True, reason="", now=NOW)


def facts(user: User) -> list[Seen | Void]:
    with transaction.atomic():
        found = list(selectors.stream([user.employee_id or 0], MONDAY, MONDAY))
    assert all(key == user.employee_id and day == MONDAY for key, day, _fact in found)
    return [fact for _key, _day, fact in found]


def problem(user: User, **asked: object) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        services.request_own(user, ask=add(**asked), now=NOW)
    return {name: str(text) for name, text in refused.value.fields.items()}


def test_asked_for_decided_by_the_superior_and_seen_by_the_day(office: Cast) -> None:
    asked = services.request_own(office.budi, ask=add(), now=NOW)
    assert Notice.objects.get(kind="correction_waits").user_id == office.joko.pk
    assert [one.pk for one in selectors.waiting_for(office.joko)] == [asked.pk]
    assert facts(office.budi) == []
    made = services.decide(office.joko, correction_id=asked.pk, approve=True, now=NOW)
    assert made.acting_as == "Kepala Bagian Umum"
    (seen,) = facts(office.budi)
    assert seen == Seen(datetime(2026, 11, 16, 0, 20, tzinfo=UTC), f"correction:{asked.pk}", "correction", "morning")
    span = StaleSpan.objects.get(cause="correction")
    assert (span.scope_id, span.first, span.last) == (office.budi.employee_id, MONDAY, MONDAY)
    assert Notice.objects.filter(kind="correction_decided", user=office.budi).exists()
    deeds = AuditEntry.objects.filter(action__startswith="attendance.correction_", unit_id=office.setda.pk)
    assert sorted(deeds.values_list("action", flat=True)) == [
        "attendance.correction_approved",
        "attendance.correction_requested",
    ]
    assert selectors.waiting_for(office.joko) == []


def test_nobody_decides_about_himself_or_what_he_proposed(office: Cast) -> None:
    own = services.request_own(office.joko, ask=add(), now=NOW)
    proposed = services.propose_for(office.rahma, employee_id=office.budi.employee_id or 0, ask=add(), now=NOW)
    assert Notice.objects.filter(kind="correction_entered", user=office.budi).count() == 1
    for user, row, code in (
        (office.joko, own, "not_oneself"),
        (office.rahma, proposed, "second_person_needed"),  # she heads the agency, but it was her idea
        (office.budi, proposed, "not_oneself"),
        (office.siti, proposed, "not_the_decider"),
        (office.dedi, proposed, "not_the_decider"),
        (office.agus, proposed, "not_the_decider"),
        (office.wati, proposed, "not_the_decider"),
        (office.made, proposed, "not_the_decider"),
    ):
        with pytest.raises(NotPermitted) as refused:
            services.decide(user, correction_id=row.pk, approve=True, now=NOW)
        assert refused.value.code == code
    services.decide(office.rahma, correction_id=own.pk, approve=True, now=NOW)
    services.decide(office.joko, correction_id=proposed.pk, approve=True, now=NOW)
    assert len(facts(office.budi)) == len(facts(office.joko)) == 1


def test_an_operator_speaks_for_the_own_people_only(office: Cast) -> None:
    budi = office.budi.employee_id or 0
    for user in (office.dedi, office.budi, office.wati, office.agus, office.made):
        with pytest.raises(NotFound):
            services.propose_for(user, employee_id=budi, ask=add(), now=NOW)
    with pytest.raises(Conflict) as refused:
        services.propose_for(office.siti, employee_id=office.siti.employee_id or 0, ask=add(), now=NOW)
    assert refused.value.code == "not_for_oneself"
    with pytest.raises(NotPermitted):
        services.request_own(office.wati, ask=add(), now=NOW)
    assert Correction.objects.count() == 0


def test_another_office_sees_nothing(office: Cast) -> None:
    asked = services.request_own(office.budi, ask=add(), now=NOW)
    for user in (office.dedi, office.made, office.dewi):
        with viewing_as(user.pk):
            assert Correction.objects.count() == 0
            assert selectors.waiting_for(user) == []
            assert not selectors.office_corrections(user).exists()
            with pytest.raises(NotFound):
                selectors.correction_for(user, asked.pk)
            with pytest.raises(NotFound):
                services.decide(user, correction_id=asked.pk, approve=True, now=NOW)
    for user in (office.budi, office.joko, office.rahma, office.siti, office.wati, office.agus):
        with viewing_as(user.pk):
            assert selectors.correction_for(user, asked.pk).pk == asked.pk


def test_once_decided_it_is_settled(office: Cast) -> None:
    asked = services.request_own(office.budi, ask=add(), now=NOW)
    with pytest.raises(InvalidInput) as refused:
        services.decide(office.joko, correction_id=asked.pk, approve=False, note=" ", now=NOW)
    assert refused.value.code == "note_missing"
    services.decide(office.joko, correction_id=asked.pk, approve=False, note="Listrik tidak padam", now=NOW)
    with pytest.raises(Conflict) as again:
        services.decide(office.rahma, correction_id=asked.pk, approve=True, now=NOW)
    assert "ditolak" in str(again.value.message)
    with pytest.raises(Conflict):
        services.withdraw(office.budi, correction_id=asked.pk, now=NOW)
    assert facts(office.budi) == []
    services.request_own(office.budi, ask=add(explanation="Dengan saksi"), now=NOW)  # and may be asked for anew


def test_whoever_asked_takes_it_back(office: Cast) -> None:
    asked = services.request_own(office.budi, ask=add(), now=NOW)
    with pytest.raises(NotFound):
        services.withdraw(office.joko, correction_id=asked.pk, now=NOW)
    services.withdraw(office.budi, correction_id=asked.pk, now=NOW)
    with pytest.raises(Conflict):
        services.decide(office.joko, correction_id=asked.pk, approve=True, now=NOW)


def test_facts_are_not_changed(office: Cast) -> None:
    asked = services.request_own(office.budi, ask=add(), now=NOW)
    services.decide(office.joko, correction_id=asked.pk, approve=True, now=NOW)
    for statement in (
        "UPDATE corrections_correction SET day = day",
        "DELETE FROM corrections_correction",
        "UPDATE corrections_correctiondecision SET note = note",
        "DELETE FROM corrections_correctiondecision",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_check_in_that_must_not_count(office: Cast, check_in: CheckIn) -> None:
    punch = check_in(office.budi, datetime(2026, 11, 16, 0, 25, tzinfo=UTC))
    void = add(kind=Kind.VOID, reason=Reason.MISTAKEN, punch=punch.pk, stage="", clock=None)
    asked = services.propose_for(office.siti, employee_id=office.budi.employee_id or 0, ask=void, now=NOW)
    services.decide(office.joko, correction_id=asked.pk, approve=True, now=NOW)
    assert facts(office.budi) == [Void(str(punch.pk), f"correction:{asked.pk}")]
    assert selectors.check_ins_of(office.budi.employee_id or 0, MONDAY) == []
    with pytest.raises(Conflict):
        services.propose_for(office.siti, employee_id=office.budi.employee_id or 0, ask=void, now=NOW)


def test_a_correction_that_was_wrong_is_taken_out_again(office: Cast) -> None:
    first = services.request_own(office.budi, ask=add(), now=NOW)
    services.decide(office.joko, correction_id=first.pk, approve=True, now=NOW)
    with pytest.raises(Conflict):
        services.request_own(office.budi, ask=add(), now=NOW)
    out = add(kind=Kind.VOID, reason=Reason.MISTAKEN, target=first.pk, stage="", clock=None)
    second = services.propose_for(office.siti, employee_id=office.budi.employee_id or 0, ask=out, now=NOW)
    assert len(facts(office.budi)) == 1
    services.decide(office.joko, correction_id=second.pk, approve=True, now=NOW)
    assert facts(office.budi) == []
    services.request_own(office.budi, ask=add(), now=NOW)


def test_somebody_else_s_check_in_is_not_there(office: Cast, check_in: CheckIn) -> None:
    theirs = check_in(office.joko, datetime(2026, 11, 16, 0, 25, tzinfo=UTC))
    assert "punch" in problem(
        office.budi, kind=Kind.VOID, reason=Reason.MISTAKEN, punch=theirs.pk, stage="", clock=None
    )


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"stage": "midnight"}, "stage", "Pilih salah satu"),
        ({"clock": time(3, 0)}, "clock", "jam tahap ini"),
        ({"clock": None}, "stage", "Pilih salah satu"),
        ({"explanation": "  "}, "explanation", "apa yang terjadi"),
        ({"reason": Reason.FORGOT}, "reason", "tidak diterima"),
        ({"reason": Reason.MISTAKEN}, "reason", "jenis koreksi"),
        ({"day": date(2026, 11, 17)}, "day", "belum tiba"),
        ({"day": date(2026, 11, 9)}, "day", "5 hari kalender"),
        ({"day": date(2026, 11, 15)}, "day", "tidak ada jam kerja"),
        ({"day": date(2024, 12, 31)}, "day", "belum ditempatkan"),
        ({"reason": Reason.FORCE_MAJEURE}, "papers", "wajib disertai lampiran"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(office: Cast, asked: dict[str, object], field: str, words: str) -> None:
    found = problem(office.budi, **asked)
    assert list(found) == [field]
    assert words in found[field]


def test_not_before_its_time(office: Cast) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.request_own(office.budi, ask=add(), now=datetime(2026, 11, 16, 0, 0, tzinfo=UTC))
    assert list(refused.value.fields) == ["clock"]


def test_as_often_as_the_rule_of_the_day_says(office: Cast) -> None:
    data = RuleData("device_broken", True, 5, 1, False, date(2026, 11, 1), "Perbup Contoh 9/2026 pasal 3")
    with pytest.raises(NotPermitted):
        ruling.propose_rule(office.siti, data=data, now=NOW)
    in_force(office, data)
    first = services.request_own(office.budi, ask=add(), now=NOW)
    assert first.rule.legal_basis == "Perbup Contoh 9/2026 pasal 3"
    found = problem(office.budi, stage="afternoon", clock=time(16, 0))
    assert "Perbup Contoh 9/2026 pasal 3" in found["reason"]
    services.decide(office.joko, correction_id=first.pk, approve=False, note="Tidak benar", now=NOW)
    services.request_own(office.budi, ask=add(stage="afternoon", clock=time(16, 0)), now=NOW)
    old = ruling.in_force(date(2026, 10, 31)).get(reason="device_broken")
    assert (old.valid_to, old.most_a_month) == (date(2026, 10, 31), None)
    with pytest.raises(Conflict):
        in_force(office, RuleData("device_broken", True, 1, 1, False, date(2026, 1, 1), "x"))


def test_a_rule_counts_once_another_person_has_confirmed_it(office: Cast) -> None:
    forgot = RuleData("forgot", True, 31, None, False, date(2026, 11, 1), "Perbup Contoh 9/2026 pasal 3")
    row = ruling.propose_rule(office.wati, data=forgot, now=NOW)
    assert [one.pk for one in ruling.waiting()] == [row.pk]
    assert not ruling.in_force(MONDAY).get(reason="forgot").allowed
    assert "tidak diterima" in problem(office.budi, reason=Reason.FORGOT)["reason"]
    for user, code in ((office.wati, "second_person_needed"), (office.siti, "not_permitted")):
        with pytest.raises(NotPermitted) as refused:
            ruling.decide_rule(user, row.pk, confirm=True, reason="", now=NOW)
        assert refused.value.code == code
    ruling.decide_rule(colleague(office), row.pk, confirm=True, reason="", now=NOW)
    row.refresh_from_db()
    assert (row.reason, row.status, ruling.in_force(MONDAY).get(reason="forgot").pk) == ("forgot", "confirmed", row.pk)
    assert ruling.in_force(date(2026, 10, 31)).get(reason="forgot").allowed is False
    services.request_own(office.budi, ask=add(reason=Reason.FORGOT), now=NOW)
    with pytest.raises(Conflict):
        ruling.decide_rule(colleague(office), row.pk, confirm=True, reason="", now=NOW)


def test_a_refused_rule_never_counts_and_a_later_one_of_two_gives_way(office: Cast) -> None:
    forgot = RuleData("forgot", True, 31, None, False, date(2026, 11, 1), "Perbup Contoh 9/2026 pasal 3")
    first, second = (ruling.propose_rule(office.wati, data=forgot, now=NOW) for _n in range(2))
    with pytest.raises(InvalidInput):
        ruling.decide_rule(colleague(office), first.pk, confirm=False, reason=" ", now=NOW)
    ruling.decide_rule(colleague(office), first.pk, confirm=False, reason="Tanpa dasar", now=NOW)
    first.refresh_from_db()
    assert (first.status, first.reason, first.decision_note) == ("rejected", "forgot", "Tanpa dasar")
    assert not ruling.in_force(MONDAY).get(reason="forgot").allowed
    ruling.decide_rule(colleague(office), second.pk, confirm=True, reason="", now=NOW)
    third = ruling.propose_rule(office.wati, data=forgot, now=NOW)
    ruling.decide_rule(colleague(office), third.pk, confirm=True, reason="", now=NOW)
    second.refresh_from_db()
    assert (second.status, ruling.in_force(MONDAY).get(reason="forgot").pk) == ("superseded", third.pk)


def test_without_a_rule_nothing_is_taken(cast: Cast) -> None:
    with pytest.raises(HadirError) as refused:
        services.request_own(cast.budi, ask=add(day=datetime.now(UTC).date()), now=datetime.now(UTC))
    assert "belum menetapkan" in str(refused.value.message)


def test_in_a_locked_month_it_says_so(office: Cast) -> None:
    periods.lock(SYSTEM.actor, unit_id=office.setda.pk, month=Month(2026, 11), now=NOW)
    asked = services.request_own(office.budi, ask=add(), now=NOW)
    assert asked.after_lock
    services.decide(office.joko, correction_id=asked.pk, approve=True, now=NOW)
    assert StaleSpan.objects.filter(cause="correction").count() == 1  # the day record turns it into a difference


def test_evidence_is_sealed_and_opened_by_deciders_only(office: Cast) -> None:
    asked = services.request_own(office.budi, ask=add(), attached=[Paper("saksi.pdf", PDF)], now=NOW)
    row = CorrectionPaper.objects.get(correction=asked)
    assert PDF not in bytes(row.sealed or b"")
    assert papers.read(office.joko, row.pk).content == PDF
    assert AuditEntry.objects.filter(action="attendance.correction_paper_seen").count() == 1
    assert papers.read(office.budi, row.pk).name == "bukti-1.pdf"
    for user in (office.dedi, office.made, office.siti):
        with pytest.raises(NotFound):
            papers.read(user, row.pk)
    with pytest.raises(InvalidInput) as refused:
        services.request_own(
            office.budi,
            ask=add(stage="afternoon", clock=time(16, 0)),
            attached=[Paper("x.exe", b"MZ")],
            now=NOW,
        )
    assert refused.value.code == "paper_kind"
    services.decide(office.joko, correction_id=asked.pk, approve=True, now=NOW)
    assert papers.destroy_old(now=NOW, before=NOW).count == 0
    later = datetime(2029, 1, 1, tzinfo=UTC)
    assert papers.destroy_old(now=later, before=later).count == 1
    with pytest.raises(NotFound) as gone:
        papers.read(office.joko, row.pk)
    assert gone.value.code == "paper_gone"


def test_statistics_for_those_who_oversee(office: Cast, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    staff = [office.budi.employee_id or 0] + [
        employ(f"Orang {n}", make_nip("19910101", "201503", 1, 100 + n), office.bagian_umum, office.setda_office).pk
        for n in range(6)
    ]
    for n, person in enumerate(staff):
        row = services.propose_for(office.siti, employee_id=person, ask=add(), now=NOW)
        if n:
            services.decide(office.joko, correction_id=row.pk, approve=n > 1, note="Tidak benar", now=NOW)
    with django_assert_max_num_queries(25):
        found = statistics(office.agus, first=date(2026, 11, 1), last=date(2026, 11, 30))
    assert (found.total, found.approved, found.rejected) == (7, 5, 1)
    (decider,) = found.deciders
    assert (decider.n, decider.share, decider.people) == (6, 83, 6)
    assert found.proposers[0].name.startswith("Siti")
    assert not found.proposers[0].stands_out  # with nobody to compare to
    assert found.agencies[0].name == "Sekretariat Daerah"
    assert len(found.subjects) == 7
    assert statistics(office.wati, first=date(2026, 11, 1), last=date(2026, 11, 30)).total == 7
    for user in (office.dedi, office.siti, office.made):
        assert statistics(user, first=date(2026, 11, 1), last=date(2026, 11, 30)).total == 0


def test_lists_ask_a_fixed_number_of_times(office: Cast, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for person in Employee.objects.filter(unit=office.bagian_umum):
        if person.pk != office.joko.employee_id:
            services.propose_for(office.siti, employee_id=person.pk, ask=add(), now=NOW)
    with django_assert_max_num_queries(12):
        assert [one.employee.unit.name for one in selectors.waiting_for(office.rahma)] == ["Bagian Umum"]
