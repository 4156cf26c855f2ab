"""One person's month under a set of rules: every deduction as a line, and their sum. Pure.

The same days in another order give the same lines. Lines come in the order of days, those of the whole month last;
where caps or the end of the purse hold something back, earlier lines go first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hadir.recap.allowance import measuring
from hadir.recap.allowance.amounts import Adder, Cap, Purse, Taken, exact, rounded
from hadir.recap.allowance.measuring import Happening, Measures, decimal_of
from hadir.recap.allowance.rules import OF_MONTH, Base, Effect, Metric, Person, Rounding, Rule, Terms
from hadir.workdays.shapes import Day

_PLACES = 4  # of stored percentages


@dataclass(frozen=True, slots=True)
class Book:
    """The rules that hold in a month, each with its own days, and the terms of the set that holds on its last day."""

    rules: tuple[Rule, ...]
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class Line:
    """One deduction, or imputed minutes. `day` None: of the month. Rupiah are None while the allowance is not known.

    `percent` is of the rule's base and None for sums in rupiah; `asked` is what the rule wanted before any cap, in
    percent or rupiah; `share` percent of the whole allowance. `about`: stage, event or reason.
    """

    rule: Rule
    day: date | None
    about: str
    value: int
    effect: Effect
    base: Base
    asked: Decimal
    percent: Decimal | None
    share: Decimal | None
    rupiah: int | None
    minutes: int
    cap: Cap


@dataclass(frozen=True, slots=True)
class Result:
    """A month. `cut_percent` is of the whole allowance, 0 to 100; `net_rupiah` and `base_rupiah` None without a base.

    `without_tariff`: codes of rules whose table has no line for this person: nothing was taken, somebody must look.
    """

    employee_id: int
    base_rupiah: int | None
    cut_percent: Decimal
    cut_rupiah: int | None
    net_rupiah: int | None
    measures: Measures
    imputed_min: int
    attendance_percent: Decimal | None
    lines: tuple[Line, ...]
    without_tariff: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a rule wants because of one thing, before anything is taken."""

    rule: Rule
    day: date | None
    at: str
    about: str
    value: int
    amount: Fraction


def derive(book: Book, days: Iterable[Day], person: Person, base_rupiah: int | None) -> Result:
    """The lines and totals of a month. `base_rupiah`: the whole allowance, None when nobody has said it.

    ValueError for a negative allowance.
    """
    if base_rupiah is not None and base_rupiah < 0:
        raise ValueError("an allowance is not negative")
    month = list(days)
    measures = measuring.measure(month)
    found = measuring.happenings(month)
    end = max((day.day for day in month), default=date.min)
    lacking: set[str] = set()
    wishes = list(_single(book, found, person, lacking))
    imputed = int(sum(wish.amount for wish in wishes if wish.rule.effect is Effect.MINUTES))
    minutes = measures.lost_min + imputed
    wishes += _monthly(book, found, _Month(person, end, minutes, measures.owed_min), lacking)
    wishes.sort(key=_order)
    purse = Purse(book.terms, base_rupiah, measures.work_days)
    lines, total, share = _take(wishes, purse, book.terms.rounding)
    cut = total if base_rupiah is not None else None
    return Result(
        employee_id=person.employee_id,
        base_rupiah=base_rupiah,
        cut_percent=decimal_of(share, _PLACES),
        cut_rupiah=cut,
        net_rupiah=None if base_rupiah is None or cut is None else base_rupiah - cut,
        measures=measures,
        imputed_min=imputed,
        attendance_percent=measures.attendance_percent(imputed),
        lines=tuple(lines),
        without_tariff=tuple(sorted(lacking)),
    )


@dataclass(frozen=True, slots=True)
class _Month:
    person: Person
    end: date
    lost_min: int
    owed_min: int


def _order(wish: _Wish) -> tuple[date, str, str, str, int]:
    return wish.day or date.max, wish.at, wish.rule.code, wish.about, wish.rule.id


