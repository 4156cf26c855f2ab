"""Kinds of events, weekly patterns, who may confirm a list. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    APEL = "apel"
    UPACARA = "upacara"
    SENAM = "senam"
    SIDAK = "sidak"
    OTHER = "other"


class ListState(StrEnum):
    OPEN = "open"
    HANDED_IN = "handed_in"
    CONFIRMED = "confirmed"


def days_of(weekday: int, first: date, last: date) -> Iterator[date]:
    """The days of a weekly pattern (0 Monday) from `first` to `last`, both included."""
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    while day <= last:
        yield day
        day += timedelta(days=7)
