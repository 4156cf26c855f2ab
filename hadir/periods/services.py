"""Marking days as stale, and locking months.

Marks are written in the transaction of the deed that made them necessary, so a change without its mark cannot be; a
job of the slice that derives days takes them away (every minute: a job for each mark would make writers wait for each
other at its lock). Marking asks no rights and is no deed of its
own: it is a consequence. Locking is asked and logged by `recap`, which decides.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from hadir.lib.authority import Actor
from hadir.periods.models import LockedMonth, StaleSpan
from hadir.periods.rules import Cause, Month, Scope


def mark_people(employee_ids: Collection[int], first: date, last: date, cause: Cause) -> None:
    """Those people's days from `first` to `last`, both included. One statement."""
    _mark([(Scope.EMPLOYEE, one) for one in sorted(set(employee_ids))], first, last, cause)


def mark_unit(unit_id: int | None, first: date, last: date, cause: Cause) -> None:
    """The days of everybody who serves in a unit or below it on them; None: in the region."""
    _mark([(Scope.REGION, 0) if unit_id is None else (Scope.UNIT, unit_id)], first, last, cause)


def lock(actor: Actor, *, unit_id: int, month: Month, now: datetime) -> LockedMonth:
    """Lock an agency's month. IntegrityError when it is locked already: callers hold the month's row."""
    return LockedMonth.objects.create(unit_id=unit_id, month=month.first, locked_at=now, locked_by_label=actor.label)


def _mark(scopes: list[tuple[Scope, int]], first: date, last: date, cause: Cause) -> None:
    if last < first or not scopes:
        return
    StaleSpan.objects.bulk_create(
        [StaleSpan(scope=scope.value, scope_id=one, first=first, last=last, cause=cause.value) for scope, one in scopes]
    )
