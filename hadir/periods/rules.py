"""Months and scopes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Scope(StrEnum):
    """Whom a change concerns: one person, the people of a unit and of all below it, or everybody."""

    EMPLOYEE = "employee"
    UNIT = "unit"
    REGION = "region"


class Cause(StrEnum):
    """What changed. Shown to whoever asks why a day was derived again."""

    PUNCH = "punch"
    SCHEDULE = "schedule"
    ROSTER = "roster"
    HOLIDAY = "holiday"
    ABSENCE = "absence"
    CORRECTION = "correction"
    INCIDENT = "incident"
    EVENT = "event"
    CAREER = "career"
    ROLLOUT = "rollout"
    POLICY = "policy"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise ValueError(f"no month {self.number}")

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """`2026-10`. Raises ValueError."""
        found = re.fullmatch(r"(\d{4})-(\d{2})", text)
        if found is None or not int(found[1]) >= 1:
            raise ValueError(f"not a month: {text!r}")
        return cls(int(found[1]), int(found[2]))

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Month:
        return Month(self.year + 1, 1) if self.number == 12 else Month(self.year, self.number + 1)

    @property
    def previous(self) -> Month:
        return Month(self.year - 1, 12) if self.number == 1 else Month(self.year, self.number - 1)

    def days(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def months_between(first: date, last: date) -> list[Month]:
    """Every month that holds a day of the span, in order; none when the span is empty."""
    if last < first:
        return []
    found = [Month.of(first)]
    while found[-1] < Month.of(last):
        found.append(found[-1].next)
    return found
