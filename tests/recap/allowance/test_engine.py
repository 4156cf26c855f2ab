"""The engine: properties that hold for any rules and any month, and the cases that are easily got wrong."""

from __future__ import annotations

import dataclasses
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.recap.allowance.amounts import Cap
from hadir.recap.allowance.engine import Book, derive
from hadir.recap.allowance.rules import (
    COUNTABLE,
    Base,
    Effect,
    Facts,
    Metric,
    Person,
    Rounding,
    Rule,
    Tariff,
    Terms,
    Who,
)
from hadir.workdays.shapes import Day, EventOutcome, Excuse, Status
from tests.recap.allowance import days
from tests.recap.allowance.days import MONDAY

LATE = Rule("TL", "Terlambat", Metric.LATE_MIN, Effect.PERCENT, Decimal(10))


def book(*rules: Rule, **terms: Any) -> Book:
    terms.setdefault("discipline_percent", Decimal(40))
    return Book(rules, Terms(**terms))


def in_october(number: int) -> date:
    return date(2026, 10, 1) + timedelta(days=number)


@st.composite
def months(draw: st.DrawFn) -> list[Day]:
    makers = [
        lambda day: days.late(draw(st.integers(1, 500)), day),
        lambda day: days.early(draw(st.integers(1, 500)), day),
        lambda day: days.missing("morning", "midday", day=day),
        days.absent,
        lambda day: days.skipped("apel", day),
        lambda day: days.made_up(20, day),
        lambda day: days.working_day(day, status=Status.LEAVE, reason_code="CS"),
        lambda day: days.absent(day, has_incident=True),
    ]
    found = draw(st.lists(st.integers(0, 30), unique=True, max_size=31))
    return [draw(st.sampled_from(makers))(in_october(number)) for number in found]


_percent = st.decimals(0, 100, places=2)


@st.composite
def any_rule(draw: st.DrawFn) -> Rule:
    metric = draw(st.sampled_from(list(Metric)))
    effects = set(Effect) - ({Effect.PROPORTION} if metric is not Metric.MONTH_MINUTES else {Effect.MINUTES})
    effect = draw(st.sampled_from(sorted(effects)))
    in_rupiah = effect in {Effect.RUPIAH, Effect.MINUTES}
    amount = Decimal(draw(st.integers(0, 900_000))) if in_rupiah else draw(_percent)
    return Rule(
        code=draw(st.sampled_from("ABCDEF")),
        label="",
        metric=metric,
        effect=effect,
        amount=amount,
        at_least=draw(st.integers(0, 40)),
        at_most=draw(st.none() | st.integers(40, 400)),
        base=draw(st.sampled_from(list(Base))),
        counted=draw(st.sampled_from(sorted(COUNTABLE))) if metric is Metric.COUNT_IN_MONTH else None,
        per_each=draw(st.sampled_from([0, 0, 1, 30])),
        group=draw(st.sampled_from(["", "g"])),
        cap_day=draw(st.none() | _percent),
        cap_month=draw(st.none() | _percent),
        on_absent_day=draw(st.booleans()),
    )


_terms = st.builds(
    Terms,
    discipline_percent=st.decimals(1, 100, places=2),
    cap_percent=st.decimals(1, 100, places=2),
    rounding=st.sampled_from(list(Rounding)),
)
_books = st.builds(lambda rules, terms: Book(tuple(rules), terms), st.lists(any_rule(), max_size=6), _terms)


@given(_books, months(), st.integers(0, 60_000_000))
def test_never_less_than_nothing_nor_more_than_the_whole(found: Book, month: list[Day], whole: int) -> None:
    result = derive(found, month, days.person(), whole)
    assert 0 <= result.cut_percent <= found.terms.cap_percent <= 100
    assert result.cut_rupiah is not None and result.net_rupiah is not None
    assert 0 <= result.cut_rupiah <= whole
    assert 0 <= result.net_rupiah <= whole
    assert sum(line.rupiah or 0 for line in result.lines) == result.cut_rupiah
    assert all((line.rupiah or 0) >= 0 and line.minutes >= 0 for line in result.lines)
    assert result.attendance_percent is None or 0 <= result.attendance_percent <= 100


@given(_books, months(), st.none() | st.integers(0, 60_000_000), st.randoms())
def test_order_of_days_and_rules_does_not_matter(
    found: Book, month: list[Day], whole: int | None, chance: random.Random
) -> None:
    codes = [f"{rule.code}{number}" for number, rule in enumerate(found.rules)]
    named = [_renamed(rule, code) for rule, code in zip(found.rules, codes, strict=True)]
    other, mixed = list(month), list(named)
    chance.shuffle(other)
    chance.shuffle(mixed)
    one = derive(Book(tuple(named), found.terms), month, days.person(), whole)
    assert one == derive(Book(tuple(mixed), found.terms), other, days.person(), whole)


def _renamed(rule: Rule, code: str) -> Rule:
    return dataclasses.replace(rule, code=code, group="")


