"""Which days the story covers, and which days of the year it knows of. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hadir.periods.rules import Month

# Days on which regions hold a ceremony, from everybody's calendar: month, day, name. The latest that fits is told of.
_CEREMONIES = (
    (5, 2, "Upacara Hari Pendidikan Nasional"),
    (5, 20, "Upacara Hari Kebangkitan Nasional"),
    (10, 1, "Upacara Hari Kesaktian Pancasila"),
    (10, 28, "Upacara Hari Sumpah Pemuda"),
    (11, 10, "Upacara Hari Pahlawan"),
    (12, 22, "Upacara Hari Ibu"),
)
# As announced; years that are not here have no season in the story.
RAMADAN = {2026: (date(2026, 2, 19), date(2026, 3, 20))}


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day of the first whole month until yesterday; `months`: the whole ones, the oldest first."""

    first: date
    today: date
    months: tuple[Month, ...]

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)

    @property
    def running(self) -> Month:
        return Month.of(self.today)

    @property
    def years(self) -> range:
        return range(self.first.year, self.running.next.last.year + 1)

    def days(self) -> Iterator[date]:
        """Days that are over."""
        day = self.first
        while day < self.today:
            yield day
            day += timedelta(days=1)

    def holds(self, first: date, last: date) -> bool:
        return first < self.today and last >= self.first


def span_of(today: date, months: int) -> Span:
    found: list[Month] = []
    month = Month.of(today)
    for _n in range(months):
        month = month.previous
        found.append(month)
    return Span(month.first, today, tuple(reversed(found)))


def ceremony_in(span: Span) -> tuple[date, str] | None:
    """The latest ceremony on a day of work of the span."""
    days = [
        (date(year, month, day), name)
        for year in {span.first.year, span.today.year}
        for month, day, name in _CEREMONIES
        if span.first <= date(year, month, day) < span.today and date(year, month, day).weekday() < 5
    ]
    return max(days, default=None)
