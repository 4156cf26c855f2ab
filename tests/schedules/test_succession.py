"""Dated rules of every kind: proposed, confirmed by another, each giving way to the next; refused, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hadir.attendance.corrections import ruling
from hadir.attendance.events import policies
from hadir.audit.models import AuditEntry
from hadir.leave import types
from hadir.leave.presets import PRESETS
from hadir.lib.authority import Authority
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.schedules.proposals import DatedRule
from hadir.schedules.rosters import resting
from hadir.schedules.succession import Succession
from hadir.workdays.reminders import policies as reminders
from tests.cast import SYSTEM, Cast
from tests.colleagues import colleague

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
BASIS = "Perbup Contoh 9/2026"
LEAVE = next(one for one in PRESETS if one.code == "CT")

Propose = Callable[[Authority, date, str], DatedRule]


def rule(actor: Authority, day: date, basis: str) -> DatedRule:
    data = ruling.RuleData("forgot", True, 3, 2, False, day, basis)
    return ruling.propose_rule(actor, data=data, now=NOW)


def policy(actor: Authority, day: date, basis: str) -> DatedRule:
    return policies.propose_policy(actor, data=policies.PolicyData("apel", False, day, basis), now=NOW)


def kind(actor: Authority, day: date, basis: str) -> DatedRule:
    return types.propose_type(actor, data=replace(LEAVE, valid_from=day, legal_basis=basis), now=NOW)


def reminder(actor: Authority, day: date, basis: str) -> DatedRule:
    return reminders.propose_policy(actor, data=reminders.PolicyData(10, True, day, basis), now=NOW)


def rest(actor: Authority, day: date, basis: str) -> DatedRule:
    return resting.propose_rest(actor, min_rest_min=480, valid_from=day, legal_basis=basis, now=NOW)


EVERY: list[tuple[Succession[Any], Propose]] = [
    (ruling.RULES, rule),
    (policies.POLICIES, policy),
    (types.TYPES, kind),
    (reminders.POLICIES, reminder),
    (resting.RULES, rest),
]
every = pytest.mark.parametrize(("rules", "propose"), EVERY, ids=[rules.subject for rules, _propose in EVERY])


@pytest.fixture(autouse=True)
def founded(cast: Cast) -> None:
    ruling.seed_rules(SYSTEM, now=NOW)
    policies.seed_policies(SYSTEM, now=NOW)
    types.seed_types(SYSTEM)
    reminders.seed_policy(SYSTEM, now=NOW)
    resting.decide_rest(SYSTEM, rest(SYSTEM, date(2020, 1, 1), BASIS).pk, confirm=True, reason="", now=NOW)


def ours(rules: Succession[Any], day: date, like: DatedRule) -> DatedRule:
    """The row in force on a day among those that meet the given one."""
    values = {name: getattr(like, name) for name in rules.key}
    (found,) = (one for one in rules.in_force(day).filter(**values) if rules.meets(one, like))
    assert isinstance(found, DatedRule)
    return found


@every
def test_it_counts_once_another_has_confirmed_it_and_the_one_before_ends(
    rules: Succession[Any], propose: Propose, cast: Cast
) -> None:
    row = propose(cast.wati, NOVEMBER, BASIS)
    before = ours(rules, NOVEMBER, row)
    assert (before.pk != row.pk, [one.pk for one in rules.waiting()]) == (True, [row.pk])
    for user, code in ((cast.wati, "second_person_needed"), (cast.siti, "not_permitted"), (cast.made, "not_permitted")):
        with pytest.raises(NotPermitted) as refused:
            rules.decide(user, row.pk, confirm=True, reason="", now=NOW)
        assert refused.value.code == code
    rules.decide(colleague(cast), row.pk, confirm=True, reason="", now=NOW)
    assert ours(rules, NOVEMBER, row).pk == row.pk
    assert (ours(rules, OCTOBER, row).pk, ours(rules, OCTOBER, row).valid_to) == (before.pk, date(2026, 10, 31))
    assert list(rules.waiting()) == []
    with pytest.raises(Conflict, match="diputuskan"):
        rules.decide(colleague(cast), row.pk, confirm=False, reason="Terlambat", now=NOW)


@every
def test_a_better_one_of_the_same_day_takes_its_place_and_an_earlier_one_is_too_late(
    rules: Succession[Any], propose: Propose, cast: Cast
) -> None:
    first, second, early = (propose(cast.wati, day, BASIS) for day in (NOVEMBER, NOVEMBER, OCTOBER))
    for row in (first, second):
        rules.decide(colleague(cast), row.pk, confirm=True, reason="", now=NOW)
    first.refresh_from_db()
    assert (first.status, first.superseded_at) == ("superseded", NOW)
    assert ours(rules, NOVEMBER, second).pk == second.pk
    with pytest.raises(Conflict) as refused:
        rules.decide(colleague(cast), early.pk, confirm=True, reason="", now=NOW)
    assert refused.value.code == rules.begins_later
    assert "1 November 2026" in str(refused.value.message)
    with pytest.raises(Conflict):
        propose(cast.wati, OCTOBER, BASIS)
    assert ours(rules, OCTOBER, second).pk not in (second.pk, early.pk)


@every
def test_whoever_may_propose_takes_a_proposal_back_and_it_stays_readable(
    rules: Succession[Any], propose: Propose, cast: Cast
) -> None:
    row = propose(cast.wati, NOVEMBER, BASIS)
    with pytest.raises(NotPermitted):
        rules.withdraw(cast.siti, row.pk, now=NOW)
    rules.withdraw(cast.wati, row.pk, now=NOW)
    assert list(rules.waiting()) == []
    assert row.pk in {one.pk for one in rules.history()}
    assert ours(rules, NOVEMBER, row).pk != row.pk
    with pytest.raises(Conflict) as late:
        rules.withdraw(cast.wati, row.pk, now=NOW)
    assert late.value.code == "decided_already"
    with pytest.raises(Conflict):
        rules.decide(colleague(cast), row.pk, confirm=True, reason="", now=NOW)
    deeds = AuditEntry.objects.filter(subject=f"{rules.subject}:{row.pk}").order_by("id")
    assert [one.action for one in deeds] == [rules.deeds.proposed, rules.deeds.withdrawn]


@every
def test_a_refusal_needs_a_reason_and_a_proposal_a_basis(rules: Succession[Any], propose: Propose, cast: Cast) -> None:
    with pytest.raises(InvalidInput) as missing:
        propose(cast.wati, NOVEMBER, "  ")
    assert list(missing.value.fields) == ["legal_basis"]
    row = propose(cast.wati, NOVEMBER, BASIS)
    with pytest.raises(InvalidInput, match="alasan"):
        rules.decide(colleague(cast), row.pk, confirm=False, reason=" ", now=NOW)
    rules.decide(colleague(cast), row.pk, confirm=False, reason="Tunggu Perbup", now=NOW)
    row.refresh_from_db()
    assert row.status == "rejected"
    assert ours(rules, DECEMBER, row).pk != row.pk


@every
def test_nobody_learns_of_what_is_not_there(rules: Succession[Any], propose: Propose, cast: Cast) -> None:
    for user in (cast.siti, cast.made):
        with pytest.raises(NotPermitted):
            rules.decide(user, 987_654, confirm=True, reason="", now=NOW)
    with pytest.raises(NotFound) as refused:
        rules.decide(colleague(cast), 987_654, confirm=True, reason="", now=NOW)
    assert refused.value.code == rules.unknown
    with pytest.raises(NotFound):
        rules.withdraw(cast.wati, 987_654, now=NOW)


@every
def test_what_a_region_begins_with_comes_once(rules: Succession[Any], propose: Propose, cast: Cast) -> None:
    there = rules.in_force(NOVEMBER).count()
    assert there > 0
    assert ruling.seed_rules(SYSTEM, now=NOW) == policies.seed_policies(SYSTEM, now=NOW) == 0
    assert types.seed_types(SYSTEM) == reminders.seed_policy(SYSTEM, now=NOW) == 0
    assert rules.in_force(NOVEMBER).count() == there
