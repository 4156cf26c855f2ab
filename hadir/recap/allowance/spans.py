"""Dated values of one person, cut into spans in which nothing changes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hadir.recap.allowance.rules import Facts

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Values that hold from `first` to `last` (None: still)."""

    first: date
    last: date | None
    values: Mapping[str, object]

    def holds_on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def facts_of(spans: Sequence[Span], first: date, last: date, lines: Mapping[int, tuple[int, ...]]) -> tuple[Facts, ...]:
    """The person from `first` to `last`. `lines`: units and those above them; a unit without one stands alone."""
    begins = sorted({first, *_turns(spans, first, last)})
    ends = [begin - _A_DAY for begin in begins[1:]] + [last]
    return tuple(_facts(spans, begin, end, lines) for begin, end in zip(begins, ends, strict=True))


def _turns(spans: Iterable[Span], first: date, last: date) -> Iterable[date]:
    for span in spans:
        for day in (span.first, span.last + _A_DAY if span.last is not None else None):
            if day is not None and first < day <= last:
                yield day


def _facts(spans: Iterable[Span], begin: date, end: date, lines: Mapping[int, tuple[int, ...]]) -> Facts:
    values: dict[str, object] = {}
    for span in spans:
        if span.holds_on(begin):
            values |= span.values
    unit = values.pop("unit", None)
    line = lines.get(unit, (unit,)) if isinstance(unit, int) else ()
    return Facts(begin, end, line=line, **values)  # type: ignore[arg-type]
