"""Reckoning an agency's month from kept days: what is stored, for whom, and that it can be done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hadir.lib.errors import Conflict, NotFound, NotPermitted
from hadir.periods import services as periods
from hadir.recap.allowance import reckoning, selectors, services, simulating
from hadir.recap.allowance.models import (
    AllowanceLine,
    AllowanceResult,
    AllowanceRun,
    AllowanceSimulation,
    SimulatedMonth,
)
from tests.cast import SYSTEM, Cast, employ, make_nip
from tests.jobs import run_jobs
from tests.recap.allowance import days
from tests.recap.allowance.months import DATA, NOW, OCTOBER, RULE, amounts, in_force, keep, october


def test_lines_and_totals_of_an_agency(cast: Cast) -> None:
    october(cast)
    rules = in_force(cast)
    amounts(**{f"p{cast.budi.employee_id}": 5_000_000})
    assert services.compute(cast.setda.pk, OCTOBER) == 2
    budi, joko = selectors.tpp_list(cast.setda.pk, OCTOBER)
    assert (budi.name, budi.base, budi.cut_rupiah, budi.net) == ("Budi Contoh", 5_000_000, 80_000, 4_920_000)
    assert budi.cut_percent == Decimal("1.6")
    assert (joko.name, joko.base, joko.cut_rupiah) == ("Joko Contoh", None, None)
    lines = AllowanceLine.objects.filter(employee=cast.budi.employee_id)
    assert [(one.day, one.rule_code, one.rule_version, one.value, one.rupiah) for one in lines] == [
        (date(2026, 10, 1), "TL1", rules.label, 20, 40_000),
        (date(2026, 10, 2), "TL1", rules.label, 45, 40_000),
    ]


def test_twice_gives_the_same_and_a_locked_month_is_left_alone(cast: Cast) -> None:
    october(cast)
    in_force(cast)

    def rows() -> list[tuple[Any, ...]]:
        fields = [field.name for field in AllowanceResult._meta.fields if field.name != "id"]
        lines = AllowanceLine.objects.values_list("employee_id", "place", "day", "value", "percent")
        return [*AllowanceResult.objects.order_by("employee_id").values_list(*fields), *lines]

    services.compute(cast.setda.pk, OCTOBER)
    first = rows()
    services.compute(cast.setda.pk, OCTOBER)
    assert rows() == first
    services.freeze(cast.setda.pk, OCTOBER, NOW)
    periods.lock(SYSTEM.actor, unit_id=cast.setda.pk, month=OCTOBER, now=NOW)
    with pytest.raises(Conflict) as refused:
        services.compute(cast.setda.pk, OCTOBER)
    assert refused.value.code == "month_locked"
    would = reckoning.would_be(cast.setda.pk, OCTOBER)
    assert would[cast.budi.employee_id or 0].cut_percent == Decimal("1.6")
    assert AllowanceRun.objects.get().frozen_at == NOW


def test_without_rules_nothing_is_reckoned(cast: Cast) -> None:
    october(cast)
    with pytest.raises(Conflict) as refused:
        services.compute(cast.setda.pk, OCTOBER)
    assert refused.value.code == "no_allowance_rules"


def test_the_nearest_set_of_each_day_counts(cast: Cast) -> None:
    """The region's until the agency's own begins on the second."""
    october(cast)
    in_force(cast)
    in_force(cast, replace(RULE, code="OWN", amount=Decimal(10)), unit_id=cast.setda.pk, valid_from=date(2026, 10, 2))
    services.compute(cast.setda.pk, OCTOBER)
    lines = AllowanceLine.objects.filter(employee=cast.budi.employee_id)
    assert [(one.rule_code, one.percent) for one in lines] == [("TL1", Decimal(2)), ("OWN", Decimal(10))]


def test_amounts_of_the_person_before_the_class_before_the_level(cast: Cast) -> None:
    october(cast)
    in_force(cast)
    budi = cast.budi.employee
    assert budi is not None
    amounts(pelaksana=1_000_000, **{f"p{budi.pk}": 2_000_000})
    amounts(cast.setda.pk, pelaksana=3_000_000)
    services.compute(cast.setda.pk, OCTOBER)
    assert AllowanceResult.objects.get(employee=budi).base_rupiah == 2_000_000


def test_somebody_who_moved_is_reckoned_once_where_he_ended(cast: Cast) -> None:
    in_force(cast)
    mover = employ("Tono Contoh", make_nip("19910101", "201603", 1, 9), cast.setda, cast.setda_office)
    first = OCTOBER.first
    keep([days.late(20, first)], employee_id=mover.pk, unit_id=cast.setda.pk, agency_id=cast.setda.pk)
    later = first + timedelta(days=20)
    keep([days.late(20, later)], employee_id=mover.pk, unit_id=cast.dinkes.pk, agency_id=cast.dinkes.pk)
    assert services.compute(cast.setda.pk, OCTOBER) == 0
    assert services.compute(cast.dinkes.pk, OCTOBER) == 1
    assert AllowanceLine.objects.filter(employee=mover).count() == 2


def test_the_number_of_statements_does_not_grow_with_the_people(
    cast: Cast, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    in_force(cast)
    for number in range(40):
        somebody = employ(
            f"Orang {number}", make_nip("19920101", "201703", 1, 100 + number), cast.setda, cast.setda_office
        )
        keep([days.late(20, OCTOBER.first)], employee_id=somebody.pk, unit_id=cast.setda.pk, agency_id=cast.setda.pk)
    with django_assert_max_num_queries(32):
        assert services.compute(cast.setda.pk, OCTOBER) == 40
    with django_assert_max_num_queries(1):
        assert len(selectors.tpp_list(cast.setda.pk, OCTOBER)) == 40


def test_asking_needs_the_right_and_runs_as_a_job(cast: Cast) -> None:
    october(cast)
    in_force(cast)
    for somebody in (cast.dedi, cast.budi, cast.made, cast.agus):
        with pytest.raises(NotPermitted):
            reckoning.ask(somebody, unit_id=cast.setda.pk, month=OCTOBER, now=NOW)
    run = reckoning.ask(cast.siti, unit_id=cast.setda.pk, month=OCTOBER, now=NOW)
    assert run.state == "waiting"
    assert "recap.reckon_allowance" in run_jobs()
    run.refresh_from_db()
    assert (run.state, run.people) == ("done", 2)


def test_the_round_reckons_every_agency_with_rules(cast: Cast) -> None:
    october(cast)
    in_force(cast, unit_id=cast.setda.pk)
    assert reckoning.refresh(NOW) == 2  # October and November of one agency
    run_jobs()
    assert AllowanceResult.objects.count() == 2


def test_everybody_sees_his_own_and_nobody_else_s_but_by_right(cast: Cast) -> None:
    october(cast)
    in_force(cast)
    services.compute(cast.setda.pk, OCTOBER)
    budi = cast.budi.employee_id or 0
    for somebody in (cast.budi, cast.siti, cast.rahma, cast.wati, cast.agus):
        assert selectors.result_for(somebody, budi, OCTOBER)[0].employee_id == budi
    for somebody in (cast.dedi, cast.joko, cast.made, cast.dewi):
        with pytest.raises(NotFound):
            selectors.result_for(somebody, budi, OCTOBER)


def test_a_simulation_compares_and_keeps_no_result(cast: Cast) -> None:
    october(cast)
    in_force(cast)
    amounts(**{f"p{cast.budi.employee_id}": 5_000_000})
    draft = services.create_set(cast.wati, data=replace(DATA, valid_from=date(2027, 1, 1)), now=NOW)
    services.save_set(
        cast.wati,
        set_id=draft.pk,
        data=replace(DATA, valid_from=date(2027, 1, 1)),
        lines=[replace(RULE, amount=Decimal(5))],
    )
    with pytest.raises(NotPermitted):
        simulating.ask(cast.siti, set_id=draft.pk, month=OCTOBER, unit_id=None, now=NOW)
    asked = simulating.ask(cast.wati, set_id=draft.pk, month=OCTOBER, unit_id=None, now=NOW)
    run_jobs()
    found = AllowanceSimulation.objects.get(pk=asked.pk)
    assert (found.state, found.progress) == ("done", 100)
    total = found.summary["total"]
    assert (total["people"], total["worse"], total["better"]) == (3, 2, 0)
    assert (total["before_rupiah"], total["after_rupiah"]) == (80_000, 200_000)
    assert {row["agency_id"] for row in found.summary["agencies"]} == {cast.setda.pk, cast.dinkes.pk}
    assert sum(before for before, _after in found.summary["classes"]) == 3
    budi = SimulatedMonth.objects.get(simulation=found, employee=cast.budi.employee_id)
    assert (budi.before_percent, budi.after_percent) == (Decimal("1.6"), Decimal(4))
    assert not AllowanceResult.objects.exists()
    simulating.run(found.pk)  # a job may run twice
    assert SimulatedMonth.objects.count() == 3
    assert simulating.forget(NOW + timedelta(days=91)) == 1