@given(_books, st.lists(st.integers(0, 30), unique=True), st.sampled_from(["status", "incident"]))
def test_days_that_are_not_certain_take_nothing(found: Book, numbers: list[int], why: str) -> None:
    never = [Status.NOT_COUNTED, Status.PENDING, Status.SUSPENDED, Status.NO_PLAN]
    month = []
    for number in numbers:
        more: dict[str, Any] = {"has_incident": True}
        if why == "status":
            more = {"status": never[number % 4]}
        month.append(days.late(200, in_october(number), **more))
    assert derive(found, month, days.person(), 1_000_000).cut_rupiah == 0


def test_excused_stages_and_reasons_take_nothing() -> None:
    rules = book(LATE, Rule("TA", "", Metric.MISSING, Effect.PERCENT, Decimal(5)))
    excused = [
        days.working_day(MONDAY, days.stage("morning", raw_minutes=50, excuse=excuse))
        for excuse in (Excuse.ABSENCE, Excuse.INCIDENT, Excuse.INCIDENT_PROPOSED, Excuse.FLEX)
    ]
    assert derive(rules, excused, days.person(), 1_000_000).lines == ()
    on_leave = days.missing("morning", status=Status.LEAVE, reason_code="CT")
    assert derive(rules, [on_leave], days.person(), 1_000_000).lines == ()


def test_a_line_says_rule_value_and_sum() -> None:
    (line,) = derive(book(LATE), [days.late(12)], days.person(), 5_000_000).lines
    assert (line.rule.code, line.day, line.value, line.about) == ("TL", MONDAY, 12, "morning")
    assert (line.percent, line.share, line.rupiah, line.cap) == (Decimal(10), Decimal(4), 200_000, Cap.NONE)


def test_the_discipline_part_cannot_be_cut_twice() -> None:
    month = [days.late(5, in_october(number)) for number in range(12)]
    result = derive(book(LATE), month, days.person(), 5_000_000)
    assert result.cut_rupiah == 2_000_000 and result.cut_percent == 40
    assert [line.cap for line in result.lines] == [Cap.NONE] * 10 + [Cap.DISCIPLINE] * 2
    assert result.lines[-1].rupiah == 0 and result.lines[-1].asked == 10


def test_caps_of_a_day_a_month_and_a_group() -> None:
    capped = {"group": "hari", "cap_day": Decimal(3), "cap_month": Decimal(5)}
    one = Rule("A", "", Metric.LATE_MIN, Effect.PERCENT, Decimal(2), **capped)  # type: ignore[arg-type]
    two = Rule("B", "", Metric.EARLY_MIN, Effect.PERCENT, Decimal(2), **capped)  # type: ignore[arg-type]
    month = [
        days.working_day(in_october(number), days.stage("morning", minutes=5), days.stage("afternoon", minutes=5))
        for number in range(2)
    ]
    lines = derive(book(one, two), month, days.person(), 1_000_000).lines
    assert [(line.percent, line.cap) for line in lines] == [
        (Decimal(2), Cap.NONE),
        (Decimal(1), Cap.DAY),
        (Decimal(2), Cap.NONE),
        (Decimal(0), Cap.MONTH),
    ]


def test_rupiah_of_the_lines_add_up_to_the_rounded_sum() -> None:
    """A third of a percent of 100,001 rupiah, three times: 1,000.01, not 3 x 333."""
    third = Rule("TL", "", Metric.LATE_MIN, Effect.PERCENT, Decimal("0.3333"), base=Base.WHOLE)
    month = [days.late(5, in_october(number)) for number in range(3)]
    result = derive(book(third), month, days.person(), 100_001)
    assert [line.rupiah for line in result.lines] == [333, 334, 333]
    assert result.cut_rupiah == 1000
    down = derive(book(third, rounding=Rounding.DOWN), month, days.person(), 100_001)
    assert down.cut_rupiah == 999


def test_the_share_of_a_day() -> None:
    day_s = Rule("TK", "", Metric.ABSENT_DAY, Effect.PERCENT, Decimal(100), base=Base.DAY)
    month = [days.absent(in_october(0)), *(days.working_day(in_october(number)) for number in range(1, 20))]
    month.append(days.working_day(in_october(25), status=Status.HOLIDAY))
    assert derive(book(day_s), month, days.person(), 4_000_000).cut_rupiah == 200_000


def test_from_the_fourth_sick_day_on() -> None:
    rule = Rule(
        "CS", "", Metric.REASON_DAY, Effect.PERCENT, Decimal(2), at_least=4, stages=frozenset({"CS"}), base=Base.WHOLE
    )
    month = [days.working_day(in_october(n), status=Status.LEAVE, reason_code="CS") for n in range(6)]
    month.append(days.working_day(in_october(9), status=Status.LEAVE, reason_code="CT"))
    lines = derive(book(rule), month, days.person(), 1_000_000).lines
    assert [(line.value, line.rupiah) for line in lines] == [(4, 20_000), (5, 20_000), (6, 20_000)]


def test_flexible_time_used_more_than_five_times() -> None:
    rule = Rule("FX", "", Metric.FLEX_USED, Effect.PERCENT, Decimal(1), at_least=6)
    month = [days.made_up(20, in_october(number)) for number in range(7)]
    assert [line.value for line in derive(book(rule), month, days.person(), 1_000_000).lines] == [6, 7]


