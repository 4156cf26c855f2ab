"""What is wrong with a set of rules before anybody is asked to confirm it. Pure.

A `Fault` names the line by its place (None: the set itself), the field, and what the sentence about it needs. Faults
stop a proposal; those of `HINTS` are only told.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from hadir.recap.allowance import rules
from hadir.recap.allowance.rules import (
    COUNTABLE,
    OF_MINUTES,
    OF_MONTH,
    Effect,
    Head,
    Metric,
    Rule,
    Tariff,
    Who,
)

_HUNDRED = Decimal(100)
HINTS = frozenset({"open_above", "tolerance_below"})
_WHOLE_NUMBERS = frozenset({Effect.RUPIAH, Effect.MINUTES})


@dataclass(frozen=True, slots=True)
class Fault:
    code: str
    place: int | None = None
    field: str = ""
    facts: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def is_hint(self) -> bool:
        return self.code in HINTS


def check(head: Head, lines: Sequence[Rule]) -> list[Fault]:
    """Everything that is wrong, in the order of the lines."""
    found = [*_of_head(head, lines)]
    for place, rule in enumerate(lines):
        found += _of_rule(head, place, rule)
    found += _codes(lines)
    found += _intervals(lines)
    found += _groups(lines)
    return sorted(found, key=lambda fault: (fault.place if fault.place is not None else -1, fault.is_hint))


def said(number: Decimal | int) -> str:
    """A number without the zeros that a stored one carries; the reader's language is the caller's business."""
    return f"{Decimal(number).normalize():f}"


def is_ready(head: Head, lines: Sequence[Rule]) -> bool:
    return all(fault.is_hint for fault in check(head, lines))


def _of_head(head: Head, lines: Sequence[Rule]) -> Iterator[Fault]:
    if not head.name.strip():
        yield Fault("name_missing", field="name")
    if not head.legal_basis.strip():
        yield Fault("basis_missing", field="legal_basis")
    if head.valid_to is not None and head.valid_to < head.valid_from:
        yield Fault("dates_backwards", field="valid_to")
    for name in ("discipline_percent", "cap_percent"):
        value = getattr(head.terms, name)
        if not 0 < value <= _HUNDRED:
            yield Fault("percent_range", field=name, facts={"value": said(value)})
    if not lines:
        yield Fault("no_rules")


def _of_rule(head: Head, place: int, rule: Rule) -> Iterator[Fault]:
    for code, name in _plain_faults(head, rule):
        yield Fault(code, place, name)
    yield from _amount_faults(place, rule)
    yield from _threshold_faults(place, rule)


def _plain_faults(head: Head, rule: Rule) -> Iterator[tuple[str, str]]:
    if not rule.code.strip():
        yield "code_missing", "code"
    if not rule.legal_basis.strip():
        yield "rule_basis_missing", "legal_basis"
    if rule.is_example:
        yield "example_left", "amount"
    yield from _date_faults(head, rule)
    yield from _shape_faults(rule)


def _date_faults(head: Head, rule: Rule) -> Iterator[tuple[str, str]]:
    if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
        yield "dates_backwards", "valid_to"
    before = rule.valid_from is not None and rule.valid_from < head.valid_from
    after = head.valid_to is not None and rule.valid_to is not None and rule.valid_to > head.valid_to
    if before or after:
        yield "outside_set", "valid_from"


def _shape_faults(rule: Rule) -> Iterator[tuple[str, str]]:
    """Parts of a line that do not go together."""
    if rule.metric is Metric.COUNT_IN_MONTH and rule.counted not in COUNTABLE:
        yield "counted_missing", "counted"
    if rule.effect is Effect.PROPORTION and rule.metric is not Metric.MONTH_MINUTES:
        yield "proportion_elsewhere", "effect"
    if rule.effect is Effect.MINUTES and rule.metric in OF_MONTH:
        yield "minutes_of_month", "effect"
    if rule.metric is Metric.REASON_DAY and not rule.stages:
        yield "reason_missing", "stages"
    if any(not 0 <= day <= 6 for day in rule.who.weekdays):
        yield "weekday_unknown", "weekdays"


def _amount_faults(place: int, rule: Rule) -> Iterator[Fault]:
    for name, value in _numbers(rule):
        if value < 0:
            yield Fault("negative", place, name, {"value": said(value)})
    yield from _tariff_faults(place, rule)
    if rule.effect is Effect.FULL:
        return
    if rule.amount == 0 and not rule.tariffs:
        yield Fault("amount_missing", place, "amount")
    yield from _whole_faults(place, rule) if rule.effect in _WHOLE_NUMBERS else _percent_faults(place, rule)


def _numbers(rule: Rule) -> list[tuple[str, Decimal]]:
    found = [("amount", rule.amount), ("cap_day", rule.cap_day), ("cap_month", rule.cap_month)]
    return [(name, value) for name, value in found if value is not None]


def _whole_faults(place: int, rule: Rule) -> Iterator[Fault]:
    if rule.amount != int(rule.amount):
        yield Fault("not_whole", place, "amount", {"value": said(rule.amount)})
    if rule.effect is Effect.MINUTES and rule.amount > rules.MINUTES_OF_DAY:
        yield Fault("minutes_over_day", place, "amount", {"value": said(rule.amount)})


def _percent_faults(place: int, rule: Rule) -> Iterator[Fault]:
    for name, value in _numbers(rule):
        if value > _HUNDRED:
            yield Fault("percent_over_100", place, name, {"value": said(value)})
    if _may_exceed(rule):
        yield Fault("formula_over_100", place, "per_each", {"each": str(rule.per_each), "amount": said(rule.amount)})


def _may_exceed(rule: Rule) -> bool:
    """Whether one line of the rule, before any common limit, can come to more than 100 %."""
    if not rule.per_each or (rule.cap_day is not None and rule.metric not in OF_MONTH) or rule.cap_month is not None:
        return False
    most = rule.at_most if rule.at_most is not None else highest(rule.metric)
    return rule.amount * (most // rule.per_each) > _HUNDRED


def _tariff_faults(place: int, rule: Rule) -> Iterator[Fault]:
    if rule.tariffs and rule.effect is not Effect.RUPIAH:
        yield Fault("table_without_rupiah", place, "tariffs")
    for number, tariff in enumerate(rule.tariffs, start=1):
        if tariff.amount < 0 or tariff.amount != int(tariff.amount):
            yield Fault("tariff_amount", place, "tariffs", {"row": str(number), "value": said(tariff.amount)})
        if tariff.class_from is not None and tariff.class_to is not None and tariff.class_to < tariff.class_from:
            yield Fault("tariff_backwards", place, "tariffs", {"row": str(number)})
    for (one, first), (two, second) in combinations(enumerate(rule.tariffs, start=1), 2):
        if _same_people(first, second):
            yield Fault("tariff_overlap", place, "tariffs", {"row": str(one), "other": str(two)})


def highest(metric: Metric) -> int:
    """The highest value that a metric can come to."""
    return {
        Metric.LATE_MIN: rules.MINUTES_OF_DAY,
        Metric.EARLY_MIN: rules.MINUTES_OF_DAY,
        Metric.ABSENT_DAY: rules.DAYS_OF_MONTH,
        Metric.REASON_DAY: rules.DAYS_OF_MONTH,
        Metric.MONTH_MINUTES: rules.MINUTES_OF_MONTH,
    }.get(metric, rules.DAYS_OF_MONTH * rules.STAGES_OF_DAY)


def _threshold_faults(place: int, rule: Rule) -> Iterator[Fault]:
    if rule.at_least < 1:
        yield Fault("threshold_low", place, "at_least", {"value": str(rule.at_least)})
    if rule.at_most is not None and rule.at_most < rule.at_least:
        yield Fault("interval_backwards", place, "at_most", {"from": str(rule.at_least), "to": str(rule.at_most)})
    measured = rule.counted if rule.metric is Metric.COUNT_IN_MONTH and rule.counted else rule.metric
    # Of lateness it is the times that are counted, not the minutes.
    countable = rule.metric is Metric.COUNT_IN_MONTH and measured in OF_MINUTES
    most = rules.DAYS_OF_MONTH * rules.STAGES_OF_DAY if countable else highest(measured)
    for name, value in (("at_least", rule.at_least), ("at_most", rule.at_most)):
        if value is not None and value > most:
            yield Fault("threshold_impossible", place, name, {"value": str(value), "most": str(most)})
    if rule.per_each < 0:
        yield Fault("negative", place, "per_each", {"value": str(rule.per_each)})


def _codes(lines: Sequence[Rule]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for place, rule in enumerate(lines):
        key = rule.code.strip().casefold()
        if key and key in first:
            yield Fault("code_twice", place, "code", {"code": rule.code, "other": str(first[key] + 1)})
        first.setdefault(key, place)


def _intervals(lines: Sequence[Rule]) -> Iterator[Fault]:
    """Lines that take something for the same thing must not overlap, nor leave out values between them."""
    places = range(len(lines))
    rivals = {one: [two for two in places if two != one and _rivals(lines[one], lines[two])] for one in places}
    for place, other in combinations(places, 2):
        if other in rivals[place] and _meet(lines[place], lines[other]):
            yield Fault("interval_overlap", other, "at_least", {"code": lines[place].code, "row": str(place + 1)})
    for place in places:
        yield from _edges(lines, place, rivals[place])


def _edges(lines: Sequence[Rule], place: int, rivals: Sequence[int]) -> Iterator[Fault]:
    rule = lines[place]
    above = [lines[other] for other in rivals if lines[other].at_least > rule.at_least]
    below = [lines[other] for other in rivals if lines[other].at_least < rule.at_least]
    following = min((one.at_least for one in above), default=None)
    if rule.at_most is not None and following is not None and following > rule.at_most + 1:
        facts = {"from": str(rule.at_most + 1), "to": str(following - 1)}
        yield Fault("interval_gap", place, "at_most", facts)
    elif rule.at_most is not None and not above:
        yield Fault("open_above", place, "at_most", {"from": str(rule.at_most + 1)})
    if not below and rule.at_least > 1 and rule.metric in OF_MINUTES:
        yield Fault("tolerance_below", place, "at_least", {"to": str(rule.at_least - 1)})


def _rivals(one: Rule, two: Rule) -> bool:
    """Whether both take something (or both count minutes) for the same thing of the same people."""
    return (
        one.metric is two.metric
        and one.counted is two.counted
        and (one.effect is Effect.MINUTES) == (two.effect is Effect.MINUTES)
        and _share(one.stages, two.stages)
        and _same_time(one, two)
        and _same_who(one.who, two.who)
    )


def _meet(one: Rule, two: Rule) -> bool:
    return (two.at_most is None or one.at_least <= two.at_most) and (one.at_most is None or two.at_least <= one.at_most)


def _share(one: frozenset[str] | frozenset[int], two: frozenset[str] | frozenset[int]) -> bool:
    """Whether two conditions can hold at once; an empty one always holds."""
    return not one or not two or not one.isdisjoint(two)


def _same_who(one: Who, two: Who) -> bool:
    """Units are compared as they are named: a unit and one below it are told apart by whoever wrote the rules."""
    return (
        _share(one.employment_types, two.employment_types)
        and _share(one.units, two.units)
        and _share(frozenset(map(str.casefold, one.schedules)), frozenset(map(str.casefold, two.schedules)))
        and _share(one.weekdays, two.weekdays)
        and _same_people(one, two)
    )


def _same_people(one: Who | Tariff, two: Who | Tariff) -> bool:
    if not _share(one.levels, two.levels):
        return False
    return _from(one.class_from) <= _to(two.class_to) and _from(two.class_from) <= _to(one.class_to)


def _from(number: int | None) -> int:
    return 0 if number is None else number


def _to(number: int | None) -> int:
    return 1_000 if number is None else number


def _same_time(one: Rule, two: Rule) -> bool:
    one_before = one.valid_to is not None and two.valid_from is not None and one.valid_to < two.valid_from
    two_before = two.valid_to is not None and one.valid_from is not None and two.valid_to < one.valid_from
    return not one_before and not two_before


def _groups(lines: Sequence[Rule]) -> Iterator[Fault]:
    """Lines of a group share its caps, so these and their unit have to be the same."""
    first: dict[str, Rule] = {}
    for place, rule in enumerate(lines):
        if not rule.group:
            continue
        leader = first.setdefault(rule.group, rule)
        if (rule.cap_day, rule.cap_month) != (leader.cap_day, leader.cap_month):
            yield Fault("group_caps", place, "cap_month", {"group": rule.group, "code": leader.code})
        if (rule.effect is Effect.RUPIAH, rule.base) != (leader.effect is Effect.RUPIAH, leader.base):
            yield Fault("group_units", place, "group", {"group": rule.group, "code": leader.code})
