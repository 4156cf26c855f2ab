"""Looking at check-ins: whose word it needs, what follows for the day, and how the person objects."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from hadir.accounts.models import User
from hadir.attendance.presence import reviewing, selectors, statistics
from hadir.attendance.presence.models import Assessment, ReviewCase, ReviewDecision
from hadir.attendance.presence.reviewing import Word
from hadir.attendance.presence.reviewing_rules import Part, State, Verdict, agreement
from hadir.attendance.presence.rules import Outcome
from hadir.audit.models import AuditEntry
from hadir.leave.papers import Paper
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotFound, NotPermitted
from hadir.notices.models import Notice
from hadir.periods import services as periods
from hadir.periods.models import StaleSpan
from hadir.periods.rules import Month
from hadir.workdays import facts
from hadir.workdays import selectors as workdays
from hadir.workdays import services as rebuilding
from hadir.workdays.models import DayRecord
from hadir.workdays.shapes import Day
from tests.attendance.conftest import MONDAY, NOW, CheckIn
from tests.cast import SYSTEM, Cast
from tests.colleagues import colleague
from tests.leave.papers import a_pdf
from tests.presence.conftest import ARRIVAL, Doubted, policy

pytestmark = pytest.mark.django_db

UPHELD = Verdict.UPHELD
GENUINE = Verdict.GENUINE


def say(user: User, case: ReviewCase, verdict: Verdict, part: Part = Part.FIRST) -> ReviewCase:
    reviewing.decide(user, case.pk, Word(part, verdict, "Sudah dilihat."), now=NOW)
    case.refresh_from_db()
    return case


def upheld(office: Cast, case: ReviewCase) -> ReviewCase:
    say(office.siti, case, UPHELD)
    return say(office.rahma, case, UPHELD, Part.CONFIRM)


def day_of(user: User) -> Day:
    """What Monday follows from."""
    with transaction.atomic():
        gathered = facts.Gathered([user.employee_id or 0], MONDAY, MONDAY, NOW)
        found = list(gathered.days_of(user.employee_id or 0, [(MONDAY, MONDAY)]))
        gathered.close()
    return found[0]


def test_a_genuine_check_in_needs_one_word_and_changes_nothing(office: Cast, doubted: Doubted) -> None:
    case = say(office.siti, doubted(office.budi), GENUINE)
    assert (case.state, case.verdict) == (State.CLOSED, GENUINE)
    assert not StaleSpan.objects.filter(cause="correction").exists()
    assert not [code for code, _facts in day_of(office.budi).trace if code == "void"]
    assert Notice.objects.filter(user=office.budi, kind="review_ended").count() == 1


def test_an_upheld_suspicion_needs_a_second_person(office: Cast, doubted: Doubted) -> None:
    case = say(office.siti, doubted(office.budi), UPHELD)
    assert (case.state, case.verdict) == (State.CONFIRM, "")
    assert not StaleSpan.objects.filter(cause="correction").exists()
    with pytest.raises(NotPermitted) as refused:
        say(office.siti, case, UPHELD, Part.CONFIRM)
    assert refused.value.code == "second_person_needed"
    case = say(office.rahma, case, UPHELD, Part.CONFIRM)
    assert (case.state, case.verdict) == (State.CLOSED, UPHELD)
    assert StaleSpan.objects.filter(cause="correction").exists()
    assert case.objection_until == MONDAY + timedelta(days=14)


def test_upheld_takes_the_check_in_out_and_the_punch_stays(office: Cast, doubted: Doubted) -> None:
    case = doubted(office.budi)
    assert str(case.punch_id) in {stage.punch for stage in day_of(office.budi).stages}
    upheld(office, case)
    with transaction.atomic():
        taken = [void.punch for _id, _day, void in selectors.stream([case.employee_id], MONDAY, MONDAY)]
    assert taken == [str(case.punch_id)]
    trace = [values for code, values in day_of(office.budi).trace if code == "void"]
    assert trace[0]["ref"] == f"review:{case.pk}"
    assert str(case.punch_id) not in {stage.punch for stage in day_of(office.budi).stages}
    assert case.punch.accepted


def test_where_two_disagree_the_check_in_counts(office: Cast, doubted: Doubted) -> None:
    case = say(office.siti, doubted(office.budi), UPHELD)
    case = say(office.rahma, case, GENUINE, Part.CONFIRM)
    assert (case.state, case.verdict) == (State.CLOSED, GENUINE)


def test_nobody_reviews_himself_his_superior_or_another_agency(office: Cast, doubted: Doubted) -> None:
    own = doubted(office.siti)
    with pytest.raises(NotPermitted) as refused:
        say(office.siti, own, GENUINE)
    assert refused.value.code == "not_oneself"
    above = doubted(office.rahma)  # head of the agency, so superior of its operator
    with pytest.raises(NotFound):
        say(office.siti, above, GENUINE)
    theirs = doubted(office.budi)
    for stranger in (office.dedi, office.made, office.joko, office.dewi, office.budi):
        with pytest.raises(HadirError) as stopped:
            say(stranger, theirs, GENUINE)
        assert stopped.value.code in {"review_not_found", "not_oneself", "not_the_reviewer"}
    assert not ReviewDecision.objects.exists()


def test_dedi_sees_nothing(office: Cast, doubted: Doubted) -> None:
    doubted(office.budi)
    assert selectors.queue_for(office.dedi) == []
    assert not selectors.office_cases(office.dedi).exists()
    assert not selectors.own_cases(office.dedi).exists()
    assert [one.case.employee_id for one in selectors.queue_for(office.siti)] == [office.budi.employee_id]


def test_what_nobody_looked_at_in_time_falls_to_head_and_hr(office: Cast, doubted: Doubted) -> None:
    case = doubted(office.budi)
    with pytest.raises(NotPermitted):
        say(office.wati, case, GENUINE)
    ReviewCase.objects.filter(pk=case.pk).update(due_on=MONDAY - timedelta(days=1))
    assert [one.is_late for one in selectors.queue_for(office.wati)] == [True]
    assert list(selectors.late_cases(office.wati)) == [case]
    assert say(office.wati, case, GENUINE).state == State.CLOSED


def test_a_reason_is_needed(office: Cast, doubted: Doubted) -> None:
    with pytest.raises(InvalidInput) as refused:
        reviewing.decide(office.siti, doubted(office.budi).pk, Word(Part.FIRST, GENUINE, "  "), now=NOW)
    assert refused.value.code == "reason_missing"


@pytest.mark.parametrize("table", ["presence_assessment", "presence_reviewdecision"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET reason_or_step = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_decisions_and_assessments_are_facts(office: Cast, doubted: Doubted, table: str, deed: str) -> None:
    say(office.siti, doubted(office.budi), GENUINE)
    column = "step" if table == "presence_assessment" else "reason"
    statement = deed.format(table).replace("reason_or_step", column)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# --- objections


def test_an_objection_that_is_right_brings_the_check_in_back(office: Cast, doubted: Doubted) -> None:
    case = upheld(office, doubted(office.budi))
    StaleSpan.objects.all().delete()
    made = reviewing.object_to(
        office.budi, case.pk, text="Saya ada di kantor.", attached=[Paper("surat.pdf", a_pdf())], now=NOW
    )
    assert made.papers.count() == 1
    for decided_before in (office.siti, office.rahma):
        with pytest.raises(NotPermitted) as refused:
            say(decided_before, made, GENUINE)
        assert refused.value.code == "second_person_needed"
        assert made.pk not in [one.case.pk for one in selectors.queue_for(decided_before)]
    made = say(office.wati, made, GENUINE)
    assert made.state == State.CONFIRM  # what was taken out of pay comes back only by two
    with pytest.raises(NotPermitted):
        say(office.wati, made, GENUINE, Part.CONFIRM)


def test_two_of_the_hr_agency_bring_the_check_in_back(office: Cast, doubted: Doubted) -> None:
    case = upheld(office, doubted(office.budi))
    made = reviewing.object_to(office.budi, case.pk, text="Saya ada di kantor.", now=NOW)
    say(office.wati, made, GENUINE)
    StaleSpan.objects.all().delete()
    made = say(colleague(office), made, GENUINE, Part.CONFIRM)
    case.refresh_from_db()
    assert (made.state, made.verdict, case.verdict) == (State.CLOSED, GENUINE, GENUINE)
    assert StaleSpan.objects.filter(cause="correction").exists()
    assert str(case.punch_id) in {stage.punch for stage in day_of(office.budi).stages}


def test_where_the_two_of_an_objection_disagree_the_check_in_stays_out(office: Cast, doubted: Doubted) -> None:
    case = upheld(office, doubted(office.budi))
    made = reviewing.object_to(office.budi, case.pk, text="Saya ada di kantor.", now=NOW)
    say(office.wati, made, GENUINE)
    assert say(colleague(office), made, UPHELD, Part.CONFIRM).state == State.CLOSED
    assert str(case.punch_id) not in {stage.punch for stage in day_of(office.budi).stages}


def test_in_a_locked_month_an_upheld_suspicion_is_only_proposed(office: Cast, doubted: Doubted) -> None:
    case = doubted(office.budi)
    rebuilding.rebuild(MONDAY, MONDAY, now=NOW)
    kept = DayRecord.objects.get(employee_id=office.budi.employee_id or 0, day=MONDAY)
    periods.lock(SYSTEM.actor, unit_id=office.setda.pk, month=Month.of(MONDAY), now=NOW)
    upheld(office, case)
    rebuilding.rebuild_marked(NOW)
    assert DayRecord.objects.get(employee_id=office.budi.employee_id or 0, day=MONDAY).digest == kept.digest
    (found,) = workdays.differences([office.setda.pk], Month.of(MONDAY))
    assert (found.row.employee_id, found.row.day, found.row.cause) == (case.employee_id, MONDAY, "correction")


def test_an_objection_that_is_not_right_changes_nothing(office: Cast, doubted: Doubted) -> None:
    case = upheld(office, doubted(office.budi))
    made = reviewing.object_to(office.budi, case.pk, text="Saya ada di kantor.", now=NOW)
    assert say(office.wati, made, UPHELD).state == State.CLOSED
    case.refresh_from_db()
    assert case.verdict == UPHELD


def test_who_may_object_when(office: Cast, doubted: Doubted) -> None:
    case = doubted(office.budi)
    with pytest.raises(Conflict) as refused:
        reviewing.object_to(office.budi, case.pk, text="Tidak benar.", now=NOW)
    assert refused.value.code == "not_objectable"
    upheld(office, case)
    with pytest.raises(NotFound):
        reviewing.object_to(office.joko, case.pk, text="Tidak benar.", now=NOW)
    with pytest.raises(InvalidInput):
        reviewing.object_to(office.budi, case.pk, text=" ", now=NOW)
    with pytest.raises(Conflict) as late:
        reviewing.object_to(office.budi, case.pk, text="Tidak benar.", now=NOW + timedelta(days=15))
    assert late.value.code == "objection_late"
    reviewing.object_to(office.budi, case.pk, text="Tidak benar.", now=NOW)
    with pytest.raises(Conflict) as twice:
        reviewing.object_to(office.budi, case.pk, text="Tidak benar.", now=NOW)
    assert twice.value.code == "objected_already"


# --- second looks and figures


def test_a_second_look_is_blind_and_has_no_effect(office: Cast, doubted: Doubted) -> None:
    policy(office, second_look=10_000)
    case = say(office.rahma, doubted(office.budi), GENUINE)
    assert case.wants_look
    (todo,) = selectors.queue_for(office.siti)
    assert todo.part is Part.LOOK
    say(office.siti, case, UPHELD, Part.LOOK)
    assert (case.state, case.verdict) == (State.CLOSED, GENUINE)
    assert selectors.queue_for(office.siti) == []
    (one,) = statistics.figures_for(office.rahma, MONDAY, MONDAY)
    assert (one.agreement.pairs, one.agreement.percent) == (1, 0)


def test_agreement_beyond_chance() -> None:
    pairs = [(GENUINE, GENUINE)] * 20 + [(UPHELD, UPHELD)] * 15 + [(GENUINE, UPHELD)] * 5 + [(UPHELD, GENUINE)] * 10
    found = agreement(pairs)  # the example of the text-books: 35 of 50, kappa 0.40
    assert found.percent == 70
    assert found.kappa == pytest.approx(0.40)
    assert agreement([]).kappa is None
    assert agreement([(GENUINE, GENUINE)] * 3).kappa is None


def test_statistics_are_for_head_hr_and_auditor(office: Cast, doubted: Doubted) -> None:
    doubted(office.budi, Outcome.SAMPLE)
    for user in (office.rahma, office.wati, office.agus):
        (one,) = statistics.figures_for(user, MONDAY, MONDAY)
        assert (one.name, one.open, one.total) == ("Sekretariat Daerah", 1, 1)
    for user in (office.siti, office.joko, office.dedi, office.made):
        with pytest.raises(NotPermitted):
            statistics.figures_for(user, MONDAY, MONDAY)


def test_an_alarm_opens_reviews_of_check_ins_that_nobody_looks_at(
    office: Cast, doubted: Doubted, check_in: CheckIn
) -> None:
    seen, other = doubted(office.budi), check_in(office.joko, ARRIVAL)
    ids = [seen.punch_id, other.pk]
    made = reviewing.open_alarms(office.siti.actor, punch_ids=ids, note="Satu ponsel, dua orang", now=NOW)
    assert [one.punch_id for one in made] == [other.pk]
    assert reviewing.open_alarms(office.siti.actor, punch_ids=ids, note="lagi", now=NOW) == []


def test_every_deed_is_in_the_log_and_reading_takes_a_fixed_number_of_statements(
    office: Cast, doubted: Doubted, django_assert_max_num_queries: Any
) -> None:
    say(office.siti, doubted(office.budi), GENUINE)
    assert AuditEntry.objects.filter(action="presence.review_first").count() == 1
    for minute in range(6):
        doubted(office.joko, at=ARRIVAL + timedelta(minutes=minute))
    with django_assert_max_num_queries(14):
        assert len(selectors.queue_for(office.siti)) == 6
    assert Assessment.objects.count() == 7
