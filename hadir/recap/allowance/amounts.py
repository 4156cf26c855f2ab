"""Money: caps, the end of the purse, and rupiah that add up. Pure.

Everything is exact (`Fraction`) until the very end. The month's sum is rounded once to whole rupiah; each line gets the
difference of the rounded sums before and after it, so that the lines always add up to the total and a full cut is
exactly the whole. A single line may therefore differ by one rupiah from its own rounding.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from hadir.recap.allowance.rules import Base, Rounding, Rule, Terms

HUNDRED = Fraction(100)


class Cap(StrEnum):
    """What held a deduction back."""

    NONE = ""
    DAY = "day"
    MONTH = "month"
    DISCIPLINE = "discipline"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Taken:
    """`share`: percent of the whole allowance; `percent`: of the rule's own base; None where it is not known."""

    share: Fraction | None
    percent: Fraction | None
    rupiah: Fraction | None
    cap: Cap


class Purse:
    """One person's allowance of a month, from which rules take one after the other. `whole`: rupiah, None: unknown.

    A sum in rupiah from an allowance of unknown size takes no share of it: only its own caps hold it.
    """

    def __init__(self, terms: Terms, whole: int | None, work_days: int) -> None:
        self.whole = None if whole is None else Fraction(whole)
        self._part = Fraction(terms.discipline_percent)
        self._day = HUNDRED / max(1, work_days)
        self._left = Fraction(terms.cap_percent)
        self._part_left = min(self._part, self._left)
        self._of_day: dict[tuple[str, date | None], Fraction] = defaultdict(Fraction)
        self._of_month: dict[str, Fraction] = defaultdict(Fraction)

    def share_of(self, base: Base) -> Fraction:
        """The base in percent of the whole allowance."""
        return {Base.WHOLE: HUNDRED, Base.DISCIPLINE: self._part, Base.DAY: self._day}[base]

    def take_percent(self, rule: Rule, day: date | None, percent: Fraction) -> Taken:
        """Take a percentage of the rule's base, as far as caps and purse allow."""
        allowed, cap = self._within_caps(rule, day, percent)
        of_base = self.share_of(rule.base)
        share, ended = self._from_purse(rule.base, allowed * of_base / HUNDRED)
        kept = share * HUNDRED / of_base if of_base else Fraction(0)
        self._note(rule, day, kept)
        rupiah = None if self.whole is None else share * self.whole / HUNDRED
        return Taken(share, kept, rupiah, ended or cap)

    def take_rupiah(self, rule: Rule, day: date | None, rupiah: Fraction) -> Taken:
        """Take a sum."""
        allowed, cap = self._within_caps(rule, day, rupiah)
        if self.whole is None:
            self._note(rule, day, allowed)
            return Taken(None, None, allowed, cap)
        wanted = allowed * HUNDRED / self.whole if self.whole else Fraction(0)
        share, ended = self._from_purse(rule.base, wanted)
        if not self.whole:
            ended = Cap.WHOLE
        kept = share * self.whole / HUNDRED
        self._note(rule, day, kept)
        return Taken(share, None, kept, ended or cap)

    def _within_caps(self, rule: Rule, day: date | None, wanted: Fraction) -> tuple[Fraction, Cap]:
        key, allowed, cap = rule.group or rule.code, wanted, Cap.NONE
        if rule.cap_day is not None and day is not None:
            left = max(Fraction(0), Fraction(rule.cap_day) - self._of_day[key, day])
            if allowed > left:
                allowed, cap = left, Cap.DAY
        if rule.cap_month is not None:
            left = max(Fraction(0), Fraction(rule.cap_month) - self._of_month[key])
            if allowed > left:
                allowed, cap = left, Cap.MONTH
        return allowed, cap

    def _note(self, rule: Rule, day: date | None, taken: Fraction) -> None:
        key = rule.group or rule.code
        self._of_day[key, day] += taken
        self._of_month[key] += taken

    def _from_purse(self, base: Base, share: Fraction) -> tuple[Fraction, Cap]:
        cap = Cap.NONE
        if base is Base.DISCIPLINE and share > self._part_left:
            share, cap = self._part_left, Cap.DISCIPLINE
        if share > self._left:
            share, cap = self._left, Cap.WHOLE
        self._left -= share
        if base is Base.DISCIPLINE:
            self._part_left -= share
        return share, cap


class Adder:
    """Gives out whole rupiah for exact sums, so that they always add up to the rounded total."""

    def __init__(self, rounding: Rounding) -> None:
        self._rounding = rounding
        self._exact = Fraction(0)
        self.total = 0

    def add(self, exact: Fraction) -> int:
        before = self.total
        self._exact += exact
        self.total = rounded(self._exact, self._rounding)
        return self.total - before


def rounded(exact: Fraction, rounding: Rounding) -> int:
    """Whole rupiah of a sum that is not negative."""
    return int(exact) if rounding is Rounding.DOWN else int((exact * 2 + 1) // 2)


def exact(number: Decimal | int) -> Fraction:
    return Fraction(number)
