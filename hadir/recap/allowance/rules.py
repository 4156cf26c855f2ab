"""A regency's deduction rules as data: whom they concern, what they measure, what they take. Pure.

No national table exists: PP 12/2019 art. 58 leaves the tariffs to each region's own regulation, so nothing here is a
number of the law. Percentages are `Decimal` (1.25 is 1.25 %), rupiah whole numbers, minutes whole and never negative.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

MINUTES_OF_DAY = 24 * 60
MINUTES_OF_MONTH = 31 * MINUTES_OF_DAY
DAYS_OF_MONTH = 31
STAGES_OF_DAY = 12  # more stages than any schedule has; bounds what can happen in one month


class Metric(StrEnum):
    """What a rule looks at.

    Minutes of one stage: `late_min`, `early_min`. Single events, whose interval says "from the n-th of the month on":
    `missing` (a stage without a punch), `absent_day`, `event_missed`, `reason_day` (a day under a reason code),
    `flex_used` (late, made up under flexible time). Of the whole month: `count_in_month`, `month_minutes` (late and
    early minutes that were not made up, with imputed ones).
    """

    LATE_MIN = "late_min"
    EARLY_MIN = "early_min"
    MISSING = "missing"
    ABSENT_DAY = "absent_day"
    EVENT_MISSED = "event_missed"
    REASON_DAY = "reason_day"
    FLEX_USED = "flex_used"
    COUNT_IN_MONTH = "count_in_month"
    MONTH_MINUTES = "month_minutes"


OF_MINUTES = frozenset({Metric.LATE_MIN, Metric.EARLY_MIN})
OF_MONTH = frozenset({Metric.COUNT_IN_MONTH, Metric.MONTH_MINUTES})
COUNTABLE = frozenset(set(Metric) - OF_MONTH)


class Effect(StrEnum):
    """What a rule takes.

    `percent` of its base; `rupiah`, one sum or one by level and class; `full`: the whole base; `minutes`: takes no
    money, counts minutes as lost (a missing punch stands for so many); `proportion`: that percentage times lost
    minutes by owed minutes of the month.
    """

    PERCENT = "percent"
    RUPIAH = "rupiah"
    MINUTES = "minutes"
    FULL = "full"
    PROPORTION = "proportion"


class Base(StrEnum):
    """Of what a percentage is taken, and what a sum in rupiah may use up.

    `day`: the whole allowance by the number of working days of the person's month.
    """

    WHOLE = "whole"
    DISCIPLINE = "discipline"
    DAY = "day"


class Rounding(StrEnum):
    """How the month's sum becomes whole rupiah. `down` is in the person's favour."""

    HALF_UP = "half_up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Tariff:
    """One line of a table by level and class: the first line that fits counts. Empty levels and open ends fit all."""

    amount: Decimal
    levels: frozenset[str] = frozenset()
    class_from: int | None = None
    class_to: int | None = None

    def fits(self, facts: Facts) -> bool:
        return _level_and_class_fit(self.levels, self.class_from, self.class_to, facts)


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a rule concerns; what is empty sets no condition.

    `units`: units with all below them. `schedules`: words of which the day's schedule label must contain one
    ("5 hari", "Malam"). `weekdays`: 0 is Monday.
    """

    employment_types: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()
    schedules: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()
    levels: frozenset[str] = frozenset()
    class_from: int | None = None
    class_to: int | None = None

    def fits(self, facts: Facts) -> bool:
        """Whether the person is concerned, whatever the day."""
        return (
            (not self.employment_types or facts.employment_type in self.employment_types)
            and (not self.units or not self.units.isdisjoint(facts.line))
            and _level_and_class_fit(self.levels, self.class_from, self.class_to, facts)
        )

    def fits_day(self, day: date, schedule_label: str) -> bool:
        """Whether the day is concerned, whoever it is."""
        if self.weekdays and day.weekday() not in self.weekdays:
            return False
        label = schedule_label.casefold()
        return not self.schedules or any(word.casefold() in label for word in self.schedules)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a set of rules.

    `id`, `set_id`, `version` name the stored row, for the lines that it makes. `stages`: codes, kinds or measures of
    stages; for events their kinds, for `reason_day` the reason codes; empty: any. `at_least`..`at_most`: minutes, the
    how-manieth of the month, or a count; `at_most` None: no upper end. `per_each`: the amount once for each full so
    many of the value (0: once). `counted`: what `count_in_month` counts. `cap_day`, `cap_month`: the most that the
    rules of one `group` (without one: this rule) take, in the effect's own unit. `on_absent_day`: missing stages and
    events count on a day without reason too. `is_example`: the amount is nobody's law and must be replaced.
    """

    code: str
    label: str
    metric: Metric
    effect: Effect
    amount: Decimal = Decimal(0)
    at_least: int = 1
    at_most: int | None = None
    base: Base = Base.DISCIPLINE
    legal_basis: str = ""
    who: Who = field(default_factory=Who)
    stages: frozenset[str] = frozenset()
    counted: Metric | None = None
    per_each: int = 0
    tariffs: tuple[Tariff, ...] = ()
    group: str = ""
    cap_day: Decimal | None = None
    cap_month: Decimal | None = None
    on_absent_day: bool = False
    is_example: bool = False
    note: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    id: int = 0
    set_id: int = 0
    version: str = ""

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def reaches(self, value: int) -> bool:
        return self.at_least <= value and (self.at_most is None or value <= self.at_most)

    def times(self, value: int) -> int:
        return value // self.per_each if self.per_each else 1

    def amount_for(self, facts: Facts) -> Decimal | None:
        """The amount for this person; None when the table has no line for him and there is no amount besides."""
        if not self.tariffs:
            return self.amount
        found = next((tariff.amount for tariff in self.tariffs if tariff.fits(facts)), None)
        return found if found is not None else (self.amount or None)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a set says once for all its rules. `discipline_percent`: the part that attendance may cut (often 40 %);
    `cap_percent`: the most that all rules together take from the whole allowance."""

    discipline_percent: Decimal = Decimal(40)
    cap_percent: Decimal = Decimal(100)
    rounding: Rounding = Rounding.HALF_UP


@dataclass(frozen=True, slots=True)
class Head:
    """A set of rules without its rules. `unit_id` None: the region."""

    name: str
    legal_basis: str
    valid_from: date
    valid_to: date | None = None
    unit_id: int | None = None
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody is over a span of days (None: open). `line`: his unit and the units above it."""

    valid_from: date | None = None
    valid_to: date | None = None
    employment_type: str = ""
    grade: str = ""
    job_class: int | None = None
    position_level: str = ""
    line: tuple[int, ...] = ()

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, with spans of facts that do not overlap, in any order."""

    employee_id: int
    facts: tuple[Facts, ...] = ()

    def on(self, day: date) -> Facts:
        """The facts of a day; nothing is known of a day outside every span."""
        return next((one for one in self.facts if one.holds_on(day)), Facts())


def _level_and_class_fit(levels: frozenset[str], class_from: int | None, class_to: int | None, facts: Facts) -> bool:
    if levels and facts.position_level not in levels:
        return False
    if class_from is None and class_to is None:
        return True
    if facts.job_class is None:
        return False
    return (class_from is None or class_from <= facts.job_class) and (class_to is None or facts.job_class <= class_to)
