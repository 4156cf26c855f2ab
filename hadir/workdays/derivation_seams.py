"""Corrections, incidents and events, as their slices give them. Until those are there: none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from hadir.attendance.facts import Event, Incident, Seen, Void


def corrections(employee_ids: Sequence[int], first: date, last: date) -> Iterator[tuple[int, date, Seen | Void]]:
    """Approved corrections in the span, ordered by person."""
    del employee_ids, first, last
    return iter(())


def incidents(first: date, last: date) -> list[Incident]:
    """Incidents that touch the span, whatever their state."""
    del first, last
    return []


def events(first: date, last: date) -> list[Event]:
    """Events of the span."""
    del first, last
    return []


def attended(event_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Who attended, as (event, person)."""
    del event_ids
    return set()
