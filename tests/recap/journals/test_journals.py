"""A locked month changes by journal only: a holiday that comes too late, end to end, and everything that is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.audit.models import AuditEntry
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.notices.models import Notice
from hadir.notices.rules import Kind
from hadir.recap.allowance.models import AllowanceResult
from hadir.recap.allowance.rules import Effect, Metric
from hadir.recap.journals import selectors, services
from hadir.recap.journals.models import Journal, JournalLine, JournalState
from hadir.recap.journals.services import Decision, JournalData
from hadir.recap.journals.wording import said_line
from hadir.recap.months import selectors as months
from hadir.recap.signing import selectors as signing
from hadir.recap.signing.models import FrozenTotal, MonthClosing
from hadir.schedules.calendar import services as calendar
from hadir.schedules.calendar.rules import Collection, Line
from hadir.schedules.calendar.rules import Kind as HolidayKind
from hadir.schedules.calendar.services import VersionData
from hadir.workdays import services as workdays
from hadir.workdays.models import DayDifference, DayRecord, DifferenceState
from tests.cast import SYSTEM, Cast
from tests.jobs import run_jobs
from tests.recap.allowance.months import RULE, in_force
from tests.recap.closing import NOW, OCTOBER, october, officer, sign_all, weekdays
from tests.workdays.world import absent_with_reason


def _holiday_comes_late(day: date) -> None:
    """Somebody forgot that day; it is decided after the lock."""
    line = Line(day, "Hari jadi daerah", HolidayKind.LOCAL, "Perbup 9/2026")
    data = VersionData(2026, Collection.LOCAL, "Perbup 9/2026", (line,), None)
    version = calendar.propose(SYSTEM, data=data, now=NOW)
    calendar.decide(SYSTEM, version.pk, confirm=True, reason="", now=NOW)
    workdays.rebuild(OCTOBER.first, OCTOBER.last, now=NOW)


def _data(cast: Cast, **more: object) -> JournalData:
    ids = tuple(one.row.pk for one in selectors.open_differences(cast.setda.pk, OCTOBER))
    return replace(JournalData(ids, "Libur daerah terlambat ditetapkan", "Perbup 9/2026"), **more)  # type: ignore[arg-type]


def _locked(cast: Cast) -> MonthClosing:
    """October of the Setda, locked, then the third working day becomes a holiday: Budi was absent on it."""
    october(cast)
    closing = sign_all(cast)
    _holiday_comes_late(weekdays()[2])
    return closing


def _propose(cast: Cast) -> Journal:
    return services.propose(cast.siti, unit_id=cast.setda.pk, month=OCTOBER, data=_data(cast), now=NOW)


def test_a_holiday_in_a_locked_month_end_to_end(cast: Cast) -> None:
    in_force(cast, replace(RULE, code="TK", label="Tanpa keterangan", metric=Metric.ABSENT_DAY, effect=Effect.PERCENT))
    closing = _locked(cast)
    day, budi = weekdays()[2], cast.budi.employee_id or 0
    assert DayRecord.objects.get(employee_id=budi, day=day).status == "absent"
    assert months.recap_by_person(cast.setda.pk, OCTOBER, [budi])[budi].total.absent == 1
    frozen = AllowanceResult.objects.get(employee=budi, month=OCTOBER.first)
    assert frozen.cut_percent > 0

    journal = _propose(cast)
    line = journal.lines.get(employee=budi)
    before, after = said_line(line)
    assert "tanpa keterangan" in before and "libur" in after and "Hari jadi daerah" in after
    person = journal.people.get(employee=budi)
    assert person.percent_before == frozen.cut_percent and person.percent_after == 0
    assert DayRecord.objects.get(employee_id=budi, day=day).status == "absent"

    services.decide(cast.wati, journal_id=journal.pk, decision=Decision.APPROVE, note="", now=NOW)
    assert DayRecord.objects.get(employee_id=budi, day=day).status == "absent"
    run_jobs()
    journal.refresh_from_db()
    assert journal.state == JournalState.APPLIED
    assert DayRecord.objects.get(employee_id=budi, day=day).status == "holiday"
    assert months.recap_by_person(cast.setda.pk, OCTOBER, [budi])[budi].total.absent == 0

    assert FrozenTotal.objects.get(closing=closing, employee=budi).figures["absent"] == 1
    closing.refresh_from_db()
    assert signing.is_intact(closing) and selectors.unexplained(closing) == []
    assert selectors.changed_people(cast.setda.pk, OCTOBER) >= {budi}
    told = Notice.objects.filter(kind=Kind.JOURNAL_APPLIED, user_id=cast.budi.pk)
    assert told.count() == 1
    actions = set(AuditEntry.objects.filter(subject=f"journal:{journal.pk}").values_list("action", flat=True))
    assert actions == {"recap.propose_journal", "recap.approve_journal", "recap.journal_applied"}


def test_nothing_but_a_journal_changes_the_month(cast: Cast) -> None:
    closing = _locked(cast)
    before = [one.figures() for one in months.recap_of_agency(cast.setda.pk, OCTOBER)]
    workdays.rebuild(OCTOBER.first, OCTOBER.last, now=NOW)
    assert [one.figures() for one in months.recap_of_agency(cast.setda.pk, OCTOBER)] == before
    assert selectors.unexplained(closing) == []
    assert len(selectors.open_differences(cast.setda.pk, OCTOBER)) == 4
    assert DayRecord.objects.get(employee_id=cast.dedi.employee_id or 0, day=weekdays()[2]).status == "holiday"


def test_a_change_behind_the_journals_is_found(cast: Cast) -> None:
    closing = _locked(cast)
    DayRecord.objects.filter(employee_id=cast.budi.employee_id or 0, day=weekdays()[2]).update(absent=False)
    assert selectors.unexplained(closing) == [cast.budi.employee_id]


def test_who_proposes_does_not_decide(cast: Cast) -> None:
    _locked(cast)
    journal = services.propose(cast.wati, unit_id=cast.setda.pk, month=OCTOBER, data=_data(cast), now=NOW)
    with pytest.raises(NotPermitted) as refused:
        services.decide(cast.wati, journal_id=journal.pk, decision=Decision.APPROVE, note="", now=NOW)
    assert refused.value.code == "second_person_needed"
    services.decide(officer(), journal_id=journal.pk, decision=Decision.APPROVE, note="", now=NOW)


def test_rights_of_journals(cast: Cast) -> None:
    _locked(cast)
    data = _data(cast)
    for somebody in (cast.budi, cast.dedi, cast.made, cast.agus):
        with pytest.raises(NotPermitted):
            services.propose(somebody, unit_id=cast.setda.pk, month=OCTOBER, data=data, now=NOW)
    journal = _propose(cast)
    for somebody in (cast.siti, cast.rahma, cast.dedi, cast.agus):
        with pytest.raises(NotPermitted):
            services.decide(somebody, journal_id=journal.pk, decision=Decision.APPROVE, note="", now=NOW)
    with pytest.raises(NotFound):
        selectors.journal_for(cast.dedi, journal.pk)
    assert selectors.journal_for(cast.rahma, journal.pk).pk == journal.pk
    assert list(selectors.waiting_for(cast.wati)) == [journal] and not selectors.waiting_for(cast.siti)


def test_what_is_missing_is_named(cast: Cast) -> None:
    _locked(cast)
    for more, code in (
        ({"differences": ()}, "nothing_chosen"),
        ({"reason": " "}, "reason_missing"),
        ({"legal_basis": ""}, "basis_missing"),
    ):
        with pytest.raises(InvalidInput) as refused:
            services.propose(cast.siti, unit_id=cast.setda.pk, month=OCTOBER, data=_data(cast, **more), now=NOW)
        assert refused.value.code == code
    with pytest.raises(Conflict) as conflict:
        services.propose(cast.siti, unit_id=cast.setda.pk, month=OCTOBER.next, data=_data(cast), now=NOW)
    assert conflict.value.code == "month_not_locked"


def test_a_day_is_in_one_undecided_journal_only(cast: Cast) -> None:
    _locked(cast)
    data = _data(cast)
    journal = services.propose(cast.siti, unit_id=cast.setda.pk, month=OCTOBER, data=data, now=NOW)
    assert selectors.open_differences(cast.setda.pk, OCTOBER) == []
    with pytest.raises(Conflict) as refused:
        services.propose(cast.wati, unit_id=cast.setda.pk, month=OCTOBER, data=data, now=NOW)
    assert refused.value.code == "already_in_journal"
    services.withdraw(cast.siti, journal_id=journal.pk, now=NOW)
    again = services.propose(cast.siti, unit_id=cast.setda.pk, month=OCTOBER, data=data, now=NOW)
    assert again.reference == "JK-2026-10-2"


def test_a_no_keeps_the_locked_day_and_wants_a_reason(cast: Cast) -> None:
    closing = _locked(cast)
    journal = _propose(cast)
    with pytest.raises(InvalidInput):
        services.decide(cast.wati, journal_id=journal.pk, decision=Decision.REJECT, note="", now=NOW)
    services.decide(cast.wati, journal_id=journal.pk, decision=Decision.REJECT, note="Berlaku tahun depan", now=NOW)
    assert set(DayDifference.objects.values_list("state", flat=True)) == {DifferenceState.REJECTED}
    workdays.rebuild(OCTOBER.first, OCTOBER.last, now=NOW)
    assert selectors.open_differences(cast.setda.pk, OCTOBER) == [] and selectors.unexplained(closing) == []
    with pytest.raises(Conflict):
        services.decide(cast.wati, journal_id=journal.pk, decision=Decision.APPROVE, note="", now=NOW)


def test_a_returned_journal_leaves_its_days_open(cast: Cast) -> None:
    _locked(cast)
    journal = _propose(cast)
    services.decide(cast.wati, journal_id=journal.pk, decision=Decision.RETURN, note="Dasarnya keliru", now=NOW)
    assert len(selectors.open_differences(cast.setda.pk, OCTOBER)) == 4
    assert Notice.objects.filter(kind=Kind.JOURNAL_DECIDED, user_id=cast.siti.pk).count() == 1


def test_facts_that_changed_again_are_not_applied_unseen(cast: Cast) -> None:
    _locked(cast)
    journal = _propose(cast)
    services.decide(cast.wati, journal_id=journal.pk, decision=Decision.APPROVE, note="", now=NOW)
    DayDifference.objects.filter(employee_id=cast.budi.employee_id or 0).update(digest=1)
    run_jobs()
    journal.refresh_from_db()
    assert journal.state == JournalState.STALE
    assert DayRecord.objects.get(employee_id=cast.budi.employee_id or 0, day=weekdays()[2]).status == "absent"


def test_approval_of_changed_facts_is_refused(cast: Cast) -> None:
    _locked(cast)
    journal = _propose(cast)
    DayDifference.objects.filter(employee_id=cast.budi.employee_id or 0).update(digest=1)
    with pytest.raises(Conflict) as refused:
        services.decide(cast.wati, journal_id=journal.pk, decision=Decision.APPROVE, note="", now=NOW)
    assert refused.value.code == "differences_changed"


def test_applying_twice_does_no_harm(cast: Cast) -> None:
    closing = _locked(cast)
    journal = _propose(cast)
    services.decide(cast.wati, journal_id=journal.pk, decision=Decision.APPROVE, note="", now=NOW)
    run_jobs()
    assert services.apply(journal.pk, NOW) is True
    assert selectors.unexplained(closing) == []


def test_two_journals_after_each_other_explain_the_month(cast: Cast) -> None:
    closing = _locked(cast)
    first = _propose(cast)
    services.decide(cast.wati, journal_id=first.pk, decision=Decision.APPROVE, note="", now=NOW)
    run_jobs()
    assert cast.budi.employee is not None
    absent_with_reason(cast.budi.employee, weekdays()[0])
    workdays.rebuild(OCTOBER.first, OCTOBER.last, now=NOW)
    second = services.propose(
        cast.siti, unit_id=cast.setda.pk, month=OCTOBER, data=_data(cast, reason="Cuti susulan"), now=NOW
    )
    services.decide(cast.wati, journal_id=second.pk, decision=Decision.APPROVE, note="", now=NOW)
    run_jobs()
    assert [one.reference for one in selectors.journals_of(cast.setda.pk, OCTOBER)] == ["JK-2026-10-1", "JK-2026-10-2"]
    assert selectors.unexplained(closing) == []


def test_lines_cannot_be_changed_in_the_database(cast: Cast) -> None:
    _locked(cast)
    _propose(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        JournalLine.objects.update(after=None)


def test_pages_show_before_and_after_and_decide(cast: Cast, browser_of: Callable[[User], Client]) -> None:
    _locked(cast)
    siti, wati, dedi = browser_of(cast.siti), browser_of(cast.wati), browser_of(cast.dedi)
    assert "4 hari" in siti.get(reverse("recap_journals")).content.decode()
    new = reverse("recap_journal_new", args=[cast.setda.pk, str(OCTOBER)])
    html = siti.get(new).content.decode()
    assert "tanpa keterangan" in html and "Hari jadi daerah" in html and "Dedi" not in html
    ids = [one.row.pk for one in selectors.open_differences(cast.setda.pk, OCTOBER)]
    answer = siti.post(new, {"difference": ids, "reason": "Libur", "legal_basis": ""})
    assert answer.status_code == 200 and "nomor surat" in answer.content.decode()
    assert siti.post(new, {"difference": ids, "reason": "Libur", "legal_basis": "Perbup 9"}).status_code == 302
    page = reverse("recap_journal", args=[Journal.objects.get().pk])
    assert dedi.get(page).status_code == 404
    assert 'value="approve"' not in siti.get(page).content.decode()
    assert 'value="approve"' in wati.get(page).content.decode()
    assert wati.post(page, {"decision": "apa", "note": ""}).status_code == 422
    assert wati.post(page, {"decision": "approve", "note": ""}).status_code == 302
    run_jobs()
    assert "Diterapkan" in wati.get(page).content.decode()
    recap = siti.get(f"{reverse('recap')}?bulan=2026-10").content.decode()
    assert "diubah jurnal" in recap
