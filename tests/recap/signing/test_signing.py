"""Four people close a month, nobody twice; what is locked stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from hadir.audit.models import AuditEntry
from hadir.lib.errors import Conflict, InvalidInput, NotPermitted
from hadir.notices.models import Notice
from hadir.notices.rules import Kind
from hadir.people.rules import HeadKind
from hadir.periods.models import LockedMonth, StaleSpan
from hadir.recap.months import selectors as months
from hadir.recap.months.rules import Stage
from hadir.recap.signing import rules, selectors, services
from hadir.recap.signing.models import ClosingState, ClosingStep, FrozenTotal
from tests.cast import Cast, appoint
from tests.jobs import run_jobs
from tests.recap.allowance.months import second_officer
from tests.recap.closing import NOW, OCTOBER, derive, october, officer, sign_all, weekdays
from tests.workdays.world import punch


def _sign(actor: object, cast: Cast, stage: Stage, **more: object) -> object:
    return services.sign(actor, unit_id=cast.setda.pk, month=OCTOBER, stage=stage, now=NOW, **more)  # type: ignore[arg-type]


def test_four_people_one_after_the_other(cast: Cast) -> None:
    october(cast)
    row = sign_all(cast)
    assert row.state == ClosingState.LOCKED
    steps = list(row.steps.order_by("pk"))
    assert [one.stage for one in steps] == ["prepare", "sign", "verify", "lock"]
    assert len({one.by_user for one in steps}) == 4
    assert "Kepala Sekretariat Daerah" in steps[1].capacity
    assert LockedMonth.objects.filter(unit=cast.setda, month=OCTOBER.first).exists()
    assert row.people == FrozenTotal.objects.filter(closing=row).count() == 4
    assert selectors.is_intact(row)
    entry = AuditEntry.objects.get(action="recap.lock_month")
    assert entry.detail["digest"] == row.digest and len(row.digest) == 64


def test_nobody_signs_twice(cast: Cast) -> None:
    october(cast)
    _sign(cast.rahma, cast, Stage.PREPARE)
    with pytest.raises(NotPermitted) as refused:
        _sign(cast.rahma, cast, Stage.SIGN)
    assert refused.value.code == "second_person_needed"


def test_each_stage_wants_its_own_role(cast: Cast) -> None:
    october(cast)
    for somebody in (cast.budi, cast.dedi, cast.made, cast.agus, cast.wati):
        with pytest.raises(NotPermitted):
            _sign(somebody, cast, Stage.PREPARE)
    _sign(cast.siti, cast, Stage.PREPARE)
    with pytest.raises(NotPermitted):
        _sign(cast.wati, cast, Stage.SIGN)
    with pytest.raises(Conflict) as refused:
        _sign(cast.wati, cast, Stage.VERIFY)
    assert refused.value.code == "not_next"


def test_a_return_takes_later_signatures_away_and_says_why(cast: Cast) -> None:
    october(cast)
    sign_all(cast, lock=False)
    with pytest.raises(InvalidInput):
        services.send_back(second_officer(), unit_id=cast.setda.pk, month=OCTOBER, stage=Stage.SIGN, reason=" ",
                           now=NOW)  # fmt: skip
    row = services.send_back(
        officer(), unit_id=cast.setda.pk, month=OCTOBER, stage=Stage.SIGN, reason="Ada koreksi", now=NOW
    )
    assert row.standing().next is Stage.SIGN
    assert [one.stage for one in row.standing().signed] == [Stage.PREPARE]
    assert row.steps.get(deed="returned").note == "Ada koreksi"
    told = set(Notice.objects.filter(kind=Kind.RECAP_RETURNED).values_list("user_id", flat=True))
    assert {cast.rahma.pk, cast.wati.pk} <= told
    _sign(cast.rahma, cast, Stage.SIGN)


def test_an_employee_or_another_agency_cannot_send_back(cast: Cast) -> None:
    october(cast)
    _sign(cast.siti, cast, Stage.PREPARE)
    for somebody in (cast.budi, cast.dedi, cast.agus):
        with pytest.raises(NotPermitted):
            services.send_back(somebody, unit_id=cast.setda.pk, month=OCTOBER, stage=Stage.PREPARE, reason="x", now=NOW)


def test_figures_that_changed_must_be_signed_again(cast: Cast) -> None:
    october(cast)
    _sign(cast.siti, cast, Stage.PREPARE)
    assert cast.budi.employee is not None
    punch(cast.budi.employee, weekdays()[2], "07:20", "12:00", "16:05")
    derive()
    with pytest.raises(Conflict) as refused:
        _sign(cast.rahma, cast, Stage.SIGN)
    assert refused.value.code == "recap_not_ready"
    services.send_back(cast.rahma, unit_id=cast.setda.pk, month=OCTOBER, stage=Stage.PREPARE, reason="berubah", now=NOW)
    _sign(cast.siti, cast, Stage.PREPARE)
    _sign(cast.rahma, cast, Stage.SIGN)


def test_a_month_that_is_not_over_cannot_be_signed(cast: Cast) -> None:
    october(cast)
    early = NOW - timedelta(days=10)
    with pytest.raises(Conflict) as refused:
        services.sign(cast.siti, unit_id=cast.setda.pk, month=OCTOBER, stage=Stage.PREPARE, now=early)
    assert "belum selesai" in str(refused.value.message)


def test_days_that_wait_to_be_derived_are_in_the_way(cast: Cast) -> None:
    october(cast)
    StaleSpan.objects.create(
        scope="unit", scope_id=cast.setda.pk, first=OCTOBER.first, last=OCTOBER.last, cause="punch"
    )
    with pytest.raises(Conflict) as refused:
        _sign(cast.siti, cast, Stage.PREPARE)
    assert refused.value.code == "recap_not_ready"


def test_the_lock_finds_what_came_up_meanwhile_and_opens_the_month_again(cast: Cast) -> None:
    october(cast)
    sign_all(cast, lock=False)
    second = second_officer()
    _sign(second, cast, Stage.LOCK)
    StaleSpan.objects.create(scope="region", scope_id=0, first=OCTOBER.first, last=OCTOBER.last, cause="holiday")
    run_jobs()
    closing = selectors.closing_of(cast.setda, OCTOBER)
    assert closing.row is not None and closing.row.state == ClosingState.OPEN and closing.row.lock_note
    assert not LockedMonth.objects.exists() and not FrozenTotal.objects.exists()
    assert Notice.objects.filter(kind=Kind.RECAP_NOT_LOCKED).count() == 1


def test_nothing_can_be_signed_after_the_lock(cast: Cast) -> None:
    october(cast)
    sign_all(cast)
    for stage in Stage:
        actor = {Stage.PREPARE: cast.siti, Stage.SIGN: cast.rahma}.get(stage, cast.wati)
        with pytest.raises(Conflict) as refused:
            _sign(actor, cast, stage)
        assert refused.value.code == "month_locked"
    with pytest.raises(Conflict):
        services.send_back(cast.wati, unit_id=cast.setda.pk, month=OCTOBER, stage=Stage.SIGN, reason="x", now=NOW)


def test_the_lock_wants_the_consequences_to_be_understood(cast: Cast) -> None:
    october(cast)
    sign_all(cast, lock=False)
    with pytest.raises(InvalidInput) as refused:
        _sign(second_officer(), cast, Stage.LOCK, understood=False)
    assert refused.value.code == "not_confirmed"


def test_locking_twice_does_no_harm(cast: Cast) -> None:
    october(cast)
    row = sign_all(cast)
    assert services.lock_now(row.pk, NOW) is True
    assert FrozenTotal.objects.filter(closing=row).count() == row.people


def test_what_is_frozen_and_who_signed_cannot_be_changed_in_the_database(cast: Cast) -> None:
    october(cast)
    sign_all(cast)
    for change in (
        lambda: FrozenTotal.objects.update(figures={}),
        lambda: FrozenTotal.objects.all().delete(),
        lambda: ClosingStep.objects.update(by_label="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_figures_are_those_of_the_days(cast: Cast) -> None:
    october(cast)
    rows = {one.employee_id: one for one in months.recap_of_agency(cast.setda.pk, OCTOBER)}
    budi = rows[cast.budi.employee_id or 0]
    assert (budi.total.late_days, budi.total.late_min, budi.total.absent, budi.total.leave) == (2, 40, 1, 1)
    assert budi.reasons == {"CT": 1}
    joko = rows[cast.joko.employee_id or 0]
    assert (joko.total.early_days, joko.total.early_min) == (1, 10)
    assert cast.dedi.employee_id not in rows


def test_the_number_of_statements_does_not_grow_with_people(cast: Cast, django_assert_max_num_queries: object) -> None:
    october(cast)
    everybody = [cast.setda.pk, cast.bagian_umum.pk, cast.dinkes.pk]
    for units in ([cast.dinkes.pk], everybody):
        with django_assert_max_num_queries(6):  # type: ignore[operator]
            assert months.recap(units, OCTOBER)


def test_reminders_go_to_whose_turn_it_is_once(cast: Cast) -> None:
    october(cast)
    due = NOW.replace(day=7, hour=1)  # undecided policy: the 10th, three days before
    assert services.remind(due) == 2
    assert services.remind(due + timedelta(days=1)) == 0
    told = set(Notice.objects.filter(kind=Kind.RECAP_DUE).values_list("user_id", flat=True))
    assert told == {cast.siti.pk, cast.rahma.pk, cast.dedi.pk}


def test_the_order_of_rows_does_not_change_the_digest() -> None:
    rows = [{"employee": 2, "late_min": 3}, {"employee": 1, "late_min": 4}]
    assert rules.digest_of(rows) == rules.digest_of(list(reversed(rows)))
    assert rules.digest_of(rows) != rules.digest_of([{"employee": 1, "late_min": 4}])


def test_an_acting_head_signs_as_such(cast: Cast) -> None:
    october(cast)
    appoint(cast.joko, cast.setda, HeadKind.PLT, valid_from=date(2026, 10, 20))
    _sign(cast.siti, cast, Stage.PREPARE)
    assert services.capacity_of(cast.setda, cast.rahma.actor, NOW) == ""
    assert services.capacity_of(cast.setda, cast.joko.actor, NOW) == "Plt. Kepala Sekretariat Daerah"