def _single(book: Book, found: Sequence[Happening], person: Person, lacking: set[str]) -> Iterator[_Wish]:
    for rule in book.rules:
        if rule.metric in OF_MONTH:
            continue
        for seen in measuring.seen_by(rule, found, person):
            one = seen.happening
            amount = _amount(rule, seen.value, person, one.day, lacking)
            if amount is not None:
                yield _Wish(rule, one.day, one.at, one.about, seen.value, amount)


def _monthly(book: Book, found: Sequence[Happening], month: _Month, lacking: set[str]) -> Iterator[_Wish]:
    """Rules of the month are those that hold, and concern the person, on its last day."""
    for rule in book.rules:
        if rule.metric not in OF_MONTH or not rule.holds_on(month.end):
            continue
        if not rule.who.fits(month.person.on(month.end)):
            continue
        value = _month_value(rule, found, month)
        if not value or not rule.reaches(value):  # nothing happened: nothing is taken, whatever a rule says of zero
            continue
        if rule.effect is Effect.PROPORTION:
            amount = _proportion(rule, value, month.owed_min)
        else:
            amount = _amount(rule, value, month.person, month.end, lacking)
        if amount is not None:
            yield _Wish(rule, None, "", rule.counted.value if rule.counted else "", value, amount)


def _month_value(rule: Rule, found: Sequence[Happening], month: _Month) -> int:
    if rule.metric is Metric.MONTH_MINUTES or rule.counted is None:
        return month.lost_min
    return len(measuring.counted_by(rule, rule.counted, found, month.person))


def _proportion(rule: Rule, minutes: int, owed_min: int) -> Fraction | None:
    return min(Fraction(1), Fraction(minutes, owed_min)) * exact(rule.amount) if owed_min else None


def _amount(rule: Rule, value: int, person: Person, day: date, lacking: set[str]) -> Fraction | None:
    """What the rule wants in its own unit; None when that is nothing."""
    if rule.effect is Effect.FULL:
        return Fraction(100)
    amount = rule.amount_for(person.on(day))
    if amount is None:
        lacking.add(rule.code)
        return None
    wanted = max(Fraction(0), exact(amount)) * rule.times(value)
    return wanted or None


def _take(wishes: Sequence[_Wish], purse: Purse, rounding: Rounding) -> tuple[list[Line], int, Fraction]:
    adder, share = Adder(rounding), Fraction(0)
    lines = []
    for wish in wishes:
        rule = wish.rule
        if rule.effect is Effect.MINUTES:
            lines.append(_line(wish, None, None, minutes=int(wish.amount)))
            continue
        in_rupiah = rule.effect is Effect.RUPIAH
        take = purse.take_rupiah if in_rupiah else purse.take_percent
        taken = take(rule, wish.day, wish.amount)
        share += taken.share or 0
        if purse.whole is None:
            # Of an unknown allowance only sums in rupiah are known, each by itself.
            rupiah = None if taken.rupiah is None else rounded(taken.rupiah, rounding)
        else:
            rupiah = adder.add(taken.rupiah or Fraction(0))
        lines.append(_line(wish, taken, rupiah))
    return lines, adder.total, share


def _line(wish: _Wish, taken: Taken | None, rupiah: int | None, *, minutes: int = 0) -> Line:
    return Line(
        rule=wish.rule,
        day=wish.day,
        about=wish.about,
        value=wish.value,
        effect=wish.rule.effect,
        base=wish.rule.base,
        asked=decimal_of(wish.amount, _PLACES),
        percent=_decimal(taken.percent if taken else None),
        share=_decimal(taken.share if taken else None),
        rupiah=rupiah,
        minutes=minutes,
        cap=taken.cap if taken else Cap.NONE,
    )


def _decimal(number: Fraction | None) -> Decimal | None:
    return None if number is None else decimal_of(number, _PLACES)