def test_minutes_of_the_month_count_full_days_of_450() -> None:
    rule = Rule("MB", "", Metric.MONTH_MINUTES, Effect.PERCENT, Decimal(3), at_least=450, per_each=450)
    month = [days.late(300, in_october(number)) for number in range(4)]
    month.append(days.made_up(300, in_october(20)))  # made up: never counted again
    (line,) = derive(book(rule), month, days.person(), 1_000_000).lines
    assert (line.value, line.percent, line.day) == (1200, Decimal(6), None)


def test_a_proportion_of_lost_hours_with_imputed_minutes() -> None:
    whole = Rule("PK", "", Metric.MONTH_MINUTES, Effect.PROPORTION, Decimal(100), base=Base.DISCIPLINE)
    imputed = Rule("MH", "", Metric.MISSING, Effect.MINUTES, Decimal(225))
    month = [days.missing("morning", day=in_october(0)), days.working_day(in_october(1))]
    result = derive(book(whole, imputed), month, days.person(), 1_000_000)
    assert result.lines[-1].value == 225 and result.cut_percent == 10  # 225 of 900, of 40 %


def test_who_is_concerned_goes_by_the_day() -> None:
    """A transfer on the 15th: the rule of the old agency ends with it; so does a candidate's rule with his oath."""
    two = Person(
        1,
        (
            Facts(valid_to=date(2026, 10, 14), employment_type="CPNS", line=(11, 10, 1)),
            Facts(valid_from=date(2026, 10, 15), employment_type="PNS", line=(21, 20, 1)),
        ),
    )
    old = Rule("A", "", Metric.LATE_MIN, Effect.PERCENT, Decimal(1), who=Who(units=frozenset({10})))
    sworn = Rule("B", "", Metric.LATE_MIN, Effect.PERCENT, Decimal(1), who=Who(employment_types=frozenset({"PNS"})))
    month = [days.late(5, date(2026, 10, 14)), days.late(5, date(2026, 10, 15))]
    lines = derive(book(old, sworn), month, two, 1_000_000).lines
    assert [(line.rule.code, line.day) for line in lines] == [("A", date(2026, 10, 14)), ("B", date(2026, 10, 15))]


def test_rules_hold_on_their_days_only() -> None:
    dated = Rule("A", "", Metric.LATE_MIN, Effect.PERCENT, Decimal(1), valid_from=date(2026, 10, 10))
    month = [days.late(5, date(2026, 10, 9)), days.late(5, date(2026, 10, 10))]
    assert [line.day for line in derive(book(dated), month, days.person(), 1).lines] == [date(2026, 10, 10)]


def test_a_table_without_a_line_for_somebody_is_told_and_takes_nothing() -> None:
    rule = Rule(
        "A",
        "",
        Metric.MISSING,
        Effect.RUPIAH,
        tariffs=(
            Tariff(Decimal(9000), class_from=8, class_to=17),
            Tariff(Decimal(5000), class_from=5, class_to=7),
        ),
    )
    month = [days.missing("morning")]
    assert derive(book(rule), month, days.person(job_class=7), 1_000_000).cut_rupiah == 5000
    nobody = derive(book(rule), month, days.person(), 1_000_000)
    assert nobody.cut_rupiah == 0 and nobody.without_tariff == ("A",)


def test_without_an_amount_percentages_are_known_and_rupiah_are_not() -> None:
    fixed = Rule("R", "", Metric.MISSING, Effect.RUPIAH, Decimal(6000))
    result = derive(book(LATE, fixed), [days.late(5), days.missing("morning", day=days.FRIDAY)], days.person(), None)
    assert (result.cut_rupiah, result.net_rupiah, result.cut_percent) == (None, None, Decimal(4))
    assert [line.rupiah for line in result.lines] == [None, 6000]
    with pytest.raises(ValueError):
        derive(book(LATE), [], days.person(), -1)


def test_a_ceremony_on_a_holiday_counts_and_an_excused_one_does_not() -> None:
    rule = Rule("UP", "", Metric.EVENT_MISSED, Effect.PERCENT, Decimal(2), base=Base.WHOLE)
    missed = days.skipped("upacara", date(2026, 8, 17), status=Status.HOLIDAY, owed_min=0)
    excused = days.working_day(events=(EventOutcome(1, "upacara", "x", attended=False, excuse=Excuse.ABSENCE),))
    assert derive(book(rule), [missed, excused], days.person(), 100).cut_percent == 2


def test_on_a_day_without_reason_only_what_says_so_is_added() -> None:
    whole_day = Rule("TK", "", Metric.ABSENT_DAY, Effect.PERCENT, Decimal(5))
    per_punch = Rule("TA", "", Metric.MISSING, Effect.PERCENT, Decimal(2))
    added = Rule("TB", "", Metric.MISSING, Effect.PERCENT, Decimal(2), on_absent_day=True)
    codes = [
        line.rule.code for line in derive(book(whole_day, per_punch, added), [days.absent()], days.person(), 1).lines
    ]
    assert codes == ["TK", "TB", "TB"]
