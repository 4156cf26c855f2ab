"""The organisation over a span of days, in memory: lines of units, agencies, and from when an agency's days count."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Q

from hadir.people.models import OrgUnit, UnitKind, UnitRecord
from hadir.rollout import rules as rollout
from hadir.rollout import selectors as rollouts

_A_DAY = timedelta(days=1)
_LONGEST_LINE = 50  # units above each other; a circle cannot be stored, and would end here


class Tree:
    """Answers for every unit on the days from `first` to `last`, after three statements."""

    def __init__(self, first: date, last: date) -> None:
        began = Q(valid_from__isnull=True) | Q(valid_from__lte=last)
        rows = UnitRecord.objects.filter(began, superseded_at__isnull=True).exclude(valid_to__lt=first)
        self._parents: dict[int, list[tuple[date, date, int | None]]] = {}
        turns = {first}
        for unit_id, parent_id, valid_from, valid_to in rows.order_by().values_list(
            "unit_id", "parent_id", "valid_from", "valid_to"
        ):
            begins, ends = valid_from or date.min, valid_to or date.max
            self._parents.setdefault(unit_id, []).append((begins, ends, parent_id))
            turns |= {day for day in (begins, ends + _A_DAY if ends < date.max else first) if first < day <= last}
        self._agencies = set(OrgUnit.objects.filter(kind=UnitKind.OPD).order_by().values_list("pk", flat=True))
        self._turns = sorted(turns)
        self._phases: Mapping[int, Sequence[rollout.Span]] = rollouts.spans_of_agencies()
        self._lines: dict[tuple[int, int], tuple[int, ...]] = {}
        self._counts: dict[tuple[tuple[int, ...], date], bool] = {}

    def line(self, unit_id: int, day: date) -> tuple[int, ...]:
        """The unit and the units above it on that day, own first. A unit without a record of the day stands alone."""
        turn = bisect_right(self._turns, day)
        found = self._lines.get((unit_id, turn))
        if found is None:
            found = self._lines[unit_id, turn] = self._climb(unit_id, day)
        return found

    def agency(self, line: tuple[int, ...]) -> int:
        """The agency (OPD) in a line; the topmost unit where there is none."""
        return next((unit_id for unit_id in line if unit_id in self._agencies), line[-1])

    def counts(self, line: tuple[int, ...], day: date) -> bool:
        """Whether days of the agency in the line count: it has gone live (`rollout`)."""
        key = (line, day)
        found = self._counts.get(key)
        if found is None:
            spans = next((self._phases[unit_id] for unit_id in line if unit_id in self._phases), ())
            found = self._counts[key] = rollout.counts(spans, day)
        return found

    def _climb(self, unit_id: int, day: date) -> tuple[int, ...]:
        line: list[int] = []
        at: int | None = unit_id
        while at is not None and at not in line and len(line) < _LONGEST_LINE:
            line.append(at)
            at = next((up for begins, ends, up in self._parents.get(at, ()) if begins <= day <= ends), None)
        return tuple(line)
